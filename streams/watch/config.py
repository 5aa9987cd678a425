"""What `watch` is told, and what it tells while it runs."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from datetime import timedelta

from detectors.observation import Skew
from schemas.drift import DriftReport
from schemas.policy import DriftPolicy, SegmentName
from streams.watch.tenants import Detecting, Standing


@dataclass(frozen=True, slots=True)
class Credentials:
    """How brokers are spoken to. All absent: in the clear."""

    tls: ssl.SSLContext | None = None
    sasl_mechanism: str | None = None
    """`PLAIN`, `SCRAM-SHA-256` or `SCRAM-SHA-512`."""
    sasl_username: str | None = None
    sasl_password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class WatchConfig:
    """Topics, windows and limits of `watch`. All partitioned topics have equally many partitions."""

    brokers: str
    """`host:port,host:port`."""
    group: str = "tidegate-watch"
    """Consumer group; the changelog is `<group>-segments-changelog`."""
    approved: str = "llm.approved.v1"
    quarantine: str = "llm.quarantine.v1"
    drift: str = "llm.drift.v1"
    partials: str = "tidegate-watch-partials"
    credentials: Credentials = field(default_factory=Credentials)
    window: timedelta = timedelta(hours=1)
    lateness: timedelta = timedelta(minutes=5)
    """How far behind the newest event of its input an event may be and still count."""
    idle: timedelta = timedelta(minutes=2)
    """After which an input that was read to its end and is silent no longer holds windows open."""
    skew: Skew = field(default_factory=Skew)
    flush_every: timedelta = timedelta(seconds=1)
    """Between writes. Longer means fewer of them and more to count again after a crash."""
    session_timeout: timedelta = timedelta(seconds=10)
    """After which a silent worker's partitions go to others."""
    max_segments: int = 1_000
    """Per partition, topic and window; further ones are counted together as `other`."""
    segment_by: tuple[SegmentName, ...] = DriftPolicy().segment_by
    """What is told apart."""
    cohort: str | None = None
    """Label or attribute whose values are compared."""
    detecting: Detecting | None = None
    """Absent, windows are summarised only."""

    @property
    def changelog(self) -> str:
        """Compacted topic that keeps what is counted."""
        return f"{self.group}-segments-changelog"


class WatchHooks:
    """Called as `watch` goes on; does nothing. Health and metrics inherit from it. Nothing here may block."""

    def recovered(self, partitions: int) -> None:
        """State of so many partitions was read back; events flow from here on."""

    def revoked(self) -> None:
        """All partitions were given up; none flow until `recovered`."""

    def event(self, fate: str) -> None:
        """One event was `counted`, came `late`, was `unread` (not decodable) or `replayed` (counted before).

        `stale` and `gap` are events that Faust delivered out of turn; they come again.
        """

    def odd(self, what: str) -> None:
        """One counted event held an `absurd` number, or a time that was not believed (`skewed`)."""

    def reported(self, report: DriftReport) -> None:
        """The detectors said something, and it is published."""

    def stands(self, partition: int, standing: Standing) -> None:
        """How many segments and incidents a partition has."""

    def flushed(self, messages: int, reports: int) -> None:
        """Everything so far is written, with so many records on the drift topic. Called also when nothing was."""

    def lag(self, topic: str, partition: int, offsets: int) -> None:
        """How far the end of a partition is ahead of what was fetched."""
