"""Output contracts: JSON Schema documents by `name@version`, from a folder.

What enters is a folder of `NAME@VERSION.json` files; what leaves is a mapping of frozen contracts. A file that
is not a JSON Schema stops the start with a `PolicyError` that names it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
from pydantic_core import from_json

from schemas.base import Record
from schemas.errors import PolicyError


class Contract(Record):
    """One declared shape of an output."""

    ref: str
    """`name@version`."""
    json_schema: dict[str, Any]


def load_contracts(folder: Path) -> Mapping[str, Contract]:
    """Reads every `NAME@VERSION.json` of a folder; an absent folder holds none. Raises PolicyError."""
    contracts = {}
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        if "@" not in path.stem:
            raise PolicyError(f"{path.name}: a contract's file is called NAME@VERSION.json")
        contracts[path.stem] = Contract(ref=path.stem, json_schema=_read_schema(path))
    return contracts


# A pattern that compiles to more than this is a mistake, and would be a slow one.
_PATTERN_BYTES = 1024 * 1024


def _never_fetch(_uri: str) -> Any:
    """A contract stands on its own: what it refers to elsewhere could change, or be somebody's server."""
    raise ValueError("remote references are not followed")


def _read_schema(path: Path) -> dict[str, Any]:
    try:
        schema = from_json(path.read_bytes())
        jsonschema_rs.validator_for(
            schema, retriever=_never_fetch, pattern_options=jsonschema_rs.RegexOptions(size_limit=_PATTERN_BYTES)
        )
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        # The file is the operator's own, so its error may be shown.
        raise PolicyError(f"{path.name}: not a JSON Schema ({error})") from error
    if not isinstance(schema, dict):
        raise PolicyError(f"{path.name}: a contract is a JSON object")
    return schema


def contracts_digest(contracts: Mapping[str, Contract]) -> str:
    """First 16 hexadecimal digits of the SHA-256 over all contracts, in the order of their names."""
    digest = hashlib.sha256()
    for ref in sorted(contracts):
        digest.update(contracts[ref].model_dump_json().encode())
    return digest.hexdigest()[:16]
