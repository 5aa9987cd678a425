"""Which ids are kept depends on neither order nor merging, and is bounded."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from detectors.exemplars import ANY, MAX_ID, MAX_IDS, MAX_KEYS, Exemplars

some = st.lists(
    st.tuples(st.text(min_size=0, max_size=8), st.lists(st.sampled_from([f"k{n}" for n in range(30)]), max_size=2)),
    max_size=40,
)


def of(events: list[tuple[str, list[str]]]) -> Exemplars:
    kept = Exemplars()
    for event_id, keys in events:
        kept.add(event_id, tuple(keys))
    return kept


@given(some, st.randoms(use_true_random=False), st.integers(0, 40))
def test_order_and_merging_change_nothing(events: list[tuple[str, list[str]]], rng: random.Random, at: int) -> None:
    whole = of(events).state()
    shuffled = list(events)
    rng.shuffle(shuffled)
    assert of(shuffled).state() == whole
    one, other = of(shuffled[:at]), of(shuffled[at:])
    one.merge(other)
    assert one.state() == whole
    assert Exemplars.of_state(whole).state() == whole


def test_a_flood_is_bounded() -> None:
    kept = of([(f"event-{n}", [f"key-{n}"]) for n in range(5_000)])
    state = kept.state()
    assert len(state) <= MAX_KEYS + 1
    assert len(state[ANY]) == MAX_IDS
    assert of([("x" * (MAX_ID + 1), [])]).state() == {}


def test_examples_of_a_thing_or_of_anything() -> None:
    kept = of([("a", ["finish_reasons=length"]), ("b", []), ("c", [])])
    assert kept.of("finish_reasons=length") == ("a",)
    assert sorted(kept.of("finish_reasons=never")) == ["a", "b", "c"]
