"""Single characters that are read as others: full-width and ornamental ones, invisible ones, look-alike letters.

What enters is a text; what leaves are rewritings of a character each. Only what ends as an ASCII letter, digit or sign
of an address is rewritten, so that other scripts stay as they are. Unicode UAX 15 (NFKC), UTS 39 (confusables).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from guards.disguises.view import Rewriting

_SIGNS = frozenset("@._+-/:%=")
# Past the plane of historic scripts and ornamental alphabets nothing has a compatibility form in ASCII; what lies
# between CJK's first ideograph and the last Hangul syllable has none either.
_RANGES = (range(0x80, 0x3400), range(0xF900, 0x20000))

_CYRILLIC = dict(zip("асеорухіјѕԁһӏԛԝкмтьАВЕКМНОРСТУХІЈЅԌ", "aceopyxijsdhlqwkmtbABEKMHOPCTYXIJSG", strict=True))
_GREEK = dict(zip("οανρυικτεχγηςωΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "oavpuiktexynswABEZHIKMNOPTYX", strict=True))
_OTHERS = dict(zip("ıɑɡօսհոℓ", "iagouhnl", strict=True))
LOOK_ALIKES = {**_CYRILLIC, **_GREEK, **_OTHERS}


def _plain(letter: str) -> str:
    """The one ASCII letter, digit or sign that a character is a form of; empty for none."""
    if unicodedata.category(letter) == "Nd":
        return str(unicodedata.decimal(letter))
    form = unicodedata.normalize("NFKC", letter)
    return form if len(form) == 1 and form.isascii() and (form.isalnum() or form in _SIGNS) else ""


FORMS = {letter: plain for each in _RANGES for letter in map(chr, each) if (plain := _plain(letter))}
FORMS |= {"。": ".", "﹒": ".", "·": ".", "․": "."}

# Marks that are set on digits; formats (Cf), variation selectors, the grapheme joiner and blank letters.
_MARKS = frozenset(map(chr, (*range(0x300, 0x370), *range(0x20D0, 0x20F1), 0xFE0F)))
_HIDDEN = frozenset(
    letter
    for each in (range(0x80, 0x20000), range(0xE0000, 0xE01F0))
    for letter in map(chr, each)
    if unicodedata.category(letter) == "Cf" or letter in "\u034f\u115f\u1160\u3164\uffa0"
).union(_MARKS, map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
_BESIDE = frozenset("@._+-/:%=")

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_WORD = re.compile(r"[^\s<>()\[\]{},;:\"'“”«»|]+")
_LATIN = re.compile(r"[A-Za-z0-9@]")
_WORD_MAX = 128


def signs(text: str) -> Iterator[Rewriting]:
    """A rewriting for each character that stands for a plainer one, in order."""
    word_end, mixed, done = 0, False, 0
    for found in _BEYOND_ASCII.finditer(text):
        letter, start = found[0], found.start()
        if letter in FORMS:
            yield Rewriting(start, start + 1, FORMS[letter], "sign")
        elif letter in LOOK_ALIKES:
            if start >= word_end:
                word_end, mixed = _word_at(text, start)
            if mixed:
                yield Rewriting(start, start + 1, LOOK_ALIKES[letter], "letter")
        elif letter in _HIDDEN and start >= done:
            done = _end_of_hidden(text, start)
            if _is_within_a_value(text, start, done):
                yield Rewriting(start, done, "", "sign")


def _end_of_hidden(text: str, start: int) -> int:
    end = start + 1
    while text[end : end + 1] in _HIDDEN:
        end += 1
    return end


def _is_within_a_value(text: str, start: int, end: int) -> bool:
    """True for marks on a digit, and for what cannot be seen between two characters of a word or an address."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if _MARKS.issuperset(text[start:end]):
        return before.isdecimal()
    return bool(before and after) and all(each.isalnum() or each in _BESIDE for each in (before, after))


def _word_at(text: str, place: int) -> tuple[int, bool]:
    """The end of the word there, and whether its letters are of more than one script, or an address's."""
    start = place
    while start and place - start < _WORD_MAX and _WORD.match(text, start - 1, start):
        start -= 1
    word = _WORD.match(text, start, place + _WORD_MAX)
    assert word is not None  # a letter stands at `place`
    return word.end(), _LATIN.search(word[0]) is not None
