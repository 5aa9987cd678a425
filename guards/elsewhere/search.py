"""All places of many values in a text, by one pass over its words.

What enters are forms (`guards.elsewhere.forms`) and a text; what leaves are places that agree with a form. Each word
of the text is looked up once as a beginning, and followed only while what has been read begins a value: the time is
linear in the text, however many values there are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from unicodedata import category

from guards.elsewhere.forms import Form
from guards.elsewhere.tokens import Token, tokens_in

# Signs between two words of any value (`-----BEGIN`), and of one that is compared by digits or words: `+1 (202) 555`.
_GAP_MOST, _LOOSE_GAP_MOST = 16, 3
# What is left of a value without the signs around it must be as long as that, or they belong to it.
_CORE_LEAST = 8
_BETWEEN_DIGITS = frozenset(" .-/()+\u00a0\u2009\u202f\u2010\u2011\u2013")
_BETWEEN_NAMES = frozenset(" .,;|_+-'’\u00a0\t\n")
# At these lengths of what has been read it must begin a value, or reading stops.
_STEPS = (1, 2, 4, 8, 16, 32)
_ENDS = frozenset('.!?:;|>#*•–—-"“(\n\r\t')
_TITLE = re.compile(r"(?<![^\W_])(?:[A-Z]|Mr|Mrs|Ms|Mx|Dr|Prof|Sig|Dott|Hr|Fr|Sr|Sra|Rev|St)\.$")


class Found(NamedTuple):
    """A place of a value."""

    start: int
    end: int
    form: Form


class Search:
    """Values that are looked for together.

    Example:
        >>> from guards.elsewhere.forms import forms_of
        >>> search = Search([*forms_of("PERSON", "Nora Quist"), *forms_of("CREDIT_CARD", "4111 1111 1111 1111")])
        >>> text = "nora.quist paid with 4111-1111-1111-1111, says Quist. The quist of it."
        >>> [text[start:end] for start, end, _ in search.of(text)]
        ['nora.quist', '4111-1111-1111-1111', 'Quist']
    """

    def __init__(self, forms: Iterable[Form]) -> None:
        self._forms: dict[str, list[Form]] = defaultdict(list)
        for form in dict.fromkeys(forms):
            if form.compact:
                self._forms[form.compact].append(form)
        self._begun = [frozenset(compact[:step] for compact in self._forms if len(compact) >= step) for step in _STEPS]
        self._most = max(map(len, self._forms), default=0)
        self.steps = 0
        """Words that were read, those read again included."""

    def of(self, text: str) -> Iterator[Found]:
        """Every place in order: of those that begin together the longest, and none within another."""
        tokens = tokens_in(text)
        self.steps += len(tokens)
        reached = 0
        first, second = self._begun[0], self._begun[1]
        for number, token in enumerate(tokens):
            head = token.text[:2]
            if head in second or (len(head) == 1 and head in first):
                found = self._longest(text, tokens, number)
                if found is not None and found.end > reached:
                    reached = found.end
                    yield found

    def _longest(self, text: str, tokens: list[Token], number: int) -> Found | None:
        start, last = tokens[number].start, tokens[number].start
        read, best, widest = "", None, 0
        for position in range(number, len(tokens)):
            token = tokens[position]
            widest = max(widest, token.start - last)
            if widest > _GAP_MOST:
                break
            self.steps += 1
            read, last = read + token.text, token.end
            for form in self._forms.get(read, ()):
                place = _place(text, start, last, widest, form)
                if place is not None and (best is None or place.end > best.end):
                    best = place
            if len(read) >= self._most or not self._begins(read):
                break
        return best

    def _begins(self, read: str) -> bool:
        size = len(read)
        return all(read[:step] in known for step, known in zip(_STEPS, self._begun, strict=True) if step <= size)


def _place(text: str, start: int, end: int, widest: int, form: Form) -> Found | None:
    """Where the form stands, if the words from `start` to `end`, which are its own, stand as it says."""
    said = text[start:end]
    if form.manner in ("exact", "caseless"):
        return _as_written(text, start, form)
    if form.manner == "digits":
        if widest > _LOOSE_GAP_MOST or not _BETWEEN_DIGITS.issuperset(_signs(said)) or _is_fraction(text, start):
            return None
        return Found(start - (text[start - 1 : start] in ("+", "(")), end, form)
    if form.manner == "name":
        fits = widest <= _LOOSE_GAP_MOST and _BETWEEN_NAMES.issuperset(_signs(said))
        return Found(start, end, form) if fits else None
    fits = _has_capital(said, form) and (form.manner == "capital" or _is_within(text, start, said))
    return Found(start, end, form) if fits else None


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
