"""Avro from the records, and the schemas as published: `python -m schemas.avro --check | --write | --release`.

Enter pydantic models, leave Avro schemas (https://avro.apache.org/docs/1.12.0/specification/) and the files under
`schemas/published`: `NAME/vN.avsc` per record, and `Interaction.schema.json` for producers of JSON. A version that
`RELEASED` lists is never edited again: `--write` adds the next one beside it. A version not listed yet is rewritten
in place. Every field has a default, without which readers of one version could not read another.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from schemas.base import Json
from schemas.compatibility import Level, broken
from schemas.decision import Approved, Decision, Quarantined, Violation
from schemas.drift import DriftReport
from schemas.interaction import Interaction
from schemas.json_schema import interaction_schema
from schemas.review import Review, ReviewOutcome

NAMESPACE = "dev.tidegate.v1"
JSON_TYPE = "tidegate-json"
"""Logical type of a string that holds JSON text."""


# Producers may send every version ever published, so we must read all of them. What we write has readers that are
# behind us and readers that are ahead of us (a rollback), so both directions must hold.
PUBLISHED: Mapping[type[BaseModel], Level] = {
    Interaction: "BACKWARD_TRANSITIVE",
    Approved: "FULL_TRANSITIVE",
    Quarantined: "FULL_TRANSITIVE",
    Decision: "FULL_TRANSITIVE",
    Violation: "FULL_TRANSITIVE",
    DriftReport: "FULL_TRANSITIVE",
    Review: "FULL_TRANSITIVE",
    ReviewOutcome: "FULL_TRANSITIVE",
}
"""The record of each topic, and which versions of its schema must read which others."""

FOLDER = Path(__file__).parent / "published"

Schema = dict[str, Any] | list[Any] | str

_PRIMITIVES: Mapping[Any, Schema] = {
    str: "string",
    int: "long",
    float: "double",
    bool: "boolean",
    datetime: {"type": "long", "logicalType": "timestamp-micros"},
}


def full_name(model: type[BaseModel]) -> str:
    """Fully qualified Avro name of a record."""
    return f"{NAMESPACE}.{model.__name__}"


def avro_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The Avro schema of a record. Raises TypeError for a field that Avro cannot carry or that has no default."""
    schema = _record(model, {})
    if isinstance(schema, str):
        raise TypeError(f"{model.__name__} has no definition")
    return schema


def _record(model: type[BaseModel], named: dict[str, type[BaseModel]]) -> dict[str, Any] | str:
    """The definition where the record comes up first, its name everywhere after."""
    name = full_name(model)
    if name in named:
        if named[name] is not model:
            raise TypeError(f"two records are called {name}")
        return name
    named[name] = model
    fields = [_field(model, field_name, field, named) for field_name, field in model.model_fields.items()]
    return {"type": "record", "name": name, **_doc(model.__doc__), "fields": fields}


def _field(model: type[BaseModel], name: str, field: FieldInfo, named: dict[str, type[BaseModel]]) -> dict[str, Any]:
    if field.is_required():
        raise TypeError(f"{model.__name__}.{name} has no default; readers of other versions need one")
    annotation: Any = field.annotation
    if annotation is Json:  # JSON has a null of its own, which is as good as absent
        annotation = Json | None
    schema = _type(annotation, named)
    default = _plain(field.get_default(call_default_factory=True))
    if (default is None) != (isinstance(schema, list) and schema[0] == "null"):
        raise TypeError(f"{model.__name__}.{name}: a default is null where null is allowed, and only there")
    return {"name": name, "type": schema, **_doc(field.description), "default": default}


def _plain(default: Any) -> Any:
    if isinstance(default, BaseModel):
        return default.model_dump(mode="json")
    return list(default) if isinstance(default, tuple) else default


def _type(annotation: Any, named: dict[str, type[BaseModel]]) -> Schema:
    if annotation is Json:
        return {"type": "string", "logicalType": JSON_TYPE}
    if annotation in _PRIMITIVES:
        return _PRIMITIVES[annotation]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _record(annotation, named)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(arguments[0], named)
    if origin is Literal:
        # Not an Avro enum: a reader that does not know a new symbol fails on the whole record.
        return {"type": "string", "tidegate-values": list(arguments)}
    if origin in (Union, UnionType) and NoneType in arguments and len(arguments) == 2:
        return ["null", _type(next(item for item in arguments if item is not NoneType), named)]
    if origin in (tuple, list):
        return {"type": "array", "items": _type(arguments[0], named)}
    if origin is dict and arguments[0] is str:
        return {"type": "map", "values": _type(arguments[1], named)}
    raise TypeError(f"{annotation} has no Avro type here")


