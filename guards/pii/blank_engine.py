"""Presidio without downloads: its own recognizers on a blank spaCy pipeline.

What enters is text; what leaves are Presidio's `RecognizerResult`s. Nothing here may ever open a connection:
the e-mail recognizer's domain check is pinned to the public suffix list that tldextract ships with.
Presidio: https://microsoft.github.io/presidio/analyzer/
"""

from __future__ import annotations

import logging

import spacy
import tldextract
import tldextract.tldextract as suffixes
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry, analyzer_engine, pattern_recognizer
from presidio_analyzer.nlp_engine import NlpArtifacts, SpacyNlpEngine
from presidio_analyzer.predefined_recognizers.generic import iban_recognizer
from spacy.tokens import Doc

from guards.pii.names.choice import OFF, names_recognizer


class BlankNlpEngine(SpacyNlpEngine):
    """A tokenizer and nothing else.

    A blank pipeline leaves every lemma empty, and Presidio's context words would silently never match; the
    lower-cased token stands in for the lemma.
    """

    def __init__(self, language: str = "en") -> None:
        super().__init__(models=[{"lang_code": language, "model_name": "blank"}])
        self._language = language

    def load(self) -> None:
        """Builds the blank pipeline; downloads nothing."""
        self.nlp = {self._language: spacy.blank(self._language)}  # type: ignore[assignment]

    def _doc_to_nlp_artifact(self, doc: Doc, language: str) -> NlpArtifacts:
        return NlpArtifacts(
            entities=[],
            tokens=doc,
            tokens_indices=[token.idx for token in doc],
            lemmas=[token.lower_ for token in doc],
            nlp_engine=self,
            language=language,
            scores=[],
        )


def pin_public_suffixes() -> None:
    """Makes tldextract use its bundled list; by default its first call fetches one."""
    suffixes.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def limit_patterns(seconds: float) -> None:
    """Makes Presidio give up a pattern after this many seconds of one text; its own limit is a minute."""
    for module in (pattern_recognizer, iban_recognizer, analyzer_engine):
        vars(module)["REGEX_TIMEOUT_SECONDS"] = seconds


def presidio_engine(language: str = "en", names: str = OFF) -> AnalyzerEngine:
    """Stock Presidio with its default recognizers, and one of names where asked, offline. Takes about a second."""
    # Presidio names texts in some of its debug and warning lines; none of its lines may leave the process.
    logging.getLogger("presidio-analyzer").setLevel(logging.CRITICAL + 1)
    pin_public_suffixes()
    engine = BlankNlpEngine(language)
    engine.load()
    registry = RecognizerRegistry(supported_languages=[language])
    registry.load_predefined_recognizers(languages=[language], nlp_engine=engine)
    of_names = names_recognizer(names, language)
    if of_names is not None:
        registry.add_recognizer(of_names)
    return AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=[language])
