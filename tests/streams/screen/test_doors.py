"""What leaves a worker for one event: which records, under which ids and headers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from numpy import float64
from pydantic import BaseModel
from pydantic_core import from_json

from guards.case import Case, Sighting, Span, Verdict
from schemas.decision import Approved, Decision, Quarantined, Source, Timings, derived_id
from schemas.interaction import Interaction
from schemas.policy import Policy
from streams.judging.court import court_of
from streams.kafka.session import Outgoing
from streams.screen.doors import Doors
from streams.screen.inbox import Arrived
from streams.topics import Topics
from streams.wire.encoder import RecordEncoder
from streams.wire.values import Writer, to_json_bytes

TOPICS = Topics()


class Spots:
    """A guard that sees something at each character of an answer: (l)ow, (h)igh, or what is (r)edacted."""

    name = "spots"

    def check(self, cases: Sequence[Case]) -> list[Verdict]:
        return [Verdict(tuple(self._seen(case))) for case in cases]

    def _seen(self, case: Case) -> list[Sighting]:
        span = [Span("/output/0/parts/0/content", at, at + 1) for at in range(4)]
        kinds: dict[str, dict[str, Any]] = {
            "l": {"severity": "low"},
            "h": {"severity": "high"},
            "r": {"severity": "low", "replace": "type"},
        }
        said = case.answers[0].text if case.answers else ""
        return [Sighting(f"R{at}", span[at], **kinds[letter]) for at, letter in enumerate(said[:4]) if letter in kinds]


def records_of(answer: str, trace: bytes | None = None) -> list[Outgoing]:
    court = court_of(Policy.model_validate({"guards": {"plugins": {"spots": {"hold_from": "high"}}}}), {}, [Spots()])
    event = Interaction.model_validate({"event_id": "e", "tenant": "acme", "conversation_id": "c", "output": answer})
    source = Source(topic="in", partition=0, offset=7)
    arrived = Arrived(source, datetime(2026, 1, 5, tzinfo=UTC), None, b"", trace, 0)
    [judgement] = court.judge.judge([court.case(event, source=source)])
    return list(Doors(TOPICS, Writer()).judged(arrived, judgement, court.ref, Timings(), None))


def odd_events() -> Iterator[dict[str, Any]]:
    """Events that say everything, nothing, and what producers should not."""
    words = ["", "ä\u2028\U0001f600", "a|b/c", '"\\', "\x00\x7f", "x" * 300, "ada@example.com", "s..."]
    for number, word in enumerate(words):
        yield {"event_id": word, "tenant": word, "workflow": word, "model": word, "conversation_id": word}
        yield {
            "correlation_id": word,
            "output": word,
            "unknown": {word: [word, None, 1.5, True]},
            "labels": {word: word},
        }
        yield {"output": [{"role": "assistant", "content": [{"text": word}]}], "occurred_at": number * 10**9}
        yield {"messages": word, "output": f"rl{word}", "event_id": None, "phase": "exchange", "latency_ms": number / 7}
        yield {"output": f"h{word}", "context": [{"content": word, "as_of": "2026-01-05T10:00:00.123456+05:30"}]}
        yield {"tool_calls": [{"function": {"name": word, "arguments": {word: number}}}], "finish_reasons": "stop"}
        yield {"occurred_at": "0001-01-01T00:00:00Z", "usage": {"prompt_tokens": number, "cost": 1e-300 * number}}


class Numbers:
    """A guard whose numbers are of many kinds, as those of a plug-in may be."""

    name = "pii"

    def check(self, cases: Sequence[Case]) -> list[Verdict]:
        return [
            Verdict((), {"whole": 3, "yes": True, "part": 1e-7, "exact": Decimal("0.5"), "audit.texts": float64(2)})
            for _ in cases
        ]


@pytest.mark.parametrize("wire", ["json", "avro"])
def test_what_is_written_is_what_validation_would_have_made_of_it(wire: str) -> None:
    """Byte by byte: the decision and its brief are made of values that nobody looks at again."""
    policy = Policy.model_validate({"guards": {"plugins": {"spots": {"hold_from": "high", "mode": "enforce"}}}})
    court = court_of(policy, {}, [Spots(), Numbers()])
    encoders = {model: RecordEncoder(model) for model in (Decision, Approved, Quarantined)}
    seen = Counter[str]()
    for number, sent in enumerate(odd_events()):
        source = Source(topic="in", partition=3, offset=number)
        event = Interaction.model_validate(sent)
        arrived = Arrived(source, datetime(2026, 1, 5, tzinfo=UTC), None, b"", None, 0)
        [judgement] = court.judge.judge([court.case(event, source=source)])
        duplicate_of = source if number % 3 == 0 else None
        made: list[BaseModel] = []
        list(Doors(TOPICS, Keeping(made)).judged(arrived, judgement, court.ref, Timings(judging_ms=0.1), duplicate_of))
        for record in made:
            if type(record) in encoders:
                again = _validated_again(record)
                encode = to_json_bytes if wire == "json" else encoders[type(record)].encode
                assert encode(record) == encode(again)
                assert vars(record).keys() == type(record).model_fields.keys()
                seen[type(record).__name__] += 1
    assert (seen["Approved"], seen["Quarantined"]) == (48, 8)
    assert seen["Decision"] == 56


class Keeping:
    """An encoder that keeps the records it is given."""

    def __init__(self, kept: list[BaseModel]) -> None:
        self._kept = kept

    def encode(self, record: BaseModel, topic: str) -> bytes:
        self._kept.append(record)
        return b""


def _validated_again(record: BaseModel) -> BaseModel:
    """The same record made of its values by validation, what it holds included."""
    fields = dict(record)
    if "decision" in fields:
        fields["decision"] = type(fields["decision"])(**dict(fields["decision"]))
    return type(record)(**fields)


def header(record: Outgoing, name: str) -> str:
    return dict(record.headers)[name].decode()


@pytest.mark.parametrize(
    ("answer", "action", "door", "violations"),
    [
        ("....", "allow", TOPICS.approved.name, 0),
        ("l...", "allow", TOPICS.approved.name, 0),
        ("r...", "modify", TOPICS.approved.name, 0),
        ("h...", "quarantine", TOPICS.quarantine.name, 1),
        ("hlh.", "quarantine", TOPICS.quarantine.name, 2),
    ],
)
def test_an_event_leaves_by_one_door_and_low_findings_page_nobody(
    answer: str, action: str, door: str, violations: int
) -> None:
    records = records_of(answer)
    assert [record.topic for record in records] == [
        door,
        TOPICS.decisions.name,
        *[TOPICS.violations.name] * violations,
    ]
    assert {header(record, "tidegate-action") for record in records} == {action}
    assert {header(record, "tidegate-source") for record in records} == {"in/0/7"}
    assert {record.key for record in records} == {b"acme|c"}


def test_each_record_has_an_id_of_its_own_and_the_same_when_it_is_judged_again() -> None:
    ids = [header(record, "ce_id") for record in records_of("hhhh")]
    assert len(ids) == len(set(ids)) == 6
    assert ids == [header(record, "ce_id") for record in records_of("hhhh")]


def test_ids_follow_from_the_coordinates_of_the_event() -> None:
    door, decision, violation = records_of("h...")
    assert header(door, "ce_id") == derived_id("quarantined", "in/0/7")
    assert (
        header(decision, "ce_id") == from_json(decision.value or b"")["decision_id"] == derived_id("decision", "in/0/7")
    )
    assert header(violation, "ce_id") == from_json(violation.value or b"")["finding"]["finding_id"]
    assert [header(record, "ce_type") for record in (door, decision, violation)] == [
        f"dev.tidegate.{kind}.v1" for kind in ("quarantined", "decision", "violation")
    ]


def test_a_trace_is_carried_on_and_nothing_else_in_its_place() -> None:
    trace = b"00-" + b"a" * 32 + b"-" + b"b" * 16 + b"-01"
    assert {header(record, "traceparent") for record in records_of("h...", trace)} == {trace.decode()}
    assert all("traceparent" not in dict(record.headers) for record in records_of("h...", b"ada@example.com"))
