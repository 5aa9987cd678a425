"""Two passwords in one sentence, and one that only a sentence before names: "changed the password from A to B", "the old
password was A, the new one is B", "use X to log in".

What enters is plain text; what leaves are candidates for the values alone. Of A and B one must look like a secret; the
other then is one too.
"""

# ruff: noqa: E501 - a pattern is a line

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from guards.secrets.assigned import trimmed
from guards.secrets.candidate import Candidate, Finder
from guards.secrets.looks import Naming, looks_secret
from guards.secrets.never import is_reference, is_word_or_code
from guards.secrets.said import WORD
from guards.secrets.starts import Starts

_FLAGS: Final = re.IGNORECASE | re.ASCII
_NAME: Final = rf"\b(?P<name>{WORD}|passwords|login|credentials?|secret|(?:api |access |secret |auth )?(?:key|token)|chiave|chave|sleutel|schlussel)"
# "for the database", "auf dem Server", "geandert".
_OF: Final = r"(?:\s(?!from\b|von\b|auf\b|to\b)[\w.'-]{1,24}){0,6}?"
_WORDS: Final = (("from", "to|into|over to"), ("von|vom", "auf|zu|zum|in"), ("de", "a|en|vers|par|pour|para|por"), ("da|dalla", "a|in"), ("van", "naar|in"))  # fmt: skip
_ONE: Final = r"(?:[\"'`](?P<{0}q>[^\"'`\n]{{3,80}})[\"'`]|(?P<{0}>[^\s\"'`]{{3,120}}))"


def _two(before: str, between: str) -> re.Pattern[str]:
    old, new = _ONE.format("a"), _ONE.format("b")
    return re.compile(rf"{_NAME}{_OF}\s{{1,2}}(?:{before})\s{{1,2}}{old},?\s{{1,3}}(?:{between})\s{{1,2}}{new}", _FLAGS)


_ARROW: Final = re.compile(
    rf"{_NAME}{_OF}\s{{0,2}}[:=]?\s{{1,2}}{_ONE.format('a')}\s{{1,2}}(?:->|=>|-->|>>)\s{{1,2}}{_ONE.format('b')}",
    _FLAGS,
)
_PAIRS: Final = (*(_two(*words) for words in _WORDS), _ARROW)
# The name may stand a sentence before.
_NEW: Final = re.compile(
    rf"{_NAME}[^\n]{{1,160}}?\b(?:(?:the\s)?(?:new|old|other|current|previous|temporary|backup|second|right|correct)\sone|now it|neue?s?|le nouveau|la nouvelle|el nuevo|la nueva|o novo|a nova|la nuova|il nuovo|het nieuwe)"
    rf"(?:'s|\s(?:is|was|ist|lautet|war|est|es|e|sera|era|wordt)(?:\snow)?)?\s{{0,2}}[:=]?\s{{1,2}}{_ONE.format('a')}",
    _FLAGS,
)
_USE: Final = re.compile(
    rf"\b(?:use|try|enter|type(?:\sin)?|with|using|mit|nimm|verwende|avec|utilise[rz]?|con|usa|use|com|met|gebruik)\s{{1,2}}{_ONE.format('a')}\s{{1,2}}"
    r"(?:(?:to|for)\s(?:log(?:ging)?|sign(?:ing)?|get(?:ting)?)[\s-]?(?:in|on|into|onto)\b|(?:to|for)\s(?:connect|authenticate|unlock|access|open)\b|(?:zum|beim)\s(?:anmelden|einloggen|login)\b|pour\s(?:se |te |vous )?connecter\b|para\s(?:entrar|acceder|iniciar)\b|per\s(?:accedere|entrare)\b|om\s(?:in te loggen|aan te melden)\b)",
    _FLAGS,
)
_LOG_IN: Final = re.compile(
    rf"\b(?:log(?:ged|ging)?|sign(?:ed|ing)?|get|got)[\s-]?(?:in|on|into)\b(?:\s(?:to|at|as|under)\s[\w@.:/-]{{1,60}})?\s{{1,2}}(?:with|using|by)\s(?:(?:the|my|our)\s)?{_ONE.format('a')}",
    _FLAGS,
)
_WORDS_OF: Final = rf"\b(?:{WORD}|passwords|login|credentials?|secret|(?:api |access |secret |auth )?(?:key|token)|chiave|chave|sleutel|schlussel)"
_NAMES: Final = Starts(_WORDS_OF)
_PASSWORD: Final = re.compile(rf"{WORD}|passwords|credentials?", _FLAGS)
_PIN: Final = re.compile(r"pin|code|passcode", re.IGNORECASE)
_STOPS: Final = frozenset(
    ["time", "scratch", "settings", "security", "default", "home", "work", "there", "here", "now", "then"]
)


