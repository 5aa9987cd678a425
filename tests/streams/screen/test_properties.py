"""No bytes whatever make the processing raise: they become a dead letter or a judged event. No Kafka here."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic_core import from_json

from guards.redaction import Pseudonyms
from schemas.decision import Approved, Decision, PolicyRef, Quarantined, Source, Timings, Violation
from schemas.errors import InputError
from schemas.policy import Policy
from streams.judging.court import court_of
from streams.judging.installed import all_guards
from streams.kafka.session import Outgoing
from streams.screen.doors import Doors
from streams.screen.inbox import Arrived, Inbox
from streams.screen.metrics import ScreenMetrics
from streams.settings import Settings
from streams.topics import Topics
from streams.wire.values import Writer, read_record
from tests.schemas.records import JSON

TOPICS = Topics()
AT = datetime(2026, 3, 5, 12, tzinfo=UTC)
RECORDS = {
    TOPICS.approved.name: Approved,
    TOPICS.quarantine.name: Quarantined,
    TOPICS.decisions.name: Decision,
    TOPICS.violations.name: Violation,
}


class Way:
    """The way of an event through a worker, from its bytes to the records that say what became of it."""

    def __init__(self) -> None:
        self._court = court_of(Policy(), {}, all_guards(), Pseudonyms(b"key"))
        self._inbox = Inbox(Settings(), None)
        self._doors = Doors(TOPICS, Writer())
        self._metrics = ScreenMetrics()
        self._offset = 0

    def go(self, value: bytes | None, key: bytes | None = None, trace: bytes | None = None) -> list[Outgoing]:
        self._offset += 1
        source = Source(topic=TOPICS.interactions.name, partition=0, offset=self._offset)
        record = Arrived(source, AT, key, value, trace, 0)
        policy = PolicyRef(name="default", version="1")
        try:
            case, first = self._inbox.case(record, self._court)
        except InputError as error:
            return list(self._doors.dead_letter(record, error, policy))
        (judgement,) = self._court.judge.judge([case])
        self._metrics.judged([judgement], 0.0, [0.0])
        return list(self._doors.judged(record, judgement, policy, Timings(), first))


@cache
def way() -> Way:
    return Way()


def assert_lawful(value: bytes | None, said: list[Outgoing]) -> None:
    doors = [record for record in said if record.topic in {topic.name for topic in TOPICS.doors()}]
    decisions = [record for record in said if record.topic == TOPICS.decisions.name]
    assert (len(doors), len(decisions)) == (1, 1)
    for record in said:
        if record.topic in RECORDS:
            read_record(record.value, RECORDS[record.topic])
            assert record.key is None or record.key.decode()
        else:
            assert record.value == value
        for name, header in record.headers:
            assert name.isascii()
            assert isinstance(header, bytes)
            assert header.isascii()
    decision = from_json(decisions[0].value or b"")
    assert (decision["action"] == "dead_letter") == (doors[0].topic == TOPICS.deadletter.name)


# --- What may come ---------------------------------------------------------------------------------------------------

SOUND: dict[str, Any] = {
    "event_id": "e-1",
    "phase": "exchange",
    "tenant": "acme",
    "workflow": "benefits",
    "labels": {"team": "claims"},
    "conversation_id": "c-1",
    "occurred_at": "2026-03-05T11:59:00Z",
    "model": "m-1",
    "parameters": {"temperature": 0.2, "response_format": {"type": "json_object"}},
    "messages": [{"role": "user", "parts": [{"type": "text", "content": "ada@example.com, card 4111111111111111"}]}],
    "context": [{"id": "p", "text": "The copay is $20.", "source": "plans", "as_of": "2026-03-01T00:00:00Z"}],
    "tools": [{"name": "f", "parameters": {"type": "object", "required": ["q"]}}],
    "contract": "plan@1",
    "output": [{"role": "assistant", "content": '{"copay": "$45", "to": "ada@example.com"}'}],
    "tool_calls": [{"id": "t", "name": "f", "arguments": {"q": "ada@example.com"}}],
    "finish_reasons": ["stop"],
    "usage": {"input_tokens": 12, "output_tokens": 5, "cost": 0.01},
    "latency_ms": 812.5,
    "evaluations": [{"name": "tone", "score": 0.5}],
    "ada@example.com": {"password": "hunter2hunter2"},
}

ODD = st.sampled_from(
    [
        "",
        "\x00",
        "a\x00@example.com",
        "\u202e",
        "é",
        "😀ada@example.com",
        "²",
        "1e999",
        "-0",
        "{",
        '{"a": ',
        '["',
        "$",
        "£1.2.3",
    ]
)
VALUES = JSON | ODD | st.integers() | st.sampled_from([10**4000, -(2**63), 2**64, 1e308, 0, True])


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for step, item in inner for place in paths(item, (*path, step)))]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A sound event in which a few places hold something else, are doubled, or are gone."""
    document: Any = json.loads(json.dumps(SOUND))
    for _ in range(draw(st.integers(1, 4))):
        *place, last = draw(st.sampled_from([path for path in paths(document) if path]))
        holder = document
        for step in place:
            holder = holder[step]
        match draw(st.sampled_from(["other", "gone", "renamed", "wrapped"])):
            case "gone":
                del holder[last]
            case "renamed" if isinstance(holder, dict):
                holder[draw(ODD)] = holder.pop(last)
            case "wrapped":
                holder[last] = draw(st.sampled_from([[holder[last]], {"a@b.co": holder[last]}, str(holder[last])]))
            case _:
                holder[last] = draw(VALUES)
    return json.dumps(document).encode()


@st.composite
def broken(draw: st.DrawFn) -> bytes:
    """The bytes of an event, cut or with a few of them changed."""
    raw = bytearray(draw(mutated()))
    for _ in range(draw(st.integers(0, 3))):
        raw[draw(st.integers(0, len(raw) - 1))] = draw(st.integers(0, 255))
    return bytes(raw[: draw(st.integers(0, len(raw)))] if draw(st.booleans()) else raw)


BYTES = st.none() | st.binary(max_size=200) | st.binary(max_size=60).map(b"\x00".__add__)
DOCUMENTS = JSON.map(lambda value: json.dumps(value).encode())
WITH_KEYS = st.dictionaries(st.sampled_from(sorted(SOUND)), VALUES, max_size=5).map(lambda d: json.dumps(d).encode())

EXAMPLES = settings(max_examples=500, deadline=timedelta(seconds=20), suppress_health_check=list(HealthCheck))


def test_the_sound_event_is_judged() -> None:
    """Or the mutations below would prove nothing."""
    said = way().go(json.dumps(SOUND).encode())
    assert_lawful(None, said)
    assert len(said) > 4, "one door, one decision, several violations"
    assert not any(b"ada@" in (record.value or b"") for record in said)


@EXAMPLES
@given(BYTES, BYTES, BYTES)
@example(None, None, None)
@example(b"\x00" * 5, b"\xff", b"00-" + b"0" * 32)
def test_any_bytes(value: bytes | None, key: bytes | None, trace: bytes | None) -> None:
    assert_lawful(value, way().go(value, key, trace))


@EXAMPLES
@given(DOCUMENTS | WITH_KEYS)
def test_any_json(value: bytes) -> None:
    assert_lawful(value, way().go(value))


@EXAMPLES
@given(mutated(), BYTES)
def test_any_mutation_of_a_sound_event(value: bytes, trace: bytes | None) -> None:
    assert_lawful(value, way().go(value, trace=trace))


@EXAMPLES
@given(broken())
def test_any_broken_event(value: bytes) -> None:
    assert_lawful(value, way().go(value))
