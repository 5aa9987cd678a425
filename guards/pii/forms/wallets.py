"""Addresses of crypto currencies beside Bitcoin's, which Presidio knows: by checksum, else by what is said of them.

What enters is text; what leaves are addresses. Ethereum has a checksum in the case of its letters (EIP-55); one
of a single case is as long as a SHA-1, so what is said before it decides. Base58Check holds a double SHA-256 (Tron,
XRP, Litecoin, Dogecoin), Bech32 a BCH code (BIP 173, BIP 350). Solana, Monero and Polkadot must be named.
"""

from __future__ import annotations

import re
from base64 import b32decode
from binascii import crc_hqx
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final

from presidio_analyzer.predefined_recognizers import CryptoRecognizer

from guards.pii.forms.entity import Entity
from guards.pii.forms.keccak import keccak_256

TYPE: Final = "CRYPTO"
_ETHEREUM: Final = re.compile(r"(?<![0-9A-Za-z])0x([0-9a-fA-F]{40})(?![0-9A-Za-z])")
_BASE58: Final = re.compile(r"(?<![0-9A-Za-z+/=_-])[1-9A-HJ-NP-Za-km-z]{25,106}(?![0-9A-Za-z+/=_])")
_BECH32: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:[a-z]{2,12}1[02-9ac-hj-np-z]{38,80}|[A-Z]{2,12}1[02-9AC-HJ-NP-Z]{38,80})(?![0-9A-Za-z])"
)
_STELLAR: Final = re.compile(r"(?<![0-9A-Za-z])G[A-Z2-7]{55}(?![0-9A-Za-z])")
# Longer than Bech32 allows, so that its code says little; nothing else begins so.
_CARDANO: Final = re.compile(r"(?<![0-9A-Za-z])(?:addr|stake)1[02-9ac-hj-np-z]{50,108}(?![0-9A-Za-z])")
_BITCOIN: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_RIPPLE: Final = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
_VALUES: Final = {alphabet: {letter: n for n, letter in enumerate(alphabet)} for alphabet in (_BITCOIN, _RIPPLE)}

# Said closely before an address, or beside it.
_NAMED: Final = re.compile(
    r"wallet|address|adresse|direcci|indirizzo|endere|crypto|krypto|eth\b|ether|erc-?20|metamask|solana|\bsol\b|phantom"
    r"|monero|\bxmr\b|polkadot|\bdot\b|usd[tc]|token|coin|send|sent|pay|transfer|deposit|withdraw|refund|payout|receive"
    r"|0x|account|holder|sender|recipient|beneficiary|chain|polygon|arbitrum|bnb|\bbsc\b",
    re.IGNORECASE,
)
_OF_SOMETHING_ELSE: Final = re.compile(
    r"commit|sha-?1|\bhash|digest|checksum|fingerprint|revision|\brev\b|blob|tree|pointer|memory|offset|selector",
    re.IGNORECASE,
)
_COINS: Final = re.compile(
    r"solana|\bsol\b|phantom|\bspl\b|monero|\bxmr\b|polkadot|kusama|wallet|crypto", re.IGNORECASE
)
_BEFORE: Final = 60
_CERTAIN, _SAID, _ALONE, _DENIED = 1.0, 0.8, 0.45, 0.2


def wallets_in(text: str) -> Iterator[Entity]:
    """Addresses of wallets.

    >>> text = "refund 0x52908400098527886E0F7030069857D2E4169EE7, commit 52908400098527886e0f7030069857d2e4169ee7"
    >>> [text[found.start : found.end] for found in wallets_in(text)]
    ['0x52908400098527886E0F7030069857D2E4169EE7']
    """
    if "0x" in text:
        for found in _ETHEREUM.finditer(text):
            yield Entity(TYPE, *found.span(), _of_ethereum(found[1], text, found.start()))
    for found in _BASE58.finditer(text):
        score = _of_base58(found[0], text, found.start())
        if score:
            yield Entity(TYPE, *found.span(), score)
    for found in _STELLAR.finditer(text):
        if _is_stellar(found[0]):
            yield Entity(TYPE, *found.span(), _CERTAIN)
    for found in _CARDANO.finditer(text):
        yield Entity(TYPE, *found.span(), _SAID)
    for found in _BECH32.finditer(text):
        if _is_bech32(found[0]):
            yield Entity(TYPE, *found.span(), _CERTAIN)


def _is_bech32(value: str) -> bool:
    presidio: Any = CryptoRecognizer
    return bool(presidio.validate_bech32_address(value)[0])


def _is_stellar(value: str) -> bool:
    """A CRC16 (XModem) of version and key, the low byte first. https://stellar.org/protocol/sep-23"""
    raw = b32decode(value)
    return crc_hqx(raw[:-2], 0).to_bytes(2, "little") == raw[-2:]


def _of_ethereum(digits: str, text: str, start: int) -> float:
    if len(set(digits.lower())) < 6:
        return _DENIED  # zero's address, `0xdead…`: nobody's
    if digits != digits.lower() and digits != digits.upper() and _is_eip55(digits):
        return _CERTAIN
    before = text[max(0, start - _BEFORE) : start]
    if _OF_SOMETHING_ELSE.search(before):
        return _DENIED
    return _SAID if _NAMED.search(before) else _ALONE


def _is_eip55(digits: str) -> bool:
    lowered = digits.lower()
    marks = keccak_256(lowered.encode()).hex()
    return all(
        letter.isdigit() or letter.isupper() == (int(mark, 16) >= 8)
        for letter, mark in zip(digits, marks, strict=False)
    )


def _of_base58(value: str, text: str, start: int) -> float:
    kinds = any(map(str.isdigit, value)) + any(map(str.isupper, value)) + any(map(str.islower, value))
    if kinds < 3:
        return 0.0
    if len(value) <= 36 and (_is_checked(value, _BITCOIN) or (value[0] == "r" and _is_checked(value, _RIPPLE))):
        return _CERTAIN
    if len(value) in (95, 106) and value[0] in "48":
        return _SAID  # Monero's: nothing else is so long
    before = text[max(0, start - _BEFORE) : start]
    return _SAID if 32 <= len(value) <= 48 and _COINS.search(before) else 0.0


def _is_checked(value: str, alphabet: str) -> bool:
    """Base58Check: a version, twenty bytes or more, and four bytes of a double SHA-256."""
    number = 0
    values = _VALUES[alphabet]
    for letter in value:
        number = number * 58 + values[letter]
    zeros = len(value) - len(value.lstrip(alphabet[0]))
    raw = bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")
    return 25 <= len(raw) <= 26 and sha256(sha256(raw[:-4]).digest()).digest()[:4] == raw[-4:]
