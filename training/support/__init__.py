"""Trains the head of the support score: `python -m training.support.fit`."""
