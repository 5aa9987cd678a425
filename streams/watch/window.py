"""How `watch` cuts time and traffic: windows of event time per segment, and the rules by which they close."""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

from detectors.counts import canonical
from detectors.watermark import window_start
from schemas.drift import Segment


@dataclass(frozen=True, slots=True)
class Rules:
    """How windows are cut and closed. Times in milliseconds."""

    window_ms: int
    lateness_ms: int
    idle_ms: int
    partitions: int
    """Of the doors, the partials and the changelog alike."""
    partials: str
    """Topic that carries the counts of closed windows from the partitions to where they are merged."""
    drift: str
    """Topic of the reports."""
    max_segments: int = 1_000
    """Per partition, topic and window; further ones are counted as one segment named `other`. Some 4 KB each."""


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """One segment in one window of event time, `[start_ms, end_ms)`."""

    start_ms: int
    end_ms: int
    tenant: str
    workflow: str
    model: str
    model_version: str
    prompt_version: str = ""
    policy_version: str = ""

    @classmethod
    def of(cls, segment: Segment, time_ms: int, length_ms: int) -> Window:
        """The window of this length that holds the time."""
        start = window_start(time_ms, length_ms)
        return cls(start, start + length_ms, *segment.model_dump().values())

    @property
    def segment(self) -> Segment:
        """As the report names it."""
        return Segment(**{name: getattr(self, name) for name in Segment.model_fields})

    def fields(self) -> list[int | str]:
        """As keys and partials carry it; `Window(*fields)` is the inverse. The last two are left out where empty."""
        fields = [getattr(self, name) for name in self.__slots__]
        return fields if any(fields[-2:]) else fields[:-2]

    def home(self, partitions: int) -> int:
        """The partition where the parts of this window are merged: one for a tenant, whose segments are compared."""
        return crc32(canonical([self.tenant])) % partitions
