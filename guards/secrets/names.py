"""The names of secrets in code, configuration and speech, and the names that only sound like one.

What enters is a text and a place; what leaves says whether a password's or a key's name ends there. English, German,
French, Spanish, Portuguese, Italian and Dutch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

# Anywhere in an identifier (`DB_PASSWORD`, `dbPasswordOld`).
_INSIDE: Final = (
    r"pass(?:word|wd|wort|phrase|code)|pass[ _-]phrase|contrasena|kennwort|wachtwoord|passwort"
    r"|mot[ _]de[ _]passe|palavra-passe|parola d'ordine"
    r"|losenord|adgangskode|passord|salasana|heslo|jelszo|haslo|lozinka"
)
# Only by themselves or at a joint (`db_pass`, `dbPass`, `smtp.pw`), or they are part of a word (`compass`, `spin`).
_ALONE: Final = (
    r"pwd|pass|passwd|pw|psw|pswd|pin|pincode|mdp|clave|senha|psk|storepass|keypass|requirepass|masterauth|userpass"
)
# Words that a `key` is one behind: an `api key` opens, a `primary key` does not.
_QUALIFIERS: Final = tuple(
    word
    for line in (
        "secret access account private auth authn encryption signing signature master service storage shared license",
        "api app application webhook subscription consumer jwt hmac cipher deploy session cookie admin rest write",
        "integration routing ingest client function functions user server tenant project bot",
    )
    for word in line.split()
)
_QUALIFIED: Final = re.compile(rf"(?:{'|'.join(_QUALIFIERS)})[ _.-]{{0,2}}$", re.ASCII)
_PASSWORD: Final = re.compile(
    rf"{_INSIDE}|(?:(?<![A-Za-z])|(?-i:(?<=[a-z])(?=P)))(?:{_ALONE})(?![a-z])",
    re.IGNORECASE | re.ASCII,
)
_KEY: Final = re.compile(r"secret|token|credentials?|key(?:base)?", re.IGNORECASE | re.ASCII)
_PASSWORD_HEADS: Final = (
    "pass", "pw", "psw", "pswd", "pin", "contrasena", "kennwort", "wachtwoord", "mot de", "mot_de", "mdp", "clave",
    "losenord", "adgangskode", "salasana", "heslo", "jelszo", "haslo", "lozinka", "senha", "palavra-", "parola d",
    "psk", "storepass", "keypass", "requirepass", "masterauth", "userpass",
)  # fmt: skip
_KEY_HEADS: Final = ("secret", "token", "credential", "key")

HINT: Final = (
    rf"(?:(?:{_INSIDE}|{'|'.join(_KEY_HEADS)})[A-Za-z0-9_.-]{{0,24}}"
    rf"|(?:{_ALONE})(?:[0-9_.-][A-Za-z0-9_.-]{{0,24}})?)"
)
"""A pattern of every name and what may follow in the same identifier, in any case."""


HEAD: Final = (
    rf"(?i)(?:{_INSIDE}|secret|token|credential|(?:{'|'.join(_QUALIFIERS)})[ _.-]{{0,2}}key"
    rf"|[^a-z](?:{_ALONE})[^a-z])|(?-i:[a-z]P(?:ass|wd|w|in))"
)
"""A pattern of what stands wherever a name does, for the scan."""


class Name(NamedTuple):
    """The name of a secret in a text."""

    start: int
    end: int
    is_password: bool
    text: str


def names_in(text: str) -> Iterator[Name]:
    """Every name of a secret in a text, in order: plain search for a few letters, and a look at what they begin."""
    lowered = text.lower()
    places = sorted({place for head in (*_PASSWORD_HEADS, *_KEY_HEADS) for place in _places(lowered, head)})
    for place in places:
        found = _PASSWORD.match(text, place)
        if found is not None:
            yield Name(place, found.end(), True, found[0])
            continue
        found = _KEY.match(text, place)
        if found is not None and (lowered[place] != "k" or _is_qualified(lowered, place)):
            yield Name(place, found.end(), False, found[0])


def _places(text: str, head: str) -> Iterator[int]:
    place = text.find(head)
    while place >= 0:
        yield place
        place = text.find(head, place + 1)


def _is_qualified(lowered: str, place: int) -> bool:
    return _QUALIFIED.search(lowered, max(0, place - 16), place) is not None


# Tokens of text processing and paging, and what is only about a secret: their names give them away.
_HARMLESS_BEFORE: Final = re.compile(
    r"(?:(?<![a-z])|(?-i:(?<=[a-z])(?=[A-Z])))(?:next|page|prev|continuation|sync|start|end|pad|eos|bos|unk|sep|cls|mask|max|min|num|total|input|output|prompt|"
    r"completion|cached|reasoning|special|stop|csrf|xsrf|design|cursor|public|no|non|without|idempotency|"
    r"partition|sort|primary|foreign|tokenizer|per|each|hash|cache|object)[_ -]?$",
    re.IGNORECASE,
)
_HARMLESS_AFTER: Final = re.compile(
    r"s$|[_.-]?(?:id|ids|at|in|url|uri|name|type|count|file|path|hash|ttl|hint|label|field|limit|length|len|usage|policy|"
    r"expir\w*|endpoint|format|version|rotation|status|manager|reset|min|max|strength|provider|arn|ref|input|budget|"
    r"encod(?:er|ers|ing)|hash(?:er|ers|ing)|algo\w*|generator|valid\w*|scheme|method|source|kind|mode|prompt|store|"
    r"service|handler|izer|ize|ized|less|ary|attempts?|required|regex|pattern|placeholder|error|message|title|text|class|style)s?$",
    re.IGNORECASE,
)


# What may follow the name in an identifier without making it another thing's: `DB_PASSWORD_OLD`, `secret_key_base`.
_PIECE: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", re.ASCII)
_STILL: Final = frozenset(
    word
    for line in (
        "old new current prev previous prod production dev stage staging test live db root admin app user main primary",
        "secondary backup default value val raw plain base b str env conf confirm confirmation again repeat repeated",
        "verify local remote master replica read write only api web data hex key secret token word code access private",
        "credentials credential",
    )
    for word in line.split()
)


def is_weak(after: str) -> bool:
    """True where what follows the name may make it another thing's, so that the value has to speak for itself.

    >>> is_weak("Encoder"), is_weak("_OLD"), is_weak("2")
    (True, False, False)
    """
    return any(len(piece) > 1 and piece.lower() not in _STILL for piece in _PIECE.findall(after))


def is_harmless(before: str, after: str) -> bool:
    """True where what stands around the name makes it another thing: `next_token`, `password_hint`."""
    return _HARMLESS_BEFORE.search(before) is not None or _HARMLESS_AFTER.search(after) is not None


_NAME_MAX: Final = 80


@lru_cache(maxsize=4_096)
def named(name: str | int) -> Name | None:
    """The name of a secret that the key of a JSON member is, unless it is about something else; None for the place in
    a list. Keys repeat endlessly."""
    if isinstance(name, int) or len(name) > _NAME_MAX:
        return None
    found = next(names_in(name), None)
    return found if found and not is_harmless(name[: found.start], name[found.end :]) else None
