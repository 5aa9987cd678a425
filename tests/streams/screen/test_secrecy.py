"""Unique values in every field of an event, then nothing that leaves a worker but a dead letter's value holds one.

A real broker and a real process, talking at its loudest: its own debug lines, those of every library, librdkafka's,
its spans, its metrics, and every record it produced.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, NamedTuple

import pytest
from confluent_kafka import Message, Producer

from streams.settings import Settings
from tests.streams.reading import make_topics, read_all

POLICY = """
name: canary
version: "1"
contracts: contracts
guards:
  contract: {on_cannot_tell: allow}
  freshness: {max_age: {"*": 24 h}, as_of_required: ["*"]}
"""
CONTRACT = {
    "type": "object",
    "required": ["member"],
    "properties": {"copay": {"type": "integer"}, "plan": {"enum": ["gold"]}},
    "additionalProperties": False,
}

Mark = Callable[[], str]


class Marks:
    """Makes values that are never made twice, and remembers them."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self.made: list[str] = []

    def mail(self) -> str:
        self.made.append(f"canary-{next(self._numbers):05}@example.com")
        return self.made[-1]

    def card(self) -> str:
        """A card number whose check digit is right (ISO/IEC 7812-1)."""
        stem = f"4{next(self._numbers):05}731904527"
        doubled = [int(digit) * (2 - at % 2) for at, digit in enumerate(stem)]
        self.made.append(f"{stem}{-sum(divmod(each, 10)[0] + each % 10 for each in doubled) % 10}")
        return self.made[-1]

    def token(self) -> str:
        """A personal access token of GitHub's old form."""
        self.made.append(f"ghp_{next(self._numbers):05}" + "aB3dE6gH9jK2mN5pQ8sT1vW4xY7zC0f")
        return self.made[-1]


def full(mark: Mark) -> dict[str, Any]:
    """An event with a value of its own in every field that takes text, in keys, and within JSON within text."""
    return {
        "event_id": mark(),
        "tenant": mark(),
        "environment": mark(),
        "workflow": mark(),
        "labels": {mark(): mark(), "team": f"the team of {mark()}"},
        "conversation_id": mark(),
        "correlation_id": mark(),
        "idempotency_key": mark(),
        "provider": mark(),
        "model": mark(),
        "model_version": mark(),
        "prompt_version": mark(),
        "parameters": {mark(): mark(), "stop": [mark()], "response_format": {"type": "json_schema", mark(): mark()}},
        "messages": [
            {"role": "user", "name": mark(), "content": f"I am {mark()}, and you? {mark()}"},
            {"role": mark(), "parts": [{"type": mark(), "id": mark(), "content": {mark(): [mark()]}, mark(): mark()}]},
            {"role": "tool", "parts": [{"type": "tool_call_response", "id": mark(), "response": {mark(): mark()}}]},
        ],
        "context": [
            {"id": mark(), "text": f"The copay of {mark()} is $20 in 2026.", "source": mark(), mark(): mark()},
            {"id": mark(), "text": json.dumps({"copay": 20, mark(): mark()}), "as_of": "2020-01-01T00:00:00Z"},
        ],
        "tools": [
            {"name": "f", "description": mark(), "parameters": {"type": "object", "required": [mark()]}},
            {"name": mark(), "parameters": {"type": mark(), mark(): mark()}},
        ],
        "contract": mark(),
        "output": [
            {"role": "assistant", "content": f"{mark()}: the copay is $45.", "finish_reason": mark(), "id": mark()},
            {"role": "assistant", "parts": [{"type": "tool_call", "name": mark(), "arguments": {mark(): mark()}}]},
        ],
        "tool_calls": [
            {"id": mark(), "name": "f", "arguments": json.dumps({mark(): mark()})},
            {"id": mark(), "name": mark(), "arguments": {mark(): {mark(): mark()}}},
            {"name": "f", "arguments": f'{{"{mark()}": "{mark()}'},
        ],
        "finish_reasons": [mark(), "length"],
        "usage": {"input_tokens": 10, mark(): mark()},
        "error_type": mark(),
        "evaluations": [{"name": mark(), "label": mark(), "score": 0.5, mark(): mark()}],
        mark(): {mark(): [mark(), {mark(): mark()}], "password": mark(), "url": f"postgres://u:{mark()}@db/x"},
    }


