"""Stock Presidio with a spaCy NER, for `bench.pii`: the layers of `en_core_web_sm`, trained on wikigold (CC-BY-4.0).

The pipeline is trained once, in a minute or two, and kept in the system's temporary folder. It is there for its cost;
two rounds over 1,696 sentences make it no better than the models it stands for.
"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import Any

import spacy
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine
from spacy.tokens import Doc
from spacy.training import Example, iob_to_biluo

KEPT = Path(tempfile.gettempdir()) / "tidegate-bench-ner"
ROUNDS, BATCH = 2, 32


class _Loaded(SpacyNlpEngine):
    """A pipeline that is there already."""

    def __init__(self, pipeline: Any) -> None:
        super().__init__(models=[{"lang_code": "en", "model_name": "bench"}])
        self.nlp = {"en": pipeline}


def stock_with_ner(data: Path) -> AnalyzerEngine:
    """Stock Presidio with its default recognizers, one of which reads the NER."""
    engine = _Loaded(_pipeline(data))
    registry = RecognizerRegistry(supported_languages=["en"])
    registry.load_predefined_recognizers(languages=["en"], nlp_engine=engine)
    return AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])


def _pipeline(data: Path) -> Any:
    if KEPT.exists():
        return spacy.load(KEPT)
    pipeline = spacy.blank("en")
    pipeline.add_pipe("ner")
    examples = [_example(pipeline, rows) for rows in _sentences(data / "pii/ner_train/wikigold.conll")]
    optimizer = pipeline.initialize(lambda: examples)
    for _ in range(ROUNDS):
        random.Random(1).shuffle(examples)
        for place in range(0, len(examples), BATCH):
            pipeline.update(examples[place : place + BATCH], sgd=optimizer, drop=0.1)
    pipeline.to_disk(KEPT)
    return pipeline


def _example(pipeline: Any, rows: list[list[str]]) -> Example:
    words, tags = [row[0] for row in rows], iob_to_biluo([row[-1] for row in rows])
    return Example.from_dict(Doc(pipeline.vocab, words=words), {"words": words, "entities": tags})


def _sentences(path: Path) -> list[list[list[str]]]:
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    return [[line.split() for line in block.splitlines() if line.strip()] for block in blocks if block.strip()]
