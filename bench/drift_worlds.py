"""Traffic that is made up for the quality of drift detection: a seed enters, counts of windows leave.

Every run draws its own parameters (distribution, cycles, wobble, memory, volume) and can print them. Values are
drawn event by event and counted as the product counts them; only records are skipped, which change no count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from detectors.buckets import EDGES, Buckets
from detectors.categories import Categories
from detectors.counts import MAX_CATEGORIES, Counts

Floats = NDArray[np.float64]

START_MS = 1_767_571_200_000  # Monday, 5 January 2026
HOUR_MS = 3_600_000

_EDGES = np.array(EDGES)
NUMBERS = ("latency_us", "input_tokens", "output_tokens", "cost_microdollars")
STALLED = 0.05
MIXES = {
    "finish_reasons": (("stop", 0.93), ("length", 0.03), ("tool_calls", 0.04)),
    "actions": (("allow", 0.9), ("modify", 0.085), ("quarantine", 0.015)),
    "error_types": (("timeout", 0.004), ("rate_limit", 0.002)),
}


@dataclass(frozen=True)
class Law:
    """How one number is distributed and how its level moves."""

    family: str = "lognormal"
    sigma: float = 0.6
    scale: float = 800_000.0
    grain: int = 1
    """Values are multiples of this: ties."""
    daily: float = 0.0
    weekly: float = 0.0
    wobble: float = 0.0
    rho: float = 0.0
    slow: float = 0.0
    phase: float = 0.0


@dataclass(frozen=True)
class World:
    """One segment."""

    seed: int
    per_window: float = 200.0
    laws: dict[str, Law] = field(default_factory=dict)
    volume: Law = Law()
    burst: float = 0.0
    """Negative binomial: variance over mean squared, beyond Poisson."""
    session: float = 0.0
    """Standard deviation of the level that the events of a session share."""
    mix: Law = Law()
    """How the logarithms of the odds of categories move."""


KINDS = ("iid", "benign", "weekly", "autocorrelated", "bursty", "sessions", "tiny", "ties")


def world(kind: str, seed: int, per_window: float = 200.0) -> World:
    """A world of this kind with parameters of its own."""
    rng = np.random.default_rng([seed, KINDS.index(kind)])
    family = str(rng.choice(["lognormal", "gamma", "weibull", "mixture"]))
    laws = {}
    for name, scale in zip(NUMBERS, (800_000, 600, 180, 3_000), strict=True):
        laws[name] = Law(family, rng.uniform(0.4, 0.9), scale * rng.uniform(0.5, 2), phase=rng.uniform(0, 24))
    made = World(seed, per_window, laws)
    if kind == "iid":
        return made
    if kind == "ties":
        return replace(
            made,
            laws={
                n: replace(law, grain=max(1, int(law.scale * rng.choice([0.1, 0.3, 1.0])))) for n, law in laws.items()
            },
        )
    if kind == "tiny":
        return replace(made, per_window=float(rng.uniform(2, 12)))
    if kind == "bursty":
        return replace(
            made,
            burst=rng.uniform(0.1, 1.0),
            volume=Law(daily=rng.uniform(0.2, 0.8), rho=rng.uniform(0.3, 0.9), slow=rng.uniform(0.1, 0.5)),
        )
    if kind == "sessions":
        return replace(made, session=rng.uniform(0.2, 0.6))
    moving = {
        "benign": Law(daily=rng.uniform(0.1, 0.25), wobble=rng.uniform(0.03, 0.07)),
        "weekly": Law(daily=rng.uniform(0.1, 0.3), weekly=rng.uniform(0.1, 0.4), wobble=rng.uniform(0.02, 0.06)),
        "autocorrelated": Law(
            rho=rng.uniform(0.5, 0.95),
            slow=rng.uniform(0.03, 0.12),
            wobble=rng.uniform(0, 0.03),
            daily=rng.choice([0.0, 0.15]),
        ),
    }[kind]

    def move(law: Law) -> Law:
        return replace(
            law, daily=moving.daily, weekly=moving.weekly, wobble=moving.wobble, rho=moving.rho, slow=moving.slow
        )

    return replace(
        made,
        laws={n: move(law) for n, law in laws.items()},
        mix=move(Law(phase=rng.uniform(0, 24))),
        volume=Law(daily=0.4, weekly=moving.weekly, rho=moving.rho, slow=moving.slow, wobble=moving.wobble),
    )


@dataclass(frozen=True)
class Shift:
    """What changes from window `at` on."""

    kind: str
    factor: float = 1.0
    at: int = 0


def levels(law: Law, windows: int, rng: np.random.Generator) -> Floats:
    """Logarithms of the level, window by window."""
    t = np.arange(windows)
    level = np.log1p(law.daily * np.sin(2 * np.pi * (t + law.phase) / 24)) + law.wobble * rng.standard_normal(windows)
    weekend = (t // 24) % 7 >= 5
    level = level + np.where(weekend, np.log1p(-law.weekly), 0.0)
    if law.slow:
        x = rng.standard_normal(windows) * law.slow
        for at in range(1, windows):
            x[at] = law.rho * x[at - 1] + np.sqrt(1 - law.rho**2) * x[at]
        level = level + x
    return level


def windows_of(made: World, windows: int, shift: Shift | None = None) -> Iterator[Counts]:
    """Counts of each window, from `START_MS` on."""
    rng = np.random.default_rng([made.seed, 77])
    level = {name: levels(law, windows, rng) for name, law in made.laws.items()}
    mixes = {(name, value): levels(made.mix, windows, rng) for name, mix in MIXES.items() for value, _ in mix[1:]}
    volume = levels(made.volume, windows, rng)
    for t in range(windows):
        rate = made.per_window * np.exp(volume[t])
        if made.burst:
            rate = rng.gamma(1 / made.burst, rate * made.burst)
        counts = Counts()
        counts.events = int(rng.poisson(rate))
        on = shift if shift and t >= shift.at else Shift("nothing")
        _numbers(counts, made, {name: each[t] for name, each in level.items()}, on, rng)
        _categories(counts, {name: each[t] for name, each in mixes.items()}, on, rng)
        _paths(counts, on, rng)
        yield counts


def _numbers(counts: Counts, made: World, level: dict[str, float], on: Shift, rng: np.random.Generator) -> None:
    n = counts.events
    shared = np.zeros(n)
    if made.session:
        ids = np.repeat(np.arange(n), rng.geometric(0.25, n))[:n]
        shared = made.session * rng.standard_normal(n)[ids]
    for name, law in made.laws.items():
        values = _draw(law, n, rng)
        if on.kind == "spread" and name == "latency_us":
            values = law.scale * (values / law.scale) ** on.factor
        values = values * np.exp(level[name] + shared)
        if (on.kind, name) in (("latency", "latency_us"), ("tokens", "output_tokens")):
            values = values * on.factor
        if on.kind == "stall" and name == "latency_us":
            values = np.where(rng.random(n) < STALLED, values + 30_000_000, values)
        put(counts, name, np.maximum(np.round(values / law.grain) * law.grain, 0))


def _categories(counts: Counts, mixes: dict[tuple[str, str], float], on: Shift, rng: np.random.Generator) -> None:
    n = counts.events
    for name, mix in MIXES.items():
        shares = np.array([share * np.exp(mixes.get((name, value), 0.0)) for value, share in mix])
        if name == "error_types":
            seen = rng.binomial(n, np.minimum(shares, 1))
        else:
            shares[1] *= 2 if (on.kind, name) == ("finish", "finish_reasons") else 1
            shares[0] = max(0.0, 1 - shares[1:].sum())
            seen = rng.multinomial(n, shares / shares.sum())
        cell = {value: int(k) for (value, _), k in zip(mix, seen, strict=True) if k}
        fresh = int(rng.binomial(n, 0.005)) if (on.kind, name) == ("new", "finish_reasons") else 0
        if fresh:
            cell |= {"content_filter": fresh, "stop": max(0, cell.get("stop", 0) - fresh)}
        counts.categories[name] = Categories(MAX_CATEGORIES, cell)


def _paths(counts: Counts, on: Shift, rng: np.random.Generator) -> None:
    n = counts.json_outputs = counts.events
    lost = int(rng.binomial(n, 0.12)) if on.kind == "path" else 0
    always = dict.fromkeys(("$:object", "$.member:object", "$.id:number"), n)
    found = {**always, "$.member.plan:string": n - lost, "$.note:string": int(rng.binomial(n, 0.4))}
    counts.paths.counts.update({path: seen for path, seen in found.items() if seen})


def _draw(law: Law, n: int, rng: np.random.Generator) -> Floats:
    match law.family:
        case "gamma":
            shape = 1 / law.sigma**2
            return rng.gamma(shape, law.scale / shape, n) + 1
        case "weibull":
            return law.scale * rng.weibull(1.2 / law.sigma, n) + 1
        case "mixture":
            fast = rng.random(n) < 0.7
            return np.where(fast, 0.4, 1.6) * law.scale * rng.lognormal(0, law.sigma / 2, n)
        case _:
            return law.scale * rng.lognormal(0, law.sigma, n)


def put(counts: Counts, name: str, values: Floats) -> None:
    """Counts whole numbers as the product does."""
    if not len(values):
        return
    index = np.minimum(np.searchsorted(_EDGES, values), len(_EDGES) - 1)
    unique, seen = np.unique(index, return_counts=True)
    counts.numbers[name] = Buckets(dict(zip(unique.tolist(), seen.tolist(), strict=True)))
