"""What is written in code: percent signs, HTML entities, backslash escapes, base64 and hexadecimal blocks.

What enters is a text; what leaves are rewritings of what can be decoded to readable text. A block that decodes to
anything else (an image, a hash, an ordinary word) stays as it is. RFC 3986 2.1, HTML 13.5, RFC 8259 7, RFC 4648.
"""

from __future__ import annotations

import binascii
import html
import re
from base64 import b64decode
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from guards.disguises.view import Rewriting

_CODED = re.compile(
    r"(?P<percent>(?:%[0-9A-Fa-f]{2})+)"
    r"|(?P<entity>&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    r"|(?P<unicode>(?:\\+u[0-9a-fA-F]{4})+)"
    r"|(?P<hex>(?:\\+x[0-9a-fA-F]{2})+)"
    r"|(?P<block>(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{16,}={0,2})"
)
_HEX_BLOCK = re.compile(r"(?:[0-9a-fA-F]{2}){8,}")
# Of a decoded block; text has hardly any character that is neither printed nor white space.
_READABLE = 0.95


def encodings(text: str) -> Iterator[Rewriting]:
    """A rewriting for each piece that can be decoded, in order."""
    for found in _CODED.finditer(text):
        kind = str(found.lastgroup)
        plain = _DECODERS[kind](found[0])
        if plain is None or plain == found[0]:
            continue
        if kind == "block":
            yield Rewriting(*found.span(), f" {plain} ", "block")
        else:
            yield Rewriting(*found.span(), plain, "escape")


def _percent(coded: str) -> str | None:
    return _as_text(unquote_to_bytes(coded))


def _unicode(coded: str) -> str | None:
    units = [int(each, 16) for each in re.findall(r"u([0-9a-fA-F]{4})", coded)]
    return b"".join(unit.to_bytes(2, "little") for unit in units).decode("utf-16-le", "replace")


def _hex_escapes(coded: str) -> str | None:
    return _as_text(bytes.fromhex("".join(re.findall(r"x([0-9a-fA-F]{2})", coded))))


def _block(coded: str) -> str | None:
    """A block that is hexadecimal or base64, whichever decodes to something readable. Digits alone are a number."""
    if coded.isdigit():
        return None
    for decode in (_from_hex, _from_base64):
        plain = decode(coded)
        if plain is not None and _is_readable(plain):
            return plain
    return None


def _from_hex(coded: str) -> str | None:
    return _as_text(bytes.fromhex(coded)) if _HEX_BLOCK.fullmatch(coded) else None


def _from_base64(coded: str) -> str | None:
    bare = coded.rstrip("=").translate(_URL_SAFE)
    if coded.isalpha() and (coded.islower() or coded[1:].islower()):
        return None  # an ordinary word
    try:
        return _as_text(b64decode(bare[: len(bare) - (len(bare) % 4 == 1)] + "=" * (-len(bare) % 4 % 3)))
    except binascii.Error:
        return None


_URL_SAFE = str.maketrans("-_", "+/")


def _as_text(raw: bytes) -> str | None:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _is_readable(text: str) -> bool:
    return sum(letter.isprintable() or letter.isspace() for letter in text) >= _READABLE * len(text)


_DECODERS = {
    "percent": _percent,
    "entity": html.unescape,
    "unicode": _unicode,
    "hex": _hex_escapes,
    "block": _block,
}
