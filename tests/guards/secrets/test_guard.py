"""The guard as a whole: where it looks, what the policy makes of it, and what it costs."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.case import Case, Sighting
from guards.secrets import SecretsGuard
from guards.secrets.finding import secrets_in
from guards.texts import Text
from schemas.interaction import Interaction
from schemas.policy import Guards

TOKEN = "ghp_" + "aB3dE6gH9jK2" * 3


def seen(fields: dict[str, Any], policy: dict[str, Any] | None = None) -> list[Sighting]:
    case = Case(Interaction.model_validate(fields), Guards.model_validate({"secrets": policy or {}}))
    return list(SecretsGuard().check([case])[0].sightings)


@pytest.mark.parametrize(
    ("fields", "pointer", "in_key"),
    [
        ({"messages": TOKEN}, "/messages/0/parts/0/content", False),
        ({"output": [{"parts": [{"type": "reasoning", "content": TOKEN}]}]}, "/output/0/parts/0/content", False),
        ({"context": [{"text": TOKEN}]}, "/context/0/text", False),
        ({"tool_calls": [{"arguments": {"a": [TOKEN]}}]}, "/tool_calls/0/arguments/a/0", False),
        ({"tool_calls": [{"arguments": f'{{"a": "{TOKEN}"}}'}]}, "/tool_calls/0/arguments", False),
        ({"attributes": {TOKEN: 1}}, f"/attributes/{TOKEN}", True),
        ({"unknown": {"deep": TOKEN}}, "/attributes/unknown/deep", False),
        ({"labels": {"team": TOKEN}}, "/labels/team", False),
        ({"tenant": TOKEN}, "/tenant", False),
        ({"event_id": TOKEN}, "/event_id", False),
    ],
)
def test_every_string_and_key_is_looked_at(fields: dict[str, Any], pointer: str, in_key: bool) -> None:
    (sighting,) = seen(fields)
    assert (sighting.rule, sighting.replace, sighting.severity) == ("GITHUB_TOKEN", "GITHUB_TOKEN", "high")
    assert (sighting.span.pointer, sighting.span.in_key) == (pointer, in_key)
    assert sighting.span.end - sighting.span.start == len(TOKEN)


def test_the_policy_says_what_becomes_of_a_type() -> None:
    fields = {"messages": f"use {TOKEN}"}
    assert seen(fields, {"entities": {"GITHUB_TOKEN": "report"}})[0].replace is None
    assert seen(fields, {"entities": {"GITHUB_TOKEN": "ignore"}}) == []
    assert seen(fields, {"allow": [TOKEN]}) == []
    assert seen(fields, {"threshold": 0.99}) == []
    assert len(seen(fields, {"threshold": 0.9})) == 1


def test_the_key_of_a_member_is_enough() -> None:
    (sighting,) = seen({"messages": "hello", "attributes": {"app": {"clientSecret": "abcDEFghiJKLmnop"}}})
    assert (sighting.rule, sighting.span.pointer, sighting.span.end) == (
        "SECRET_KEY",
        "/attributes/app/clientSecret",
        16,
    )


def test_a_clean_event_has_no_sighting() -> None:
    assert (
        seen(
            {
                "messages": "What is my copay?",
                "output": "It is $30.",
                "event_id": "550e8400-e29b-41d4-a716-446655440000",
            }
        )
        == []
    )


WORDS = ["password", "=", ": ", '"', "'", "is ", "api_key", "://", "u:", "@", "Bearer ", "hunter2", "\n", ";base64,"]
HINTS = st.sampled_from([*WORDS, TOKEN, "-----BEGIN PRIVATE KEY-----"])


@given(text=st.lists(HINTS | st.text(max_size=6), max_size=20).map("".join))
def test_secrets_lie_inside_their_text_in_order_and_apart(text: str) -> None:
    found = secrets_in(Text(("x",), text))
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert all(one.end <= two.start for one, two in pairwise(found))


@given(before=st.text(max_size=20), after=st.text(max_size=20))
def test_a_token_is_found_between_any_words(before: str, after: str) -> None:
    found = secrets_in(Text(("x",), f"{before} {TOKEN} {after}"))
    assert any(each.rule == "GITHUB_TOKEN" for each in found) or "base64," in before
