"""Obfuscations of secrets: what is seen through, with the right span, and what is not."""

from __future__ import annotations

import base64
import unicodedata
from urllib.parse import quote

import pytest

from guards.secrets.finding import found_in
from guards.secrets.plain import plain

TOKEN = "ghp_" + "aB3dE6gH9jK2" * 3


def wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


SEEN = {
    "zero-width space": TOKEN[:9] + "\u200b" + TOKEN[9:],
    "zero-width joiner everywhere": "\u200d".join(TOKEN),
    "soft hyphen": TOKEN[:12] + "\u00ad" + TOKEN[12:],
    "word joiner and direction marks": "\u202e" + TOKEN[:7] + "\u2060" + TOKEN[7:] + "\u202c",
    "full width": wide(TOKEN),
    "Cyrillic look-alikes": TOKEN.replace("a", "а").replace("p", "р"),
    "JSON in a string": f'\\"{TOKEN}\\"',
    "JSON escapes before it": f"\\u0022{TOKEN}\\u0022",
    "an escaped line break before it": f"\\n{TOKEN}\\n",
    "percent-encoded surroundings": f"%22{TOKEN}%22",
    "HTML entity before it": f"&quot;{TOKEN}&quot;",
    "typographic quotes": f"“{TOKEN}”",
}  # fmt: skip
NOT_SEEN = {
    "spaces inside": " ".join(TOKEN),
    "a line break inside": TOKEN[:20] + "\n" + TOKEN[20:],
    "hyphens inside": "-".join(TOKEN),
    "base64 of the text": base64.b64encode(TOKEN.encode()).decode(),
    "percent-encoded letters": "".join(f"%{ord(c):02x}" for c in TOKEN),
    "reversed": TOKEN[::-1],
    "two halves": f"{TOKEN[:18]}, then {TOKEN[18:]}",
    "escaped code points": "".join(f"\\u{ord(c):04x}" for c in TOKEN),
}


@pytest.mark.parametrize("text", SEEN.values(), ids=SEEN.keys())
def test_seen_through(text: str) -> None:
    (found,) = found_in(f"key {text} end")
    span = f"key {text} end"[found.start : found.end]
    assert found.rule == "GITHUB_TOKEN"
    assert plain(span).text == TOKEN


@pytest.mark.parametrize("text", NOT_SEEN.values(), ids=NOT_SEEN.keys())
def test_not_seen_through(text: str) -> None:
    assert not any(found.rule == "GITHUB_TOKEN" for found in found_in(f"see {text} end"))


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("раsswоrd: huntеr2", "huntеr2"),
        ("my pass\u200bword is hun\u200bter2", "hun\u200bter2"),
        ("ｐａｓｓｗｏｒｄ＝ｈｕｎｔｅｒ２", "ｈｕｎｔｅｒ２"),
        ("😀 password=hunter2 😀", "hunter2"),
        ("مرحبا password: hunter2 مرحبا", "hunter2"),
        ("password is “höhö2024”", "höhö2024"),
        ("https://u:" + quote("p@ss w") + "@h/x", "p%40ss%20w"),
    ],
)
def test_spans_are_those_of_the_original(text: str, secret: str) -> None:
    (found,) = found_in(text)
    assert text[found.start : found.end] == secret


def test_plain_text_is_as_long_as_its_places() -> None:
    every = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x30000)]))
    read = plain(every + "\ud800")
    assert read.places is not None
    assert len(read.text) == len(read.places)
    assert set(read.text) <= {chr(c) for c in range(0x80)} | {"ª", "§", "·"}
    assert plain(unicodedata.normalize("NFC", "contraseña")).text == "contrasena"
