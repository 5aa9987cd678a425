"""What every guard promises, whatever it looks for. A new guard joins the list below and inherits all of it.

One verdict per case, in order; the same alone as in a batch; spans that lie inside their text; no word of an event
in a rule or reason; finite numbers; and it never raises.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import import_module
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from guards.case import Case, Guard, Sighting, Span, Verdict
from schemas.contracts import Contract
from schemas.decision import Outcome, Severity
from schemas.interaction import Interaction
from schemas.policy import Guards
from tests.schemas.records import records

GUARDS = {
    "contract": "guards.contract:ContractGuard",
    "freshness": "guards.freshness:FreshnessGuard",
    "secrets": "guards.secrets:SecretsGuard",
    "contradiction": "guards.contradiction:ContradictionGuard",
    "pii": "guards.pii:PiiGuard",
}

# A marker that every string of an event carries. It is no word, no secret and no personal data.
CANARY = "Zqjx"

POLICY = Guards.model_validate(
    {"freshness": {"max_age": {f"{CANARY}eligibility": "24 h", "*": "30 d"}, "as_of_required": [f"{CANARY}ledger"]}}
)

CONTRACT = Contract(
    ref="plan@1",
    json_schema={
        "type": "object",
        "required": ["member", "copay"],
        "properties": {
            "member": {"type": "string"},
            "copay": {"type": "integer"},
            "plan": {"enum": ["gold", "silver"]},
        },
        "additionalProperties": False,
    },
)


@cache
def loaded(name: str) -> Guard:
    module, _, guard = GUARDS[name].partition(":")
    found: Guard = getattr(import_module(module), guard)()
    return found


@pytest.fixture(params=GUARDS)
def guard(request: pytest.FixtureRequest) -> Guard:
    return loaded(request.param)


def event(**fields: Any) -> Interaction:
    return Interaction.model_validate(
        {"event_id": f"{CANARY}1", "tenant": f"{CANARY}acme", "model": f"{CANARY}m", **fields},
    )


def answered(said: Any, **fields: Any) -> Interaction:
    return event(
        **{
            "occurred_at": "2026-03-05T12:00:00Z",
            "conversation_id": f"{CANARY}c",
            "messages": [{"role": "user", "content": f"{CANARY} what is my copay?"}],
            "output": said,
            "finish_reasons": ["stop"],
            **fields,
        }
    )


TOOL = {
    "name": f"{CANARY}_lookup",
    "parameters": {
        "type": "object",
        "required": [f"{CANARY}member"],
        "properties": {f"{CANARY}member": {"type": "string"}, f"{CANARY}year": {"type": "integer"}},
        "additionalProperties": False,
    },
}
CONTEXT = [
    {
        "id": f"{CANARY}1",
        "text": f"{CANARY} The copay is $30.",
        "source": f"{CANARY}eligibility",
        "as_of": "2026-03-01T00:00:00Z",
    },
    {"id": f"{CANARY}2", "text": f'{{"{CANARY}plan": "gold", "copay": 30}}', "source": f"{CANARY}ledger"},
    {"id": f"{CANARY}3", "text": "", "source": None, "as_of": "2027-03-01T00:00:00Z"},
]


def cases() -> Iterator[Case]:
    """Events that are well, and events that are not in every way a guard here knows."""
    now = datetime(2026, 3, 5, 12, 0, 5, tzinfo=UTC)
    ask = event(
        phase="request",
        conversation_id=f"{CANARY}c",
        messages=f"{CANARY} ask",
        context=CONTEXT,
        tools=[TOOL],
        parameters={"response_format": {"type": "json_schema", "json_schema": {"schema": TOOL["parameters"]}}},
    )
    json_before = answered(f'{{"{CANARY}": 1}}')
    yield Case(Interaction(), POLICY)
    yield Case(ask, POLICY, received_at=now)
    yield Case(answered(f"{CANARY} The copay is $30.", context=CONTEXT), POLICY, received_at=now)
    yield Case(answered(f"{CANARY} The copay is $45.", context=CONTEXT), POLICY, received_at=now)
    yield Case(answered(f"{CANARY} yes", messages=[]), POLICY, others=(ask,), received_at=now)
    for said in (
        f'{{"member": "{CANARY}", "copay": 3}}',
        f'{{"member": "{CANARY}", "copay": "{CANARY}", "{CANARY}": 1, "plan": "{CANARY}"}}',
        f'{{"{CANARY}": {{"{CANARY}": [1, 2]}}}}',
        f'{CANARY}\n```json\n{{"member": 1, "copay": 2}}\n```',
        f'{{"member": "{CANARY}',
        f"{CANARY} prose",
        "[" * 300 + "]" * 300,
        [{"role": "assistant", "content": '{"member": '}, {"role": "assistant", "content": {"copay": "x", CANARY: 1}}],
        [{"type": "text", "content": '{"member": "\\u00e9",'}, {"type": "text", "content": ' "copay": "x"}'}],
    ):
        yield Case(answered(said, contract="plan@1"), POLICY, contract=CONTRACT, received_at=now)
    yield Case(answered("x", contract=f"{CANARY}@9"), POLICY)
    yield Case(answered("", phase="response"), POLICY)
    yield Case(answered(f"{CANARY} and then", finish_reasons=["length", f"{CANARY}"]), POLICY)
    yield Case(answered(f"{CANARY}", occurred_at="1970-01-01T00:00:00Z"), POLICY, received_at=now)
    yield Case(answered(f"{CANARY} prose"), POLICY, others=(json_before, json_before))
    for arguments in (f'{{"{CANARY}member": 1}}', f'{{"{CANARY}": ', {CANARY: CANARY}, None, [1], f"{CANARY}"):
        calls = [{"name": TOOL["name"], "arguments": arguments}, {"name": f"{CANARY}_other", "arguments": arguments}]
        yield Case(answered([], tool_calls=calls, tools=[TOOL]), POLICY)
        yield Case(answered([], tool_calls=calls, messages=[]), POLICY, others=(ask,))
    secret = "ghp_" + "aB3dE6gH9jK2" * 3
    yield Case(
        answered(
            f"{CANARY} my password is Tr0ub4dor&3 and the key is {secret}, mail ada@example.com",
            attributes={secret: {"password": "hunter2hunter"}, CANARY: f"postgres://u:p4ss{CANARY}@db/x"},
        ),
        POLICY,
    )


def text_at(case: Case, span: Span) -> Any:
    """The value (or key) that a span points into."""
    value: Any = case.event_at(span.event).model_dump(mode="json")
    steps = [step.replace("~1", "/").replace("~0", "~") for step in span.pointer.split("/")[1:]]
    for step in steps:
        value = value[int(step)] if isinstance(value, list) else value[step]
    return steps[-1] if span.in_key else value


def assert_inside(case: Case, span: Span) -> None:
    assert 0 <= span.start <= span.end
    value = text_at(case, span)
    if span.end:
        assert isinstance(value, str | int | float), span.pointer
        assert span.end <= len(value if isinstance(value, str) else repr(value))


def assert_lawful(case: Case, verdict: Verdict) -> None:
    for sighting in verdict.sightings:
        assert_inside(case, sighting.span)
        for counterpart in sighting.evidence:
            assert_inside(case, counterpart.span)
        assert sighting.span.event == 0
        assert sighting.outcome in get_args(Outcome)
        assert sighting.severity in get_args(Severity)
        assert 0 <= sighting.confidence <= 1
    assert all(isinstance(name, str) and math.isfinite(score) for name, score in verdict.scores.items())


def test_every_guard_follows_the_protocol_and_explains_itself(guard: Guard) -> None:
    assert isinstance(guard, Guard)
    assert GUARDS[guard.name]
    told = type(guard).__doc__ or ""
    assert [word for word in ("Looks for", "Cannot see", "Costs", "Example") if word not in told] == []


def test_an_empty_batch_gets_an_empty_answer(guard: Guard) -> None:
    assert list(guard.check([])) == []


def test_one_verdict_per_case_and_each_is_lawful(guard: Guard) -> None:
    batch = list(cases())
    verdicts = guard.check(batch)
    assert len(verdicts) == len(batch)
    for case, verdict in zip(batch, verdicts, strict=True):
        assert_lawful(case, verdict)


def test_every_guard_finds_something_here(guard: Guard) -> None:
    """Or the tests above prove nothing."""
    assert any(verdict.sightings for verdict in guard.check(list(cases())))


def test_a_case_is_judged_the_same_alone_as_in_any_batch(guard: Guard) -> None:
    batch = list(cases())
    together = plain(guard.check(batch))
    assert plain([guard.check([case])[0] for case in cases()]) == together
    assert plain(guard.check(list(reversed(list(cases()))))) == list(reversed(together))


def test_a_replay_says_the_same(guard: Guard) -> None:
    assert plain(guard.check(list(cases()))) == plain(guard.check(list(cases())))


def test_no_two_sightings_share_rule_and_span(guard: Guard) -> None:
    """The id of a finding is made of both, so two of them would be one to everybody who counts."""
    for verdict in guard.check(list(cases())):
        places = [(sighting.rule, sighting.span) for sighting in verdict.sightings]
        assert len(places) == len(set(places))


def test_no_text_of_an_event_is_in_a_rule_reason_or_score(guard: Guard) -> None:
    for verdict in guard.check(list(cases())):
        for sighting in verdict.sightings:
            assert CANARY.lower() not in f"{sighting.rule} {sighting.reason} {sighting.replace}".lower()
        assert not any(CANARY.lower() in name.lower() for name in verdict.scores)


def plain(verdicts: Sequence[Verdict]) -> list[tuple[tuple[Sighting, ...], dict[str, float]]]:
    return [(tuple(verdict.sightings), dict(verdict.scores)) for verdict in verdicts]


# --- Events that nobody would send ---------------------------------------------------------------------------------

SHORT = st.text(max_size=8)
BROKEN = ["", " ", "\x00", "\ufeff", "{", "[", '"', '{"a":', "```", "```json\n{", "null", "NaN", "-", "1e999", "[1,]"]
ODD = [
    "password=",
    "-----BEGIN PRIVATE KEY-----",
    "://u:p@h",
    "$-1",
    "9" * 400,
    "½ 一 ٣",
    "0/0/0",
    "a\u0301",
    '{"a":1}',
]
AWKWARD = st.sampled_from(BROKEN + ODD)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | SHORT | AWKWARD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SHORT | AWKWARD, inner, max_size=3),
    max_leaves=8,
)
SCHEMA_WORDS = st.sampled_from(
    ["type", "properties", "required", "$ref", "enum", "pattern", "anyOf", "items", "not", "$id"]
)
SCHEMA_VALUES = st.sampled_from(
    ["#", "#/a", "object", "string", ["a"], {"a": {"$ref": "#"}}, "http://x.test/y", "(a+)+$", 1, {}]
)
SCHEMAS = st.dictionaries(SCHEMA_WORDS, SCHEMA_VALUES | JSON, max_size=4) | JSON
TIMES = st.datetimes(timezones=st.just(UTC)) | st.sampled_from(
    [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)]
)
PARTS = st.fixed_dictionaries(
    {"type": st.sampled_from(["text", "tool_call", "tool_use", "reasoning", "image", "output_text"])},
    optional={"content": JSON | AWKWARD, "name": AWKWARD, "arguments": JSON | AWKWARD, "input": JSON, "id": AWKWARD},
)
MESSAGES = st.fixed_dictionaries(
    {},
    optional={
        "role": st.sampled_from(["assistant", "tool", "user", ""]),
        "content": AWKWARD | JSON.filter(lambda value: isinstance(value, dict)) | st.lists(PARTS, max_size=2),
        "finish_reason": st.sampled_from(["length", "stop", "", ".", "SAFETY"]),
        "tool_calls": st.lists(JSON, max_size=2),
    },
)


def readable(fields: dict[str, Any]) -> Interaction:
    """What is no event becomes a dead letter long before any guard."""
    try:
        return Interaction.model_validate(fields)
    except ValidationError:
        return Interaction()


HOSTILE = st.fixed_dictionaries(
    {},
    optional={
        "phase": st.sampled_from(["request", "response", "exchange"]),
        "occurred_at": TIMES,
        "contract": AWKWARD,
        "messages": st.lists(MESSAGES, max_size=2),
        "output": st.lists(MESSAGES | PARTS, max_size=3),
        "context": st.lists(
            st.fixed_dictionaries({"text": AWKWARD}, optional={"as_of": TIMES, "source": AWKWARD}), max_size=2
        ),
        "tools": st.lists(st.fixed_dictionaries({"name": st.just("f")}, optional={"parameters": SCHEMAS}), max_size=2),
        "tool_calls": st.lists(st.fixed_dictionaries({"name": st.just("f"), "arguments": JSON | AWKWARD}), max_size=2),
        "parameters": st.dictionaries(
            st.sampled_from(["response_format", "text", "response_mime_type"]), JSON, max_size=2
        ),
        "finish_reasons": st.lists(st.sampled_from(["length", "stop", "content_filter", ""]), max_size=3),
        "attributes": st.dictionaries(AWKWARD, JSON, max_size=2),
    },
).map(readable)
RECORDS = records(Interaction)


@st.composite
def hostile_cases(draw: st.DrawFn) -> Case:
    """Any event at all, or one with odd things where a guard looks, beside others of its kind."""
    schema = draw(SCHEMAS)
    return Case(
        event=draw(RECORDS) if draw(st.booleans()) else draw(HOSTILE),
        policy=POLICY,
        contract=Contract(ref="any@1", json_schema=schema) if isinstance(schema, dict) else None,
        others=tuple(draw(HOSTILE) for _ in range(draw(st.integers(0, 2)))),
        received_at=draw(st.none() | TIMES),
    )


@settings(max_examples=150, deadline=timedelta(seconds=5), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batch=st.lists(hostile_cases(), max_size=2))
def test_no_event_whatever_makes_a_guard_raise(guard: Guard, batch: list[Case]) -> None:
    for case, verdict in zip(batch, guard.check(batch), strict=True):
        assert_lawful(case, verdict)
