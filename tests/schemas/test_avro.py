"""Avro schemas from models, and the folder they are published in."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import fastavro
import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError, create_model

from schemas import Interaction, Message, Part, Usage
from schemas.avro import FOLDER, PUBLISHED, avro_schema, check, main, published_versions, release, write
from schemas.base import Int64, Json, Record, Timestamp
from schemas.json_schema import interaction_schema
from tests.schemas.records import JSON


class Inner(Record):
    """A record inside.

    More about it.
    """

    name: str = "x"
    """Its name,
    on two lines."""


class Every(Record):
    """One field of every kind."""

    text: str = ""
    count: int = 0
    bounded: Int64 = 0
    ratio: float = 0.5
    flag: bool = False
    at: Timestamp | None = None
    word: Literal["a", "b"] = "a"
    maybe: str | None = None
    free: Json = None
    tags: tuple[str, ...] = ()
    many: list[Inner] = []  # noqa: RUF012
    numbers: dict[str, int] = {}  # noqa: RUF012
    jsons: dict[str, Json] = {}  # noqa: RUF012
    one: Inner = Inner()
    other: Inner | None = None


TYPES = {
    "text": "string",
    "count": "long",
    "bounded": "long",
    "ratio": "double",
    "flag": "boolean",
    "at": ["null", {"type": "long", "logicalType": "timestamp-micros"}],
    "word": {"type": "string", "tidegate-values": ["a", "b"]},
    "maybe": ["null", "string"],
    "free": ["null", {"type": "string", "logicalType": "tidegate-json"}],
    "tags": {"type": "array", "items": "string"},
    "many": {
        "type": "array",
        "items": {
            "type": "record",
            "name": "dev.tidegate.v1.Inner",
            "doc": "A record inside.",
            "fields": [{"name": "name", "type": "string", "doc": "Its name, on two lines.", "default": "x"}],
        },
    },
    "numbers": {"type": "map", "values": "long"},
    "jsons": {"type": "map", "values": {"type": "string", "logicalType": "tidegate-json"}},
    "one": "dev.tidegate.v1.Inner",
    "other": ["null", "dev.tidegate.v1.Inner"],
}


def test_every_kind_of_field() -> None:
    schema = avro_schema(Every)
    assert schema["name"] == "dev.tidegate.v1.Every"
    assert schema["doc"] == "One field of every kind."
    assert {field["name"]: field["type"] for field in schema["fields"]} == TYPES
    defaults = {field["name"]: field["default"] for field in schema["fields"]}
    assert defaults == json.loads(Every().model_dump_json())


class Needy(BaseModel):
    needed: str


class Strange(BaseModel):
    what: complex = 0j


class Optional(BaseModel):
    text: str | None = "not null"


class Several(BaseModel):
    what: str | int | None = None


@pytest.mark.parametrize(
    ("model", "why"),
    [
        (Needy, "Needy.needed has no default"),
        (Strange, "has no Avro type"),
        (Optional, "Optional.text: a default is null"),
        (Several, "has no Avro type"),
        (create_model("Twice", a=(Inner, Inner()), b=(create_model("Inner"), create_model("Inner")())), "two records"),
    ],
)
def test_what_avro_cannot_carry_is_said_when_it_is_written(model: type[BaseModel], why: str) -> None:
    with pytest.raises(TypeError, match=why):
        avro_schema(model)


@pytest.mark.filterwarnings("ignore::avro.errors.IgnoredLogicalType")  # ours is a string to everybody else
@pytest.mark.parametrize("model", PUBLISHED, ids=lambda model: model.__name__)
def test_every_published_schema_is_avro_for_two_libraries(model: type[BaseModel]) -> None:
    from avro.schema import parse

    text = json.dumps(avro_schema(model))
    assert parse(text).props["name"] == model.__name__
    fastavro.parse_schema(json.loads(text))


def test_what_is_checked_in_is_fresh() -> None:
    assert check() == []


V1: dict[str, Any] = {"name": (str, ""), "at": (datetime | None, None)}


def thing(**fields: Any) -> dict[type[BaseModel], Any]:
    return {create_model("Thing", **fields): "FULL_TRANSITIVE"}


def test_writing_and_checking(tmp_path: Path) -> None:
    records = thing(**V1)
    assert check(tmp_path, records) == ["Thing is stale: run python -m schemas.avro --write"]
    assert write(tmp_path, records) == [tmp_path / "Thing" / "v1.avsc"]
    assert check(tmp_path, records) == []
    assert write(tmp_path, records) == []


def test_a_version_that_is_not_released_is_rewritten(tmp_path: Path) -> None:
    write(tmp_path, thing(**V1))
    changed = thing(name=(int, 0))
    assert check(tmp_path, changed) == ["Thing is stale: run python -m schemas.avro --write"]
    assert write(tmp_path, changed) == [tmp_path / "Thing" / "v1.avsc"]
    assert check(tmp_path, changed) == []


def test_a_released_version_gets_a_successor_that_must_be_compatible(tmp_path: Path) -> None:
    write(tmp_path, thing(**V1))
    assert release(tmp_path, thing(**V1)) == ["Thing/v1"]
    assert release(tmp_path, thing(**V1)) == []
    grown = thing(**V1, more=(str | None, None))
    assert write(tmp_path, grown) == [tmp_path / "Thing" / "v2.avsc"]
    assert check(tmp_path, grown) == []
    broken = thing(name=(int, 0))
    assert write(tmp_path, broken) == [tmp_path / "Thing" / "v2.avsc"]
    problems = check(tmp_path, broken)
    assert len(problems) == 2
    assert all(problem.startswith("Thing breaks v1 (FULL_TRANSITIVE): a reader of the ") for problem in problems)


def test_a_version_is_compared_with_all_before_it(tmp_path: Path) -> None:
    """What v2 took away, v3 brings back as another type: compatible with v2, but not with v1."""
    for fields in (V1, {"at": V1["at"]}, {**V1, "name": (int, 0)}):
        write(tmp_path, thing(**fields))
        if "name" not in fields or fields is V1:
            assert check(tmp_path, thing(**fields)) == []
        release(tmp_path, thing(**fields))
    assert list(published_versions("Thing", tmp_path)) == [1, 2, 3]
    assert {problem.split(" (")[0] for problem in check(tmp_path, thing(**{**V1, "name": (int, 0)}))} == {
        "Thing breaks v1"
    }


def test_a_released_version_is_not_edited(tmp_path: Path) -> None:
    write(tmp_path, thing(**V1))
    release(tmp_path, thing(**V1))
    path = tmp_path / "Thing" / "v1.avsc"
    path.write_text(path.read_text().replace("timestamp-micros", "timestamp-millis"))
    assert "Thing/v1 is released and must stay as it was" in check(tmp_path, thing(**V1))
    path.unlink()
    assert "Thing/v1 is released and must stay as it was" in check(tmp_path, thing(**V1))


def test_the_command_fails_where_something_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--check"]) == 0
    monkeypatch.setattr(check, "__defaults__", (tmp_path, thing(**V1)))
    assert main(["--check"]) == 1
    assert capsys.readouterr().out == "Thing is stale: run python -m schemas.avro --write\n"


EXAMPLES = [
    {},
    {"event_id": "e1", "output": "plain text"},
    {"event_id": 17, "tenant": "acme", "messages": "What is my deductible?", "output": None},
    {
        "messages": [{"role": "user", "parts": "Hi"}, {"parts": ["Hi", {"content": 1}]}],
        "output": [{"content": {"a": 1}}],
    },
    {"messages": [{"role": "user", "content": "Hi"}, "and more"], "output": {"role": "assistant", "content": "Hello"}},
    {
        "messages": [{"role": "user", "content": [{"type": "text", "text": "Hi"}, "there"]}],
        "output": [{"type": "text", "content": "Hello"}],
    },
    {"tool_calls": [{"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]},
    {"tools": [{"name": "f", "input_schema": {"type": "object"}}], "context": ["a passage", {"text": {"a": 1}}]},
    {"usage": {"prompt_tokens": "12", "completion_tokens": 3.0, "cost_usd": "0.01"}, "finish_reasons": "stop"},
    {"occurred_at": 1_700_000_000, "latency_ms": "12.5", "cache_hit": "yes", "labels": {"team": 7}},
    {"occurred_at": "2026-01-01 10:00", "attributes": "odd", "anything": {"else": [1, None]}},
]
VALIDATOR = jsonschema_rs.validator_for(interaction_schema())


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_json_schema_takes_what_the_reader_takes(example: dict[str, Any]) -> None:
    Interaction.model_validate(example)
    assert [str(error) for error in VALIDATOR.iter_errors(example)] == []


NAMES = sorted({name for model in (Interaction, Message, Part, Usage) for name in model.model_fields})
SHAPES: st.SearchStrategy[Any] = st.recursive(
    JSON | st.sampled_from(["1", "yes", "request", "2026-01-01T00:00:00Z", 3.0]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(value=st.dictionaries(st.sampled_from(NAMES), SHAPES, max_size=3))
def test_the_json_schema_refuses_nothing_that_is_read(value: dict[str, Any]) -> None:
    try:
        Interaction.model_validate(value)
    except ValidationError:
        return
    assert [str(error) for error in VALIDATOR.iter_errors(value)] == []


@pytest.mark.parametrize(
    "wrong", [{"messages": 3}, {"phase": "reply"}, {"usage": []}, {"latency_ms": {}}, {"tools": ["f"]}, {"labels": []}]
)
def test_the_json_schema_refuses_plain_mistakes(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Interaction.model_validate(wrong)
    assert not VALIDATOR.is_valid(wrong)


def test_the_json_schema_says_what_it_is() -> None:
    schema = json.loads((FOLDER / "Interaction.schema.json").read_text())
    assert schema["$id"] == "https://tidegate.dev/schemas/v1/Interaction.schema.json"
    assert schema["title"] == "Interaction"
    assert "milliseconds" in schema["properties"]["latency_ms"]["description"].lower()
    assert schema["additionalProperties"] is True
