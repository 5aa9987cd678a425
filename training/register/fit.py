"""Fits the weights of `guards.pii.register` and says what they do on texts that were held out.

    python -m training.register.fit [--data FOLDER] [--out FILE] [--files 400]

Three kinds of logistic regression: which register a line is of, whether a number is somebody's, whether a name or place
is. Findings are those of the analyzer by itself, at the default threshold. In natural code, configuration and logs all of
them count as nobody's, and in documentation those that neither a given and a family name nor an e-mail address speaks for;
in made texts and in the public sets it is known. Held out are every fifth file, every fifth template and every fifth
sentence. Every draw is seeded.
"""

from __future__ import annotations

import argparse
import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from guards.pii.names.model import tagger
from guards.pii.register import cues, line_features, names, number_cues, numbers
from guards.pii.register import lines as registers
from guards.pii.register.linear import shipped
from guards.pii.register.lines import REGISTERS, Lines
from guards.pii.register.weighing import SHORT
from guards.pii.scan import scanning_engine
from training.names.marked import read_marked
from training.register import sources
from training.register.made import Made, made, of_the_tagger

try:
    from scipy.optimize import minimize
    from sklearn.linear_model import LogisticRegression
except ImportError as absent:
    raise SystemExit(f"{absent}: training needs more than Tidegate does: pip install --group training") from None

FILE = Path(__file__).resolve().parents[2] / "guards/pii/register/weights.json"
THRESHOLD = 0.4
_HEADINGS = {"log lines": "log", "configuration": "config", "JSON": "json", "tables": "table", "code": "code"}
_FIFTH = 5
STATED = {
    "LOCATION": {"over lines": 0.0, "words 4": 0.0},
    "numbers": {"three, three, four": 2.0, "brackets": 1.5, "IP_ADDRESS": 1.5, "nobody's address": -6.0},
}
"""Weights that are not fitted: an address runs over lines, which code that is taken for one does too; examples in
documentation, which count as nobody's, are written as telephone numbers are; an address of four numbers has its form for
it, but not one that every machine gives to itself."""
BARS = {"numbers": -1.0, "PERSON": -2.0, "LOCATION": -2.0}
"""Log odds below which a finding lacks evidence: chosen on what is held out, so that next to nothing of anybody's is lost."""
_SHARES = {"code": 3.0, "docs": 2.0, "config": 2.0, "logs": 1.5, "things called after people": 0.35}
"""How much natural text counts, and texts in which nothing but what stands beside a name tells what it is."""
_SPOKEN_FOR = {"given and family", "contact", "copyright", "title", "greeting"}


class Row(NamedTuple):
    """Features, what they are features of, how much it counts, and whether it is held out."""

    features: dict[str, float]
    label: str
    weight: float
    held: bool
    source: str
    said: str = ""


