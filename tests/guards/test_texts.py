"""Redaction covers what the walk covers, so the walk must cover everything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings

from guards.texts import Text, pointer_of, texts_of
from schemas.interaction import Interaction
from tests.guards.stubs import event
from tests.schemas.records import records

FULL: dict[str, Any] = {
    "event_id": "e",
    "phase": "exchange",
    "tenant": "t",
    "environment": "env",
    "workflow": "w",
    "labels": {"team": "a"},
    "conversation_id": "c",
    "correlation_id": "k",
    "idempotency_key": "i",
    "provider": "p",
    "model": "m",
    "model_version": "mv",
    "prompt_version": "pv",
    "parameters": {"stop": ["x"]},
    "messages": [{"role": "user", "name": "n", "parts": [{"type": "text", "content": "hi"}]}],
    "context": [{"id": "1", "text": "passage", "source": "s", "lang": "en"}],
    "tools": [{"name": "f", "description": "d", "parameters": {"type": "object"}}],
    "contract": "plan@1",
    "output": [{"role": "assistant", "content": "yes", "finish_reason": "stop"}],
    "tool_calls": [{"id": "tc", "name": "f", "arguments": {"q": "v"}}],
    "finish_reasons": ["stop"],
    "usage": {"input_tokens": 12_345_678, "tier": "gold"},
    "error_type": "none",
    "evaluations": [{"name": "tone", "score": 0.5, "label": "kind"}],
    "anything": {"else": "kept"},
}


def walked(interaction: Interaction) -> set[str]:
    return {text.value for text in texts_of(interaction)}


def test_every_field_is_walked_over() -> None:
    words = "e exchange t env w team a c k i p m mv pv stop x user n text hi 1 passage s lang en f d type object plan@1"
    words += " assistant yes tc q v tier gold none tone kind anything else kept"
    assert " ".join(sorted(walked(event(**FULL)))) == " ".join(sorted(words.split()))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        # what is text
        ({"tenant": "acme"}, [("/tenant", "acme", "value")]),
        ({"labels": {"team": "a"}}, [("/labels/team", "team", "key"), ("/labels/team", "a", "value")]),
        ({"finish_reasons": "stop"}, [("/finish_reasons/0", "stop", "value")]),
        ({"a/b~c": 1}, [("/attributes/a~1b~0c", "a/b~c", "key")]),
        ({"~1": {"": "x"}}, [("/attributes/~01", "~1", "key"), ("/attributes/~01/", "x", "value")]),
        # long numbers, wherever any JSON may stand
        ({"n": 4111111111111111}, [("/attributes/n", "n", "key"), ("/attributes/n", "4111111111111111", "number")]),
        ({"n": -1234567}, [("/attributes/n", "n", "key"), ("/attributes/n", "-1234567", "number")]),
        ({"n": 12345.67}, [("/attributes/n", "n", "key"), ("/attributes/n", "12345.67", "number")]),
        ({"parameters": {"seed": [1234567]}}, [
            ("/parameters/seed", "seed", "key"), ("/parameters/seed/0", "1234567", "number"),
        ]),
        ({"tool_calls": [{"arguments": 1234567}]}, [("/tool_calls/0/arguments", "1234567", "number")]),
        ({"tool_calls": [{"arguments": [1234567]}]}, [("/tool_calls/0/arguments/0", "1234567", "number")]),
        # near misses: amounts, flags, nothing, and our own numbers
        ({"n": 123456}, [("/attributes/n", "n", "key")]),
        ({"n": True}, [("/attributes/n", "n", "key")]),
        ({"n": [None, {}]}, [("/attributes/n", "n", "key")]),
        ({"tenant": ""}, []),
        ({"usage": {"input_tokens": 12_345_678}, "latency_ms": 123456.789}, []),
        ({}, []),
    ],
)  # fmt: skip
def test_texts(fields: dict[str, Any], expected: list[tuple[str, str, str]]) -> None:
    assert [(text.pointer, text.value, text.kind) for text in texts_of(event(**fields))] == expected


def test_texts_stand_in_the_order_of_the_record() -> None:
    pointers = [text.pointer for text in texts_of(event(output="b", messages="a", tenant="t"))]
    assert pointers == sorted(pointers, key=lambda p: ["tenant", "messages", "output"].index(p.split("/")[1]))


@pytest.mark.parametrize(
    ("path", "pointer"),
    [((), ""), (("a", 0), "/a/0"), (("~", "/"), "/~0/~1"), (("~1",), "/~01"), (("",), "/"), (("é", "☃"), "/é/☃")],
)
def test_pointers_are_those_of_rfc_6901(path: tuple[str | int, ...], pointer: str) -> None:
    assert pointer_of(path) == pointer


def strings(value: Any) -> Iterator[str]:
    """Every string that a dumped record holds, keys that are ours left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from strings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)


def at(document: Any, text: Text) -> Any:
    """What stands where a text says it does: its value, or the key that its path ends with."""
    for step in text.path[:-1]:
        document = document[step]
    if text.kind == "key":
        return next(key for key in document if key == text.path[-1])
    return document[text.path[-1]]


@settings(max_examples=300, deadline=None)
@given(records(Interaction))
def test_no_string_of_any_event_is_left_out(interaction: Interaction) -> None:
    texts = texts_of(interaction)
    document = interaction.model_dump(exclude_unset=True)
    assert {string for string in strings(document) if string} <= {text.value for text in texts}
    for text in texts:
        found = at(document, text)
        assert text.value == (repr(found) if text.kind == "number" else found)
    places = [(text.pointer, text.kind == "key") for text in texts]
    assert len(places) == len(set(places))
