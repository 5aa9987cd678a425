"""Reads the policy file, and tells its author what is wrong with it.

What enters is a YAML file; what leaves is a frozen `Policy` and the contracts of its folder, or one `PolicyError`
with a line for each fault: `policy.yaml:12:7: guards.pii.treshold: no such key; did you mean threshold?`. A policy
that is not wholly understood is refused: half a policy would let through what its author meant to hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import to_json

from schemas.contracts import Contract, contracts_digest, load_contracts
from schemas.errors import PolicyError
from schemas.policy import Guards, Policy, Scope
from schemas.yaml_nodes import Document, Place, Problem, YamlFault, read_yaml
from schemas.yaml_nodes import Path as Where

DEFAULT_POLICY = "default_policy.yaml"

# Far above any policy written by hand; a file of this size was named by mistake.
_BYTES_MAX = 1024 * 1024

_EXPECTED: Mapping[str, str] = {
    "string_type": "must be text",
    "float_type": "must be a number",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list: [one, another]",
    "dict_type": "must be a mapping of names to values",
    "model_type": "must be a mapping of names to values",
    "time_delta_type": "a duration is a number and a unit: 30 s, 15 min, 24 h, 7 d",
}


def load_policy(path: Path | None) -> tuple[Policy, Mapping[str, Contract]]:
    """The policy of a file and the contracts beside it; without a file, the built-in policy and no contracts.

    Raises PolicyError, one line per fault.
    """
    if path is None:
        return parse_policy(default_policy_text(), DEFAULT_POLICY), {}
    policy = parse_policy(_read(path), str(path))
    folder = path.parent / policy.contracts
    if "contracts" in policy.model_fields_set and not folder.is_dir():
        raise PolicyError(f"{path}: contracts: there is no folder {policy.contracts!r} beside the policy file")
    contracts = load_contracts(folder)
    return policy.model_copy(update={"contracts_digest": contracts_digest(contracts)}), contracts


def default_policy_text() -> str:
    """The built-in policy as it is written, comments included."""
    return (files("schemas") / DEFAULT_POLICY).read_text(encoding="utf-8")


def parse_policy(text: str, name: str) -> Policy:
    """A policy from its text; `name` is what errors call it. Raises PolicyError."""
    try:
        document = read_yaml(text)
    except YamlFault as fault:
        raise _refused(name, [fault.problem]) from None
    if not isinstance(document.value, dict):
        raise _refused(name, [Problem(document.place(()), "a policy is a mapping with `name`, `version` and `guards`")])
    problems = [*document.problems, *_faults(document)]
    if problems:
        raise _refused(name, problems)
    return Policy.model_validate_json(to_json(document.value), strict=True)


def _refused(name: str, problems: list[Problem]) -> PolicyError:
    lines = [f"{name}:{place.line}:{place.column}: {text}" for place, text in sorted(set(problems))]
    return PolicyError("\n".join(lines))


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(_BYTES_MAX + 1)
    except OSError as error:
        raise PolicyError(f"{path}: cannot be read: {error.strerror}") from None
    if len(raw) > _BYTES_MAX:
        raise PolicyError(f"{path}: larger than {_BYTES_MAX} bytes; this is no policy")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _refused(str(path), [Problem(Place(line, 1), "not UTF-8 text")]) from None


def _faults(document: Document) -> Iterator[Problem]:
    """Faults of the whole, then of each scope at its own lines: an override is a section of guards by itself."""
    value = document.value
    if "contracts_digest" in value:
        yield Problem(document.place(("contracts_digest",), of_key=True), "contracts_digest: not written by hand")
    for key in ("name", "version"):
        if key not in value:
            yield Problem(Place(1, 1), f"{key}: missing; every decision names the policy it was made by")
    scopes = value.get("scopes", [])
    yield from _faults_of(Policy, {**value, "scopes": []}, document, ())
    if not isinstance(scopes, list):
        yield Problem(document.place(("scopes",)), "scopes: must be a list of mappings with `match` and `guards`")
        return
    for index, scope in enumerate(scopes):
        yield from _faults_of(Scope, scope, document, ("scopes", index))
        if isinstance(scope, dict) and isinstance(scope.get("guards"), dict):
            yield from _faults_of(Guards, scope["guards"], document, ("scopes", index, "guards"))


def _faults_of(model: type[BaseModel], value: Any, document: Document, at: Where) -> list[Problem]:
    try:
        model.model_validate_json(to_json(value), strict=True)
    except ValidationError as error:
        found = error.errors(include_url=False)
    else:
        return []
    if _take_as_written(value, found, document, at):
        return _faults_of(model, value, document, at)
    return [_problem(model, each, found, document, at) for each in found]


def _take_as_written(value: Any, found: list[Any], document: Document, at: Where) -> bool:
    """Where text is wanted, `version: 1.10` means these four characters. True where that mended anything."""
    mended = False
    for error in found:
        written = document.as_written((*at, *error["loc"])) if error["type"] == "string_type" else None
        if written and error["loc"]:
            holder, changed = value, document.value
            for step in error["loc"][:-1]:
                holder = holder[step]
            for step in (*at, *error["loc"][:-1]):
                changed = changed[step]
            holder[error["loc"][-1]] = changed[error["loc"][-1]] = written
            mended = True
    return mended


def _problem(model: type[BaseModel], error: Any, found: list[Any], document: Document, at: Where) -> Problem:
    loc = error["loc"]
    # A choice between types adds its own name to the path; the file knows nothing of it.
    while loc and (*at, *loc) not in document.nodes and error["type"] != "missing":
        loc = loc[:-1]
    unknown = error["type"] == "extra_forbidden"
    place = document.place((*at, *loc), of_key=unknown)
    named = ".".join(str(step) for step in (*at, *loc)) or "the policy"
    return Problem(place, f"{named}: {_unknown(model, loc) if unknown else _expected(error, found, loc)}")


def _expected(error: Any, found: list[Any], loc: Where) -> str:
    kind = error["type"]
    if kind == "missing":
        return "missing"
    if error.get("input") is None:
        return "nothing is written here; give it a value or leave the line out"
    if kind == "literal_error":
        words = [word for each in found if each["loc"][: len(loc)] == loc for word in _words(each)]
        close = get_close_matches(str(error["input"]), words, 1)
        return f"must be one of {', '.join(words)}{f'; did you mean {close[0]}?' if close else ''}"
    said = error["msg"].removeprefix("Value error, ").replace("Input should be", "must be")
    return _EXPECTED.get(kind, said)


def _words(error: Any) -> list[str]:
    return re.findall(r"'([^']*)'", error.get("ctx", {}).get("expected", ""))


def _unknown(model: type[BaseModel], loc: Where) -> str:
    known = sorted(_fields(model, loc[:-1]))
    close = get_close_matches(str(loc[-1]), known, 1)
    hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}"
    plugin = "; a guard that registers itself stands under plugins" if "plugins" in known else ""
    return f"no such {'guard' if plugin else 'key'}; {hint}{plugin}"


def _fields(model: type[BaseModel], loc: Where) -> set[str]:
    """Names that the mapping at a path may have."""
    at: Any = model
    for step in loc:
        if isinstance(at, type) and issubclass(at, BaseModel):
            at = at.model_fields[str(step)].annotation
        else:
            at = get_args(at)[-1] if get_origin(at) is dict else get_args(at)[0]
    return set(at.model_fields) - {"contracts_digest"} if isinstance(at, type) and issubclass(at, BaseModel) else set()
