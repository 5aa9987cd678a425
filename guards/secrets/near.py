"""A value that looks like a secret by itself, in the line of a word for one: "the SASL creds are in the pod: ledger / …".

What enters is plain text; what leaves are candidates. The word says no more than that secrets are talked about, so the
value's own look decides: the bar falls where quotes stand around it, and where "is", "was" or a colon leads to it.
"""

# ruff: noqa: E501 - a pattern is a line

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from guards.secrets.candidate import Candidate, Finder
from guards.secrets.looks import BARS, is_hash, is_name, looks_secret, score
from guards.secrets.never import is_constant, is_variable
from guards.secrets.starts import Starts

_FLAGS: Final = re.IGNORECASE | re.ASCII
_CUES: Final = (
    r"password|passwort|kennwort|wachtwoord|contrasena|mot de passe|passphrase|passcode|senha|parola|creds?\b|credentials?|log-?ins?\b|secrets?\b|pwd?\b|pws\b|pass\b"
    r"|p/w\b|signing key|api key|wi-?fi|wlan|ssid|decod(?:es?|ed) to|zugangsdaten|identifiants"
)
_CUES_IN: Final = Starts(_CUES)
_DIRECT: Final = re.compile(
    r"(?:wi-?fi|wlan|ssid|password|passwort|pwd?|pass|login|decod(?:es?|ed) to)\s?[:=]?\s?$", _FLAGS
)
# What is looked at: the rest of the line, and some of what stands before.
_BEFORE, _AFTER = 60, 140
_TOKEN: Final = re.compile(
    r"(?P<quote>[\"'`])(?P<quoted>[^\s\"'`]{6,80})(?P=quote)|(?P<bare>[^\s\"'`|<>{}\[\]]{6,80})", re.ASCII
)
_LED: Final = re.compile(r"(?:\b(?:is|was|be|are|were|now|with|to|as|ist|war|est|es|e)|[:=/>-])\s{1,2}[(]?$", _FLAGS)
# Addresses, paths, calls, markup, lists of choices: what stands beside such words for other reasons.
_OTHER: Final = re.compile(r"@[\w-]+\.|://|[()=$,;|\\]|::|->|\.\w{2,5}$|^[-/.@#&%:]|/.*/|^\d+[:.]\d", re.ASCII)
# "the password we texted her is …", "what's your password? It's …": said of one password, not of passwords.
_SAID: Final = re.compile(
    r"(?:\b(?:is|was|be|it'?s|ist|lautet|war|c'est|est|es|sera|sera|era|e|wordt|now)|\xa7)\s{1,2}$", _FLAGS
)
_OF_ONE: Final = re.compile(
    r"(?:password|passwort|kennwort|wachtwoord|contrasena|mot de passe|passphrase|passcode|senha|\bpwd?\b|\bp/w\b|(?:wi-?fi|wlan)[ -](?:code|key|pass)|code (?:du )?wi-?fi)"
    r"(?![\w-])(?![^\n]{0,120}\b(?:polic|hash|encr|algorithm|encod|stor|length|rule|version|scheme|expir|manager|strength|field|reset in|type|must|should|for (?:each|all)))[^\n]{0,60}$",
    _FLAGS,
)
_EXAMPLE: Final = re.compile(
    r"\b(?:such as|like|e\.\s?g\.|for (?:example|instance)|examples?|z\.\s?B\.|zum Beispiel|par exemple|por ejemplo|ad esempio|bijvoorbeeld)",
    _FLAGS,
)
_SHARE: Final = 24
_PAIR: Final = re.compile(r"[\w.-]{2,40}:(?P<value>[^\s:]{6,80})", re.ASCII)
_EASIER: Final = 0.15


def _near(text: str) -> Iterator[Candidate]:
    done = 0
    for first, last in _CUES_IN.of(text):
        if text[first - 1 : first].isalpha():
            continue
        start, end = _window(text, first, last, done)
        for token in _TOKEN.finditer(text, start, end):
            done = token.end()
            found = _judged(text, token, end)
            if found is not None:
                yield found


def _window(text: str, first: int, last: int, done: int) -> tuple[int, int]:
    """What is to be read around a cue, and has not been read around the one before."""
    start = max(done, first - _BEFORE, text.rfind("\n", max(0, first - _BEFORE), first) + 1)
    while done < start < first and not text[start - 1].isspace():
        start += 1
    line = text.find("\n", last, last + _AFTER)
    return start, line if line >= 0 else min(len(text), last + _AFTER)


def _judged(text: str, token: re.Match[str], end: int) -> Candidate | None:
    group = "quoted" if token["quoted"] is not None else "bare"
    first, last = token.span(group)
    value = text[first:last]
    if value.isalpha():
        return None  # as most are
    if group == "bare":
        if last == end < len(text) and not text[end].isspace():
            return None  # cut by the window
        stripped = value.rstrip(".,;:!?)*")
        value, last = stripped, first + len(stripped)
    pair = _PAIR.fullmatch(value)
    if pair is not None:
        first, value = first + pair.start("value"), pair["value"]
    if len(value) < 6 or _OTHER.search(value) or is_variable(value) or is_hash(value):
        return None
    if _EXAMPLE.search(text, max(0, token.start() - _BEFORE), token.start()):
        return None
    before = text[max(0, token.start() - _SHARE) : token.start()]
    bar = _bar(text, token, before, group == "quoted", pair is not None)
    if bar > BARS["strong"] and (is_name(value) or is_constant(value)):
        return None
    return Candidate("PASSWORD", first, last, 0.55) if score(value) >= bar and looks_secret(value, "strong") else None


def _bar(text: str, token: re.Match[str], before: str, is_quoted: bool, is_pair: bool) -> float:
    """How much the value must look like a secret, by what leads to it."""
    if (is_quoted or is_pair) and _DIRECT.search(before):
        return BARS["strong"]
    if _SAID.search(before) and _OF_ONE.search(text, max(0, token.start() - _AFTER), token.start()):
        return BARS["strong"]
    easier = _EASIER if is_pair or _LED.search(before) else 0.0
    return (BARS["weak"] if is_quoted else BARS["none"]) - easier


NEAR: Final = (
    Finder(
        re.compile(rf"(?:{_CUES.replace(chr(92) + 'b', '')})", _FLAGS),
        _near,
        rf"(?i){_CUES.replace(chr(92) + 'b', '')}",
    ),
)
