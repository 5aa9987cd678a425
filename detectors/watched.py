"""One segment: its closed windows enter in order of time, what crosses the threshold leaves.

At first it learns and says nothing. Then every window is measured on the facets of the baseline, compared with the
forecast, and bet on. A facet whose evidence crosses the threshold is *raised* until it is as evident that all is as
usual again; while it is raised, the forecast does not follow it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from detectors.baseline import Baseline, Window
from detectors.bets import Evidence
from detectors.counts import Counts
from detectors.packing import pack, unpack
from detectors.plan import Plan
from detectors.scale import Bools
from detectors.surprise import Surprise
from schemas.drift import Segment

RECENT = 4
"""Windows whose counts are kept to say what a facet has moved to."""

_LEAST_AGE = 2
"""Windows of evidence below which nothing is raised: one odd window is no shift."""

_CALM_WINDOWS = 3
"""Windows that a raised facet must have been as usual before it is lowered."""


@dataclass(slots=True)
class Raised:
    """A facet above the threshold."""

    facet: int
    side: int
    """0 more of it, 1 less."""
    since_ms: int
    evidence: float
    moved: float
    """Sum of its surprises, or of the rare events, since the shift began."""
    over: float
    """Number of windows, or of events to be expected, that this is over."""
    calm: float = 0.0
    """Logarithm of the evidence that it is as usual again, rather than shifted as far as it was on average."""
    calm_windows: int = 0

    def state(self) -> list[Any]:
        """As plain JSON values."""
        return [getattr(self, name) for name in self.__slots__]

    def note(self, moved: float, over: float, gain: float) -> None:
        """Takes in a window; `gain` is what it says for being as usual again."""
        self.calm = round(max(0.0, self.calm + gain), 4)
        self.calm_windows = self.calm_windows + 1 if self.calm > 0 else 0
        # Calm windows count too: without them a shift that lasts, but a little smaller, closes and opens again.
        self.moved, self.over = round(self.moved + moved, 4), round(self.over + over, 4)


@dataclass(slots=True)
class Step:
    """What a window changed."""

    raised: list[Raised] = field(default_factory=list)
    lowered: list[Raised] = field(default_factory=list)


class Watched:
    """Learning, then watching.

    Detects · shifts of any facet of its baseline that last two windows or more.
    Cannot see · what was so while it learnt; a facet that the baseline does not have, but by its `new` values.
    Costs · some 0.5 ms for a window (docs/drift.md), 37 KB at rest.

    Example:
        >>> from detectors.observation import Observation
        >>> def hour(latency_ms):
        ...     counts = Counts()
        ...     for more in range(20):
        ...         counts.update(Observation(Segment(), 0, 0, numbers={"latency_ms": latency_ms + more}))
        ...     return counts
        >>> watched = Watched(Segment(), Plan(), learn=48)
        >>> for number in range(52):
        ...     step = watched.close(number * 3_600_000, hour(100 if number < 48 else 200), threshold=12.0)
        ...     for raised in step.raised:
        ...         facet = watched.baseline.facets[raised.facet]
        ...         print(number, facet.field, facet.name, "less" if raised.side else "more")
        50 latency_ms p50 more
        50 latency_ms p99 more

    `parts` is the whole state, cut so that what changes seldom stands apart: `baseline` (never again once learnt),
    `learnt-<start>` (one per window while learning) and `state` (every window).
    """

    def __init__(self, segment: Segment, plan: Plan, learn: int) -> None:
        self.segment, self.plan, self.learn = segment, plan, learn
        self.learnt: list[Window] = []
        self._learnt_parts: dict[int, bytes] = {}
        """Encoded windows by their start: they never change, and there are hundreds."""
        self._recent_parts: dict[int, Any] = {}
        self.baseline: Baseline | None = None
        self.recent: deque[Window] = deque(maxlen=RECENT)
        self.raised: dict[tuple[int, int], Raised] = {}
        self.last_ms: int | None = None

    @property
    def idle(self) -> int:
        """Windows without an event, up to now; of one that learns."""
        return next((n for n, window in enumerate(reversed(self.learnt)) if window.counts.events), len(self.learnt))

    def adopt(self, baseline: Baseline) -> None:
        """From here on, this is what is usual."""
        self.baseline, self.learnt, self._learnt_parts = baseline, [], {}
        self._baseline_part = baseline.encode()
        self.models = baseline.models()
        self.evidence = Evidence(len(baseline.facets))
        self.raised = {}

    def close(self, start_ms: int, counts: Counts, threshold: float, quiet: frozenset[str] = frozenset()) -> Step:
        """Takes in the next window. Facets of the fields in `quiet` are not looked at."""
        self.last_ms = start_ms
        if self.baseline is None:
            self.learnt.append(Window(start_ms, counts))
            self._learn_if_enough()
            return Step()
        self.recent.append(Window(start_ms, counts))
        surprise = self._surprise(self.baseline, start_ms, counts)
        seen = surprise.seen
        if quiet:
            seen = seen & ~np.array([facet.field in quiet for facet in self.baseline.facets])
        self.evidence.update(surprise.gains(threshold), seen, most=threshold + 12)
        lowered = self._lower(surprise, seen, threshold)
        return Step(self._raise(start_ms, threshold, surprise), lowered)

    def _learn_if_enough(self) -> None:
        enough = sum(window.counts.events for window in self.learnt) >= self.plan.learn_events
        if len(self.learnt) >= self.learn and enough:
            self.adopt(Baseline.learn(self.learnt, self.plan.window_ms))
        elif len(self.learnt) >= 4 * self.learn:
            del self.learnt[: -2 * self.learn]

    def _surprise(self, base: Baseline, start_ms: int, counts: Counts) -> Surprise:
        """The window against the forecast, which then learns from it."""
        measured = base.layout.measure(counts)
        values, noise, seen = base.watching.values(measured)
        effect, doubt = base.seasons.at(start_ms)
        mean, variance = self.models.forecast(noise + doubt)
        forecast, spread, lasting = self.models.together(mean, variance)
        spread = spread * base.caution
        values = values - base.centre - effect
        free = seen & ~self._held(base)
        self.models.learn(values[:, None] - mean, variance, free[:, None].astype(np.float64))
        self.models.state()
        over = measured.exposure[~base.dense]
        return Surprise(
            dense=base.dense,
            seen=measured.over > 0,
            z=(values - forecast) / spread,
            tolerance=base.tolerance * lasting / spread,
            count=base.rates.count(measured.sums[~base.dense], over),
            high=base.rates.high * over,
            low=base.rates.low * over,
            dispersion=base.rates.dispersion,
        )

    def _held(self, base: Baseline) -> Bools:
        held = np.zeros(len(base.facets), bool)
        held[[at for at, _ in self.raised]] = True
        return held[base.dense]

    def _raise(self, start_ms: int, threshold: float, surprise: Surprise) -> list[Raised]:
        logs, ages, leads = self.evidence.leading()
        found = []
        for at, side in np.argwhere((logs >= threshold) & (ages >= _LEAST_AGE)).tolist():
            if (at, side) not in self.raised:
                age = int(ages[at, side])
                since = start_ms - (age - 1) * self.plan.window_ms
                moved, over = surprise.bet_on(at, side, int(leads[at, side]), age)
                raised = Raised(at, side, since, round(float(logs[at, side]), 2), round(moved, 4), round(over, 4))
                self.raised[at, side] = raised
                found.append(raised)
        return found

    def _lower(self, surprise: Surprise, seen: Bools, threshold: float) -> list[Raised]:
        lowered = []
        for key, raised in list(self.raised.items()):
            if not seen[raised.facet]:
                continue
            raised.note(*surprise.against(raised.facet, raised.side, raised.moved, raised.over))
            if raised.calm >= threshold and raised.calm_windows >= _CALM_WINDOWS:
                del self.raised[key]
                self.evidence.reset(raised.facet)
                lowered.append(raised)
        return lowered

    # State.

    def parts(self) -> dict[str, bytes]:
        """All of it, by name of part."""
        head = {
            "segment": self.segment.model_dump(),
            "learn": self.learn,
            "last_ms": self.last_ms,
            "raised": [raised.state() for _, raised in sorted(self.raised.items())],
            "recent": list(self._recent_states()),
        }
        if self.baseline is None:
            known = self._learnt_parts
            self._learnt_parts = {w.start_ms: known.get(w.start_ms) or w.counts.encode() for w in self.learnt}
            learnt = {f"learnt-{start_ms}": raw for start_ms, raw in self._learnt_parts.items()}
            return {"state": pack(head, {}), **learnt}
        return {
            "baseline": self._baseline_part,
            "state": pack(head, {**self.models.state(), **self.evidence.state()}),
        }

    def _recent_states(self) -> Iterator[list[Any]]:
        known = self._recent_parts
        self._recent_parts = {w.start_ms: known.get(w.start_ms) or w.counts.state() for w in self.recent}
        return ([start_ms, state] for start_ms, state in self._recent_parts.items())

    @classmethod
    def of_parts(cls, parts: dict[str, bytes], plan: Plan) -> Watched:
        """The inverse of `parts`. Raises InvariantError for bytes that are none of ours."""
        head, arrays = unpack(parts["state"])
        made = cls(Segment(**head["segment"]), plan, head["learn"])
        learnt = [(int(name.removeprefix("learnt-")), raw) for name, raw in parts.items() if name.startswith("learnt-")]
        made.learnt = [Window(start_ms, Counts.decode(raw)) for start_ms, raw in sorted(learnt)]
        made._learnt_parts = dict(learnt)
        if "baseline" in parts:
            made.adopt(Baseline.decode(parts["baseline"]))
            made.models.restore(arrays)
            made.evidence.restore(arrays)
        made.last_ms = head["last_ms"]
        made.raised = {(each[0], each[1]): Raised(*each) for each in head["raised"]}
        made.recent.extend(Window(start_ms, Counts.of_state(state)) for start_ms, state in head["recent"])
        return made
