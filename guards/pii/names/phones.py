"""Telephone numbers by rule, where Presidio's own recognizer stops: national forms of every region, extensions, numbers
that are told by the words around them though no region would dial them.

What enters is text; what leaves are places. A number counts by one of three kinds of evidence: its country code, the
word before it ("tel.", "call me on"), or a way of writing that only telephone numbers have. Dates, cards, IP addresses,
social security numbers, ISBNs, prices, versions and ids in the same signs are no telephone numbers.

The ways of writing are those of libphonenumber's metadata: https://github.com/google/libphonenumber/blob/master/FAQ.md
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import phonenumbers
from phonenumbers import PhoneMetadata

from guards.pii.names.places import Place

_LEAST, _MOST = 7, 15
"""Digits, the extension apart: E.164 allows 15; numbers of less than seven are no person's without a word for it."""

_SIGN: Final = r"[ \t\u00a0\u2009\u202f().\-/–‐‑·\]]"
# Digits in groups with at most three signs between two of them. A hostile run is read once: the groups are bounded.
_CANDIDATE: Final = re.compile(
    r"(?<![\w+])(?<!\d[.,:/-])(?<![$€£¥₹#=])"
    rf"(?:\(?\+{{1,2}}\s?)?(?:[(\[]\s?)?\d{{1,13}}(?:{_SIGN}{{1,3}}\d{{1,12}}){{0,8}}(?!\d)"
    r"(?P<ext>\s{0,2}[,;]?\s{0,2}(?:x|ext(?:ension)?|extn|anexo|ramal|poste|durchwahl|dw|доб)\.?:?\s{0,2}\d{1,6}\b|\s?\#\s?\d{1,5}\b)?"
    r"(?![\w%°$€£])(?![.,:/-]\d)",
    re.IGNORECASE,
)
_DIGITS_CUE: Final = re.compile(rf"\d(?:{_SIGN}{{0,3}}\d){{3}}")
_GROUP: Final = re.compile(r"\d+")

_SAYS_PHONE: Final = re.compile(
    r"(?:\b(?:tel(?:e(?:ph|f)on[eo]?|éfono)?|téléphone|phone(?:\s?(?:number|no|nr|num))?|ph|mob(?:ile?)?|móvil|mobil|cell(?:phone|ular)?|celular"
    r"|handy|fax|landline|hotline|helpline|whatsapp|signal|telegram|viber|sms|text(?:ed)?\s(?:me|him|her|us|them)?"
    r"|call(?:ed|ing|s|back)?(?:\s(?:me|him|her|us|them|back|now))?|dial(?:ed|ing)?|r[iu]ng(?:\s(?:me|him|her|us))?"
    r"|reach(?:ed|able)?(?:\s(?:me|him|her|us|them))?|contact(?:\s(?:me|him|her|us|them|number|no))?|(?:my|his|her|our|your|their)\snumber"
    r"|ll[aá]m[ae](?:me|nos|r|rme|dme)?|marca(?:r|d)?|appele[zr](?:-moi|-nous)?|joindre|joignable|chiam(?:a|are|ami|arlo|arla|ate)|lig(?:ue|ar|a)"
    r"|bel(?:len)?|anruf(?:en)?|erreich(?:en|bar|t)|zadzwo(?:ń|nić|nisz|nię)|dzwoni(?:ć|ł|ła|ę)|soita|ring(?:a|er)|ara(?:yın|yabilirsiniz)"
    r"|número|numéro|numero|rufnummer|telefonnummer|tlf|tfn|puh|gsm|portable|cep|direct(?:\sline)?|office|home|work|pager|emergency"
    r"|телефон|тел|моб|电话|電話|手机|전화|هاتف|טלפון|फोन)(?![a-z])|[☎📞📱])"
    r"[\s\"'“*_|:=.,()#-]{0,5}(?:(?:is|was|at|on|to|under|via|number|no|nr|today|al?|el|au|le|il|unter|auf|der|pod|op|på|o|b|m|t)\b[\s:.()\"'*=]{0,3}){0,3}\Z",
    re.IGNORECASE,
)
_SAYS_OTHER: Final = re.compile(
    r"(?:\b(?:order|invoice|ref(?:erence)?|ticket|case|id|ids|isbn(?:-1[03])?|issn|doi|iban|ssn|nino|vat|sku|card|visa|mastercard|amex"
    r"|acct|account|routing|serial|version|ver|policy|patent|pmid|part|model|claim|tracking|passport|licen[cs]e|timestamp|barcode|ean|upc"
    r"|section|chapter|pages?|pp|fig(?:ure)?|table|vol|lot|rs|usd|eur|gbp|inr|price|code|pin|key|hash|commit|build|port)"
    r"(?:\s?(?:number|no|nr|num|code|id))?(?![a-z])|[$€£¥₹#@]|№)[\s:.#\"'=(-]{0,4}(?:is\s|was\s)?\Z",
    re.IGNORECASE,
)
# Brackets and plus signs before the first digit; and the longest number with its extension.
_LEAD, _REACH = 4, 96
# The longest of what may stand before a number: "telephone number", a colon, "is", signs.
_BEFORE = 40

