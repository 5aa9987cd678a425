"""The user that a link names: `?user_id=48213`, `&login=ada.l`, `/patients/00718342`.

What enters is text; what leaves are places of the value alone, so that the link stays readable. A name must say that it
is a person's, the value must not be a word, and only links and request lines are looked at: in code such names stand
for variables.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from guards.elsewhere.words import is_common
from guards.link_parts import links_in, parameters_in, segments_in

# By itself such a word is followed by a user; any other noun needs an `id`, `no` or `name`, or an odd value.
_LOGINS: Final = re.compile(r"user|usr|username|uname|uid|userid|login|loginid|login_hint", re.IGNORECASE)
_WHO: Final = "user|usr|login|customer|cust|patient|member|employee|student|subscriber|pupil|passenger|donor|claimant"
_NAMES: Final = re.compile(
    rf"(?:{_WHO}|insured|resident|end_?user)(?:[_.-]?(?:id|no|num|number|name|key|ref))?", re.IGNORECASE
)
_HOLDERS: Final = frozenset(
    {
        "users",
        "customers",
        "patients",
        "members",
        "employees",
        "students",
        "subscribers",
        "people",
        "profiles",
        "pupils",
    }
)
_JOINTS: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")

# Who is nobody: roles, and words of documentation that are no frequent ones.
_NOBODY: Final = frozenset(
    word
    for line in (
        "me admin root tester demo anon null nil undefined foo bar baz alice bob johndoe jdoe johnsmith uid xxx abc",
    )
    for word in line.split()
)
_VALUE: Final = re.compile(r"[A-Za-z0-9._~%+@-]{2,64}")
_PIECE: Final = re.compile(r"[A-Za-z]+")
_LETTERS_LEAST, _DIGITS_LEAST = 3, 4


def users_in(text: str) -> Iterator[tuple[int, int]]:
    """Every value that a link says to be a user.

    >>> text = "GET /orders?user=ada.l&page=2 then https://x.example/patients/00718342?user=me"
    >>> [text[start:end] for start, end in users_in(text)]
    ['ada.l', '00718342']
    """
    if "/" not in text:
        return
    links = list(links_in(text))
    if not links:
        return
    for name, start, end in parameters_in(text) if "=" in text else ():
        at = bisect_right(links, (start, len(text))) - 1
        within = at >= 0 and end <= links[at][1]
        if within and _is_a_users(name) and _is_somebody(text[start:end], _LOGINS.fullmatch(name) is not None):
            yield start, end
    for before, start, end in segments_in(text):
        if before[1].lower() in _HOLDERS and _is_somebody(text[start:end], False):
            yield start, end


@lru_cache(maxsize=4_096)
def _is_a_users(name: str) -> bool:
    joined = _JOINTS.sub("_", name)
    return _LOGINS.fullmatch(joined) is not None or _NAMES.fullmatch(joined) is not None


def _is_somebody(value: str, any_word: bool) -> bool:
    """Neither a word nor a role; where the name says less, with a digit or a joint."""
    if not _VALUE.fullmatch(value) or value.lower() in _NOBODY:
        return False
    if value.isdigit():
        return len(value) >= _DIGITS_LEAST
    words = [word for word in _PIECE.findall(value) if len(word) > 1]
    if len(value) < _LETTERS_LEAST or (words and all(map(is_common, words))):
        return False
    return any_word or not value.isalpha()
