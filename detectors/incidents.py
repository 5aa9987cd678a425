"""Facets that move together are one incident: what was raised and lowered enters, what to say of it leaves.

An incident opens with the first facets that are raised. What is raised while it is open, and began about when it began,
joins it; of all of them one is named first (`detectors.leads`). It closes when the last of them is as usual again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from detectors.leads import Lead, leader
from detectors.watched import Raised

JOIN_WINDOWS = 24
"""How far apart the beginnings of one incident may lie: evidence for the smaller moves takes longer."""


@dataclass(slots=True)
class Incident:
    """Facets of one segment, by (facet, side)."""

    first: tuple[int, int]
    """What it is known by, whatever leads it later."""
    opened_ms: int
    since_ms: int
    evidence: float
    members: list[tuple[int, int]] = field(default_factory=list)
    """All that ever belonged to it, the one that leads it first."""
    up: set[tuple[int, int]] = field(default_factory=set)
    """Those that are raised still."""
    alert: dict[str, Any] = field(default_factory=dict)
    """The alert as it was last said, as JSON values."""

    @property
    def lead(self) -> tuple[int, int]:
        """What it is named by."""
        return self.members[0]

    def state(self) -> list[Any]:
        """As plain JSON values."""
        return [*(self.first, self.opened_ms, self.since_ms, self.evidence, self.members), sorted(self.up), self.alert]

    @classmethod
    def of_state(cls, state: list[Any]) -> Incident:
        """The inverse of `state`."""
        first, opened_ms, since_ms, evidence, members, up, said = state
        pairs = [(at, side) for at, side in members]
        return cls((first[0], first[1]), opened_ms, since_ms, evidence, pairs, {(at, side) for at, side in up}, said)


@dataclass(slots=True)
class Changes:
    """Incidents that a window opened, added to, or closed."""

    opened: list[Incident] = field(default_factory=list)
    updated: list[Incident] = field(default_factory=list)
    closed: list[Incident] = field(default_factory=list)


class Incidents:
    """The open ones of a segment.

    Cannot see · a cause. Two things that began within 24 windows of each other are one incident.

    Example:
        >>> hour, incidents = 3_600_000, Incidents(window_ms=3_600_000)
        >>> slower = Raised(facet=0, side=0, since_ms=8 * hour, evidence=14.0, moved=6.0, over=2.0)
        >>> shorter = Raised(facet=3, side=1, since_ms=9 * hour, evidence=13.0, moved=6.0, over=2.0)
        >>> len(incidents.note(10 * hour, raised=[slower], lowered=[]).opened)
        1
        >>> changes = incidents.note(11 * hour, raised=[shorter], lowered=[])
        >>> changes.opened, [incident.members for incident in changes.updated]
        ([], [[(0, 0), (3, 1)]])
        >>> len(incidents.note(30 * hour, raised=[], lowered=[slower, shorter]).closed)
        1
    """

    def __init__(self, window_ms: int, known: list[Incident] | None = None) -> None:
        self._within_ms = JOIN_WINDOWS * window_ms
        self.leads: Sequence[Lead] = ()
        """By facet. Facets of one field belong to one incident, whenever they follow."""
        self.open: list[Incident] = known or []

    def note(self, end_ms: int, raised: list[Raised], lowered: list[Raised]) -> Changes:
        """Takes in what a window that ended then has raised and lowered."""
        changes = Changes()
        for one in sorted(raised, key=lambda each: (-each.evidence, each.facet, each.side)):
            found = next((each for each in self.open if self._belongs(one, each)), None)
            if found is None:
                found = Incident((one.facet, one.side), end_ms, one.since_ms, one.evidence)
                self.open.append(found)
                changes.opened.append(found)
            elif found not in changes.opened and found not in changes.updated:
                changes.updated.append(found)
            if (one.facet, one.side) not in found.members:
                found.members.append((one.facet, one.side))
            found.up.add((one.facet, one.side))
        for incident in (*changes.opened, *changes.updated):
            lead = leader(incident.members, self.leads)
            incident.members.remove(lead)
            incident.members.insert(0, lead)
        for one in lowered:
            for incident in self.open:
                incident.up.discard((one.facet, one.side))
        changes.closed = [each for each in self.open if not each.up]
        self.open = [each for each in self.open if each.up]
        changes.updated = [each for each in changes.updated if each not in changes.closed]
        return changes

    def _belongs(self, one: Raised, incident: Incident) -> bool:
        if abs(one.since_ms - incident.since_ms) <= self._within_ms:
            return True
        return bool(self.leads) and self.leads[one.facet].field in {self.leads[at].field for at, _ in incident.up}
