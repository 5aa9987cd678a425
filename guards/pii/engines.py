"""Analyzers by what policies ask for: languages, names, recognizers of countries and of their own.

What enters is a policy; what leaves is a reader, the same one for every policy that asks for the same. There are as
many as policies differ, which a policy file says and no event; beyond a bound the one used longest ago is dropped.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import presidio_analyzer.predefined_recognizers as predefined
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.predefined_recognizers import SpacyRecognizer

from guards.disguises import TYPES_OF, second_view
from guards.pii.blank_engine import presidio_engine
from guards.pii.forms import Entity as Entity  # noqa: PLC0414 - named here for whoever reads with it
from guards.pii.forms import forms_in
from guards.pii.labels import Under, labelled
from guards.pii.labels.context import LabelContext
from guards.pii.names.choice import BUILTIN
from guards.pii.own_recognizer import UserRecognizer
from guards.pii.register import BAR, SHORT, Weighing, people_in
from guards.pii.scan import Audited, Differing, ScanningAnalyzer
from guards.pii.scan.whole_words import WholeWordsEnhancer
from guards.texts import Text
from schemas.errors import PolicyError
from schemas.policy import PersonalPolicy
from schemas.recognizers import RecognizerSpec

# Some 30 MB each.
_ENGINES_MAX = 16

# Short texts (roles, tool names, tenants, keys) repeat endlessly; their results are remembered. 16,384 texts of at most
# 64 characters (`SHORT`) and their few results stay below 10 MB.
_REMEMBERED = 16_384


Place = tuple[str, int, int]
"""A type and where it stands."""

Peopled = Callable[[], int]
"""Counts what in the texts beside one is about people."""


def nobody() -> int:
    """A text that stands by itself."""
    return 0


def peopled_by(texts: Sequence[Text]) -> Peopled:
    """The texts of an event, counted when somebody first asks."""
    return cache(lambda: sum(people_in(text.value) for text in texts if len(text.value) > SHORT))


class Choice(NamedTuple):
    """All of a policy that an analyzer depends on."""

    names: str = "off"
    languages: tuple[str, ...] = ("en",)
    presidio: tuple[str, ...] = ()
    recognizers: tuple[RecognizerSpec, ...] = ()
    audit_percent: float = 0
    disguises: bool = True
    labels: bool = True

    @classmethod
    def of(cls, policy: PersonalPolicy) -> Choice:
        """What a policy asks for."""
        return cls(*(getattr(policy, name) for name in cls._fields))


class Remembered:
    """Results of short texts, for all readers of a process together: one that was used lately is kept."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[int, str, Under | None], tuple[Entity, ...]] = OrderedDict()

    def of(
        self, reader: int, text: str, under: Under | None, read: Callable[[str, Under | None], tuple[Entity, ...]]
    ) -> tuple[Entity, ...]:
        """What the reader of this number found in a text under a label."""
        key = reader, text, under
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = read(text, under)
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(key)
        return known


class Reader:
    """The analyzers of one choice."""

    def __init__(
        self, choice: Choice, analyzers: list[tuple[AnalyzerEngine, str]], number: int, remembered: Remembered
    ) -> None:
        self._choice = choice
        self.analyzers = [
            (analyzer, language, LabelContext(analyzer.registry.recognizers)) for analyzer, language in analyzers
        ]
        self._number, self._remembered = number, remembered
        self._own = frozenset(spec.supported_entity for spec in choice.recognizers)

    @property
    def types(self) -> frozenset[str]:
        """Every type that its recognizers look for. spaCy's own would, and a blank pipeline has nothing for it."""
        every = (a.registry.get_recognizers(language=language, all_fields=True) for a, language, _ in self.analyzers)
        looking = (each for found in every for each in found if type(each) is not SpacyRecognizer)
        return frozenset(kind for each in looking for kind in each.supported_entities)

    def entities(self, text: str, under: Under | None = None, peopled: Peopled = nobody) -> tuple[Entity, ...]:
        """Everything found in a text, at any score, in the order of its offsets; `under` is the label that the event
        itself gives the text. `peopled` counts what in the texts beside it is about people; of short ones nothing
        depends on it."""
        if not self._choice.labels:
            under = None
        if len(text) > SHORT:
            return self._read(text, under, peopled)
        return self._remembered.of(self._number, text, under, self._read)

    def _read(self, text: str, under: Under | None, peopled: Peopled = nobody) -> tuple[Entity, ...]:
        found = self._once(text, under, peopled)
        if self._choice.disguises:
            found |= set(self._again(text, found))
        return tuple(sorted(found, key=_by_place))

    def _once(self, text: str, under: Under | None = None, peopled: Peopled | None = None) -> set[Entity]:
        best: dict[Place, float] = {}
        labels = (under.label,) if under is not None else ()
        for analyzer, language, context in self.analyzers:
            for result in analyzer.analyze(text, language):
                score = context.score(text, result, labels) if self._choice.labels else result.score
                key = result.entity_type, result.start, result.end
                best[key] = max(best.get(key, 0.0), score)
        if peopled is not None:
            best = self._weighed(text, best, peopled)
        if self._choice.labels:  # what a label says needs no evidence of its place
            for kind, start, end, score in labelled(text, under):
                best[kind, start, end] = max(best.get((kind, start, end), 0.0), score)
        found = {Entity(*key, score) for key, score in best.items()}
        forms = list(forms_in(text))
        if forms:
            held = Held(found)
            found.update(form for form in forms if not held.holds(form))
        return found

    def _weighed(self, text: str, best: dict[Place, float], peopled: Peopled) -> dict[Place, float]:
        """What the place that it stands in makes of each (`guards.pii.register`)."""
        weighing = Weighing(text, self._choice.names == BUILTIN, self._own, peopled)
        kept: dict[Place, float] = {}
        for (kind, start, end), score in best.items():
            for begin, stop, weighed in weighing.of(kind, start, end, score):
                kept[kind, begin, stop] = max(kept.get((kind, begin, stop), 0.0), weighed)
        return kept

    def _again(self, text: str, found: set[Entity]) -> Iterator[Entity]:
        """What is seen only without the text's disguises, not weighed: who disguises a value says that it is one."""
        view = second_view(text)
        if view is None:
            return
        held = Held(entity for entity in found if entity.score >= BAR)
        for entity in self._once(view.text):
            kinds = view.kinds(entity.start, entity.end) or view.beside(entity.start, entity.end)
            if not kinds or any(entity.type not in TYPES_OF.get(kind, (entity.type,)) for kind in kinds):
                continue
            seen = Entity(entity.type, *view.original(entity.start, entity.end), entity.score)
            if not held.holds(seen):
                yield seen


