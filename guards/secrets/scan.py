"""One scan of all text of an event for everything that could be a secret, and the close look where something could.

What enters is plain text; what leaves are the finders whose hint occurs. A format's pattern is relaxed by proof
(`guards.presidio_scan.relaxing`): where it matches, the relaxed one does, so that what the scan passes over is none.
The patterns themselves run only on the stretches in which a match must lie.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from guards.presidio_scan.folding import fold
from guards.presidio_scan.matching import Engine, occurrences
from guards.presidio_scan.relaxing import Relaxed, relax
from guards.presidio_scan.runs import Runs
from guards.secrets.armour import ARMOUR
from guards.secrets.assigned import ASSIGNED
from guards.secrets.candidate import Candidate, Finder
from guards.secrets.commands import COMMANDS
from guards.secrets.formats import FORMATS, Format
from guards.secrets.never import is_placeholder, looks_random
from guards.secrets.said import SAID
from guards.secrets.transport import TRANSPORT

CONTEXT: Final[tuple[Finder, ...]] = (*ARMOUR, *TRANSPORT, *ASSIGNED, *COMMANDS, *SAID)
# Prefixes are words; what must look random is what follows.
_PREFIX: Final = 6
_SURE, _NEAR = 0.95, 0.86


class Rule(NamedTuple):
    """One pattern of the scan: its relaxed form, and what finds the secrets in a text that holds it."""

    relaxed: Relaxed
    find: Callable[[str, bytes], Iterator[Candidate]]


def _of_format(known: Format) -> Rule:
    relaxed = relax(known.pattern.pattern, 0)
    runs = Runs(relaxed)
    score = _NEAR if known.vendor else _SURE

    def find(text: str, data: bytes) -> Iterator[Candidate]:
        for first, last in runs.stretches(data):
            for match in known.pattern.finditer(text, first, last):
                token = match["value"]
                if not is_placeholder(token) and (not known.random or looks_random(token[_PREFIX:])):
                    yield Candidate(known.rule, *match.span("value"), score)

    return Rule(relaxed, find)


def _of_finder(finder: Finder) -> Rule:
    def find(text: str, _: bytes) -> Iterator[Candidate]:
        return finder.find(text)

    return Rule(relax(finder.hint.pattern, finder.hint.flags & _IGNORE_CASE), find)


_IGNORE_CASE: Final = 2


@cache
def rules() -> tuple[Rule, ...]:
    """Everything that is looked for, in the order of the tables."""
    return (*map(_of_format, FORMATS), *map(_of_finder, CONTEXT))


class Scan:
    """The scan by one engine: `hyperscan` or `re2`; by default the faster one that is installed."""

    def __init__(self, engine: Engine | None = None) -> None:
        self._rules = rules()
        self._occurrences = occurrences([rule.relaxed.pattern for rule in self._rules], engine)

    def of(self, text: str) -> Sequence[Rule]:
        """The rules that could find something in a plain text."""
        return [self._rules[number] for number in self._occurrences.of(fold(text))]


@cache
def scan(engine: Engine | None = None) -> Scan:
    """The scan by an engine, built once: that takes a second."""
    return Scan(engine)
