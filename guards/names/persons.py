"""Ages, titles, and the nation or faith somebody is said to be of, by rule.

What enters is text; what leaves are places: the number of an age, the title before a name, the word for a group. All
are said in few forms, so that the rules ask for the words around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guards.names.dates import Place

_NUMBER = r"(?:1[01]\d|[1-9]?\d)"
_AGE = re.compile(
    rf"(?<![\w.,/$£€#-])(?P<before>{_NUMBER})(?=(?:[\s-]+years?[\s-]+(?:old|of\s+age)\b|[\s-]*(?:y/o|yo|y\.o\.|yrs?[\s.-]+old)\b|[\s-]+(?:months?|weeks?)[\s-]+old\b))"
    rf"|\b(?:aged?|the\s+age\s+of|ages)\s*[:=\"']*\s*(?P<after>{_NUMBER})(?![\w.:/%]|,\d)"
    rf"|\b(?:turn(?:s|ed|ing)?|i\s*['’]?a?m|(?:he|she)(?:['’]s|\s+is|\s+was)|who\s+is)\s+(?:now\s+|only\s+|just\s+)?(?P<turns>[1-9]\d)(?=\s*(?:[.,;!?)]|$|\n|and\b|today|this|next|on\b|in\b|years?\b))",
    re.IGNORECASE,
)
_AGE_CUE = re.compile(r"\bage|\bold\b|y/?o\b|y\.o|turn|\bi\s*['’]?a?m\s|\bs?he['’ ]|who is", re.IGNORECASE)
_TITLE = re.compile(
    r"(?<![\w.])(?:(?:Mr|Mrs|Ms|Mx|Dr|Prof|Rev|Hon|Sr|Sra|Capt|Lt|Sgt|Col|Gen)\.?|Miss|Madam|Madame|Monsieur|Professor|Doctor|Sir|Herr|Frau|Señora?|Fr\.)"
    r"(?=\s+[^\W\d_a-z])"
)

# Nations, faiths and parties as adjectives. A dish or a language may be any of these too.
_GROUP_WORDS = (
    "Afghan African_American African Albanian Algerian American Angolan Arab Argentine Argentinian Armenian Asian "
    "Australian Austrian Azerbaijani Bangladeshi Belarusian Belgian Bolivian Bosnian Brazilian British Bulgarian "
    "Burmese Cambodian Cameroonian Canadian Chilean Chinese Colombian Congolese Croatian Cuban Cypriot Czech Danish "
    "Dutch Ecuadorian Egyptian English Eritrean Estonian Ethiopian European Filipino Filipina Finnish French "
    "Georgian German Ghanaian Greek Guatemalan Haitian Hispanic Honduran Hungarian Icelandic Indian Indonesian "
    "Iranian Iraqi Irish Israeli Italian Ivorian Jamaican Japanese Jordanian Kazakh Kenyan Korean Kurdish Kuwaiti "
    "Latino Latina Latvian Lebanese Libyan Lithuanian Macedonian Malaysian Maltese Mexican Moldovan Mongolian "
    "Moroccan Namibian Nepalese Nicaraguan Nigerian Norwegian Pakistani Palestinian Panamanian Paraguayan Persian "
    "Peruvian Polish Portuguese Qatari Romanian Russian Rwandan Salvadoran Saudi Scottish Senegalese Serbian "
    "Singaporean Slovak Slovenian Somali South_African Spanish Sri_Lankan Sudanese Swedish Swiss Syrian Taiwanese "
    "Tanzanian Thai Tunisian Turkish Ugandan Ukrainian Uruguayan Uzbek Venezuelan Vietnamese Welsh Yemeni Zambian "
    "Zimbabwean Roma Jewish Muslim Christian Catholic Protestant Orthodox Hindu Buddhist Sikh Mormon Atheist "
    "Evangelical Baptist Methodist Lutheran Anglican Republican Democrat Socialist Communist Libertarian "
)
_GROUP = "(?:" + "|".join(word.replace("_", "[ -]") for word in _GROUP_WORDS.split()) + ")"
_PEOPLE = (
    r"(?:citizen|national|man|woman|men|women|boy|girl|people|person|passport|origin|descent|heritage|nationality|family"
    r"|parents|immigrant|refugee|voter|community)s?"
)
_ANY_GROUP = re.compile(rf"\b{_GROUP}\b")
_STATED_BEFORE = re.compile(r"\b(?i:nationality|citizenship|ethnicity|religion|faith|race)\W{1,4}\Z")
_SAID_BEFORE = re.compile(
    r"\b(?:I['’]?\s?a?m|you['’]?\s?a?re|s?he['’]s|they['’]re|born|was|were|is|are|became)"
    r"\s+(?:an?\s+|half[- ]|originally\s+|both\s+)?\Z"
)
_NO_PEOPLE_AFTER = re.compile(r"\s+(?:food|cuisine|language|word|wine|music)\b")
_PEOPLE_AFTER = re.compile(rf"[\s-]+{_PEOPLE}\b")
# The longest of what may stand before: "citizenship", four signs; "became", spaces, "originally".
_BEFORE = 32


def ages_in(text: str) -> Iterator[Place]:
    """The numbers that are said to be somebody's age.

    >>> text = "Ada, aged 36, has a 4-year-old son; he is 12 km away. I'm 41."
    >>> [text[start:end] for start, end, _ in ages_in(text)]
    ['36', '4', '41']
    """
    if _AGE_CUE.search(text):
        for found in _AGE.finditer(text):
            name = found.lastgroup
            if name:
                yield Place(found.start(name), found.end(name), 0.6)


def titles_in(text: str) -> Iterator[Place]:
    """Titles that stand before a capital letter.

    >>> text = "Dear Mr. Smith, Dr Who? A mr of no name."
    >>> [text[start:end] for start, end, _ in titles_in(text)]
    ['Mr.', 'Dr']
    """
    for found in _TITLE.finditer(text):
        yield Place(found.start(), found.end(), 0.6)


def groups_in(text: str) -> Iterator[Place]:
    """Words for the nation, faith or party that people are said to be of.

    >>> text = "She is Italian, he has a Kenyan passport. Greek yogurt. Religion: Hindu"
    >>> [text[start:end] for start, end, _ in groups_in(text)]
    ['Italian', 'Kenyan', 'Hindu']
    """
    for found in _ANY_GROUP.finditer(text):
        start, end = found.span()
        before = text[max(start - _BEFORE, 0) : start]
        said = _SAID_BEFORE.search(before) and not _NO_PEOPLE_AFTER.match(text, end)
        if said or _STATED_BEFORE.search(before) or _PEOPLE_AFTER.match(text, end):
            yield Place(start, end, 0.5)


def title_length(name: str) -> int:
    """How many characters of a name are titles and the spaces after them.

    >>> title_length("Prof. Dr. Curie"), title_length("Drew")
    (10, 0)
    """
    length = 0
    while found := _TITLE.match(name, length):
        length = len(name) - len(name[found.end() :].lstrip())
    return length
