"""`--inject`: shifts that never happened are put into history, to learn how soon they would have been told.

What enters are phrases such as `latency x1.25 from 2026-03-01T12:00:00Z`; what leaves changes observations as they are
counted. A phrase is a field, a change, and where it holds:

    latency x1.25                    numbers: latency, input_tokens, output_tokens, cost; x1.25 or +200
    latency x10 in 5 %               in a share of events
    volume x0.5                      fewer events, or more
    finish_reasons=length in 3 %     a category takes a value: finish_reasons, actions, rules, error_types, …
    $.member.plan missing            a path of JSON outputs goes, and all below it
    age:eligibility +24 h            age of a source's context
    … in 5 %  from TIME  to TIME     in this order, each of them optional

The share is drawn from a fixed seed: equal histories are changed alike.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from detectors.buckets import TOP
from detectors.observation import MICRODOLLARS_PER_DOLLAR, MICROSECONDS_PER_MS, Observation
from schemas.errors import PolicyError
from streams.terminal.arguments import milliseconds

_NUMBERS = {
    "latency": ("latency_us", MICROSECONDS_PER_MS),
    "latency_ms": ("latency_us", MICROSECONDS_PER_MS),
    "input_tokens": ("input_tokens", 1),
    "output_tokens": ("output_tokens", 1),
    "cost": ("cost_microdollars", MICRODOLLARS_PER_DOLLAR),
}
_CATEGORIES = ("actions", "rules", "cannot_tell", "degraded", "finish_reasons", "error_types")
_UNIT_S = {"": 3_600, "s": 1, "min": 60, "h": 3_600, "d": 86_400}

_NUMBER = r"\d+(?:\.\d+)?"
_PHRASE = re.compile(
    rf"(?P<field>\S+?)(?P<change>\s*=\s*\S+|\s+x\s*{_NUMBER}|\s+[+-]\s*{_NUMBER}\s*(?:s|min|h|d)?|\s+missing)"
    rf"(?:\s+in\s+(?P<share>{_NUMBER})\s*%)?(?:\s+from\s+(?P<begin>\S+))?(?:\s+to\s+(?P<end>\S+))?"
)

# No history grows without bound because somebody typed one digit too many.
_MOST_TIMES = 100

Times = Callable[[Observation], Sequence[Observation]]
"""What becomes of an observation: gone, itself, or several."""


@dataclass(frozen=True, slots=True)
class Injection:
    """One shift."""

    text: str
    change: Times
    begin_ms: int | None = None
    end_ms: int | None = None
    share: float = 1.0

    def holds(self, time_ms: int) -> bool:
        """Whether it is there at a time."""
        return (self.begin_ms is None or time_ms >= self.begin_ms) and (self.end_ms is None or time_ms < self.end_ms)


def read_injection(text: str) -> Injection:
    """Raises PolicyError for a phrase that means nothing."""
    found = _PHRASE.fullmatch(text.strip())
    if found is None:
        raise PolicyError(f"--inject {text!r}: write it as 'latency x1.25 from 2026-03-01T12:00:00Z'")
    change = _change(text, found["field"], "".join(found["change"].split()))
    share = float(found["share"]) / 100 if found["share"] else 1.0
    if not 0 < share <= 1:
        raise PolicyError(f"--inject {text!r}: a share lies between 0 and 100 %")
    try:
        begin = milliseconds(found["begin"]) if found["begin"] else None
        end = milliseconds(found["end"]) if found["end"] else None
    except PolicyError as error:
        raise PolicyError(f"--inject {text!r}: {error}") from None
    return Injection(text, change, begin, end, share)


def injecting(injections: Sequence[Injection]) -> Times:
    """All of them, one after another."""
    draws = [random.Random(number) for number, _ in enumerate(injections)]

    def change(seen: Observation) -> Sequence[Observation]:
        events: Sequence[Observation] = (seen,)
        for injection, draw in zip(injections, draws, strict=True):
            if injection.holds(seen.time_ms) and draw.random() < injection.share:
                events = [changed for event in events for changed in injection.change(event)]
        return events

    return change


def _change(text: str, name: str, change: str) -> Times:
    if name == "volume" and change.startswith("x"):
        return _volume(min(float(change[1:]), _MOST_TIMES))
    if name.startswith("$") and change == "missing":
        return lambda seen: (_without_path(seen, name),)
    if name.startswith("age:") and change[0] in "+-":
        return _older(name.removeprefix("age:"), change)
    if name in _CATEGORIES and change.startswith("="):
        return lambda seen: (replace(seen, categories={**seen.categories, name: (change[1:],)}),)
    if name in _NUMBERS and (change.startswith("x") or re.fullmatch(rf"[+-]{_NUMBER}", change)):
        return _number(*_NUMBERS[name], change)
    fields = ", ".join(["volume", "age:SOURCE", "$.path", *_NUMBERS, *_CATEGORIES])
    raise PolicyError(f"--inject {text!r}: no such change; fields are {fields}")


def _volume(times: float) -> Times:
    draw = random.Random(-1)
    whole, rest = divmod(times, 1)
    return lambda seen: [seen] * (int(whole) + (draw.random() < rest))


def _without_path(seen: Observation, path: str) -> Observation:
    if seen.paths is None:
        return seen
    gone = (f"{path}:", f"{path}.", f"{path}[")
    return replace(seen, paths=frozenset(each for each in seen.paths if not each.startswith(gone)))


def _older(source: str, change: str) -> Times:
    number = re.match(rf"[+-]{_NUMBER}", change)
    assert number is not None
    by_s = round(float(number[0]) * _UNIT_S[change[number.end() :]])

    def older(seen: Observation) -> Sequence[Observation]:
        if source not in seen.ages_s:
            return (seen,)
        return (replace(seen, ages_s={**seen.ages_s, source: max(0, seen.ages_s[source] + by_s)}),)

    return older


def _number(name: str, scale: int, change: str) -> Times:
    factor, term = (float(change[1:]), 0.0) if change.startswith("x") else (1.0, float(change) * scale)

    def moved(seen: Observation) -> Sequence[Observation]:
        if name not in seen.numbers:
            return (seen,)
        value = min(max(round(seen.numbers[name] * factor + term), 0), TOP)
        return (replace(seen, numbers={**seen.numbers, name: value}),)

    return moved
