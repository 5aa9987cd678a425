"""What is told apart: an observation and its record enter, the observation of the segment that policy asks for leaves.

What a policy leaves out of its segments is counted together, under an empty name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from detectors.categories import MAX_NAME, OTHER
from detectors.observation import Observation
from schemas.decision import Approved, Quarantined
from schemas.drift import Segment
from schemas.policy import SegmentName

Narrow = Callable[[Approved | Quarantined, Observation], Observation]


def narrowing(keys: Collection[SegmentName]) -> Narrow:
    """The function that gives observations the segment of these keys."""
    wanted = frozenset(keys)

    def narrow(record: Approved | Quarantined, seen: Observation) -> Observation:
        return replace(seen, segment=_segment(record, seen.segment, wanted))

    return narrow


def _segment(record: Approved | Quarantined, whole: Segment, keys: Collection[str]) -> Segment:
    policy = record.decision.policy
    names = {
        **whole.model_dump(),
        "prompt_version": _name(record.event.prompt_version or ""),
        "policy_version": _name(f"{policy.name}@{policy.version}" if policy.version else ""),
    }
    return Segment(**{name: value for name, value in names.items() if name in keys})


def _name(name: str) -> str:
    return name if len(name) <= MAX_NAME else OTHER