class Held:
    """Which spans of a type lie within others of it: by places in order, for a text may hold many thousands."""

    def __init__(self, found: Iterable[Entity]) -> None:
        self._starts: dict[str, list[int]] = {}
        self._ends: dict[str, list[int]] = {}
        for entity in sorted(found, key=_by_place):
            ends = self._ends.setdefault(entity.type, [])
            self._starts.setdefault(entity.type, []).append(entity.start)
            ends.append(max(entity.end, ends[-1] if ends else 0))

    def holds(self, entity: Entity) -> bool:
        """True where one of the same type covers it."""
        last = bisect_right(self._starts.get(entity.type, ()), entity.start) - 1
        return last >= 0 and self._ends[entity.type][last] >= entity.end


class Engines:
    """Readers by choice. Not for use by several threads at once.

    Args:
        heard: called for each text that stock Presidio has read again.
        usual: the choice that is made at once.
        given: its analyzer, where another than ours shall stand there.
    """

    def __init__(self, heard: Callable[[Differing], None], usual: Choice, given: AnalyzerEngine | None = None) -> None:
        self._heard = heard
        self._readers: OrderedDict[Choice, Reader] = OrderedDict()
        self._remembered = Remembered()
        self._made_so_far = 0
        if given is not None:
            self._add(usual, [(given, usual.languages[0])])
        self.of(usual)

    def of(self, choice: Choice) -> Reader:
        """The reader of a choice, made when it is first asked for: about two seconds for each language."""
        reader = self._readers.get(choice)
        if reader is None:
            reader = self._add(choice, [(self._made(choice, language), language) for language in choice.languages])
            if len(self._readers) > _ENGINES_MAX:
                self._readers.popitem(last=False)
        self._readers.move_to_end(choice)
        return reader

    def _add(self, choice: Choice, analyzers: list[tuple[AnalyzerEngine, str]]) -> Reader:
        self._made_so_far += 1
        reader = self._readers[choice] = Reader(choice, analyzers, self._made_so_far, self._remembered)
        return reader

    def _made(self, choice: Choice, language: str) -> AnalyzerEngine:
        try:
            stock = presidio_engine(language, choice.names)
        except Exception as error:  # a model or tokenizer of somebody else's; its own words may hold anything
            said = f"guards.pii: no analyzer can be made for {language} and names {choice.names}"
            raise PolicyError(f"{said}: {type(error).__name__}") from error
        for recognizer in _added(choice, language, stock):
            stock.registry.add_recognizer(recognizer)
        # Without labels the spans are stock Presidio's to the last.
        enhancer = WholeWordsEnhancer() if choice.labels else None
        if not choice.audit_percent:
            return ScanningAnalyzer(stock.registry, stock.nlp_engine, [language], enhancer)
        share = choice.audit_percent / 100
        return Audited(stock.registry, stock.nlp_engine, [language], enhancer, share=share, heard=self._heard)


def _added(choice: Choice, language: str, stock: AnalyzerEngine) -> Iterator[Any]:
    """What Presidio's own list does not switch on for a language. It reads cards in some languages only."""
    present = {getattr(each, "name", "") for each in stock.registry.get_recognizers(language, all_fields=True)}
    for name in ("CreditCardRecognizer", *choice.presidio):
        if name not in present:
            yield getattr(predefined, name)(supported_language=language)
    for spec in choice.recognizers:
        if spec.supported_language in (None, language):
            yield UserRecognizer(spec, language)


def _by_place(entity: Entity) -> tuple[int, int, str]:
    return entity.start, entity.end, entity.type


def audit_scores(compared: list[Differing]) -> dict[str, float]:
    """Numbers for a verdict: `audit.texts`, and per difference `audit.only_stock.TYPE` or `audit.only_ours.TYPE`."""
    counts: Counter[str] = Counter({"audit.texts": len(compared)} if compared else {})
    for each in compared:
        counts.update(f"audit.only_stock.{entity}" for entity in each.only_stock)
        counts.update(f"audit.only_ours.{entity}" for entity in each.only_ours)
    return {name: float(number) for name, number in counts.items()}
