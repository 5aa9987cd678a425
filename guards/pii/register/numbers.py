"""What speaks for and against a number being somebody's: telephone, licence, passport, account, health number.

What enters are a text, a span that a recognizer took for one, its type and score, and the lines around it; what leaves
are features by name. Words count whole: `lic` speaks for a licence, `public` does not.
"""

from __future__ import annotations

import re

from guards.pii.register import number_cues as cues
from guards.pii.register.lines import Lines

_BEFORE, _AFTER, _ABOVE = 48, 32, 200
_SHORTEST, _LONGEST, _FEW, _EPOCH_DIGITS = 7, 13, 4, 20


def is_weighed(kind: str) -> bool:
    """True for types that rest on digits alone."""
    return kind in cues.OWN_WORDS


def features_of(text: str, start: int, end: int, kind: str, score: float, lines: Lines) -> dict[str, float]:
    """What holds of a number."""
    said = text[start:end]
    before, after = text[max(start - _BEFORE, 0) : start], text[end : end + _AFTER]
    here, there = before.rpartition("\n")[2], after.partition("\n")[0]
    line = lines.line(start)
    digits = "".join(cues.DIGITS.findall(said))
    found: dict[str, float] = {kind: 1.0, f"{kind} {_step(score)}": 1.0}
    _told(text, start, here, there, line, cues.OWN_WORDS[kind], found)
    if kind == "IP_ADDRESS":
        found.update({"nobody's address": 1.0} if cues.NOBODYS.match(said) else {})
    else:
        _form(said, digits, found)
    _glued(here, there, found)
    # Of a number that is written as one by people the register says nothing.
    if kind != "IP_ADDRESS" and "plus" not in found and "groups" not in found:
        for register, share in lines.shares(start).items():
            found[f"in {register}"] = share
    if len(cues.NUMBER.findall(line)) > cues.MANY:
        found["many numbers"] = 1.0
    if len(cues.PAIR.findall(line)) > cues.PAIRS:
        found["pairs"] = 1.0
    if cues.UNIT.match(after):
        found["unit"] = 1.0
    return found


def _step(score: float) -> str:
    """Scores come in few steps; what is above the policy's threshold by context, and what is not."""
    return "bare" if score <= 0.45 else "told" if score < 0.7 else "sure"


def _told(
    text: str, start: int, here: str, there: str, line: str, own: re.Pattern[str], found: dict[str, float]
) -> None:
    """What words say of it. Of two that stand before it the nearer one counts."""
    said = max((match.end() for match in own.finditer(here)), default=-1)
    other = max((match.end() for match in cues.OTHER.finditer(here)), default=-1)
    next_to = cues.OTHER_NEXT.search(here) is not None
    if said > other or (said >= 0 and not next_to):
        found["own word"] = 1.0
    elif said >= 0:
        found["own word before other"] = 1.0
    elif own.search(there):
        found["own word behind"] = 1.0
    elif own.search(line):
        found["own word in line"] = 1.0
    elif own.search(text, max(start - _ABOVE, 0), start):
        found["own word above"] = 1.0
    if next_to and said < other:
        found["other word"] = 1.0


def _form(said: str, digits: str, found: dict[str, float]) -> None:
    """How it is written."""
    signs = "".join(cues.SIGNS.findall(said.strip()))
    groups, size = cues.DIGITS.findall(said), len(digits)
    holds = {
        "plus": said.startswith(("+", "(+")),
        "brackets": "(" in said and ")" in said,
        "groups" if signs.strip("+") else "bare digits": True,
        "points": "." in signs,
        "hyphens": "-" in signs,
        "spaces": " " in signs,
        "three, three, four": tuple(map(len, groups[-3:])) == cues.AMERICAN,
        "single digits": len(groups) > 1 and min(map(len, groups)) == 1,
        "letters": any(map(str.isalpha, said)),
        f"size {size if _SHORTEST <= size <= _LONGEST else 'small' if size < _SHORTEST else 'large'}": True,
        "epoch": not signs and digits[:1] != "0" and _is_time(digits),
        "date inside": cues.DATE.search(said) is not None,
        "few digits": len(set(digits)) < _FEW,
    }
    found.update((name, 1.0) for name, holding in holds.items() if holding)


def _is_time(digits: str) -> bool:
    """A Unix time of 2000 to 2040."""
    number = int(digits[:_EPOCH_DIGITS] or "0")
    return any(least <= number <= most for least, most in (cues.EPOCH_S, cues.EPOCH_MS))


def _glued(here: str, there: str, found: dict[str, float]) -> None:
    last, following = here[-1:], there[:1]
    if last and (_is_latin(last) or last in "_.-/\\#@$~^*<[{"):
        found["glued before"] = 1.0
        if last in "_-/#.$":
            found[f"behind {last}"] = 1.0
        if _is_latin(last) and not last.isdigit():
            found["behind a letter"] = 1.0
    if following and (_is_latin(following) or following in "_-/\\#@%^*"):
        found["glued after"] = 1.0
    if following == "." and there[1:2].isalnum():
        found["goes on"] = 1.0
    if last == "." and here[-2:-1].isdigit():
        found["decimal"] = 1.0
    if last == "(" and following == ")":
        found["in brackets"] = 1.0
    if cues.HEX_BEFORE.search(here[-24:]) or cues.HEX_AFTER.match(there[:24]):
        found["hexadecimal"] = 1.0
    if cues.LINK.search(here):
        found["in a link"] = 1.0


def _is_latin(sign: str) -> bool:
    """A letter or digit of those that words are spaced by; 手机138… is not glued."""
    return sign.isalnum() and ord(sign) < cues.SPACED
