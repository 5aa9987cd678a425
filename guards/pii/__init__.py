"""The pii guard: personal data in any string of an event, as Presidio finds it and as the policy wants it treated."""

from guards.pii.guard import PiiGuard

__all__ = ["PiiGuard"]
