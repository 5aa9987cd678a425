"""Stock Presidio and ours in one process: the same texts, one after the other, CPU time, medians and means.

    python -m bench.pii [--data FOLDER] [--texts N] [--engine hyperscan|re2] [--with names,secrets]

*plain* is ChatGPT traffic (the even half of HaluEval's general set, MIT), *mixed* the same with one item of personal
data per 1,000 characters, *dense* such items only; each at 200, 1,000 and 4,000 characters, with two lists of items
written apart (`bench.pii_texts`). No text is read twice by either. The goals stand beside the ratios.

`--with names` compares our tagger of names and patterns with stock Presidio and a spaCy NER of the shape of
`en_core_web_sm` (`bench.pii_ner`); `--with secrets` says what the secrets guard adds to the pii guard.

The folder is named by `--data` or `TIDEGATE_DATA`; without it the benchmark says so and ends.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import fmean, geometric_mean, median

from presidio_analyzer import AnalyzerEngine

from bench.pii_texts import FILE, Letters, Material, Records
from bench.yardstick import machine
from guards.pii.blank_engine import presidio_engine
from guards.pii.scan import ScanningAnalyzer, scanning_engine

SIZES = (200, 1_000, 4_000)
GOALS = {"plain": 25.0, "mixed": 15.0, "dense": 4.0}
Reader = Callable[[str], object]


def seconds(read: Reader, text: str) -> float:
    begun = time.process_time()
    read(text)
    return time.process_time() - begun


def per_text(one: Reader, other: Reader, texts: list[str]) -> tuple[float, float, float, float]:
    """Median and mean seconds of either, turn by turn."""
    times = [(seconds(one, text), seconds(other, text)) for text in texts]
    first, second = zip(*times, strict=True)
    return median(first), median(second), fmean(first), fmean(second)


def reader(analyzer: AnalyzerEngine) -> Reader:
    return lambda text: analyzer.analyze(text, "en")


def rows(stock: Reader, ours: Reader, material: Material, texts: int, what: str) -> None:
    """One table, with the geometric mean over the sizes for each kind."""
    per_text(stock, ours, [material.dense(2_000) for _ in range(30)])  # both have compiled and loaded what they need
    per_text(stock, ours, [material.plain(2_000) for _ in range(30)])
    print(f"\n{what}\nkind    size   stock/s     ours/s   median ratio   mean ratio   goal")
    for kind, goal in GOALS.items():
        medians, means = [], []
        for size in SIZES:
            number = max(30, texts * 1_000 // size // (4 if kind == "dense" else 1))
            theirs, mine, all_theirs, all_mine = per_text(
                stock, ours, [getattr(material, kind)(size) for _ in range(number)]
            )
            medians.append(theirs / mine)
            means.append(all_theirs / all_mine)
            row = f"{kind:6} {size:5} {1 / theirs:9.0f} {1 / mine:10.0f} {medians[-1]:14.1f} {means[-1]:12.1f}"
            print(row, flush=True)
        print(f"{kind:6}  all {'':20} {geometric_mean(medians):14.1f} {geometric_mean(means):12.1f} {goal:6.0f}x")


def with_names(material: Material, data: Path, texts: int) -> None:
    """Ours with names against stock Presidio with a spaCy NER."""
    from bench.pii_ner import stock_with_ner

    rows(
        reader(stock_with_ner(data)),
        reader(scanning_engine(names="builtin")),
        material,
        texts,
        "with names (goal 10x, and 600 texts of 1,000 characters a second)",
    )


def with_secrets(material: Material, texts: int) -> None:
    """What the secrets guard adds to the pii guard, by the events that both check."""
    from guards.case import Case
    from guards.pii import PiiGuard
    from guards.secrets import SecretsGuard
    from schemas.interaction import Interaction

    pii, secrets = PiiGuard(), SecretsGuard()
    for kind in GOALS:
        pairs = []
        for _ in range(texts):
            case = Case(Interaction.model_validate({"messages": getattr(material, kind)(1_000)}))
            assert case.texts  # taken apart before the clock runs
            begun = time.process_time()
            pii.check([case])
            between = time.process_time()
            secrets.check([case])
            pairs.append((between - begun, time.process_time() - between))
        alone, added = zip(*pairs, strict=True)
        ours, theirs = median(alone) * 1e6, median(added) * 1e6
        print(f"secrets on, {kind:6} pii {ours:.0f} us, secrets {theirs:.0f} us: {theirs / ours:+.0%} (goal +10 %)")


def main() -> None:
    """Prints the tables."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, default=Path(os.environ.get("TIDEGATE_DATA", "../shared/data")))
    options.add_argument("--texts", type=int, default=400, help="texts of 1,000 characters for each row")
    options.add_argument("--engine", choices=("hyperscan", "re2"), default=None)
    options.add_argument("--with", dest="more", default="", help="names, secrets or both")
    options.add_argument("--seed", type=int, default=time.time_ns() % 1_000_007)
    chosen = options.parse_args()
    if not (chosen.data / FILE).exists():
        print(f"skipped: no {FILE} under the data folder (--data or TIDEGATE_DATA)")
        return
    stock = presidio_engine()
    ours = ScanningAnalyzer(stock.registry, stock.nlp_engine, engine=chosen.engine)
    print(machine())
    print(f"scan by {type(ours.plan('en').occurrences).__name__}, seed {chosen.seed}")
    for made in (Letters, Records):
        material = Material(chosen.data, chosen.seed, made(chosen.seed))
        rows(reader(stock), reader(ours), material, chosen.texts, f"patterns, personal data as {made.__name__.lower()}")
    if "names" in chosen.more:
        with_names(material, chosen.data, chosen.texts // 4)
    if "secrets" in chosen.more:
        with_secrets(material, chosen.texts)


if __name__ == "__main__":
    main()
