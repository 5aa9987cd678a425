"""Whether a labelled value is a person's name, and how far it goes.

What enters are a text and the place behind a label of a name; what leaves is the end of the name. A name may be a
common word (`Price`), in small letters or in any script: it is the label that speaks. What is no name is said by its
shape, by a firm's ending, or by a word that stands for nothing.
"""

from __future__ import annotations

import re
from typing import Literal

from guards.pii.labels.meaning import said_by

Care = Literal["any", "capitals"]

_LETTER = r"(?:[^\W\d_]|\\u[0-9a-fA-F]{4})"
_WORD = rf"{_LETTER}++(?:(?:[-’.]|''?){_LETTER}++)*+\.?"
_NAME = re.compile(rf"{_WORD}(?:(?:, ?| |\+|%20|\^{{1,2}}){_WORD}){{0,5}}")
_INITIAL = re.compile(r"(?:[^\W\d_]\.? ?){1,3}\Z")
_PARTICLES_WORDS = "de la del della di da do dos das van von der den ter ten el al bin ibn y e zu le du st"
_PARTICLES = frozenset(_PARTICLES_WORDS.split())
_NOTHING_WORDS = (
    "admin administrator root guest system bot assistant service default unassigned nobody "
    "str int float bool dict list any object cls callable class "
    "null none nil na n/a unknown true false test string text undefined redacted anonymous empty yes no "
    "tbd tba todo optional required placeholder example default name value field label type id unbekannt "
    "keine inconnu desconocido ninguno nessuno male female self same ditto nobody me you him her them "
    "everyone anyone"
)
_NOTHING = frozenset(_NOTHING_WORDS.split())
_FIRMS_WORDS = (
    "inc corp corporation gmbh ltd llc plc ag sa srl bv kg spa llp co company bank hospital clinic "
    "university services service group team department office insurance holdings school systems solutions "
    "software support desk"
)
_FIRMS = frozenset(_FIRMS_WORDS.split())
_PROSE_WORDS = (
    "the a an is are was of in on at to for with and or not this that has have will be as by it its if "
    "when from please der die das ist und le les et est un une el los una il"
)
_PROSE = frozenset(_PROSE_WORDS.split())
# Words of programs: capitals or points within. Some names have capitals within.
_PROGRAM = re.compile(r"[a-z][A-Z]|(?<![A-Z])[a-z]\.[a-z]{2}|[A-Z]{2}[a-z]{2}")
_MAC = re.compile(r"(?:Mc|Mac|De|Di|Da|La|Le|Van|Von|Fitz|Des|Del|O['’])[A-Z]")
# Opens a placeholder: `Name: [your name]`.
_HOLES = ("[", "<", "{")
_DELIMITERS = '.,;|&)}]<"'
_NAME_CHARS_MAX = 60


def name_end(text: str, start: int, stop: int, whole: bool, care: Care) -> int | None:
    """Where the name ends that begins at a place; None where there is no name.

    >>> name_end("Price", 0, 5, True, "any"), name_end("anna de vries", 0, 13, False, "any")
    (5, 13)
    >>> name_end("Dell Harrow, seen today", 0, 23, False, "capitals"), name_end("Seen today", 0, 10, False, "capitals")
    (11, None)
    """
    found = _NAME.match(text, start, min(stop, start + _NAME_CHARS_MAX))
    if found is None or (whole and found.end() < stop):
        return None
    said = found[0]
    if not whole:
        if text[start - 1 : start] in _HOLES:
            return None
        said = _bare(text, start, said, care, stop)
    words = re.split(r"[ ,+^]+|%20", said.strip())
    low = [word.lower().strip(".") for word in words]
    if any(_PROGRAM.search(word) and not _MAC.match(word) for word in words):
        return None
    if (
        not said
        or low[0] in _NOTHING
        or _FIRMS.intersection(low)
        or (len(low) > 1 and _PROSE.intersection(map(str.lower, words)))
    ):
        return None
    if len(low) == 1 and (low[0] in _PROSE or _is_label(said)):
        return None
    return start + len(said.rstrip(" ,"))


def _is_label(word: str) -> bool:
    """The next row's label where a value was left out, or a program's variable of that name; or a mere letter."""
    return (len(word) < 2 and word.isascii()) or ((word.isupper() or word.islower()) and said_by(word) is not None)


def _bare(text: str, start: int, said: str, care: Care, stop: int) -> str:
    """What of the words behind a label on an open line is the name."""
    end = start + len(said)
    if text[end : end + 4].lstrip(" ").startswith((":", "=", "..", "：")):  # the next label of the line begins in it
        said = _without_label(said)
    if _is_capital(said):
        return _capitals(said, care)
    # Small letters: all of a short line, where the label admits nothing but a name.
    rest = text[start + len(said) : stop].strip()
    before = text[max(start - 48, 0) : start].rstrip(" \t")
    if before.endswith(("\n", "\r")) or text[max(start - 3, 0) : start] == " = ":  # a program's block or assignment
        return ""
    ends = not rest or rest[0] in _DELIMITERS
    return said if care == "any" and ends and len(said.split()) <= 3 else ""


def _without_label(said: str) -> str:
    words = said.split(" ")
    for size in (3, 2, 1):
        label = said_by(" ".join(words[-size:])) if len(words) > size else None
        if label is not None and not (label.foreign or label.role):
            return " ".join(words[:-size]).rstrip()
    return " ".join(words[:-1]).rstrip()


def _is_capital(word: str) -> bool:
    first = word[:1]
    return first.isupper() or (first.isalpha() and first.lower() == first.upper())


def _capitals(said: str, care: Care) -> str:
    """As far as capitals and the small words of names go."""
    pieces = re.findall(r"[^ +]+[ +]*", said)
    kept = 0
    for number, piece in enumerate(pieces):
        if _is_capital(piece) or piece.strip(" ,").lower() in _PARTICLES:
            kept = number + 1 if _is_capital(piece) else kept
        else:
            break
        if piece.rstrip().endswith(",") and number >= 1:
            break
    name = "".join(pieces[:kept]).rstrip(" ,")
    if name.endswith(".") and not _INITIAL.search(name[-3:]):
        name = name.rstrip(".")
    return name if care == "any" or len(name.split()) > 1 else ""
