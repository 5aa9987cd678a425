"""Keys that only an everyday word names ("with key …", "session id …"), key material in base64, cookies on a command line.

What enters is plain text; what leaves are candidates for the values alone. The word is weak, so the value must be long
and of mixed kinds: a hash in hexadecimal behind `key` is a cache's, behind `private key` it is none.
"""

# ruff: noqa: E501 - a pattern is a line

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from guards.secrets.candidate import Candidate, Finder
from guards.secrets.looks import is_name, looks_like_key, looks_secret
from guards.secrets.names import is_harmless
from guards.secrets.never import is_placeholder, is_reference
from guards.secrets.starts import Starts
from guards.secrets.values import is_key

_FLAGS: Final = re.IGNORECASE | re.ASCII
_NEAR: Final = re.compile(
    r"(?<![a-z])(?:keys?|tokens?|secrets?|credentials?|schlussel|cle|clave|chave|chiave|sleutel|signature|bearer)\b(?:\s#?\d{1,2}(?=:))?[\"'*_`]{0,3}(?:\s{0,2}[:=(\[]|\s(?:is|was|ist|lautet|est|es|e|called|named|of|like)(?![a-z]))?\s{0,3}[:=]?\s{0,2}(?:[a-z]{2,16}[:\s-]{1,2}(?:like\s)?)?[\"'`*(<\[]{0,2}"
    r"(?P<value>[A-Za-z0-9][A-Za-z0-9+/_~.=-]{19,400})(?![A-Za-z0-9+/=_@(-])",
    _FLAGS,
)
_MATERIAL: Final = re.compile(
    r"(?<![a-z0-9])(?:[a-z0-9]{1,24}[_.-]){0,5}?(?:p12|pfx|pkcs12|jks|bks|key_?store|trust_?store|keytab|key|cert(?:ificate)?|kube_?config|service_?account|credentials?|provision\w{0,16}|secret|p8|pem|ovpn|sa_json)"
    r"(?:[_.-][a-z0-9]{1,16}){0,3}?(?:[_.-]?(?:base64|b64|base_64))[\"'\\]{0,4}\s{0,2}(?:[:=]|=>)\s{0,3}(?:[|>]-?\s{1,12})?[\"'\\]{0,4}(?P<value>[A-Za-z0-9+/_-]{24,8000}={0,2})",
    _FLAGS,
)
_SESSION: Final = re.compile(
    r"(?<![a-z0-9])(?:(?:session|sess)(?:[ _-]?(?:id|key|token|cookie))?|sid|jsessionid|phpsessid|connect\.sid|asp\.net_sessionid|auth[_-]?cookie)\b[\"'\\]{0,4}"
    r"(?:,\s{0,3}\\?[\"']value\\?[\"']\s{0,2}:|\t(?=[0-9A-Za-z])|\s{0,2}[:=]|\s(?:is|was|ist|est|es)\b|\s(?=[0-9A-Za-z]{16}))\s{0,3}[\"'\\`]{0,4}(?P<value>[A-Za-z0-9%._~+/|-]{16,2000}={0,2})",
    _FLAGS,
)
_COMMAND: Final = re.compile(
    r"\b(?:curl|wget|http|https|xh|httpie|ab|hey|wrk|siege|python)\s[^\n|;&]{0,300}?(?<=\s)(?:-b|--cookie|--header[= ][\"']?cookie:|-H\s{0,2}[\"']?cookie:|-C)\s{0,2}=?\s{0,2}[\"']?(?P<value>[A-Za-z0-9_.%-]{1,64}=[^\n\"']{4,4000})",
    _FLAGS,
)
_SET: Final = re.compile(r"(?P<name>[A-Za-z0-9_.%-]{1,64})=(?P<value>[^\s;,\"']{4,2000})", _FLAGS)
_HARMLESS: Final = re.compile(
    r"(?:theme|lang(?:uage)?|locale|tz|timezone|path|domain|expires|max-age|samesite|consent|currency|country|_ga\w*|_gid|utm_\w+|page|view|color|mode|region|version|v)",
    re.IGNORECASE,
)
_PHRASE: Final = re.compile(
    r"\b(?:seed|recovery|mnemonic|backup|phrase|wallet|words|worter|mots|palabras|parole|palavras|woorden|merksatz|wiederherstellung)\b[^\n]{0,60}?(?:[:=]|->|\b(?:is|are|ist|sind|lautet|lauten|est|sont|es|son|sono)\b)\s{0,4}[\"'`]?\s{0,4}"
    r"(?P<value>(?:\d{1,2}[.)]\s{0,2})?[a-z]{3,8}(?:[,;]?\s{1,3}(?:\d{1,2}[.)]\s{0,2})?[a-z]{3,8}){11,23})(?![a-z])",
    _FLAGS,
)
_TALK: Final = frozenset(
    [
        "the",
        "and",
        "are",
        "was",
        "were",
        "for",
        "that",
        "with",
        "from",
        "you",
        "your",
        "not",
        "but",
        "his",
        "her",
        "our",
        "out",
        "has",
        "had",
        "its",
        "who",
    ]
)
_PASSPHRASE: Final = re.compile(
    r"\b(?:pass ?phrase|diceware)\b[^\n:=]{0,40}[:=]\s{0,3}[\"'`]?(?P<value>[a-z]{3,12}(?:[ -][a-z]{3,12}){3,7})(?=[\"'`]?\s{0,2}(?:[.\n]|$))",
    _FLAGS,
)
_QUOTED_WORDS: Final = re.compile(
    r"\b(?:pass ?phrase|diceware)\b[^\n\"]{0,40}[\"'`](?P<value>[a-z]{2,12}(?:[ -][a-z]{2,12}){2,9})[\"'`]", _FLAGS
)
# As Google hands them out: four times four letters.
_APP: Final = re.compile(
    r"\bapp(?:lication)?[ -]passw(?:ord|ort)\b[^\n:]{0,40}?(?::|\bis|\blautet)\s{1,3}(?P<value>[a-z]{4}(?: [a-z]{4}){3})(?![a-z])",
    _FLAGS,
)
_PAIR: Final = re.compile(
    r"\b(?:log(?:in|ged in)?|sign(?:ed)? in|connect(?:ed)?|authenticate)\s(?:with|as|using)\s(?:the\s)?(?:user(?:name)?|account|login)\s[\"'`]?[\w.@-]{2,60}[\"'`]?\s(?:and|/|,|with)\s{1,2}(?P<value>[^\s\"'`]{6,100})",
    _FLAGS,
)


