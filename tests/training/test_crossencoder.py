"""The cross-encoder learns every edit from both sides, and the file that is written says what was trained."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from training.crossencoder.pairs import mirrored, paired
from training.support import edits
from training.support.rows import Base, Row

SENTENCE = "In May 1998 all 12 members of the Oslo club were not allowed to enter before Anna Keller paid $40 per day."
OTHERS = ("The club was founded by Hassan Aziz.", "Its hall burnt down in 1951.", "Members meet on Fridays.")


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "NAMES", ["Geneva", "Hassan Aziz"])


def test_every_context_and_every_unedited_claim_is_as_often_right_as_wrong() -> None:
    seen = 0
    for seed in range(40):
        rows = list(mirrored(Base(SENTENCE, OTHERS, "g"), random.Random(seed)))
        seen += len(rows)
        contexts = {row.passages for row in rows}
        for context in contexts:
            labels = [row.supported for row in rows if row.passages == context]
            assert labels.count(True) == labels.count(False)
        claims = {row.claim for row in rows if row.supported and SENTENCE in " ".join(row.passages)}
        for claim in claims:
            labels = [row.supported for row in rows if row.claim == claim]
            assert labels.count(True) == labels.count(False), claim
    assert seen > 100


def test_an_edited_sentence_takes_the_place_of_its_source() -> None:
    rows = list(mirrored(Base(SENTENCE, OTHERS, "g"), random.Random(3)))
    right, wrong, turned, again = rows[:4]
    assert (right.supported, wrong.supported, turned.supported, again.supported) == (True, False, False, True)
    assert wrong.claim in " ".join(turned.passages)
    assert SENTENCE not in " ".join(turned.passages)
    assert (turned.claim, again.passages) == (right.claim, turned.passages)


def test_a_pair_has_the_nearest_sentence() -> None:
    texts = (" ".join((*OTHERS, SENTENCE)),)
    pairs = paired([Row("All 12 members of the Oslo club were allowed.", texts, False, "edits:negation", "g")] * 40)
    contexts = {pair.context for pair in pairs}
    assert all(SENTENCE.rstrip(".") in context for context in contexts)
    assert {context.startswith("In May") for context in contexts} == {True, False}, "alone, and with its neighbours"
    assert [pair.label for pair in pairs] == [0.0] * 40


def drawn(names_and_shapes: dict[str, tuple[int, ...]]) -> dict[str, np.ndarray]:
    draw = np.random.default_rng(1)
    arrays = {name: draw.normal(0, 0.05, shape).astype(np.float32) for name, shape in names_and_shapes.items()}
    return {name: array + 1 if name.endswith("LayerNorm.weight") else array for name, array in arrays.items()}


def weights() -> dict[str, np.ndarray]:
    """A model of the same layers with a hundred words."""
    from training.crossencoder.bert import LAYERS, WIDTH

    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (100, WIDTH),
        "embeddings.position_embeddings.weight": (64, WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
        "head.weight": (2 * WIDTH, 1),
        "head.bias": (1,),
    }
    norms = ["embeddings.LayerNorm"]
    linear = dict.fromkeys(("attention.self.query", "attention.self.key", "attention.self.value"), (WIDTH, WIDTH))
    linear |= {"attention.output.dense": (WIDTH, WIDTH)}
    linear |= {"intermediate.dense": (4 * WIDTH, WIDTH), "output.dense": (WIDTH, 4 * WIDTH)}
    for layer in range(LAYERS):
        norms += [f"encoder.layer.{layer}.{part}.LayerNorm" for part in ("attention.output", "output")]
        shapes |= {f"encoder.layer.{layer}.{part}.weight": shape for part, shape in linear.items()}
        shapes |= {f"encoder.layer.{layer}.{part}.bias": shape[:1] for part, shape in linear.items()}
    shapes |= {f"{norm}.{part}": (WIDTH,) for norm in norms for part in ("weight", "bias")}
    return drawn(shapes)


def batch() -> tuple[Any, Any, Any]:
    draw = np.random.default_rng(2)
    ids = draw.integers(1, 100, (8, 24)).astype(np.int32)
    kinds = (np.arange(24) > 9).astype(np.int32) * np.ones((8, 1), np.int32)
    mask = (np.arange(24) < draw.integers(12, 25, (8, 1))).astype(np.float32)
    return ids, kinds, mask


def test_the_file_says_what_the_trained_function_says(tmp_path: Path) -> None:
    for name in ("jax", "onnx", "onnxruntime"):
        pytest.importorskip(name, reason="the group crossencoder-training is not installed")
    from training.crossencoder.bert import logits, rounded
    from training.crossencoder.build import read_by
    from training.crossencoder.graph import round_off, write

    given, arrays = batch(), weights()
    exact = np.asarray(logits(arrays, *given))
    spread = float(exact.std())
    assert spread > 0.05
    write(arrays, tmp_path / "whole.onnx")
    round_off(tmp_path / "whole.onnx", tmp_path / "model.onnx")
    assert read_by(tmp_path / "whole.onnx", [given]) == pytest.approx(exact, abs=1e-4)
    assert read_by(tmp_path / "model.onnx", [given]) == pytest.approx(exact, abs=spread / 3)
    assert np.asarray(logits(arrays, *given, times=rounded)) == pytest.approx(exact, abs=spread / 10)


def test_the_slopes_of_a_rounded_product_are_those_of_the_product() -> None:
    jax = pytest.importorskip("jax", reason="the group crossencoder-training is not installed")
    from training.crossencoder.bert import rounded

    draw = np.random.default_rng(3)
    x, matrix = (draw.normal(size=shape).astype(np.float32) for shape in ((2, 5, 7), (7, 3)))
    for side in (0, 1):
        ours, exact = (
            jax.grad(lambda x, matrix, times=times: (times(x, matrix) ** 2).sum(), side)(x, matrix)
            for times in (rounded, jax.numpy.matmul)
        )
        assert np.abs(np.asarray(ours - exact)).max() < 0.02 * np.abs(np.asarray(exact)).max()
