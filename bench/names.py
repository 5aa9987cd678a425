"""How well names, places, organisations and dates are found, how often plain prose is flagged, and at what cost.

    python -m bench.names [--marked FOLDER]

Reads the sets from the folder named by TIDEGATE_DATA (default `../shared/data` beside the repository) and says so where
it is absent. Beside each score stands what the tagger was trained on.

A span counts as found where a span of the same type overlaps it by three quarters (IoU 0.75); neighbours of one type
with only signs between them are one span, as in presidio-evaluator.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from bench.yardstick import machine
from guards.pii.names.choice import BUILTIN
from guards.pii.names.recognizer import NamesRecognizer
from guards.pii.presets import PRESETS
from guards.pii.scan import scanning_engine
from training.names import listed
from training.names.examples import made
from training.names.marked import read_marked
from training.names.natural import Example, natural

THRESHOLD, IOU, BETA = 0.4, 0.75, 2
RECOGNIZER = NamesRecognizer()
TYPES = {"PER": "PERSON", "LOC": "LOCATION", "ADR": "LOCATION", "ORG": "ORGANIZATION"}
NAMED = ("PERSON", "LOCATION", "ORGANIZATION")
# Types of presidio-research and ours; what is left out there is for patterns to find.
RESEARCH = {
    "PERSON": "PERSON",
    "GPE": "LOCATION",
    "STREET_ADDRESS": "LOCATION",
    "ZIP_CODE": "LOCATION",
    "DATE_TIME": "DATE_TIME",
    "PHONE_NUMBER": "PHONE_NUMBER",
    "ORGANIZATION": "ORGANIZATION",
    "AGE": "AGE",
    "TITLE": "TITLE",
}

Spans = list[tuple[int, int, str]]
Rows = Sequence[tuple[str, Spans]]


def main() -> None:
    """Prints every figure, or why there is none."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--marked", type=Path, help="a folder of marked texts that did not train")
    given = options.parse_args()
    folder = Path(os.environ.get("TIDEGATE_DATA") or Path(__file__).resolve().parents[1] / "../shared/data")
    print(machine())
    if not folder.is_dir():
        print("no figures: the folder of the public sets is absent (TIDEGATE_DATA)")
        return
    _, held = natural(folder / "pii/ner_train")
    for name in ("wikigold", "wnut17", "btc"):
        rows = [spans_of(each) for each in held if each.source.startswith(name)]
        score(f"{name}, held-out tenth (other nine tenths trained it)", rows, NAMED)
    rows = [spans_of(each) for each in made(1_500, 99, 1, listed)]
    score("own templates, held-out templates and values (the others trained it)", rows, NAMED)
    if given.marked:
        marked(given.marked)
    if os.environ.get("TIDEGATE_RESEARCH", "1") == "1":
        score(
            "presidio-research, even half (trained and tuned nothing)",
            research(folder),
            tuple(dict.fromkeys(RESEARCH.values())),
        )
    texts = [
        json.loads(line)["chatgpt_response"]
        for line in (folder / "traffic/halueval_general_even.jsonl").open(encoding="utf-8")
    ]
    alarms("real exchanges (trained nothing)", texts)
    speed(texts)
    with_patterns(texts)


def spans_of(example: Example) -> tuple[str, Spans]:
    """A text and its spans by Presidio's types."""
    return example.text, [(start, end, TYPES[kind]) for start, end, kind in example.spans]


def marked(folder: Path) -> None:
    """Marked texts of a folder, and what is found in those that hold no name."""
    rows = [spans_of(each) for each in read_marked(folder)]
    score(f"marked texts of {folder.name}", rows, NAMED)
    alarms("of these, texts without a name", [text for text, spans in rows if not spans])


def research(folder: Path) -> Rows:
    """The even half of presidio-research, types that no name rule looks for left out."""
    rows = json.loads((folder / "pii/presidio_research_even.json").read_text("utf-8"))
    return [
        (
            row["full_text"],
            [
                (s["start_position"], s["end_position"], RESEARCH[s["entity_type"]])
                for s in row["spans"]
                if s["entity_type"] in RESEARCH
            ],
        )
        for row in rows
    ]


def found_in(text: str, types: Iterable[str]) -> Spans:
    """What the recognizer finds at the threshold."""
    results = RECOGNIZER.analyze(text, list(types))
    return [(r.start, r.end, r.entity_type) for r in results if r.score >= THRESHOLD]


def merged(text: str, spans: Spans) -> Spans:
    """Neighbours of one type with only signs between them drawn together."""
    kept: Spans = []
    for start, end, kind in sorted(spans):
        if kept and kept[-1][2] == kind and not any(map(str.isalnum, text[kept[-1][1] : start])):
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]), kind)
        else:
            kept.append((start, end, kind))
    return kept


