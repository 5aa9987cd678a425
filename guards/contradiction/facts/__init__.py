"""Readers of structured text: what enters is raw text, what leaves are its scalars with path and place."""
