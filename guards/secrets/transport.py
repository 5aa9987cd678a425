"""Credentials on their way: `Authorization` and key headers, cookies, URLs and data source names.

Sources: `Authorization` RFC 9110, 11.6.2, RFC 6750, RFC 7617; cookies RFC 6265; URL userinfo RFC 3986, 3.2.1.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from typing import Final

from guards.secrets.candidate import Candidate, Finder
from guards.secrets.looks import looks_secret
from guards.secrets.never import is_placeholder, is_variable, is_word_or_code
from guards.secrets.values import is_key

_FLAGS: Final = re.IGNORECASE | re.ASCII
_HEADER: Final = re.compile(
    r"authorization\\{0,3}[\"']?\]?\s{0,3}(?:[:=,]|=>)\s{0,3}\\{0,3}[\"'`]?(?:[a-z]{2}?[\"'`])?"
    r"(?:(?:bearer|basic|token|apikey|api-key|digest|key|splunk|ssws|bot|negotiate|aws|discogs)(?:\s{1,3}|%20|\+))?"
    r"(?:token=\\?[\"']?)?(?P<value>(?!AWS4-HMAC|OAuth)[A-Za-z0-9._~+/=:|!$-]{8,4000})",
    _FLAGS,
)
_BEARER: Final = re.compile(r"\bbearer[\s:=\"'\\]{1,4}(?P<value>[A-Za-z0-9._~+/|-]{16,4000}={0,2})", _FLAGS)
_BASIC: Final = re.compile(r"\bbasic\s{1,2}(?P<value>[A-Za-z0-9+/]{12,400}={0,2})(?![A-Za-z0-9+/=])", _FLAGS)
# Docker's `config.json`, npm's `_auth`: a user and a password in base64, whatever the name says.
_LOGIN: Final = re.compile(
    r"(?<![a-z])_?(?:auth|authorization|identity_?token|basic)[\\\"']{0,5}\s{0,3}[:=]\s{0,3}[\\\"']{0,5}(?P<value>(?:[A-Za-z0-9+/]{4}){2,100}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)(?![A-Za-z0-9+/=])",
    _FLAGS,
)
_DIGEST: Final = re.compile(r"\bdigest\s[^\n]{0,300}response=\\?[\"']?(?P<value>[0-9a-f]{32,64})", _FLAGS)
_COOKIE: Final = re.compile(
    r"(?:session|sess|sid|auth|token|jwt|remember|login|identity|sso)[A-Za-z0-9_.-]{0,24}=(?P<value>[A-Za-z0-9%._~+/|:-]{12,2000}={0,2})",
    _FLAGS,
)
_COOKIE_LINE: Final = re.compile(r"cookies?\\?[\"']?\s{0,2}[:=]\s{0,2}\\?[\"']?(?P<value>[^\n\"]{8,4000})", _FLAGS)


def _values(rule: str, pattern: re.Pattern[str], text: str, score: float) -> Iterator[Candidate]:
    for found in pattern.finditer(text):
        if is_key(found["value"]):
            yield Candidate(rule, *found.span("value"), score)


def _headers(text: str) -> Iterator[Candidate]:
    for found in _HEADER.finditer(text):
        if is_key(found["value"]) and (not is_variable(found["value"]) or found["value"].startswith("eyJ")):
            yield Candidate("AUTHORIZATION", *found.span("value"), 0.9)


def _bearers(text: str) -> Iterator[Candidate]:
    yield from _values("AUTHORIZATION", _BEARER, text, 0.9)


def _basics(text: str) -> Iterator[Candidate]:
    for found in _BASIC.finditer(text):
        value = found["value"]
        if is_key(value) and len(value) % 4 == 0 and any(map(str.isupper, value)) and any(map(str.islower, value)):
            yield Candidate("AUTHORIZATION", *found.span("value"), 0.85)


def _logins(text: str) -> Iterator[Candidate]:
    for found in _LOGIN.finditer(text):
        try:
            plain = b64decode(found["value"], validate=True).decode()
        except ValueError:
            continue
        if plain.isprintable() and (":" in plain[1:-1] or looks_secret(plain, "weak")):
            yield Candidate("AUTHORIZATION", *found.span("value"), 0.9)


def _digests(text: str) -> Iterator[Candidate]:
    yield from _values("AUTHORIZATION", _DIGEST, text, 0.85)


def _cookies(text: str) -> Iterator[Candidate]:
    for line in _COOKIE_LINE.finditer(text):
        for found in _COOKIE.finditer(text, *line.span("value")):
            if is_key(found["value"]):
                yield Candidate("COOKIE", *found.span("value"), 0.85)


_USERINFO: Final = re.compile(
    r"(?::|%3A)(?://|%2F%2F)(?P<user>[^\s:/@\"'<>?#]{0,100})(?::|%3A)(?P<value>[^\s@\"'<>/`]{1,200})@(?=[A-Za-z0-9\[$_(])",
    _FLAGS,
)
# `jdbc:oracle:thin:scott/tiger@host`: a user and a password before a host.
_ORACLE: Final = re.compile(
    r"(?:oracle:\w{2,5}:|sqlplus\s{1,3}(?:-\w\s)?)(?P<user>\w{2,40})/(?P<value>[^\s@/\"']{3,60})@", _FLAGS
)


def _userinfo(text: str) -> Iterator[Candidate]:
    for pattern in (_USERINFO, _ORACLE):
        for found in pattern.finditer(text):
            value = found["value"]
            if not (is_placeholder(value) or is_word_or_code(value) or is_variable(value) or value.startswith("$")):
                yield Candidate("URL_PASSWORD", *found.span("value"), 0.9)


TRANSPORT: Final = (
    Finder(_HEADER, _headers),
    Finder(_BEARER, _bearers),
    Finder(_BASIC, _basics),
    Finder(_LOGIN, _logins, r"(?i)(?:auth|ization|token|basic)[\\\"']{0,5}\s{0,3}[:=]"),
    Finder(_DIGEST, _digests),
    Finder(_COOKIE_LINE, _cookies),
    Finder(_USERINFO, _userinfo),
    Finder(_ORACLE, _userinfo),
)
