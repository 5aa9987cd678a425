"""`tidegate unseal`: puts sealed values back, for whoever holds the key, and says what was opened.

What enters are lines: records of Tidegate's topics, answers of `tidegate check`, or any JSON with seals in it. What
leaves is one JSON line for each of them: which seals were opened, by place, type and key, how many were not, and the
document with the opened values in their places. A seal opens only for the tenant that it was made for.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from pydantic_core import to_json

from guards.redaction.sealing import SEAL, Seals
from guards.texts import Path as Steps
from guards.texts import pointer_of
from schemas.errors import PolicyError
from streams.judging.court import seals_of
from streams.settings import Settings
from streams.wire.lines import batches_of, opened

# Where records and answers of `check` name the tenant: at the top, or in the event that they hold.
_HOLDERS = ("redacted", "event", "interaction")


class Unsealed(NamedTuple):
    """A document with what could be opened put back."""

    document: Any
    opened: tuple[dict[str, str], ...]
    unopened: int


class Opener:
    """Opens the seals of one document after another.

    Args:
        tenant: whose seals; absent, each document says it.
    """

    def __init__(self, seals: Seals, tenant: str | None = None) -> None:
        self._seals, self._tenant = seals, tenant

    def line(self, number: int, line: bytes) -> bytes:
        """The answer to one line; nothing of a line that is no JSON is repeated."""
        try:
            document = json.loads(line)
        except (ValueError, RecursionError):
            return to_json({"line": number, "error": "NotJson"})
        tenant = tenant_of(document) if self._tenant is None else self._tenant
        found = unsealed(document, self._seals, tenant)
        said = {"line": number, "tenant": tenant, "opened": found.opened, "unopened": found.unopened}
        return b'%b,"restored":%b}' % (to_json(said)[:-1], json.dumps(found.document).encode())


def unsealed(document: Any, seals: Seals, tenant: str | None) -> Unsealed:
    """A JSON document with every seal that these keys open for this tenant replaced by its value, keys too.

    >>> seals = Seals([bytes(64)])
    >>> sealed = seals.sealed("PERSON", "Ada", "acme")
    >>> unsealed({"text": f"Dear {sealed}"}, seals, "acme").document
    {'text': 'Dear Ada'}
    """
    opened: list[dict[str, str]] = []
    left = 0

    def text(value: str, path: Steps) -> str:
        nonlocal left
        pieces, last = [], 0
        for found in SEAL.finditer(value):
            one = seals.opened(found[0], tenant)
            if one is None:
                left += 1
                continue
            opened.append({"pointer": pointer_of(path), "type": one.type, "key": one.key_id})
            pieces += [value[last : found.start()], one.value]
            last = found.end()
        return "".join([*pieces, value[last:]])

    def walk(value: Any, path: Steps) -> Any:
        if isinstance(value, str):
            return text(value, path)
        if isinstance(value, list):
            return [walk(item, (*path, index)) for index, item in enumerate(value)]
        if isinstance(value, dict):
            return {text(key, (*path, key)): walk(item, (*path, key)) for key, item in value.items()}
        return value

    return Unsealed(walk(document, ()), tuple(opened), left)


def tenant_of(document: Any) -> str | None:
    """Whom a record is of, where it says so.

    >>> tenant_of({"redacted": {"tenant": "acme"}}), tenant_of(["no record"])
    ('acme', None)
    """
    for holder in _holders(document):
        tenant = holder.get("tenant")
        if isinstance(tenant, str):
            return tenant
    return None


def _holders(document: Any) -> Iterator[dict[str, Any]]:
    if isinstance(document, dict):
        yield document
        for name in _HOLDERS:
            if isinstance(document.get(name), dict):
                yield document[name]


def run_unseal(settings: Settings, file: str, tenant: str | None) -> None:
    """Unseals a file, or standard input where it is `-`. Raises PolicyError without a key, or for a wrong file name."""
    seals = seals_of(settings)
    if seals is None:
        raise PolicyError("TIDEGATE_SEAL_KEY is not set: nothing can be opened without it")
    opener = Opener(seals, tenant)
    with opened(file) as stream:
        _unseal_stream(opener, stream, sys.stdout.buffer)


def _unseal_stream(opener: Opener, stream: BinaryIO, out: BinaryIO) -> None:
    number = 0
    for lines in batches_of(stream):
        for line in lines:
            number += 1
            out.write(opener.line(number, line) + b"\n")
        out.flush()
