"""Invented people and invented credentials, well-formed and belonging to nobody.

What enters is a random source; what leaves are values, each remembered as planted, so that a test can look for
them where they must not be. They are made at run time: no file of ours holds anything that looks like a secret.
"""

from __future__ import annotations

import random
import string

_FIRST = ("ada", "ben", "chloe", "femi", "grace", "hugo", "kira", "leo", "noor", "owen", "priya", "quinn", "rosa")
_LAST = ("abbott", "brooks", "castro", "evans", "flores", "huang", "jensen", "khan", "lopez", "novak", "okafor")

# Reserved for examples (RFC 2606); no mail reaches anybody.
_MAIL = ("example.com", "example.net", "example.org")
_AREAS = (206, 212, 303, 312, 415, 503, 617, 702)


class Private:
    """Makes private values and remembers them."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self.planted: set[str] = set()

    def email(self) -> str:
        """An address that nobody has."""
        pick = self._rng.choice
        return self._keep(f"{pick(_FIRST)}.{pick(_LAST)}{self._rng.randint(10, 99)}@{pick(_MAIL)}")

    def phone(self) -> str:
        """A number of the block 555-0100 to 555-0199, which is kept for fiction."""
        return self._keep(f"({self._rng.choice(_AREAS)}) 555-01{self._rng.randint(0, 99):02}")

    def social_security(self) -> str:
        """Of area 9xx, which the administration never issues."""
        return self._keep(f"9{self._digits(2)}-{self._rng.randint(10, 69)}-{self._rng.randint(1000, 9999)}")

    def card(self) -> str:
        """A card number with a right check digit (Luhn, ISO/IEC 7812)."""
        digits = "4000" + self._digits(11)
        doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(digits)]
        digits += str(-sum(value - 9 * (value > 9) for value in doubled) % 10)
        return self._keep(" ".join(digits[place : place + 4] for place in range(0, 16, 4)))

    def cloud_key(self) -> str:
        """A cloud access key id by its looks."""
        return self._keep("AKIA" + "".join(self._rng.choices(string.ascii_uppercase + "234567", k=16)))

    def password(self) -> str:
        """A password as people choose them."""
        return self._keep(f"{self._rng.choice(_LAST).title()}{self._digits(4)}!{self._rng.choice(_FIRST)}")

    def _digits(self, count: int) -> str:
        return "".join(self._rng.choices(string.digits, k=count))

    def _keep(self, value: str) -> str:
        self.planted.add(value)
        return value