def under_contract(mark: Mark) -> dict[str, Any]:
    """An answer that breaks its contract in keys and in values."""
    said = json.dumps({mark(): mark(), "copay": mark(), "plan": mark(), "deep": {mark(): [mark()]}})
    return {"event_id": mark(), "tenant": mark(), "conversation_id": mark(), "contract": "plan@1", "output": said}


def pair(mark: Mark) -> Iterator[dict[str, Any]]:
    """A request and a response that disagrees with it, so that one event's text is evidence for another's finding."""
    bound = {"tenant": mark(), "conversation_id": mark()}
    context = [{"id": mark(), "source": mark(), "text": f"For {mark()} the copay is $20 per visit. {mark()}"}]
    yield {
        **bound,
        "event_id": mark(),
        "phase": "request",
        "messages": f"{mark()} asks for {mark()}",
        "context": context,
    }
    yield {**bound, "event_id": mark(), "phase": "response", "output": f"For {mark()} the copay is $45 per visit."}


def malformed(mark: Mark) -> Iterator[bytes | None]:
    yield f"not json {mark()}".encode()
    yield f'{{"event_id": "{mark()}", "latency_ms": "{mark()} ms"}}'.encode()
    yield f'{{"labels": {{"{mark()}": {{"{mark()}": 1}}}}}}'.encode()
    yield f'{{"{mark()}": "\\ud800 {mark()}"}}'.encode()
    yield f'"{mark()}"'.encode()
    yield b"\x00\x00\x00\x00\x07" + mark().encode()
    yield b'{"a":' * 500 + f'"{mark()}"'.encode() + b"}" * 500
    yield f'{{"occurred_at": "{mark()}", "retries": "{mark()} times"}}'.encode()
    yield f'{{"output": [{{"parts": [{{"type": ["{mark()}"]}}]}}]}}'.encode()
    yield None


class Heard(NamedTuple):
    """Everything that a worker let out."""

    marks: list[str]
    lines: str
    spans: str
    metrics: str
    records: list[Message]
    letters: list[Message]


def events(marks: Marks) -> Iterator[tuple[bytes | None, Mark]]:
    for mark in (marks.mail, marks.card, marks.token):
        sound = [full(mark), under_contract(mark), *pair(mark)]
        yield from ((json.dumps(each).encode(), mark) for each in sound)
        yield from ((each, mark) for each in malformed(mark))
    cards = json.dumps({"attributes": {"card": int(marks.card())}, "tool_calls": [{"arguments": [int(marks.card())]}]})
    yield cards.encode(), marks.mail