_KEYS: Final = Starts(r"keys?|tokens?|secrets?|credentials?|schlussel|cle|clave|chave|chiave|sleutel|signature|bearer")
_SESSIONS: Final = Starts(r"sess(?:ion)?|sid|jsessionid|phpsessid|connect\.sid|asp\.net_sess|auth[_-]?cookie")
_SEEDS: Final = Starts(
    r"\b(?:seed|recovery|mnemonic|backup|phrase|wallet|words|worter|mots|palabras|parole|palavras|woorden|merksatz|wiederherst)"
)


def _near(text: str) -> Iterator[Candidate]:
    for found in _KEYS.matches(_NEAR, text):
        before = text[max(0, found.start() - 16) : found.start()]
        if looks_like_key(found["value"]) and not is_harmless(before, ""):
            yield Candidate("SECRET_KEY", *_trimmed(found), 0.65)


def _trimmed(found: re.Match[str]) -> tuple[int, int]:
    start, end = found.span("value")
    return start, end - (len(found["value"]) - len(found["value"].rstrip(".-")))


def _material(text: str) -> Iterator[Candidate]:
    for found in _MATERIAL.finditer(text):
        if not is_placeholder(found["value"]) and not is_reference(found["value"]):
            yield Candidate("KEY_FILE", *found.span("value"), 0.85)


