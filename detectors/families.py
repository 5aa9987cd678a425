"""Versions of one thing: segments as they arrive enter, who takes over from whom leaves.

A family is all that differs in versions only. A new version is a release, not a drift: it is compared with the one
before it in a report of its own, learns quickly, and makes nobody ask where the traffic of the old one went.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detectors.counts import Counts
from detectors.plan import Plan
from schemas.drift import Segment

if TYPE_CHECKING:
    from detectors.watched import Watched

VERSIONS = ("model_version", "prompt_version", "policy_version")

RELEASE_WINDOWS = 8
RELEASE_EVENTS = 400
"""What a release is judged by: so many windows or so many events, whichever is first."""

_MOST_ARRIVALS = 64
_NEARBY_WINDOWS = 48


def family_of(segment: Segment) -> Segment:
    """The segment without its versions."""
    return segment.model_copy(update=dict.fromkeys(VERSIONS, ""))


@dataclass(slots=True)
class Release:
    """A version that is being compared with the one before it."""

    predecessor: Segment
    counts: Counts
    windows: int = 0


class Families:
    """Which segments succeed which.

    Cannot see · a version that nobody names: without one in its events, a new model is a drift.

    Example:
        >>> from detectors.watched import Watched
        >>> families = Families(Plan())
        >>> old, new = (Segment(workflow="claims", model_version=version) for version in ("1", "2"))
        >>> families.arrive(old, 0, watched={})
        False
        >>> families.arrive(new, 3_600_000, watched={old: Watched(old, Plan(), learn=336)})  # that learns itself, still
        False
        >>> families.nearby(new, since_ms=3_600_000), sorted(families.quiet(old, {}))
        (('model_version 1 → 2',), ['events'])
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._newest: dict[Segment, Segment] = {}
        """The segment of each family that came last."""
        self._releases: dict[Segment, Release] = {}
        self._arrivals: list[tuple[int, Segment, str]] = []

    def arrive(self, segment: Segment, start_ms: int, watched: Mapping[Segment, Watched]) -> bool:
        """True where the segment succeeds one that is watched."""
        family = family_of(segment)
        before = self._newest.get(family)
        self._newest[family] = segment
        if before is None or before not in watched:
            return False
        changed = [name for name in VERSIONS if getattr(before, name) != getattr(segment, name)]
        text = ", ".join(f"{name} {getattr(before, name) or '-'} → {getattr(segment, name) or '-'}" for name in changed)
        self._arrivals = [*self._arrivals, (start_ms, family, text)][-_MOST_ARRIVALS:]
        if watched[before].baseline is None:
            return False
        self._releases[segment] = Release(before, Counts())
        return True

    def forget(self, segment: Segment) -> None:
        """It is watched no longer."""
        gone = [each for each, release in self._releases.items() if segment in (each, release.predecessor)]
        for each in gone:
            del self._releases[each]
        if self._newest.get(family_of(segment)) == segment:
            del self._newest[family_of(segment)]

    def quiet(self, segment: Segment, taken: Mapping[Segment, Counts]) -> frozenset[str]:
        """Fields of a segment that say nothing because a newer version has its traffic."""
        newest = self._newest.get(family_of(segment), segment)
        return frozenset({"events"}) if newest != segment else frozenset()

    def release(
        self, segment: Segment, counts: Counts, watched: Mapping[Segment, Watched]
    ) -> tuple[Segment, Watched, Counts, int] | None:
        """What to report of a release, once enough was seen of it."""
        found = self._releases.get(segment)
        if found is None:
            return None
        found.counts.merge(counts)
        found.windows += 1
        if found.windows < RELEASE_WINDOWS and found.counts.events < RELEASE_EVENTS:
            return None
        del self._releases[segment]
        return found.predecessor, watched[found.predecessor], found.counts, found.windows

    def nearby(self, segment: Segment, since_ms: int) -> tuple[str, ...]:
        """Versions of the same tenant and workflow that arrived around a time."""
        within_ms = _NEARBY_WINDOWS * self._plan.window_ms
        return tuple(
            text
            for at_ms, family, text in self._arrivals
            if abs(at_ms - since_ms) <= within_ms
            and (family.tenant, family.workflow) == (segment.tenant, segment.workflow)
        )

    def state(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            "newest": [segment.model_dump() for segment in self._newest.values()],
            "releases": [
                [segment.model_dump(), each.predecessor.model_dump(), each.counts.state(), each.windows]
                for segment, each in self._releases.items()
            ],
            "arrivals": [[at_ms, family.model_dump(), text] for at_ms, family, text in self._arrivals],
        }

    def restore(self, state: dict[str, Any]) -> None:
        """The inverse of `state`."""
        newest = [Segment(**each) for each in state["newest"]]
        self._newest = {family_of(segment): segment for segment in newest}
        self._releases = {
            Segment(**segment): Release(Segment(**before), Counts.of_state(counts), windows)
            for segment, before, counts, windows in state["releases"]
        }
        self._arrivals = [(at_ms, Segment(**family), text) for at_ms, family, text in state["arrivals"]]
