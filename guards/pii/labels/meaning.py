"""What a label means: the longest end of its words that the table knows, and what stands before that.

What enters is the text of a label; what leaves is its meaning, or nothing. `customer_name` is a name with a role before
it, `file_name` a name with a word that the table does not know, and so none of a person.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from guards.pii.labels.naming import FILLERS, TAILS, name_of, plain, words_of
from guards.pii.labels.vocabulary import KEYS, MECHANICAL, NUMBERED, PERSONAL_ROLES, TABLE, WORDS_MAX, Meaning

_LAST_WORDS = frozenset(key.rsplit(" ", 1)[-1] for key in KEYS) | TAILS | FILLERS
_COMPOUND = ("nummer", "number", "numero", "nr", "num", "no", "id")
_PIECE = re.compile(r"[^\W_]+")
# Letters of scripts without spaces, where a label is the end of whatever stands before.
_SPACELESS = tuple(key for key in KEYS if not key.isascii() and ord(key[0]) > 0x2E80)


_NAME_OF = frozenset({"name", "nom", "nombre", "nome", "naam"})
_SOME_ID = Meaning("ID", "idno", 0.25, True)


class Said(NamedTuple):
    """A label's meaning and what stood before its words."""

    meaning: Meaning
    role: bool
    """A person's role stands before it (`patient name`)."""
    foreign: bool
    """A word stands before it that the table does not know (`file name`)."""
    mechanical: bool
    """Words that machines use stand before it (`iam policy id`)."""
    unnumbered: bool = False
    """Nothing says that a number follows, where the table asks for it (`policy`)."""


def last_piece(label: str) -> str:
    """The last word of a label as it can be looked up at once; empty where only reading all of it will tell.

    >>> last_piece("her national insurance"), last_piece("lastName"), last_piece("Kundennummer")
    ('insurance', '', '')
    """
    pieces = _PIECE.findall(label[-24:])
    if not pieces:
        return " "
    last: str = pieces[-1]
    if not (last.islower() or last.isupper() or last.istitle()):
        return ""
    low = last.lower()
    if not low.isascii():
        return "" if ord(low[0]) > 0x2E80 else plain(low)
    return "" if low.endswith(_COMPOUND) or low[-1].isdigit() or len(low) == 1 else low


def may_mean(label: str) -> bool:
    """False where the last word of a label says at once that the table does not know it."""
    piece = last_piece(label)
    return piece == "" or piece in _LAST_WORDS


@lru_cache(maxsize=16_384)
def said_by(label: str) -> Said | None:
    """The meaning of a label.

    >>> said_by("patient.lastName").meaning.type, said_by("Policen-Nr.").meaning.type, said_by("policy").unnumbered
    ('PERSON', 'ID', True)
    >>> said_by("file_name").foreign, said_by("payer name").role
    (True, True)
    """
    if label == "pt":  # a language; a patient is `Pt`
        return None
    found = _said_by(label)
    if found is None and label.endswith(")"):  # `Date of birth (age)`
        found = _said_by(label.rpartition("(")[0])
    return found


def _said_by(label: str) -> Said | None:
    words, numbered = name_of(label)
    if len(words) > 1 and words[0] in _NAME_OF and words[-1] in PERSONAL_ROLES:  # `name of insured`
        return Said(TABLE["full name"], True, False, False)
    for size in range(min(WORDS_MAX, len(words)), 0, -1):
        key = " ".join(words[-size:])
        meaning = (NUMBERED.get(key) if numbered else None) or TABLE.get(key) or NUMBERED.get(key)
        if meaning is not None:
            said = _said(meaning, words[:-size])
            return said._replace(unnumbered=True) if meaning.numbered and not numbered else said
    if not words and "id" in (all_words := words_of(label)) and len(all_words) > 1:  # `ID no.`, and nothing of what
        return Said(_SOME_ID, False, False, False)
    return _spaceless(label)


def _said(meaning: Meaning, before: tuple[str, ...]) -> Said:
    role = bool(before) and before[-1] in PERSONAL_ROLES
    mechanical = any(word in MECHANICAL for word in before[-2:])
    return Said(meaning, role, bool(before) and not role, mechanical)


def _spaceless(label: str) -> Said | None:
    if label.isascii():
        return None
    end = label.rstrip(" 号號")
    found = max((key for key in _SPACELESS if end.endswith(key)), key=len, default=None)
    return Said(TABLE.get(found) or NUMBERED[found], False, False, False) if found else None
