"""Tools of those who run it: topics, tail, audit, doctor."""