_NO_PHONE: Final = re.compile(
    r"(?:(?:1[6-9]|20)\d\d[-/. ](?:0?[1-9]|1[0-2])[-/. ](?:[0-2]?\d|3[01])"  # dates
    r"|(?:[0-2]?\d|3[01])[-/. ](?:[0-2]?\d|3[01])[-/. ](?:(?:1[6-9]|20)\d\d|\d\d)"
    r"|(?:1[6-9]|20)\d\d\s?[-–/]\s?(?:1[6-9]|20)\d\d"  # spans of years
    r"|\d{1,3}(?:\.\d{1,3}){3}"  # IP addresses
    r"|(?!000|666|9)\d{3}-\d{2}-\d{4}"  # social security numbers of the USA
    r"|97[89][- ]?(?:\d[- ]?){9}\d"  # ISBN
    r"|\d{5}-\d{4}"  # postcodes of the USA
    r"|\d{4}[- ]\d{4}[- ]\d{4}[- ]\d{4}|\d{4}[- ]\d{6}[- ]\d{4,5}"  # cards
    r"|\d+\.\d+)"  # decimal numbers
)
_THOUSANDS: Final = re.compile(r"[1-9]\d{0,2}(?:[. ]\d{3})+")
_AMERICAN: Final = re.compile(r"(?:(?:\+|00)?1[ .-]?)?(?:\(\d{3}\)[ .-]?\d{3}[ .-]?\d{4}|\d{3}([ .-])\d{3}[ .-]\d{4})")
_SURE, _SAID, _SHAPED = 0.75, 0.65, 0.5


def phones_in(text: str) -> Iterator[Place]:
    """Telephone numbers of a text, in order, extensions included.

    >>> text = "Call 555-0199 or (020) 7946 0958 ext. 12; fax +49 30 901820. Order 555-0199-22, 10.0.0.12, 2024-01-31."
    >>> [text[start:end] for start, end, _ in phones_in(text)]
    ['555-0199', '(020) 7946 0958 ext. 12', '+49 30 901820']
    """
    after = 0
    while cue := _DIGITS_CUE.search(text, after):
        starts = range(max(cue.start() - _LEAD, after), cue.start() + 1)
        found = next((match for start in starts if (match := _CANDIDATE.match(text, start, start + _REACH))), None)
        if found is None:
            after = cue.start() + _run(text, cue.start())
            continue
        after = found.end()
        score = _score(text, found)
        if score:
            yield Place(_begin(found), found.end(), score)


def _run(text: str, start: int) -> int:
    """How many digits stand together from here."""
    run = _GROUP.match(text, start)
    return len(run[0]) if run else 1


def _begin(found: re.Match[str]) -> int:
    """A bracket that closes nowhere in the number is none of its own."""
    opens = found[0][0] in "([" and not any(sign in found[0] for sign in ")]")
    return found.start() + opens


