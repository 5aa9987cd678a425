"""Payment cards by check digit and issuer, where Presidio's own pattern stops: 12 and 17 to 19 digits, the newer
number ranges, and groups of other sizes.

What enters is text; what leaves are places. A number counts where its issuer's range, its length and its check digit
(Luhn, ISO/IEC 7812-1) agree; the grouping must be even, for a row of figures with one sign between all is more likely a
list. Ranges: https://en.wikipedia.org/wiki/Payment_card_number (Issuer identification number)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guards.check_digits import is_luhn
from guards.pii.names.places import Place

_RUN = re.compile(r"(?<![\w.,+-])(?<!\d[ /])(?:\d{12,19}|\d{4}(?:([ -])\d{2,7}(?:\1\d{1,7}){1,3}))(?![\w]|[.,-]\d| \d)")
_FOUR = re.compile(r"\d{4}")
_ISSUERS = re.compile(
    r"5018\d{8,15}|5020\d{8,15}|5038\d{8,15}|5[6-8]\d{10,17}|6304\d{8,15}|6390\d{8,15}|67\d{10,17}"  # Maestro
    r"|4\d{12}|4\d{15}|4\d{18}"  # Visa
    r"|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|3(?:0[0-59]|[689]\d)\d{11,16}"  # Diners Club
    r"|(?:6011|64[4-9]\d|65\d\d)\d{12,15}"  # Discover
    r"|(?:2131|1800)\d{11}|35(?:2[89]|[3-8]\d)\d{12,15}"  # JCB
    r"|62\d{14,17}"  # UnionPay
    r"|220[0-4]\d{12,15}"  # Mir
)
_GROUPINGS = frozenset(
    {(4, 4, 4), (4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (4, 4, 4, 4, 3), (4, 4, 5), (4, 3, 3, 3), (6, 13)}
)
_SCORE = 0.85


def cards_in(text: str) -> Iterator[Place]:
    """Numbers of payment cards.

    >>> text = "Maestro 501800000009, visa 4000-0000-0000-0000-006; order 501800000008, 4000 0000 0000"
    >>> [text[start:end] for start, end, _ in cards_in(text)]
    ['501800000009', '4000-0000-0000-0000-006']
    """
    if _FOUR.search(text) is None:
        return
    for found in _RUN.finditer(text):
        if is_card(found[0]):
            yield Place(found.start(), found.end(), _SCORE)


def is_card(written: str) -> bool:
    """True where issuer, length, grouping and check digit agree.

    >>> is_card("4111 1111 1111 1111"), is_card("4111 1111 1111 1112")
    (True, False)
    """
    groups = re.findall(r"\d+", written)
    digits = "".join(groups)
    even = len(groups) == 1 or tuple(map(len, groups)) in _GROUPINGS
    return even and _ISSUERS.fullmatch(digits) is not None and _is_checked(digits)


def _is_checked(digits: str) -> bool:
    """True where the last digit is the check digit of the others, which are not all alike."""
    return is_luhn(digits) and len(set(digits)) > 1
