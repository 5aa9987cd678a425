"""Checks a claimed value against the facts that it speaks of."""
