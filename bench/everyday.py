"""How many denials of three tables written by hand the typed conflicts find, how many right answers they flag, and what
they still miss.

    python -m bench.everyday

The rows were written before the rules were tuned. `everyday` are short answers over short contexts; `styles` are more
formats and turns of phrase, whose right answers paraphrase, round, convert and sum: the false-alarm set. `unseen` is a
random part of the contexts: a third of the first table, half of the others. `fields` are records and prose of other
trades, with names, order and words altered too; its `last` part was judged once, when those rules were done. All of
them train the weights that ship: these figures say what is remembered, `bench.contradiction --weights` what is not. The
known misses of the first table are printed by name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guards.case import Case
from guards.contradiction import ContradictionGuard
from schemas.interaction import Interaction

TABLES = Path(__file__).resolve().parents[1] / "tests/guards/contradiction"
FOLDER = TABLES / "everyday"
PARTS = ("tuned", "unseen")
_GUARD = ContradictionGuard()


@dataclass(frozen=True)
class Row:
    """One context, of one passage or several, with answers that deny it and answers that do not."""

    of: str
    context: tuple[Any, ...]
    denied: tuple[str, ...]
    true: tuple[str, ...]


def main() -> None:
    """Prints recall and false alarms of each part, then the known misses."""
    for table in ("everyday", "styles", "fields"):
        for part in (*PARTS, "last") if table == "fields" else PARTS:
            rows = list(rows_of(part, table))
            found = [is_flagged(row.context, answer) for row in rows for answer in row.denied]
            wrong = [is_flagged(row.context, answer) for row in rows for answer in row.true]
            print(
                f"{table}, {part}: recall {sum(found) / len(found):.3f} ({sum(found)} of {len(found)}) · "
                f"{sum(wrong)} of {len(wrong)} right answers flagged"
            )
    for answer in sorted(known_misses()):
        print(f"known miss: {answer}")


def rows_of(part: str, table: str = "everyday") -> Iterator[Row]:
    """The rows of one part of a table."""
    for line in (TABLES / table / f"{part}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        passages = row.get("passages") or [row["context"]]
        yield Row(row["of"], tuple(passages), tuple(row["denied"]), tuple(row["true"]))


def known_misses() -> frozenset[str]:
    """Answers that are judged wrongly, as known."""
    return frozenset((FOLDER / "misses.txt").read_text("utf-8").splitlines())


def is_flagged(context: tuple[Any, ...], answer: str) -> bool:
    """Whether an answer has a conflict of any severity."""
    event = {"messages": "?", "context": [{"text": text} for text in context], "output": answer}
    verdict = _GUARD.check([Case(Interaction.model_validate(event))])[0]
    return any(one.outcome == "violation" for one in verdict.sightings)


if __name__ == "__main__":
    main()
