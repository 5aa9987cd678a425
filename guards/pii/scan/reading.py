"""One text read by a plan: the scan, the recognizers where it says so, the context step.

What enters are a text and the recognizers asked for; what leaves are their results as Presidio has them before it drops
low scores and duplicates. Where a time limit is passed the reading ends with `TooSlow`: a text is never half read.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, Protocol

import phonenumbers
from presidio_analyzer import AnalysisExplanation, EntityRecognizer, PatternRecognizer, RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer, LemmaContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

from guards.pii.scan.asking import UNREAD, compiled, distinct, plain_digits, results_of
from guards.pii.scan.context import Surroundings, may_replace, raise_scores
from guards.pii.scan.phones import Phones
from guards.pii.scan.plan import Context, Plan, Waiting, contexts
from guards.pii.scan.tokens import Tokens
from guards.scanning.folding import fold
from guards.scanning.limits import Limits, TooSlow

Results = list[RecognizerResult]
Known = tuple[Context, RecognizerResult]


class Analyzer(Protocol):
    """What a reading needs of the analyzer that it serves."""

    nlp_engine: NlpEngine
    context_aware_enhancer: ContextAwareEnhancer
    limits: Limits

    def tokens(self, language: str) -> Tokens | None:
        """The tokenizer of a language, where it may be given single words."""

    def named(self, results: Results, recognizer: EntityRecognizer) -> None:
        """Gives results without a recognizer's name the name of this one."""

    def as_in_stock(
        self,
        text: str,
        results: Results,
        artifacts: NlpArtifacts,
        recognizers: list[EntityRecognizer],
        context: list[str],
    ) -> Results:
        """The stock engine's own context step."""


