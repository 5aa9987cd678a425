"""Ages and titles by rule.

What enters is text; what leaves are places: the number of an age, the title before a name. Both are said in few forms,
so that the rules ask for the words around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guards.pii.names.places import Place

# An age stands before or behind few words; only what stands around a number is read for them.
_NUMBER = re.compile(r"(?<![\w.,/$£€#-])(?:1[01]\d|[1-9]?\d)(?:(?![\w:/%]|[.,]\d)|(?=yo\b|y/o))")
_DIGIT = re.compile(r"\d+")
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

_SHORT = (
    "Mr|Mrs|Ms|Mx|Dr|Prof|Rev|Hon|Sr|Sra|Srta|Capt|Cpt|Lt|Sgt|Cpl|Maj|Col|Gen|Cmdr|Adm|Gov|Sen|Rep|Pres|Supt|Insp|Mme"
    "|Mlle|Hr|Ing|Mag|Dott|Dra|Dña|Sig|Dhr|Mevr|Mgr|Engr|Atty|Msgr"
)
_LONG = (
    "Miss|Madam|Madame|Monsieur|Mademoiselle|Professor|Doctor|Sir|Dame|Herr|Frau|Señor|Señora|Señorita|Signor|Signora"
    "|Judge|Officer|Captain|Sergeant|Father|Reverend|Senator|Lord|Lady"
)
_ANY_CASE = "Mr|Mrs|Ms|Dr|Prof|mr|mrs|dr|prof|MR|MRS|MS|DR|PROF"
TITLES = frozenset(f"{_SHORT}|{_LONG}|{_ANY_CASE}|Fr".split("|"))
_TITLE_CUE = re.compile(r"(?<![\w.])(?:[A-ZÀ-Ý][a-zà-ÿ]{1,12}|[A-Z]{2,4}|mrs?|dr|prof)\b")
_TITLE = re.compile(
    rf"(?:(?:{_SHORT})\b\.?(?:\s?(?:Dr|Prof|med|Ing)\b\.?)?|(?:{_LONG})\b|Fr\.)(?=\s+[^\W\d_a-z])"
    rf"|(?:{_ANY_CASE})\b\.?(?=[ \t]+(?!(?:of|and|or|is|who|in|for|to)\b)[^\W\d_]{{2}})"
    r"|(?:Mr|Mrs|Ms|Mx|Dr|Prof)\.(?!\w)"
    r"|(?<=[Tt]itle: )(?:Mr|Mrs|Ms|Mx|Dr|Miss|Prof)\b\.?"
)

_AGE_REACH = 24


def ages_in(text: str) -> Iterator[Place]:
    """The numbers that are said to be somebody's age.

    >>> text = "Ada, aged 36, has a 4-year-old son; he is 12 km away. I'm 41."
    >>> [text[start:end] for start, end, _ in ages_in(text)]
    ['36', '4', '41']
    """
    for digit in _DIGIT.finditer(text):
        found = _NUMBER.match(text, digit.start())
        if found is None:
            continue
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
        found = _TITLE.match(text, word.start()) if word[0] in TITLES else None
        if found:
            yield Place(found.start(), found.end(), 0.6)


def title_length(name: str) -> int:
    """How many characters of a name are titles and the spaces after them.

    >>> title_length("Prof. Dr. Curie"), title_length("Drew")
    (10, 0)
    """
    length = 0
    while found := _TITLE.match(name, length):
        length = len(name) - len(name[found.end() :].lstrip())
    return length
