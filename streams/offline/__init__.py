"""Judging without Kafka: files in, lines out."""
