"""One vendor's token: its rule, its pattern, and the page on which the vendor describes it.

What enters are the lines of the tables beside this module; what leaves are `Format`s. A pattern repeats single
characters a bounded number of times. Where a page leaves a length open, the pattern does too.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Format(NamedTuple):
    """One kind of token. The secret is the group `value`."""

    rule: str
    pattern: re.Pattern[str]
    page: str
    """Where the vendor describes the token."""
    stated: bool = True
    """A page of the vendor's states prefix or shape; otherwise the format is as observed in its tools."""
    random: bool = True
    """It has to look random: one without a digit and mixed case is a word with hyphens (a CSS class, a slug)."""
    vendor: str = ""
    """The words before a token that has no mark of its own, as a pattern."""


# Not inside a longer word or a base64 run; but an escaped line break (`\\n`), a percent sign's code or a `\\u0022` may
# stand before.
_BEFORE = r"(?:(?<![A-Za-z0-9+])|(?<=\\[nrt])|(?<=%[0-9A-Fa-f]{2})|(?<=\\u00[0-9A-Fa-f]{2}))"
_BEHIND = r"(?![A-Za-z0-9])"


def token(rule: str, body: str, page: str, stated: bool = True, random: bool = True, after: str = "") -> Format:
    """A token with a mark of its own; `after` is a mark that stands before it and is no part of the secret."""
    lead = after or _BEFORE
    return Format(rule, re.compile(f"{lead}(?P<value>{body}){_BEHIND}", re.ASCII), page, stated, random)


def near(rule: str, vendor: str, body: str, page: str) -> Format:
    """A token without a mark: a word of its vendor and a word for a key must stand closely before it.

    Both may be one name (`DATADOG_API_KEY=…`) or stand apart in a sentence ("our Datadog API key is …").
    """
    words = rf"(?i:(?<![a-z])(?:{vendor})[^\n]{{0,40}}?(?:key|token|secret|auth|login|password)[^\n]{{0,24}}?)"
    pattern = rf"{words}(?<![A-Za-z0-9+/_-])(?P<value>{body})(?![A-Za-z0-9+/=_-])"
    return Format(rule, re.compile(pattern, re.ASCII), page, stated=False, vendor=vendor)
