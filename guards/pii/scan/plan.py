"""Which of a registry's recognizers wait for the scan, and which always run.

What enters are recognizers; what leaves is a plan: for each pattern that could be relaxed, the recognizer cut down to
that one pattern, with its runs; for each family of telephone regions the same; and the rest, which read every text in
full. A class that brings an `analyze` of its own is part of the rest, whatever it derives from.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from presidio_analyzer import EntityRecognizer, PatternRecognizer
from presidio_analyzer.predefined_recognizers import IbanRecognizer, PhoneRecognizer, SpacyRecognizer
from presidio_analyzer.predefined_recognizers.country_specific.south_africa.za_phone_number_recognizer import (
    ZaPhoneNumberRecognizer,
)

from guards.pii.scan.phones import phone_runs
from guards.scanning.bytesets import Unproven
from guards.scanning.matching import Engine, occurrences
from guards.scanning.relaxing import relax
from guards.scanning.runs import Runs

_BY_PATTERNS: Final = (PatternRecognizer.analyze, IbanRecognizer.analyze)
APART: Final = "\0"
"""Stands between keywords that are searched as one string."""
_LOOP: Final = "_PatternRecognizer__analyze_patterns"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One pattern of one recognizer; or all its regions, where it looks for telephone numbers."""

    of: int
    """The recognizer's place among all."""
    only: EntityRecognizer
    """The recognizer with this pattern alone."""
    runs: Runs
    kind: Literal["patterns", "account", "phones", "lines"] = "patterns"
    """Account numbers and telephone lines have a loop of their own."""


class Plan:
    """What to do with a text for one list of recognizers."""

    def __init__(self, recognizers: Sequence[EntityRecognizer], blank: bool, engine: Engine | None) -> None:
        self.recognizers = tuple(recognizers)
        self.waiting: list[Waiting] = []
        self.always: list[tuple[int, EntityRecognizer]] = []
        self.unproven: list[str] = []
        self.entities = sorted({entity for each in recognizers for entity in each.supported_entities})
        self.numbers = {id(each): number for number, each in enumerate(recognizers)}
        self.contexts = contexts(recognizers)
        self.one_threshold = not any(each.score_thresholds for each in recognizers)
        """True where no recognizer has thresholds of its own."""
        self.ends_apart = [type(each).analyze is PatternRecognizer.analyze for each in recognizers]
        """For each recognizer, whether Presidio drops what lies within another of its results at once."""
        self.own_context = any(
            type(each).enhance_using_context is not EntityRecognizer.enhance_using_context for each in recognizers
        )
        for number, recognizer in enumerate(self.recognizers):
            if not (blank and type(recognizer) is SpacyRecognizer):  # a blank pipeline has no entities for it
                self._add(number, recognizer)
        self.occurrences = occurrences([each.runs.pattern for each in self.waiting], engine) if self.waiting else None

    def _add(self, number: int, recognizer: Any) -> None:
        if is_phone(recognizer) or is_phone_of_za(recognizer):
            relaxed = phone_runs(recognizer.supported_regions, recognizer.leniency or 0)
            kind: Literal["phones", "lines"] = "phones" if is_phone(recognizer) else "lines"
            self.waiting.append(Waiting(number, recognizer, Runs(relaxed), kind))
        elif isinstance(recognizer, PatternRecognizer) and _speaks_by_patterns(type(recognizer)):
            self._add_patterns(number, recognizer)
        else:
            self.always.append((number, recognizer))
            self.unproven.append(recognizer.name)

    def _add_patterns(self, number: int, recognizer: Any) -> None:
        left = []
        kind: Literal["patterns", "account"] = (
            "account" if type(recognizer).analyze is IbanRecognizer.analyze else "patterns"
        )
        for pattern in recognizer.patterns:
            try:
                runs = Runs(relax(pattern.regex, recognizer.global_regex_flags or 0))
            except Unproven:
                left.append(pattern)
                self.unproven.append(f"{recognizer.name}: {pattern.name}")
            else:
                self.waiting.append(Waiting(number, _with_patterns(recognizer, [pattern]), runs, kind))
        if left:
            self.always.append((number, _with_patterns(recognizer, left)))


class Context(NamedTuple):
    """A recognizer's context words."""

    words: tuple[str, ...]
    lowered: tuple[str, ...]
    plain: bool
    """A text's own lower case can be asked for them; letters other than ASCII ones may change with those around."""


def contexts(recognizers: Iterable[EntityRecognizer]) -> dict[str, Context]:
    """Of each recognizer, by its id."""
    return {each.id: context_of(tuple(each.context or ())) for each in recognizers}


def context_of(words: tuple[str, ...]) -> Context:
    """Context words as they are compared."""
    return Context(words, tuple(w.lower() for w in words), all(w.isascii() and APART not in w for w in words))


def _speaks_by_patterns(kind: type[PatternRecognizer]) -> bool:
    """True where Presidio's own loop over patterns is at work, and no part of it is a subclass's."""
    return kind.analyze in _BY_PATTERNS and getattr(kind, _LOOP) is getattr(PatternRecognizer, _LOOP)


def _with_patterns(recognizer: Any, patterns: list[Any]) -> Any:
    only = copy.copy(recognizer)
    only.patterns = patterns
    return only


def is_phone(recognizer: EntityRecognizer) -> bool:
    """True where Presidio's own loop over regions is at work."""
    return isinstance(recognizer, PhoneRecognizer) and type(recognizer).analyze is PhoneRecognizer.analyze


def is_phone_of_za(recognizer: EntityRecognizer) -> bool:
    """True for the South African line types, which read the numbers of their one region."""
    return isinstance(recognizer, PhoneRecognizer) and type(recognizer).analyze is ZaPhoneNumberRecognizer.analyze
