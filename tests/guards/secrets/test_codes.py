"""Short codes and answers: what a name makes a secret, and the same digits without it."""

from __future__ import annotations

import pytest

from guards.case import Case
from guards.secrets import SecretsGuard
from guards.secrets.finding import found_in
from schemas.interaction import Interaction

FOUND = [
    ("Your code is 815 302", "ACCESS_CODE", "815 302"),
    ("G-815302 is your Google verification code.", "ACCESS_CODE", "G-815302"),
    ("Ihr Bestätigungscode lautet 815302", "ACCESS_CODE", "815302"),
    ("votre code de vérification : 815302", "ACCESS_CODE", "815302"),
    ("tu código de verificación es 815302", "ACCESS_CODE", "815302"),
    ("il codice di verifica è 815302", "ACCESS_CODE", "815302"),
    ("use 815302 as your one-time password", "ACCESS_CODE", "815302"),
    ("Your Zest code: 6183. Never share this code.", "ACCESS_CODE", "6183"),
    ("Use 815302 to reset your password.", "ACCESS_CODE", "815302"),
    ("<#> 815302 is your Zest code", "ACCESS_CODE", "815302"),
    ("code d'accès immeuble : 61B83C", "ACCESS_CODE", "61B83C"),
    ("PUK 61830472", "ACCESS_CODE", "61830472"),
    ("memorable word: heron", "SECURITY_ANSWER", "heron"),
    ("Q: What was your first pet's name? A: Wartburg", "SECURITY_ANSWER", "Wartburg"),
    ("alarm pin for visitors 6183, then hash", "ACCESS_CODE", "6183"),
    ("PIN 6183", "PASSWORD", "6183"),
    ("the gate code is 6183", "ACCESS_CODE", "6183"),
    ("safe combination: 14-32-08", "ACCESS_CODE", "14-32-08"),
    ("CVV: 518", "CARD_CODE", "518"),
    ('{"number": "x", "cvc": "518"}', "CARD_CODE", "518"),
    ("Security question: first car? Answer: Wartburg", "SECURITY_ANSWER", "Wartburg"),
    ("the answer to my security question is Plum Orchard", "SECURITY_ANSWER", "Plum Orchard"),
    ("Mother's maiden name: Lindqvist", "SECURITY_ANSWER", "Lindqvist"),
    ("Backup code: KVTXG5DPNZRS2A3LQOZ", "RECOVERY_CODE", "KVTXG5DPNZRS2A3LQOZ"),
    ("recovery codes: 4h7k-92dm, 81ah-7kq3", "RECOVERY_CODE", "81ah-7kq3"),
    (
        "my 12 words are cabin river olive stamp ghost lunar frozen pepper absorb kitten violin echo",
        "SEED_PHRASE",
        "cabin river olive stamp ghost lunar frozen pepper absorb kitten violin echo",
    ),
]


@pytest.mark.parametrize(("text", "rule", "value"), FOUND, ids=[text[:40] for text, *_ in FOUND])
def test_a_code_is_found_by_itself(text: str, rule: str, value: str) -> None:
    assert (rule, value) in [(each.rule, text[each.start : each.end]) for each in found_in(text)]


@pytest.mark.parametrize(
    "text",
    [
        "the status code is 815302",
        "your zip code is 815302",
        "your promo code is 815302",
        "error code: 404",
        "exit code 137",
        "Your code is easier to read",
        "connect GPIO pin 17",
        "the answer is 42",
        "CVV is the number on the back",
        "Security question settings are below. Answer all of them",
        "backup codes are generated once",
        "in other words: the river and the cabin are what you see when the frozen lake melts and the birds return home",
        "code review took 120 minutes",
        "door width: 1200.5",
        "security code of conduct 2023",
        "lockbox, 3 units, 2400 EUR",
        "your reference code is 815302-A",
        "sandy brown tan\n210 105 chocolate",
    ],
)
def test_a_near_miss_is_silent(text: str) -> None:
    assert [text[each.start : each.end] for each in found_in(text)] == []


@pytest.mark.parametrize(
    ("key", "value", "rule"),
    [
        ("cvc", "518", "CARD_CODE"),
        ("cardCvv", "5188", "CARD_CODE"),
        ("otp_code", "815302", "ACCESS_CODE"),
        ("gate_code", "6183#", "ACCESS_CODE"),
        ("securityAnswer", "Wartburg", "SECURITY_ANSWER"),
        ("status_code", "518", None),
        ("cvc", "required", None),
        ("verification_code", "sent", None),
    ],
)
def test_a_member_of_the_event(key: str, value: str, rule: str | None) -> None:
    event = Interaction.model_validate({"messages": "x", "attributes": {key: value}})
    assert [each.rule for each in SecretsGuard().check([Case(event)])[0].sightings] == ([rule] if rule else [])