def matches(gold: Spans, found: Spans) -> int:
    """Spans of the one that a span of the other covers."""
    return sum(any(kind == other[2] and _iou(a, b, other) >= IOU for other in found) for a, b, kind in gold)


def _iou(start: int, end: int, other: tuple[int, int, str]) -> float:
    shared = min(end, other[1]) - max(start, other[0])
    return shared / (max(end, other[1]) - min(start, other[0])) if shared > 0 else 0.0


def score(title: str, rows: Rows, types: Sequence[str]) -> None:
    """Precision, recall and F2 per type, and with types put aside."""
    counts: Counter[tuple[str, str]] = Counter()
    for text, spans in rows:
        gold, found = merged(text, spans), merged(text, found_in(text, types))
        for kind in types:
            _count(counts, kind, [s for s in gold if s[2] == kind], [s for s in found if s[2] == kind])
        any_gold = merged(text, [(a, b, "any") for a, b, _ in gold])
        _count(counts, "any", any_gold, merged(text, [(a, b, "any") for a, b, _ in found]))
    print(f"\n{title}: {len(rows)} texts")
    for kind in (*types, "any"):
        gold, found = counts[kind, "gold"], counts[kind, "found"]
        recall, precision = counts[kind, "recalled"] / (gold or 1), counts[kind, "right"] / (found or 1)
        f = (1 + BETA**2) * precision * recall / ((BETA**2 * precision + recall) or 1)
        print(f"  {kind:13} P {precision:.3f}  R {recall:.3f}  F2 {f:.3f}  ({gold} spans, {found} found)")


def _count(counts: Counter[tuple[str, str]], kind: str, gold: Spans, found: Spans) -> None:
    counts[kind, "gold"] += len(gold)
    counts[kind, "found"] += len(found)
    counts[kind, "recalled"] += matches(gold, found)
    counts[kind, "right"] += matches(found, gold)


def alarms(title: str, texts: Sequence[str]) -> None:
    """Spans per 1,000 characters: real names among them, so that it is an upper bound for false alarms."""
    counts = Counter(kind for text in texts for _, _, kind in found_in(text, RECOGNIZER.supported_entities))
    thousands = sum(map(len, texts)) / 1_000
    per = " · ".join(f"{kind} {count / thousands:.2f}" for kind, count in counts.most_common())
    print(f"\n{title}, spans per 1,000 characters: {per}")


def speed(texts: Sequence[str]) -> None:
    """Texts per CPU-second at three lengths, every text new to the tagger."""
    whole = "\n\n".join(texts)
    for length in (200, 1_000, 4_000):
        cut = [whole[at : at + length] for at in range(0, min(len(whole), 800_000) - length, length)]
        names = median_rate(cut, lambda text: RECOGNIZER.analyze(text, ["PERSON", "LOCATION", "ORGANIZATION"]))
        everything = median_rate(cut, lambda text: RECOGNIZER.analyze(text, RECOGNIZER.supported_entities))
        rates = f"{names:,.0f} texts per CPU-second names alone, {everything:,.0f} with dates, ages and titles"
        print(f"{length} characters: {rates}")


def with_patterns(texts: Sequence[str]) -> None:
    """The engine that the guard has by default, Presidio's patterns with names and rules: alarms and speed."""
    engine = scanning_engine("en", BUILTIN)
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(r.entity_type for r in engine.analyze(text, "en", score_threshold=THRESHOLD))
    thousands = sum(map(len, texts)) / 1_000
    named = sum(counts[kind] for kind in ("PERSON", "LOCATION"))
    left_out = {"PERSON", "LOCATION", *PRESETS["strict"]}
    others = sum(count for kind, count in counts.items() if kind not in left_out)
    print(
        f"\nredacted by default, per 1,000 characters: names {named / thousands:.2f}, others {others / thousands:.3f}"
    )
    whole = "\n\n".join(texts)
    cut = [whole[at : at + 1_000] for at in range(0, min(len(whole), 800_000) - 1_000, 1_000)]
    rate = median_rate(cut, lambda text: engine.analyze(text, "en"))
    print(f"patterns, names and rules: {rate:,.0f} texts of 1,000 characters per CPU-second")


def median_rate(texts: Sequence[str], read: Callable[[str], object]) -> float:
    """Of five parts, each its own texts."""
    rates = []
    for part in range(5):
        own = texts[part::5]
        began = time.process_time()
        for text in own:
            read(text)
        rates.append(len(own) / (time.process_time() - began))
    return statistics.median(rates)


if __name__ == "__main__":
    main()
