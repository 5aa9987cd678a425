"""Texts for `bench.pii`: traffic, traffic with personal data in it, and personal data only.

Personal data comes in two lists written apart, so that no figure hangs on the habits of one: *letters*, whole English
sentences, and *records*, as they come in chat, signatures, forms, logs and JSON. All of it is made up, no two alike.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Final

FILE: Final = Path("traffic/halueval_general_even.jsonl")
NAMES: Final = "Ada Bob Carol Dan Eve Farid Grace Hana Ivan Jun Kim Lena Mo Nia Omar Pia Quin Rosa Sam Tara"
FAMILIES: Final = "Archer Brook Castillo Diaz Evans Fischer Garcia Haddad Ito Jones Khan Lopez Meyer Novak Okafor"
FIRST, LAST = NAMES.split(), FAMILIES.split()
HOSTS: Final = ("example.com", "example.org", "example.net", "mail.example.co.uk")


class Values:
    """Values with check digits that hold where there are any."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def digits(self, number: int) -> str:
        return "".join(self.random.choice("0123456789") for _ in range(number))

    def card(self, apart: str = " ") -> str:
        body = self.random.choice(("4", "51", "6011"))
        body += self.digits(15 - len(body))
        doubled = [int(c) * (2 - place % 2) for place, c in enumerate(body)]
        number = f"{body}{-sum(d - 9 if d > 9 else d for d in doubled) % 10}"
        return apart.join(number[place : place + 4] for place in range(0, 16, 4))

    def iban(self) -> str:
        body = self.digits(18)
        return f"DE{98 - int(f'{body}131400') % 97:02d}{body}"


class Letters(Values):
    """Whole sentences with one item of personal data each."""

    def one(self) -> str:
        chance = self.random
        first, last, host = chance.choice(FIRST), chance.choice(LAST), chance.choice(HOSTS)
        mail = f"{first.lower()}.{last.lower()}{self.digits(3)}@{host}"
        forms: list[Callable[[], str]] = [
            lambda: f"You can reach {first} at {mail} during office hours.",
            lambda: (
                f"Please call {first} {last} on ({chance.randint(201, 989)}) 555-{self.digits(4)} before the weekend."
            ),
            lambda: f"My phone number is +1 {chance.randint(201, 989)}-555-{self.digits(4)} if anything is unclear.",
            lambda: f"The order was paid with the credit card {self.card()} by {first} {last}.",
            lambda: f"Send the refund to the bank account with IBAN {self.iban()} by Friday.",
            lambda: f"Her SSN is {chance.randint(100, 665)}-{chance.randint(10, 99)}-{self.digits(4)} on file.",
            lambda: (
                f"The request came from the IP address 10.{chance.randint(1, 254)}.{chance.randint(1, 254)}.7 today."
            ),
            lambda: (
                f"{first} {last} was born on {chance.randint(1, 12):02d}/{chance.randint(10, 28)}/19{self.digits(2)}."
            ),
            lambda: f"The details are on https://{host}/u/{self.digits(6)} for everyone in the team.",
            lambda: f"His driver license {chance.choice('ABCDEFG')}{self.digits(7)} expires next year.",
        ]
        return chance.choice(forms)()


class Records(Values):
    """What people and machines write when they write no sentences."""

    def one(self) -> str:
        chance = self.random
        first, last, host = chance.choice(FIRST), chance.choice(LAST), chance.choice(HOSTS)
        user, area, day, month = first.lower(), chance.randint(201, 989), chance.randint(10, 28), chance.randint(1, 9)
        number, address = self.digits, f"192.0.2.{chance.randint(1, 254)}"
        forms: list[Callable[[], str]] = [
            lambda: f"{user} here, txt me {area}.555.{number(4)} or {last.lower()}_{number(2)}@{host} thx",
            lambda: f"--\n{first} {last}\nHead of Sales\nT +44 20 7946 0{number(3)} | {first[0]}{last}@{host}\n",
            lambda: json.dumps({"customer": f"{first} {last}", "email": f"{last}@{host}", "card": self.card("")}),
            lambda: f"2026-0{month}-{day}T10:11:07Z INFO login user={user}{number(4)} ip={address} ms={number(3)}",
            lambda: f"Name: {last}, {first}; DOB: {day}.{month}.19{number(2)}; tel: 0{number(2)} {number(7)}",
            lambda: f"pls wire to {self.iban()} (acct of {first}), ref {number(8)}",
            lambda: f"| {first} | {area}-{day}-{number(4)} | {self.card('-')} | yes |",
            lambda: f"SHIP TO {first.upper()} {last.upper()}, {number(3)} MAIN ST, PHONE {area}-555-{number(4)}",
            lambda: f"see www.{host}/profile?id={number(7)}&from={user} !!",
            lambda: f"passport no {number(9)}, visa till 0{month}/20{day + 10}",
            lambda: f"my ssn? its {chance.randint(100, 665)} {day} {number(4)} ok",
            lambda: f'curl -u {user} "http://{address}:8080/v1?q={last}"',
        ]
        return chance.choice(forms)()


class Material:
    """Fresh texts of each kind."""

    def __init__(self, data: Path, seed: int, personal: Letters | Records) -> None:
        rows = [json.loads(line) for line in (data / FILE).read_text().splitlines()]
        random.Random(seed).shuffle(rows)
        self._traffic = "\n".join(f"{row['user_query']}\n{row['chatgpt_response']}" for row in rows)
        self._place = 0
        self._personal = personal
        self._random = random.Random(seed)
        self._owed = 0.0

    def plain(self, size: int) -> str:
        if self._place + size > len(self._traffic):
            self._place = self._random.randrange(97)  # cut elsewhere than the first time round
        self._place += size
        return self._traffic[self._place - size : self._place]

    def mixed(self, size: int) -> str:
        self._owed += size / 1000
        items = []
        while self._owed >= 1:
            self._owed -= 1
            items.append(f" {self._personal.one()} ")
        text = self.plain(max(size - sum(map(len, items)), 0))
        for item in items:
            place = self._random.randrange(len(text) + 1)
            text = text[:place] + item + text[place:]
        return text

    def dense(self, size: int) -> str:
        text = ""
        while len(text) < size:
            text += self._personal.one() + " "
        return text[:size]
