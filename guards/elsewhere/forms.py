"""The forms in which a value that was found may stand elsewhere, and how strong it must be to be looked for.

What enters are a type and a value; what leaves are forms, none for a value that could as well be a word. One value too
weak would blank an event, so each bar is a constant with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from guards.elsewhere.persons import Manner, of_mail, of_person, of_place
from guards.elsewhere.spellings import read, written
from guards.elsewhere.tokens import compact_of
from guards.elsewhere.words import is_common


class Form(NamedTuple):
    """One way in which a value is written."""

    kind: str
    """The type to redact it as."""
    text: str
    compact: str
    """Its letters and digits alone, without case, up to a limit: what places are looked up by."""
    manner: Manner
    strict: bool = False
    """A word that is all that was found: in code it is nobody."""


# Of no one person, or of too many: found at one place they say nothing of another.
_OF_NO_ONE = frozenset({"NRP", "ORGANIZATION", "TITLE", "AGE", "URL", "DATE_TIME", "TOO_LARGE"})
# Of what opens a door, four or five digits are enough, unless they are a year or a round number.
_PINS = frozenset({"PASSWORD", "PIN", "OTP"})
_PIN = re.compile(r"(?!19|20)\d{4,5}(?<!00)")
_NUMBERS = frozenset({"CREDIT_CARD", "PHONE_NUMBER", "IBAN_CODE", "ID"})
_OF_A_COUNTRY = re.compile(r"[A-Z]{2}_[A-Z_]+")

# Six digits: fewer are a year, an amount, a count, and meet by accident.
_DIGITS_LEAST = 6
# A short number that nothing around it says to be one is found again wherever it stands, or it is none.
_SURE_NUMBER, _DIGITS_SURE = 0.5, 7
# Five signs, three of them digits: `C-123`, `AB12345`; fewer are a room or a version.
_CODE_LEAST, _CODE_DIGITS = 5, 3
# Six signs for anything else; `letmein` has seven, `admin` five.
_SIGNS_LEAST = 6
# Longer values stand as they are or not at all; that is no longer compared by digits or words.
_LOOSE_MOST = 64


def forms_of(kind: str, value: str, score: float = 1.0) -> list[Form]:
    """Every form of a value that was found with this score, or none where it is too weak.

    >>> [form.text for form in forms_of("PERSON", "Dr. Ottilie Vold") if form.manner in ("name", "capital")]
    ['Ottilie Vold', 'Vold, Ottilie', 'Vold', 'Volds', 'Ottilie', 'Ottilies']
    >>> [form.manner for form in forms_of("CREDIT_CARD", "4111 1111 1111 1111")]
    ['digits']
    >>> forms_of("PERSON", "May"), forms_of("PASSWORD", "welcome"), forms_of("ID", "2024")
    ([], [], [])
    """
    return list(dict.fromkeys(_spelt(_forms(kind, value.strip(), score))))


def _forms(kind: str, value: str, score: float) -> Iterator[Form]:
    if kind in _OF_NO_ONE:
        return
    if kind == "PERSON":
        strict = " " not in value
        yield from (_form(kind, *written)._replace(strict=strict) for written in of_person(value, score))
    elif kind == "LOCATION" and _is_address(value):
        yield _form(kind, value, "name" if len(value) <= _LOOSE_MOST else "exact")
    elif kind == "LOCATION":
        yield from (_form(kind, *written)._replace(strict=True) for written in of_place(value, score))
    elif kind == "EMAIL_ADDRESS" or "@" in value:
        yield _form(kind, value, "caseless")
        yield from (_form("PERSON", *written) for written in of_mail(value))
    elif kind in _NUMBERS or _OF_A_COUNTRY.fullmatch(kind) or _is_mostly_digits(value):
        if score >= _SURE_NUMBER or sum(map(str.isdigit, value)) >= _DIGITS_SURE:
            yield from _of_number(kind, value)
    elif _is_strong(kind, value):
        yield _form(kind, value, "exact")


def _form(kind: str, text: str, manner: Manner) -> Form:
    return Form(kind, text, compact_of(text), manner)


def _is_address(value: str) -> bool:
    """`12 Elm Street`: a number and a word at least."""
    return any(map(str.isdigit, value)) and len(value) >= _SIGNS_LEAST and " " in value


def _of_number(kind: str, value: str) -> Iterator[Form]:
    digits, letters = sum(map(str.isdigit, value)), sum(map(str.isalpha, value))
    if len(value) > _LOOSE_MOST:
        return
    if digits >= _DIGITS_LEAST or (letters and digits >= _CODE_DIGITS and digits + letters >= _CODE_LEAST):
        yield _form(kind, value, "digits")
        if kind == "PHONE_NUMBER":
            national = _national(value)
            if national and national != compact_of(value):
                yield Form(kind, national, national, "digits")


def _national(value: str) -> str:
    """The number as it is dialled within its country."""
    if not value.startswith("+"):
        return ""
    import phonenumbers  # only where a number was found

    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return ""
    said = compact_of(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL))
    return said if len(said) > _DIGITS_LEAST else ""


def _is_mostly_digits(value: str) -> bool:
    """Whatever its type is called: `423 545 5656`, `11/07/1958`."""
    digits, letters = sum(map(str.isdigit, value)), sum(map(str.isalpha, value))
    return digits >= _DIGITS_LEAST and digits > 2 * letters and len(set(value)) > 2


def _is_strong(kind: str, value: str) -> bool:
    """Long enough, not all alike, and no word."""
    signs = sum(map(str.isalnum, value))
    digits = sum(map(str.isdigit, value))
    if signs == digits:
        return len(set(value)) > 2 and (digits >= _DIGITS_LEAST or (kind in _PINS and _is_pin(value)))
    if digits >= _CODE_DIGITS and signs >= _CODE_LEAST:
        return True
    return len(value) >= _SIGNS_LEAST and len(set(value)) > 3 and not is_common(value)


def _is_pin(value: str) -> bool:
    return _PIN.fullmatch(value) is not None


def _spelt(forms: Iterator[Form]) -> Iterator[Form]:
    """Each form, and how it is written in JSON, in a URL and in HTML, where that differs."""
    for form in forms:
        yield form
        if form.manner == "digits":
            continue
        manner: Manner = "exact" if form.manner in ("exact", "capital", "weak") else "caseless"
        plain = {form.text, *read(form.text)} if manner == "exact" else {form.text}
        spelt = {way for text in plain for way in (text, *written(text))} - {form.text}
        for text in sorted(spelt):
            yield _form(form.kind, text, manner)
