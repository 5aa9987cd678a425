"""The shape that a value must have to be what its label says.

What enters is a text and a place where a value may begin; what leaves is where it ends, and how much the shape itself
speaks for it. Patterns are tried at one place only and bounded; a check digit, where a number has one, is in `checks`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from guards.pii.labels.checks import CHECKS

VALUE_MAX = 120


class Fit(NamedTuple):
    """Where a value ends, and what its shape adds to the label's score."""

    end: int
    more: float = 0.0


# No digit, underscore or letter follows, but of a script that puts no spaces.
_STOP = r"(?![A-Za-z0-9_À-ɏ])"
_MONTHS = (
    r"(?:jan|f[eé]v|fe[bv]|m[aä]r|mrt|maa|a[pvb]r|ma[iy]|may|mei|mag|ju[ni]|jul|juil|juin|gi?u|lug|aug|aou|aoû|ago"
    r"|sep|set|o[ckt]t|out|nov|de[czs]|déc|ene|gen|dic|abr|sty|lut|kwi|cze|lip|sie|wrz|paź|lis|gru)[^\W\d_]{0,9}\.?"
)
_TIME = r"(?:[T ,]{1,2}\d{1,2}:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?)?"
_DATE = (
    rf"(?:\d{{4}}[-./]\d{{1,2}}[-./]\d{{1,2}}{_TIME}|\d{{1,2}}([-./]) ?\d{{1,2}}\1 ?(?:\d{{4}}|\d\d)"
    rf"|\d{{1,2}}(?:st|nd|rd|th|er|\.|º)?(?: of| de| d[ei])?[ -]{{1,2}}{_MONTHS}"
    r"(?:(?:,| de| del)?[ -]{1,2}(?:\d{4}|\d\d)(?!\d))?"
    rf"|{_MONTHS} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}}(?!\d))?"
    r"|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"|(?:明治|大正|昭和|平成|令和) ?(?:\d{1,2}|元)年\d{1,2}月\d{1,2}日"
    r"|\d{4} ?年 ?\d{1,2} ?月 ?\d{1,2} ?日|\d{4} ?년 ?\d{1,2} ?월 ?\d{1,2} ?일"
    r"|\d{1,2}\.\d{1,2}\.|\d{1,2} \d{1,2} (?:19|20)\d\d)"
)
_PATTERNS = {
    "ssn": r"\d{3}[-. –]?\d{2}[-. –]?\d{4}",
    "nhs": r"\d{3}[- ]?\d{3}[- ]?\d{4}",
    "nir": r"[12378] ?\d{2} ?\d{2} ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3}(?: ?[/-]? ?\d{2})?",
    "pan": r"[A-Z]{5}\d{4}[A-Z]",
    "rfc": r"[A-ZÑ&]{3,4}[ -]?\d{6}[ -]?[A-Z0-9]{3}",
    "iban": r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{1,4}){3,8}",
    "cf": r"[A-Z]{6} ?\d\d ?[A-Z] ?\d\d ?[A-Z] ?\d{3} ?[A-Z]",
    "ahv": r"756[. ]?\d{4}[. ]?\d{4}[. ]?\d\d|\d{3}\.\d{2}\.\d{3}(?:\.\d{3})?",
    "vin": r"[A-HJ-NPR-Z0-9]{17}",
    "npi": r"[12]\d{9}",
    "aba": r"[0-3]\d{8}|\d{4}-\d{4}-\d",
    "cvv": r"\d{3,4}",
    "expiry": r"(?:0[1-9]|1[0-2]) ?[/-] ?(?:20)?\d\d",
    "card": r"\d(?:[ -]?\d){11,18}",
    "date": _DATE,
    "mail": r"[\w.+%-]{1,64}@[\w.-]{1,190}\w",
    "phone": r"(?:\+|%2B)?\(?\d(?:[ ./()-]{0,2}\d){6,14}",
    "plate": (
        r"[A-ZÄÖÜ]{1,3}[- ·]?[A-Z]{0,2}[- ]?\d{1,4}(?:[- ]?[A-Z]{1,3})?|\d{1,4}[- ]?[A-Z]{1,3}(?:[- ]?[A-Z\d]{1,3})?"
    ),
    # Spaces only between groups of digits or before closing capitals, for what is written so.
    "id": (
        r"\d{2} ?\d{6} ?[A-Z] ?\d{3}|(?:[A-Z]{1,3} (?=\d))?[^\W_]{1,20}"
        r"(?:[-./·]{1,2}[^\W_]{1,20}| \d[\dA-Z]{1,7}(?![^\W_])| [A-Z](?![^\W_]))*"
    ),
    "idno": (
        r"\d{2} \d{6} [A-Z] \d{3}|(?:[A-Za-z]{1,6}[_#](?=\d)|\d{1,3} [A-Z][A-Za-z]{0,2} (?=\d))?"
        r"[^\W_]{1,20}(?:[-./]{1,2}[^\W_]{1,20}| \d{3,6}(?![^\W_]))*"
    ),
    "address": r"[^\W_](?:[^\n\"|<>{};\t:=]){2,100}",
    "street": (
        r"(?=[A-ZÀ-Ý\d])(?=[^\n]{0,60} )(?=[^\n]{0,60}[^\W\d_]{2})(?=[^\n]{0,60}?(?<![^\W_.])\d{1,6}\w?(?!\w))"
        r"(?:[^\n\"|<>{};\t:=]){2,100}"
    ),
    "place": (r"[^\W\d_](?:[^\n\"|<>{}()\[\];:,\t=0-9]){1,40}|\d[\d -]{2,8}\d(?![^\W_])"),
    "postcode": r"\d[\d -]{2,8}\d|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|\d{4} ?[A-Z]{2}",
}
_NUMBERED = frozenset({"id", "idno"})
# Capitals, digits and what parts them, to the end of the line or cell: a number in groups of any kind.
_LINE = re.compile(
    r"((?=[^\n]{0,8}\d)[A-Z0-9]{1,12}(?:[ ./-]{1,2}(?=[A-Z]{0,7}\d|[A-Z]\b)[A-Z0-9]{1,12}){1,6})[ \t.]*(?:\n|\Z)"
)
_OPEN_ENDED = frozenset({"address", "street", "place"})
_ANY_CASE = frozenset({"date", "cf", "pan"})
_COMPILED = {
    name: re.compile(rf"(?:{pattern}){'' if name in _OPEN_ENDED else _STOP}", re.IGNORECASE if name in _ANY_CASE else 0)
    for name, pattern in _PATTERNS.items()
}
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
# The next sentence, or the next column, is no part of an address.
_SENTENCE = re.compile(r"(?<=[^\W\d_]{4})\. |  +")
_YEAR = re.compile(r"(?:19|20)\d\d")
# A number of a person holds no word.
_WORD = re.compile(r"[a-zà-ÿ]{4}")
# Fewer digits do where capitals are mixed in, as in booking codes.
_CODE, _CODE_DIGITS = re.compile(r"[A-Z0-9]{6,12}"), 2
_DIGITS_LEAST = {"id": 5, "idno": 4, "plate": 1}
_LONG = 34


