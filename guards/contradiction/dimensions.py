"""Words that say what kind of value follows, and not what it is the value of.

What enters is a kind of value; what leaves are stems. "The fee is $20", "it costs $20" and "priced at $20" name no
thing by "fee", "cost" or "price" that another word of money would not name.
"""

from __future__ import annotations

from guards.contradiction.text.words import stem

_BY_KIND = {
    "money": "fee cost price charge amount total pay payment bill rate worth",
    "duration": "time duration period term length life last take run long lifetime",
    "date": "date day deadline time year",
    "clock": "time hour",
    "mass": "weight weigh mass heavy",
    "length": "length long measure stand stretch extend",
    "area": "area size",
    "percent": "percent percentage rate share level",
    "temperature": "temperature temp",
    "volume": "volume hold capacity",
    "speed": "speed",
    "count": "number count",
}
DIMENSIONS = {kind: frozenset(stem(word) for word in words.split()) for kind, words in _BY_KIND.items()}

# Verbs and adverbs between a thing and its value, the same for every thing.
_LIGHT = (
    "come came comes amount stand lie sit set cost costs pay count contain include feature offer provide give given",
    "receive expect require keep put take make use become remain run go reach climb rise rose drop fall fell feel",
    "allow may can must shall should currently presently usually typically only simply still even entire full exactly",
    "ask asked plan account policy member customer user please about now go ahead able there due occur happen",
    "place scheduled located rated priced listed sold assessed apply charged billed good news around course sure happy",
    "stay spend",
)
LIGHT = frozenset(stem(word) for line in _LIGHT for word in line.split()) | {"amount", "total"}
_NONE: frozenset[str] = frozenset()


def stands_for(kind: str) -> frozenset[str]:
    """The words of a kind, each of which may stand for the other."""
    return DIMENSIONS.get(kind, _NONE)
