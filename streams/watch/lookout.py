"""The detectors of one tenant as `watch` keeps them: closed windows enter in order, reports and changed state leave.

Alerts compare segments with their siblings, so all segments of a tenant are watched in one place, and the state of a
tenant is one: it moves by whole windows and is kept as many small parts. A part is never overwritten. A step writes
the parts that changed under the window's name, then one record that says up to which window all of it holds, and
then removes what is out of date. Wherever a crash falls, what is loaded is the state after one window and no mixture.

Bounded: as many segments as the plan allows, and a segment that fell silent for long is forgotten.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from detectors.baseline import Baseline
from detectors.counts import Counts, canonical
from detectors.monitor import Monitor, Plan, key_of
from schemas.drift import DriftReport, Segment

_SILENT_MS = 15 * 86_400_000
"""After which a watched segment is forgotten: longer than a holiday week, and its silence was told long before."""
_SILENT_LEAST = 48
"""Windows; where windows are days."""

_GONE = b"-"
"""Value of a part that is there no more; a tombstone would bring back the one before it."""


_HEARD = ("", "heard")


class PartKey(NamedTuple):
    """What a part is kept under."""

    segment: str
    part: str
    start_ms: int
    """Of the window after which it was so."""


@dataclass(slots=True)
class Changes:
    """What to write after some steps, in this order."""

    parts: dict[PartKey, bytes] = field(default_factory=dict)
    """Before the record that says up to which window the state holds."""
    stale: list[PartKey] = field(default_factory=list)
    """To be removed after it."""
    markers: list[PartKey] = field(default_factory=list)
    """To be removed once what they mark as gone is removed."""


class Lookout:
    """One tenant.

    Args:
        baselines: pinned ones, by segment.
        through_ms: start of the last window that the kept state has taken in; None for a tenant that is new.
        kept: all parts that are kept, those of a step that a crash cut short included.
    """

    def __init__(
        self,
        plan: Plan,
        baselines: Mapping[Segment, Baseline],
        through_ms: int | None = None,
        kept: Mapping[PartKey, bytes] | None = None,
    ) -> None:
        self.plan = plan
        self.through_ms = through_ms
        self._current: dict[tuple[str, str], tuple[PartKey, bytes]] = {}
        """Key and digest of each part as it is written."""
        parts: dict[tuple[str, str], bytes] = {}
        self._stale: set[PartKey] = set()
        self._markers: set[PartKey] = set()
        for key, raw in sorted((kept or {}).items()):
            self._load(key, raw, parts)
        self._heard: dict[str, int] = json.loads(parts.pop(_HEARD, b"{}"))
        """Start of the last window with an event, by segment."""
        self.monitor = Monitor.of_parts(parts, plan, baselines)
        self._drop_other_baselines(baselines)

    def _load(self, key: PartKey, raw: bytes, parts: dict[tuple[str, str], bytes]) -> None:
        if self.through_ms is None or key.start_ms > self.through_ms:
            self._stale.add(key)
            return
        name = (key.segment, key.part)
        if name in self._current:
            self._stale.add(self._current.pop(name)[0])
            del parts[name]
        if raw == _GONE:
            self._markers.add(key)
        else:
            self._current[name], parts[name] = (key, _digest(raw)), raw

    def _drop_other_baselines(self, baselines: Mapping[Segment, Baseline]) -> None:
        """Somebody pinned another baseline: what was learnt against the old one says nothing any more."""
        for segment, watched in list(self.monitor.watched.items()):
            pinned = baselines.get(segment)
            if pinned and (watched.baseline is None or watched.baseline.baseline_id != pinned.baseline_id):
                self.monitor.forget(segment)

    def step(self, start_ms: int, windows: Mapping[Segment, Counts]) -> list[DriftReport]:
        """Takes in the window that begins then; segments without an event in it are told so."""
        for segment, counts in windows.items():
            if counts.events:
                self.monitor.take(segment, counts)
                self._heard[key_of(segment)] = start_ms
        reports = self.monitor.step(start_ms)
        self.through_ms = start_ms
        self._forget_silent(start_ms)
        return reports

    def _forget_silent(self, start_ms: int) -> None:
        oldest_ms = start_ms - max(_SILENT_MS, _SILENT_LEAST * self.plan.window_ms)
        known = {key_of(segment): segment for segment in self.monitor.watched}
        for key, segment in known.items():
            if self._heard.setdefault(key, start_ms) < oldest_ms:
                self.monitor.forget(segment)
        self._heard = {key: at_ms for key, at_ms in self._heard.items() if key in known and at_ms >= oldest_ms}

    def learning(self, segment: Segment) -> tuple[int, int]:
        """So many windows learnt from, of so many that it takes; (0, 0) for a segment that is not watched."""
        watched = self.monitor.watched.get(segment)
        if watched is None:
            return 0, 0
        return (watched.learn if watched.baseline is not None else len(watched.learnt)), watched.learn

    @property
    def littered(self) -> bool:
        """Whether a crash left parts that are out of date."""
        return self.through_ms is not None and bool(self._stale or self._markers)

    def changes(self) -> Changes:
        """What to write, and from then on take as written."""
        assert self.through_ms is not None
        parts = {**self.monitor.parts(), _HEARD: canonical(self._heard)}
        made = Changes()
        for name, raw in sorted(parts.items()):
            if name not in self._current or self._current[name][1] != _digest(raw):
                self._replace(made, name, raw)
        for name in sorted(self._current.keys() - parts.keys()):
            self._replace(made, name, _GONE)
        made.stale = sorted(self._stale - made.parts.keys())
        made.markers = sorted(self._markers)
        self._stale, self._markers = set(), set()
        return made

    def _replace(self, made: Changes, name: tuple[str, str], raw: bytes) -> None:
        key = PartKey(*name, self.through_ms or 0)
        before = self._current.pop(name, None)
        if before is not None and before[0] != key:
            self._stale.add(before[0])
        if raw == _GONE:
            self._markers.add(key)
        else:
            self._current[name] = key, _digest(raw)
        made.parts[key] = raw


def _digest(raw: bytes) -> bytes:
    return hashlib.blake2b(raw, digest_size=16).digest()