def _sessions(text: str) -> Iterator[Candidate]:
    for found in _SESSIONS.matches(_SESSION, text):
        if is_key(found["value"]) and not is_name(found["value"]) and not found["value"].isdigit():
            yield Candidate("COOKIE", *found.span("value"), 0.75)


def _given(text: str) -> Iterator[Candidate]:
    for command in _COMMAND.finditer(text):
        for found in _SET.finditer(text, *command.span("value")):
            value = found["value"]
            if _HARMLESS.fullmatch(found["name"]) is None and (is_key(value) or looks_secret(value, "weak")):
                yield Candidate("COOKIE", *found.span("value"), 0.85)


def _phrases(text: str) -> Iterator[Candidate]:
    for found in _SEEDS.matches(_PHRASE, text):
        words = re.findall(r"[a-z]+", found["value"].lower())
        if len(words) >= 12 and len(set(words)) > 9 and _TALK.isdisjoint(words):
            yield Candidate("SEED_PHRASE", *found.span("value"), 0.8)


def _passphrases(text: str) -> Iterator[Candidate]:
    for found in _PASSPHRASE.finditer(text):
        if _TALK.isdisjoint(re.split(r"[ -]", found["value"].lower())):
            yield Candidate("PASSWORD", *found.span("value"), 0.65)
    for pattern in (_QUOTED_WORDS, _APP):
        for found in pattern.finditer(text):
            yield Candidate("PASSWORD", *found.span("value"), 0.7)


def _pairs(text: str) -> Iterator[Candidate]:
    for found in _PAIR.finditer(text):
        value = found["value"].rstrip(".,;:!?)")
        if looks_secret(value, "weak"):
            start = found.start("value")
            yield Candidate("PASSWORD", start, start + len(value), 0.65)


KEYS: Final = (
    Finder(re.compile(r"(?:keys?|tokens?|secrets?|credentials?|schlussel|cle|clave|chave|chiave|sleutel|signature|bearer)[^A-Za-z0-9\n][^\n]{0,40}?[A-Za-z0-9+/_~.=-]{20}", _FLAGS), _near, r"(?i)(?:key|token|secret|credential|schlussel|cle|clave|chave|chiave|sleutel|signature|bearer)[s]?[^A-Za-z0-9\n]"),
    Finder(re.compile(r"(?:base_?64|b64)[\"'\\]{0,4}\s{0,2}(?:[:=]|=>)", _FLAGS), _material, r"(?i)(?:base_?64|b64)[\"'\\]{0,4}\s{0,2}[:=]"),
    Finder(_SESSION, _sessions, r"(?i)sess|sid|cookie"),
    Finder(re.compile(r"(?:curl|wget|http|https|xh|httpie|ab|hey|wrk|siege|python)\s[^\n|;&]{0,300}?\s(?:-b|--cookie|--header|-H|-C)[^\n=]{0,80}=", _FLAGS), _given, r"(?i)\s(?:-b|--cookie|--header|-h|-c)"),
    Finder(re.compile(r"(?:seed|recovery|mnemonic|backup|phrase|wallet|words|worter|mots|palabras|parole|palavras|woorden|merksatz|wiederherstellung)[^\n]{0,60}?(?:[:=]|->|\s(?:is|are|ist|sind|lautet|lauten|est|sont|es|son|sono)\s)\s{0,4}[\"'`]?\s{0,4}(?:\d{1,2}[.)]\s{0,2})?[a-z]{3,8}[,;]?\s{1,3}(?:\d{1,2}[.)]\s{0,2})?[a-z]{3,8}[,;]?\s", _FLAGS), _phrases, r"(?i)seed|recovery|mnemonic|backup|phrase|wallet|words|worter|mots|palabras|parole|palavras|woorden|merksatz|wiederherst"),
    Finder(re.compile(r"pass ?phrase|diceware|app(?:lication)?[ -]passw", _FLAGS), _passphrases, r"(?i)pass ?phrase|diceware|app(?:lication)?[ -]passw"),
    Finder(_PAIR, _pairs, r"(?i)(?:with|as|using)\s(?:the\s)?(?:user|account|login)"),
)  # fmt: skip
