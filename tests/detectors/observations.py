"""Strategies for observations, from ordinary to absurd."""

from __future__ import annotations

from hypothesis import strategies as st

from detectors.observation import Observation
from schemas.drift import Segment

_names = st.sampled_from(["stop", "length", "pii.EMAIL_ADDRESS", "allow", "", "other"]) | st.text(max_size=8)
_numbers = st.integers(0, 10**7) | st.integers(0, 10**15)


def observations() -> st.SearchStrategy[Observation]:
    return st.builds(
        Observation,
        segment=st.just(Segment(tenant="a")),
        time_ms=st.integers(0, 10**12),
        mark_ms=st.just(0),
        skewed=st.booleans(),
        numbers=st.dictionaries(st.sampled_from(["latency_us", "input_tokens"]), _numbers),
        absurd=st.lists(st.sampled_from(["latency_us"]), max_size=1).map(tuple),
        categories=st.dictionaries(
            st.sampled_from(["actions", "rules", "finish_reasons"]), st.lists(_names, max_size=3).map(tuple)
        ),
        paths=st.none() | st.frozensets(st.sampled_from(["$:object", "$.a:string", "$.a:number"])),
        ages_s=st.dictionaries(st.sampled_from(["eligibility", "plans"]), _numbers),
        cache_hit=st.booleans(),
        retries=st.integers(0, 5),
    )
