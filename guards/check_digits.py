"""Check digits that more than one finder asks for: payment cards and international account numbers.

What enters are digits and letters without signs between them; what leaves is whether the check digits are right.
Nothing here knows issuers, lengths or groups.
"""

from __future__ import annotations


def is_luhn(digits: str) -> bool:
    """Luhn, ISO/IEC 7812-1 annex B.

    >>> is_luhn("79927398713"), is_luhn("79927398710")
    (True, False)
    """
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        doubled = digit * 2
        total += digit if place % 2 == 0 else doubled - 9 * (doubled > 9)
    return total % 10 == 0


def is_mod_97(account: str) -> bool:
    """ISO 7064 MOD 97-10, as ISO 13616 asks it of an account: country and check digits last, letters as numbers.

    >>> is_mod_97("GB82WEST12345698765432"), is_mod_97("GB82WEST12345698765423")
    (True, False)
    """
    return int("".join(str(int(letter, 36)) for letter in account[4:] + account[:4])) % 97 == 1
