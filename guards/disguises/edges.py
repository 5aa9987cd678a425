"""Where a number or an address stands beside a script that writes no spaces: `卡号4111…，`, `메일은ada@example.org로`.

What enters is a text; what leaves are rewritings that put a blank between the two, so that every recognizer sees the
end of a word there. Only stretches that hold an `@`, seven digits or four numbers with dots get one. By UAX 29 there is
no word boundary between an ideograph and a letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from guards.disguises.view import Rewriting

# Thai, Lao, Myanmar, Hangul Jamo, Khmer, kana, ideographs, Hangul; with half-width kana.
_SCRIPTS: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005\u3040-\u30ff\u3130-\u318f\u3400-\u9fff"
    "\uac00-\ud7af\uff66-\uff9f"
)
_STRETCH: Final = re.compile(r"[0-9A-Za-z@+(][0-9A-Za-z@._%+() -]{5,127}")
_HOLDS: Final = re.compile(
    r"[0-9A-Za-z_]@[0-9A-Za-z]|(?:[0-9][^0-9A-Za-z]?){7}|[A-Z]{2}[0-9]{2}|(?:[0-9]{1,3}\.){3}[0-9]"
)
_OTHER: Final = re.compile(f"[{_SCRIPTS}]")


def edges(text: str) -> Iterator[Rewriting]:
    """A blank at each end of a value that a letter of such a script stands at, in order.

    >>> [(each.start, each.text) for each in edges("전화는010-1234-5678입니다")]
    [(3, ' '), (16, ' ')]
    """
    if _OTHER.search(text) is None:
        return
    for found in _STRETCH.finditer(text):
        start, end = found.span()
        end = start + len(found[0].rstrip(" ("))
        if _HOLDS.search(text, start, end) is None:
            continue
        for place, beside in ((start, start - 1), (end, end)):
            if beside >= 0 and _OTHER.match(text, beside):
                yield Rewriting(place, place, " ", "edge")
