"""How many everyday denials the typed conflicts find, how many right answers they flag, and what they still miss.

    python -m bench.everyday

The rows were written by hand before the rules were tuned; `unseen` is a random third of the contexts, whose results
were not looked at until the rules were done. The known misses are printed by name.
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

FOLDER = Path(__file__).resolve().parents[1] / "tests/guards/contradiction/everyday"
PARTS = ("tuned", "unseen")
_GUARD = ContradictionGuard()


@dataclass(frozen=True)
class Row:
    """One context with answers that deny it and answers that do not."""

    of: str
    context: Any
    denied: tuple[str, ...]
    true: tuple[str, ...]


def main() -> None:
    """Prints recall and false alarms of each part, then the known misses."""
    for part in PARTS:
        rows = list(rows_of(part))
        found = [is_flagged(row.context, answer) for row in rows for answer in row.denied]
        wrong = [is_flagged(row.context, answer) for row in rows for answer in row.true]
        print(
            f"everyday, {part}: recall {sum(found) / len(found):.3f} ({sum(found)} of {len(found)}) · "
            f"{sum(wrong)} of {len(wrong)} right answers flagged"
        )
    for answer in sorted(known_misses()):
        print(f"known miss: {answer}")


def rows_of(part: str) -> Iterator[Row]:
    """The rows of one part of the table."""
    for line in (FOLDER / f"{part}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        yield Row(row["of"], row["context"], tuple(row["denied"]), tuple(row["true"]))


def known_misses() -> frozenset[str]:
    """Answers that are judged wrongly, as known."""
    return frozenset((FOLDER / "misses.txt").read_text("utf-8").splitlines())


def is_flagged(context: Any, answer: str) -> bool:
    """Whether an answer has a conflict of any severity."""
    event = {"messages": "?", "context": [{"text": context}], "output": answer}
    verdict = _GUARD.check([Case(Interaction.model_validate(event))])[0]
    return any(one.outcome == "violation" for one in verdict.sightings)


if __name__ == "__main__":
    main()
