"""Secrets in links: what opens something for whoever has the link.

What enters is plain text; what leaves are candidates for the value alone, so that the link stays readable. Two things
must agree: a name says that something is opened, and the value is too random to be guessed. A page number, an article,
a campaign or a search word has neither. Names: OAuth (RFC 6749), presigned URLs of AWS, Google and Azure, and what
sites call their links of one use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from guards.link_parts import parameters_in, segments_in
from guards.secrets.candidate import Candidate, Finder
from guards.secrets.names import is_harmless
from guards.secrets.never import is_placeholder
from guards.secrets.randomness import bits_of

RULE: Final = "URL_SECRET"

# Six random letters and digits behind a name that says it all; behind a letter or a word that says little, eleven. A
# fragment is never sent to the server: what is random there is the key of what the link leads to.
_SURE_BITS, _WEAK_BITS, _FRAGMENT_BITS = 24.0, 60.0, 100.0
_LENGTH_LEAST: Final = 6

_UUID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_HASH: Final = re.compile(r"[0-9a-fA-F]+")
_JOINT: Final = re.compile(r"[-_.]")
_FILE: Final = re.compile(r".*\.[A-Za-z0-9]{2,5}")
_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
# One piece, letters and digits in turn at least four times: an anchor has words, and numbers behind them.
_KEY: Final = re.compile(r"(?=[A-Za-z]*+\d++[A-Za-z]++\d++[A-Za-z]++\d)(?![0-9a-f]+$)[A-Za-z0-9_-]{16,200}=*")
_CODE: Final = re.compile(r"\d{4,10}")


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


_SURE: Final = _words(
    "token tok sig sign signature secret password passwd pwd pass passcode pin session sessionid sess sid jsessionid",
    "phpsessid ticket jwt auth otp totp magic invite invitation invitecode reset key apikey credential assertion hmac",
    "samlresponse samlart nonce challenge verifier optin optout unsubscribe accesscode authcode",
)
_ENDS: Final = ("token", "key", "sig", "signature", "secret", "ticket", "session", "sessionid", "jwt", "hmac", "sid")
_WEAK: Final = _words(
    "code hash state h k t s p d e u c x share link confirm confirmation verify verification activate activation",
    "access login",
)
_CODES: Final = _words("otp totp pin passcode accesscode authcode")
# Behind these a code is what was sent to somebody.
_SENT: Final = _words(
    "auth verify verification confirm confirmation login access security sms otp invite reset activation"
)

_PATH_SURE: Final = _words(
    "reset invite invites invitation invitations verify verification confirm confirmation activate activation magic",
    "magiclink unsubscribe optout join accept token tokens session sessions recover recovery rsvp sso passwordless",
    "onetime otp setpassword onboarding autologin preferences webhook webhooks hooks hook wh",
)
_PATH_WEAK: Final = _words(
    "s d i r t l f u e share shared sharing download downloads dl file files doc document documents view login signin",
    "auth link links access attachment attachments export exports private",
)


# What no path of words and numbers holds: most links end here.
_ODD: Final = re.compile(
    r"[A-Za-z]\d|\d[A-Za-z]|[a-z][A-Z]|[A-Z]{2}[a-z]|[bcdfghjklmnpqrstvwxzBCDFGHJKLMNPQRSTVWXZ]{5}"
)
# `/private-9f8e7d6c5b4a/basic.ics`: the word and the value in one segment.
_PATH_MARKS: Final = _PATH_SURE | _words("private secret key")
_MARKED: Final = re.compile(r"([A-Za-z]{3,12})[-_.:]")
# `https://token@host`: a user without a password is one where nobody would be called so.
_USER: Final = re.compile(r"://(?P<value>[A-Za-z0-9._~%-]{12,200})@(?=[A-Za-z0-9\[])")


def _parameters(text: str) -> Iterator[Candidate]:
    for name, start, end in parameters_in(text):
        value = text[start:end]
        if len(value) >= 4 and _opens(name, value):
            yield Candidate(RULE, start, end, 0.85)


def _opens(name: str, value: str) -> bool:
    sure = _surety(name)
    if sure is None or is_placeholder(value):
        return False
    if sure and _CODE.fullmatch(value):
        return _is_code(name)
    return _is_random(value, sure)


def _is_random(value: str, sure: bool) -> bool:
    if len(value) < _LENGTH_LEAST:
        return False
    if not sure and (_UUID.fullmatch(value) or _HASH.fullmatch(value) or _FILE.fullmatch(value)):
        return False  # a version, a commit, a row, a file
    return "://" not in value and bits_of(value) >= (_SURE_BITS if sure else _WEAK_BITS)


@lru_cache(maxsize=4_096)
def _surety(name: str) -> bool | None:
    """True for a name that says that something is opened, False for one that may, None for any other."""
    low = name.lower()
    if _is_code(name):
        return True
    for word in _WORD.finditer(name):
        if word[0].lower() in _SURE and not is_harmless(name[: word.start()], name[word.end() :]):
            return True
    if low in _SURE or (low.endswith(_ENDS) and not is_harmless(low.removesuffix("token"), "")):
        return True
    return False if low in _WEAK or _WEAK.issuperset(_JOINT.split(low)) else None


@lru_cache(maxsize=4_096)
def _is_code(name: str) -> bool:
    """A name behind which a few digits are enough."""
    words = {word.lower() for word in _WORD.findall(name)}
    return not _CODES.isdisjoint({*words, name.lower()}) or ("code" in words and not _SENT.isdisjoint(words))


def _paths(text: str) -> Iterator[Candidate]:
    for before, start, end in segments_in(text, _ODD):
        value = text[start:end]
        if is_placeholder(value):
            continue
        if text[start - 1] == "#" and _KEY.fullmatch(value) and bits_of(value) >= _FRAGMENT_BITS:
            yield Candidate(RULE, start, end, 0.7)
            continue
        sure = _path_surety(before)
        if sure is not None and _is_random(value, sure):
            yield Candidate(RULE, start, end, 0.85 if sure else 0.7)
            continue
        word = _MARKED.match(value)
        if word and word[1].lower() in _PATH_MARKS and _is_random(value[word.end() :], sure=True):
            yield Candidate(RULE, start + word.end(), end, 0.85)
    for found in _USER.finditer(text) if "@" in text else ():
        if bits_of(found["value"]) >= _WEAK_BITS and not is_placeholder(found["value"]):
            yield Candidate(RULE, *found.span("value"), 0.85)


def _path_surety(before: tuple[str, str]) -> bool | None:
    """What the segment before says; the one before that counts where the last is a short word (`/share/p/…`)."""
    for step in reversed(before):
        low = step.lower()
        words = _JOINT.split(low)
        if not _PATH_SURE.isdisjoint((*words, "".join(words))):
            return True
        if low in _PATH_WEAK:
            return False
        if len(step) > 8:
            return None
    return None


LINKS: Final = (
    Finder(
        re.compile(r"[?&;#6F][A-Za-z][A-Za-z0-9_.\[\]-]{0,40}(?:=|%3D)[A-Za-z0-9._~%+/=:,@!$*|-]{4}", re.IGNORECASE),
        _parameters,
        r"(?i)[?&;#6f][a-z][a-z0-9_.\[\]-]{0,40}(?:=|%3d)[a-z0-9._~%+/=:,@!$*|-]{4}",
    ),
    Finder(
        re.compile(r"(?:://|%3A%2F%2F|www\.|[TEHD] /)[^\s]{8}", re.IGNORECASE),
        _paths,
        r"(?i)(?:://|%3a%2f%2f|www\.|[tehd] /)[^\s]{8}",
    ),
)
