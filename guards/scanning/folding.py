"""Text as one byte per code point, so that an offset in the bytes is an offset in the text.

What enters is any Python string, lone surrogates included; what leaves are bytes of the same length. ASCII stays as
it is; every other code point becomes the byte of its class: word letter, digit, white space, or something else. The
classes are those of the `regex` module, by which Presidio's recognizers match, asked once at import. The few letters
that a case-insensitive pattern takes for ASCII ones (`K` the Kelvin sign, `ſ`, `ı`, `İ`) each have a byte of their own.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import regex

LETTER: Final = 0x80
DIGIT: Final = 0x81
SPACE: Final = 0x82
OTHER: Final = 0x83
_FIRST_TWIN: Final = 0x84
_END: Final = 0x110000
_ASCII: Final = 0x80


def _classes() -> tuple[npt.NDArray[np.uint8], dict[int, frozenset[int]]]:
    beyond = "".join(map(chr, range(_ASCII, _END)))
    table = np.full(_END, OTHER, dtype=np.uint8)
    table[:_ASCII] = np.arange(_ASCII, dtype=np.uint8)
    for pattern, byte in ((r"\w+", LETTER), (r"\s+", SPACE), (r"\d+", DIGIT)):  # a digit is a word character too
        for found in regex.finditer(pattern, beyond):
            table[found.start() + _ASCII : found.end() + _ASCII] = byte
    twins: dict[int, frozenset[int]] = {}
    for number, found in enumerate(regex.finditer("[a-zA-Z]", beyond, regex.IGNORECASE)):
        byte = _FIRST_TWIN + number
        table[found.start() + _ASCII] = byte
        alike = [chr(c) for c in range(_ASCII) if regex.match(found[0], chr(c), regex.IGNORECASE)]
        # `[a-z]` takes one dotted or dotless i, `[A-Z]` the other: each stands for both cases.
        twins[byte] = frozenset(ord(case) for letter in alike for case in (letter.lower(), letter.upper()))
    return table, twins


TABLE, TWINS = _classes()
"""The byte of each code point, and for the bytes of case twins the ASCII letters that they stand beside."""


def fold(text: str) -> bytes:
    """The text as bytes, one for each code point.

    Example:
        >>> fold("Tel. ٣٤ é–x")
        b'Tel. \\x81\\x81 \\x80\\x83x'
    """
    if text.isascii():
        return text.encode("ascii")
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    folded: bytes = TABLE[points].tobytes()
    return folded


def bytes_of(first: int, last: int) -> frozenset[int]:
    """The bytes that the code points from `first` to `last` become."""
    return frozenset(np.unique(TABLE[first : min(last + 1, _END)]).tolist())
