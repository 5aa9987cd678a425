"""The score's own stems and empty words.

What enters are folded words; what leaves are stems. They began as those that the rules of this guard read by, and stay
as the model was fitted: a word that is stemmed otherwise is another word to it.
"""

from __future__ import annotations

import re

# "hired" comes of "hire", whose stem keeps its e.
_LOST_E = re.compile(r"[^aeiou][aeiou][^aeiouwxy]")

_STOP = (
    "a about above after again all also am an and any are as at be because been before being below both but by can",
    "could did do does doing down during each every either else few for from further had has have having he her",
    "here hers him his how i if in into is it its itself just ll me more most much my no nor not now of off on once",
    "one only or other our ours out over own per please re s same she should so some such t than that the their",
    "theirs them then there these they this those through to too under until up upon us ve very via was we were",
    "what when where which while who whom why will with within would you your yours yourself",
)
STOP = frozenset(word for line in _STOP for word in line.split())

# Words that carry an answer and not its subject.
_FILLER = (
    "according answer based context currently document exactly information note provided question regarding say",
    "says said show shows state stated sure thank yes okay ok apply applies amount value set equal equals total get",
    "gets need needs pay pays cost costs today approximately approx around roughly nearly almost least maximum",
    "minimum max min however therefore thus well additionally let know help happy hi hello great good like want",
    "mean means plus minus record records see find found listed",
)


def stem(word: str) -> str:
    """A crude stem: plural, `-ed`, `-ing` and possessive taken off. `word` is folded.

    >>> [stem(word) for word in ("copays", "covered", "policies", "seeing's", "address", "hired")]
    ['copay', 'cover', 'policy', 'see', 'address', 'hire']
    """
    if word in STOP:
        return word
    word = word.split("'", maxsplit=1)[0]
    if word in STOP:
        return word
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 4 and word.endswith(("sses", "xes", "ches", "shes", "zes")):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            if word[-1] == word[-2] and word[-1] not in "lsze":
                word = word[:-1]
            elif _LOST_E.fullmatch(word):
                word += "e"
            break
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


FILLER = frozenset(stem(word) for line in _FILLER for word in line.split())
