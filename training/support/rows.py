"""Rows to learn from and to score on: a claim, its passages, whether they support it, and the text it comes of.

What enters is the folder of public sets; what leaves are rows. Which sets may train is said in `TRAINS`.
"""

from __future__ import annotations

import csv
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guards.contradiction.support.lexicon import DAYS, MONTHS
from training.support import edits
from training.support.paraphrase import LOWER as _LOWER
from training.support.paraphrase import paraphrased, pronoun

TRAINS = ("fm2", "conj_nli", "ci_tod")


@dataclass(frozen=True, slots=True)
class Row:
    """One claim against its passages."""

    claim: str
    passages: tuple[str, ...]
    supported: bool
    source: str
    """The set it is from; `edits:KIND` for our own edits, `edits:none` for their unedited side."""
    group: str
    """The text it was made of: rows of one group are never on both sides of a split."""


@dataclass(frozen=True, slots=True)
class Base:
    """A sentence to make rows of, with others of its source."""

    text: str
    others: tuple[str, ...]
    group: str


def human_sets(data: Path) -> dict[str, list[Row]]:
    """The public sets, each by its name."""
    folder = data / "contradiction"
    return {
        "fm2": list(_fool_me_twice(folder / "fool_me_twice_dev.jsonl")),
        "conj_nli": list(_conj_nli(folder / "conj_nli_dev.tsv")),
        "ci_tod": [
            row
            for name in ("calendar_train", "navigate_train", "weather_new_dev")
            for row in _dialogues(folder / f"ci_tod_{name}.json")
        ],
        "fever_symmetric": list(_fever(folder / "fever_symmetric_dev.jsonl")),
        "wice": list(_wice(folder / "wice_claim_dev.jsonl")),
    }


def _lines(path: Path) -> Iterator[Any]:
    return map(json.loads, path.read_text("utf-8").splitlines())


def _fool_me_twice(path: Path) -> Iterator[Row]:
    for row in _lines(path):
        texts = tuple(one["text"] for one in row["gold_evidence"])
        yield Row(row["text"], texts, row["label"] == "SUPPORTS", "fm2", f"fm2:{row['wikipedia_page']}")


