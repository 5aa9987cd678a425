"""The cross-encoder: batches alike in length, order kept, the time looked at, and a missing extra named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from guards.contradiction.support import crossencoder
from guards.contradiction.support.crossencoder import CrossEncoder, load
from guards.contradiction.support.second import Pair, SecondFailed
from schemas.errors import PolicyError
from schemas.policy import Policy
from streams.judging.second_opinions import require_seconds
from streams.settings import Settings


class Tokenizer:
    """A token for each letter of the claim."""

    def encode_batch(self, pairs: Sequence[tuple[str, str]]) -> list[Any]:
        return [SimpleNamespace(ids=list(range(1, len(claim) + 1)), type_ids=[0] * len(claim)) for claim, _ in pairs]


class Session:
    """The logit of a row is how many tokens it has, less ten."""

    def __init__(self) -> None:
        self.shapes: list[tuple[int, ...]] = []

    def run(self, _: None, given: dict[str, Any]) -> list[Any]:
        self.shapes.append(given["input_ids"].shape)
        assert (given["input_ids"] > 0).sum() == given["attention_mask"].sum()
        return [(given["attention_mask"].sum(1, keepdims=True) - 10).astype(np.float32)]


def test_scores_come_in_the_order_of_the_pairs_and_batches_are_alike_in_length() -> None:
    session = Session()
    lengths = [1, 20, 3, 15, 8] * 10
    scores = CrossEncoder(session, Tokenizer()).score([Pair("x" * length, "") for length in lengths], 60.0)
    assert scores == pytest.approx([1 / (1 + np.exp(10 - length)) for length in lengths])
    assert len(session.shapes) == 4
    assert sum(rows * width for rows, width in session.shapes) < 50 * 20 * 0.7


def test_the_time_limit_is_looked_at_between_batches() -> None:
    session = Session()
    with pytest.raises(SecondFailed, match="timeout"):
        CrossEncoder(session, Tokenizer()).score([Pair("x", "")] * 100, 0.0)
    assert not session.shapes


@pytest.mark.parametrize("absent", ["onnxruntime", "tokenizers"])
def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch, absent: str) -> None:
    monkeypatch.setattr(crossencoder, "find_spec", lambda name: None if name == absent else object())
    with pytest.raises(PolicyError, match=r"tidegate\[crossencoder\]"):
        load(Path())


@pytest.mark.parametrize(
    ("there", "said"),
    [
        (None, "TIDEGATE_CROSSENCODER is not set"),
        ((), r"no model\.onnx and no tokenizer\.json"),
        (("model.onnx",), r"has no tokenizer\.json"),
        (("tokenizer.json",), r"has no model\.onnx:"),
        (("model.onnx", "tokenizer.json"), ""),
    ],
)
def test_a_folder_without_its_files_is_refused_when_the_process_starts_and_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, there: tuple[str, ...] | None, said: str
) -> None:
    monkeypatch.setattr(crossencoder, "find_spec", bool)
    for name in there or ():
        (tmp_path / name).touch()
    policy = Policy.model_validate({"guards": {"contradiction": {"second": {"use": "crossencoder"}}}})
    settings = Settings(crossencoder=None if there is None else tmp_path)
    if not said:
        require_seconds(policy, settings)
        return
    with pytest.raises(PolicyError, match=said + r".*docs/contradiction-support\.md"):
        require_seconds(policy, settings)


@pytest.mark.parametrize("scoped", [False, True])
@pytest.mark.parametrize(
    ("use", "named"), [("model", "TIDEGATE_SUPPORT_MODEL"), ("crossencoder", "(?i)crossencoder"), ("off", "")]
)
def test_a_policy_that_asks_for_what_is_not_there_is_refused(use: str, named: str, scoped: bool) -> None:
    guards = {"contradiction": {"second": {"use": use}}}
    scopes = [{"match": {"tenant": "a"}, "guards": guards}] if scoped else []
    policy = Policy.model_validate({"guards": {} if scoped else guards, "scopes": scopes})
    if not named:
        require_seconds(policy, Settings())
        return
    with pytest.raises(PolicyError, match=named):
        require_seconds(policy, Settings())
    if use == "model":
        require_seconds(policy, Settings(support_model="http://localhost:1/support"))
