"""Short context words taken whole: ours and Presidio's step with the same enhancer say the same."""

from __future__ import annotations

from functools import cache
from itertools import islice

import pytest

from guards.pii.blank_engine import presidio_engine
from guards.pii.scan import ScanningAnalyzer
from guards.pii.scan.whole_words import WholeWordsEnhancer
from tests.guards.pii.scan.pairs import Pair, differences
from tests.guards.pii.scan.texts import Texts


@cache
def pair() -> Pair:
    stock = presidio_engine()
    stock.context_aware_enhancer = WholeWordsEnhancer()
    return Pair(stock, ScanningAnalyzer(stock.registry, stock.nlp_engine, ["en"], WholeWordsEnhancer()))


WRITTEN = [
    "public v2 policy m2 duplicate x1 explicit a5",
    "lic# H1234567 and a public H1234567",
    "Lic: H1234567, cc 4111111111111111, SSNs 078051123",
    "the driver H1234567 of the us passports 912803456",
    "my-ssn=078051123 ip:10.0.0.1 bank/acct 945456787654",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_written_texts(text: str) -> None:
    assert differences([pair()], [text]) == []


def test_drawn_texts() -> None:
    drawn = Texts(pair().stock.get_recognizers("en"), 4711)
    assert differences([pair()], islice(drawn, 150)) == []


@pytest.mark.parametrize(
    ("text", "score"),
    [("public H1234567", 0.3), ("lic H1234567", 0.65), ("lic# H1234567", 0.65), ("drivers: H1234567", 0.65)],
)
def test_a_short_word_counts_whole(text: str, score: float) -> None:
    found = pair().ours.analyze(text, "en", entities=["US_DRIVER_LICENSE"])
    assert [round(each.score, 2) for each in found] == [score]
