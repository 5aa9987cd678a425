"""What is done with each type of personal data by default: four presets that a governance officer can choose from.

What enters are a preset, a type and the value; what leaves is an action. Single types of the policy's `entities` win
over it. A type that a preset does not name is redacted: what nobody thought of must not leak.

`health` goes by the identifiers that HIPAA's Safe Harbor method takes out, 45 CFR 164.514(b)(2)(i): all elements of
dates but the year, ages over 89, links and addresses of machines among them. It takes states and countries too, which
Safe Harbor leaves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from schemas.policy import EntityAction, Preset

_YEAR = re.compile(r"[12]\d{3}")
_OLD = 89

_STRICT: Final[dict[str, EntityAction]] = {
    # Redacted dates would take from every reader what an answer is about; Presidio's link rule fires on code.
    "DATE_TIME": "report",
    "URL": "report",
    # None of them is by itself a person's.
    "ORGANIZATION": "report",
    "AGE": "report",
    "TITLE": "report",
    "NRP": "report",
    # A random UUID says nothing of a person, and event ids are made of them.
    "UUID": "ignore",
}
_HEALTH: Final[dict[str, EntityAction]] = {
    "DATE_TIME": "redact",
    "DATE_TIME, a year alone": "ignore",
    "URL": "redact",
    "AGE, over 89": "redact",
    "UUID": "report",
}
_BALANCED: Final[dict[str, EntityAction]] = {
    "LOCATION, without a number": "ignore",
    "ORGANIZATION": "ignore",
    "AGE": "ignore",
    "TITLE": "ignore",
    "NRP": "ignore",
}
_MINIMAL: Final[dict[str, EntityAction]] = {
    "PERSON": "report",
    "LOCATION": "report",
    "IP_ADDRESS": "report",
    "MAC_ADDRESS": "report",
    "DATE_TIME": "ignore",
    "URL": "ignore",
}

PRESETS: Final[Mapping[Preset, Mapping[str, EntityAction]]] = {
    "strict": _STRICT,
    "health": {**_STRICT, **_HEALTH},
    "balanced": {**_STRICT, **_BALANCED},
    "minimal": {**_STRICT, **_BALANCED, **_MINIMAL},
}
"""For each preset the types that are not simply redacted. A type may have a part with an action of its own."""


def preset_action(preset: Preset, kind: str, value: str) -> EntityAction:
    """What a preset does with a value of a type.

    >>> preset_action("strict", "LOCATION", "Berlin"), preset_action("balanced", "LOCATION", "Berlin")
    ('redact', 'ignore')
    >>> preset_action("balanced", "LOCATION", "12 Elm Street"), preset_action("health", "DATE_TIME", "3 May 1980")
    ('redact', 'redact')
    """
    table = PRESETS[preset]
    part = _PARTS.get(kind)
    if part is not None and part[1](value):
        action = table.get(f"{kind}, {part[0]}")
        if action is not None:
            return action
    return table.get(kind, "redact")


def preset_rows(preset: Preset, kind: str) -> list[tuple[str, EntityAction]]:
    """What a preset does with a type, and with the part of it that has an action of its own.

    >>> preset_rows("health", "AGE")
    [('AGE', 'report'), ('AGE, over 89', 'redact')]
    """
    table = PRESETS[preset]
    rows: list[tuple[str, EntityAction]] = [(kind, table.get(kind, "redact"))]
    return rows + [(name, action) for name, action in table.items() if name.startswith(f"{kind}, ")]


def _without_number(value: str) -> bool:
    return not any(map(str.isdigit, value))


def _is_year(value: str) -> bool:
    return _YEAR.fullmatch(value) is not None


def _is_old(value: str) -> bool:
    return value.isascii() and value.isdigit() and int(value) > _OLD


_PARTS = {
    "LOCATION": ("without a number", _without_number),
    "DATE_TIME": ("a year alone", _is_year),
    "AGE": ("over 89", _is_old),
}