def fit(shape: str, kind: str, text: str, start: int, stop: int) -> Fit | None:
    """Where the value of a shape that begins at a place ends; None where there is none.

    >>> fit("idno", "ID", "HX-2048-8173, renewal", 0, 21), fit("ssn", "US_SSN", "219099998", 0, 9).end
    (Fit(end=12, more=0.0), 9)
    >>> fit("id", "ID", "550e8400-e29b-41d4-a716-446655440000", 0, 36) is None
    True
    """
    found = _COMPILED[shape].match(text, start, min(stop, start + VALUE_MAX))
    if found is None:
        return None
    said = found[0].rstrip(" .,-")
    if shape in _NUMBERED and (all_of := _LINE.match(text, start, stop)) is not None:
        said = all_of[1]
    if shape in _OPEN_ENDED:
        if text.startswith((":", "="), end_of := start + len(said)) or text.startswith(" :", end_of):
            return None  # the label of the next line, where a value was left out
        said = _SENTENCE.split(said, maxsplit=1)[0].rstrip(" .,-")
    end = start + len(said)
    if shape in _DIGITS_LEAST:
        digits = sum(map(str.isdigit, said))
        coded = shape != "plate" and digits >= _CODE_DIGITS and _CODE.fullmatch(said)
        if (digits < _DIGITS_LEAST[shape] and not coded) or len(said) > _LONG or _UUID.fullmatch(said):
            return None
        # A long hexadecimal word is a digest or an object of a program.
        if len(said) > 18 and "-" not in said and " " not in said and digits < len(said):
            return None
        if shape == "idno" and _YEAR.fullmatch(said):
            return Fit(end, -0.3)
        if _WORD.search(said):
            return Fit(end, -0.3)
    check = CHECKS.get(kind)
    if check is not None:
        return Fit(end, 0.1 if check(said) else -0.2)
    return Fit(end)
