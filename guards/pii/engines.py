"""Analyzers by what policies ask for: languages, names, recognizers of countries and of their own.

What enters is a policy; what leaves is a reader, the same one for every policy that asks for the same. There are as
many as policies differ, which a policy file says and no event; beyond a bound the one used longest ago is dropped.
"""

from __future__ import annotations

import itertools
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import presidio_analyzer.predefined_recognizers as predefined
from presidio_analyzer import AnalyzerEngine

from guards.disguises import TYPES_OF, second_view
from guards.pii.blank_engine import presidio_engine
from guards.pii.names.choice import BUILTIN
from guards.pii.own_recognizer import UserRecognizer
from guards.pii.register import SHORT, Weighing
from guards.pii.scan import Audited, Differing, ScanningAnalyzer
from schemas.errors import PolicyError
from schemas.policy import PersonalPolicy
from schemas.recognizers import RecognizerSpec

# Some 30 MB each.
_ENGINES_MAX = 16

# Short texts (roles, tool names, tenants, keys) repeat endlessly; their results are remembered. 16,384 texts of at most
# 64 characters (`SHORT`) and their few results stay below 10 MB.
_REMEMBERED = 16_384


class Entity(NamedTuple):
    """A typed span of one text, in code points, with Presidio's score."""

    type: str
    start: int
    end: int
    score: float


class Choice(NamedTuple):
    """All of a policy that an analyzer depends on."""

    names: str = "off"
    languages: tuple[str, ...] = ("en",)
    presidio: tuple[str, ...] = ()
    recognizers: tuple[RecognizerSpec, ...] = ()
    audit_percent: float = 0
    disguises: bool = True

    @classmethod
    def of(cls, policy: PersonalPolicy) -> Choice:
        """What a policy asks for."""
        return cls(*(getattr(policy, name) for name in cls._fields))


class Remembered:
    """Results of short texts, for all readers of a process together: one that was used lately is kept."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[int, str], tuple[Entity, ...]] = OrderedDict()

    def of(self, reader: int, text: str, read: Callable[[str], tuple[Entity, ...]]) -> tuple[Entity, ...]:
        """What the reader of this number found in a text."""
        key = reader, text
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = read(text)
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
        self._analyzers = analyzers
        self._number, self._remembered = number, remembered
        self._own = frozenset(spec.supported_entity for spec in choice.recognizers)

    def entities(self, text: str, peopled: Callable[[], int] = lambda: 0) -> tuple[Entity, ...]:
        """Everything found in a text, at any score, in the order of its offsets. `peopled` counts what in the
        texts beside it is about people; of short ones nothing depends on it."""
        if len(text) > SHORT:
            return self._read(text, peopled)
        return self._remembered.of(self._number, text, self._read)

    def _read(self, text: str, peopled: Callable[[], int] = lambda: 0) -> tuple[Entity, ...]:
        found = set(self._weighed(text, self._once(text), peopled))
        if self._choice.disguises:
            found |= set(self._again(text, found))
        return tuple(sorted(found, key=_by_place))

    def _once(self, text: str) -> dict[tuple[str, int, int], float]:
        best: dict[tuple[str, int, int], float] = {}
        for analyzer, language in self._analyzers:
            for result in analyzer.analyze(text, language):
                key = result.entity_type, result.start, result.end
                best[key] = max(best.get(key, 0.0), result.score)
        return best

    def _weighed(
        self, text: str, best: dict[tuple[str, int, int], float], peopled: Callable[[], int]
    ) -> Iterator[Entity]:
        """What the place that it stands in makes of each (`guards.pii.register`)."""
        weighing = Weighing(text, self._choice.names == BUILTIN, self._own, peopled)
        for (kind, start, end), score in best.items():
            for begin, stop, weighed in weighing.of(kind, start, end, score):
                yield Entity(kind, begin, stop, weighed)

    def _again(self, text: str, found: set[Entity]) -> Iterator[Entity]:
        """What is seen only without the text's disguises, not weighed: who disguises a value says that it is one."""
        view = second_view(text)
        if view is None:
            return
        for entity in itertools.starmap(Entity, ((*key, score) for key, score in self._once(view.text).items())):
            kinds = view.kinds(entity.start, entity.end)
            if not kinds or any(entity.type not in TYPES_OF.get(kind, (entity.type,)) for kind in kinds):
                continue
            start, end = view.original(entity.start, entity.end)
            if not any(
                other.type == entity.type and other.score >= entity.score and other.start <= start and end <= other.end
                for other in found
            ):
                yield Entity(entity.type, start, end, entity.score)


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
        if not choice.audit_percent:
            return ScanningAnalyzer(stock.registry, stock.nlp_engine, [language])
        share = choice.audit_percent / 100
        return Audited(stock.registry, stock.nlp_engine, [language], share=share, heard=self._heard)


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