def main() -> None:
    """Fits, prints, writes."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    default = Path(os.environ.get("TIDEGATE_DATA") or Path(__file__).resolve().parents[2] / "../shared/data")
    ask.add_argument("--data", type=Path, default=default)
    ask.add_argument("--out", type=Path, default=FILE)
    ask.add_argument("--files", type=int, default=400)
    asked = ask.parse_args()
    line_rows = list(rows_of_lines(asked.data, asked.files))
    weights: dict[str, Any] = {"lines": fit_lines(line_rows)}
    asked.out.write_text(json.dumps(weights), "utf-8")
    shipped.cache_clear()
    registers.levels_of.cache_clear()
    rows = list(rows_of_findings(asked.data, asked.files))
    for kind in ("numbers", "PERSON", "LOCATION"):
        weights[kind] = fit_findings(kind, [row for of, row in rows if of == kind])
    asked.out.write_text(json.dumps(weights, indent=0, sort_keys=True) + "\n", "utf-8")


# -- lines


def rows_of_lines(data: Path, files: int) -> Iterator[Row]:
    """Lines whose register is known."""
    for number, sample in enumerate(sources.stretches(files, 11)):
        text = sample.text.split("\n")
        for at, register in sources.labelled_lines(sample):
            yield Row(line_features.features_of(text[at]), register, 1.0, number % _FIFTH == 0, sample.kind)
    for part in (0, 1):
        for each in made(9_000 if part == 0 else 2_000, 12 + part, part):
            for line in each.text.split("\n")[:1]:
                yield Row(line_features.features_of(line), _HEADINGS.get(each.source, "prose"), 1.0, part == 1, "made")
    for number, each in enumerate(sources.sentences(data / "pii/ner_train")):
        if number % 4 == 0:
            yield Row(line_features.features_of(each.text), "prose", 1.0, number // 20 % 10 == 9, each.source[:3])


def by_rules(features: dict[str, float]) -> str:
    """The register of a line by the plainest rules, to be measured beside the weights."""
    if features.get("json keys") or "json item" in features:
        return "json"
    if "stamp" in features or "level" in features:
        return "log"
    if features["bars"] > 0.4 or features["tabs"] > 0.5 or features["cells"] > 0.35 or features["gaps"] > 0.4:
        return "table"
    if "key colon" in features or "key equals" in features or "section" in features:
        return "config"
    if (
        "keyword" in features
        or features["calls"]
        or features["brackets"] > 0.3
        or "ends ;" in features
        or "ends {" in features
    ):
        return "code"
    return "prose"


def fit_lines(rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    """One set of weights for each register; every register and source counts the same."""
    rows = _balanced(rows)
    columns = sorted({name for row in rows for name in row.features})
    train, held = [r for r in rows if not r.held], [r for r in rows if r.held]
    model = LogisticRegression(C=3.0, max_iter=600)
    model.fit(_matrix(train, columns), [r.label for r in train], sample_weight=[r.weight for r in train])
    weights = {}
    for place, register in enumerate(model.classes_):
        values = zip(columns, model.coef_[place], strict=True)
        weights[str(register)] = {"": round(float(model.intercept_[place]), 3)} | {
            name: round(float(value), 3) for name, value in values if abs(value) > 0.005
        }
    said = model.predict(_matrix(held, columns))
    print(f"lines: {len(train)} train, {len(held)} held out")
    for called, right in (("weights", said), ("rules", [by_rules(r.features) for r in held])):
        shares = [
            np.mean([s == register for r, s in zip(held, right, strict=True) if r.label == register])
            for register in REGISTERS
        ]
        each = "  ".join(f"{register} {share:.3f}" for register, share in zip(REGISTERS, shares, strict=True))
        print(f"  by {called}: mean {np.mean(shares):.3f}  {each}")
    for register in REGISTERS:
        for source in sorted({r.source for r in held}):
            of = [(r, s) for r, s in zip(held, said, strict=True) if r.label == register and r.source == source]
            if of:
                right = sum(r.label == s for r, s in of) / len(of)
                wrong = Counter(str(s) for r, s in of if r.label != s).most_common(3)
                print(f"  {register:7} {source:7} {len(of):6} right {right:.3f}  {wrong}")
    return weights


def _balanced(rows: Sequence[Row]) -> list[Row]:
    counts = Counter((row.label, row.source) for row in rows)
    whole = len(rows) / len(counts)
    return [
        row._replace(weight=min(whole * _SHARES.get(row.source, 1.0) / counts[row.label, row.source], 5.0))
        for row in rows
    ]


# -- findings


def rows_of_findings(data: Path, files: int) -> Iterator[tuple[str, Row]]:
    """Findings that are known to be somebody's (`yes`) or nobody's (`no`)."""
    engine = scanning_engine("en", "builtin")
    for number, sample in enumerate(sources.stretches(files, 11)):
        for kind, row in _rows(engine, Made(sample.text, (), sample.kind), number % _FIFTH == 0):
            if sample.kind == "docs" and row.features.get("three, three, four"):
                continue  # numbers of examples are written as real ones are
            real = kind != "numbers" and sample.kind in ("docs", "code", "config") and _SPOKEN_FOR & set(row.features)
            known_place = (
                kind == "LOCATION"
                and (row.features.get("country") or row.features.get("town"))
                and sample.kind == "docs"
            )
            if not real and not known_place:
                yield kind, row
    for part in (0, 1):
        for each in made(12_000 if part == 0 else 3_000, 21 + part, part):
            yield from _rows(engine, each, part == 1)
    for number, each in enumerate(of_writers()):
        yield from _rows(engine, each, number % _FIFTH == 0)
    for number, each in enumerate(of_the_tagger(6_000, 31)):
        yield from _rows(engine, each, number % _FIFTH == 0)
    for number, each in enumerate(sources.sentences(data / "pii/ner_train")):
        yield from _rows(engine, each, number // 20 % 10 == 9)


def of_writers() -> Iterator[Made]:
    """The marked texts of people who had not seen the tagger, by kind of language: what stands in none of their marks is
    nobody's."""
    kinds = {"PER": "PERSON", "LOC": "LOCATION", "ADR": "LOCATION", "ORG": "ORGANIZATION"}
    for example in read_marked():
        spans = tuple((start, end, kinds[kind]) for start, end, kind in example.spans)
        eastern = sum(letter > "\u2e7f" for letter in example.text) * 3 > len(example.text)
        english = len(_ENGLISH.findall(example.text)) * 12 > len(example.text.split())
        kind = "eastern" if eastern else "English" if english else "other"
        yield Made(example.text, spans, f"marked {kind}")


_ENGLISH = re.compile(r"\b(?:the|and|of|to|is|in|for|with|that|was|it|on|are|from|you|his|her)\b", re.IGNORECASE)


