"""Builds the cross-encoder of the extra: `python -m training.crossencoder.build`."""
