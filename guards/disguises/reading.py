"""The second reading: a text without its disguises, where a cheap look says that it may have some.

What enters is a text; what leaves is a view of it, or nothing. Found in the view, a value counts only where it was
disguised, and only for the types that the way it was disguised can hide; its span is that of the original text. Nothing
here decides what is personal: the same engine reads the view.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import re2

from guards.disguises.edges import edges
from guards.disguises.encodings import encodings
from guards.disguises.forms import forms
from guards.disguises.numbers import numbers
from guards.disguises.signs import signs
from guards.disguises.spelt import spelt
from guards.disguises.view import Kind, Rewriting, View

_ACCOUNTS = frozenset({"CREDIT_CARD", "IBAN_CODE", "US_SSN", "PHONE_NUMBER"})
TYPES_OF: Mapping[Kind, frozenset[str]] = {
    "letter": _ACCOUNTS | {"EMAIL_ADDRESS", "IP_ADDRESS", "CRYPTO"},
    "block": _ACCOUNTS | {"EMAIL_ADDRESS", "IP_ADDRESS", "CRYPTO"},
    "spelt": frozenset({"EMAIL_ADDRESS"}),
    "digits": _ACCOUNTS,
}
"""The types that may be found through a kind of rewriting; any type through those that are not named."""

# Base64 in base64, a percent sign written as `%25`: deeper than this nobody looks.
_LAYERS = 3

# What an ASCII text must hold for any rewriting: RE2 reads a byte once, whatever the text holds.
_MAY_BE_CODED = (
    rb"%[0-9A-Fa-f]{2}|&#|&[A-Za-z][A-Za-z0-9]{1,31};|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|[A-Za-z0-9+/_-]{16}"
)
_MAY_BE_SPELT = (
    rb"[(\[{<]\s?(?:at|arroba|arobase|chiocciola|@)\s?[)\]}>]|[_-](?:at|arroba|arobase)[_-]"
    rb"|\b(?:dot|punkt|punto|point|ponto)\b|\s@|@\s|@[^\s@]{1,64}(?:\s\.|\n|[(\[{<])"
)
_MAY_BE_APART = (
    rb"[0-9](?:[^0-9A-Za-z]{0,3}[0-9]){8}"
    rb"|[A-Z][^0-9A-Za-z]?[A-Z][^0-9A-Za-z]{0,2}[0-9][^0-9A-Za-z]{0,2}[0-9][^0-9A-Za-z]"
)
_MAY_BE_FORM = rb"=[^\s\"'`<>&]*\+[0-9A-Za-z(%]"
_NOT_ASCII = rb"[\x80-\xff]"


def _finder(*patterns: bytes) -> Callable[[bytes], bool]:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.case_sensitive = False
    options.never_capture = True
    find: Any = re2.compile(b"|".join(patterns), options)._regexp.Match
    anywhere = re2._Anchor.UNANCHORED
    return lambda data: find(anywhere, data, 0, len(data))[0][1] >= 0


_worth_a_look = _finder(_MAY_BE_CODED, _MAY_BE_SPELT, _MAY_BE_APART, _MAY_BE_FORM, _NOT_ASCII)
_may_be_form = _finder(_MAY_BE_FORM)
_Step = Callable[[str], Iterable[Rewriting]]
_PEELING: tuple[tuple[Callable[[bytes], bool], _Step], ...] = (
    (_finder(_NOT_ASCII), signs),
    (_finder(_MAY_BE_CODED), encodings),
)
_MENDING: tuple[tuple[Callable[[bytes], bool], _Step], ...] = (
    (_finder(_MAY_BE_SPELT), spelt),
    (_finder(_MAY_BE_APART), numbers),
    (_finder(_NOT_ASCII), edges),
)


def second_view(text: str) -> View | None:
    """The text without its disguises; None where it has none.

    >>> view = second_view("write to ada (at) example [dot] com")
    >>> view.text, view.original(9, 24)
    ('write to ada@example.com', (9, 35))
    """
    if not _worth_a_look(_bytes(text)):
        return None
    view = _stepped(None, text, _may_be_form, forms)
    for _ in range(_LAYERS):
        before = view
        for may_be, step in _PEELING:
            view = _stepped(view, text, may_be, step)
        if view is before:
            break
    for may_be, step in _MENDING:
        view = _stepped(view, text, may_be, step)
    return view


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _stepped(view: View | None, text: str, may_be: Callable[[bytes], bool], step: _Step) -> View | None:
    """One more view, where the step has anything to rewrite."""
    plain = view.text if view else text
    rewritings = list(step(plain)) if may_be(_bytes(plain)) else []
    return View(view or text, rewritings) if rewritings else view


def plainly(value: str) -> str:
    """A value as it reads without its disguises."""
    view = second_view(value)
    return view.text.strip() if view else value
