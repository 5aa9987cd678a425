"""The extra itself on a model file: read by onnxruntime and tokenizers, and what a wrong file or no time does.

The model's logit is the sum of the numbers of its tokens, and the tokenizer's token for the word "seven" is 7.
"""

from __future__ import annotations

import base64
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from guards.case import Case
from guards.contradiction import ContradictionGuard
from guards.contradiction.support.crossencoder import TOKENS_MAX, load
from guards.contradiction.support.second import Pair, SecondFailed
from guards.contradiction.support.supporting import Supporting
from guards.judge import Judge, Judgement
from schemas.policy import ContradictionPolicy, Guards, SecondPolicy
from streams.judging.second_opinions import second_opinions
from streams.settings import Settings
from tests.guards.contradiction.cases import case_of

pytest.importorskip("onnxruntime", reason="the extra tidegate[crossencoder] is not installed")
tokenizers = pytest.importorskip("tokenizers", reason="the extra tidegate[crossencoder] is not installed")

# Mul(ids, mask), ReduceSum over tokens, Cast to float: written once by onnx, which the extra does not need.
MODEL = (
    "eNp1jz9rAkEUxO+dEncHvLs8LBS0OUlzHyHlpQvYJJ3NsXqLLOf9wX0Lps0nyUcVYwpDyBTTzA9mRmmOnj9jrJEYEduJ67uqNb6Bdt0QpHK1ZzL5"
    "aBOOeAIZ0JnJ5/rN1mFv30NbpFCNtUPtWj+nL4qxBHl+OPYHJz4fvxgvhUYs/XfKdCgeFWWTks6viqKbtqv7vgyJmjAwYjpdTbY5Eukb21XyMdj/"
    "md8X/jK7BX52cYqpIta3LFZUjhFlswuz6Dme"
)
WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven")
CONTEXT = ["Refunds take five days. The plan covers 30 physical therapy visits per year."]
ANSWER = "The plan covers 30 physical therapy visits per year."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as `training.crossencoder.build` leaves it."""
    vocabulary = {word: number for number, word in enumerate(WORDS)}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(vocabulary, unk_token="zero"))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    tokenizer.enable_padding(length=9)
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    (tmp_path / "model.onnx").write_bytes(zlib.decompress(base64.b64decode(MODEL)))
    return tmp_path


def judged(folder: Path, **policy: Any) -> list[Judgement]:
    """Four batches in a row, as a process of the policy would judge them."""
    second = SecondPolicy(**{"use": "crossencoder", "above": 0.0, "below": 1.0, **policy})
    guards = Guards(contradiction=ContradictionPolicy(second=second))
    judge = Judge([ContradictionGuard(Supporting(seconds=second_opinions(Settings(crossencoder=folder))))])
    return [judge.judge([Case(case_of(CONTEXT, ANSWER).event, policy=guards)])[0] for _ in range(4)]


@pytest.mark.parametrize(
    ("claim", "context", "logit"),
    [("one", "two", 3), ("one two", "one one zero", 5), ("", "", 0), ("seven " * 400, "", 30), ("no", "one", 1)],
)
def test_pairs_are_read_by_the_file(folder: Path, claim: str, context: str, logit: float) -> None:
    both = load(folder).score([Pair(claim, context), Pair("six", "")], 60.0)
    assert both == pytest.approx([1 / (1 + np.exp(-logit)), 1 / (1 + np.exp(-6))])


def test_long_pairs_are_cut(folder: Path) -> None:
    (read,) = load(folder)._tokenizer.encode_batch([("one " * 4_000, "two " * 4_000)])
    assert len(read.ids) == TOKENS_MAX
    assert {1, 2} == set(read.ids)


def test_it_takes_part_in_the_score(folder: Path) -> None:
    without, *_ = judged(folder, use="off")
    asked = judged(folder, weight=1.0)
    # "five" of the context is the only word that the tokenizer knows.
    assert {found.scores["contradiction"]["support"] for found in asked} == {round(1 / (1 + np.exp(-5)), 6)}
    assert without.scores["contradiction"]["support"] not in (0.5, asked[0].scores["contradiction"]["support"])
    assert not any(found.degraded for found in asked)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
@pytest.mark.parametrize(("on_error", "action"), [("quarantine", "quarantine"), ("allow", "allow")])
def test_a_file_that_cannot_be_read_degrades_and_is_left_alone_after_three_calls(
    folder: Path, name: str, on_error: str, action: str
) -> None:
    (folder / name).write_bytes(b"garbage")
    found = judged(folder, on_error=on_error)
    causes = [lapse.cause for one in found for lapse in one.degraded]
    assert len(causes) == 4
    assert causes[3] == "crossencoder.breaker_open"
    assert causes[0] == causes[2] != causes[3]
    assert {one.action for one in found} == {action}
    without, *_ = judged(folder, use="off")
    assert {one.scores["contradiction"]["support"] for one in found} == {without.scores["contradiction"]["support"]}


def test_no_time_is_a_timeout(folder: Path) -> None:
    with pytest.raises(SecondFailed, match="timeout"):
        load(folder).score([Pair("one", "two")], 0.0)


def test_it_reads_with_one_thread(folder: Path) -> None:
    options = load(folder)._session.get_session_options()
    assert (options.intra_op_num_threads, options.inter_op_num_threads) == (1, 1)