def _conj_nli(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            said = row["Label"] == "entailment"
            yield Row(row["Hypothesis"], (row["Premise"],), said, "conj_nli", f"conj:{row['Premise']}")


def _dialogues(path: Path) -> Iterator[Row]:
    for row in json.loads(path.read_text("utf-8")):
        said = [turn["utterance"] for turn in row["dialogue"]]
        context = json.dumps(row["scenario"]["kb"])
        yield Row(said[-1], (context,), row["scenario"]["kbi"] == "0", "ci_tod", f"ci:{path.stem}:{row['id']}")


def _fever(path: Path) -> Iterator[Row]:
    for row in _lines(path):
        yield Row(row["claim"], (row["evidence"],), row["label"] == "SUPPORTS", "fever_symmetric", row["claim"])


def _wice(path: Path) -> Iterator[Row]:
    for number, row in enumerate(_lines(path)):
        yield Row(row["claim"], ("\n".join(row["evidence"]),), row["label"] == "supported", "wice", str(number))


def bases(data: Path) -> list[Base]:
    """Sentences that may be edited: those of Wikipedia in FoolMeTwice, premises of ConjNLI, and our own."""
    found: dict[str, Base] = {}
    pages: dict[str, dict[str, None]] = {}
    for row in _lines(data / "contradiction/fool_me_twice_dev.jsonl"):
        page = pages.setdefault(row["wikipedia_page"], {})
        for one in (*row["retrieved_evidence"], *row["gold_evidence"]):
            page[one["text"]] = None
    for page, texts in pages.items():
        kept = [text for text in texts if _is_sentence(text)]
        for text in kept:
            found[text] = Base(text, tuple(one for one in kept if one != text), f"fm2:{page}")
    for row in _conj_nli(data / "contradiction/conj_nli_dev.tsv"):
        found.setdefault(row.passages[0], Base(row.passages[0], (), row.group))
    return list(found.values())


def _is_sentence(text: str) -> bool:
    return 6 <= len(text.split()) <= 45 and text[0].isupper() and text.rstrip()[-1:] in '.!"'


def edited(base: Base, draw: random.Random, kinds: Sequence[str] = tuple(edits.EDITS)) -> Iterator[Row]:
    """The unedited side, and one row of every kind of edit that the sentence has something for.

    Both sides are paraphrased alike, each on its own. The edit must still differ from the source's sentences.
    """
    passages = _passages(base, draw)
    yield Row(paraphrased(base.text, draw, _strength(draw)), passages, True, "edits:none", base.group)
    for kind in kinds:
        for _ in range(3):
            plain = paraphrased(base.text, draw, _strength(draw))
            changed = edits.EDITS[kind](plain, base.others, draw)
            if changed is not None and changed != plain and not _says(base, changed):
                yield Row(changed, passages, False, f"edits:{kind}", base.group)
                break


def joined(base: Base, draw: random.Random) -> Iterator[Row]:
    """Claims of two or three sentences of a long source in one: all of them said there, or one of them edited or not."""
    if len(base.others) < 4:
        return
    parts = [base.text, *draw.sample(base.others, draw.choice((1, 1, 2)))]
    rest = [one for one in base.others if one not in parts]
    texts = [*parts, *draw.sample(rest, min(len(rest), 25))]
    draw.shuffle(texts)
    said = [paraphrased(one, draw, 1.2) for one in parts]
    yield Row(_as_one(said, draw), (" ".join(texts),), True, "edits:none", base.group)
    place = draw.randrange(len(said))
    kind = draw.choice(sorted(edits.EDITS))
    changed = edits.EDITS[kind](said[place], base.others, draw)
    if changed is not None and changed != said[place] and not _says(base, changed):
        yield Row(
            _as_one([*said[:place], changed, *said[place + 1 :]], draw),
            (" ".join(texts),),
            False,
            "edits:joined",
            base.group,
        )
    left = [one for one in texts if one != parts[place]]
    yield Row(_as_one(said, draw), (" ".join(left),), False, "edits:absent", base.group)


def _as_one(parts: Sequence[str], draw: random.Random) -> str:
    text = parts[0].rstrip(" .")
    for part in parts[1:]:
        body = part if part.split()[0].lower() not in _LOWER else part[0].lower() + part[1:]
        text += draw.choice((", and ", ", and ", " while ", "; ", ", where ")) + body.rstrip(" .")
    return re.sub(r"(?<=[a-z])\. (?=[A-Z])", ", ", text) + "."


def absent(base: Base, draw: random.Random) -> Iterator[Row]:
    """A sentence whose source was taken out of its context, and one of another kind of context altogether."""
    if len(base.others) >= 3:
        passages = tuple(draw.sample(base.others, min(len(base.others), draw.randint(2, 8))))
        yield Row(paraphrased(base.text, draw), passages, False, "edits:absent", base.group)


def _strength(draw: random.Random) -> float:
    return draw.choice((0.0, 0.6, 1.0, 1.0, 1.6))


def _says(base: Base, claim: str) -> bool:
    bare = claim.rstrip(".")
    return any(bare in one for one in (base.text, *base.others))


def _passages(base: Base, draw: random.Random) -> tuple[str, ...]:
    """The sentence alone, or among others of its source, as one passage or several."""
    others = draw.sample(base.others, min(len(base.others), draw.choice((0, 0, 2, 5, 9, 14))))
    # What a page says of its subject it often says of "he" or "it"; who repeats it gives the name.
    texts = [*others, pronoun(base.text, draw) if draw.random() < 0.3 else base.text]
    draw.shuffle(texts)
    return (" ".join(texts),) if draw.random() < 0.6 else tuple(texts)


_P = "Anna Keller;Tomás Rivera;Priya Nair;James Okafor;Mei Tanaka;Lucas Brandt;Olivia Stone;Hassan Aziz;Ingrid Dahl;Pavel Novak;Grace Mensah;Daniel Cho".split(
    ";"
)
_C = "Lisbon;Denver;Osaka;Nairobi;Leeds;Toronto;Lyon;Prague;Austin;Geneva;Oslo;Mumbai".split(";")
_CO = "Northwind;Acme Corp;Bluepeak;Larkspur Foods;Vantio;Helix Labs;Redwood Bank;Orbit Air;Cobalt Systems;Marlow & Sons".split(
    ";"
)
_PR = "X200;Aero Kettle;Pulse Watch;Nova Speaker;T5 Drill;Comet Lamp;ZenBook Stand;Trail Camera".split(";")
_DR = "Lorvatin;Melaxil;Tibrofen;Cardolan;Zentapril;Ovaprim".split(";")


def own_texts(draw: random.Random, rounds: int) -> Iterator[tuple[Base, list[str]]]:
    """Sentences of `pairs.txt` with their paraphrases, slots filled, each beside others of its kind."""
    lines = [
        line.split(" || ") for line in (Path(__file__).parent / "pairs.txt").read_text("utf-8").splitlines() if line
    ]
    for turn in range(rounds):
        values = [_values(draw) for _ in lines]
        filled = [[text.format(**value) for text in line] for line, value in zip(lines, values, strict=True)]
        for number, line in enumerate(filled):
            near = [filled[(number + step) % len(filled)][0] for step in (-3, -2, -1, 1, 2, 3)]
            yield Base(line[0], tuple(near), f"own:{number}"), line[1:]
        del turn


def _values(draw: random.Random) -> dict[str, str]:
    p, c, co = draw.sample(_P, 3), draw.sample(_C, 2), draw.sample(_CO, 2)
    first = draw.randint(2, 60)
    return {
        "n": str(draw.choice((first, first, draw.randint(10, 400)))), "n2": str(first + draw.randint(2, 30)), "k": str(draw.randint(2, 9)),
        "h": str(draw.randint(4, 11)), "m": f"{draw.randint(10, 90) * draw.choice((5, 10, 50)):,}", "d": str(draw.randint(2, 28)),
        "big": f"{draw.randint(11, 990) * draw.choice((5, 10, 100)):,}", "y": str(draw.randint(1950, 2025)),
        "mo": draw.choice(MONTHS).title(), "day": DAYS[draw.randrange(3)].title(), "day2": DAYS[3 + draw.randrange(4)].title(),
        "o": draw.choice(("first", "second", "third", "fourth")), "p": p[0], "p2": p[1], "p3": p[2], "c": c[0], "c2": c[1],
        "co": co[0], "co2": co[1], "pr": draw.choice(_PR), "dr": draw.choice(_DR),
    }  # fmt: skip


def own_rows(draw: random.Random, rounds: int) -> Iterator[Row]:
    """Supported: each paraphrase. Unsupported: each edited."""
    for base, others in own_texts(draw, rounds):
        passages = _passages(base, draw)
        for text in others:
            yield Row(paraphrased(text, draw, 0.3), passages, True, "edits:none", base.group)
            for kind in draw.sample(sorted(edits.EDITS), len(edits.EDITS)):
                plain = draw.choice((text, text, base.text))
                changed = edits.EDITS[kind](plain, base.others, draw)
                if changed is not None and changed != plain and not _says(base, changed):
                    yield Row(changed, passages, False, f"edits:{kind}", base.group)
                    break
        yield from absent(base, draw) if draw.random() < 0.3 else ()


def record_rows(draw: random.Random, rounds: int) -> Iterator[Row]:
    """The same with records of `records.txt` for a context: some rows of one kind, as JSON or as `key: value` lines."""
    lines = [
        line.split(" || ") for line in (Path(__file__).parent / "records.txt").read_text("utf-8").splitlines() if line
    ]
    for number, line in enumerate(lines * rounds):
        rows = [
            [_filled(part, values) for part in line] for values in (_values(draw) for _ in range(draw.randint(1, 5)))
        ]
        place = draw.randrange(len(rows))
        others = [part for row in rows for part in row[1:]]
        group = f"record:{number % len(lines)}"
        passages = (_laid([row[0] for row in rows], draw),)
        for text in rows[place][1:]:
            yield Row(paraphrased(text, draw, 0.25), passages, True, "edits:none", group)
            for kind in draw.sample(sorted(edits.EDITS), len(edits.EDITS)):
                changed = edits.EDITS[kind](text, others, draw)
                if changed is not None and changed not in others:
                    yield Row(changed, passages, False, f"edits:{kind}", group)
                    break


def _filled(text: str, values: dict[str, str]) -> str:
    return re.sub(r"\{([a-z]+\d?)\}", lambda match: values[match[1]], text)


def _laid(records: Sequence[str], draw: random.Random) -> str:
    how = draw.random()
    if how < 0.4:
        return f'{{"items": [{", ".join(records)}]}}' if len(records) > 1 else records[0]
    if how < 0.7:
        return json.dumps([json.loads(record) for record in records], indent=2)
    return "\n\n".join(re.sub(r', (?="[\w ]+":)', "\n", record.strip("{}")).replace('"', "") for record in records)


def all_rows(data: Path, draw: random.Random, share: float = 1.0) -> list[Row]:
    """Every row of our own making."""
    found = bases(data)
    names = sorted(
        {match[0] for base in found for match in re.finditer(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+)?\b", base.text)}
    )
    edits.NAMES[:] = draw.sample(names, min(len(names), 3_000))
    rows: list[Row] = []
    for base in draw.sample(found, int(len(found) * share)):
        rows += edited(base, draw)
        if draw.random() < 0.35:
            rows += absent(base, draw)
        if draw.random() < 0.3:
            rows += joined(base, draw)
    rows += own_rows(draw, max(1, int(8 * share)))
    rows += record_rows(draw, max(1, int(40 * share)))
    return rows
