"""Values sealed where they stood: encrypted so that who holds the key can put them back, and nobody else can.

What enters are a type, a raw value and its tenant; what leaves is `<EMAIL_ADDRESS:~k4xq2a:…>`, the same for the same
value of the same tenant on any worker and on a replay. Type and tenant are bound in as associated data: a seal that is
carried to another tenant, or given another type, opens nothing. Nothing is kept and nothing is logged.

AES-SIV (RFC 5297) is made for this: it is deterministic, and tells no more than that two values are equal. By
`cryptography`: https://cryptography.io/en/latest/hazmat/primitives/aead/
"""

from __future__ import annotations

import binascii
import hashlib
import re
from base64 import b32encode, b64decode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from schemas.errors import PolicyError

VALUE_BYTES_MAX = 4_096
"""A longer value is not sealed: its type stands there alone."""
EVENT_BYTES_MAX = 256 * 1024
"""Seals of one event take no more than this; what comes after has its type alone."""

_KEY_BYTES = (32, 48, 64)
_ID_DIGITS = 6
_PURPOSE = b"tidegate.seal.1"

SEAL = re.compile(r"<([A-Z][A-Z0-9_]{0,63}):~([a-z2-7]{6}):([A-Za-z0-9_-]{22,8192})>")
"""A seal in a text: type, id of its key, sealed value."""


class Opened(NamedTuple):
    """A seal that was opened."""

    value: str
    type: str
    key_id: str


class Seals:
    """Keys that seal and open. The first one seals; all of them open, so that a new key may be put before the old one.

    Args:
        keys: 32, 48 or 64 bytes each (AES-SIV takes half of them for each of its two parts).

    Example:
        >>> seals = Seals([bytes(64)])
        >>> sealed = seals.sealed("PERSON", "Ada Lovelace", "acme")
        >>> seals.opened(sealed, "acme").value, seals.opened(sealed, "globex")
        ('Ada Lovelace', None)
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys:
            raise ValueError("no key to seal by")
        self._ids = [key_id(key) for key in keys]
        self._ciphers = {name: AESSIV(key) for name, key in zip(self._ids, keys, strict=True)}

    def sealed(self, kind: str, value: str, tenant: str | None) -> str | None:
        """The seal that stands in the place of a value; None for a value that is empty or too long to be sealed."""
        data = value.encode("utf-8", "surrogatepass")
        if not 0 < len(data) <= VALUE_BYTES_MAX:
            return None
        cipher = self._ciphers[self._ids[0]].encrypt(data, _bound_to(kind, tenant))
        return f"<{kind}:~{self._ids[0]}:{urlsafe_b64encode(cipher).rstrip(b'=').decode()}>"

    def opened(self, seal: str, tenant: str | None) -> Opened | None:
        """What a seal holds; None where it is none, of another tenant or type, or of a key that is not here."""
        found = SEAL.fullmatch(seal)
        cipher = self._ciphers.get(found[2]) if found else None
        if found is None or cipher is None:
            return None
        try:
            raw = urlsafe_b64decode(found[3] + "=" * (-len(found[3]) % 4))
            data = cipher.decrypt(raw, _bound_to(found[1], tenant))
        except (InvalidTag, binascii.Error, ValueError):
            return None
        return Opened(data.decode("utf-8", "surrogatepass"), found[1], found[2])


def key_id(key: bytes) -> str:
    """Six letters and digits that name a key and say nothing of it.

    >>> len(key_id(bytes(64)))
    6
    """
    return b32encode(hashlib.sha256(_PURPOSE + b".id." + key).digest())[:_ID_DIGITS].decode().lower()


def seal_keys(text: str) -> list[bytes]:
    """The keys of a setting: base64, one after the other with commas, blanks or line breaks between them; the first
    one seals. Raises PolicyError, without a word of the text.

    >>> [len(key) for key in seal_keys("A" * 86 + "==")]
    [64]
    """
    keys = []
    for number, said in enumerate(re.split(r"[\s,]+", text.strip()), 1):
        try:
            key = b64decode(said, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) not in _KEY_BYTES:
            raise PolicyError(
                f"TIDEGATE_SEAL_KEY: key {number} is no base64 of 32, 48 or 64 bytes; make one: openssl rand -base64 64"
            )
        keys.append(key)
    return keys


def _bound_to(kind: str, tenant: str | None) -> list[bytes]:
    return [_PURPOSE, kind.encode(), b"1" + tenant.encode("utf-8", "surrogatepass") if tenant is not None else b"0"]
