"""The tests. The folders mirror the rooms; `tests/kafka` starts real brokers."""
