"""Telephone numbers and payment cards by rule: every region's own examples, near misses, and how many are found."""

from __future__ import annotations

import time
from collections.abc import Iterator

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from guards.pii.names.cards import cards_in
from guards.pii.names.phones import phones_in


def phones(text: str) -> list[str]:
    return [text[start:end] for start, end, _ in phones_in(text)]


def cards(text: str) -> list[str]:
    return [text[start:end] for start, end, _ in cards_in(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("001-234-567-8901x1234", ["001-234-567-8901x1234"]),
        ("call (234)567-8901x22 now", ["(234)567-8901x22"]),
        ("234.567.8901, ext. 5", ["234.567.8901, ext. 5"]),
        ("+1-555-010-9999x123", ["+1-555-010-9999x123"]),
        ("tel:+15550109999", ["+15550109999"]),
        ("Tel. (020) 7946 0958 ext 12", ["(020) 7946 0958 ext 12"]),
        ("my number is 07700 900123.", ["07700 900123"]),
        ("06 12 34 56 78", ["06 12 34 56 78"]),
        ("(08) 8765 4321", ["(08) 8765 4321"]),
        ("0171/1234567", ["0171/1234567"]),
        ("0044 20 7946 0958", ["0044 20 7946 0958"]),
        ("MY CELL IS 555 0199", ["555 0199"]),
        ("ph 5550199 or 5550188", ["5550199"]),
        ('{"phone": "0301234567", "order": "0301234567"}', ["0301234567"]),
        ("Jane Roe | Sales | (555) 010-4567 | Leeds", ["(555) 010-4567"]),
        ("fax: +49 (0)30 901820", ["+49 (0)30 901820"]),
        ("\u0442\u0435\u043b. 8 495 123-45-67", ["8 495 123-45-67"]),
        ("(111) 222-3333 or 444-555-6666", ["(111) 222-3333", "444-555-6666"]),
        ("Call 1-800-555-0199 and press 2", ["1-800-555-0199"]),
        ("whatsapp +91 98765 43210\n5 items", ["+91 98765 43210"]),
        ("T: 030-901820 M: 0171 2345678", ["030-901820", "0171 2345678"]),
        # near misses
        ("on 2024-01-31 and 31-12-1999 or 12/31/1999", []),
        ("2024-01-31 12:30:00", []),
        ("from 10.0.0.12 to 192.168.100.200", []),
        ("SSN 536-22-1234", []),
        ("ISBN 978-3-16-148410-0", []),
        ("order 123-456-7890", []),
        ("invoice no. 555-0199-22", []),
        ("account number: 020 7946 0958", []),
        ("card 4111 1111 1111 1111", []),
        ("550e8400-e29b-41d4-a716-446655440000", []),
        ("1,234,567 or 1 234 567 or 1.234.567", []),
        ("$1234567.89 and 3.14159265", []),
        ("10 20 30 40 50 60", []),
        ("x = 1234567890", []),
        ("v1.2.3-456 of 2024", []),
        ("90210-1234", []),
        ("1990-2000, 1999-2003", []),
        ("f(123) 456-789 * 2", []),
        ("sha 0123456789abcdef0123", []),
        ("1234567890123456789012", []),
        ("", []),
    ],
)
def test_phones(text: str, expected: list[str]) -> None:
    assert phones(text) == expected


def numbers_of_the_world() -> Iterator[phonenumbers.PhoneNumber]:
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE):
            number = phonenumbers.example_number_for_type(region, kind)
            if number is not None:
                yield number


@pytest.mark.parametrize(
    ("frame", "form", "least"),
    [
        ("I am on {}, if need be", PhoneNumberFormat.INTERNATIONAL, 1.0),
        ("id 7 {} end", PhoneNumberFormat.E164, 1.0),
        ("{} ext. 123", PhoneNumberFormat.INTERNATIONAL, 1.0),
        ("call me on {} please", PhoneNumberFormat.NATIONAL, 0.95),
        ("FAX {}", PhoneNumberFormat.NATIONAL, 0.95),
        ("Mobile number: {}", PhoneNumberFormat.NATIONAL, 0.95),
    ],
)
def test_numbers_of_every_region_are_found(frame: str, form: int, least: float) -> None:
    said = [phonenumbers.format_number(number, form) for number in numbers_of_the_world()]
    missed = [number for number in said if not any(number.lstrip("(") in each for each in phones(frame.format(number)))]
    assert len(missed) <= (1 - least) * len(said), missed


@pytest.mark.parametrize("unit", ["1", "1 ", "1-", "(1", "+1 ", "12-34 ", "555-010-9999 ", "0", "1.", "tel 1 "])
def test_hostile_digits_take_linear_time(unit: str) -> None:
    began = time.process_time()
    phones(unit * (100_000 // len(unit)))
    cards(unit * (100_000 // len(unit)))
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Maestro 501800000009", ["501800000009"]),
        ("4000-0000-0000-0000-006", ["4000-0000-0000-0000-006"]),
        ("2223 0031 2200 3222", ["2223 0031 2200 3222"]),
        ("pay with 378282246310005.", ["378282246310005"]),
        ("6011111111111117 exp 05/27", ["6011111111111117"]),
        ("MY CARD IS 3530111333300000", ["3530111333300000"]),
        ('{"pan":"5555555555554444"}', ["5555555555554444"]),
        # near misses: check digit, issuer, grouping, longer runs, decimals, lists
        ("501800000008", []),
        ("4111 1111 1111 1112", []),
        ("9111111111111111", []),
        ("41 11111 11111 1111", []),
        ("41111111111111111111111", []),
        ("0.4111111111111111", []),
        ("0000000000000000", []),
        ("4111 1111 1111 1111 2222", []),
        ("a4111111111111111", []),
        ("", []),
    ],
)
def test_cards(text: str, expected: list[str]) -> None:
    assert cards(text) == expected
