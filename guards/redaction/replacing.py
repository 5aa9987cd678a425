"""What stands in the place of a value: its type, a keyed pseudonym, a seal, a mask, a fixed text, or nothing.

What enters are a type, a raw value and the policy's word for the type; what leaves is text that may be published. A
pseudonym says nothing of its value to whoever does not hold the key, and is never kept anywhere: it is computed anew.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from base64 import b32encode
from dataclasses import dataclass
from typing import Literal

from guards.disguises import plainly
from guards.redaction.sealing import Seals
from schemas.interaction import Interaction
from schemas.replacement import FIXED

# 10 base-32 digits are 50 bits. Among 100,000 values of one type and tenant, two meet with probability 4 in a million;
# among a million, 1 in 2,250.
_DIGITS = 10

# A mask shows the end of a value only where at least as much again stays hidden.
_SHOWN = 4
_MASKED_MIN = 8
_KEPT_IN_MASK = frozenset(" -./@+")

# Types whose values are written with and without signs between their digits, and in either case.
_NUMBERS = frozenset({"CREDIT_CARD", "IBAN_CODE", "PHONE_NUMBER", "MEDICAL_LICENSE"})
_OF_A_COUNTRY = re.compile(r"[A-Z]{2}_[A-Z_]+")
# Types in which upper and lower case are one value. In secrets, links and accounts they are two.
_CASELESS = frozenset({"EMAIL_ADDRESS", "PERSON", "LOCATION", "ORGANIZATION", "NRP", "IP_ADDRESS", "MAC_ADDRESS"})


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """`<EMAIL_ADDRESS>` without a key; `<EMAIL_ADDRESS:k3f9qa27xd>` with one: equal values stay equal within a tenant
    or conversation, on any worker and on a replay, and cannot be recomputed without the key (HMAC, RFC 2104)."""

    key: bytes = b""
    within: Literal["tenant", "conversation"] = "tenant"
    seals: Seals | None = None

    def replacement(self, kind: str, value: str, event: Interaction, style: str = "") -> str:
        """What stands in the place of a value; `style` is a word of `schemas.replacement`, or nothing for the default:
        a pseudonym where there is a key, the type alone where there is none. What cannot be sealed has its type."""
        if style.startswith(FIXED):
            return style.removeprefix(FIXED).strip()
        if style == "remove":
            return ""
        if style == "mask":
            return masked(value)
        if style == "sealed":
            sealed = self.seals.sealed(kind, value, event.tenant) if self.seals else None
            return sealed or f"<{kind}>"
        if style == "type" or not self.key:
            return f"<{kind}>"
        scope = event.tenant if self.within == "tenant" else event.join_key()
        said = "\x1f".join((self.within, scope or "", kind, normal_form(kind, value)))
        digest = hmac.new(self.key, said.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
        return f"<{kind}:{b32encode(digest)[:_DIGITS].decode().lower()}>"


def masked(value: str) -> str:
    """Every letter and digit hidden but the last four; all of them where there are fewer than eight.

    >>> masked("4111 1111 1111 1111"), masked("secret"), masked("ada@example.com")
    ('**** **** **** 1111', '******', '***@******e.com')
    """
    shown = _SHOWN if sum(map(str.isalnum, value)) >= _MASKED_MIN else 0
    hidden: list[str] = []
    for letter in reversed(value):
        if letter in _KEPT_IN_MASK:
            hidden.append(letter)
        elif shown and letter.isalnum():
            shown -= 1
            hidden.append(letter)
        else:
            hidden.append("*")
    return "".join(reversed(hidden))


def normal_form(kind: str, value: str) -> str:
    """The form in which values of a type are compared: what is written differently and means the same gets one
    pseudonym.

    Of every value: compatibility forms (NFKC), invisible characters, disguises (`guards.disguises`) and runs of
    white space. Of cards, IBANs, telephone numbers and the numbers of a country (`US_SSN`) also signs, spaces and case;
    of e-mail addresses, names, places and IP addresses also case. `+1 212…` and `212…` remain two values: which country
    the second belongs to is not said.

    >>> normal_form("CREDIT_CARD", "4111-1111 1111 1111"), normal_form("EMAIL_ADDRESS", "Ada@Example.com")
    ('4111111111111111', 'ada@example.com')
    """
    plain = " ".join(unicodedata.normalize("NFKC", plainly(value)).split())
    if kind in _NUMBERS or _OF_A_COUNTRY.fullmatch(kind):
        return "".join(letter for letter in plain if letter.isalnum() or letter == "+").casefold()
    return plain.casefold() if kind in _CASELESS else plain
