"""Asking for a batch of events: how pairs are cut into requests, what each may take, and what is not asked again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from guards.case import Case
from guards.contradiction.context import Context
from guards.contradiction.statements import read
from guards.contradiction.support.opinions import PAIRS_MAX, Memory, SecondOpinions
from guards.contradiction.support.scoring import Reading, Scorer, shipped
from guards.contradiction.support.second import Pair, SecondFailed
from guards.contradiction.text.words import fold
from schemas.policy import ContradictionPolicy, Guards, SecondPolicy
from tests.guards.contradiction.cases import case_of

CONTEXT = "The plan covers 30 physical therapy visits per year. Refunds take five days."
SCORER = Scorer(shipped())


class Clock:
    """Seconds that pass only where a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def goes_well(pairs: Sequence[Pair], limit_s: float) -> None:
    pass


class Model:
    """Says the same of every pair; what happens first in a call is up to the test. Remembers its calls."""

    def __init__(self, clock: Clock, then: Callable[[Sequence[Pair], float], None] = goes_well) -> None:
        self.clock, self.then = clock, then
        self.calls = list[tuple[list[Pair], float]]()

    def score(self, pairs: Sequence[Pair], limit_s: float) -> list[float]:
        self.calls.append((list(pairs), limit_s))
        self.then(pairs, limit_s)
        return [0.25] * len(pairs)

    @property
    def sizes(self) -> list[int]:
        return [len(pairs) for pairs, _ in self.calls]


def fails(pairs: Sequence[Pair], limit_s: float) -> None:
    raise SecondFailed("timeout")


def answer(name: str, sentences: int) -> str:
    return " ".join(f"The {name} plan covers {number + 40} physical therapy visits." for number in range(sentences))


def event(text: str, limit_s: float = 2, sentences: int = 100, on_error: str = "allow") -> Case:
    given = {"use": "model", "above": 0, "below": 1, "sentences": sentences, "weight": 1, "on_error": on_error}
    second = SecondPolicy.model_validate({**given, "time_limit": f"{limit_s} s"})
    return Case(case_of([CONTEXT], text).event, policy=Guards(contradiction=ContradictionPolicy(second=second)))


def asked(opinions: SecondOpinions, *events: Case) -> tuple[list[float], dict[int, str]]:
    """The support of each event afterwards, and the causes of what could not be had."""
    cases = dict(enumerate(events))
    readings = [
        Reading(Context.of(one.passages).grounds, [(quote.text, list(read(fold(quote.text)))) for quote in one.answers])
        for one in events
    ]
    supports = {number: found for number, found in enumerate(SCORER.score(readings)) if found is not None}
    assert len(supports) == len(events)
    lapses = opinions.asked(cases, supports)
    return [support.score for support in supports.values()], {index: lapse.cause for index, lapse in lapses.items()}


def test_a_batch_is_cut_into_requests_and_no_event_in_two() -> None:
    model = Model(Clock())
    events = [event(answer(f"{'abcdefghij'[number]}-level", 30)) for number in range(10)]
    scores, causes = asked(SecondOpinions(model), *events)
    assert model.sizes == [90, 90, 90, 30]
    for pairs, _ in model.calls:
        assert len({pair.claim.split()[1] for pair in pairs}) == len(pairs) / 30
    assert scores == pytest.approx([0.25] * 10)
    assert causes == {}


def test_the_largest_event_that_a_policy_allows_is_one_request() -> None:
    model = Model(Clock())
    asked(SecondOpinions(model), event(answer("small", 3)), event(answer("large", 120)), event(answer("tiny", 1)))
    assert model.sizes == [3, PAIRS_MAX, 1]


def test_a_sentence_without_an_end_is_cut() -> None:
    model = Model(Clock())
    asked(SecondOpinions(model), event("The plan covers " + "31" * 2_000 + " visits."))
    ((pairs, _),) = model.calls
    assert [len(pair.claim) for pair in pairs] == [2_000, 2_000, 24]


def test_a_request_may_take_the_longest_limit_of_its_events_and_the_next_one_its_own() -> None:
    clock = Clock()

    def slow(pairs: Sequence[Pair], limit_s: float) -> None:
        clock.now += limit_s * 0.9

    model = Model(clock, slow)
    events = [event(answer("a-level", 60), 2), event(answer("b-level", 30), 5), event(answer("c-level", 60), 3)]
    _, causes = asked(SecondOpinions(model, clock=clock), *events)
    assert [limit_s for _, limit_s in model.calls] == [5, 3]
    assert causes == {}


