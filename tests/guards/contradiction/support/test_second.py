"""Second opinions: asked only where the score is unsure, and whatever they do is met and said in the decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from guards.case import Case
from guards.contradiction import ContradictionGuard
from guards.contradiction.support.second import Breaker, Pair, Second, SecondFailed
from guards.contradiction.support.supporting import Supporting
from guards.judge import Judge, Judgement
from schemas.policy import ContradictionPolicy, Guards, SecondPolicy
from tests.guards.contradiction.cases import case_of

CONTEXT = ["Refunds take five days. The plan covers 30 physical therapy visits per year. Referrals are not needed."]
ANSWER = "The plan covers 30 physical therapy visits per year. Otters sleep floating in Spain."


class Says:
    """Answers what it is told to, and remembers what it was asked."""

    def __init__(self, answer: Any) -> None:
        self.answer, self.asked = answer, list[Pair]()

    def score(self, pairs: Sequence[Pair], limit_s: float) -> Sequence[float]:
        self.asked += pairs
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer if isinstance(self.answer, list) else [self.answer] * len(pairs)


def judge(second: Second | None, answer: str = ANSWER, mode: str = "enforce", **policy: Any) -> Judgement:
    section = ContradictionPolicy(mode=mode, second=SecondPolicy(**{"use": "model", **policy}))  # type: ignore[arg-type]
    guard = ContradictionGuard(Supporting(second=second))
    case = Case(case_of(CONTEXT, answer).event, policy=Guards(contradiction=section))
    return Judge([guard]).judge([case])[0]


def support(judgement: Judgement) -> float:
    return judgement.scores["contradiction"]["support"]


def test_it_is_not_asked_unless_the_policy_says_so() -> None:
    second = Says(1.0)
    judge(second, use="off")
    assert not second.asked


def test_only_what_is_unsure_is_asked_with_what_is_near() -> None:
    second = Says(0.5)
    judge(second, above=0.0, below=1.0)
    assert [pair.claim for pair in second.asked] == [f"{one}." for one in ANSWER.rstrip(".").split(". ")]
    assert second.asked[0].context == CONTEXT[0]
    second = Says(0.5)
    judge(second, above=0.4, below=1.0)
    assert [pair.claim for pair in second.asked] == ["The plan covers 30 physical therapy visits per year."]


def test_the_weakest_are_asked_first_and_not_too_many() -> None:
    second = Says(0.5)
    judge(second, above=0.0, below=1.0, sentences=1)
    assert [pair.claim for pair in second.asked] == ["Otters sleep floating in Spain."]


@pytest.mark.parametrize(("weight", "expected"), [(0.0, None), (1.0, 0.25)])
def test_its_weight_is_the_policys(weight: float, expected: float | None) -> None:
    alone = support(judge(None, use="off"))
    said = support(judge(Says(0.25), above=0.0, below=1.0, weight=weight))
    assert said == pytest.approx(alone if expected is None else expected, abs=1e-5)


@pytest.mark.parametrize(
    ("second", "cause"),
    [
        (None, "model.not_configured"),
        (Says(SecondFailed("timeout")), "model.timeout"),
        (Says(ValueError("Zyxwortham")), "model.ValueError"),
        (Says([0.5]), "model.wrong_length"),
        (Says(1.5), "model.bad_score"),
        (Says(float("nan")), "model.bad_score"),
        (Says(["a", "b"]), "model.ValueError"),
    ],
)
@pytest.mark.parametrize(
    ("mode", "on_error", "action"),
    [("enforce", "quarantine", "quarantine"), ("enforce", "allow", "allow"), ("shadow", "quarantine", "allow")],
)
def test_a_failure_is_met_as_the_policy_says_and_the_decision_says_so(
    second: Second | None, cause: str, mode: str, on_error: str, action: str
) -> None:
    found = judge(second, mode=mode, above=0.0, below=1.0, on_error=on_error)
    (lapse,) = found.degraded
    assert (lapse.guard, lapse.cause) == ("contradiction", cause)
    assert lapse.applied == ("quarantine" if action == "quarantine" else "allow")
    assert found.action == action
    assert "Zyxwortham" not in repr(found.degraded)
    # What the score says without it still stands.
    assert support(found) == pytest.approx(support(judge(None, use="off")))


def test_one_that_keeps_failing_is_left_alone_for_a_while() -> None:
    now = [0.0]
    second = Says(SecondFailed("timeout"))
    breaker = Breaker(second, lambda: now[0])

    def ask() -> str:
        with pytest.raises(SecondFailed) as failed:
            breaker.score([Pair("a", "b")], 1.0)
        return failed.value.cause

    assert [ask() for _ in range(5)] == ["timeout"] * 3 + ["breaker_open"] * 2
    assert len(second.asked) == 3
    now[0] = 16.0
    assert ask() == "timeout"
    assert ask() == "breaker_open"
    now[0] = 40.0
    second.answer = 0.5
    assert breaker.score([Pair("a", "b")], 1.0) == [0.5]
    second.answer = SecondFailed("timeout")
    assert ask() == "timeout"
