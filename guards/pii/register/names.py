"""What speaks for and against a word being somebody's name, or a place.

What enters are a text, a span that the tagger took for one, and the lines around it; what leaves are features by name.
Evidence of a person or a place is a title, a greeting, a verb of saying, a label, kin, a number or address beside it,
names that are in the lists; against it speak signs glued to it, the spelling of identifiers, a version behind it, a
noun that takes eponyms, other labels, and the register of the line.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from math import log

from guards.pii.names.words import normal
from guards.pii.register import cues
from guards.pii.register.lines import Lines

_BEFORE, _AFTER = 60, 40
_SPACED = 0x0E00
ENOUGH = 2
_ENGLISH_ENOUGH = 8
_ROOM = 600
"""Characters in which somebody in particular would be spoken of, if there were one; a sentence has no room for it."""
_WORDS_MOST, _SHORT = 4, 3
_ODDS_MAX, _TINY = 6.0, 1e-6
_REPEATS, _OFTEN = 1_000, 2
"""How far around a name the same word is looked for: names are said now and then, words of a machine all the time."""


def features_of(
    text: str, start: int, end: int, score: float, lines: Lines, lists: Mapping[str, str], peopled: int = 0
) -> dict[str, float]:
    """What holds of a name or a place.

    Args:
        text: what it stands in.
        start: where it begins, in code points.
        end: where it ends.
        score: what the tagger gave it, 0 to 1.
        lines: those of the text.
        peopled: how many words for somebody in particular stand beside the text; `ENOUGH` is enough.
        lists: the letters of the lists that a word stands in, as `training.names.lexicon` gives them.
    """
    said = text[start:end]
    before, after = text[max(start - _BEFORE, 0) : start], text[end : end + _AFTER]
    odds = log(max(score, _TINY) / max(1 - score, _TINY))
    found: dict[str, float] = {"odds": max(min(odds, _ODDS_MAX), -_ODDS_MAX) / _ODDS_MAX}
    _of_words(said, lists, found)
    _glued(before, after, found)
    _beside(before, after, lines.line(start), found)
    around = text[max(start - _REPEATS, 0) : end + _REPEATS]
    _note(found, "said often", around.count(said) > _OFTEN)
    head = said.partition(" ")[0]
    _note(found, "also small", head == said and head[:1].isupper() and _stands_in(head.lower(), around))
    # Where nothing speaks for a person or place, the register of the line counts for more.
    lead = "in" if cues.SPEAKS & set(found) else "bare in"
    shares = lines.shares(start)
    for register, share in shares.items():
        found[f"{lead} {register}"] = share
    # A word of prose like "from" defines nothing.
    if "defines" in found:
        found["defined"] = 1 - shares["prose"]
    if not cues.ABOUT & set(found):
        spoken = min(max(peopled, people_in(around)), ENOUGH)
        room = min(len(around) / _ROOM, 1.0)
        machines = shares["json"] + shares["table"] + shares["code"]
        # The words for somebody are mostly English: in another language their absence says nothing.
        english = min(len(cues.ENGLISH.findall(around)) / _ENGLISH_ENOUGH, 1.0)
        found["nobody about"] = room * english * (1 - spoken / ENOUGH) * (1 - machines)
    if "small letters" in found:
        found["small in a machine"] = 1 - shares["prose"]
    return found


def people_in(text: str) -> int:
    """How many words for somebody in particular stand in a text, counted up to `ENOUGH`.

    >>> people_in("My flat is cold, tell her."), people_in("Terriers are dogs.")
    (2, 0)
    """
    return sum(1 for _ in islice(cues.PEOPLE.finditer(text), ENOUGH))


def _beside(before: str, after: str, line: str, found: dict[str, float]) -> None:
    """What is said before it, behind it, and in its line."""
    same_line = before.rpartition("\n")[2]
    for name, pattern in cues.ENDING_BEFORE.items():
        _note(found, name, pattern.search(same_line if name in cues.ON_LINE else before) is not None)
    for name, pattern in cues.STARTING_AFTER.items():
        _note(found, name, pattern.match(after) is not None)
    for name, pattern in cues.IN_LINE.items():
        _note(found, name, pattern.search(line) is not None)
    close = same_line + " " + after.partition("\n")[0]
    for name, pattern in cues.NEAR.items():
        _note(found, name, pattern.search(close) is not None)
    labelled = "person label" in found or "place label" in found
    _note(found, "other label", not labelled and cues.LABEL.search(same_line) is not None)
    _note(found, "street and number", "street" in found and "digits" in found)
    _note(found, "first in line", not same_line.strip())
    _note(found, "first in sentence", same_line.rstrip()[-1:] in tuple(".!?"))


def _stands_in(word: str, text: str) -> bool:
    """True where a word stands in a text by itself."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum()):
            return True
        at = text.find(word, end)
    return False


