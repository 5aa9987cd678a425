"""Secrets that only their surroundings give away: private keys, headers, URLs, assignments, "my password is …".

What enters is a text; what leaves are candidates with the span of the secret alone, never of its name. Patterns
repeat single characters a bounded number of times; keys in PEM armour are found by plain search.
Sources: PEM labels RFC 7468; `Authorization` RFC 7235, RFC 6750, RFC 7617; URL userinfo RFC 3986, 3.2.1;
`sasl.jaas.config` https://kafka.apache.org/documentation/#security_sasl_jaas_client; `.netrc` and PGP by their manuals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from guards.secrets.never import (
    is_identifier,
    is_place_or_time,
    is_placeholder,
    is_variable,
    is_word_or_code,
    looks_random,
)


class Candidate(NamedTuple):
    """A secret in a text, in code points."""

    rule: str
    start: int
    end: int
    confidence: float


# Lower-case literals: a text without any of them holds no secret that this module knows.
ANCHORS = (
    "-----begin",
    "authorization",
    "bearer ",
    "://",
    "passw",
    "passphrase",
    "passcode",
    "pwd",
    "secret",
    "token",
    "api key",
    "api_key",
    "api-key",
    "apikey",
    "access key",
    "access_key",
    "access-key",
    "accesskey",
    "account_key",
    "account-key",
    "accountkey",
    "private_key",
    "private-key",
    "privatekey",
    "auth_key",
    "auth-key",
    "authkey",
    "encryption_key",
    "signing_key",
    "credential",
    "pin is",
    "pass is",
)


def candidates(text: str) -> Iterator[Candidate]:
    """Every secret by context, in no order; they may overlap."""
    lowered = text.lower()
    if "-----begin" in lowered:
        yield from _armoured_keys(text)
    if "authorization" in lowered or "bearer " in lowered:
        yield from _headers(text)
    if "://" in lowered:
        yield from _urls(text)
    if _NAME.search(lowered) or "pin is" in lowered or "pass is" in lowered:
        yield from _assignments(text)
        yield from _sentences(text)


# --- PEM and PGP armour -------------------------------------------------------------------------------------------

_BEGIN_KEY = re.compile(r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----")
# A key that was cut has no end line; its base64 lines (real or escaped line breaks) go as far as they go.
_KEY_BODY = re.compile(r"(?:[A-Za-z0-9+/=:,. \t-]|\\[nr]|\r?\n){0,20000}")
_KEY_MIN = 40


def _armoured_keys(text: str) -> Iterator[Candidate]:
    at, closing = 0, 0
    while (begin := _BEGIN_KEY.search(text, at)) is not None:
        if 0 <= closing < begin.end():  # once there is no end line, there is none further on
            closing = text.find("-----END ", begin.end())
        following = text.find("-----BEGIN ", begin.end())
        if closing >= 0 and (following < 0 or closing < following):
            line_end = text.find("-----", closing + 9)
            end = line_end + 5 if line_end >= 0 else len(text)
        else:
            body = _KEY_BODY.match(text, begin.end(), following if following >= 0 else len(text))
            end = body.end() if body else begin.end()
        at = end
        if sum(map(str.isalnum, text[begin.end() : end])) >= _KEY_MIN and not is_placeholder(text[begin.end() : end]):
            yield Candidate("PRIVATE_KEY", begin.start(), end, 0.99)


# --- Authorization headers ----------------------------------------------------------------------------------------

_HEADER = re.compile(
    r"authorization[\"']?\s{0,3}[:=,]\s{0,3}[\"']?(?:(?:bearer|basic|token|apikey|api-key|digest|key|splunk)\s{1,3})?"
    r"([A-Za-z0-9._~+/=:-]{8,4000})",
    re.IGNORECASE,
)
_BEARER = re.compile(r"\bbearer\s{1,3}([A-Za-z0-9._~+/-]{16,4000}={0,2})", re.IGNORECASE)


def _headers(text: str) -> Iterator[Candidate]:
    for pattern in (_HEADER, _BEARER):
        for found in pattern.finditer(text):
            if _is_key(found[1]):
                yield Candidate("AUTHORIZATION", *found.span(1), 0.9)


# --- URLs and data source names -----------------------------------------------------------------------------------

_USERINFO = re.compile(r"://[^\s:/@\"'<>?#]{0,100}:([^\s@\"'<>/]{1,200})@(?=[A-Za-z0-9\[$_])")
_URL_SECRET = re.compile(
    r"[?&](?:access_token|api_?key|auth|auth_token|client_secret|key|password|pwd|secret|signature|sig|token)"
    r"=([A-Za-z0-9._~%+/-]{12,500})",
    re.IGNORECASE,
)


def _urls(text: str) -> Iterator[Candidate]:
    for found in _USERINFO.finditer(text):
        if not (is_placeholder(found[1]) or is_word_or_code(found[1]) or is_variable(found[1])):
            yield Candidate("URL_PASSWORD", *found.span(1), 0.9)
    for found in _URL_SECRET.finditer(text):
        if _is_key(found[1]):
            yield Candidate("URL_SECRET", *found.span(1), 0.85)


# --- Assignments: .env, YAML, JSON, code, command lines -------------------------------------------------------------

_NAME = re.compile(
    r"(?P<password>pass(?:word|wd|phrase|code)|pwd)"
    r"|(?P<key>secret[_-]?access[_-]?key|secret[_-]?key|client[_-]?secret|api[_-]?secret|api[ _-]?key|access[_-]?key"
    r"|account[_-]?key|private[_-]?key|auth[_-]?key|encryption[_-]?key|signing[_-]?key|secret|token|credential)",
    re.IGNORECASE,
)
_OPERATOR = re.compile(
    r"(?P<rest>[A-Za-z0-9_.-]{0,24})\\?[\"'`\]*]{0,3}(?P<space>[ \t]{0,3})(?P<operator>:=|=>|==?|:)\\?[*]{0,2}"
    r"[ \t]{0,3}(?:\r?\n[ \t]{1,8})?"
)
_QUOTED = re.compile(r"\\?(?P<quote>[\"'`])(?P<value>[^\"'`\r\n\\]{1,500})(?:\\?(?P=quote)|(?=\\)|$)")
_BARE = re.compile(r"[^\s\"'`,;<>|\\)\]}]{1,500}")

# Tokens of text processing and paging, and what is only about a secret: their names give them away.
_HARMLESS_BEFORE = re.compile(
    r"(?:next|page|prev|continuation|sync|start|end|pad|eos|bos|unk|sep|cls|mask|max|min|num|total|input|output|prompt|"
    r"completion|cached|reasoning|special|stop|csrf|xsrf|design|cursor|public)[_ -]?$",
    re.IGNORECASE,
)
_HARMLESS_AFTER = re.compile(
    r"s$|[_.-]?(?:id|ids|at|in|url|uri|name|type|count|file|path|hash|ttl|hint|label|field|limit|length|len|usage|policy|"
    r"expir\w*|endpoint|format|version|rotation|status|manager|reset|min|max|strength|provider|arn|ref)s?$",
    re.IGNORECASE,
)

_PASSWORD_MIN = 4
_WORD_MIN = 6
_KEY_LENGTH_MIN = 12
_NAME_MAX = 80


def _assignments(text: str) -> Iterator[Candidate]:
    taken = 0
    for name in _NAME.finditer(text):
        # A name inside a value that is already a secret has nothing to add, and could be there a thousand times.
        found = _assigned(text, name) if name.start() >= taken else None
        if found is not None:
            taken = found.end
            yield found


def _assigned(text: str, name: re.Match[str]) -> Candidate | None:
    operator = _OPERATOR.match(text, name.end())
    if operator is None or _harmless(text[max(0, name.start() - 16) : name.start()], operator["rest"]):
        return None
    quoted = _QUOTED.match(text, operator.end())
    found = quoted or _BARE.match(text, operator.end())
    if found is None:
        return None
    start, end = found.span("value") if quoted else _trimmed(text, *found.span())
    value = text[start:end]
    if quoted is None and is_variable(value):
        return None
    if name["password"] is None:
        return Candidate("SECRET_KEY", start, end, 0.8) if _is_key(value) else None
    # `DB_PASSWORD=correcthorse` is an assignment; `password = correcthorse` is code, and a variable.
    sure = quoted is not None or (operator["operator"] == "=" and not operator["space"])
    return Candidate("PASSWORD", start, end, 0.85) if is_password_value(value, sure) else None


def _harmless(before: str, after: str) -> bool:
    return _HARMLESS_BEFORE.search(before) is not None or _HARMLESS_AFTER.search(after) is not None


def named_secret(name: str, value: str) -> str | None:
    """The rule for a JSON member whose key says that its value is a secret (`{"password": "…"}`)."""
    found = _NAME.search(name)
    if found is None or len(name) > _NAME_MAX or _harmless(name[: found.start()], name[found.end() :]):
        return None
    if found["password"] is not None:
        return "PASSWORD" if is_password_value(value, sure=True) else None
    return "SECRET_KEY" if _is_key(value) else None


# --- Sentences ----------------------------------------------------------------------------------------------------

_SENTENCE = re.compile(
    r"\b(?:(?P<password>password|passcode|passphrase|passwd|pwd|pass|pin)"
    r"|secret|(?:api|access|secret) key|(?:access )?token)\b"
    r"(?:\s{1,3}(?:for|to|of|on|in|at)\s[^\n.?!:=\"]{1,40}?)?\s{1,3}(?:is|was|are|=|to|as)"
    r"(?:\s{1,3}(?:now|currently|still|set to|just))?\s{0,3}[:=]?\s{0,3}[\"'`“‘*]{0,3}(?P<value>[^\s\"'`“”’]{4,200})",
    re.IGNORECASE,
)
# `8-character`, `12-digit`, `90-day`, `1st`, `24/7`, `2FA`: numbers that a sentence about passwords is full of.
_ABOUT = re.compile(
    r"\d+[-–](?:[a-z-]+|\d+)|\d+(?:st|nd|rd|th|fa|x)|\d{1,2}/\d{1,2}|\d+[.,]?\d*%?|v\d[\d.]*", re.IGNORECASE
)


def _sentences(text: str) -> Iterator[Candidate]:
    for found in _SENTENCE.finditer(text):
        start, end = _trimmed(text, *found.span("value"))
        value = text[start:end]
        if _ABOUT.fullmatch(value) and not (value.isdigit() and found["password"]):
            continue
        if is_password_value(value, sure=False):
            yield Candidate("PASSWORD" if found["password"] else "SECRET_KEY", start, end, 0.7)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the punctuation of the sentence around it; a closing bracket stays where it was opened inside."""
    while end > start and (text[end - 1] in ".,;:?*_" or (text[end - 1] in ")]}" and _unopened(text[start:end]))):
        end -= 1
    return start, end


