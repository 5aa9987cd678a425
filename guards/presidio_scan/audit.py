"""Audit mode: stock Presidio reads a share of the texts again, and differences are counted.

What enters are texts on their way to the analyzer; what leaves are its results, unchanged, and a call for each text
that was compared. The call says how many results differ, never a text.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, NamedTuple

from presidio_analyzer import AnalyzerEngine, RecognizerResult

from guards.presidio_scan.analyzer import ScanningAnalyzer


class Differing(NamedTuple):
    """One comparison: the types that only one of the two found at a place, with a score. Both empty: no difference."""

    only_stock: tuple[str, ...]
    only_ours: tuple[str, ...]


class Audited(ScanningAnalyzer):
    """An analyzer that has a share of its texts read again by the stock engine of the same registry.

    Args:
        share: of texts to compare, from 0 to 1. Each costs what stock Presidio costs.
        heard: called once for each text compared.
    """

    def __init__(self, *args: Any, share: float, heard: Callable[[Differing], None], **options: Any) -> None:
        super().__init__(*args, **options)
        self._share = share
        self._heard = heard
        self._chance = random.Random()

    def analyze(self, text: str, language: str, *args: Any, **options: Any) -> list[RecognizerResult]:
        """Our results; a comparison first, where it is this text's turn."""
        found = super().analyze(text, language, *args, **options)
        if self._chance.random() < self._share:
            stock = set(map(_said, AnalyzerEngine.analyze(self, text, language, *args, **options)))
            ours = set(map(_said, found))
            self._heard(Differing(_types(stock - ours), _types(ours - stock)))
        return found


def _said(result: RecognizerResult) -> tuple[str, int, int, float]:
    return result.entity_type, result.start, result.end, result.score


def _types(said: set[tuple[str, int, int, float]]) -> tuple[str, ...]:
    return tuple(sorted(entity for entity, *_ in said))
