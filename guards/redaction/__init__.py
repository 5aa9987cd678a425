"""The one redaction of an event; see `guards.redaction.plan`."""

from guards.redaction.plan import WITHHELD, Redaction
from guards.redaction.replacing import Pseudonyms

__all__ = ["WITHHELD", "Pseudonyms", "Redaction"]
