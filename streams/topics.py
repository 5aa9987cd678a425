"""The map: every topic of Tidegate, what is on it, and how it is kept. Start reading here.

    producers ─▶ interactions ─▶ screen ─▶ approved | quarantine | deadletter   (exactly one of them)
                                       └─▶ decisions (one each), violations (one per finding)
    approved + quarantine ─▶ watch ─▶ drift
    quarantine + reviews  ─▶ desk  ─▶ outcomes (+ approved on release)

`tidegate topics list` prints this table and `tidegate topics apply` brings a cluster in line with it. Raw text
rests on `interactions` and `deadletter` only, and those two are kept short.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from difflib import get_close_matches
from typing import Literal

from schemas.errors import PolicyError

Cleanup = Literal["delete", "compact"]

_MB = 1024 * 1024
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic as it should be."""

    name: str
    holds: str
    retention: timedelta | None
    """None keeps for ever (compacted topics)."""
    max_message_bytes: int
    cleanup: Cleanup = "delete"
    raw: bool = False
    """Holds unredacted text: short retention, narrow access."""
    broker_time: bool = False
    """Records carry the time at which the broker took them, not their producer's."""

    def config(self) -> dict[str, str]:
        """As the broker's topic configuration names it."""
        retention_ms = -1 if self.retention is None else int(self.retention.total_seconds() * 1000)
        # A producer may claim any time for a record. The broker's own is what the join window, clock skew and the
        # metrics of latency are measured by.
        stamped = {"message.timestamp.type": "LogAppendTime"} if self.broker_time else {}
        return stamped | {
            "cleanup.policy": self.cleanup,
            "retention.ms": str(retention_ms),
            "max.message.bytes": str(self.max_message_bytes),
        }


# Sizes: an event may have 1 MB (the broker's own default, with its record overhead). Redaction can lengthen text
# (`a@b.co` becomes `<EMAIL_ADDRESS>`) and a quarantine record adds its why packet, hence 4 MB. A dead letter is the
# original and its headers; it must fit wherever the event did, even if somebody raises the input's limit.
_EVENT, _JUDGED, _ORIGINAL = 1 * _MB + 12, 4 * _MB, 8 * _MB


@dataclass(frozen=True, slots=True)
class Topics:
    """All topics of one deployment. A prefix keeps several deployments on one cluster apart."""

    prefix: str = ""

    def _topic(
        self,
        name: str,
        holds: str,
        retention: timedelta | None,
        size: int,
        cleanup: Cleanup = "delete",
        raw: bool = False,
    ) -> Topic:
        return Topic(self.prefix + name, holds, retention, size, cleanup, raw)

    @property
    def interactions(self) -> Topic:
        """The input."""
        made = self._topic("llm.interactions.v1", "LLM events as produced", 3 * _DAY, _EVENT, raw=True)
        return replace(made, broker_time=True)

    @property
    def approved(self) -> Topic:
        """The door of what may pass."""
        return self._topic("llm.approved.v1", "events that may pass, redacted", 30 * _DAY, _JUDGED)

    @property
    def quarantine(self) -> Topic:
        """The door of what is held for a person."""
        return self._topic("llm.quarantine.v1", "held events, redacted, with a why packet", 90 * _DAY, _JUDGED)

    @property
    def deadletter(self) -> Topic:
        """The door of what could not be processed."""
        return self._topic(
            "llm.deadletter.v1", "original bytes of what could not be processed", 7 * _DAY, _ORIGINAL, raw=True
        )

    @property
    def decisions(self) -> Topic:
        """One record per input event."""
        return self._topic("llm.decisions.v1", "one decision per event", 365 * _DAY, _JUDGED)

    @property
    def violations(self) -> Topic:
        """One record per violation, for alerting."""
        return self._topic("llm.violations.v1", "one record per violation", 90 * _DAY, _JUDGED)

    @property
    def drift(self) -> Topic:
        """What `watch` says."""
        return self._topic("llm.drift.v1", "summaries per segment and window, drift alerts", 365 * _DAY, _JUDGED)

    @property
    def reviews(self) -> Topic:
        """What people say of held events."""
        return self._topic("llm.reviews.v1", "reviews of held events", 365 * _DAY, _EVENT)

    @property
    def outcomes(self) -> Topic:
        """What came of reviews."""
        return self._topic("llm.outcomes.v1", "what came of reviews", 365 * _DAY, _EVENT)

    @property
    def watch_partials(self) -> Topic:
        """What each partition counted of a window, on its way to being one; replayed after a crash, then useless."""
        return self._topic("tidegate-watch-partials", "counts on their way to a summary", 7 * _DAY, _JUDGED)

    @property
    def watch_changelog(self) -> Topic:
        """The memory of `watch`; partitioned as approved and quarantine are."""
        return self._topic("tidegate-watch-segments-changelog", "memory of watch", None, _JUDGED, "compact")

    def doors(self) -> tuple[Topic, Topic, Topic]:
        """The three ways out: every event takes exactly one."""
        return self.approved, self.quarantine, self.deadletter

    def all(self) -> tuple[Topic, ...]:
        """Every topic, in the order of the map."""
        return (
            self.interactions,
            *self.doors(),
            self.decisions,
            self.violations,
            self.drift,
            self.reviews,
            self.outcomes,
            self.watch_partials,
            self.watch_changelog,
        )


def find_topic(topics: Topics, name: str) -> Topic:
    """By its whole name, its name without the prefix, or the word in it (`violations`). Raises PolicyError."""
    known = {topic.name: topic for topic in topics.all()}
    for topic in topics.all():
        own = topic.name.removeprefix(topics.prefix)
        known[own] = topic
        if own.startswith("llm."):
            known[own.split(".")[1]] = topic
    if name in known:
        return known[name]
    close = get_close_matches(name, list(known), 1)
    hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(topic.name for topic in topics.all())}"
    raise PolicyError(f"{name} is no topic of Tidegate's; {hint}")
