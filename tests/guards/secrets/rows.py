"""How a table of rows is read: one a line, escapes for line breaks, the secrets between marks."""

from __future__ import annotations

import re
from typing import NamedTuple

from guards.secrets.finding import secrets_in
from guards.texts import Text

_MARKED = re.compile("⟦(.*?)⟧")


class Row(NamedTuple):
    """A text and the secrets in it."""

    text: str
    secrets: tuple[str, ...]

    @property
    def found(self) -> tuple[str, ...]:
        """What the guard finds."""
        return tuple(self.text[each.start : each.end] for each in secrets_in(Text(("x",), self.text)))

    @property
    def is_right(self) -> bool:
        """Every secret is found, by itself, and nothing else is."""
        return set(self.found) == set(self.secrets)


def rows(table: str) -> list[Row]:
    """The rows of a table."""
    lines = [line.replace("\\n", "\n") for line in table.strip("\n").splitlines()]
    return [Row(_MARKED.sub(r"\1", line), tuple(_MARKED.findall(line))) for line in lines]
