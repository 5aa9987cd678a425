"""Text as a person reads it, for patterns that know ASCII: what only looks like a letter becomes the letter.

What enters is any string; what leaves is a string of ASCII, but for three characters that stand for any other letter,
any other sign and an ellipsis, and the place of each of its characters in the original. Accents and zero-width
characters are dropped; full-width and styled letters, digits of other scripts, Cyrillic and Greek look-alikes and
typographic quotes become what they look like. ASCII text is handed back as it is.
"""

from __future__ import annotations

import unicodedata
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from guards.scanning.folding import DIGIT, OTHER, SPACE, TABLE

_DROPPED: Final = 0xAD
_ANY_LETTER: Final = 0xAA  # `ª`, a letter of Latin-1 that no pattern names
_ANY_SIGN: Final = 0xA7
_LOOK_ALIKES: Final = {
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухԁԛԝһ": "ABESIJKMHOPCTYXaesijopcyxdqwh",
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοκν": "ABEZHIKMNOPTYXokv",
    "łŁøØđĐı": "lLoOdDi",
    "‘’‚‛′“”„‟″«»": '\'\'\'\'\'"""""""',
    "‐‑‒–—−": "------",
    "•●∙∗✱": "*****",
    "…": "·",
}
_ZERO_WIDTH: Final = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
# Where a code point may be a styled form of an ASCII one (compatibility decomposition).
_STYLED: Final = ((0x2000, 0x2C00), (0xFF00, 0xFFF0), (0x1D400, 0x1D800), (0x1F100, 0x1F200))


def _table() -> npt.NDArray[np.uint8]:
    table = np.full(TABLE.shape, _ANY_LETTER, dtype=np.uint8)
    table[TABLE == OTHER] = _ANY_SIGN
    table[TABLE == SPACE] = ord(" ")
    for point in np.flatnonzero(TABLE == DIGIT).tolist():
        table[point] = ord("0") + unicodedata.digit(chr(point), 0)
    table[:0x80] = np.arange(0x80)
    for point in range(0xC0, 0x250):  # an accent does not make another word: `contraseña`, `clé`
        letter = unicodedata.normalize("NFD", chr(point))[0]
        if letter.isascii():
            table[point] = ord(letter)
    for first, last in _STYLED:
        for point in range(first, last):
            form = unicodedata.normalize("NFKC", chr(point))
            if len(form) == 1 and form.isascii():
                table[point] = ord(form)
    for looks, letters in _LOOK_ALIKES.items():
        for look, letter in zip(looks, letters, strict=True):
            table[ord(look)] = ord(letter)
    for point in map(ord, _ZERO_WIDTH):
        table[point] = _DROPPED
    return table


_TABLE: Final = _table()


class Plain(NamedTuple):
    """A text in nearly ASCII, and where each stands in the original; None where all stand where they stood."""

    text: str
    places: npt.NDArray[np.intp] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span in the original of a span in the plain text."""
        if self.places is None:
            return start, end
        return int(self.places[start]), int(self.places[end - 1]) + 1


def plain(text: str) -> Plain:
    """The text as it reads.

    Example:
        >>> plain("раss\u200bword").text, plain("раss\u200bword").span(4, 8)
        ('password', (5, 9))
    """
    if text.isascii():
        return Plain(text)
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    read = _TABLE[points]
    shown = read.tobytes()
    if _DROPPED not in shown:
        return Plain(shown.decode("latin-1"))
    kept = np.flatnonzero(read != _DROPPED)
    return Plain(read[kept].tobytes().decode("latin-1"), kept)
