"""How many denials of three tables written by hand the conflicts find, and how many right answers they flag.

    python -m bench.everyday

The rows were written before the rules were tuned. `everyday` are short answers over short contexts; `styles` are more
formats and turns of phrase, whose right answers paraphrase, round, convert and sum: the false-alarm set. `unseen` is a
random part of the contexts: a third of the first table, half of the others. `fields` are records and prose of other
trades, with names, order and words altered too; its `last` part was judged once, when the rules were done. All of them
have trained the weights: they guard what works and measure nothing new, which `bench.contradiction --weights` does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from guards.case import Case
from guards.contradiction import ContradictionGuard
from schemas.interaction import Interaction

TABLES = Path(__file__).resolve().parents[1] / "tests/guards/contradiction"
PARTS = ("tuned", "unseen")
_GUARD = ContradictionGuard()


@dataclass(frozen=True)
class Row:
    """One context, of one passage or several, with answers that deny it and answers that do not."""

    of: str
    context: tuple[Any, ...]
    denied: tuple[str, ...]
    true: tuple[str, ...]


class Figures(NamedTuple):
    """What became of the answers of one part of a table."""

    found: int
    denied: int
    flagged: list[str]
    """Right answers that are flagged."""
    true: int


def main() -> None:
    """Prints recall and false alarms of each part."""
    for table in ("everyday", "styles", "fields"):
        for part in (*PARTS, "last") if table == "fields" else PARTS:
            figures = figures_of(part, table)
            print(
                f"{table}, {part}: recall {figures.found / figures.denied:.3f} ({figures.found} of {figures.denied}) · "
                f"{len(figures.flagged)} of {figures.true} right answers flagged"
            )
            for answer in figures.flagged:
                print(f"  flagged: {answer}")


def figures_of(part: str, table: str = "everyday") -> Figures:
    """Judges every answer of one part of a table."""
    rows = list(rows_of(part, table))
    found = [is_flagged(row.context, answer) for row in rows for answer in row.denied]
    flagged = [answer for row in rows for answer in row.true if is_flagged(row.context, answer)]
    return Figures(sum(found), len(found), flagged, sum(len(row.true) for row in rows))


def rows_of(part: str, table: str = "everyday") -> Iterator[Row]:
    """The rows of one part of a table."""
    for line in (TABLES / table / f"{part}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        passages = row.get("passages") or [row["context"]]
        yield Row(row["of"], tuple(passages), tuple(row["denied"]), tuple(row["true"]))


def is_flagged(context: tuple[Any, ...], answer: str) -> bool:
    """Whether an answer has a conflict of any severity."""
    event = {"messages": "?", "context": [{"text": text} for text in context], "output": answer}
    verdict = _GUARD.check([Case(Interaction.model_validate(event))])[0]
    return any(one.outcome == "violation" for one in verdict.sightings)


if __name__ == "__main__":
    main()