def feed(settings: Settings, marks: Marks) -> int:
    """Every event under a key of its own, beside headers of its own."""
    producer, fed = Producer({"bootstrap.servers": settings.kafka}), 0
    for value, mark in events(marks):
        headers = [(mark(), mark().encode()), ("traceparent", mark().encode()), ("tidegate-source", mark().encode())]
        producer.produce(settings.topics.interactions.name, value, mark(), headers=headers)
        fed += 1
    assert producer.flush(30) == 0
    return fed


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@pytest.fixture(scope="module")
def heard(kafka: str, tmp_path_factory: pytest.TempPathFactory) -> Heard:
    folder = tmp_path_factory.mktemp("canary")
    (folder / "contracts").mkdir()
    (folder / "policy.yaml").write_text(POLICY)
    (folder / "contracts" / "plan@1.json").write_text(json.dumps(CONTRACT))
    prefix, port, marks = f"canary{os.urandom(4).hex()}.", free_port(), Marks()
    settings = Settings(kafka=kafka, topic_prefix=prefix, group=f"{prefix}screen")
    make_topics(kafka, settings.topics, partitions=1)
    fed = feed(settings, marks)
    environment = {
        **os.environ,
        "TIDEGATE_KAFKA": kafka,
        "TIDEGATE_TOPIC_PREFIX": prefix,
        "TIDEGATE_GROUP": settings.group,
        "TIDEGATE_HTTP_PORT": str(port),
        "TIDEGATE_HTTP_HOST": "127.0.0.1",
        "TIDEGATE_LOG_LEVEL": "debug",
        "TIDEGATE_POLICY": str(folder / "policy.yaml"),
    }
    with (folder / "log").open("wb") as log:
        command = [sys.executable, "-X", "dev", "-m", "tests.streams.screen.canary_worker", str(folder / "spans")]
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + 90
            while sum(1 for _ in read_all(kafka, settings.topics.decisions.name)) < fed:
                assert process.poll() is None, (folder / "log").read_text()[-3000:]
                assert time.monotonic() < deadline
                time.sleep(0.5)
            metrics = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10).read().decode()
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
    topics = settings.topics
    said = [topic.name for topic in (topics.approved, topics.quarantine, topics.decisions, topics.violations)]
    return Heard(
        marks=marks.made,
        lines=(folder / "log").read_text(errors="replace"),
        spans=(folder / "spans").read_text(),
        metrics=metrics,
        records=list(read_all(kafka, *said)),
        letters=list(read_all(kafka, topics.deadletter.name)),
    )


def found(marks: list[str], text: str) -> list[str]:
    """Which marks a text holds, in part too: an address without its domain is an address still."""
    seen = set(re.findall(r"canary-\d{5}|4\d{5}731904527\d|ghp_\d{5}", text))
    return sorted(mark for mark in marks if any(mark.startswith(each) for each in seen))


def head(message: Message) -> str:
    return repr((message.key(), message.headers()))


def test_what_was_sent_was_sent(heard: Heard) -> None:
    """Or everything below proves nothing."""
    assert len(heard.marks) == len(set(heard.marks)) > 300
    letters = "".join(repr(message.value()) for message in heard.letters)
    assert len(found(heard.marks, letters)) > 30
    for door in ("approved", "quarantine", "decisions", "violations"):
        assert any((message.topic() or "").endswith(f"llm.{door}.v1") for message in heard.records), door
    assert "<EMAIL_ADDRESS>" in repr([message.value() for message in heard.records])
    assert "<CREDIT_CARD>" in repr([message.value() for message in heard.records])
    for marker in heard.marks[:3]:
        assert found(heard.marks, f"x {marker} y") == [marker]


def test_no_line_holds_one(heard: Heard) -> None:
    assert '"level": "debug"' in heard.lines
    assert "%7|" in heard.lines, "librdkafka spoke too"
    assert "Traceback" not in heard.lines
    assert found(heard.marks, heard.lines) == []


def test_no_span_holds_one(heard: Heard) -> None:
    assert "tidegate.judge" in heard.spans
    assert found(heard.marks, heard.spans) == []


def test_no_metric_holds_one(heard: Heard) -> None:
    assert "tidegate_events_total" in heard.metrics
    assert found(heard.marks, heard.metrics) == []


def test_no_header_or_key_holds_one(heard: Heard) -> None:
    assert [message.topic() for message in heard.records if found(heard.marks, head(message))] == []


def test_a_dead_letters_headers_hold_none(heard: Heard) -> None:
    """Its key and value are the original's; everything else about it is ours."""
    assert [m.headers() for m in heard.letters if found(heard.marks, repr(m.headers()))] == []


@pytest.mark.parametrize("door", ["approved", "quarantine", "decisions", "violations"])
def test_no_record_holds_one(heard: Heard, door: str) -> None:
    texts = [repr(m.value()) for m in heard.records if (m.topic() or "").endswith(f"llm.{door}.v1")]
    leaks = {mark: around(mark, text) for text in texts for mark in found(heard.marks, text)}
    assert leaks == {}


def around(mark: str, text: str) -> str:
    at = text.find(mark[:12])
    return text[max(0, at - 200) : at + 60]