def _of_words(said: str, lists: Mapping[str, str], found: dict[str, float]) -> None:
    """Spelling, and lists."""
    words = cues.WORD.findall(said)
    count = len(words)
    digits, letters = sum(map(str.isdigit, said)), any(map(str.isalpha, said))
    found[f"words {min(count, _WORDS_MOST)}"] = 1.0
    _note(found, "digits", digits > 0)
    _note(found, "only digits", digits > 0 and not letters)
    _note(found, "mostly digits", letters and digits * 2 > len(said))
    _note(found, "all capitals", said.isupper() and len(said) > 1)
    _note(found, "camel", any(cues.CAMEL.search(word) and not cues.NAME_CAMEL.match(word) for word in words))
    _note(found, "machine signs", cues.MACHINE.search(said) is not None)
    _note(found, "slash", "/" in said)
    _note(found, "over lines", "\n" in said)
    _note(found, "comma", "," in said)
    _note(found, "short", len(said) <= _SHORT)
    if words:
        small = sum(word[0].islower() for word in words)
        found["small letters" if small == count else "some small" if small else "capitals"] = 1.0
        _of_lists([lists.get(normal(word), "") for word in words], found)


def _of_lists(held: list[str], found: dict[str, float]) -> None:
    """By the letters of the lists that each word stands in."""
    given, family, count = held[0], held[-1], len(held)
    _note(found, "given", "G" in given)
    _note(found, "rare given", "g" in given and "G" not in given)
    _note(found, "family", "F" in family)
    _note(found, "rare family", "f" in family)
    _note(found, "given and family", "G" in given and count > 1 and ("F" in family or "f" in family))
    for letter, name in (("C", "town"), ("c", "rare town"), ("K", "country"), ("S", "street"), ("B", "firm")):
        _note(found, name, any(letter in each for each in held))
    found["common words"] = sum("W" in each or "1" in each or "2" in each for each in held) / count
    found["known words"] = sum("3" in each or "4" in each for each in held) / count
    found["unlisted"] = sum(not each for each in held) / count


def _note(found: dict[str, float], name: str, holds: bool) -> None:
    if holds:
        found[name] = 1.0


def _glued(before: str, after: str, found: dict[str, float]) -> None:
    """Signs that stand at its edges without a space, and what they belong to."""
    last, following = before[-1:], after[:1]
    if last and (_is_latin(last) or last in "_.-/\\$@#:~`%&+=["):
        found["glued before"] = 1.0
        if last in "._/\\$@#`":
            found[f"behind {last}"] = 1.0
    if following and (_is_latin(following) or following in "_/\\(=[{`:$@#"):
        found["glued after"] = 1.0
        if following in "(_`=:":
            found[f"before {following}"] = 1.0
    if following in ".-" and after[1:2].isalnum():
        found["goes on"] = 1.0


def _is_latin(sign: str) -> bool:
    """A letter or digit of those that words are spaced by."""
    return sign.isalnum() and ord(sign) < _SPACED
