"""The recognizer in Presidio's registries: the same spans as the guard, whichever analyzer asks."""

from __future__ import annotations

import pytest
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry

from guards.pii.blank_engine import BlankNlpEngine
from guards.pii.scan import ScanningAnalyzer
from guards.secrets.finding import found_in
from guards.secrets.formats import FORMATS
from guards.secrets.recognizers import RULES, secret_recognizers
from tests.guards.secrets import rows_first
from tests.guards.secrets.random_tokens import RandomToken
from tests.guards.secrets.rows import rows

TEXTS = [row.text for row in rows(rows_first.POSITIVE + rows_first.NEGATIVE)]
TOKENS = [text for known in FORMATS for text, _ in RandomToken(known, seed=3).some(1)]


@pytest.fixture(scope="module", params=[AnalyzerEngine, ScanningAnalyzer])
def analyzer(request: pytest.FixtureRequest) -> AnalyzerEngine:
    nlp = BlankNlpEngine()
    nlp.load()
    registry = RecognizerRegistry(supported_languages=["en"])
    for each in secret_recognizers():
        registry.add_recognizer(each)
    return request.param(registry=registry, nlp_engine=nlp, supported_languages=["en"])


def test_the_spans_are_the_guards(analyzer: AnalyzerEngine) -> None:
    for text in TEXTS + TOKENS:
        found = sorted((r.start, r.end, r.entity_type, r.score) for r in analyzer.analyze(text, "en"))
        assert found == [(c.start, c.end, c.rule, c.confidence) for c in found_in(text)], text


def test_only_the_wanted_types(analyzer: AnalyzerEngine) -> None:
    text = "pw: hunter2, Authorization: Bearer 9f8e7d6c5b4a39281706f5e4"
    assert [r.entity_type for r in analyzer.analyze(text, "en", entities=["PASSWORD"])] == ["PASSWORD"]


def test_every_type_that_is_found_is_declared() -> None:
    assert {c.rule for text in TEXTS + TOKENS for c in found_in(text)} <= set(RULES)