def _unopened(value: str) -> bool:
    return any(value.count(right) > value.count(left) for left, right in ("()", "[]", "{}"))


def is_password_value(value: str, sure: bool) -> bool:
    """`sure`: it stands in quotes or behind `=`, where a word may be a password too; in prose it must not be a word."""
    if len(value) < _PASSWORD_MIN or len(set(value)) < 3 or is_identifier(value) or is_word_or_code(value):
        return False
    if is_place_or_time(value) or (len(value) > 8 and is_placeholder(value)):
        return False
    if " " in value:
        return sure and any(map(str.isdigit, value))
    return (sure and len(value) >= _WORD_MIN) or not _all_words(value)


def _all_words(value: str) -> bool:
    """`one-time`, `case-sensitive`, `user/admin`: words with joints, and no digit."""
    pieces = re.split(r"[-/_.,!?&+:;()]", value)
    return all(not piece or (piece.isalpha() and (piece.islower() or piece.istitle())) for piece in pieces)


def _is_key(value: str) -> bool:
    """A value long and random enough to be a key. A UUID or a word never is."""
    return (
        len(value) >= _KEY_LENGTH_MIN
        and " " not in value
        and looks_random(value)
        and not is_identifier(value)
        and not is_placeholder(value)
        and not is_word_or_code(value)
        and not is_place_or_time(value)
        and len(set(value)) >= 8
    )
