"""Real Apache Kafka brokers for the tests: every claim about delivery is made on one of these.

- `libraries` finds Java and fetches Kafka once with Maven, into `.kafka/` (ignored by git).
- `brokers` starts one or three KRaft nodes of it, kills, pauses and restarts them.
- `containers` starts one broker with Docker where there is no Java.

Tests ask for the fixtures of `tests/conftest.py`: `kafka` (a broker that all tests share), `brokers` (a
cluster of the test's own, to be maltreated), `topic_prefix` and `make_topic`.
"""
