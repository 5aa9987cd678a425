"""The support score in the guard's verdict: always there, a violation only where the policy has a threshold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from guards.case import Case, Sighting, Verdict
from guards.contradiction import ContradictionGuard
from guards.contradiction.support.supporting import with_typed
from schemas.policy import ContradictionPolicy, Guards
from tests.guards.contradiction.cases import case_of

GUARD = ContradictionGuard()
CONTEXT = ["Refunds take five days.", "The plan covers 30 physical therapy visits per year. Referrals are not needed."]


def check(case: Case, **policy: Any) -> Verdict:
    section = ContradictionPolicy(**policy)
    return GUARD.check([replace(case, policy=Guards(contradiction=section))])[0]


def unsupported(verdict: Verdict) -> list[Sighting]:
    return [one for one in verdict.sightings if one.rule == "unsupported"]


def test_the_score_is_there_though_nothing_is_wrong() -> None:
    verdict = check(case_of(CONTEXT, "The plan covers 30 physical therapy visits per year."))
    assert not verdict.sightings
    assert verdict.scores["support"] > 0.5
    assert verdict.scores["weakest_sentence"] == pytest.approx(verdict.scores["support"], abs=1e-6)
    assert verdict.scores["sentences"] == 1


def test_no_threshold_ships() -> None:
    verdict = check(case_of(CONTEXT, "Otters sleep floating in Spain."))
    assert verdict.scores["support"] < 0.3
    assert not unsupported(verdict)


def test_below_the_threshold_the_weakest_sentence_is_told_with_its_nearest() -> None:
    answer = "Hello! The plan covers 30 physical therapy visits per year. It covers surgery visits in Spain."
    case = case_of(CONTEXT, answer)
    (one,) = unsupported(check(case, support_threshold=0.99, support_severity="high"))
    assert answer[one.span.start : one.span.end] == "It covers surgery visits in Spain."
    assert one.severity == "high"
    near = one.evidence[0].span
    passage = {passage.span.pointer: passage.text for passage in case.passages}[near.pointer]
    assert passage[near.start : near.end] == "The plan covers 30 physical therapy visits per year."
    assert one.evidence[0].context_id == "c1"


@pytest.mark.parametrize("least", [0.0, 0.5, 0.9])
def test_the_calibrated_threshold_alone_decides(least: float) -> None:
    case = case_of(CONTEXT, "Otters sleep floating in Spain.")
    limit = check(case).scores["support"]
    (one,) = unsupported(check(case, support_threshold=min(1.0, limit + 1e-3), threshold=least))
    assert one.confidence >= least
    assert not unsupported(check(case, support_threshold=limit, threshold=least))


def test_typed_conflicts_take_from_the_score() -> None:
    context: list[Any] = [{"deductible_usd": 1500, "copay_usd": 20}]
    right = check(case_of(context, "The deductible is $1,500 and the copay is $20.")).scores
    wrong = check(case_of(context, "The deductible is $2,500 and the copay is $20.")).scores
    assert wrong["conflicts"] == 1
    assert wrong["support"] < right["support"]
    assert wrong["support"] < wrong["weakest_sentence"] / 10


@pytest.mark.parametrize(("score", "conflicts", "expected"), [(0.5, 0, 0.5), (0.5, 1, 1 / 101), (1, 1, 1), (0, 9, 0)])
def test_a_conflict_divides_the_odds_by_a_hundred(score: float, conflicts: float, expected: float) -> None:
    assert with_typed(score, {"conflicts": conflicts}) == pytest.approx(expected)


@pytest.mark.parametrize("answer", ["", "Hello!", "Would you like to know more about the plan?"])
def test_an_answer_that_claims_nothing_has_no_score(answer: str) -> None:
    verdict = check(case_of(CONTEXT, answer or " "), support_threshold=1.0)
    assert "support" not in verdict.scores
    assert not unsupported(verdict)


@pytest.mark.parametrize(
    "answer",
    [
        "Der Plan deckt 30 Besuche im Jahr und eine Überweisung ist nicht nötig.",
        "Le plan couvre 30 visites par an et vous n'avez pas besoin d'une ordonnance.",
        "El plan cubre 30 visitas por año y no es necesario que su médico le dé una referencia.",
        "このプランは年間30回の理学療法を対象としています。紹介状は必要ありません。",
        "План покрывает 30 посещений в год, и направление не требуется.",
    ],
)
def test_another_language_cannot_be_told_and_says_so(answer: str) -> None:
    verdict = check(case_of(CONTEXT, answer), support_threshold=1.0)
    assert [one.rule for one in verdict.sightings if one.outcome == "cannot_tell"] == ["language_not_covered"]
    assert "support" not in verdict.scores
    assert not unsupported(verdict)


def test_numbers_are_compared_in_every_language() -> None:
    answer = "Der Selbstbehalt (deductible) ist 2.500 USD, und das ist nicht alles, was wir von Ihnen wissen."
    verdict = check(case_of([{"deductible_usd": 1500}], answer))
    assert "language_not_covered" in [one.rule for one in verdict.sightings]
    assert verdict.scores["claims"] >= 1


@pytest.mark.parametrize(
    "answer", ["Milk, eggs, bread, rice, beans, apples, salt", "def f(x): return x + 1", "OK", "30"]
)
def test_lists_code_and_single_words_pass_for_english(answer: str) -> None:
    assert "language_not_covered" not in [one.rule for one in check(case_of(CONTEXT, answer)).sightings]
