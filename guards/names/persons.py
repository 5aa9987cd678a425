"""Ages, titles, and the nation or faith somebody is said to be of, by rule.

What enters is text; what leaves are places: the number of an age, the title before a name, the word for a group. All
are said in few forms, so that the rules ask for the words around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guards.names.places import Place

# An age stands before or behind few words; only what stands around a number is read for them.
_NUMBER = re.compile(r"(?<![\w.,/$£€#-])(?:1[01]\d|[1-9]?\d)(?![\w:/%]|[.,]\d)|(?<![\w.,/$£€#-])(?:1[01]\d|[1-9]?\d)(?=yo\b|y/o)")
_AGE_AFTER = re.compile(
    r"[\s-]+years?[\s-]+(?:old|of\s+age)\b|[\s-]*(?:y/o|yo\b|y\.o\.|yrs?[\s.-]+old\b)|[\s-]+(?:months?|weeks?)[\s-]+old\b",
    re.IGNORECASE,
)
_AGE_BEFORE = re.compile(r"\b(?:aged?|(?:the|an)\s+age\s+of|ages)\s*[:=\"'-]*\s*\Z", re.IGNORECASE)
_TURNS_BEFORE = re.compile(
    r"\b(?:turn(?:s|ed|ing)?|i\s*['’]?a?m|(?:he|she)(?:['’]s|\s+is|\s+was)|who\s+is)\s+(?:now\s+|only\s+|just\s+|already\s+)?\Z",
    re.IGNORECASE,
)
_TURNS_AFTER = re.compile(r"\s*(?:[.,;!?)]|$|\n|and\b|today|this|next|on\b|in\b|years?\b)", re.IGNORECASE)
_TURNS_LEAST = 10

_SHORT_TITLES = (
    "Mr Mrs Ms Mx Dr Prof Rev Hon Sr Sra Srta Capt Cpt Lt Sgt Cpl Maj Col Gen Cmdr Adm Gov Sen Rep Pres Supt Insp Mme Mlle Hr "
    "Ing Mag Dott Dra Dña Sig Dhr Mevr Mgr Engr Atty Msgr"
).split()
_LONG_TITLES = (
    "Miss Madam Madame Monsieur Mademoiselle Professor Doctor Sir Dame Herr Frau Señor Señora Señorita Signor Signora Judge "
    "Officer Captain Sergeant Father Reverend Senator Lord Lady"
).split()
_ANY_CASE = ("Mr", "Mrs", "Ms", "Dr", "Prof", "mr", "mrs", "dr", "prof", "MR", "MRS", "MS", "DR", "PROF")
_TITLES = frozenset((*_SHORT_TITLES, *_LONG_TITLES, *_ANY_CASE, "Fr"))
_TITLE_CUE = re.compile(r"(?<![\w.])(?:[A-ZÀ-Ý][a-zà-ÿ]{1,12}|[A-Z]{2,4}|mrs?|dr|prof)\b")
_TITLE = re.compile(
    rf"(?:(?:{'|'.join(_SHORT_TITLES)})\b\.?(?:\s?(?:Dr|Prof|med|Ing)\b\.?)?|(?:{'|'.join(_LONG_TITLES)})\b|Fr\.)(?=\s+[^\W\d_a-z])"
    rf"|(?:{'|'.join(_ANY_CASE)})\b\.?(?=[ \t]+[^\W\d_]{{2}})"
    r"|(?:Mr|Mrs|Ms|Mx|Dr|Prof)\.(?!\w)"
    r"|(?<=[Tt]itle: )(?:Mr|Mrs|Ms|Mx|Dr|Miss|Prof)\b\.?"
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
_GROUPS = frozenset(word.replace("_", " ") for word in _GROUP_WORDS.split())
_CAPITALISED = re.compile(r"\b(?:African|South|Sri|Saudi|North|Native|Costa|Puerto|New)[ -][A-Z][a-z]{3,}|\b[A-Z][a-z]{2,}")
_LOWER = re.compile(r"\b(?:i['’]?\s?a?m|nationality|citizenship|religion|ethnicity)\W{1,4}(?:an?\s)?([a-z]{4,})", re.IGNORECASE)
_PLURAL_ENDS = ("an", "ian", "i", "lic", "ant", "tian", "ew", "lim", "du", "hist", "kh", "on", "eist", "ist", "crat", "ek", "rk", "ino", "ina", "ab")
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
_STATED_BEFORE = re.compile(r"\b(?:nationality|citizenship|ethnicity|religion|faith|race|denomination|nationalité|nacionalidad)\b\W{1,5}(?:is\s+)?\Z", re.IGNORECASE)
_SAID_BEFORE = re.compile(
    r"(?:\b(?:I['’]?\s?a?m|you['’]?\s?a?re|s?he['’]s|they['’]re|we['’]re|born|was|were|is|are|became|being|as|identif(?:y|ies|ied)\s+as|feel|half[- ]|part[- ])"
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
_BARE = 0.4
_AGE_REACH = 24


def ages_in(text: str) -> Iterator[Place]:
    """The numbers that are said to be somebody's age.

    >>> text = "Ada, aged 36, has a 4-year-old son; he is 12 km away. I'm 41."
    >>> [text[start:end] for start, end, _ in ages_in(text)]
    ['36', '4', '41']
    """
    for found in _NUMBER.finditer(text):
        start, end = found.span()
        before = text[max(start - _AGE_REACH, 0) : start]
        turns = int(found[0]) >= _TURNS_LEAST and _TURNS_AFTER.match(text, end) and _TURNS_BEFORE.search(before)
        if turns or _AGE_AFTER.match(text, end) or _AGE_BEFORE.search(before):
            yield Place(start, end, 0.6)


def titles_in(text: str) -> Iterator[Place]:
    """Titles that stand before a capital letter.

    >>> text = "Dear Mr. Smith, Dr Who? A mr of no name."
    >>> [text[start:end] for start, end, _ in titles_in(text)]
    ['Mr.', 'Dr']
    """
    for word in _TITLE_CUE.finditer(text):
        found = _TITLE.match(text, word.start()) if word[0] in _TITLES else None
        if found:
            yield Place(found.start(), found.end(), 0.6)


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
            said = (_SAID_BEFORE.search(before) or _PEOPLE_AFTER.match(text, end)) and not _NO_PEOPLE_AFTER.match(text, end)
            if said or _STATED_BEFORE.search(before):
                yield Place(start, end, 0.5)
            elif not _NO_PEOPLE_AFTER.match(text, end):
                yield Place(start, end, _BARE)
        elif word[-1] == "s" and word[:-1] in _GROUPS and word[:-1].endswith(_PLURAL_ENDS):
            yield Place(start, end, 0.5)  # "Kenyans" are people
    for found in _LOWER.finditer(text):
        if found[1].islower() and found[1].capitalize() in _GROUPS:
            yield Place(*found.span(1), 0.5)


def title_length(name: str) -> int:
    """How many characters of a name are titles and the spaces after them.

    >>> title_length("Prof. Dr. Curie"), title_length("Drew")
    (10, 0)
    """
    length = 0
    while found := _TITLE.match(name, length):
        length = len(name) - len(name[found.end() :].lstrip())
    return length
