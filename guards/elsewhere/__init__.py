"""A value that was found at one place of an event is found at all its places; see `guards.elsewhere.search`."""

from guards.elsewhere.sightings import WHY, Again, elsewhere

__all__ = ["WHY", "Again", "elsewhere"]
