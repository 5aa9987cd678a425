"""Fields whose value is a person's whatever it looks like: the end user's id, the client's address.

What enters are the texts of an event and the names of such fields; what leaves are the strings and numbers beneath them
with the type to redact them as. The default names are in `schemas.policy`; OpenTelemetry's are of its registry
(enduser, user, client, source, network): https://opentelemetry.io/docs/specs/semconv/registry/attributes/
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from guards.texts import Path, Text, texts_of
from schemas.interaction import Interaction

IDENTITY_TYPES = frozenset({"USER_ID", "EMAIL_ADDRESS", "IP_ADDRESS"})
_AREAS = ("attributes", "labels", "parameters")
_ADDRESSES = ("address", "addr", "ip", "forwardedfor")


def identities(event: Interaction, texts: Sequence[Text], names: Sequence[str]) -> Iterator[tuple[Text, str]]:
    """Every value of an identity field, at any depth, with its type."""
    ends = _ends(tuple(names))
    fields = {text.path: kind for text in texts if text.kind == "key" and (kind := _kind_of(text.path, ends))}
    if not fields:
        return
    depths = sorted({len(path) for path in fields})
    for text in texts_of(event, digits_min=1):
        if text.kind != "key":
            above = (fields.get(text.path[:depth]) for depth in depths if depth <= len(text.path))
            kind = next((each for each in above if each), None)
            if kind:
                yield text, kind


@lru_cache(maxsize=64)
def _ends(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f".{_bare(name)}" for name in names)


def _bare(name: str) -> str:
    """`userId`, `user_id` and `User-ID` are one name."""
    return name.replace("_", "").replace("-", "").lower()


def _kind_of(path: Path, ends: tuple[str, ...]) -> str | None:
    steps = [step for step in path if isinstance(step, str)]
    area = next((place for place, step in enumerate(steps) if step in _AREAS), None)
    if area is None:
        return None
    dotted = "." + ".".join(map(_bare, steps[area + 1 :]))
    if not dotted.endswith(ends):
        return None
    last = dotted.rsplit(".", 1)[-1]
    if "email" in last:
        return "EMAIL_ADDRESS"
    return "IP_ADDRESS" if last.endswith(_ADDRESSES) else "USER_ID"
