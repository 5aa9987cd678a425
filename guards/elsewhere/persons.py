"""The forms of a person's name, and which of its words stand for the person alone.

What enters is a name as it was found; what leaves are texts with the manner in which a place must agree with them. The
bar for a word alone: three letters, a capital, no month and no day; a common word only where no beginning of a sentence
gives it the capital, and as a given name not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from guards.elsewhere.tokens import tokens_in
from guards.elsewhere.words import is_common, is_name, is_town, is_unheard_of

Manner = Literal["exact", "caseless", "digits", "name", "capital", "weak", "rare"]
"""How a place must agree with the value: sign by sign; but for case; by its digits, whatever stands between them; by
its words in any case; as one word with a capital; the same, where no beginning of a sentence gives the capital; as one
word in any case."""

ALONE: frozenset[Manner] = frozenset({"capital", "weak", "rare"})
"""One word of a name by itself."""
OF_WORDS = ALONE | {"name"}
"""What a name in a sentence may look like, and a word of machines too."""

Written = tuple[str, Manner]

# A name alone: three letters, or `Li` and `Al` would take half of a text. Two words of a name: five letters in all.
_ALONE_LEAST, _NAME_LEAST = 3, 5
# Two signs of a script without spaces are a word as often as a name.
_DENSE_LEAST = 3
# Words of one name, and letters of all of them; a longer one is no name.
_WORDS_MOST, _LETTERS_MOST = 7, 64
# A word of so many letters that no list holds means nobody else, however it is written.
_LONG = 8
_HALF_LEAST, _LOGIN_LEAST = 4, 6
# A name of one word must have been found with so much, and one that is a common word with more: below, every second
# one is a product, a dish, an acronym.
_SURE, _SURER = 0.7, 0.9
_ACRONYM_MOST = 5


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


_CALENDAR = _words(
    "january february march april may june july august september october november december",
    "monday tuesday wednesday thursday friday saturday sunday",
)
_BEHIND = _words("jr sr ii iii iv phd md esq")
_BEFORE = _words(
    "mr mrs ms mx miss dr prof professor doctor sir dame lord lady herr frau hr m mme mlle monsieur madame señor",
    "señora sra signor signora sig dott dhr mevr mevrouw meneer rev father sister nurse captain judge",
)
_LINKS = _words("van von der den de del della di da dos du la le el al bin ibn ben ter ten zu y e und and of")
_WORD = re.compile(r"[^\s\d_,.;:()\[\]{}<>\"“”/|&+*=#@!?'’-][^\s\d_,.;:()\[\]{}<>\"“”/|&+*=#@!?]*")
_OF_MAIL = re.compile(r"([^\W\d_]{3,})[._-]([^\W\d_]{3,})(?=@)")


def of_person(value: str, score: float = 1.0) -> Iterator[Written]:
    """The forms of a name that was found with this score.

    >>> [text for text, manner in of_person("Dr. Ottilie Vold") if manner == "capital"]
    ['Vold', 'Volds', 'Ottilie', 'Ottilies']
    >>> list(of_person("May")), list(of_person("Grace")), list(of_person("Al"))
    ([], [('Grace', 'weak')], [])
    """
    words = _words_of(value)
    said = [word for word in words if len(word) > 1]
    if not said or len(words) > _WORDS_MOST or sum(map(len, said)) > _LETTERS_MOST:
        return
    small = value.islower()
    if len(words) == 1:
        if score >= _SURE and not _is_acronym(words[0]) and (not small or is_name(words[0])):
            yield from _alone(words[0], small, weak=score >= _SURER)
        return
    if small and not any(is_name(half) for word in words for half in word.split("-")):
        return  # in small letters whatever stands beside each other looks like a name
    if "," in value:
        words = [*words[1:], words[0]]  # `Brandvold, Ottilie`
    if len(said) > 1 and sum(map(len, said)) >= _NAME_LEAST:
        yield " ".join(words), "name"
        yield f"{words[-1]}, {' '.join(words[:-1])}", "name"
        yield from _logins(words[0], words[-1])
    for word in reversed(words[1:]):
        if small and not is_name(word):
            continue
        yield from _alone(word, small, weak=True)
        for half in word.split("-") if "-" in word else ():
            if len(half) >= _HALF_LEAST and not is_common(half):
                yield from _alone(half, small, weak=False)
    yield from _alone(words[0], small, weak=False)


def _words_of(name: str) -> list[str]:
    """Without titles before it and degrees behind it."""
    words = [word[0] for word in _WORD.finditer(name)]
    while words and words[0].lower() in _BEFORE:
        words.pop(0)
    while words and words[-1].lower() in _BEHIND:
        words.pop()
    return words


def of_mail(value: str) -> Iterator[Written]:
    """`ottilie.brandvold@…` says a name, unless a word of it is an office's or a town's: `info.berlin@…`. So does one
    word that is known as a name: `ottilie@…`."""
    found = _OF_MAIL.match(value)
    if found and not any(is_common(word) or is_town(word) for word in found.groups()):
        yield from of_person(f"{found[1]} {found[2]}".title())
    word = value.partition("@")[0]
    if len(word) >= _HALF_LEAST and word.isalpha() and is_name(word) and not is_common(word) and not is_town(word):
        yield from _alone(word.title(), small=False, weak=False)


def of_place(value: str, score: float = 1.0) -> Iterator[Written]:
    """A place of one word that is known as a name: finders take people for places."""
    if score >= _SURE and _WORD.fullmatch(value) and is_name(value) and not is_common(value) and not is_town(value):
        yield from _alone(value, small=False, weak=False)


def _alone(word: str, small: bool, weak: bool) -> Iterator[Written]:
    """One word of a name; found in small letters it is looked for in small letters too, and so is a long rare one."""
    low = word.lower()
    if low in _CALENDAR or low in _LINKS:
        return
    if len(tokens_in(word)) > 1 and word.isalpha():
        if len(word) >= _DENSE_LEAST:
            yield word, "exact"
    elif len(word) >= _ALONE_LEAST:
        if is_common(word):
            if weak:
                yield word, "weak"
        elif is_unheard_of(word) and (len(word) >= _LONG or (small and len(word) >= _HALF_LEAST)):
            yield word, "rare"
            yield f"{word}s", "rare"
        else:
            yield word, "capital"
            yield f"{word}s", "capital"


def _is_acronym(word: str) -> bool:
    return word.isupper() and word.isascii() and len(word) <= _ACRONYM_MOST


def _logins(given: str, surname: str) -> Iterator[Written]:
    """`obrandvold`, `brandvoldo`: what people are called by machines."""
    if len(surname) + 1 >= _LOGIN_LEAST and not is_common(surname):
        yield f"{given[0]}{surname}", "caseless"
        yield f"{surname}{given[0]}", "caseless"