def _changed(text: str) -> Iterator[Candidate]:
    for name, _ in _NAMES.of(text):
        for found in filter(None, (pattern.match(text, name) for pattern in _PAIRS)):
            spans = [_span(text, found, "a"), _span(text, found, "b")]
            if _are_passwords([text[start:end] for start, end in spans], found["name"]):
                for start, end in spans:
                    yield Candidate("PASSWORD", start, end, 0.75)


def _are_passwords(values: list[str], name: str) -> bool:
    if any(len(value) < 4 or is_word_or_code(value) or value.lower() in _STOPS for value in values):
        return False
    if all(value.isdigit() and len(value) <= 8 for value in values):
        return _PIN.search(name) is not None
    naming: Naming = "strong" if _PASSWORD.fullmatch(name) else "weak"
    return any(looks_secret(value, naming) for value in values) and not any(map(is_reference, values))


def _span(text: str, found: re.Match[str], group: str) -> tuple[int, int]:
    if found[f"{group}q"] is not None:
        return found.span(f"{group}q")
    return trimmed(text, *found.span(group))


def _one(pattern: re.Pattern[str], words: str, naming: Naming, hint: str, head: str) -> Finder:
    starts = Starts(words)

    def find(text: str) -> Iterator[Candidate]:
        for found in starts.matches(pattern, text):
            start, end = _span(text, found, "a")
            if looks_secret(text[start:end], naming):
                yield Candidate("PASSWORD", start, end, 0.6)

    return Finder(re.compile(hint, _FLAGS), find, head)


_BETWEEN: Final = rf"(?:{WORD}|login|credential|secret|key|token|chiave|chave|sleutel|schlussel)[^\n]{{0,150}}?"
_LOG: Final = r"(?:log(?:ged|ging)?|sign(?:ed|ing)?|get|got|getting)[\s-]?(?:in|on|into|onto)\b"

CHANGED: Final = (
    Finder(
        re.compile(rf"{_BETWEEN}\s(?:from|vo[nm]|de|da|dalla|van|->|=>|-->|>>)\s", _FLAGS),
        _changed,
        r"(?i)\s(?:from|vo[nm]|de|da|dalla|van|->|=>|-->|>>)\s",
    ),
    _one(_NEW, _WORDS_OF, "weak", rf"{_BETWEEN}(?:\sone|now it|neue?s?|nouveau|nouvelle|nuev[oa]|nov[oa]|nuov[oa]|nieuwe)", r"(?i)\sone|now it|neu|nouve|nuev|nov[oa]|nuov|nieuwe"),
    _one(_USE, r"\b(?:use|try|enter|type(?: in)?|with|using|mit|nimm|verwende|avec|utilise[rz]?|con|usa|com|met|gebruik)\s", "none", r"\s(?:to|for|zum|beim|pour|para|per|om)\s(?:log|sign|get|connect|auth|unlock|access|open|anmelden|einloggen|se |te |vous|entrar|acceder|iniciar|accedere|entrare|in te|aan te)", r"(?i)\s(?:to|for|zum|beim|pour|para|per|om)\s(?:log|sign|get|con|aut|unl|acc|ope|anm|ein|se |te |vous|ent|ini|in te|aan te)"),
    _one(_LOG_IN, r"\b(?:log(?:ged|ging)?|sign(?:ed|ing)?|get|got)[ -]?(?:in|on|into)\b", "none", rf"{_LOG}[^\n]{{0,80}}?\s(?:with|using|by)\s", r"(?i)(?:log|sign|ge|go)[a-z]{0,6}[\s-]?(?:in|on)"),
)  # fmt: skip
