"""One scan of all text of an event for everything that could be a secret, and the close look where something could.

What enters is plain text; what leaves are the rules that could find something in it. The scan is for all patterns
relaxed by proof (`guards.scanning.relaxing`), of which each is a superset of its own; the patterns themselves run
on the stretches in which a match must lie. RE2 first looks for the still shorter heads (`guards.secrets.heads`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Final

from guards.scanning.folding import fold
from guards.scanning.matching import Engine, Re2Occurrences, occurrences
from guards.scanning.relaxing import relax
from guards.scanning.runs import Runs
from guards.secrets.armour import ARMOUR
from guards.secrets.assigned import ASSIGNED
from guards.secrets.candidate import Candidate, Finder
from guards.secrets.changed import CHANGED
from guards.secrets.codes import CODES
from guards.secrets.commands import COMMANDS
from guards.secrets.formats import FORMATS, Format
from guards.secrets.heads import head
from guards.secrets.keys import KEYS
from guards.secrets.kubernetes import KUBERNETES
from guards.secrets.links import LINKS
from guards.secrets.near import NEAR
from guards.secrets.never import is_placeholder, looks_random
from guards.secrets.said import SAID
from guards.secrets.tables import TABLES
from guards.secrets.transport import TRANSPORT

CONTEXT: Final[tuple[Finder, ...]] = (
    *ARMOUR,
    *TRANSPORT,
    *LINKS,
    *ASSIGNED,
    *COMMANDS,
    *SAID,
    *CHANGED,
    *CODES,
    *KEYS,
    *KUBERNETES,
    *NEAR,
    *TABLES,
)
Stretches = Iterator[tuple[int, int]]
# Prefixes are words; what must look random is what follows.
_PREFIX: Final = 6
_SURE, _NEAR = 0.95, 0.86


class Rule:
    """One pattern of the scan: its head for the scan, its relaxed form, and what finds the secrets in a text."""

    def __init__(self, pattern: re.Pattern[str], written: str, find: Callable[[str, Stretches], Iterator[Candidate]]):
        self.head = written.encode() or head(pattern)
        self.relaxed = relax(pattern.pattern, pattern.flags & re.IGNORECASE)
        self._runs = Runs(self.relaxed)
        self._find = find

    def occurs(self, data: bytes) -> bool:
        """False where the pattern cannot match in the folded text."""
        return next(self._runs.of(data), None) is not None

    def find(self, text: str, data: bytes) -> Iterator[Candidate]:
        """The secrets of a plain text, given with its folded form."""
        return self._find(text, self._runs.stretches(data))


def _of_format(known: Format) -> Rule:
    score = _NEAR if known.vendor else _SURE

    def find(text: str, stretches: Stretches) -> Iterator[Candidate]:
        for first, last in stretches:
            for match in known.pattern.finditer(text, first, last):
                token = match["value"]
                if not is_placeholder(token) and (not known.random or looks_random(token[_PREFIX:])):
                    yield Candidate(known.rule, *match.span("value"), score)

    return Rule(known.pattern, "", find)


def _of_finder(finder: Finder) -> Rule:
    def find(text: str, stretches: Stretches) -> Iterator[Candidate]:
        return finder.find(text) if next(stretches, None) is not None else iter(())

    return Rule(finder.hint, finder.head, find)


@cache
def rules() -> tuple[Rule, ...]:
    """Everything that is looked for, in the order of the tables."""
    return (*map(_of_format, FORMATS), *map(_of_finder, CONTEXT))


class Scan:
    """The scan by one engine: `hyperscan` or `re2`; by default the faster one that is installed."""

    def __init__(self, engine: Engine | None = None) -> None:
        self._rules = rules()
        self._whole = occurrences([rule.relaxed.pattern for rule in self._rules], engine)
        # Hyperscan reads all relaxed patterns at the cost of a few; RE2's automaton of them never comes to rest.
        by_re2 = isinstance(self._whole, Re2Occurrences)
        self._heads = Re2Occurrences([rule.head for rule in self._rules]) if by_re2 else None

    def of(self, text: str) -> Sequence[Rule]:
        """The rules that could find something in a plain text, or in one of several that were joined by line breaks."""
        data = fold(text)
        if self._heads is None:
            return [self._rules[number] for number in sorted(self._whole.of(data))]
        numbers = self._heads.of(b"\n%b\n" % data)
        return [rule for rule in (self._rules[number] for number in sorted(numbers)) if rule.occurs(data)]


@cache
def scan(engine: Engine | None = None) -> Scan:
    """The scan by an engine, built once: that takes a second."""
    return Scan(engine)