class Reading:
    """One text, one language, and the recognizers asked for."""

    def __init__(
        self,
        text: str,
        language: str,
        plan: Plan,
        chosen: Sequence[EntityRecognizer],
        entities: list[str],
        artifacts: NlpArtifacts | None,
        explained: bool,
        analyzer: Analyzer,
    ) -> None:
        self._text = text
        self._language = language
        self._plan = plan
        self._chosen = chosen
        self._entities = entities
        self._given = artifacts
        self._analyzer = analyzer
        self._begun = time.thread_time()
        self._tokens = analyzer.tokens(language)
        self._by_stock = (
            self._tokens is None
            or plan.own_context
            or artifacts is not None
            or not may_replace(analyzer.context_aware_enhancer)
        )
        # Whoever reads the context may read the explanations.
        self._explained = explained or self._by_stock

    @cached_property
    def artifacts(self) -> NlpArtifacts:
        """The whole text read by the NLP engine. Costly, and only where somebody needs it."""
        return self._given or self._analyzer.nlp_engine.process_text(self._text, self._language)

    def results(self) -> Results:
        """What each recognizer finds."""
        found: Results = []
        whole = self._chosen is self._plan.recognizers
        asked = self._plan.numbers if whole else {id(each) for each in self._chosen}
        for number, recognizer in self._plan.always:
            if id(self._plan.recognizers[number]) in asked:
                found += self._in_full(recognizer)
        for recognizer in self._chosen:
            if id(recognizer) not in self._plan.numbers:  # given with this request only
                found += self._in_full(recognizer)
        by_recognizer: dict[int, Results] = {}
        for waiting in self._occurring():
            if asked is self._plan.numbers or id(self._plan.recognizers[waiting.of]) in asked:
                results = self._where_it_can(waiting)
                if results:
                    by_recognizer.setdefault(waiting.of, []).extend(results)
        for number, results in by_recognizer.items():
            found += distinct(results) if self._plan.ends_apart[number] else results
        return found

    @cached_property
    def _data(self) -> bytes:
        return fold(self._text)

    def _occurring(self) -> list[Waiting]:
        if self._plan.occurrences is None:
            return []
        return [self._plan.waiting[number] for number in self._plan.occurrences.of(self._data)]

    def _in_full(self, recognizer: Any) -> Results:
        if not recognizer.is_loaded:
            recognizer.load()
            recognizer.is_loaded = True
        needs_tokens = not isinstance(recognizer, PatternRecognizer) and getattr(recognizer, "reads_tokens", True)
        begun = time.thread_time()
        results = self._analyzed(recognizer, self.artifacts if needs_tokens else None)
        if isinstance(recognizer, PatternRecognizer):
            self._in_time(begun, self._analyzer.limits.pattern_s)
            return list(results or ())
        found = list(results or ())
        if not getattr(recognizer, "gives_away", False):  # it may keep what it returned
            found = copy.deepcopy(found)
        self._analyzer.named(found, recognizer)
        return found

    def _analyzed(self, recognizer: Any, artifacts: NlpArtifacts | None) -> Any:
        """A recognizer's own results; where a digit of another script fails it, those with plain digits."""
        try:
            return recognizer.analyze(text=self._text, entities=self._entities, nlp_artifacts=artifacts)
        except UNREAD:
            if self._text.isascii():
                raise
            return recognizer.analyze(text=plain_digits(self._text), entities=self._entities, nlp_artifacts=artifacts)

    def _where_it_can(self, waiting: Waiting) -> Results:
        only: Any = waiting.only
        if waiting.kind in ("phones", "lines"):
            return list(self._phones(waiting))
        found: Results = []
        for start, end in waiting.runs.stretches(self._data):
            try:
                if waiting.kind == "account":
                    found += self._ibans(only, start, end)
                else:
                    limit_s = self._analyzer.limits.pattern_s
                    found += results_of(only, self._text[start:end], start, limit_s, self._explained)
            except TimeoutError as error:
                raise TooSlow("a pattern took longer than it may") from error
            self._goes_on()
        return found

    def _ibans(self, only: Any, start: int, end: int) -> Results:
        stretch, begun, limit_s = self._text[start:end], time.thread_time(), self._analyzer.limits.pattern_s
        if compiled(only).search(stretch, timeout=limit_s) is None:
            return []
        found = list(only.analyze(stretch, self._entities))
        for result in found:
            result.start += start
            result.end += start
        self._in_time(begun, limit_s)
        return found

    def _phones(self, waiting: Waiting) -> Iterator[RecognizerResult]:
        recognizer: Any = waiting.only
        runs = waiting.runs.of(self._data)
        if waiting.kind == "lines":
            phones = Phones(self._text, self._data, runs, (recognizer.REGION,), recognizer.leniency, self._goes_on)
            if any(True for _ in phones.matches()):
                yield from recognizer.analyze(self._text, self._entities)
            return
        results: Results = []
        phones = Phones(self._text, self._data, runs, recognizer.supported_regions, recognizer.leniency, self._goes_on)
        for region, match in phones.matches():
            named = _region_of(match, region) if self._explained else region
            results.append(recognizer._get_recognizer_result(match, self._text, named, None))
            self._goes_on()
        yield from distinct(results)

    def _goes_on(self) -> None:
        """Ends a reading that takes longer than a text may."""
        self._in_time(self._begun, self._analyzer.limits.text_s)

    def _in_time(self, begun: float, limit_s: float) -> None:
        if time.thread_time() - begun >= limit_s:
            raise TooSlow("a text took longer than it may")

    def in_context(self, results: Results, context: list[str]) -> Results:
        """The results with the scores that their context gives them."""
        if not results and not self._plan.own_context:
            return results
        if self._by_stock:
            return self._as_in_stock(results, context)
        tokens, enhancer = self._tokens, self._analyzer.context_aware_enhancer
        assert tokens is not None
        assert isinstance(enhancer, LemmaContextAwareEnhancer)
        owners = self._plan.contexts if self._chosen is self._plan.recognizers else contexts(self._chosen)
        known = [(words, result) for result in results if (words := owners.get(_owner(result))) is not None]
        # What is certain already can rise no further, and what has none of its words in the whole text has none nearby.
        uncertain = [each for each in known if each[0].words and each[1].score < EntityRecognizer.MAX_SCORE]
        open_ones = uncertain if context else list(_with_words(self._text, uncertain))
        if open_ones:
            before, after = enhancer.context_prefix_count, enhancer.context_suffix_count
            try:
                around = Surroundings(self._text, tokens, before, after)
                raise_scores(self._one_by_one(open_ones), around, context, enhancer, self._explained)
            except LookupError:
                return self._as_in_stock(results, context)
        return [result for _, result in known]

    def _one_by_one(self, known: Iterable[Known]) -> Iterator[Known]:
        for each in known:
            self._goes_on()
            yield each

    def _as_in_stock(self, results: Results, context: list[str]) -> Results:
        chosen = list(self._chosen)
        for result in results:
            explanation: Any = result.analysis_explanation
            result.analysis_explanation = explanation or AnalysisExplanation("", result.score)
        return self._analyzer.as_in_stock(self._text, results, self.artifacts, chosen, context)


def _with_words(
    text: str, known: Sequence[tuple[Context, RecognizerResult]]
) -> Iterator[tuple[Context, RecognizerResult]]:
    """Those with one of their context words somewhere in the text."""
    lowered = text.lower() if known else ""
    seen: dict[Context, bool] = {}
    for words, result in known:
        if words not in seen:
            seen[words] = not words.plain or any(map(lowered.__contains__, words.lowered))
        if seen[words]:
            yield words, result


def _owner(result: RecognizerResult) -> str:
    name: str = result.recognition_metadata[RecognizerResult.RECOGNIZER_IDENTIFIER_KEY]
    return name


def _region_of(match: phonenumbers.PhoneNumberMatch, region: str) -> str | None:
    """The region that Presidio names in its explanation."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(match.raw_string))
    except phonenumbers.NumberParseException:
        return region
