"""Log buckets: the error bound, and that order never matters, at the cap neither."""

from __future__ import annotations

from itertools import pairwise
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.buckets import EDGES, MAX_BUCKETS, TOP, Buckets
from schemas.errors import InvariantError

values = st.integers(0, TOP)
# Enough distinct buckets to go over the cap: every edge is a bucket of its own.
many = st.lists(st.integers(0, len(EDGES) - 1), min_size=MAX_BUCKETS, max_size=900, unique=True)


def filled(numbers: list[int]) -> Buckets:
    buckets = Buckets()
    for number in numbers:
        buckets.add(number)
    return buckets


def test_edges_rise_by_two_percent_at_most() -> None:
    assert EDGES[0] == 0
    assert EDGES[-1] == TOP
    assert all(low < high <= max(low + 1, low * 1.02) for low, high in pairwise(EDGES))


def test_edges_stay_where_they_are() -> None:
    """States name buckets by number: an edge that moved would give every stored count another meaning."""
    assert (len(EDGES), EDGES[50], EDGES[100], EDGES[500], EDGES[900]) == (1277, 50, 100, 212_476, 585_240_430)


@given(st.lists(values, min_size=1, max_size=300), st.sampled_from([0.01, 0.5, 0.9, 0.99, 1.0]))
def test_quantile_is_at_most_two_percent_above(numbers: list[int], share: float) -> None:
    exact = sorted(numbers)[max(0, ceil(share * len(numbers)) - 1)]
    told = filled(numbers).quantile(share)
    assert told is not None
    assert exact <= told <= max(exact + 1, exact * 1.02)


@settings(max_examples=25, deadline=None)
@given(many, st.randoms())
def test_order_does_not_matter_at_the_cap(indexes: list[int], rng: object) -> None:
    numbers = [EDGES[index] for index in indexes]
    shuffled = list(numbers)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    assert filled(numbers).state() == filled(shuffled).state()
    assert filled(numbers).total == len(numbers)
    assert len(filled(numbers).state()) <= 2 * MAX_BUCKETS


@settings(max_examples=25, deadline=None)
@given(many, st.integers(0, 900))
def test_merge_equals_counting_at_once_at_the_cap(indexes: list[int], cut: int) -> None:
    numbers = [EDGES[index] for index in indexes]
    merged = filled(numbers[:cut])
    merged.merge(filled(numbers[cut:]))
    assert merged.state() == filled(numbers).state()


def test_no_value_no_quantile() -> None:
    assert Buckets().quantile(0.5) is None


def test_more_than_the_top_is_counted_as_the_top() -> None:
    assert filled([10**400]).quantile(0.5) == TOP


def test_state_is_steps_and_counts_and_comes_back() -> None:
    buckets = filled([3, 0, 1, 1])
    assert buckets.state() == [0, 1, 1, 2, 2, 1]
    assert Buckets.of_state([0, 1, 1, 2, 2, 1]).state() == [0, 1, 1, 2, 2, 1]
    assert filled([1, 1, 3]).state() == [1, 2, 2, 1]
    assert [list(column) for column in buckets.arrays()] == [[0, 1, 3], [1, 2, 1]]
    assert [list(column) for column in Buckets().arrays()] == [[], []]
    assert {column.dtype.name for column in (*buckets.arrays(), *Buckets().arrays())} == {"int64"}
    assert (Buckets().state(), Buckets.of_state([]).total) == ([], 0)


@pytest.mark.parametrize("index", [-1, len(EDGES)])
def test_a_bucket_that_is_none_is_refused(index: int) -> None:
    with pytest.raises(InvariantError, match=r"^a bucket that no value can fall into$"):
        Buckets.of_state([index, 1])
    assert Buckets.of_state([len(EDGES) - 1, 1]).quantile(1) == TOP


def test_a_state_that_was_cut_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        Buckets.of_state([0, 1, 1])


def test_merging_adds_to_what_is_there_and_leaves_the_other_as_it_was() -> None:
    one, other = filled([1, 1, 5]), filled([1, 7])
    one.merge(other)
    assert one.state() == filled([1, 1, 1, 5, 7]).state()
    assert other.state() == filled([1, 7]).state()
    again = Buckets({1: 2})
    again.merge(again)
    assert again.state() == [1, 4]


def test_a_copy_does_not_count_with_its_original() -> None:
    counts = {1: 2}
    Buckets(counts).add(1)
    assert counts == {1: 2}
