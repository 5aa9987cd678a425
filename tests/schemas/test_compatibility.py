"""Which changes of a published record break somebody, and which do not."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from schemas import Decision
from schemas.avro import PUBLISHED, avro_schema
from schemas.compatibility import Level, broken

FULL: Level = "FULL_TRANSITIVE"
BACKWARD: Level = "BACKWARD_TRANSITIVE"

Change = Callable[[dict[str, Any]], None]


def field(schema: dict[str, Any], *path: str) -> dict[str, Any]:
    """A field by its names, through unions, arrays and maps."""
    found: Any = schema
    for name in path:
        while "fields" not in found:
            found = found[-1] if isinstance(found, list) else found.get("items") or found.get("values") or found["type"]
        found = next(each for each in found["fields"] if each["name"] == name)
    assert isinstance(found, dict)
    return found


def changed(change: Change) -> dict[str, Any]:
    schema = copy.deepcopy(avro_schema(Decision))
    change(schema)
    return schema


def add_nullable(schema: dict[str, Any]) -> None:
    schema["fields"].append({"name": "reviewer", "type": ["null", "string"], "default": None})


def add_with_default(schema: dict[str, Any]) -> None:
    schema["fields"].insert(0, {"name": "region", "type": "string", "default": ""})


def add_nested(schema: dict[str, Any]) -> None:
    inner = {"type": "record", "name": "dev.tidegate.v1.New", "fields": [{"name": "a", "type": "long", "default": 0}]}
    schema["fields"].append({"name": "new", "type": {"type": "array", "items": inner}, "default": []})


def remove_with_default(schema: dict[str, Any]) -> None:
    schema["fields"].remove(field(schema, "error"))


def redocument(schema: dict[str, Any]) -> None:
    schema["doc"] = "Other words."
    field(schema, "action")["doc"] = "Other words."


def new_word(schema: dict[str, Any]) -> None:
    field(schema, "action")["type"]["tidegate-values"].append("throttle")


@pytest.mark.parametrize(
    "change", [add_nullable, add_with_default, add_nested, remove_with_default, redocument, new_word]
)
@pytest.mark.parametrize("level", [FULL, BACKWARD])
def test_what_breaks_nobody(change: Change, level: Level) -> None:
    assert broken(changed(change), avro_schema(Decision), level) == []


def add_required(schema: dict[str, Any]) -> None:
    schema["fields"].append({"name": "region", "type": "string"})


def change_type(schema: dict[str, Any]) -> None:
    field(schema, "event_id").update(type="long", default=0)


def change_nested_type(schema: dict[str, Any]) -> None:
    field(schema, "findings", "confidence").update(type="string", default="")


def change_items(schema: dict[str, Any]) -> None:
    field(schema, "redactions").update(type={"type": "map", "values": "string"})


def scalar_to_array(schema: dict[str, Any]) -> None:
    field(schema, "event_id").update(type={"type": "array", "items": "string"}, default=[])


def change_logical_type(schema: dict[str, Any]) -> None:
    field(schema, "occurred_at")["type"][1]["logicalType"] = "timestamp-millis"


def drop_logical_type(schema: dict[str, Any]) -> None:
    del field(schema, "findings", "evidence", "as_of")["type"][1]["logicalType"]


def rename_record(schema: dict[str, Any]) -> None:
    schema["name"] = "dev.tidegate.v1.Verdict"


def move_record(schema: dict[str, Any]) -> None:
    schema["name"] = "dev.tidegate.v2.Decision"


def move_nested(schema: dict[str, Any]) -> None:
    field(schema, "policy")["type"]["name"] = "dev.tidegate.v2.PolicyRef"


def retire_word(schema: dict[str, Any]) -> None:
    field(schema, "action")["type"]["tidegate-values"].remove("modify")


def retire_nested_word(schema: dict[str, Any]) -> None:
    field(schema, "findings", "severity")["type"]["tidegate-values"].remove("low")


def no_longer_nullable(schema: dict[str, Any]) -> None:
    field(schema, "tenant").update(type="string", default="")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (add_required, "/region!: a new field needs a default"),
        (change_type, "reader type: long not compatible with writer type: string"),
        (change_nested_type, "string not compatible with writer type: double"),
        (change_items, "string not compatible with writer type: long"),
        (scalar_to_array, "array not compatible with writer type: string"),
        (change_logical_type, "/occurred_at: logical type timestamp-micros became timestamp-millis"),
        (drop_logical_type, "/findings/[]/evidence/[]/as_of: logical type timestamp-micros became None"),
        (rename_record, "record dev.tidegate.v1.Decision became dev.tidegate.v1.Verdict"),
        (move_record, "record dev.tidegate.v1.Decision became dev.tidegate.v2.Decision"),
        (move_nested, "/policy: record dev.tidegate.v1.PolicyRef became dev.tidegate.v2.PolicyRef"),
        (retire_word, "/action: no longer takes modify"),
        (retire_nested_word, "/findings/[]/severity: no longer takes low"),
        (no_longer_nullable, "reader type: string not compatible with writer type: null"),
    ],
)
@pytest.mark.parametrize("level", [FULL, BACKWARD])
def test_what_breaks_readers_of_old_records(change: Change, why: str, level: Level) -> None:
    assert any(why in reason for reason in broken(changed(change), avro_schema(Decision), level))


def now_nullable(schema: dict[str, Any]) -> None:
    field(schema, "event_id").update(type=["null", "string"], default=None)


def long_to_double(schema: dict[str, Any]) -> None:
    field(schema, "redactions").update(type={"type": "map", "values": "double"})


@pytest.mark.parametrize("change", [now_nullable, long_to_double])
def test_what_only_old_readers_fall_over(change: Change) -> None:
    assert broken(changed(change), avro_schema(Decision), BACKWARD) == []
    reasons = broken(changed(change), avro_schema(Decision), FULL)
    assert [reason.split(":")[0] for reason in reasons] == ["a reader of the old version cannot read the new"]


def test_removing_a_field_without_a_default_breaks_old_readers() -> None:
    old = avro_schema(Decision)
    del field(old, "error")["default"]
    reasons = broken(changed(remove_with_default), old, FULL)
    assert len(reasons) == 1
    assert reasons[0].startswith("a reader of the old version cannot read the new: error at ")
    assert broken(changed(remove_with_default), old, BACKWARD) == []


def test_every_record_may_follow_itself() -> None:
    for model, level in PUBLISHED.items():
        assert broken(avro_schema(model), avro_schema(model), level) == []