def _rows(engine: Any, text: Made, held: bool) -> Iterator[tuple[str, Row]]:
    lines, lists = Lines(text.text), tagger().lists
    for result in engine.analyze(text.text, "en", score_threshold=THRESHOLD):
        start, end, kind = result.start, result.end, result.entity_type
        over = [of for a, b, of in text.spans if a < end and start < b]
        if kind in ("PERSON", "LOCATION"):
            if set(over) - {"PERSON", "LOCATION"}:
                continue
            peopled = names.ENOUGH if len(text.text) <= SHORT else names.people_in(text.text)
            features = names.features_of(text.text, start, end, result.score, lines, lists, peopled)
            group = kind
        elif numbers.is_weighed(kind):
            if over and kind not in over:
                continue
            features = numbers.features_of(text.text, start, end, kind, result.score, lines)
            group = "numbers"
        else:
            continue
        yield group, Row(features, "yes" if over else "no", 1.0, held, text.source, text.text[start:end])


def fit_findings(kind: str, rows: Sequence[Row]) -> dict[str, Any]:
    """Weights, and the bar: the log odds that a share of what is somebody's reaches."""
    rows = _balanced(rows)
    stated = STATED.get(kind, {})
    columns = sorted({name for row in rows for name in row.features} - set(stated))
    train, held = [r for r in rows if not r.held], [r for r in rows if r.held]
    signs = _SIGNS[kind]
    coefficients = fitted(
        _matrix(train, columns),
        np.array([r.label == "yes" for r in train], float),
        np.array([r.weight for r in train]),
        [_bounds(name, signs) for name in columns],
    )
    weights = {"": round(float(coefficients[-1]), 3)} | {
        name: round(float(value), 3) for name, value in zip(columns, coefficients, strict=False) if abs(value) > 0.005
    }
    levels = _matrix(held, columns) @ coefficients[:-1] + coefficients[-1]
    print(f"\n{kind}: {len(train)} train, {len(held)} held out")
    for bar in (-2.5, -2.0, -1.5, -1.0):
        said = "  ".join(
            f"{source} {label} {np.mean([level >= bar for r, level in zip(held, levels, strict=True) if (r.source, r.label) == (source, label)]):.3f}"
            for source, label in sorted({(r.source, r.label) for r in held})
        )
        print(f"  bar {bar:4}: kept {said}")
    show = [(level, r) for r, level in zip(held, levels, strict=True)]
    for label, order in (("yes", 1), ("no", -1)):
        worst = sorted((pair for pair in show if pair[1].label == label), key=lambda pair: order * pair[0])[:14]
        print(f"  worst of {label}: " + " | ".join(f"{level:.1f} {r.said[:24]!r} {r.source}" for level, r in worst))
    print("  " + ", ".join(f"{name} {value}" for name, value in sorted(weights.items(), key=lambda item: item[1])))
    return {"weights": weights | stated, "bar": BARS[kind]}


_SIGNS = {
    "numbers": (number_cues.FOR, number_cues.AGAINST),
    "PERSON": (cues.FOR, cues.AGAINST),
    "LOCATION": (cues.FOR_A_PLACE, cues.AGAINST),
}
_RIDGE = 1.0
_MOST = 3.5
"""No single piece of evidence decides: its weight is at most this, but for what the tagger said itself."""


def _bounds(name: str, signs: tuple[frozenset[str], frozenset[str]]) -> tuple[float | None, float | None]:
    most = None if name == "odds" else _MOST
    return (0, most) if name in signs[0] else (-_MOST, 0) if name in signs[1] else (-_MOST, most)


def fitted(matrix: Any, labels: Any, weights: Any, bounds: Sequence[Any]) -> Any:
    """Logistic regression whose coefficients keep to bounds; the intercept comes last."""

    def loss(at: Any) -> tuple[float, Any]:
        levels = matrix @ at[:-1] + at[-1]
        of_all = np.logaddexp(0, levels) - labels * levels
        off = weights * (1 / (1 + np.exp(-levels)) - labels)
        slope = np.append(matrix.T @ off + _RIDGE * at[:-1], off.sum())
        return float((weights * of_all).sum() + _RIDGE * (at[:-1] ** 2).sum() / 2), slope

    start = np.zeros(matrix.shape[1] + 1)
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)], options={"maxiter": 2_000}
    )
    return found.x


def _matrix(rows: Sequence[Row], columns: Sequence[str]) -> Any:
    places = {name: place for place, name in enumerate(columns)}
    matrix = np.zeros((len(rows), len(columns)))
    for at, row in enumerate(rows):
        for name in row.features.keys() & places.keys():
            matrix[at, places[name]] = row.features[name]
    return matrix


if __name__ == "__main__":
    main()