def _score(text: str, found: re.Match[str]) -> float:
    whole = found[0]
    extension = found["ext"] or ""
    number = whole[: len(whole) - len(extension)].strip("([ ")
    groups = _GROUP.findall(number)
    digits = "".join(groups)
    opened_elsewhere = any(shut in whole and begun not in whole for begun, shut in ("()", "[]"))
    if opened_elsewhere or not _LEAST - 1 <= len(digits) <= _MOST:
        return 0.0
    before = text[max(found.start() - _BEFORE, 0) : found.start()]
    if "+" in number:
        return _SURE if _has_country(digits) else 0.0
    if _NO_PHONE.fullmatch(number) or _SAYS_OTHER.search(before):
        return 0.0
    if _SAYS_PHONE.search(before):
        return _SAID
    if _THOUSANDS.fullmatch(number):
        return 0.0
    told = bool(_AMERICAN.fullmatch(whole[: len(whole) - len(extension)].strip())) or (
        len(digits) >= _LEAST and _is_written_so(whole, number, groups, digits)
    )
    return _SHAPED if told or (extension and len(digits) >= _LEAST and len(groups) > 1) else 0.0


def _has_country(digits: str) -> bool:
    """True where the digits begin with a country code and are no more and no fewer than that country has."""
    for size in (1, 2, 3):
        regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(digits[:size]))
        if regions:
            rest = len(digits) - size
            shortest, longest = _lengths(regions[0])
            # The trunk prefix is often left in, and test numbers lack a digit.
            return shortest - 1 <= rest <= longest + 2
    return False


@cache
def _lengths(region: str) -> tuple[int, int]:
    known: Any = PhoneMetadata.metadata_for_region(region, None) or PhoneMetadata.metadata_for_nongeo_region(800, None)
    lengths = [length for length in known.general_desc.possible_length if length > 0]
    return max(min(lengths), 5), max(lengths)


def _is_written_so(whole: str, number: str, groups: list[str], digits: str) -> bool:
    """True for ways of writing that telephone numbers have and little else."""
    if len(groups) < 2 or len(groups) > 6 or "\n" in number:
        return False
    bracketed = whole.lstrip()[0] == "(" and ")" in whole
    if bracketed:
        year = len(groups[0]) == 4 and groups[0][:2] in ("16", "17", "18", "19", "20")
        return not year and len(digits) >= 8 and len(groups[0]) <= 5 and all(len(group) > 1 for group in groups[1:])
    signs = {sign for sign in number if not sign.isdigit()}
    if digits[0] == "0":
        if digits[:2] == "00":
            return len(digits) >= 10 and _has_country(digits[2:])
        return len(digits) >= 8 and len(groups[0]) > 1 and tuple(map(len, groups)) in _grouped()
    return len(groups) > 2 and bool(signs & {"-", "."}) and tuple(map(len, groups)) in _grouped() and len(digits) >= 8


@cache
def _grouped() -> frozenset[tuple[int, ...]]:
    """The sizes of the groups in which some region writes its national numbers, with the trunk prefix and without."""
    found: set[tuple[int, ...]] = set()
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        known: Any = PhoneMetadata.metadata_for_region(region, None)
        for form in known.number_format:
            groups = re.findall(r"\\d(?:\{(\d+)(?:,(\d+))?\})?", form.pattern)
            sizes = [tuple(range(int(low or 1), int(high or low or 1) + 1)) for low, high in groups]
            found.update(_ways(sizes, len(known.national_prefix or "")))
    return frozenset(found)


def _ways(sizes: list[tuple[int, ...]], trunk: int) -> Iterator[tuple[int, ...]]:
    ways: list[tuple[int, ...]] = [()]
    for choices in sizes:
        ways = [(*way, size) for way in ways for size in choices]
    for way in ways:
        if len(way) > 1:
            yield way
            yield (way[0] + trunk, *way[1:])
