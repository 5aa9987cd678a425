"""Single characters that are read as others: full-width and ornamental ones, invisible ones, look-alike letters.

What enters is a text; what leaves are rewritings of a character each. Only what ends as an ASCII letter, digit or sign of
an address is rewritten, so that other scripts stay as they are. Unicode UAX 15 (NFKC), UTS 39 (confusables).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from guards.second_reading.view import Rewriting

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

# Formats (Cf), variation selectors, the grapheme joiner, blank letters, and marks set on digits.
_INVISIBLE = "".join(
    f"{re.escape(letter)}"
    for each in (range(0x80, 0x20000), range(0xE0000, 0xE01F0))
    for letter in map(chr, each)
    if unicodedata.category(letter) == "Cf" or letter in "\u034f\u115f\u1160\u3164\uffa0"
)
_INVISIBLE += "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_MARKS = "\u0300-\u036f\u20d0-\u20f0\ufe0f"
_AROUND = r"\w@.+%-"

_CHARACTER = re.compile(
    f"(?<=[{_AROUND}])[{_INVISIBLE}]+(?=[{_AROUND}])|(?<=[0-9])[{_MARKS}]+"
    f"|[{re.escape(''.join(FORMS))}]|[{re.escape(''.join(LOOK_ALIKES))}]"
)
_WORD = re.compile(r"[^\s<>()\[\]{},;:\"'“”«»|]+")
_LATIN = re.compile(r"[A-Za-z0-9@]")


def signs(text: str) -> Iterator[Rewriting]:
    """A rewriting for each character that stands for a plainer one, in order."""
    word_end, mixed = 0, False
    for found in _CHARACTER.finditer(text):
        letter = found[0]
        if letter in FORMS:
            yield Rewriting(found.start(), found.end(), FORMS[letter], "sign")
        elif letter in LOOK_ALIKES:
            if found.start() >= word_end:
                word_end, mixed = _word_at(text, found.start())
            if mixed:
                yield Rewriting(found.start(), found.end(), LOOK_ALIKES[letter], "letter")
        else:
            yield Rewriting(found.start(), found.end(), "", "sign")


def _word_at(text: str, place: int) -> tuple[int, bool]:
    """The end of the word there, and whether its letters are of more than one script, or an address's."""
    start = place
    while start and _WORD.match(text, start - 1) and place - start < _WORD_MAX:
        start -= 1
    word = _WORD.match(text, start, place + _WORD_MAX)
    assert word is not None  # a letter stands at `place`
    return word.end(), _LATIN.search(word[0]) is not None


_WORD_MAX = 128
