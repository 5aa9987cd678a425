"""The support score."""
