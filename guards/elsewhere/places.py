"""Whether the words of a value stand at a place as the value asks for.

What enters are a text, a stretch of it whose letters and digits are a form's, and that form; what leaves is the place,
grown or shrunk to what is to be cut out, or nothing.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from unicodedata import category

from guards.elsewhere.forms import Form
from guards.elsewhere.tokens import tokens_in

# Between two words of a number or a name: `+1 (202) 555`, `Quist, Nora`.
_BETWEEN_DIGITS = frozenset(" .-/()+\u00a0\u2009\u202f\u2010\u2011\u2013")
_BETWEEN_NAMES = frozenset(" .,;|_+-'’\u00a0\t\n")
_WIDE = re.compile(r"[\W_]{4}")
# What is left of a value without the signs around it must be as long as that, or they belong to it.
_CORE_LEAST = 8
_AROUND = "".join(map(chr, (*range(0x21, 0x30), *range(0x3A, 0x41), *range(0x5B, 0x61), *range(0x7B, 0x7F))))
_ENDS = frozenset('.!?:;|>#*•–—-"“(\n\r\t')
_TITLE = re.compile(r"(?<![^\W_])(?:[A-Z]|Mr|Mrs|Ms|Mx|Dr|Prof|Sig|Dott|Hr|Fr|Sr|Sra|Rev|St)\.$")


class Found(NamedTuple):
    """A place of a value."""

    start: int
    end: int
    form: Form


def place_of(text: str, start: int, end: int, form: Form) -> Found | None:
    """Where the form stands, if the words from `start` to `end`, which are its own, stand as it says."""
    if form.manner in ("exact", "caseless"):
        return _as_written(text, start, form)
    said = text[start:end]
    if form.text.strip(_AROUND) == said and form.manner in ("digits", "name"):
        return Found(start, end, form)
    if form.manner == "digits":
        if not _BETWEEN_DIGITS.issuperset(_signs(said)) or _WIDE.search(said) or _is_fraction(text, start):
            return None
        return Found(start - (text[start - 1 : start] in ("+", "(")), end, form)
    if form.manner == "name":
        signs = _signs(said)
        fits = _BETWEEN_NAMES.issuperset(signs) and (not said.isascii() or not _WIDE.search(said))
        return Found(start, end, form) if fits else None
    if form.strict and _is_code(text, start, end):
        return None
    fits = form.manner == "rare" or (
        _has_capital(said, form) and (form.manner == "capital" or _is_within(text, start, said))
    )
    return Found(start, end, form) if fits else None


def _is_code(text: str, start: int, end: int) -> bool:
    """`Point(`, `x.Point`, `Point.x`, `a_point`, `Point = `: the name of a thing."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    return (
        before[-1:] in ("_", "@", "$", "#", "\\")
        or (before[-1:] in (".", ":") and before[:1].isalnum())
        or after[:1] in ("(", "[", "{", "_", "=")
        or (after[:1] in (".", ":") and after[1:].isalnum())
        or after == " ="
    )


def _signs(said: str) -> str:
    """What is neither letter nor digit, nor a mark of one."""
    if said.isascii():
        return "".join(letter for letter in said if not letter.isalnum())
    return "".join(letter for letter in said if not letter.isalnum() and category(letter)[0] != "M")


def _as_written(text: str, start: int, form: Form) -> Found | None:
    """All of the value, or all but the signs around it where enough is left."""
    for written in (form.text, form.text.strip(_AROUND)):
        lead = next((place for place, letter in enumerate(written) if letter.isalnum() and letter != "_"), 0)
        begin, stop = start - lead, start - lead + len(written)
        there = text[max(begin, 0) : stop]
        same = there == written or (form.manner == "caseless" and there.lower() == written.lower())
        if same and not (written[-1].isalnum() and _goes_on(text, stop)):
            return Found(begin, stop, form)
        if len(form.text.strip(_AROUND)) < _CORE_LEAST:
            return None
    return None


_AROUND = "".join(map(chr, (*range(0x21, 0x30), *range(0x3A, 0x41), *range(0x5B, 0x61), *range(0x7B, 0x7F))))


def _goes_on(text: str, stop: int) -> bool:
    """Whether the last word of a value is only the beginning of one."""
    return stop < len(text) and len(tokens_in(text[stop - 1 : stop + 1])) == 1 and text[stop].isalnum()


def _is_fraction(text: str, start: int) -> bool:
    return text[start - 1 : start] in (".", ",") and text[start - 2 : start - 1].isdigit()


def _has_capital(said: str, form: Form) -> bool:
    """`Quist` and `QUIST`, and whatever is written as it was found; a script without capitals has none to show."""
    if said.casefold() != form.text.casefold() or said[0].islower():
        return False
    return said == form.text or said.isupper() or said.istitle()


def _is_within(text: str, start: int, said: str) -> bool:
    """Neither at the beginning of a sentence, line or cell, nor all in capitals: there any word has a capital. Behind
    an initial or a title no sentence begins."""
    before = text[max(0, start - 12) : start].rstrip(" ")
    if said.isupper() or not before:
        return False
    return before[-1] not in _ENDS or _TITLE.search(before) is not None