def test_a_request_that_fails_takes_only_its_own_events_with_it() -> None:
    clock = Clock()

    def first_fails(pairs: Sequence[Pair], limit_s: float) -> None:
        if pairs[0].claim.startswith("The slow"):
            clock.now += limit_s
            raise SecondFailed("timeout")

    model = Model(clock, first_fails)
    events = [event(answer("slow", 60)), event(answer("b-level", 60)), event(answer("c-level", 30))]
    scores, causes = asked(SecondOpinions(model, clock=clock), *events)
    assert causes == {0: "model.timeout"}
    assert scores[1:] == pytest.approx([0.25] * 2)
    assert scores[:1] == pytest.approx(asked(SecondOpinions(), events[0])[0], abs=1e-5)
    assert [limit_s for _, limit_s in model.calls] == [2, 2]


def test_one_that_answers_no_more_is_left_alone_within_the_batch() -> None:
    clock = Clock()

    def dead(pairs: Sequence[Pair], limit_s: float) -> None:
        clock.now += limit_s
        raise SecondFailed("timeout")

    model = Model(clock, dead)
    events = [event(answer(f"{'abcdefgh'[number]}-level", 100)) for number in range(8)]
    _, causes = asked(SecondOpinions(model, clock=clock), *events)
    assert [*causes.values()] == ["model.timeout"] * 3 + ["model.breaker_open"] * 5
    assert clock.now == 6


def test_a_slow_model_does_not_hold_the_stream_for_longer_than_the_batch_may_take() -> None:
    clock = Clock()

    def slow(pairs: Sequence[Pair], limit_s: float) -> None:
        clock.now += 9
        if limit_s < 9:
            raise SecondFailed("timeout")

    model = Model(clock, slow)
    events = [event(answer(f"{'abcdefgh'[number]}-level", 100), 10) for number in range(8)]
    opinions = SecondOpinions(model, clock=clock)
    _, causes = asked(opinions, *events)
    assert [limit_s for _, limit_s in model.calls] == [10, 10, 10, 3]
    assert [*causes] == [3, 4, 5, 6, 7]
    assert set(causes.values()) == {"model.timeout"}
    # What was not asked is no failure of the model: it is asked at once with the next batch.
    assert asked(opinions, events[7])[1] == {}


def test_an_event_with_a_longer_limit_than_a_batch_has_it() -> None:
    model = Model(Clock())
    asked(SecondOpinions(model, clock=model.clock), event(answer("a", 1), 45))
    assert model.calls[0][1] == 45


def test_a_pair_is_asked_once_in_a_batch_and_not_again_in_the_next() -> None:
    model = Model(Clock())
    opinions = SecondOpinions(model)
    both = event(answer("a-level", 3) + " Refunds take five days.")
    first, causes = asked(opinions, event(answer("a-level", 3)), both, event(answer("a-level", 3)))
    assert model.sizes == [4]
    again, _ = asked(opinions, both, event("Refunds take five days."))
    assert model.sizes == [4]
    assert [*first, *again] == pytest.approx([0.25] * 5)
    assert causes == {}


def test_an_event_whose_pair_another_asked_in_vain_has_no_opinion_either() -> None:
    model = Model(Clock(), fails)
    _, causes = asked(SecondOpinions(model), event(answer("a-level", 3)), event(answer("a-level", 2)))
    assert causes == {0: "model.timeout", 1: "model.timeout"}
    assert len(model.calls) == 1


def test_a_failure_is_not_remembered() -> None:
    model = Model(Clock(), fails)
    opinions = SecondOpinions(model)
    assert asked(opinions, event(answer("a", 2)))[1] == {0: "model.timeout"}
    model.then = goes_well
    assert asked(opinions, event(answer("a", 2)))[1] == {}
    assert len(model.calls) == 2


def test_what_is_known_is_known_while_the_model_is_left_alone() -> None:
    model = Model(Clock())
    opinions = SecondOpinions(model)
    asked(opinions, event(answer("a", 2)))
    model.then = fails
    for name in "bcd":
        asked(opinions, event(answer(name, 2)))
    scores, causes = asked(opinions, event(answer("a", 2)), event(answer("e", 2)))
    assert causes == {1: "model.breaker_open"}
    assert scores[0] == pytest.approx(0.25)


def test_what_was_forgotten_is_asked_again() -> None:
    model = Model(Clock())
    opinions = SecondOpinions(model, Memory(entries_max=2))
    for name in ("a", "b", "a"):
        asked(opinions, event(answer(name, 2)))
    assert model.sizes == [2, 2, 2]
