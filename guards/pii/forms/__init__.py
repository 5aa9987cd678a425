"""Values of an unmistakable form that Presidio's patterns miss by a word boundary, or do not know: e-mail addresses,
cards, IBANs, wallets, telephone numbers of some scripts.

What enters is text; what leaves are entities. They stand beside Presidio's results and change none of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import re2

from guards.pii.forms.accounts import accounts_in
from guards.pii.forms.entity import Entity
from guards.pii.forms.mail import addresses_in
from guards.pii.forms.mrz import zones_in
from guards.pii.forms.phones import phones_in
from guards.pii.forms.wallets import wallets_in

__all__ = ["Entity", "forms_in"]


def _look(pattern: bytes) -> Any:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.never_capture = True
    return re2.compile(pattern, options)


# A card or an IBAN beside a letter; a wallet. RE2 reads a byte once, whatever the text holds.
_ACCOUNT = _look(rb"[0-9](?:[ -]?[0-9]){14}|[A-Z]{2}[0-9]{2}[ -]?[A-Z0-9]{4}")
_WALLET = _look(rb"0x[0-9a-fA-F]{40}|[1-9A-HJ-NP-Za-km-z]{25}|[A-Za-z]{2}1[02-9AC-HJ-NP-Zac-hj-np-z]{38}|G[A-Z2-7]{55}")


def forms_in(text: str) -> Iterator[Entity]:
    """Every value of these forms.

    >>> [(found.type, found.start, found.end) for found in forms_in("next=/u/ada@example.org")]
    [('EMAIL_ADDRESS', 8, 23)]
    """
    if "@" in text:
        yield from addresses_in(text)
    if "+" in text or not text.isascii():
        yield from phones_in(text)
    if len(text) < _SHORTEST:
        return
    if "<<" in text:
        yield from zones_in(text)
    data = text.encode("utf-8", "surrogatepass")
    if _ACCOUNT.search(data):
        yield from accounts_in(text)
    if _WALLET.search(data):
        yield from wallets_in(text)


_SHORTEST = 15
