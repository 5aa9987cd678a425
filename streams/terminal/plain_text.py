"""Text of records made safe for a terminal.

What enters is text that somebody else chose; what leaves moves no cursor, sets no title and hides no characters. A
record is read by people with rights; an escape sequence in it must not write on their screen.
"""

from __future__ import annotations

import re

# C0 and C1 controls, and the marks that reorder, hide or isolate text (Unicode Technical Report 36, "Trojan source").
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e0fff]"
)


def plain(text: str) -> str:
    """On one line, without anything a terminal would obey."""
    return _UNSAFE.sub(" ", text)


def plain_json(text: str) -> str:
    """JSON of the same value, in which nothing but printable characters stand for themselves."""
    return _UNSAFE.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
