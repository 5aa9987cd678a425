"""The join window: only what stands before, only for a while, only so many bytes."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from schemas.decision import Source
from schemas.interaction import Interaction
from streams.judging.join import ConversationWindow
from streams.wire.values import read_interaction

BEGIN = datetime(2026, 3, 5, tzinfo=UTC)
AGE = timedelta(minutes=15)
ROOMY = 10**9


class Tape:
    """Events at one partition after the other, a second apart."""

    def __init__(self, max_bytes: int = ROOMY) -> None:
        self.window = ConversationWindow(AGE, max_bytes)

    def put(
        self, offset: int, partition: int = 0, at_s: float | None = None, size: int = 100, **fields: Any
    ) -> tuple[list[str | None], str | None]:
        """The ids of the earlier events that are handed out, and the coordinates of the first of the same id."""
        sent = Interaction.model_validate({"tenant": "t", "conversation_id": "c", **fields})
        at = BEGIN + timedelta(seconds=offset if at_s is None else at_s)
        others, first = self.window.join(sent, Source(topic="in", partition=partition, offset=offset), at, size)
        return [other.event_id for other in others], str(first) if first else None


def test_earlier_events_come_oldest_first() -> None:
    tape = Tape()
    assert tape.put(0, event_id="a") == ([], None)
    assert tape.put(1, event_id="b") == (["a"], None)
    assert tape.put(2, event_id="c") == (["a", "b"], None)


@pytest.mark.parametrize(
    ("other", "joined"),
    [
        ({}, True),
        ({"conversation_id": "d"}, False),
        ({"tenant": "u"}, False),
        ({"tenant": None}, False),
        ({"conversation_id": None}, False),
        ({"conversation_id": None, "correlation_id": "c"}, True),  # one name space for both, as the record key has
        ({"partition": 1}, False),
    ],
)
def test_who_is_joined(other: dict[str, Any], joined: bool) -> None:
    tape = Tape()
    tape.put(0, event_id="a", **other)
    assert tape.put(1, event_id="b") == (["a"] if joined else [], None)


def test_events_of_no_conversation_are_nobodys() -> None:
    tape = Tape()
    tape.put(0, conversation_id=None, event_id="a")
    assert tape.put(1, conversation_id=None, event_id="b") == ([], None)


def test_reading_the_same_coordinates_again_gives_the_same_answer() -> None:
    tape = Tape()
    first = [tape.put(offset, event_id=str(offset % 3)) for offset in range(6)]
    size, count = tape.window.bytes, len(tape.window)
    assert [tape.put(offset, event_id=str(offset % 3)) for offset in range(6)] == first
    assert (tape.window.bytes, len(tape.window)) == (size, count)


def test_a_duplicate_is_a_later_event_of_the_same_partition() -> None:
    tape = Tape()
    assert tape.put(0, event_id="a") == ([], None)
    assert tape.put(0, partition=1, event_id="a") == ([], None)
    assert tape.put(5, event_id="a") == (["a"], "in/0/0")
    assert tape.put(6, event_id="a", conversation_id="other") == ([], "in/0/0")
    assert tape.put(0, event_id="a") == ([], None), "read again"
    assert tape.put(7, event_id=None)[1] is None
    assert tape.put(8, event_id=None)[1] is None


def test_only_the_last_twenty_are_handed_out() -> None:
    tape = Tape()
    for offset in range(50):
        tape.put(offset, event_id=str(offset))
    assert tape.put(50)[0] == [str(offset) for offset in range(30, 50)]


@pytest.mark.parametrize(("later_s", "kept"), [(899, True), (900, True), (901, False)])
def test_what_is_too_old_is_forgotten(later_s: float, kept: bool) -> None:
    tape = Tape()
    tape.put(0, at_s=0, event_id="a")
    assert tape.put(1, at_s=later_s, event_id="a") == ((["a"], "in/0/0") if kept else ([], None))
    assert len(tape.window) == (2 if kept else 1)


def test_a_partition_that_is_read_ahead_does_not_age_another() -> None:
    """After an outage one partition may be read to its end while another is still an hour behind."""
    tape = Tape()
    tape.put(0, at_s=0, event_id="request")
    tape.put(0, partition=1, at_s=3600, event_id="elsewhere")
    assert tape.put(1, at_s=1, event_id="response") == (["request"], None)


def test_the_oldest_go_when_memory_is_short() -> None:
    tape = Tape(max_bytes=20_000)
    for offset in range(20):
        tape.put(offset, partition=offset % 2, event_id=str(offset))
        assert tape.window.bytes <= 20_000
    assert 0 < len(tape.window) < 20
    handed = tape.put(20, event_id="last")[0]
    assert handed == [str(offset) for offset in range(20) if offset % 2 == 0][-len(handed) :]


def test_an_event_larger_than_the_window_is_not_kept() -> None:
    tape = Tape(max_bytes=1000)
    tape.put(0, size=10_000, event_id="a")
    assert (tape.window.bytes, len(tape.window)) == (0, 0)
    assert tape.put(1, event_id="b") == ([], None)


def test_no_window_at_all() -> None:
    tape = Tape(max_bytes=0)
    tape.put(0, event_id="a")
    assert tape.put(1, event_id="a") == ([], None)


def test_a_partition_that_went_is_forgotten_and_may_return() -> None:
    tape = Tape()
    tape.put(0, event_id="a")
    tape.put(0, partition=1, event_id="b")
    held = tape.window.bytes
    tape.window.drop("in", 0)
    assert (len(tape.window), tape.window.bytes) == (1, held // 2)
    tape.window.drop("in", 9)
    assert tape.put(1, event_id="a") == ([], None)
    assert tape.put(0, event_id="a") == ([], None)
    assert tape.put(1, partition=1) == (["b"], None)


def test_bytes_are_those_of_what_is_held() -> None:
    """Of a window whose count only grew, `max_bytes` would end up forgetting everything at once."""
    tape = Tape()
    tape.put(0, at_s=0, size=1_000, event_id="a")
    one = tape.window.bytes
    tape.put(1, at_s=1, size=3_000, event_id="b")
    assert tape.window.bytes == 2 * one + 4_000, "text is counted twice"
    tape.put(0, partition=1, at_s=0, size=1_000, event_id="c")
    tape.put(2, at_s=5_000, size=1_000, event_id="d")
    assert (len(tape.window), tape.window.bytes) == (2, 2 * one)
    tape.put(3, at_s=5_001, size=3_000, event_id="e")
    tape.window.drop("in", 0)
    assert (len(tape.window), tape.window.bytes) == (1, one)
    tape.window.drop("in", 1)
    assert (len(tape.window), tape.window.bytes) == (0, 0)


def test_messages_parts_and_tools_are_counted_each() -> None:
    def cost(**fields: Any) -> int:
        tape = Tape()
        tape.put(0, **fields)
        return tape.window.bytes

    assert cost() == 2 * 100 + 2_900
    assert cost(messages="hi") - cost() == 2 * 850, "a message and its part"
    assert cost(output=["a", "b"]) - cost() == 4 * 850
    assert cost(context=["a"]) - cost() == 850
    assert cost(tools=[{"name": "f"}]) - cost() == 850
    assert cost(tool_calls=[{"name": "f"}]) - cost() == 850


def test_what_was_forgotten_is_remembered_when_it_is_read_again() -> None:
    tape = Tape()
    tape.put(0, at_s=0, event_id="a")
    tape.put(1, at_s=5_000, event_id="b")
    assert len(tape.window) == 1
    tape.put(0, at_s=5_000, event_id="a")
    assert len(tape.window) == 2
    assert tape.put(2, at_s=5_001)[0] == ["b", "a"]


def test_one_endless_conversation_stays_cheap() -> None:
    """A tenant that uses one conversation id for everything must not make each event look at all before it."""
    tape = Tape()
    for offset in range(20_000):
        tape.put(offset, at_s=0, event_id="same")
    tracemalloc.start()
    tape.put(20_000, at_s=0, event_id="same")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000


def chat(number: int) -> bytes:
    """Twenty short messages: 1 KB of little text and many records."""
    said = [{"role": "user", "content": f"{number} hello {each}"} for each in range(20)]
    return json.dumps({"event_id": f"event-{number}", "conversation_id": "c", "messages": said}).encode()


def document(number: int) -> bytes:
    """8 KB in two long texts."""
    said = f"{number} " + "word " * 800
    return json.dumps(
        {"event_id": f"event-{number}", "conversation_id": "c", "messages": said, "output": said}
    ).encode()


def exchange(number: int) -> bytes:
    """A chat exchange of 1 KB, as most teams send them."""
    words = " ".join(f"word{(number * 7 + each) % 997}" for each in range(30))
    sent = {
        "event_id": f"event-{number}",
        "tenant": "acme",
        "workflow": "benefits",
        "model": "m-1",
        "conversation_id": f"c-{number % 700}",
        "occurred_at": "2026-01-05T10:00:00Z",
        "labels": {"team": "claims"},
        "messages": [
            {"role": "system", "parts": [{"type": "text", "content": "You help members."}]},
            {"role": "user", "parts": [{"type": "text", "content": words}]},
        ],
        "output": [{"role": "assistant", "parts": [{"type": "text", "content": words[::-1]}]}],
        "finish_reasons": ["stop"],
        "usage": {"input_tokens": 300, "output_tokens": 120},
    }
    return json.dumps(sent).encode().ljust(1000)


def measured(make: Callable[[int], bytes], events: int) -> tuple[int, ConversationWindow]:
    """What so many events take in memory, and the window that holds them."""
    values = [make(number) for number in range(events)]
    window = ConversationWindow(AGE, ROOMY)
    tracemalloc.start()
    for number, value in enumerate(values):
        source = Source(topic="llm.interactions.v1", partition=number % 4, offset=number)
        window.join(read_interaction(value), source, BEGIN, len(value))
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return taken, window


@pytest.mark.parametrize("make", [exchange, chat, document])
def test_the_bytes_that_are_counted_are_the_bytes_that_are_taken(make: Callable[[int], bytes]) -> None:
    taken, window = measured(make, 1000)
    print(f"{taken / 1000:.0f} bytes an event, counted {window.bytes / 1000:.0f}")
    assert taken / 2 < window.bytes < taken * 2
