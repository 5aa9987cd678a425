"""Passwords behind their word in a script that is not Latin: `密码是…`, `パスワードは…`, `пароль: …`.

What enters is a text as it is, for a plain one holds no such letters; what leaves are candidates for the values alone.
Between the word and the value stand a few particles at most.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from guards.secrets.candidate import Candidate
from guards.secrets.looks import looks_secret

_WORDS: Final = (
    "密码|密碼|口令|验证码|驗證碼|パスワード|パスフレーズ|暗証番号|認証コード|비밀번호|암호|인증번호|пароль|пароля|пин-код"
    "|код подтверждения|κωδικός|סיסמה|كلمة المرور|كلمة السر|رمز التحقق|รหัสผ่าน|पासवर्ड"
)
_SAID: Final = re.compile(
    rf"(?:{_WORDS})[^\n\x21-\x7e]{{0,12}}?\s{{0,2}}[:：=]?\s{{0,3}}[\"'「『“`]?(?P<value>[\x21\x23-\x26\x2a-\x7e]{{4,80}})",
    re.IGNORECASE,
)
_DIGITS: Final = re.compile(r"[0-9]{4,8}")


def foreign(text: str) -> Sequence[Candidate]:
    """The passwords of a text, in code points.

    >>> [text[found.start : found.end] for text in ["密码是Plum-77x，谢谢"] for found in foreign(text)]
    ['Plum-77x']
    """
    return () if text.isascii() else tuple(_found(text))


def _found(text: str) -> Iterator[Candidate]:
    for found in _SAID.finditer(text):
        value = found["value"].rstrip(".,;:!?`")
        if _DIGITS.fullmatch(value) or looks_secret(value, "strong"):
            start = found.start("value")
            yield Candidate("PASSWORD", start, start + len(value), 0.7)
