"""How much a value looks like a secret by itself, and the bar that it must reach by how surely something names it.

What enters is a value; what leaves is a score from 0 to 1: for kinds of characters that words do not mix, for changes
between them, for length, less what reads as a word, a version or a path. A strong name (`password: …`) asks for little,
a weak one ("with key …") for much, none at all ("use … to log in") for more.
"""

from __future__ import annotations

import math
import re
from typing import Final, Literal

from guards.secrets.never import is_identifier, is_place_or_time, is_placeholder, is_reference, is_word_or_code

Naming = Literal["strong", "weak", "none"]
BARS: Final[dict[Naming, float]] = {"strong": 0.25, "weak": 0.5, "none": 0.6}
"""By what names the value: a password's own name, a word that may mean something else, or only what is done with it."""

_STRONG_SIGNS: Final = frozenset("!#$%&*^~?+=@")
_KIND: Final = re.compile(r"[a-z]+|[A-Z]+|[0-9]+|[^A-Za-z0-9]+", re.ASCII)
# Words, versions, dates.
_PLAIN: Final = re.compile(r"v?\d+(?:[.:/-]\d+)*|[A-Za-z]+(?:[-_.][A-Za-z]+)*|x86_64", re.ASCII)
# `utf-8`, `sha256`, `oauth2`, `ipv6`: a word with a number may be a term of the trade as well as a password.
_TERM: Final = re.compile(r"[A-Za-z]{1,9}[-_]?\d{1,3}", re.ASCII)
# `2024-spring-semester`, `views.cache.header_2`, `AWS4-HMAC-SHA256`: words and small numbers with joints name things.
_PART: Final = r"(?:[A-Za-z]?[a-z]+\d{0,4}|\d{1,4}|[A-Z]+\d{0,3})"
_SLUG: Final = re.compile(rf"[A-Za-z]?[a-z]+\d{{0,3}}|[A-Z]+\d{{0,3}}|{_PART}(?:[-_./+]{_PART})+", re.ASCII)
# `sha1WithRSAEncryption`: so do words written as one.
_CAMEL: Final = re.compile(
    r"[A-Za-z][a-z]{2,}\d{0,2}(?:(?:[A-Z][a-z]{2,}|[A-Z]{2,5}(?=[A-Z]|$))\d{0,2}){1,8}", re.ASCII
)
_HEX: Final = re.compile(r"0x[0-9A-Fa-f_]+|[0-9a-f]+|[0-9A-F]+", re.ASCII)


def score(value: str) -> float:
    """From 0, a word, to 1, nothing that anybody would write for another reason.

    >>> score("settings"), score("OAuth2") < 0.4, score("kq82Lmz1") > 0.5, score("Velvet#River9") > 0.6
    (0.0, True, True, True)
    """
    if len(value) < 4 or len(set(value)) < 4 or _PLAIN.fullmatch(value):
        return 0.0
    runs = _KIND.findall(value)
    has_digit = any(map(str.isdigit, value))
    has_letter = any(letter.isalpha() for letter in value)
    points = 0.0
    if has_digit and has_letter:
        points += 0.25
    if not _STRONG_SIGNS.isdisjoint(value):
        points += 0.2
    if re.search(r"[a-z][A-Z]|[A-Z]{2}[a-z]", value) and has_digit:
        points += 0.15
    elif re.search(r"[A-Z]", value) and re.search(r"[a-z]", value):
        points += 0.1
    if len(runs) > 3 and has_digit:
        points += 0.1 * min(2, len(runs) - 3)
    points += min(0.2, 0.025 * max(0, len(value) - 6))
    if len(value) >= 20 and has_digit and _bits(value) > 3.4:
        points += 0.2
    return min(0.3 if _TERM.fullmatch(value) else 1.0, points)


def _bits(value: str) -> float:
    """Shannon's entropy of its characters."""
    return -sum(value.count(each) / len(value) * math.log2(value.count(each) / len(value)) for each in set(value))


def looks_secret(value: str, naming: Naming) -> bool:
    """True where the value reaches the bar, and is none of what never is a secret.

    >>> looks_secret("hunter2!", "strong"), looks_secret("vault:secret/data/app#db", "strong")
    (True, False)
    """
    if is_identifier(value) or is_placeholder(value) or is_word_or_code(value) or is_place_or_time(value):
        return False
    return not is_reference(value) and score(value) >= BARS[naming]


def looks_like_key(value: str) -> bool:
    """True for a long value of mixed kinds, as keys without a vendor's mark are. Bare hashes are none.

    >>> looks_like_key("8fJ2kLq9ZxVb4nM7tRwYc1Ds6Ph3Gu5Ek0"), looks_like_key("3c8e1f7a90b2d4c6e8f0a1b3c5d7e9f1a3b5c7d9")
    (True, False)
    """
    return len(value) >= 16 and not is_name(value) and not is_hash(value) and looks_secret(value, "none")


def is_hash(value: str) -> bool:
    """True for a number or a hash in hexadecimal: it names a commit, an address, a constant."""
    return _HEX.fullmatch(value) is not None


def is_name(value: str) -> bool:
    """True for words and small numbers with joints between: the name of a thing.

    >>> is_name("2024-spring-semester"), is_name("8fJ2-kLq9Zx-Vb4n")
    (True, False)
    """
    return _SLUG.fullmatch(value) is not None or _CAMEL.fullmatch(value) is not None
