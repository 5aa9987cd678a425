"""The table over judged rows: figures of a source and a form of context, as lines to print. Reads no file."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from bench.contradiction_figures import Places, answer_alone, area_within, coverage, intervals, share
from bench.contradiction_judged import Judged, is_on_mark, standing
from bench.contradiction_rows import Form

DRAWS = 300
WITHIN_KIND = ("ragtruth", "quintd")
POOLED = "contradiction2"
"""The name of the lines over all sources of that folder."""
FORMS: tuple[Form, ...] = ("json", "table", "prose")


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    source: str
    form: str
    n: Mapping[str, int]
    figures: Mapping[str, float | None]
    intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    us: float | None = None
    fit: str = ""
    """What the weights that judged it know of its source."""


def line(source: str, form: str, judged: Sequence[Judged], us: float | None, fit: str = "") -> Line:
    """The figures of one source and one form of context."""
    figures = Figures(judged, within=source in WITHIN_KIND)
    everything = figures.over(np.arange(len(judged)))
    spread = intervals([one.row.group for one in judged], partial(figures.over, only_main=True), DRAWS)
    return Line(source, form, dict(Counter(one.row.label for one in judged)), everything, spread, us, fit)


class Figures:
    """The figures over any places of these rows. What needs no engine is computed once."""

    def __init__(self, judged: Sequence[Judged], *, within: bool) -> None:
        rows = [one.row for one in judged]
        self._label = np.array([row.label for row in rows])
        self._kind = np.array([row.kind for row in rows]) if within else np.full(len(rows), "")
        self._flagged = np.array([one.flagged for one in judged])
        self._held = np.array([one.held for one in judged])
        marks = [is_on_mark(one, finding) for one in judged for finding in one.findings]
        owners = [place for place, one in enumerate(judged) for _ in one.findings]
        self._marks = np.zeros((2, len(rows)))
        self._marked = np.array([any(mark.conflict for mark in row.stretches) for row in rows])
        for place, mark in zip(owners, marks, strict=True):
            self._marks[:, place] += (mark is True, mark is not None)
        self._scores = {
            "support": np.array([one.support for one in judged]),
            "alone": answer_alone(
                [row.answer for row in rows], self._label != "supported", [row.group for row in rows]
            ),
            "coverage": np.array([coverage(row.answer, row.contexts) for row in rows]),
            "length": -np.array([float(len(row.answer)) for row in rows]),
        }

    def over(self, places: Places, *, only_main: bool = False) -> dict[str, float | None]:
        """By name; None where there is nothing to count."""
        label, flagged, held = self._label[places], self._flagged[places], self._held[places]
        right, wrong = label == "supported", label == "contradiction"
        on_mark, marked = self._marks[:, places].sum(axis=1)
        found = {
            "flagged": share(flagged, right),
            "held": share(held, right),
            "found": share(flagged, wrong),
            "precision": share(wrong, flagged & (label != "unsupported")),
            "on_mark": share(self._marks[0, places] > 0, wrong & self._marked[places]),
            "evidence": on_mark / marked if marked else None,
        }
        scores = {"support": self._scores["support"]} if only_main else self._scores
        for name, score in scores.items():
            for against, kept in (("con", right | wrong), ("not", np.full(len(places), True))):
                at = places[kept]
                value = area_within(self._label[at] != "supported", score[at], self._kind[at])
                better = max(value, 1 - value) if name == "length" and value is not None else value
                found[f"{name}_{against}"] = better
        return found


def totals(lines: Sequence[Line], judged: Sequence[Judged]) -> Iterator[Line]:
    """By form of context: the flags of contradiction2 pooled, its areas averaged over sources."""
    of_set = {one.row.source for one in judged if one.row.of_set}
    for form in FORMS:
        here = [one for one in judged if one.row.form == form and one.row.of_set]
        if not here:
            continue
        pooled = line(POOLED, form, here, None)
        areas = {
            name: _mean(one.figures[name] for one in lines if one.form == form and one.source in of_set)
            for name in pooled.figures
            if name.endswith(("_con", "_not"))
        }
        spread = {name: both for name, both in pooled.intervals.items() if name not in areas}
        yield Line(POOLED, form, pooled.n, {**pooled.figures, **areas}, spread)


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


HEAD = " ".join(
    (
        f"{'source':16} {'form':5} {'sup':>5} {'con':>5} {'oth':>5}  {'flagged':>13} {'held':>13} {'found':>13}",
        f"{'on mark':>7} {'precision':>14} {'evidence':>8}  {'AUROC con':>14} {'cover':>5} {'alone':>5} {'length':>6}",
        f" {'AUROC not':>14} {'cover':>5} {'alone':>5} {'length':>6} {'us':>6} fit",
    )
)


def drawn(one: Line) -> str:
    """A line as it is printed."""
    number = one.figures
    others = one.n.get("unsupported", 0) + one.n.get("neutral", 0)
    shares = " ".join(f"{_percent(one, name):>13}" for name in ("flagged", "held", "found"))
    areas = "  ".join(
        f"{_area(one, f'support_{against}'):>14} {_point(number[f'coverage_{against}']):>5} "
        f"{_point(number[f'alone_{against}']):>5} {_point(number[f'length_{against}']):>6}"
        for against in ("con", "not")
    )
    us = f"{one.us:6.0f}" if one.us is not None else " " * 6
    counts = f"{one.n.get('supported', 0):5} {one.n.get('contradiction', 0):5} {others:5}"
    marks = f"{_whole(number['on_mark']):>7} {_percent(one, 'precision'):>14} {_whole(number['evidence']):>8}"
    return f"{one.source:16} {one.form:5} {counts}  {shares} {marks}  {areas} {us} {one.fit}".rstrip()


def page_lines(lines: Iterable[Line]) -> Iterator[str]:
    """The table as Markdown, with what a reader of the page of the guard looks for."""
    yield (
        "| Source | Context | Right / con / other | Flagged % | Held % | Found % (on mark) | Precision % "
        "| AUROC con (coverage) | AUROC not (coverage) | Weights |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for one in lines:
        number = one.figures
        others = one.n.get("unsupported", 0) + one.n.get("neutral", 0)
        on_mark = f" ({_whole(number['on_mark'])})" if number["on_mark"] is not None else ""
        areas = [
            f"{_area(one, f'support_{against}')} / {_point(number[f'coverage_{against}'])}"
            if number[f"support_{against}"] is not None
            else ""
            for against in ("con", "not")
        ]
        cells = (
            *(one.source, one.form, f"{one.n.get('supported', 0)} / {one.n.get('contradiction', 0)} / {others}"),
            *(_percent(one, "flagged"), _percent(one, "held"), _percent(one, "found") + on_mark),
            *(_percent(one, "precision"), *areas, one.fit),
        )
        yield f"| {' | '.join(cells)} |"


def filled(page: str, name: str, lines: Iterable[str]) -> str:
    """A page with these lines between its marks of that name. ValueError where it has no such marks."""
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, found, rest = page.partition(begin)
    _, closed, behind = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"no place for {name}: {begin.strip()} … {end}")
    return "\n".join((f"{before}{begin}", *lines, "", f"{end}{behind}"))


def _percent(one: Line, name: str) -> str:
    value = one.figures[name]
    if value is None:
        return "-"
    low, high = one.intervals.get(name, (value, value))
    return f"{value:.1%} ({low:.0%}-{high:.0%})".replace("%", "")


def _area(one: Line, name: str) -> str:
    value = one.figures[name]
    if value is None or name not in one.intervals:
        return _point(value)
    low, high = one.intervals[name]
    return f"{_point(value)} ({_point(low)}-{_point(high)})"


def _point(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"[1:] if value < 1 else "1.0"


def _whole(value: float | None) -> str:
    return "-" if value is None else f"{value:.0%}".replace("%", "")


def by_rule(judged: Sequence[Judged]) -> dict[str, dict[str, Counter[str]]]:
    """Right, wrong and other findings, by rule and severity, and by source."""
    found: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for one in judged:
        for finding in one.findings:
            found[f"{finding.rule} {finding.severity}"][one.row.source][standing(one, finding)] += 1
    return found


def rule_lines(rules: Mapping[str, Mapping[str, Counter[str]]]) -> Iterator[str]:
    """A line per rule: all its findings, then by source."""
    yield "\nfindings by rule and severity: right / wrong / other"
    for rule, of in sorted(rules.items()):
        total = sum(of.values(), Counter())
        each = " · ".join(f"{source} {_three(count)}" for source, count in of.items())
        yield f"{rule:30} {_three(total):>18}  {each}"


def _three(count: Mapping[str, int]) -> str:
    return " / ".join(str(count.get(name, 0)) for name in ("right", "wrong", "other"))
