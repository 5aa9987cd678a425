"""Passwords that people tell each other: "my password is …", "use … as the password", "das Passwort lautet …".

What enters is plain text; what leaves are candidates for the value alone. A value must not be a word, unless it
stands in quotes, or the sentence is somebody's own ("my password is …") and ends behind it.
"""

# ruff: noqa: E501 - a pattern is a line

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from guards.secrets.assigned import trimmed
from guards.secrets.candidate import Candidate, Finder
from guards.secrets.never import is_about
from guards.secrets.values import Surety, is_key, is_password

_FLAGS: Final = re.IGNORECASE | re.ASCII
WORD: Final = (
    r"password|passcode|passphrase|pass phrase|passwd|passwort|kennwort|pwd|pass|pw|pin(?: code| number)?|pass ?key|login code|door code|"
    r"contrasena|clave|senha|palavra-passe|mot de passe|mdp|code pin|wachtwoord|parola d'ordine|parola"
)
_IS: Final = r"is|was|are|to|as|will be|would be|being|changed to|ist|lautet|war|auf|est|c'est|sera|es|era|e|sono|wordt|luidt|equals|reads"
_STILL: Final = r"(?:now|currently|still|set to|just|actually|simply|literally|probably|this|always|also|going to be|jetzt|nun|noch|maintenant|ahora|agora|ora|nu|: )"
_OF: Final = r"(?:\s{1,3}(?:for|to|of|on|in|at|fur|zum|pour|de|del|du|para|da|do|per|di|voor|van|i use|we use|you need|you want|she uses|he uses)\s[^\n.?!:=\"]{1,40}?)?"
# In prose a value holds a digit, a sign that no word has, or a capital inside; or it stands in quotes.
_SOME: Final = r"[^\s]{0,40}(?:[\d#$%@^*=~<>|]|(?-i:[a-z][A-Z]))"
_VALUE: Final = rf"(?:\"(?P<double>[^\"\n]{{3,100}})\"|[`'](?P<single>[^`'\n]{{3,100}})[`']|(?P<bare>(?={_SOME})[^\s\"`']{{4,200}}))"
_LINK: Final = rf"{_OF}(?:'s|\s{{1,3}}(?:{_IS})(?![a-z])|\s{{0,3}}(?:=>?|->))(?:\s{{1,3}}{_STILL})?\s{{0,3}}[:=]?\s{{0,3}}[*_]{{0,2}}"
_KEY: Final = r"secret|(?:api|access|secret|license|auth) (?:key|token)|(?:access |bearer )?token"
_TELLS: Final = re.compile(
    rf"\b(?!pass\s{{1,3}}(?:to|as|in|on|for|of)\s)(?:(?P<password>{WORD})|(?P<key>{_KEY})){_LINK}{_VALUE}", _FLAGS
)
# A word, where somebody tells their own and the sentence ends behind it.
_OWN: Final = re.compile(
    r"\b(?:my|our|his|her|their|mein|unser|mon|notre|mi|minha|mijn|ons|la mia)(?:\s[\w-]{1,12}){0,3}\s"
    rf"(?:{WORD}){_LINK}(?P<bare>[a-z]{{6,40}})(?=[.!,;)]{{0,3}}(?:\s{{0,3}}$|\s{{0,2}}\n|\s(?:and|but|so|thanks|please|und|et|y|e)\b|[.!,;]))",
    _FLAGS,
)
_AS: Final = re.compile(
    rf"{_VALUE}[*_]{{0,2}}\s{{1,2}}(?:(?:as|als|como|comme|come)\s(?:(?:the|a|my|your|our|das|la|le|il|o)\s)?|(?:for|is|was|ist|war|es|est|e)\s(?:the|my|your|our|a|its|his|her|das|mein|dein|mi|la|le|mon|ma|sua|minha|il|the new|the old|my old|the temporary|the default|the root|the admin|the wifi|my current)\s)"
    rf"(?:[\w-]{{1,16}}\s)?(?P<password>{WORD})\b",
    _FLAGS,
)
# "your password? Caller: It's lantern-harbour": somebody is asked and says it.
_REPLY: Final = re.compile(
    r"\b(?:password|passphrase|passcode|passwort|kennwort)[^\n?.:]{0,30}[?.][\"']?\s{1,3}(?:[\w ]{1,20}:\s{1,3}|[\"'])?(?:(?:sure|yes|yeah|ok|okay|um|uh|so|ja|klar)[,.]?\s{1,2}){0,3}(?:it'?s|it is|es ist|es lautet)\s{1,2}[\"'`]?(?P<bare>[a-z][a-z0-9_-]{4,40})",
    _FLAGS,
)
# "the new password (hunter2)", "password - hunter2", "pw hunter2": no verb, so the value must look like one.
_BESIDE: Final = re.compile(
    rf"(?<![\w-])(?P<password>(?!pass\b|pass ?key){WORD})\b(?:\s{{0,2}}[-(\[]\s{{0,2}}|\s{{1,2}})(?P<bare>[^\s\d\"`'()\[\]]{{0,40}}\d[^\s\"`'()\[\]]{{0,40}})",
    _FLAGS,
)
_MIXED: Final = re.compile(r"(?=[^\d]{0,60}\d)(?=[^a-z]{0,60}[a-z])[^\s/]{6,64}", re.IGNORECASE | re.ASCII)
_PHRASE: Final = re.compile(
    r"(?:seed|recovery|mnemonic|backup|secret recovery|wallet)\s(?:phrase|words|seed)\b[^\n:.]{0,30}?(?::|\bis\b)\s{1,3}[\"'`]?"
    r"(?P<value>[a-z]{3,8}(?:[ ,]{1,2}[a-z]{3,8}){11,23})(?![a-z])",
    _FLAGS,
)


