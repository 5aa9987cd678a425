"""How dates and times are written: the patterns that `dates.py` tries where a date may stand.

What is here are regular expressions over any letters, case put aside; each is tried on some hundred characters at most.
"""

from __future__ import annotations

import re

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
_UNITS = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
_ORDINAL_WORD = (
    rf"(?:{_UNITS}|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth"
    rf"|twentieth|thirtieth|(?:twenty|thirty)[- ](?:{_UNITS}))"
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
    rf"(?:{_NUMBER}{_ST}\.?(?:\s?(?:[-–]|to|and|&)\s?{_NUMBER}{_ST}\.?)?(?:\s+(?:day\s+)?(?:of|de)\s+|[\s/-]+){_MONTH}(?!\s\d\d?(?:st|nd|rd|th)?,)(?:(?:,\s*|\s+(?:of\s+|de\s+)?|[/-]){_YEAR}\b)?"
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
_BARE = r"(?:19\d\d|20[0-4]\d)"
BARE_YEAR = re.compile(
    rf"(?:(?<![\w.,:/#$€£¥₹=+*<>|()\[\]{{}}\"'_%°-])(?<![:/#$€£¥₹=+*<>|{{}}_%°-]\s){_BARE}"
    r"(?=[.,;!?)\"'’]*(?:\s|$)|['’]s\b|-[a-z])(?!\.\d|,\d{3}|\s*[-–+*/=×x%°<>|&]\s*\d)"
    r"(?!\s+(?:(?!(?:was|is|as|has|his|this|its|us|thus|always|plus)\b)[a-z]+s|people|kg|km|mg|ml|g|m|feet|cm|mm|rpm|ft|mi"
    r"|euros?|percent|of|calories|[A-Z][a-z]+\s+(?:st|street|ave|avenue|rd|road|dr|drive|lane|ln|way|blvd))\b)"
    rf"|(?<=\b[Tt]he\s){_BARE}(?=\s[A-Za-z])(?!\s(?:people|calories|dollars|euros|men|women|miles|words|students)\b)"
    rf"|^{_BARE}(?=\s?[:–—]\s|\s-\s[A-Za-z]))",
    re.MULTILINE,
)
COUNTED_BEFORE = re.compile(
    r"\b(?:pages?|pp|chapter|room|suite|apt|unit|no|nr|numbers?|code|zip|pin|port|line|item|id|step|section|table|figure|size|model"
    r"|version|error|route|highway|extension|ext|box|flat|lot|about|nearly|almost|over|under|least|most|than|only|exactly"
    r"|approximately|roughly|top|first|last|next|other|another|some|these|those|total|all|every|per|times|plus|minus|equals|are"
    r"|were|has|have|had|costs?|contains?|x|windows|office|server|rs|usd|eur|inr)\W{0,2}\Z",
    re.IGNORECASE,
)
# The end of a card's life is written 04/27 beside its number, with no word for it.
CARD_EXPIRY = re.compile(r"(?<![\w/.-])(?:0[1-9]|1[0-2])\s?/\s?(?:20)?[2-4]\d(?![\w/]|[.-]\d)")
CARD = re.compile(r"\b(?:cards?|cv[cv]2?|visa|master\s?card|amex|debit)\b|\bexpir|(?:\d[ -]?){15}\d", re.IGNORECASE)
CARD_REACH = 80

MONTH = re.compile(rf"(?:{_MONTH}|{_FOREIGN_MONTH})", re.IGNORECASE)
SURE = re.compile(rf"(?<![\w/.-])(?<!version\s)(?<!release\s)(?:{_NAMED}|{_NUMERIC}|{_PART_OF_YEAR})", re.IGNORECASE)
TIME = re.compile(rf"(?<![\w:.,/-])(?:{_CLOCK})(?!\w|:\d)", re.IGNORECASE)
WORDS, NOW = re.compile(_SAID, re.IGNORECASE), re.compile(_RELATIVE, re.IGNORECASE)
