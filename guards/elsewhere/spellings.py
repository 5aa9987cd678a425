"""How a text is written in JSON, in a URL and in HTML, and what it says that is written so.

What enters is a text; what leaves are texts, few and not all different.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import quote, unquote

_SAFE = re.compile(r"[A-Za-z0-9_.-]*")


def read(text: str) -> Iterator[str]:
    """What a text says that was found as it is written in JSON or in a URL."""
    if "\\" in text:
        with suppress(ValueError):
            yield str(json.loads(f'"{text}"'))
    if "%" in text:
        yield unquote(text)
    if "&" in text:
        yield html.unescape(text)


def written(text: str) -> Iterator[str]:
    """How a text is written in JSON, in a URL and in HTML; some ways may be the text itself."""
    if _SAFE.fullmatch(text):
        return
    yield json.dumps(text)[1:-1]
    yield json.dumps(text, ensure_ascii=False)[1:-1]
    with suppress(UnicodeEncodeError):  # half a surrogate pair is written in no URL
        yield quote(text, safe="")
        yield quote(text, safe="@/:")
    yield html.escape(text)
