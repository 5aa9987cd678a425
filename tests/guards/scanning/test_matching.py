"""Which engine scans, and what happens where Hyperscan is missing or cannot run."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from guards.scanning import matching
from guards.scanning.matching import Re2Occurrences, occurrences

PATTERNS = [b"[0-9]{3}", b"x", b"never"]


def without(monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    """Hyperscan as it is where its wheel is not installed, or where the processor is too old for it."""
    if why == "missing":
        monkeypatch.setitem(sys.modules, "hyperscan", None)
        return

    class Unfit(Exception):
        pass

    def compiled(_: Any) -> None:
        raise Unfit

    monkeypatch.setitem(sys.modules, "hyperscan", SimpleNamespace(error=Unfit))
    monkeypatch.setattr(matching, "HyperscanOccurrences", compiled)


@pytest.mark.parametrize("why", ["missing", "unfit"])
def test_re2_is_there_where_hyperscan_is_not(monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    without(monkeypatch, why)
    found = occurrences(PATTERNS)
    assert isinstance(found, Re2Occurrences)
    assert sorted(found.of(b"x 123")) == [0, 1]


@pytest.mark.parametrize("why", ["missing", "unfit"])
def test_an_engine_that_was_asked_for_is_not_replaced(monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    without(monkeypatch, why)
    with pytest.raises(Exception, match="pip install hyperscan" if why == "missing" else None):
        occurrences(PATTERNS, "hyperscan")


def test_hyperscan_is_the_default_where_it_is_installed() -> None:
    pytest.importorskip("hyperscan")
    found = occurrences(PATTERNS)
    assert not isinstance(found, Re2Occurrences)
    assert sorted(found.of(b"x 123")) == sorted(occurrences(PATTERNS, "re2").of(b"x 123")) == [0, 1]
