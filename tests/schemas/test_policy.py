"""The policy as an object: which section an event is judged by, and the name and digest that its decision carries."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from schemas.policy import (
    DriftPolicy,
    Duration,
    GuardPolicy,
    Guards,
    Match,
    PiiPolicy,
    Policy,
    is_baseline_name,
)

DURATION: TypeAdapter[timedelta] = TypeAdapter(Duration)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30 s", 30), ("30s", 30), (" 1 sec ", 1), ("2 m", 120), ("15 min", 900), ("1.5 h", 5_400), ("1 hour", 3_600),
        ("24 hours", 86_400), ("7 d", 604_800), ("1 day", 86_400), ("2 days", 172_800), ("1 w", 604_800),
        ("2 weeks", 1_209_600), ("0 s", 0),
    ],
)  # fmt: skip
def test_a_duration_is_a_number_and_a_unit(text: str, seconds: float) -> None:
    found = DURATION.validate_python(text)
    assert found == timedelta(seconds=seconds)
    assert DURATION.dump_python(found, mode="json") == f"{seconds:g} s"


@pytest.mark.parametrize("text", ["", "30", "s", "-1 s", "1e3 s", "1 year", "1 h 30 min", "1. h", ".5 h"])
def test_what_is_no_duration_is_told_how_to_write_one(text: str) -> None:
    with pytest.raises(
        ValidationError, match=r"Value error, a duration is a number and a unit: 30 s, 15 min, 24 h, 7 d "
    ):
        DURATION.validate_python(text)


@pytest.mark.parametrize("window", [timedelta(seconds=1), timedelta(hours=1), timedelta(days=7)])
def test_a_window_may_be_as_long_as_its_bounds(window: timedelta) -> None:
    assert DriftPolicy(window=window).window == window


@pytest.mark.parametrize("window", [timedelta(seconds=0.999), timedelta(days=7, seconds=1), timedelta()])
def test_a_window_beyond_its_bounds_is_refused(window: timedelta) -> None:
    with pytest.raises(ValidationError, match="Value error, a window is at least 1 s and at most 7 d long "):
        DriftPolicy(window=window)


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("a", True), ("Z", True), ("0", True), ("newest", True), ("2026-03.b_C", True), ("a" * 80, True),
        ("a" * 81, False), ("", False), (".a", False), ("-a", False), ("_a", False), ("a/b", False), ("a b", False),
        ("a\n", False), ("é", False), ("a..b", True),
    ],
)  # fmt: skip
def test_a_baseline_is_called_like_a_file(name: str, good: bool) -> None:
    assert is_baseline_name(name) is good
    if good:
        assert DriftPolicy(baseline=name).baseline == name
    else:
        with pytest.raises(ValidationError, match="Value error, a name of a baseline has letters, digits, "):
            DriftPolicy(baseline=name)


def test_a_type_has_its_own_threshold_and_replacement_or_the_sections() -> None:
    policy = PiiPolicy(threshold=0.6, thresholds={"A": 0.1}, replace={"A": "mask", "*": "type"})
    assert (policy.threshold_of("A"), policy.threshold_of("B")) == (0.1, 0.6)
    assert (policy.replacement_of("A"), policy.replacement_of("B")) == ("mask", "type")
    assert PiiPolicy().replacement_of("A") == ""
    assert GuardPolicy(threshold=0.7).threshold_of("A") == 0.7


def test_a_guard_has_the_section_of_its_name_or_the_defaults() -> None:
    guards = Guards(secrets=PiiPolicy(mode="shadow"), plugins={"tone": GuardPolicy(percent=5), "of": GuardPolicy()})
    assert guards.of("secrets") is guards.secrets
    assert guards.of("tone") is guards.plugins["tone"]
    assert guards.of("nobody") == GuardPolicy()
    assert guards.of("plugins") == GuardPolicy(), "no guard may be called so and get the table"
    assert guards.of("model_fields") == GuardPolicy()
    assert guards.of("of") is guards.plugins["of"], "a method of the section's class is no guard"


@pytest.mark.parametrize(
    ("match", "tenant", "workflow", "model", "covered"),
    [
        ({}, "a", "b", "c", True),
        ({}, "", "", "", True),
        ({"tenant": "a"}, "a", "b", "c", True),
        ({"tenant": "a"}, "A", "b", "c", False),
        ({"workflow": "b*"}, "a", "bb", "c", True),
        ({"workflow": "b*"}, "a", "ab", "c", False),
        ({"model": "?"}, "a", "b", "c", True),
        ({"model": "?"}, "a", "b", "cc", False),
        ({"tenant": "a", "workflow": "b", "model": "c"}, "a", "b", "d", False),
    ],
)
def test_a_scope_covers_what_all_its_patterns_match(
    match: dict[str, str], tenant: str, workflow: str, model: str, covered: bool
) -> None:
    assert Match(**match).covers(tenant, workflow, model) is covered


def policy(*scopes: dict[str, Any], **guards: Any) -> Policy:
    return Policy.model_validate({"name": "p", "version": "7", "guards": guards, "scopes": scopes})


SHADOW = {"secrets": {"mode": "shadow"}}


@pytest.mark.parametrize("field", ["tenant", "workflow", "model"])
def test_an_event_that_does_not_say_whose_it_is_has_an_empty_name(field: str) -> None:
    said = {"tenant": "t", "workflow": "w", "model": "m"}
    named = policy({"match": {field: "?*"}, "guards": SHADOW})
    assert named.guards_for(**said).secrets.mode == "shadow"
    assert named.guards_for(**{**said, field: None}).secrets.mode == "enforce"
    unnamed = policy({"match": {field: ""}, "guards": SHADOW})
    assert unnamed.guards_for(**{**said, field: None}).secrets.mode == "shadow"


def test_scopes_add_to_each_other_and_the_later_wins() -> None:
    both = policy(
        {"match": {"tenant": "a"}, "guards": {"secrets": {"mode": "shadow", "percent": 5}}},
        {"match": {"workflow": "w"}, "guards": {"secrets": {"percent": 9}}},
        secrets={"threshold": 0.9},
    )
    found = both.guards_for("a", "w", None).secrets
    assert (found.mode, found.percent, found.threshold) == ("shadow", 9, 0.9)
    assert [each.secrets.percent for each in both.variants()] == [100, 5, 9]
    assert [each.secrets.mode for each in both.variants()] == ["enforce", "shadow", "enforce"]


def test_an_event_of_no_scope_has_the_section_itself() -> None:
    one = policy({"match": {"tenant": "a"}, "guards": SHADOW})
    assert one.guards_for("b", None, None) is one.guards


def test_names_from_events_fill_a_bounded_memory() -> None:
    one = policy({"match": {}, "guards": SHADOW})
    first = one.guards_for("first", None, None)
    assert one.guards_for("first", None, None) is first, "resolved once"
    for number in range(4_096):
        one.guards_for(f"tenant-{number}", None, None)
    assert one.guards_for("first", None, None) is not first, "and forgotten when as many others came"


def test_a_scope_that_cannot_be_read_is_refused_with_the_policy() -> None:
    with pytest.raises(ValidationError, match="mode"):
        policy({"match": {}, "guards": {"secrets": {"mode": "of"}}})


@pytest.mark.parametrize(
    ("guards", "said"),
    [
        ({}, b'{"name":"p","version":"7","guards":{},"scopes":[]}'),
        (
            {"freshness": {"max_age": {"e": "24 h"}, "as_of_required": ["e"]}},
            b'{"name":"p","version":"7","guards":{"freshness":{"max_age":{"e":"86400 s"},"as_of_required":["e"]}},'
            b'"scopes":[]}',
        ),
    ],
)
def test_a_decision_names_its_policy_by_what_the_file_says(guards: dict[str, Any], said: bytes) -> None:
    """The digest is stored with every decision: no version of ours may change it, so defaults are not in it."""
    ref = policy(**guards).ref()
    assert (ref.name, ref.version, ref.digest) == ("p", "7", hashlib.sha256(said).hexdigest()[:16])


def test_equal_policies_have_equal_digests_and_others_not() -> None:
    assert policy().ref() == policy().ref()
    assert policy(secrets={"percent": 5}).ref().digest != policy(secrets={"percent": 6}).ref().digest
