"""Our spans on presidio-research, scored by the official presidio-evaluator: per type and all types together.

    python -m bench.presidio_research [--names builtin|off] [--threshold 0.4] [--iou 0.75]
                                     [--unweighed]

Reads the even half of the synthetic set from the folder named by TIDEGATE_DATA (default `../shared/data` beside the
repository). None of it trained or tuned anything, neither sentences nor values.

presidio-evaluator pins other libraries than we do, so it gets an environment of its own, made on the first run in the
folder named by `--env` (default: one in the system's temporary folder); `bench/presidio_research_scorer.py` runs there.
Tokens are those of a blank English spaCy pipeline, in place of `en_core_web_sm`'s, which need a download; types are
drawn together by `TYPES`, and every other type that is found counts as found wrongly unless something is annotated
there.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterator
from pathlib import Path

from guards.pii import PiiGuard
from guards.pii.scan import scanning_engine
from schemas.policy import PersonalPolicy

EVALUATOR = "presidio-evaluator==0.3.2"
SCORER = Path(__file__).with_name("presidio_research_scorer.py")
FILE = Path("pii/presidio_research_even.json")
# The set's types and ours under one name; any other type keeps its own.
TYPES = {
    "GPE": "LOCATION",
    "STREET_ADDRESS": "LOCATION",
    "ZIP_CODE": "LOCATION",
    "DOMAIN_NAME": "URL",
    "DATE_OF_BIRTH": "DATE_TIME",
    "PERSONAL_DATE": "DATE_TIME",
    "DRIVER_LICENSE": "US_DRIVER_LICENSE",
}
# Binary F2 at the same threshold, as cited in the goals: `en_core_web_lg` published, and our own prototype.
PUBLISHED = {"Presidio with en_core_web_lg, as published": 0.661, "a prototype of this tagger": 0.744}

Spans = list[tuple[int, int, str, float]]


def main() -> int:
    """Prints the table; returns the exit code of the scorer."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--names", default="builtin")
    options.add_argument("--threshold", type=float, default=0.4)
    options.add_argument("--iou", type=float, default=0.75)
    options.add_argument(
        "--unweighed", action="store_true", help="the analyzer by itself, without the guard's evidence"
    )
    options.add_argument("--env", type=Path, default=Path(tempfile.gettempdir()) / "tidegate-presidio-evaluator")
    given = options.parse_args()
    file = Path(os.environ.get("TIDEGATE_DATA") or Path(__file__).resolve().parents[1] / "../shared/data") / FILE
    if not file.is_file():
        print("no figures: the folder of the public sets is absent (TIDEGATE_DATA)")
        return 0
    rows = [
        {"text": text, "annotated": annotated, "found": found}
        for text, annotated, found in read(file, given.names, given.threshold, not given.unweighed)
    ]
    python = environment(given.env)
    print(f"presidio-research, even half, {len(rows)} texts (trained nothing); names: {given.names}", flush=True)
    scored = subprocess.run([python, SCORER, str(given.iou)], input=json.dumps(rows), text=True, check=False)
    for name, figure in PUBLISHED.items():
        print(f"beside it: {name}, binary F2 {figure}")
    return scored.returncode


def read(file: Path, names: str, threshold: float, weighed: bool) -> Iterator[tuple[str, Spans, Spans]]:
    """Each text with its annotated spans and those that the guard finds, or the analyzer by itself."""
    finds = found_by_guard(names) if weighed else found_by_analyzer(names)
    for row in json.loads(file.read_text("utf-8")):
        text = row["full_text"]
        annotated = [(s["start_position"], s["end_position"], named(s["entity_type"]), 1.0) for s in row["spans"]]
        yield text, annotated, [(a, b, named(kind), score) for a, b, kind, score in finds(text) if score >= threshold]


def found_by_guard(names: str) -> Callable[[str], Spans]:
    """As the guard finds: weighed by where it stands."""
    guard, policy = PiiGuard(), PersonalPolicy(names=names)
    return lambda text: [(e.start, e.end, e.type, e.score) for e in guard.entities(text, policy)]


def found_by_analyzer(names: str) -> Callable[[str], Spans]:
    """As the analyzer finds by itself."""
    engine = scanning_engine("en", names)
    return lambda text: [(r.start, r.end, r.entity_type, r.score) for r in engine.analyze(text, "en")]


def named(kind: str) -> str:
    """A type under the name that both sides share."""
    return TYPES.get(kind, kind)


def environment(folder: Path) -> Path:
    """The interpreter of the environment, which is made where it is missing."""
    python = folder / "bin/python"
    if not (folder / "ready").exists():
        venv.create(folder, clear=True, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", EVALUATOR], check=True)
        (folder / "ready").write_text(EVALUATOR)
    return python


if __name__ == "__main__":
    sys.exit(main())
