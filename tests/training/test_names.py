"""The tagger fitted further: marked texts are read exactly, the gradient is the loss's, what is known stays."""

from __future__ import annotations

import json
import random
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from guards.pii.names.layout import LABELS, SLOTS
from guards.pii.names.model import Tagger
from guards.pii.names.model_file import MODEL, read_model
from guards.pii.names.tokens import tokens_of
from training.names import listed
from training.names.examples import made
from training.names.field import Field, Kinds, Text, Weights, legal
from training.names.further import Model, with_more
from training.names.marked import FOLDER, example_of, read_marked
from training.names.natural import Example, joined


def test_marks_become_spans_where_the_names_stand() -> None:
    example = example_of("[[PER:Ines]] of [[ORG:Alder & Co]], [[LOC:4 Quay Rd, Hull]]; [1] a[[b]]")
    said = [(example.text[begin:end], kind) for begin, end, kind in example.spans]
    assert said == [("Ines", "PER"), ("Alder & Co", "ORG"), ("4 Quay Rd, Hull", "ADR")]
    assert example.text.endswith("[1] a[[b]]")


@pytest.mark.parametrize("marked", ["[[PER:Ines]", "[[PERS:Ines]]", "[[DAT:today]]", "[[PER:Ines and [[LOC:Hull]]"])
def test_a_bad_mark_is_refused(marked: str) -> None:
    with pytest.raises(ValueError, match="mark"):
        example_of(marked)


def test_a_folder_is_read_in_order_and_bad_lines_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "w").mkdir()
    lines = [json.dumps({"text": "ask [[PER:Ines]]"}), "{", json.dumps({"text": "[[PER:"}), json.dumps({"no": 1})]
    (tmp_path / "w" / "2.jsonl").write_text("\n".join(lines), "utf-8")
    (tmp_path / "w" / "1.jsonl").write_text(json.dumps({"text": "first"}), "utf-8")
    assert [each.text for each in read_marked(tmp_path)] == ["first", "ask Ines"]


def test_every_marked_text_that_is_shipped_is_well_marked() -> None:
    lines = [line for file in FOLDER.rglob("*.jsonl") for line in file.read_text("utf-8").splitlines() if line.strip()]
    assert len(lines) > 500
    assert len(list(read_marked())) == len(lines)


def field_of(seed: int, prior: float = 0.0) -> tuple[Field, list[Text]]:
    """A field of few features with odd weights, and two texts."""
    draw = np.random.default_rng(seed)
    cells, size = len(SLOTS) * len(LABELS), len(LABELS)
    weights = Weights(
        draw.normal(size=(5, cells)).astype(np.float32),
        draw.normal(size=(4, size)).astype(np.float32),
        draw.normal(size=(size, size)).astype(np.float32),
    )
    weights.keys[0] = 0
    kinds = Kinds(np.array([0, 1, 2, 3, 4, 1, 3]), np.array([0, 2, 3, 5, 7]))
    texts = []
    for length in (3, 5):
        labels = np.array([0, 1, 2, 0, 3][:length])
        places = draw.integers(0, 4, (len(SLOTS), length))
        texts.append(Text(places, draw.integers(0, 4, (9, length)), labels, 1.5))
    return Field(weights, kinds, np.ones((5, cells), bool), prior, 0.1), texts


def loss(field: Field, texts: list[Text]) -> float:
    """Of every label path, by hand: the negative logarithm of the odds of the right one."""
    total, moves = 0.0, np.where(legal(), field.weights.moves.astype(float), -np.inf)
    for text in texts:
        (batch,) = field.batches([text])
        scores = field.scores(batch).astype(float)
        reached = moves[0] + scores[0]
        for row in scores[1:]:
            reached = np.logaddexp.reduce(reached[:, None] + moves, axis=0) + row
        norm = np.logaddexp.reduce(reached + moves[:, 0])
        path = [0, *text.labels.tolist(), 0]
        right = sum(moves[a, b] for a, b in pairwise(path))
        right += sum(row[label] for row, label in zip(scores, text.labels, strict=True))
        total += text.weight * (norm - right)
    return float(total)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_errors_are_the_derivative_of_the_loss(seed: int) -> None:
    field, texts = field_of(seed)
    (batch,) = field.batches(texts)
    errors, move_errors, _ = field._errors(batch)
    expected = np.zeros_like(field.weights.keys)
    np.add.at(expected, batch.keys, np.broadcast_to(errors, (len(batch.keys), *errors.shape)))
    step = 1e-2
    for row, column in ((1, 0), (2, 3), (3, 8)):
        before = field.weights.keys[row, column]
        field.weights.keys[row, column] = before + step
        more = loss(field, texts)
        field.weights.keys[row, column] = before - step
        less = loss(field, texts)
        field.weights.keys[row, column] = before
        assert (more - less) / (2 * step) == pytest.approx(expected[row, column], abs=5e-3)
    for left, right in ((1, 0), (0, 3), (3, 4)):
        before, field.weights.moves[left, right] = (
            field.weights.moves[left, right],
            field.weights.moves[left, right] + step,
        )
        more = loss(field, texts)
        field.weights.moves[left, right] = before - step
        less = loss(field, texts)
        field.weights.moves[left, right] = before
        assert (more - less) / (2 * step) == pytest.approx(move_errors[left, right], abs=5e-3)


def test_fitting_lowers_the_loss_and_a_strong_prior_holds_it() -> None:
    field, texts = field_of(4)
    batches, before = field.batches(texts), loss(*field_of(4))
    for _ in range(30):
        field.run(batches)
    assert loss(field, texts) < before / 2
    held, texts = field_of(4, prior=1e4)
    first = held.weights.copy()
    for _ in range(30):
        held.run(held.batches(texts))
    assert np.abs(held.weights.features - first.features).max() < 0.1


def test_a_model_taken_apart_and_written_again_says_the_same(tmp_path: Path) -> None:
    class Given:
        prior, step = 1.0, 0.1

    model, example = Model(MODEL), [Example("Dear Marguerite Delacroix, your flat in Leeds is ready.", ())]
    field = model.field([], example, Given())  # type: ignore[arg-type]
    model.write(tmp_path / "again", field.weights)
    for text in ("My name is Marguerite Delacroix, of 12 Elm Street, Leeds.", "佐藤さんは東京にいます。", "ask ines"):
        tokens = tokens_of(text)
        assert Tagger(tmp_path / "again").find(tokens) == Tagger().find(tokens)


def test_lists_are_added_to_once() -> None:
    lists = read_model(MODEL)[0]["lists"]
    assert with_more(lists) == with_more(with_more(lists))


def test_templates_are_filled_from_the_models_own_lists() -> None:
    draw = random.Random(1)
    examples = list(joined(list(made(60, 7, 0, listed)), draw))
    assert examples == list(joined(list(made(60, 7, 0, listed)), random.Random(1)))
    spans = [(each.text[begin:end], kind) for each in examples for begin, end, kind in each.spans]
    assert {"PER", "ADR"} <= {kind for _, kind in spans}
    assert all(said.strip() == said and said for said, _ in spans)
