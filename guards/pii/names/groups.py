"""Nations, faiths and parties that people are said to be of, by rule.

What enters is text; what leaves are the places of their words. A dish or a language may have the same word, so that it
is surer where something beside it speaks of people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guards.pii.names.places import Place

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
_GROUPS = frozenset(word.replace("_", " ") for word in _GROUP_WORDS.split())
# One of these stands in every text that names a group: the first words as they are, small, and as people.
GROUP_CUES = frozenset(
    form
    for group in _GROUPS
    for first in [group.split()[0]]
    for form in (first, first.lower(), f"{first}s", f"{first}S")
)
_CAPITALISED = re.compile(
    r"\b(?:African|South|Sri|Saudi|North|Native|Costa|Puerto|New)[ -][A-Z][a-z]{3,}|\b[A-Z][a-z]{2,}"
)
_LOWER = re.compile(
    r"\b(?:i['’]?\s?a?m|nationality|citizenship|religion|ethnicity)\W{1,4}(?:an?\s)?([a-z]{4,})", re.IGNORECASE
)
_PLURAL_ENDS = ("an", "i", "lic", "ant", "ew", "lim", "du", "ist", "kh", "on", "crat", "ek", "rk", "ino", "ina", "ab")
_PEOPLE = (
    r"(?:citizen|national|man|woman|men|women|boy|girl|guy|lady|gentleman|people|person|passport|origin|descent|heritage|nationality"
    r"|famil(?:y|ie)|parent|father|mother|husband|wife|wive|brother|sister|son|daughter|grandparent|grandmother|grandfather|friend|neighbou?r"
    r"|immigrant|migrant|refugee|voter|communit(?:y|ie)|descendant|ancestor|ancestr(?:y|ie)|background|roots|native|speaker|student|teacher"
    r"|professor|scholar|scientist|physicist|mathematician|engineer|doctor|nurse|lawyer|politician|president|diplomat|businessman|businesswoman"
    r"|actor|actress|singer|songwriter|rapper|musician|composer|pianist|guitarist|dancer|painter|artist|sculptor|architect|designer|model"
    r"|writer|author|novelist|poet|playwright|journalist|philosopher|historian|director|filmmaker|producer|photographer|comedian"
    r"|player|footballer|cricketer|golfer|boxer|wrestler|swimmer|cyclist|athlete|coach|driver|pilot|soldier|officer|veteran|worker"
    r"|employee|customer|tourist|visitor|resident|priest|pastor|rabbi|imam|nun|monk|bishop|believer|convert|colleague|born)s?"
)
_STATED_BEFORE = re.compile(
    r"\b(?:nationality|citizenship|ethnicity|religion|faith|race|denomination|nationalité|nacionalidad)\b\W{1,5}(?:is\s+)?\Z",
    re.IGNORECASE,
)
_SAID_BEFORE = re.compile(
    r"(?:\b(?:I['’]?\s?a?m|you['’]?\s?a?re|s?he['’]s|they['’]re|we['’]re|born|was|were|is|are|became|being|as"
    r"|identif(?:y|ies|ied)\s+as|feel|half[- ]|part[- ])"
    r"|\b(?:raised|converted\s+to))\s*(?:an?\s+|half[- ]|originally\s+|both\s+|not\s+|also\s+|actually\s+|of\s+)?\Z",
    re.IGNORECASE,
)
_NO_PEOPLE_AFTER = re.compile(
    r"[\s-]+(?:food|cuisine|dish(?:es)?|restaurants?|language|words?|wine|music|culture|history|law|art|literature|movies?|films?"
    r"|fries|toast|press|bread|cheese|tea|coffee|yogh?urt|salad|dressing|sauce|bean|beans|kiss|horn|army|knife|shepherd|roulette|revolution"
    r"|empire|war|ocean|sea|grammar|alphabet|translation|literature|version|yen|pounds?|peso|rupees?|government|economy|company|companies|dollars?|version|style|standard|football|team|league|airlines?)\b"
)
_PEOPLE_AFTER = re.compile(rf"[\s-]+(?:[a-z]+\s+)?{_PEOPLE}\b", re.IGNORECASE)
# The longest of what may stand before: "nacionalidad", five signs, "is"; "converted to", spaces, "originally".
_BEFORE = 36
# A group with nothing beside it that speaks of people: as the spaCy models have it, and no more than that.
_SAID, _BARE = 0.5, 0.4


def groups_in(text: str) -> Iterator[Place]:
    """Words for a nation, faith or party, surer where people are said to be of it.

    >>> text = "She is Italian, he has a Kenyan passport. Greek yogurt. Religion: Hindu. The Irish case"
    >>> [(text[start:end], score) for start, end, score in groups_in(text)]
    [('Italian', 0.5), ('Kenyan', 0.5), ('Hindu', 0.5), ('Irish', 0.4)]
    """
    for found in _CAPITALISED.finditer(text):
        word = found[0].replace("-", " ")
        start, end = found.span()
        if word in _GROUPS:
            before = text[max(start - _BEFORE, 0) : start]
            if _STATED_BEFORE.search(before):
                yield Place(start, end, _SAID)
            elif not _NO_PEOPLE_AFTER.match(text, end):
                said = _SAID_BEFORE.search(before) or _PEOPLE_AFTER.match(text, end)
                yield Place(start, end, _SAID if said else _BARE)
        elif word[-1] == "s" and word[:-1] in _GROUPS and word[:-1].endswith(_PLURAL_ENDS):
            yield Place(start, end, _SAID)  # "Kenyans" are people
    for found in _LOWER.finditer(text):
        if found[1].islower() and found[1].capitalize() in _GROUPS:
            yield Place(*found.span(1), _SAID)
