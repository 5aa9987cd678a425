"""Random tokens of a format, made from its own pattern: they say whether the guard finds what the table describes.

Whether the table describes what vendors issue is another question; `test_formats.MAKERS` is written by hand for it.
"""

from __future__ import annotations

import importlib
import random
import re
import string
from collections.abc import Iterator
from typing import Any

from guards.secrets.formats import Format

_parser: Any = importlib.import_module("re._parser")
_PRINTABLE = string.ascii_letters + string.digits + "-_+/.=~"
_MANY = 24
_AROUND = (
    "{vendor}_API_KEY={token}",
    "our {vendor} API key is {token}",
    '"{vendor}_token": "{token}"',
    "{vendor}:\n  secret: {token}",
    "{vendor} auth token: `{token}`",
)


class RandomToken:
    """A maker of texts that hold a token of a format, and of that token."""

    def __init__(self, known: Format, seed: int = 20260305) -> None:
        self._tree = _parser.parse(known.pattern.pattern, known.pattern.flags & re.IGNORECASE)
        self._group = known.pattern.groupindex["value"]
        self._random = random.Random(f"{seed}{known.pattern.pattern}")
        self._value = ""
        self._vendor = _parser.parse(known.vendor, re.IGNORECASE) if known.vendor else None

    def some(self, number: int) -> Iterator[tuple[str, str]]:
        """Texts, and the token of each."""
        for _ in range(number):
            text = self._made(self._tree)
            if self._vendor is not None:
                around = self._random.choice(_AROUND)
                text = around.format(vendor=self._made(self._vendor), token=self._value)
            yield f"see {text} here", self._value

    def _made(self, tree: Any) -> str:
        return "".join(self._item(str(op), argument) for op, argument in tree)

    def _item(self, op: str, argument: Any) -> str:
        match op:
            case "LITERAL":
                return chr(argument)
            case "NOT_LITERAL":
                return self._random.choice(" abc")
            case "IN":
                return self._one_of(argument)
            case "BRANCH":
                return self._made(self._random.choice(argument[1]))
            case "SUBPATTERN":
                made = self._made(argument[3])
                if argument[0] == self._group:
                    self._value = made
                return made
            case "MAX_REPEAT" | "MIN_REPEAT":
                least, most, part = argument
                times = self._random.randint(int(least), min(int(most), max(int(least), _MANY)))
                return "".join(self._made(part) for _ in range(times))
            case _:
                return ""

    def _one_of(self, members: Any) -> str:
        if str(members[0][0]) == "NEGATE":
            return self._random.choice(" ab")
        pool = ""
        for kind, value in members:
            if str(kind) == "LITERAL":
                pool += chr(value)
            elif str(kind) == "RANGE":
                pool += "".join(map(chr, range(value[0], value[1] + 1)))
            else:
                pool += {"CATEGORY_DIGIT": string.digits, "CATEGORY_SPACE": " "}.get(str(value), _PRINTABLE[:62])
        return self._random.choice(pool)
