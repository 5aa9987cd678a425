"""Which ids are kept depends on neither order nor merging, and is bounded."""

from __future__ import annotations

import random
from zlib import crc32

from hypothesis import given
from hypothesis import strategies as st

from detectors.exemplars import ANY, MAX_ID, MAX_IDS, MAX_KEYS, MAX_PER_KEY, Exemplars

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


def test_what_is_kept_is_what_has_the_least_hash() -> None:
    ids = [f"event-{n}" for n in range(40)]
    least = sorted(ids, key=lambda each: crc32(each.encode()))
    state = of([(each, ["k"]) for each in ids]).state()
    assert state == {ANY: least[:MAX_IDS], "k": least[:MAX_PER_KEY]}
    assert of([(each, []) for each in ids]).state() == {ANY: least[:MAX_IDS]}


def test_as_many_keys_as_may_be_and_then_those_of_the_least_hash() -> None:
    keys = [f"key-{n}" for n in range(MAX_KEYS + 4)]
    assert set(of([("e", keys[:MAX_KEYS])]).state()) == {ANY, *keys[:MAX_KEYS]}
    least = sorted(keys, key=lambda each: crc32(each.encode()))[:MAX_KEYS]
    assert set(of([("e", keys)]).state()) == {ANY, *least}


def test_an_id_is_kept_whole_or_not_at_all() -> None:
    assert of([("x" * MAX_ID, [])]).state() == {ANY: ["x" * MAX_ID]}
    assert of([("", ["k"])]).state() == {}
    assert of([("\ud800", [])]).state() == {ANY: ["\ud800"]}, "no text may stop the counting"
    assert Exemplars().of("k") == ()
