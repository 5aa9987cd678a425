"""The forms in which a value that was found may stand elsewhere, and how strong it must be to be looked for.

What enters are a type and a value; what leaves are forms, none for a value that could as well be a word. One value too
weak would blank an event, so each bar is a constant with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from guards.elsewhere.spellings import read, written
from guards.elsewhere.tokens import compact_of, tokens_in
from guards.elsewhere.words import is_common, is_town

Manner = Literal["exact", "caseless", "digits", "name", "capital", "weak"]
"""How a place must agree with the value: sign by sign; but for case; by its digits, whatever stands between them; by
its words in any case; as one word with a capital; the same, where no beginning of a sentence gives the capital."""


class Form(NamedTuple):
    """One way in which a value is written."""

    kind: str
    """The type to redact it as."""
    text: str
    compact: str
    """Its letters and digits alone, without case, up to a limit: what places are looked up by."""
    manner: Manner


# Of no one person, or of too many: found at one place they say nothing of another. A LOCATION counts as an address.
_OF_NO_ONE = frozenset({"NRP", "ORGANIZATION", "TITLE", "AGE", "URL", "DATE_TIME", "TOO_LARGE"})
_NUMBERS = frozenset({"CREDIT_CARD", "PHONE_NUMBER", "IBAN_CODE", "ID"})
_OF_A_COUNTRY = re.compile(r"[A-Z]{2}_[A-Z_]+")

# Six digits: fewer are a year, an amount, a count, and meet by accident.
_DIGITS_LEAST = 6
# Five signs, three of them digits: `C-123`, `AB12345`; fewer are a room or a version.
_CODE_LEAST, _CODE_DIGITS = 5, 3
# Six signs for anything else; `letmein` has seven, `admin` five.
_SIGNS_LEAST = 6
# A name alone: three letters, or `Li` and `Al` would take half of a text. Two words of a name: five letters in all.
_ALONE_LEAST, _NAME_LEAST = 3, 5
# Two signs of a script without spaces are a word as often as a name.
_DENSE_LEAST = 3
# Longer values stand as they are or not at all; that is no longer compared by digits or words.
_LOOSE_MOST = 64

_CALENDAR = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ]
)
_BEHIND_A_NAME = frozenset(["jr", "sr", "ii", "iii", "iv", "phd", "md", "esq"])
_BEFORE_A_NAME = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "mx",
        "miss",
        "dr",
        "prof",
        "professor",
        "doctor",
        "sir",
        "dame",
        "lord",
        "lady",
        "herr",
        "frau",
        "hr",
        "m",
        "mme",
        "mlle",
        "monsieur",
        "madame",
        "señor",
        "señora",
        "sr",
        "sra",
        "signor",
        "signora",
        "dhr",
        "mevr",
        "rev",
        "father",
        "sister",
        "nurse",
        "captain",
        "judge",
    ]
)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_OF_MAIL = re.compile(r"([^\W\d_]{3,})[._-]([^\W\d_]{3,})(?=@)")


def forms_of(kind: str, value: str) -> list[Form]:
    """Every form of a value, or none where it is too weak.

    >>> [(form.text, form.manner) for form in forms_of("PERSON", "Dr. Ottilie Brandvold") if "%" not in form.text]
    [('Ottilie Brandvold', 'name'), ('Brandvold, Ottilie', 'name'), ('Brandvold', 'capital'), ('Ottilie', 'capital')]
    >>> [form.manner for form in forms_of("CREDIT_CARD", "4111 1111 1111 1111")]
    ['digits']
    >>> forms_of("PERSON", "May"), forms_of("PASSWORD", "welcome"), forms_of("ID", "2024")
    ([], [], [])
    """
    return list(dict.fromkeys(_spelt(_forms(kind, value.strip()))))


def _forms(kind: str, value: str) -> Iterator[Form]:
    if kind in _OF_NO_ONE or (kind == "LOCATION" and not _is_address(value)):
        return
    if kind == "PERSON":
        yield from _of_person(value)
    elif kind == "LOCATION":
        yield _form(kind, value, "name" if len(value) <= _LOOSE_MOST else "exact")
    elif kind == "EMAIL_ADDRESS" or "@" in value:
        yield _form(kind, value, "caseless")
        yield from _of_mail(value)
    elif kind in _NUMBERS or _OF_A_COUNTRY.fullmatch(kind):
        yield from _of_number(kind, value)
    elif _is_strong(value):
        yield _form(kind, value, "exact")


def _form(kind: str, text: str, manner: Manner) -> Form:
    return Form(kind, text, compact_of(text), manner)


def _is_address(value: str) -> bool:
    """`12 Elm Street`: a number and a word at least."""
    return any(map(str.isdigit, value)) and len(value) >= _SIGNS_LEAST and " " in value


def _of_person(value: str) -> Iterator[Form]:
    words = [word[0] for word in _WORD.finditer(value)]
    while words and words[0].lower() in _BEFORE_A_NAME:
        words.pop(0)
    while words and words[-1].lower() in _BEHIND_A_NAME:
        words.pop()
    said = [word for word in words if len(word) > 1]
    if sum(map(len, said)) > _LOOSE_MOST or not said:
        return
    if len(words) == 1:
        yield from _of_one_word(words[0])
        return
    if "," in value and len(words) == 2:
        words = words[::-1]  # `Brandvold, Ottilie`
    if len(said) >= 2 and sum(map(len, said)) >= _NAME_LEAST:
        yield _form("PERSON", value[value.index(words[0]) :] if "," not in value else " ".join(words), "name")
        if len(words) == 2:
            yield _form("PERSON", f"{words[1]}, {words[0]}", "name")
    surname, given = words[-1], words[0]
    if len(surname) >= _ALONE_LEAST and surname.lower() not in _CALENDAR:
        yield _form("PERSON", surname, "weak" if is_common(surname) else "capital")
    if len(given) >= _ALONE_LEAST and not is_common(given) and given.lower() not in _CALENDAR:
        yield _form("PERSON", given, "capital")


def _of_one_word(word: str) -> Iterator[Form]:
    dense = len(tokens_in(word)) > 1 and word.isalpha()
    if dense:
        if len(word) >= _DENSE_LEAST:
            yield _form("PERSON", word, "exact")
    elif len(word) >= _ALONE_LEAST and not is_common(word) and word.lower() not in _CALENDAR:
        yield _form("PERSON", word, "capital")


def _of_mail(value: str) -> Iterator[Form]:
    """`ottilie.brandvold@…` says a name, unless a word of it is an office's or a town's: `info.berlin@…`."""
    found = _OF_MAIL.match(value)
    if found and not any(is_common(word) or is_town(word) for word in found.groups()):
        yield from _of_person(f"{found[1]} {found[2]}".title())


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


def _is_strong(value: str) -> bool:
    """Long enough, not all alike, and no word."""
    signs = sum(map(str.isalnum, value))
    digits = sum(map(str.isdigit, value))
    if signs == digits:
        return digits >= _DIGITS_LEAST and len(set(value)) > 2
    if digits >= _CODE_DIGITS and signs >= _CODE_LEAST:
        return True
    return len(value) >= _SIGNS_LEAST and len(set(value)) > 3 and not is_common(value)


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