def _told(text: str) -> Iterator[Candidate]:
    for found in _TELLS.finditer(text):
        start, end, quoted = _value_of(text, found)
        value = text[start:end]
        if found["password"] is None:
            if is_key(value):
                yield Candidate("SECRET_KEY", start, end, 0.7)
        elif is_password(value, "sure" if quoted else "prose", phrase=quoted and value.count(" ") > 1):
            yield Candidate("PASSWORD", start, end, 0.7)


def _value_of(text: str, found: re.Match[str]) -> tuple[int, int, bool]:
    """Start and end of the value, and whether quotes stand around it."""
    for group in ("double", "single"):
        if found[group] is not None:
            return *found.span(group), True
    return *trimmed(text, *found.span("bare")), False


def _owned(text: str) -> Iterator[Candidate]:
    for found in _OWN.finditer(text):
        value = found["bare"]
        if is_password(value, "line") and value.lower() not in _SAID_OF:
            yield Candidate("PASSWORD", *found.span("bare"), 0.6)


_SAID_OF: Final = frozenset(
    word
    for line in (
        "wrong incorrect correct right gone lost safe public private strong weak short long simple easy hard unique saved",
        "stored stolen hacked leaked known forgotten broken blank empty missing invalid valid working obvious terrible",
        "awful great good random secret needed ready fine enough everywhere different visible hidden complicated",
        "something anything nothing there here below above case",
    )
    for word in line.split()
)


def _used(text: str) -> Iterator[Candidate]:
    for found in _AS.finditer(text):
        start, end, quoted = _value_of(text, found)
        value = text[start:end]
        if is_password(value, "sure" if quoted else "prose") and (quoted or not is_about(value)):
            yield Candidate("PASSWORD", start, end, 0.65)


def _replied(text: str) -> Iterator[Candidate]:
    for found in _REPLY.finditer(text):
        value = found["bare"].rstrip("-")
        surety: Surety = "sure" if "-" in value or "_" in value else "line"
        if is_password(value, surety) and value.lower() not in _SAID_OF | _NO_REPLY:
            yield Candidate("PASSWORD", found.start("bare"), found.start("bare") + len(value), 0.6)


_NO_REPLY: Final = frozenset(
    ["stored", "always", "never", "usually", "something", "about", "already", "probably", "recommended"]
)


def _beside(text: str) -> Iterator[Candidate]:
    for found in _BESIDE.finditer(text):
        start, end = trimmed(text, *found.span("bare"))
        value = text[start:end]
        if value.startswith("-"):
            continue  # an option
        if "pin" in found["password"].lower():
            is_one = value.isdigit() and 4 <= len(value) <= 8
        else:
            is_one = _MIXED.fullmatch(value) is not None and is_password(value, "prose")
        if is_one:
            yield Candidate("PASSWORD", start, end, 0.6)


def _phrases(text: str) -> Iterator[Candidate]:
    for found in _PHRASE.finditer(text):
        yield Candidate("SEED_PHRASE", *found.span("value"), 0.85)


_HEAD: Final = (
    r"(?i)(?:pass(?:word|code|phrase| phrase|wd|wort|key| key)|kennwort|login code|door code|contrasena|[^a-z]clave|senha|passe|"
    r"wachtwoord|parola|[^a-z](?:pwd|pass|pw|pin|mdp)[^a-z])"
)
_HEAD_OR_KEY: Final = rf"{_HEAD}|(?i:secret|token|(?:api|access|license|auth) key)"

SAID: Final = (
    Finder(_TELLS, _told, _HEAD_OR_KEY),
    Finder(_OWN, _owned, _HEAD),
    Finder(_AS, _used, _HEAD),
    Finder(_BESIDE, _beside, _HEAD),
    Finder(_PHRASE, _phrases),
    Finder(_REPLY, _replied, _HEAD),
)
