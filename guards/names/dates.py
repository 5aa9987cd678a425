"""Dates and times by rule, where Presidio's own patterns stop: months and weekdays by name in a dozen languages, forms of
logs and mails, clock times, quarters, decades, ranges, days said in words.

What enters is text; what leaves are places. A bare year, "may", "march" and "sun" are no dates here unless something
beside them says so. What is said of the day of speaking ("yesterday", "two weeks ago", "next Friday") dates nothing by itself
and scores below the default threshold.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from guards.names.places import Place

_MONTH = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?\.?|july?\.?|aug(?:ust|\.)?"
    r"|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)(?![^\W\d_])"
)
# Of other languages only beside a day or a year, and in full: German, French, Spanish, Italian, Portuguese, Dutch, the
# Nordic languages, Polish, Czech, Hungarian, Romanian, Turkish, Russian, Ukrainian, Greek.
_FOREIGN_MONTH = (
    r"(?:j[aä]n(?:uar|ner|uari|vier|eiro|uár)|ianuarie|gennaio|enero|f[eé]v(?:rier|ereiro)|febr(?:uar|uari|ero|uár|uarie)|febbraio"
    r"|m(?:ärz|ars|arts|arzo|arço|aart|árcius|artie)|a(?:vril|bril|prile|prilie|v[gq]ust|oût|gosto|ugusti|ugustus|ugusztus)|április"
    r"|m(?:ai|aj|ei|ayo|aggio|aio|ájus)|j(?:uni|uin|unio|unho|únius|uli|uillet|ulio|ulho|úlius)|giugno|luglio|iunie|iulie"
    r"|s(?:eptembre|eptiembre|etiembre|ettembre|etembro|eptembrie|zeptember)|okt(?:ober|óber)|o(?:ctobre|ctubre|ttobre|utubro|ctombrie)"
    r"|nov(?:embre|iembre|embro)|noiembrie|d(?:ezember|[eé]cembre|iciembre|icembre|ezembro|esember|ecembrie)"
    r"|stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia"
    r"|ledna|února|března|dubna|května|června|července|srpna|září|října|listopadu|prosince"
    r"|ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık"
    r"|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
    r"|січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня"
    r"|ιανουαρίου|φεβρουαρίου|μαρτίου|απριλίου|μαΐου|ιουνίου|ιουλίου|αυγούστου|σεπτεμβρίου|οκτωβρίου|νοεμβρίου|δεκεμβρίου)(?!\w)"
)
_LONG_MONTH = r"(?:January|February|April|June|July|August|September|October|November|December)"
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_FULL_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_NUMBER = r"(?:0?[1-9]|[12]\d|3[01])"
_ORDINAL_WORD = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth"
    r"|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|(?:twenty|thirty)[- ](?:first|second|third|fourth|fifth"
    r"|sixth|seventh|eighth|ninth))"
)
_FULL_YEAR = r"(?:1[6-9]|20)\d\d"
_YEAR = rf"(?:{_FULL_YEAR}|['’]\d\d)"
_ZONE = r"(?:UTC|GMT|[CEMP][SD]T|CES?T|BST|IST|JST|[A]?EST|Z)(?:\s?[+-]\d{1,2}(?::?\d\d)?)?"
_HALF_OF_DAY = r"(?:[ap]m\b|[ap]\.\s?m\.?)"
_CLOCK = (
    rf"(?:[01]?\d|2[0-3])(?::[0-5]\d){{1,2}}(?:[.,]\d{{1,9}})?(?:\s?{_HALF_OF_DAY})?(?:\s?{_ZONE}\b)?"
    rf"|(?:0?[1-9]|1[0-2])(?:\s?[-–]\s?(?:0?[1-9]|1[0-2]))?\s?{_HALF_OF_DAY}(?:\s{_ZONE}\b)?"
    r"|(?:[01]?\d|2[0-3])h[0-5]\d\b"
)
_JOIN = r"(?:\s*,\s*|\s+(?:at|um|à|a\slas|alle|kl\.?|о|в)\s+|\s+[-–]\s+|\s+)"
_ST = r"(?:st|nd|rd|th|er|º|ª)?"

_NAMED = (
    rf"(?:(?:{_DAY})\b\.?,?\s+(?:the\s+)?)?"
    rf"(?:{_NUMBER}{_ST}\.?(?:\s?(?:[-–]|to|and|&)\s?{_NUMBER}{_ST}\.?)?(?:\s+(?:day\s+)?(?:of|de)\s+|[\s/-]+){_MONTH}(?:(?:,\s*|\s+(?:of\s+|de\s+)?|[/-]){_YEAR}\b)?"
    rf"|{_NUMBER}{_ST}\.?(?:\s+de\s+|[\s-]+){_FOREIGN_MONTH}(?:(?:,\s*|\s+(?:de[l]?\s+)?|-){_YEAR}\b\.?)?"
    rf"|(?:{_ORDINAL_WORD})\s+of\s+{_MONTH}(?:,?\s+{_YEAR}\b)?"
    rf"|{_MONTH}\s*[\s/-](?:the\s+)?{_NUMBER}(?:st|nd|rd|th)?(?:\s?(?:[-–]|to|and|&)\s?{_NUMBER}(?:st|nd|rd|th)?)?(?!\d|[.,:]\d)"
    rf"(?:(?:,\s*|\s+|[/-]){_YEAR}\b)?"
    rf"|{_MONTH}\s+(?:the\s+)?(?:{_ORDINAL_WORD})\b(?:,?\s+{_YEAR}\b)?"
    rf"|(?:{_MONTH}\s?[-–]\s?)?(?:{_MONTH}|{_FOREIGN_MONTH})(?:,?\s+(?:of\s+|de\s+)?|[-/]){_FULL_YEAR}\b)"
    rf"(?:(?:{_JOIN}|:)(?:{_CLOCK})(?:\s{_FULL_YEAR}\b)?(?:\s?[+-]\d{{4}}\b)?)?"
)
_NUMERIC = (
    rf"(?:(?:{_DAY})\b\.?,?\s+)?"
    rf"(?:{_FULL_YEAR}([-/.])(?:0?[1-9]|1[0-2])\1{_NUMBER}"
    rf"|{_NUMBER}\s?([-/.])\s?(?:0?[1-9]|1[0-2])\s?\2\s?(?:{_FULL_YEAR}|\d\d)"
    rf"|(?:0?[1-9]|1[0-2])\s?([-/.])\s?{_NUMBER}\s?\3\s?(?:{_FULL_YEAR}|\d\d)"
    rf"|{_FULL_YEAR}-W[0-5]\d(?:-[1-7])?|{_FULL_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?=T\d)"
    rf"|{_FULL_YEAR}\s?[年년]\s?(?:0?[1-9]|1[0-2])\s?[月월](?:\s?{_NUMBER}\s?[日일])?|(?:0?[1-9]|1[0-2])[月월]\s?{_NUMBER}[日일])"
    rf"(?![\d]|[-/.]\d)(?:[T ]?(?:{_CLOCK}|(?<=T)\d{{6}}Z?)|{_JOIN}(?:{_CLOCK}))?(?:\s?[+-]\d\d:?\d\d\b)?"
)
_PART_OF_YEAR = (
    rf"(?:Q[1-4][\s/-]?(?:of\s)?{_FULL_YEAR}|[1-4]Q[\s-]?(?:20)?\d\d|H[12][\s-]{_FULL_YEAR}|FY[\s-]?(?:20)?\d\d"
    rf"|(?:(?:early|mid|late)[\s-]+)?(?:summer|winter|spring|autumn|fall)\s+(?:of\s+)?{_FULL_YEAR}"
    rf"|{_FULL_YEAR}\s?[-–]\s?{_FULL_YEAR}(?=\W|$)|{_FULL_YEAR}/\d\d(?!\d|/)(?=\s+(?:season|academic|school|tax|fiscal))"
    rf"|(?:first|second|third|fourth|last)\s+(?:quarter|half)\s+of\s+{_FULL_YEAR})\b(?!-)"
)
_PART_OF_DAY = r"(?:\s+(?:morning|afternoon|evening|night))?"
_SAID = (
    r"(?:(?:on|every|since|until|till|by|from|early|late)\s+)"
    rf"(?P<said>{_FULL_DAY}{_PART_OF_DAY}|{_LONG_MONTH})\b"
    rf"|\b(?:in|during|of|for|mid|early|late|since|until|till|before|after|between|and|through)[\s-](?P<month>{_LONG_MONTH})\b(?!\s+[A-Z])"
    rf"|(?<!\w)(?P<decade>(?:(?:early|mid|late)[\s-])?(?:(?:1[6-9]|20)\d0s))\b"
    r"|\b(?:exp(?:iry|ires?|ir(?:ation|ing|ed))?\.?(?:\s+(?:date|on|in|is|dt))*|(?:valid|good)\s+(?:thru|until|through|till))\W{1,4}"
    r"(?P<expiry>(?:0?[1-9]|1[0-2])\s?[/-]\s?(?:20)?\d\d)\b"
    rf"|\((?P<aside>{_FULL_YEAR}(?:\s?[-–]\s?{_FULL_YEAR})?)\)"
    rf"|\b(?:in|since|until|till|from|of|year|by|during|circa|born|dated?|before|after|around|through|copyright|©|model|back\s+in)\s+(?:the\s+year\s+)?"
    rf"(?P<year>{_FULL_YEAR}(?:\s(?:to|and|until)\s{_FULL_YEAR})?)\b(?![-/.:]\d|[%$€]|\s*(?:(?!(?:was|is|as|has|his|this|its|us|thus)\b)[a-z]+s\b|kg|km|mg|ml|people|feet|cm|rpm|words\b))"
    rf"|\b(?:between|from)\s+(?P<years>{_FULL_YEAR}\s(?:and|to|until)\s{_FULL_YEAR})\b"
    rf"|\bon\s+(?P<ordinal>the\s+{_NUMBER}(?:st|nd|rd|th))\b(?!\s+(?:floor|street|st|ave|avenue|day|anniversary|century|of))"
    rf"|\b(?P<clock>(?:half\s+past|quarter\s+(?:past|to))\s+\w{{3,6}}|(?:\d{{1,2}}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s+o['’]clock)"
    rf"|\b(?<!last\s)(?<!next\s)(?<!this\s)(?P<day>{_FULL_DAY})\b"
)
_COUNT = r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,3})"
_UNIT = r"(?:minutes?|hours?|days?|weeks?|months?|years?)"
_RELATIVE = (
    rf"\b(?:(?:yesterday|tomorrow){_PART_OF_DAY}|tonight)(?!['’]s)\b|\bthe\s+day\s+(?:before\s+yesterday|after\s+tomorrow)\b"
    rf"|\b{_COUNT}\s+{_UNIT}\s+(?:ago|from\s+now)\b"
    rf"|\b(?:last|next|this|coming|past)\s+{_FULL_DAY}{_PART_OF_DAY}\b"
    r"|['’]\d0s\b|(?<=\bthe\s)[2-9]0s\b"
)
# A number that may be a year, where nothing counts by it: no unit or plural behind it, no name of a number before it.
_BARE_YEAR = re.compile(
    r"(?<![\w.,:/#$€£¥₹=+*<>|()\[\]{}\"'_%°-])(?<![:/#$€£¥₹=+*<>|{}_%°-]\s)(?:19\d\d|20[0-4]\d)"
    r"(?=[.,;!?)\"'’]*(?:\s|$))(?!\.\d|,\d{3}|\s*[-–+*/=×x%°<>|&]\s*\d)"
    r"(?!\s+(?:(?!(?:was|is|as|has|his|this|its|us|thus|always|plus)\b)[a-z]+s|people|[A-Z][a-z]+\s+(?:st|street|ave|avenue|rd|road|dr|drive|lane|ln|way|blvd)|kg|km|mg|ml|g|m|feet|cm|mm|rpm|ft|mi|dollars?|euros?|percent|of|hours?|calories)\b)",
)
_COUNTED_BEFORE = re.compile(
    r"\b(?:page|pages|pp|chapter|room|suite|apt|unit|no|nr|number|numbers|code|zip|pin|port|line|item|id|step|section|table|figure|size|model|version|error|route|highway"
    r"|extension|ext|box|flat|lot|about|nearly|almost|over|under|least|most|than|only|exactly|approximately|roughly|top|first|last|next|other|another|"
    r"some|these|those|total|all|every|per|times|plus|minus|equals|are|were|has|have|had|costs?|contains?|x|windows|office|server|rs|usd|eur|inr)\W{0,2}\Z",
    re.IGNORECASE,
)
# The end of a card's life is written 04/27 beside its number, with no word for it.
_CARD_EXPIRY = re.compile(r"(?<![\w/.-])(?:0[1-9]|1[0-2])\s?/\s?(?:20)?[2-4]\d(?![\w/]|[.-]\d)")
_CARD = re.compile(r"\bcards?\b|\bcvv2?\b|\bcvc2?\b|\bvisa\b|\bmaster\s?card\b|\bamex\b|\bexpir|\bdebit\b|(?:\d[ -]?){15}\d", re.IGNORECASE)
_CARD_REACH = 80

_SURE = re.compile(rf"(?<![\w/.-])(?<!version\s)(?<!release\s)(?:{_NAMED}|{_NUMERIC}|{_PART_OF_YEAR})", re.IGNORECASE)
_TIME = re.compile(rf"(?<![\w:.,/-])(?:{_CLOCK})(?!\w|:\d)", re.IGNORECASE)
_WORDS, _NOW = re.compile(_SAID, re.IGNORECASE), re.compile(_RELATIVE, re.IGNORECASE)

# A date has a digit beside a month, a sign or half a day, or one of a few words; the patterns are tried around these
# only, for they are slow on prose. The longest form ("Wednesday, the 23rd day of September, 2024 at 10:30:00.123456
# a.m. UTC") reaches this far either way.
_DIGIT_CUE = re.compile(r"\d+")
_SIGN_CUE = re.compile(r"\d\s?[-/.:年년월月]\s?\d|\d\s?[ap]\.?\s?m\b|\dh\d|\dt\d|\b(?:19|20)\d\d\b|\b[qh][1-4]|\dq|fy|[年월月]")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_MONTH_CUES = frozenset(
    "jan jän fév fev feb gen ene mär mar maa már mai maj may mei mag apr avr abr ápr jun jul juh jui giu lug iun iul aug aoû ago "
    "avg avq sep set sze okt oct ott out nov noi dec dez des déc dic sty lut kwi cze lip sie wrz paź lis gru led úno bře dub kvě "
    "čer srp zář říj pro oca şub nis haz tem ağu eyl eki kas ara янв фев мар мая май апр июн июл авг сен окт ноя дек січ лют бер "
    "кві тра чер лип сер вер жов гру ιαν φεβ μαρ μαΐ απρ ιου αυγ σεπ οκτ νοε δεκ".split()
)
_CUE_REACH = 20
_YEAR_DIGITS = 4
_AFTER_DIGITS = ("s", "st", "nd", "rd", "th", " o'clock", " o’clock")
_SPOKEN_MONTHS = (
    *("january", "february", "march", "april", "of may", "may the", "june", "july", "august", "september", "october"),
    *("november", "december"),
)
_WORD_CUES = (
    *("day", " ago", "tonight", "tomorrow"),
    *("expir", "exp.", "exp:", "exp ", "valid ", "good t", "half past", "quarter ", "clock", "from now"),
)
_REACH = 48


def dates_in(text: str) -> Iterator[Place]:
    """Dates and times of a text, which may overlap with other recognizers' but not with each other.

    >>> text = "Born March 5, 1980, seen on 12 Feb 2024 at 10:30 and last Tuesday; call by 5 pm. It may rain."
    >>> [text[start:end] for start, end, _ in dates_in(text)]
    ['March 5, 1980', '12 Feb 2024 at 10:30', '5 pm', 'Tuesday']
    """
    taken: list[tuple[int, int]] = []
    low = _lowered(text)
    dated, years = _digit_cues(low)
    months = list(_finds(low, _SPOKEN_MONTHS))
    digits, spoken = list(_around(dated, len(text))), list(_around(sorted(months), len(text)))
    words = list(_around(sorted([*months, *years, *_finds(low, _WORD_CUES)]), len(text)))
    for pattern, score, windows in (
        (_SURE, 0.85, digits),
        (_SURE, 0.7, spoken),
        (_TIME, 0.6, digits),
        (_CARD_EXPIRY, 0.5, digits if "/" in text and _CARD.search(text) else ()),
        (_WORDS, 0.5, words),
        (_BARE_YEAR, 0.4, digits),
        (_NOW, 0.3, words),
    ):
        known = len(taken)
        for begin, end in windows:
            for found in pattern.finditer(text, begin, end):
                place = _said(found)
                if _meets(taken, known, place) or not _is_meant(pattern, text, place):
                    continue
                taken.append(place)
                yield Place(*place, score)
        taken.sort()


def _is_meant(pattern: re.Pattern[str], text: str, place: tuple[int, int]) -> bool:
    """False for a month and year far from any card, and for a number that is counted, not a year."""
    start, end = place
    if pattern is _CARD_EXPIRY:
        return _CARD.search(text, max(start - _CARD_REACH, 0), end + _CARD_REACH) is not None
    return pattern is not _BARE_YEAR or _COUNTED_BEFORE.search(text, max(start - 16, 0), start) is None


def _lowered(text: str) -> str:
    """The text in small letters, at the same offsets."""
    low = text.lower()
    if len(low) != len(text):  # a few letters grow when they are made small
        low = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    return low


def _digit_cues(low: str) -> tuple[list[int], list[int]]:
    """Where digits stand that may be of a date, and of these the years, decades and ordinals, which words can make one."""
    dated, years = [], []
    for found in _DIGIT_CUE.finditer(low):
        start, end = found.span()
        if _SIGN_CUE.search(low, max(start - 2, 0), end + 6) or any(
            word[:3] in _MONTH_CUES for word in _LETTERS.findall(low, max(start - _CUE_REACH, 0), end + _CUE_REACH)
        ):
            dated.append(start)
        if end - start == _YEAR_DIGITS or low.startswith(_AFTER_DIGITS, end):
            years.append(start)
    return dated, years


def _finds(low: str, words: Iterable[str]) -> Iterator[int]:
    """Where the words stand. Plain search per word is several times faster than one pattern for all of them."""
    for word in words:
        at = low.find(word)
        while at >= 0:
            yield at
            at = low.find(word, at + 1)


def _around(cues: Iterable[int], length: int) -> Iterator[tuple[int, int]]:
    """Stretches around the cues, none of them overlapping."""
    begin = end = -1
    for cue in cues:
        if cue - _REACH > end:
            if end >= 0:
                yield begin, end
            begin = max(cue - _REACH, 0)
        end = min(cue + _REACH, length)
    if end >= 0:
        yield begin, end


def _meets(taken: list[tuple[int, int]], known: int, place: tuple[int, int]) -> bool:
    """True where one of the first `known` places, which are in order, overlaps."""
    at = bisect_left(taken, (place[1],), 0, known)
    return at > 0 and taken[at - 1][1] > place[0]


def _said(found: re.Match[str]) -> tuple[int, int]:
    """The date itself, without the word before it that gave it away."""
    for name, value in found.groupdict().items():
        if value is not None:
            return found.span(name)
    return found.span()
