"""Hostile texts take bounded time, and no text makes the engine open a connection.

Times here are hard ceilings, many times what is needed; figures are in `docs/pii.md`.
"""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from typing import Any

import pytest
from presidio_analyzer import EntityRecognizer, Pattern, PatternRecognizer, RecognizerRegistry, RecognizerResult
from presidio_analyzer.predefined_recognizers import ItFiscalCodeRecognizer

from guards.pii.blank_engine import BlankNlpEngine
from guards.pii.scan import ScanningAnalyzer, scanning_engine
from guards.scanning.limits import Limits, TooSlow
from tests.guards.pii.scan.pairs import default_pair

MEGABYTE = 1_000_000
PIECES = {
    "digits": "1",
    "letters": "a",
    "cards": "4111 1111 ",
    "ats": "a@",
    "dots": "x.y.",
    "accents": "é",
    "phones": "+1 (212) 555-0100 x12 / ",
    "brackets": "(1",
    "dashes": "1-",
    "urls": "http://a.co/b ",
    "colons": "1:2::",
    "ibans": "DE89 3704 0044 0532 0130 00",
    "emails": "ada@example.com,",
    "dates": "2020-01-02 ",
    "context": "phone card iban ssn ",
    "white space": " \n\t",
    "zero width": "4\u200b1\u200d",
    "other digits": "٤١ ",
    "nul": "\0" + "1",
}


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES.keys())
def test_a_hostile_megabyte_takes_bounded_time(piece: str) -> None:
    stock = default_pair().stock
    ours = ScanningAnalyzer(stock.registry, stock.nlp_engine, limits=Limits(pattern_s=2, text_s=10))
    text = (piece * (MEGABYTE // len(piece) + 1))[:MEGABYTE]
    begun = time.process_time()
    with suppress(TooSlow):
        ours.analyze(text, "en")
    assert time.process_time() - begun < 60


def test_a_pattern_that_takes_too_long_is_never_passed_over() -> None:
    nlp = BlankNlpEngine()
    nlp.load()
    slow = PatternRecognizer("SLOW", patterns=[Pattern("slow", r"(?:a+)+b", 0.5)])
    registry = type(default_pair().stock.registry)(recognizers=[slow])
    ours = ScanningAnalyzer(registry, nlp, limits=Limits(pattern_s=0.2))
    with pytest.raises(TooSlow):
        ours.analyze("a" * 5000 + "b" + "a" * 5000 + "c", "en") and ours.analyze("ab" + "a" * 5000 + "c", "en")


def test_no_text_opens_a_connection(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise AssertionError("a connection was asked for")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refused)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refused)
    monkeypatch.setenv("TLDEXTRACT_CACHE", str(tmp_path))  # nor does it find an older answer
    found = scanning_engine().analyze("ada@example.co.uk, https://example.museum/a and www.example.com", "en")
    assert {"EMAIL_ADDRESS", "URL"} <= {each.entity_type for each in found}
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("digit", ["𝟖", "٨", "८", "⁸"])
def test_a_digit_that_a_validator_does_not_know_fails_no_text(digit: str) -> None:
    registry = RecognizerRegistry(supported_languages=["it"])
    registry.add_recognizer(ItFiscalCodeRecognizer())
    nlp = BlankNlpEngine("it")
    nlp.load()
    found = ScanningAnalyzer(registry, nlp, ["it"]).analyze(f"cf RSSMRA{digit}5T10A562S", "it")
    # Presidio's pattern takes digits of every script, but no raised ones; its validator knows ASCII's only.
    assert [(r.start, r.end, r.score) for r in found] == ([(3, 19, 1.0)] if digit.isdecimal() else [])


class Picky(EntityRecognizer):
    """As a recognizer of somebody else's may be: it looks digits up in a table of its own."""

    def load(self) -> None:
        pass

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[RecognizerResult]:
        table = {str(n): n for n in range(10)}
        places = [place for place, letter in enumerate(text) if letter.isdigit() and table[letter] > 8]
        return [RecognizerResult("NINE", place, place + 1, 1.0) for place in places]


def test_such_a_digit_fails_no_recognizer_of_somebody_elses() -> None:
    registry = RecognizerRegistry(supported_languages=["en"])
    registry.add_recognizer(Picky(["NINE"]))
    nlp = BlankNlpEngine()
    nlp.load()
    found = ScanningAnalyzer(registry, nlp, ["en"]).analyze("a٩, b9, c⁹", "en")
    assert [r.start for r in found] == [1, 5, 9]
