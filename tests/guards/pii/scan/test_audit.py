"""Audit mode counts what stock Presidio says differently, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from guards.pii.scan import Audited, Counts, Differing
from tests.guards.pii.scan.pairs import default_pair, said


def audited(counts: Counts, **options: Any) -> Audited:
    stock = default_pair().stock
    return Audited(stock.registry, stock.nlp_engine, heard=counts, **options)


def test_what_differs_is_counted_by_type() -> None:
    counts = Counts()
    analyzer = audited(counts, share=1)
    assert said(analyzer, "ada@example.com") == said(default_pair().stock, "ada@example.com")
    assert (counts.compared, counts.differing) == (1, 0)
    analyzer.plan("en").occurrences = None  # a scan that sees nothing
    assert said(analyzer, "ada@example.com") == []
    assert (counts.compared, counts.differing) == (2, 1)
    assert counts.only_stock == {"EMAIL_ADDRESS": 1, "URL": 1}
    assert not counts.only_ours


def test_an_error_of_the_stock_engine_goes_no_further() -> None:
    counts = Counts()
    assert ("PHONE_NUMBER", 11, 23, 0.75) in said(audited(counts, share=1), "my phone,\ud800 212-555-5555")
    assert (counts.failed, counts.compared) == (1, 0)


@pytest.mark.parametrize(("share", "least", "most"), [(0, 0, 0), (0.3, 60, 120), (1, 300, 300)])
@pytest.mark.parametrize("key", [None, b"key"])
def test_a_share_is_compared(share: float, least: int, most: int, key: bytes | None) -> None:
    counts = Counts()
    analyzer = audited(counts, share=share, key=key)
    for number in range(300):
        analyzer.analyze(f"text {number}", "en")
    assert least <= counts.compared <= most


def test_with_a_key_a_replay_compares_the_same_texts() -> None:
    texts = [f"text {number}" for number in range(100)]

    def compared(key: bytes) -> list[str]:
        counts, found = Counts(), []
        analyzer = audited(counts, share=0.5, key=key)
        for text in texts:
            before = counts.compared
            analyzer.analyze(text, "en")
            found += [text] * (counts.compared - before)
        return found

    assert compared(b"one") == compared(b"one") != compared(b"two")


def test_a_very_long_text_is_left_out() -> None:
    counts = Counts()
    audited(counts, share=1).analyze("word " * 4_001, "en")
    assert counts.compared == 0


def test_a_share_is_a_share() -> None:
    with pytest.raises(ValueError, match="share"):
        audited(Counts(), share=1.5)


def test_a_difference_names_no_text() -> None:
    assert Differing._fields == ("only_stock", "only_ours", "stock_failed")
