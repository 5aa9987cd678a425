"""Labels and the places of their values in an open text: JSON in any state, `key=value`, forms, prose.

What enters are a text and the ends of words that may be a label's; what leaves are fields, each a label with its
meaning and where its value begins and must end. What follows a label decides first: a sign (`:`, `=`, leaders), or at
once a number, a month, capitals before a number. Then the label is read backwards.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from guards.pii.labels.beside import label_before
from guards.pii.labels.meaning import Said, said_by
from guards.pii.labels.vocabulary import NATIONAL, TABLE

_MONTH_WORDS = (
    "jan fév fev feb mär mar apr avr abr mai may jun jul jui aug aoû aou ago sep set oct okt ott out nov "
    "dec dez déc dic ene gen giu lug"
)
_MONTHS = _MONTH_WORDS.split()
_MONTH = rf"(?i:(?:{'|'.join(_MONTHS)})[^\W\d_]{{0,7}}\.?)"
# Between a label and its value in prose.
_BETWEEN_WORDS = (
    "is was are be ist war sind lautet lauten es era son est était sont e è é eh sono são as reads being "
    "now of on am a le el il em op the del den dem dal vom du from är er jest je είναι"
)
_BETWEEN = _BETWEEN_WORDS.split()
_CONNECTORS = f"(?:{'|'.join(_BETWEEN)})"
# A number, or what a number or date begins with.
_NUMBER_SOON = rf"(?=[\"'“(\[]?(?:[+(]?\d|[^\W\d_]{{1,8}}[-./#]?\d|[A-Z]{{1,3}}[ ]?\d|{_MONTH}[ ]\d))"
_FOLLOWS = re.compile(
    rf"""\d{{0,2}}[°º]?["'`*\\)\]]{{0,6}}+
    (?:(?P<sign>[ ]?[.\#]?(?:[ ]?\([^()\n]{{1,24}}\))?[ \t]{{0,30}}(?:[:=：＝]|\.{{3,}}+[ \t]*:?|_{{3,}}+|…++))
    |(?P<dash>[ ][-–—][ ])(?=[^\W_])
    |(?P<glued>[-]|(?=\d{{4}}))(?=\d)
    |(?P<between>(?:(?:\([a-z]{{1,2}}\))?[ \t]{{1,3}}|[.\#]{{1,2}}[ \t]?|[ \t]?\r?\n[ \t]*)
        (?:{_CONNECTORS}[ ]?:?[ \t]){{0,2}}[\#]?[ ]?|[はが은는이가][ ]?){_NUMBER_SOON})
    """,
    re.VERBOSE,
)
# Born *in Leeds on* 3 May: what may stand between such a word and its date.
_AWAY = re.compile(rf"[ ,(][^.;:\n]{{0,40}}?[ ](?:on|am|le|el|il|em|op|on[ ]the)[ ]{_NUMBER_SOON}")
_AWAY_WORDS = (
    "born geboren nacido nacida nato nata nascido nascida admitted discharged aufgenommen entlassen died away "
    "verstorben hospitalisé hospitalisée décédé décédée ingresado ingresada falleció ricoverato ricoverata dimesso "
    "dimessa"
)
_AWAY_ENDS = tuple(_AWAY_WORDS.split())
_AWAY_LAST = frozenset(word[-3:] for word in _AWAY_ENDS)
# Of a national number's label: so far away, over one line end at most, begins the number that it means.
_FURTHER = 100
_DIGIT = re.compile(r"\d")
_CAPITALS = re.compile(r"(?<![^\W_])[A-Z]{1,6}\Z")
_OPEN = re.compile(r"""[ \t*\[(>]*+(?:\r?\n[ \t]*+(?:[-*>] )?)?(?P<quote>\\{0,7}["'`“„])?""")
_QUOTES = ('"', "'", "“", "(", "[")
# Ends of such labels and of words for a number; three letters tell enough to look on.
_NATIONAL_LAST = frozenset(key[-3:] for key, meaning in TABLE.items() if meaning.type in NATIONAL) | {
    *("-id", " id", "ber", "mer", "ero", " nr")
}
_PROSE_SIGNS = frozenset(",;!?")
_MAY_START = frozenset(f"{word} "[:2] for word in (*_BETWEEN, *_MONTHS))
_GOES_ON = frozenset(" ,?!;:)")
# A label's own value begins within the number that was found.
_FURTHER_MORE = 12
_NEXT_STRING = re.compile(r"""\\{0,7}["']\s{0,40},\s{0,40}(?P<quote>\\{0,7}["'])""")
_ARRAY_OPENS, _ARRAY_MAX = 4, 50
_CLOSES = {"“": "”", "„": "“"}
_VALUE_MAX = 200


class Field(NamedTuple):
    """A label that the table knows, and its value's stretch."""

    said: Said
    at: int
    """Where the label stands."""
    start: int
    stop: int
    """The value ends here at the latest."""
    whole: bool
    """The value ends here and nowhere else."""
    separated: bool
    """A sign stands between them."""
    far: bool = False
    """Words stand between them."""


def fields_in(text: str, ends: Iterable[int]) -> list[Field]:
    """Every field of a text whose label the table knows.

    >>> from guards.pii.labels.hits import ends_of_labels
    >>> text = 'ssn=219099998 {"last_name":"Price"} Name: Ann Day'
    >>> [(f.said.meaning.type, text[f.start : f.stop]) for f in fields_in(text, ends_of_labels(text))]
    [('US_SSN', '219099998 {"last_name":"Price"} Name: Ann Day'), ('PERSON', 'Price'), ('PERSON', 'Ann Day')]
    """
    found: list[Field] = []
    alone: list[int] = []
    for end in ends:
        follows = _FOLLOWS.match(text, end) if _may_follow(text, end) else None
        if follows is None:
            said_last = text[max(end - 3, 0) : end].lower()
            if said_last in _AWAY_LAST and text.endswith(_AWAY_ENDS, max(end - 12, 0), end):
                follows = _AWAY.match(text, end)
            elif said_last in _NATIONAL_LAST and text[end : end + 1] in _GOES_ON:
                alone.append(end)
        if follows is None:
            continue
        label = label_before(text, end)
        said = said_by(text[label.start : label.end]) if label is not None and label.end == end else None
        if said is None or label is None:
            continue
        field = _field(text, said, label.start, end, follows)
        if field is not None:
            found += [field, *_more(text, field)]
    starts = [field.start for field in found]
    for end in alone:
        further = _further(text, end)
        if further is not None and bisect_left(starts, end) == bisect_right(starts, further.start + _FURTHER_MORE):
            found.append(further)
    return sorted(found, key=lambda field: field.start)


def _may_follow(text: str, end: int) -> bool:
    """False where the next letters say that prose goes on."""
    sign = text[end : end + 1]
    return sign not in _PROSE_SIGNS and (
        sign != " " or not text[end + 1 : end + 2].islower() or text[end + 1 : end + 3] in _MAY_START
    )


def _further(text: str, end: int) -> Field | None:
    """The first number of size after a national number's label: "…, codice fiscale? È GLLMRA83D52F205I"."""
    digit = _DIGIT.search(text, end, end + _FURTHER)
    if digit is None or text.count("\n", end, digit.start()) > 1:
        return None
    label = label_before(text, end)
    said = said_by(text[label.start : label.end]) if label is not None else None
    if said is None or label is None or said.meaning.type not in NATIONAL or said.unnumbered:
        return None
    capitals = _CAPITALS.search(text, max(digit.start() - 7, end), digit.start())
    start = capitals.start() if capitals else digit.start()
    return Field(said, label.start, start, value_end(text, start, None)[0], False, False, True)


def _field(text: str, said: Said, at: int, end: int, follows: re.Match[str]) -> Field | None:
    start = follows.end()
    named = follows.groupdict()
    if named.get("dash") is not None:  # `Next of kin - Ruth Day`
        stop, _ = value_end(text, start, None)
        fits = (text[start].isupper() or text[start].isdigit()) and said.meaning.type != "LOCATION"
        return Field(said, at, start, stop, False, True) if fits else None
    if not named.get("sign"):
        if named.get("glued") is not None and text[at:end].isupper():  # `MRN-00412`: the label is of the number
            start = max(at, end - 8)
        start += text.startswith(_QUOTES, start)
        stop, _ = value_end(text, start, None)
        return Field(said, at, start, stop, False, False)
    if text.startswith("//", start):
        return None
    opened = _OPEN.match(text, start)
    assert opened is not None
    start = opened.end()
    stop, whole = value_end(text, start, opened["quote"])
    return Field(said, at, start, stop, whole, True) if start < stop else None


def _more(text: str, first: Field) -> Iterator[Field]:
    """The other strings of an array that a label stands over."""
    if not first.whole or "[" not in text[first.start - _ARRAY_OPENS : first.start]:
        return
    at = first.stop
    for _ in range(_ARRAY_MAX):
        follows = _NEXT_STRING.match(text, at)
        if follows is None:
            return
        at, _ = value_end(text, follows.end(), follows["quote"])
        yield first._replace(start=follows.end(), stop=at)


def value_end(text: str, start: int, quote: str | None) -> tuple[int, bool]:
    """Where a value must end, and whether it ends nowhere else."""
    most = min(len(text), start + _VALUE_MAX)
    if quote:
        close = text.find(_CLOSES.get(quote, quote), start, most)
        if close >= 0:
            return close, True
    end = text.find("\n", start, most)
    return (end if end >= 0 else most), False
