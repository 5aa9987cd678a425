"""`+` as a blank, as queries and forms write one: `?name=Ada+Lovelace`, `phone=%2B1+202-555-0143&ext=4`.

What enters is a text as it was sent, before its percent codes are decoded, or a coded `+` would be lost; what leaves
are rewritings of the plus signs within forms. WHATWG URL, application/x-www-form-urlencoded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from guards.disguises.view import Rewriting

_PAIR: Final = r"[A-Za-z_][\w.%\[\]-]{0,60}+=[^\s\"'`<>&]*+"
_FORM: Final = re.compile(rf"(?:\?|(?<![^\s\"'`<>(])){_PAIR}(?:&(?:amp;)?{_PAIR})*+", re.ASCII)
_BLANK: Final = re.compile(r"(?<=[0-9A-Za-z.,)])\+(?=[0-9A-Za-z(%])")
_CODE: Final = re.compile(r"%[0-9A-Fa-f]{2}")


def forms(text: str) -> Iterator[Rewriting]:
    """A rewriting for each plus sign that stands for a blank, in order.

    >>> [each.start for each in forms("GET /s?q=ada+vos&n=1, x=a+b")]
    [12]
    """
    for form in _FORM.finditer(text):
        said = form[0]
        if "+" in said and (said[0] == "?" or "&" in said or _CODE.search(said)):
            for found in _BLANK.finditer(text, *form.span()):
                yield Rewriting(*found.span(), " ", "escape")
