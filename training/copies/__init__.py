"""Fits the confidence of an edit between two aligned clauses: `python -m training.copies.fit`."""
