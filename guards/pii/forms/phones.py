"""Telephone numbers in Chinese, Japanese, Korean and Thai text, without a country's code: the script says the country;
and numbers with a country's code that are glued to a word.

What enters is text; what leaves are valid numbers. Without a country's code a word for a telephone stands before.
Numbers by `phonenumbers` (https://github.com/daviddrysdale/python-phonenumbers).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import phonenumbers

from guards.pii.forms.entity import Entity

_NUMBER: Final = re.compile(r"(?<![0-9A-Za-z.,+-])\(?[0-9](?:[ ()-]{0,2}[0-9]){7,13}(?![0-9A-Za-z]|[.,-][0-9])")
# With its country's code, glued to a word.
_GLUED: Final = re.compile(r"(?<=[^\W\d_])\+[1-9][0-9]{7,14}(?![0-9]|[.,-][0-9])|(?<!\w)\+[1-9][0-9]{7,14}(?=[^\W\d_])")
_WORDS: Final = re.compile(
    r"(?P<CN>手机|手機|电话|联系方式|致电|拨打|座机|微信)|(?P<JP>電話|携帯|連絡先|ケータイ|フリーダイヤル)|(?P<KR>전화|휴대폰|휴대전화|핸드폰|연락처)|(?P<TH>โทร|เบอร์|มือถือ)"
)
_REGIONS: Final = {"CN": ("CN", "TW", "HK"), "JP": ("JP", "TW", "HK"), "KR": ("KR",), "TH": ("TH",)}
_BEFORE: Final = 16
_SCORE: Final = 0.75


def phones_in(text: str) -> Iterator[Entity]:
    """Telephone numbers behind a word for them.

    >>> [text[found.start : found.end] for text in ["我的手机号是13812345678，请回电"] for found in phones_in(text)]
    ['13812345678']
    """
    for found in _GLUED.finditer(text):
        if _is_valid(found[0], ""):
            yield Entity("PHONE_NUMBER", *found.span(), _SCORE)
    if text.isascii() or _WORDS.search(text) is None:
        return
    for found in _NUMBER.finditer(text):
        said = [each.lastgroup for each in _WORDS.finditer(text, max(0, found.start() - _BEFORE), found.start())]
        if said and any(_is_valid(found[0], region) for region in _REGIONS[str(said[-1])]):
            yield Entity("PHONE_NUMBER", *found.span(), _SCORE)


def _is_valid(written: str, region: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(written, region or None))
    except phonenumbers.NumberParseException:
        return False
