"""Audit mode: stock Presidio reads a share of the texts again, and differences are counted.

What enters are texts on their way to the analyzer; what leaves are its results, unchanged, and a call for each text
that was compared. The call says which types differ, never a text.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from hashlib import blake2b
from typing import Any, Final, NamedTuple

from presidio_analyzer import AnalyzerEngine, RecognizerResult

from guards.pii.blank_engine import BlankNlpEngine
from guards.pii.scan.analyzer import ScanningAnalyzer

# Stock Presidio's context step is quadratic on dense text; a comparison must not hold up what it watches over.
LONGEST: Final = 20_000


class Differing(NamedTuple):
    """One comparison: the types that only one of the two found at a place, with a score. Both empty: no difference."""

    only_stock: tuple[str, ...]
    only_ours: tuple[str, ...]
    stock_failed: bool = False
    """Stock Presidio ended with an error, as it does on half a surrogate pair; nothing was compared."""


class Counts:
    """Adds comparisons up; an instance is what `Audited` calls.

    Attributes:
        compared: texts that both have read.
        differing: of these, texts with a difference.
        failed: texts that stock Presidio could not read.
        only_stock: spans that only stock Presidio found, by type.
        only_ours: spans that only ours found, by type.
    """

    def __init__(self) -> None:
        self.compared = self.differing = self.failed = 0
        self.only_stock: Counter[str] = Counter()
        self.only_ours: Counter[str] = Counter()

    def __call__(self, said: Differing) -> None:
        self.failed += said.stock_failed
        self.compared += not said.stock_failed
        self.differing += bool(said.only_stock or said.only_ours)
        self.only_stock.update(said.only_stock)
        self.only_ours.update(said.only_ours)


class Audited(ScanningAnalyzer):
    """An analyzer that has a share of its texts read again by the stock engine of the same registry.

    Its results are those of `ScanningAnalyzer` whatever the comparison says, and an error of the stock engine goes no
    further than `Differing.stock_failed`.

    Args:
        share: of texts to compare, from 0 to 1. Each costs what stock Presidio costs. Texts of more than 20,000
            characters are left out.
        heard: called once for each text compared, in the thread that analyzed it: a `Counts`, or anything that feeds
            a metric. It is handed types and never a text.
        key: with one, a text's own keyed hash decides, so that a replay compares the same texts; without, chance does.

    Example:
        >>> from guards.pii.blank_engine import presidio_engine
        >>> stock, counts = presidio_engine(), Counts()
        >>> audited = Audited(stock.registry, stock.nlp_engine, share=1, heard=counts)
        >>> [found.entity_type for found in audited.analyze("ada@example.com", "en", score_threshold=0.6)]
        ['EMAIL_ADDRESS']
        >>> counts.compared, counts.differing
        (1, 0)
    """

    def __init__(
        self, *args: Any, share: float, heard: Callable[[Differing], None], key: bytes | None = None, **options: Any
    ) -> None:
        if not 0 <= share <= 1:
            raise ValueError("a share lies between 0 and 1")
        super().__init__(*args, **options)
        self._share = share
        self._heard = heard
        self._key = key
        self._chance = random.Random()

    def analyze(self, text: str, language: str, *args: Any, **options: Any) -> list[RecognizerResult]:
        """Our results; a comparison first, where it is this text's turn."""
        found = super().analyze(text, language, *args, **options)
        if len(text) <= LONGEST and self._draw(text) < self._share:
            self._heard(self._compared(found, text, language, *args, **options))
        return found

    def _draw(self, text: str) -> float:
        """A number from 0 to below 1."""
        if self._key is None:
            return self._chance.random()
        digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=7, key=self._key).digest()
        return int.from_bytes(digest) / (1 << 56)

    def _compared(
        self, found: list[RecognizerResult], text: str, language: str, *args: Any, **options: Any
    ) -> Differing:
        try:
            with self._forgetting(language):
                stock = set(map(_said, AnalyzerEngine.analyze(self, text, language, *args, **options)))
        except Exception:
            return Differing((), (), stock_failed=True)
        ours = set(map(_said, found))
        return Differing(_types(stock - ours), _types(ours - stock))

    def _forgetting(self, language: str) -> Any:
        """What spaCy's vocabulary learns from a text is given back afterwards."""
        engine = self.nlp_engine
        return engine.get_nlp(language).memory_zone() if isinstance(engine, BlankNlpEngine) else nullcontext()


def _said(result: RecognizerResult) -> tuple[str, int, int, float]:
    return result.entity_type, result.start, result.end, result.score


def _types(said: set[tuple[str, int, int, float]]) -> tuple[str, ...]:
    return tuple(sorted(entity for entity, *_ in said))