def _doc(text: str | None) -> dict[str, str]:
    """The first paragraph on one line; Avro's docs are read in tables."""
    first = " ".join((text or "").split("\n\n")[0].split())
    return {"doc": first} if first else {}


def _text(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def published_versions(name: str, folder: Path = FOLDER) -> Mapping[int, Path]:
    """The checked-in versions of one record, oldest first."""
    found = {int(path.stem[1:]): path for path in (folder / name).glob("v*.avsc")}
    return dict(sorted(found.items()))


def _released(folder: Path) -> Mapping[str, str]:
    """SHA-256 by `NAME/vN` of every version that is out and must not be edited."""
    path = folder / "RELEASED"
    lines = path.read_text().splitlines() if path.exists() else []
    return dict(line.split() for line in lines if line and not line.startswith("#"))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check(folder: Path = FOLDER, records: Mapping[type[BaseModel], Level] = PUBLISHED) -> list[str]:
    """What is wrong with the folder, a sentence each: stale, edited after its release, or breaking its readers."""
    problems = []
    for key, digest in _released(folder).items():
        path = folder / f"{key}.avsc"
        if not path.exists() or _digest(path) != digest:
            problems.append(f"{key} is released and must stay as it was")
    for model, level in records.items():
        problems.extend(_check_record(folder, model, level))
    if Interaction in records and _read(folder / "Interaction.schema.json") != _text(interaction_schema()):
        problems.append("Interaction.schema.json is stale: run python -m schemas.avro --write")
    return problems


def _check_record(folder: Path, model: type[BaseModel], level: Level) -> Iterator[str]:
    current, versions = avro_schema(model), published_versions(model.__name__, folder)
    newest = max(versions, default=0)
    if not versions or _read(versions[newest]) != _text(current):
        yield f"{model.__name__} is stale: run python -m schemas.avro --write"
    for number, path in versions.items():
        before = json.loads(path.read_text())
        # The newest is the one under work until it is released; it is compared for being stale only.
        if number != newest or f"{model.__name__}/v{number}" in _released(folder):
            yield from (
                f"{model.__name__} breaks v{number} ({level}): {what}" for what in broken(current, before, level)
            )


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def write(folder: Path = FOLDER, records: Mapping[type[BaseModel], Level] = PUBLISHED) -> list[Path]:
    """Brings the folder in line with the models; returns the files written."""
    wanted = {_target(folder, model): _text(avro_schema(model)) for model in records}
    if Interaction in records:
        wanted[folder / "Interaction.schema.json"] = _text(interaction_schema())
    stale = {path: text for path, text in wanted.items() if _read(path) != text}
    for path, text in stale.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return list(stale)


def _target(folder: Path, model: type[BaseModel]) -> Path:
    """Where the schema of today belongs: the newest version, or the next if that is released and differs."""
    name, versions = model.__name__, published_versions(model.__name__, folder)
    number = max(versions, default=1)
    if f"{name}/v{number}" in _released(folder) and _read(versions[number]) != _text(avro_schema(model)):
        number += 1
    return folder / name / f"v{number}.avsc"


def release(folder: Path = FOLDER, records: Mapping[type[BaseModel], Level] = PUBLISHED) -> list[str]:
    """Lists the newest version of every record in RELEASED; returns the ones that are new there."""
    known = dict(_released(folder))
    newest = {f"{model.__name__}/v{max(published_versions(model.__name__, folder))}" for model in records}
    added = sorted(newest - set(known))
    known |= {key: _digest(folder / f"{key}.avsc") for key in added}
    lines = [f"{key} {digest}\n" for key, digest in sorted(known.items())]
    (folder / "RELEASED").write_text(
        "# Versions that are out, with their SHA-256. Written by: python -m schemas.avro --release\n" + "".join(lines)
    )
    return added


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; exit status 1 where `--check` finds something."""
    parser = argparse.ArgumentParser(prog="python -m schemas.avro", description="The published schemas.")
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--check", action="store_true", help="say what is stale or breaks readers; exit 1 if anything")
    action.add_argument("--write", action="store_true", help="bring schemas/published in line with the records")
    action.add_argument(
        "--release", action="store_true", help="declare the newest versions released: never edited again"
    )
    chosen = parser.parse_args(arguments)
    said: Sequence[object] = check() if chosen.check else write() if chosen.write else release()
    sys.stdout.writelines(f"{line}\n" for line in said)
    return 1 if chosen.check and said else 0


if __name__ == "__main__":
    sys.exit(main())
