"""Kafka itself: clients, transactions, where a partition begins, one reader of topics, the embedded cluster."""
