"""Ages and titles by rule.

What enters is text; what leaves are places: the number of an age, and the title before a name. Both are said in few
forms, and neither says who it is, so that the rules ask for their words.
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


def title_length(name: str) -> int:
    """How many characters of a name are titles and the spaces after them.

    >>> title_length("Prof. Dr. Curie"), title_length("Drew")
    (10, 0)
    """
    length = 0
    while found := _TITLE.match(name, length):
        length = len(name) - len(name[found.end() :].lstrip())
    return length
