"""Whether both sides of a flagged conflict are quoted, and right: conflicts that were labelled by hand, judged again.

    python -m bench.contradiction_evidence            the share that is right, from the labels
    python -m bench.contradiction_evidence --list     every conflict that has no label yet, to be read and labelled

A conflict is labelled `right` where the two quoted stretches are about the same thing and cannot both hold. Labels are
kept for a random part of the conflicts, by an id of the row and the two places, never with the texts of the public
sets: `labels/evidence.jsonl`. A conflict that is found no longer, or with other places, has no label any more.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from bench.contradiction import GUARD, anything, claims, data_folder, dialogues, pairs
from bench.everyday import PARTS, rows_of
from guards.case import Case, Sighting
from schemas.interaction import Interaction

LABELS = Path(__file__).parent / "labels/evidence.jsonl"


class Flagged(NamedTuple):
    """One conflict: its id, and what a reader needs to judge it."""

    id: str
    case: Case
    sighting: Sighting


def main() -> None:
    """Prints the share of labelled conflicts that are right, or the unlabelled ones."""
    labels = {row["id"]: row["right"] for row in map(json.loads, _lines())}
    found = list(flagged())
    if "--list" in sys.argv:
        for one in found:
            if one.id not in labels:
                print(one.id, described(one), sep=" | ")
        return
    known = [labels[one.id] for one in found if one.id in labels]
    print(
        f"evidence: {sum(known)} of {len(known)} labelled conflicts right ({sum(known) / max(1, len(known)):.3f}) · "
        f"{len(found) - len(known)} without a label"
    )


def _lines() -> list[str]:
    return LABELS.read_text("utf-8").splitlines() if LABELS.exists() else []


def flagged() -> Iterator[Flagged]:
    """The conflicts of the tables, and of a random part of each public set."""
    for table in ("everyday", "styles"):
        for part in PARTS:
            for row in rows_of(part, table):
                for answer in (*row.denied, *row.true):
                    event = {"messages": "?", "context": [{"text": text} for text in row.context], "output": answer}
                    yield from _of(f"{table}/{part}", Case(Interaction.model_validate(event)))
    folder = data_folder() / "contradiction"
    if folder.is_dir():
        sets = {name: dialogues(folder / f"ci_tod_{name}.json") for name in ("calendar_train", "navigate_train")}
        sets |= {
            "fool_me_twice": claims(folder / "fool_me_twice_dev.jsonl"),
            "conj_nli": pairs(folder / "conj_nli_dev.tsv"),
        }
        for name, rows in sets.items():
            yield from (one for _, case in rows for one in _of(name, case))


def _of(name: str, case: Case) -> Iterator[Flagged]:
    for sighting in filter(anything, GUARD.check([case])[0].sightings):
        if sighting.evidence[0].span.pointer.startswith("/context"):
            yield Flagged(_id(name, case, sighting), case, sighting)


def _id(name: str, case: Case, sighting: Sighting) -> str:
    other = sighting.evidence[0].span
    places = [sighting.span.start, sighting.span.end, other.pointer, other.start, other.end]
    texts = [*(passage.text for passage in case.passages), *(quote.text for quote in case.answers)]
    return name + "/" + hashlib.blake2b(json.dumps([places, texts]).encode(), digest_size=6).hexdigest()


def described(one: Flagged) -> str:
    """The answer with the disputed words marked, and a stretch of the context around the other side."""
    span, other = one.sighting.span, one.sighting.evidence[0].span
    answer = next(quote.text for quote in one.case.answers if quote.span.pointer == span.pointer)
    known = next(passage.text for passage in one.case.passages if passage.span.pointer == other.pointer)
    said = f"{answer[: span.start]}[{answer[span.start : span.end]}]{answer[span.end :]}"
    around = (
        f"{known[max(0, other.start - 110) : other.start]}[{known[other.start : other.end]}]{known[other.end :][:70]}"
    )
    return f"{one.sighting.rule} | {said} | {around}".replace("\n", "⏎")


if __name__ == "__main__":
    main()
