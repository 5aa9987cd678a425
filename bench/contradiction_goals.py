"""What was asked of the contradiction guard, beside one run's figures. What enters are judged rows and the lines of the
table; what leaves are lines to print. Reads no file.

*Hand-written* are the rows of `authors_*`, half of them hard right answers. *Natural* are answers that people or models
gave to somebody's question or record; claims made for a set are not among them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bench.contradiction_judged import Judged, is_on_mark, is_proven
from bench.contradiction_table import Line

NATURAL = frozenset(
    (
        *("clapnq", "expertqa", "factcheck_gpt", "faithdial_audit", "q2"),
        *("quintd", "ragtruth", "rotowire", "tatqa"),
    )
)
PEOPLE = ("fool_me_twice", "fever_symmetric", "wice")
"""Sets of claims by people, by which the support score was to be judged."""
_MANY = 100
"""Right answers from which a share of one in a hundred can be seen at all."""


class Goal(NamedTuple):
    """One line: at least so much, or at most."""

    title: str
    asked: float
    at_least: bool
    figure: float | None
    n: int

    @property
    def standing(self) -> str:
        """Met, missed, or nothing to count."""
        if self.figure is None:
            return "-"
        return "met" if (self.figure >= self.asked if self.at_least else self.figure <= self.asked) else "missed"


def goals(lines: Sequence[Line], judged: Sequence[Judged]) -> Iterator[Goal]:
    """All of them, in the order in which they were asked for."""
    hand = [one for one in judged if _is_by_hand(one)]
    natural = [one for one in judged if one.row.source in NATURAL]
    for title, kept, precision, recall in (
        ("structured", [one for one in hand if _is_structured(one)], 0.95, 0.6),
        ("prose", [one for one in hand if not _is_structured(one)], 0.9, 0.3),
    ):
        yield _goal(
            f"hand-written, {title}: precision", precision, True, [_is_wrong(one) for one in kept if one.flagged]
        )
        yield _goal(f"hand-written, {title}: recall", recall, True, [one.flagged for one in kept if _is_wrong(one)])
    passages = [one for one in natural if not _is_structured(one)]
    records = [one for one in natural if _is_structured(one)]
    for title, kept, share in (
        ("hand-written", hand, 0.03),
        ("natural, passages", passages, 0.015),
        ("natural, JSON and tables", records, 0.06),
    ):
        yield _goal(f"right answers flagged: {title}", share, False, [one.flagged for one in kept if _is_right(one)])
    yield _worst_held(judged)
    for title, kept, share in (("JSON and tables", records, 0.35), ("passages", passages, 0.3)):
        found = [one.flagged for one in kept if _is_wrong(one)]
        yield _goal(f"natural contradictions found: {title}", share, True, found)
    yield _goal("evidence right on both sides", 0.9, True, proofs(hand))
    areas = [one.figures["support_not"] for one in lines if one.source in PEOPLE]
    known = [one for one in areas if one is not None]
    mean = sum(known) / len(known) if len(known) == len(PEOPLE) else None
    yield Goal(f"support score: mean AUROC of {', '.join(PEOPLE)}", 0.73, True, mean, len(known))


def _worst_held(judged: Sequence[Judged]) -> Goal:
    right: dict[str, list[bool]] = defaultdict(list)
    for one in judged:
        if _is_right(one):
            right[one.row.source].append(one.held)
    shares = {source: sum(held) / len(held) for source, held in right.items() if len(held) >= _MANY}
    worst = max(shares, key=lambda source: shares[source], default="")
    title = f"right answers held: worst of {len(shares)} sources, {worst}" if worst else "right answers held"
    return Goal(title, 0.01, False, shares.get(worst), len(right[worst]))


def goal_lines(found: Sequence[Goal]) -> Iterator[str]:
    """As a table in Markdown, which the page of the guard takes as it is."""
    yield "| Goal | Asked | Figure | n | |"
    yield "|---|---|---|---|---|"
    for one in found:
        sign, figure = "≥" if one.at_least else "≤", "" if one.figure is None else f"{one.figure:.3f}"
        yield f"| {one.title} | {sign} {one.asked:g} | {figure} | {one.n} | {one.standing} |"


def kind_lines(judged: Sequence[Judged]) -> Iterator[str]:
    """The hand-written rows by source, form and kind of claim."""
    groups: dict[tuple[str, str, str], list[Judged]] = defaultdict(list)
    for one in judged:
        if _is_by_hand(one):
            form = "structured" if _is_structured(one) else "prose"
            for kind in ("all", one.row.kind):
                groups[one.row.source, form, kind].append(one)
    if groups:
        shares = ("flagged", "held", "found", "precision", "on mark", "evidence")
        heads = " ".join(f"{name:>9}" for name in shares)
        yield f"\n{'hand-written':16} {'form':10} {'kind':24} {'sup':>4} {'con':>4} {heads}"
    for (source, form, kind), of in sorted(groups.items()):
        right, wrong = [one for one in of if _is_right(one)], [one for one in of if _is_wrong(one)]
        on_mark = [any(is_on_mark(one, finding) for finding in one.findings) for one in wrong]
        parts = (
            [one.flagged for one in right],
            [one.held for one in right],
            [one.flagged for one in wrong],
            [_is_wrong(one) for one in of if one.flagged],
            on_mark,
            proofs(of),
        )
        drawn = " ".join(f"{_part(part):>9}" for part in parts)
        yield f"{source:16} {form:10} {kind:24} {len(right):4} {len(wrong):4} {drawn}"


def proofs(judged: Sequence[Judged]) -> list[bool]:
    """Of every conflict in a wrong answer with evidence: whether it lies on both marked places."""
    known = (is_proven(one, finding) for one in judged for finding in one.findings)
    return [one for one in known if one is not None]


def _goal(title: str, asked: float, at_least: bool, so: Sequence[bool]) -> Goal:
    return Goal(title, asked, at_least, sum(so) / len(so) if so else None, len(so))


def _part(so: Sequence[bool]) -> str:
    return f"{sum(so)}/{len(so)}"


def _is_by_hand(one: Judged) -> bool:
    return one.row.source.startswith("authors_")


def _is_structured(one: Judged) -> bool:
    return one.row.form in ("json", "table")


def _is_right(one: Judged) -> bool:
    return one.row.label == "supported"


def _is_wrong(one: Judged) -> bool:
    return one.row.label == "contradiction"
