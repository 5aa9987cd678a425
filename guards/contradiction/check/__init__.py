"""Checks of a claim against the facts it was bound to."""
