"""The pii guard: personal data in any string of an event, as Presidio finds it and as the policy wants it treated."""

from guards.pii.guard import REPORTED_BY_DEFAULT, PiiGuard

__all__ = ["REPORTED_BY_DEFAULT", "PiiGuard"]
