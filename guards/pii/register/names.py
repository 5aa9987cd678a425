"""What speaks for and against a word being somebody's name, or a place.

What enters are a text, a span that the tagger took for one, and the lines around it; what leaves are features by name.
Evidence of a person or a place is a title, a greeting, a verb of saying, a label, kin, a number or address beside it,
names that are in the lists; against it speak signs glued to it, the spelling of identifiers, a version behind it, a
noun that takes eponyms, other labels, and the register of the line.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import log

from guards.pii.names.words import normal
from guards.pii.register import cues
from guards.pii.register.lines import Lines

_BEFORE, _AFTER = 60, 40
_SPACED = 0x0E00
_ODDS_MAX, _TINY = 6.0, 1e-6
_REPEATS, _OFTEN = 1_000, 2
"""How far around a name the same word is looked for: names are said now and then, words of a machine all the time."""


def features_of(
    text: str, start: int, end: int, score: float, lines: Lines, lists: Mapping[str, str]
) -> dict[str, float]:
    """What holds of a name or a place.

    Args:
        text: what it stands in.
        start: where it begins, in code points.
        end: where it ends.
        score: what the tagger gave it, 0 to 1.
        lines: those of the text.
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
    _note(found, "also small", head[:1].isupper() and _stands_in(head.lower(), around))
    # Where nothing speaks for a person or place, the register of the line counts for more.
    lead = "in" if cues.SPEAKS & set(found) else "bare in"
    for register, share in lines.shares(start).items():
        found[f"{lead} {register}"] = share
    return found


def _beside(before: str, after: str, line: str, found: dict[str, float]) -> None:
    """What is said before it, behind it, and in its line."""
    same_line = before.rpartition("\n")[2]
    for name, pattern in cues.ENDING_BEFORE.items():
        _note(found, name, pattern.search(same_line if name in cues.ON_LINE else before) is not None)
    for name, pattern in cues.STARTING_AFTER.items():
        _note(found, name, pattern.match(after) is not None)
    for name, pattern in cues.IN_LINE.items():
        _note(found, name, pattern.search(line) is not None)
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
    held = [lists.get(normal(word), "") for word in words]
    count = len(words)
    found[f"words {min(count, 4)}"] = 1.0
    if not words:
        return
    capitals = sum(word[0].isupper() for word in words)
    found["capitals" if capitals == count else "some small" if capitals else "small letters"] = 1.0
    if said.isupper() and len(said) > 1:
        found["all capitals"] = 1.0
    if any(cues.CAMEL.search(word) and not cues.NAME_CAMEL.match(word) for word in words):
        found["camel"] = 1.0
    if any(map(str.isdigit, said)):
        found["digits"] = 1.0
        if not any(map(str.isalpha, said)):
            found["only digits"] = 1.0
        elif sum(map(str.isdigit, said)) * 2 > len(said):
            found["mostly digits"] = 1.0
    if cues.MACHINE.search(said):
        found["machine signs"] = 1.0
    if "\n" in said:
        found["over lines"] = 1.0
    if "," in said:
        found["comma"] = 1.0
    if len(said) < 4:
        found["short"] = 1.0
    given = [("G" in each) - ("G" not in each and "g" not in each) for each in held]
    _note(found, "given", given[0] > 0)
    _note(found, "rare given", given[0] == 0)
    _note(found, "family", "F" in held[-1])
    _note(found, "rare family", "f" in held[-1])
    if given[0] > 0 and count > 1 and ("F" in held[-1] or "f" in held[-1]):
        found["given and family"] = 1.0
    _note(found, "town", any("C" in each for each in held))
    _note(found, "rare town", any("c" in each for each in held))
    _note(found, "country", any("K" in each for each in held))
    _note(found, "street", any("S" in each for each in held))
    _note(found, "firm", any("B" in each for each in held))
    found["common words"] = sum("W" in each or "1" in each or "2" in each for each in held) / count
    found["known words"] = sum("3" in each or "4" in each for each in held) / count
    found["unlisted"] = sum(not each for each in held) / count


def _note(found: dict[str, float], name: str, holds: bool) -> None:
    if holds:
        found[name] = 1.0


def _glued(before: str, after: str, found: dict[str, float]) -> None:
    """Signs that stand at its edges without a space, and what they belong to."""
    last, following = before[-1:], after[:1]
    if last and (_is_latin(last) or last in "_.-/\\$@#:~`%&+=<>[{"):
        found["glued before"] = 1.0
        if last in "._/\\$@#`":
            found[f"behind {last}"] = 1.0
    if following and (_is_latin(following) or following in "_/\\(=[{<>`:$@#"):
        found["glued after"] = 1.0
        if following in "(_`=:":
            found[f"before {following}"] = 1.0
    if following in ".-" and after[1:2].isalnum():
        found["goes on"] = 1.0


def _is_latin(sign: str) -> bool:
    """A letter or digit of those that words are spaced by."""
    return sign.isalnum() and ord(sign) < _SPACED
