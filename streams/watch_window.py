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

    @classmethod
    def of(cls, segment: Segment, time_ms: int, length_ms: int) -> Window:
        """The window of this length that holds the time."""
        start = window_start(time_ms, length_ms)
        return cls(start, start + length_ms, segment.tenant, segment.workflow, segment.model, segment.model_version)

    @property
    def segment(self) -> Segment:
        """As the report names it."""
        return Segment(tenant=self.tenant, workflow=self.workflow, model=self.model, model_version=self.model_version)

    def fields(self) -> list[int | str]:
        """As keys and partials carry it; `Window(*fields)` is the inverse."""
        return [self.start_ms, self.end_ms, self.tenant, self.workflow, self.model, self.model_version]

    def home(self, partitions: int) -> int:
        """The partition where the parts of this segment are merged."""
        return crc32(canonical(self.fields()[2:])) % partitions
