"""What may be a password or a key, by how surely its surroundings say so.

What enters is a value; what leaves is yes or no. In prose a word is a word; in quotes behind a password's name it is
a password.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from guards.secrets.never import (
    is_about,
    is_constant,
    is_identifier,
    is_place_or_time,
    is_placeholder,
    is_reference,
    is_variable,
    is_word_or_code,
    looks_random,
    stands_for_one,
)

Surety = Literal["prose", "line", "sure"]
"""`prose`: the value must not be a word. `line`: it stands alone behind a colon. `sure`: in quotes, behind `=`."""

_MIN: Final = 4
_WORD_MIN: Final = 6
_KEY_MIN: Final = 12
# `nine-geese-a-gliding`: four words and more with hyphens are a pass phrase, where they stand alone.
_WORDS: Final = re.compile(r"[a-z]{1,12}(?:-[a-z]{1,12}){3,7}")
_JOINTS: Final = re.compile(r"[-/_.,!?&+:;()]")


def is_password(value: str, surety: Surety, phrase: bool = False) -> bool:
    """True for what can be a password. A `phrase` may have spaces."""
    if len(value) < _MIN or len(set(value)) < 3 or is_identifier(value) or is_word_or_code(value):
        return False
    if is_reference(value):
        return False
    if is_place_or_time(value) or (len(value) > 8 and stands_for_one(value)) or is_about(value):
        return value.isdigit() and len(value) >= _MIN and len(set(value)) > 2
    if " " in value:
        return surety == "sure" and (phrase or (any(map(str.isdigit, value)) and value.count(" ") < 4))
    if not _all_words(value):
        return True
    if surety == "line" and _WORDS.fullmatch(value):
        return True
    return len(value) >= _WORD_MIN and (surety == "sure" or (surety == "line" and not _describes(value)))


def _all_words(value: str) -> bool:
    """`one-time`, `case-sensitive`, `user/admin`: words with joints, and no digit."""
    return all(
        not piece or (piece.isalpha() and (piece.islower() or piece.istitle() or piece.rstrip("s").isupper()))
        for piece in _JOINTS.split(value)
    )


_DESCRIBES: Final = re.compile(
    r"[\w-]*(?:ed|ing|ly|able|ible|ent|ive|ous|ful|less|ory|ary|tion|ment|ity|ness|word|oria|orio|oire|lich|isch|plicht|zeichen)",
    re.IGNORECASE,
)


def _describes(value: str) -> bool:
    """A word that says something of a password: `required`, `mandatory`, `verification`."""
    return _DESCRIBES.fullmatch(value) is not None or not value.isalpha()


def is_key(value: str) -> bool:
    """A value long and random enough to be a key. A UUID or a word never is."""
    return (
        len(value) >= _KEY_MIN
        and not is_constant(value)
        and (any(map(str.isdigit, value)) or not is_variable(value))
        and " " not in value
        and "::" not in value
        and looks_random(value)
        and not is_identifier(value)
        and not is_reference(value)
        and not is_placeholder(value)
        and not is_word_or_code(value)
        and not is_place_or_time(value)
        and len(set(value)) >= 8
    )
