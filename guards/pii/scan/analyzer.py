"""Presidio's analyzer with one scan before its recognizers.

What enters is text; what leaves are the `RecognizerResult`s of the stock `AnalyzerEngine` with the same registry: the
same types, starts, ends and scores. Presidio stays the authority. Its recognizers and validators find every entity;
the scan says only where they cannot find any. What is ours beside the scan is the bookkeeping between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import regex
from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

from guards.pii.blank_engine import BlankNlpEngine, limit_patterns, presidio_engine
from guards.pii.names.choice import OFF
from guards.pii.scan.asking import distinct
from guards.pii.scan.plan import Plan
from guards.pii.scan.reading import Reading
from guards.pii.scan.tokens import Tokens
from guards.scanning.limits import Limits
from guards.scanning.matching import Engine

Results = list[RecognizerResult]
_ALLOW_FLAGS: Final = regex.DOTALL | regex.MULTILINE | regex.IGNORECASE


class ScanningAnalyzer(AnalyzerEngine):
    """The stock analyzer's face and results, several times as fast.

    Args:
        registry: any Presidio registry. A recognizer added or removed later is seen; one that is changed in place
            needs `refresh()`.
        nlp_engine: a `BlankNlpEngine` has tokens read only around results; any other reads every text in full.
        engine: `hyperscan` or `re2`; by default the faster one that is installed.
        limits: seconds that one pattern and one text may take; `analyze` raises `TooSlow` beyond.
    """

    def __init__(
        self,
        registry: RecognizerRegistry,
        nlp_engine: NlpEngine,
        supported_languages: list[str] | None = None,
        context_aware_enhancer: ContextAwareEnhancer | None = None,
        default_score_threshold: float = 0,
        engine: Engine | None = None,
        limits: Limits | None = None,
    ) -> None:
        super().__init__(
            registry=registry,
            nlp_engine=nlp_engine,
            supported_languages=supported_languages or ["en"],
            context_aware_enhancer=context_aware_enhancer,
            default_score_threshold=default_score_threshold,
        )
        self.limits = limits or Limits()
        limit_patterns(self.limits.pattern_s)
        self._engine = engine
        self._blank = isinstance(nlp_engine, BlankNlpEngine)
        self._plans: dict[str, tuple[list[EntityRecognizer], Plan]] = {}
        self._tokens: dict[str, Tokens] = {}

    def refresh(self) -> None:
        """Reads the registry anew, after a recognizer was changed in place."""
        self._plans.clear()

    def plan(self, language: str) -> Plan:
        """What is done for a language, made anew where the registry's recognizers are others than before."""
        known = self._plans.get(language)
        if known is None or known[0] != self.registry.recognizers:
            now = self.registry.get_recognizers(language=language, all_fields=True)
            known = self._plans[language] = (list(self.registry.recognizers), Plan(now, self._blank, self._engine))
        return known[1]

    def analyze_batch(self, texts: Iterable[str], language: str, **options: Any) -> list[Results]:
        """`analyze` for many texts; options are those of `analyze`."""
        return [self.analyze(text, language, **options) for text in texts]

    def analyze(
        self,
        text: str,
        language: str,
        entities: list[str] | None = None,
        correlation_id: str | None = None,
        score_threshold: float | None = None,
        return_decision_process: bool | None = False,
        ad_hoc_recognizers: list[EntityRecognizer] | None = None,
        context: list[str] | None = None,
        allow_list: list[str] | None = None,
        allow_list_match: str | None = "exact",
        regex_flags: int | None = None,
        nlp_artifacts: NlpArtifacts | None = None,
    ) -> Results:
        """The stock engine's results. Its arguments mean the same here."""
        plan = self.plan(language)
        chosen: Sequence[EntityRecognizer] = plan.recognizers
        if entities or ad_hoc_recognizers:
            chosen = self.registry.get_recognizers(
                language=language, entities=entities, all_fields=not entities, ad_hoc_recognizers=ad_hoc_recognizers
            )
        explained = bool(return_decision_process)
        reading = Reading(text, language, plan, chosen, entities or plan.entities, nlp_artifacts, explained, self)
        results = reading.in_context(reading.results(), context or [])
        if not results:
            return []
        if score_threshold is None and plan.one_threshold and chosen is plan.recognizers:
            score_threshold = self.default_score_threshold
        results = self._stock("remove_low_scores")(results, score_threshold, list(chosen))
        results = distinct(results)
        if allow_list:
            flags = _ALLOW_FLAGS if regex_flags is None else regex_flags
            results = self._remove_allow_list(results, allow_list, text, flags, allow_list_match or "exact")
        if not return_decision_process:
            results = self._stock("remove_decision_process")(results)
        return results

    def _stock(self, name: str) -> Any:
        """A step of the stock engine that it keeps to itself."""
        return getattr(self, f"_AnalyzerEngine__{name}")

    def named(self, results: Results, recognizer: EntityRecognizer) -> None:
        """Gives results without a recognizer's name the name of this one."""
        self._stock("add_recognizer_id_if_not_exists")(results, recognizer)

    def as_in_stock(
        self,
        text: str,
        results: Results,
        artifacts: NlpArtifacts,
        recognizers: list[EntityRecognizer],
        context: list[str],
    ) -> Results:
        """The stock engine's own context step."""
        return self._enhance_using_context(text, results, artifacts, recognizers, context)

    def tokens(self, language: str) -> Tokens | None:
        """The tokenizer of a language, where it may be given single words; None where only a whole text will do."""
        if not isinstance(self.nlp_engine, BlankNlpEngine):
            return None
        if language not in self._tokens:
            self._tokens[language] = Tokens(self.nlp_engine, language)
        return self._tokens[language]


def scanning_engine(language: str = "en", names: str = OFF, limits: Limits | None = None) -> ScanningAnalyzer:
    """Presidio's default recognizers, and one of names where asked, behind one scan. Takes about two seconds."""
    stock = presidio_engine(language, names)
    return ScanningAnalyzer(stock.registry, stock.nlp_engine, [language], limits=limits)
