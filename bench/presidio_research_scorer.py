"""The official scores of spans, for `bench.presidio_research`; runs in the environment of presidio-evaluator.

What enters on standard input are texts with annotated and found spans as JSON; what leaves is a table. It imports
nothing of this project. https://github.com/microsoft/presidio-research
"""

from __future__ import annotations

import json
import logging
import math
import sys
from collections.abc import Iterator
from typing import Any

import pandas as pd
import spacy
from presidio_evaluator import span_to_tag
from presidio_evaluator.evaluation import SpanEvaluator


def main() -> None:
    """Prints precision, recall and F2 per type, and of all types together ("binary")."""
    logging.disable(logging.WARNING)
    frame = pd.DataFrame(tokens(json.load(sys.stdin)))
    result = SpanEvaluator(iou_threshold=float(sys.argv[1])).calculate_score_on_df(frame, beta=2)
    print(f"{'type':20} {'P':>6} {'R':>6} {'F2':>6} {'annotated':>10} {'found':>6}")
    for kind, of in sorted(result.per_type.items(), key=lambda item: -item[1].num_annotated):
        row(kind, of.precision, of.recall, of.f_beta, of.num_annotated, of.num_predicted)
    row("binary", result.pii_precision, result.pii_recall, result.pii_f, result.pii_annotated, result.pii_predicted)


def row(kind: str, *figures: Any) -> None:
    """One line of the table; a type that was never annotated or never found has a figure less."""
    precision, recall, f_beta, annotated, predicted = figures
    known = (None if figure is None or math.isnan(figure) else figure for figure in (precision, recall, f_beta))
    shown = " ".join("     -" if figure is None else f"{figure:6.3f}" for figure in known)
    print(f"{kind:20} {shown} {annotated:10} {predicted:6}")


def tokens(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The evaluator's rows: a token, its tag in the annotation and in what was found."""
    blank = spacy.blank("en")
    for number, of in enumerate(rows):
        doc = blank(of["text"])
        annotated, found = tags(doc, of["text"], of["annotated"]), tags(doc, of["text"], of["found"])
        for token, gold, said in zip(doc, annotated, found, strict=True):
            yield {
                "sentence_id": number,
                "token": token.text,
                "annotation": gold,
                "prediction": said,
                "start_indices": token.idx,
            }


def tags(doc: Any, text: str, spans: list[list[Any]]) -> list[str]:
    """A tag for each token; where spans overlap, the evaluator's own rule decides."""
    starts, ends, kinds, scores = [list(column) for column in zip(*spans, strict=True)] or [[], [], [], []]
    return span_to_tag(scheme="IO", text=text, starts=starts, ends=ends, tokens=doc, scores=scores, tags=kinds)


if __name__ == "__main__":
    main()
