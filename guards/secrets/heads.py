"""The part of a pattern that every match holds: its longest run of fixed letters, and the beginning of what follows.

What enters is a compiled pattern; what leaves is a short pattern without unbounded repeats, for a scan of hundreds at
once. The proof: a part that is neither optional nor one branch of several stands in every match; of several branches
each gives its own part. Where no fixed letters can be named, it says so.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

_parser: Any = importlib.import_module("re._parser")  # part of Python since 3.11; its public name is deprecated
_SETS_MAX: Final = 96
_TAIL: Final = 6


class NoHead(ValueError):
    """Nothing fixed stands in every match.

    The operator: never meets it; such a pattern is looked for everywhere.
    """


class _Run(NamedTuple):
    """Strings of which one stands in every match, and a pattern of what follows it."""

    strings: frozenset[str]
    tail: str = ""

    @property
    def worth(self) -> int:
        """The shortest of them decides how rarely the run occurs."""
        return min(map(len, self.strings)) * 4 + (3 if self.tail else 0) - len(self.strings) // 16


def head(pattern: re.Pattern[str]) -> bytes:
    """The head of a pattern, in the syntax that Hyperscan, RE2 and `re` share. Raises NoHead.

    Example:
        >>> head(re.compile(r"(?<!a)gh[pousr]_[A-Za-z0-9]{36,255}"))
        b'(?:gho_|ghp_|ghr_|ghs_|ghu_)[A-Za-z0-9]{6}'
    """
    tree = _parser.parse(pattern.pattern, pattern.flags & re.IGNORECASE)
    runs = _best(list(tree))
    caseless = bool(tree.state.flags & re.IGNORECASE) or "(?i:" in pattern.pattern
    shown = [f"(?:{'|'.join(sorted(map(re.escape, run.strings)))}){run.tail}" for run in runs]
    return f"{'(?i)' if caseless else ''}{'|'.join(shown)}".encode("ascii")


def _best(items: list[Any]) -> list[_Run]:
    """The runs of the part of a sequence that occurs most rarely: one, or one for each branch."""
    choices = [choice for choice in _choices(items) if min(run.worth for run in choice) > 0]
    if not choices:
        raise NoHead("no fixed letters stand in every match")
    return max(choices, key=lambda choice: min(run.worth for run in choice))


def _choices(items: list[Any]) -> Iterator[list[_Run]]:
    strings = frozenset({""})
    for place, (name, argument) in enumerate(flat := list(_flat(items))):
        grown = _grown(strings, str(name), argument)
        if grown is not None:
            strings = grown
            continue
        yield [_Run(strings, _tail(flat[place]))]
        strings = frozenset({""})
        if str(name) == "BRANCH":
            branches = _branches(argument[1])
            if branches:
                yield branches
    yield [_Run(strings)]


def _branches(branches: Any) -> list[_Run]:
    try:
        return [run for branch in branches for run in _best(list(branch))]
    except NoHead:
        return []


def _flat(items: list[Any]) -> Iterator[tuple[Any, Any]]:
    """Without groups, and without what takes no room."""
    for name, argument in items:
        if str(name) == "SUBPATTERN":
            yield from _flat(list(argument[3]))
        elif str(name) not in ("ASSERT", "ASSERT_NOT", "AT"):
            yield name, argument


def _grown(strings: frozenset[str], name: str, argument: Any) -> frozenset[str] | None:
    """The strings with every way to go on; None where there are too many or no end of them."""
    ways = _ways(name, argument)
    if ways is None or len(strings) * len(ways) > _SETS_MAX:
        return None
    return frozenset(one + way for one in strings for way in ways)


def _ways(name: str, argument: Any) -> list[str] | None:
    if name == "LITERAL":
        return [chr(argument)]
    if name == "IN" and len(argument) <= 8 and all(str(kind) == "LITERAL" for kind, _ in argument):
        return [chr(value) for _, value in argument]
    if name == "BRANCH":
        ways = [_ways_of(list(branch)) for branch in argument[1]]
        return None if None in ways else [way for each in ways if each is not None for way in each]
    if name in ("MAX_REPEAT", "MIN_REPEAT") and int(argument[1]) <= 2:
        once = _ways_of(list(argument[2]))
        return (
            None
            if once is None
            else [way for times in range(argument[0], argument[1] + 1) for way in _power(once, times)]
        )
    return None


def _power(ways: list[str], times: int) -> list[str]:
    return (
        ["".join(each) for each in ([""] if times == 0 else ways)] if times < 2 else [a + b for a in ways for b in ways]
    )


def _ways_of(items: list[Any]) -> list[str] | None:
    strings = frozenset({""})
    for name, argument in _flat(items):
        grown = _grown(strings, str(name), argument)
        if grown is None:
            return None
        strings = grown
    return sorted(strings)


def _tail(item: tuple[Any, Any]) -> str:
    """`[A-Za-z0-9]{6}` for what a set that is repeated at least so often begins with."""
    name, argument = item
    if str(name) not in ("MAX_REPEAT", "MIN_REPEAT"):
        return ""
    least, _, part = argument
    members = _set_of(list(part))
    return f"{members}{{{min(int(least), _TAIL)}}}" if members and int(least) > 1 else ""


def _set_of(part: list[Any]) -> str:
    if len(part) != 1 or str(part[0][0]) != "IN":
        return ""
    shown = ""
    for kind, value in part[0][1]:
        if str(kind) == "LITERAL":
            shown += re.escape(chr(value))
        elif str(kind) == "RANGE":
            shown += f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
        elif str(value) == "CATEGORY_DIGIT":
            shown += "0-9"
        else:
            return ""
    return f"[{shown}]"
