"""The tagger and the rules as one Presidio recognizer.

What enters is text; what leaves are Presidio's results. It reads nothing of a spaCy pipeline and opens nothing, so any
engine and any registry can run it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from guards.pii.names.addresses import addresses_in
from guards.pii.names.cards import cards_in
from guards.pii.names.dates import dates_in
from guards.pii.names.groups import GROUP_CUES, groups_in
from guards.pii.names.joining import fields_of, joined, parts_of
from guards.pii.names.model import Tagger, tagger
from guards.pii.names.persons import TITLES, ages_in, title_length, titles_in
from guards.pii.names.phones import phones_in
from guards.pii.names.places import Place
from guards.pii.names.stretches import WORD, lines_of, stretches_of
from guards.pii.names.tokens import tokens_in, tokens_of

ENTITIES = ("PERSON", "LOCATION", "ORGANIZATION", "DATE_TIME", "AGE", "TITLE", "NRP", "PHONE_NUMBER", "CREDIT_CARD")
_TYPES = {"PER": "PERSON", "LOC": "LOCATION", "ADR": "LOCATION", "ORG": "ORGANIZATION"}
# Each rule with the words that one must stand in the text for it, where there are such.
_RULES: dict[str, tuple[Callable[[str], Iterator[Place]], frozenset[str] | None]] = {
    "DATE_TIME": (dates_in, None),
    "AGE": (ages_in, None),
    "TITLE": (titles_in, TITLES),
    "NRP": (groups_in, GROUP_CUES),
    "PHONE_NUMBER": (phones_in, None),
    "CREDIT_CARD": (cards_in, None),
}
# Hung on at the ends of an address by the way it is written, and no part of it.
_EDGES = " \t\r\n,;:.-–|\"'*"


# A name has a letter; a postcode alone may have none, and a row of figures is no address.
_POSTCODE_MIN, _POSTCODE_MAX = 4, 10


def _may_be(said: str) -> bool:
    return any(map(str.isalpha, said)) or (
        _POSTCODE_MIN <= len(said) <= _POSTCODE_MAX and said.replace("-", "").isdigit()
    )


def _trimmed(text: str, start: int, end: int, entity: str) -> tuple[int, int]:
    """Without the signs around it, and a person without the title."""
    said = text[start:end]
    end -= len(said) - len(said.rstrip(_EDGES))
    start += len(said) - len(said.lstrip(_EDGES))
    return (start + title_length(text[start:end]) if entity == "PERSON" else start), end


class NamesRecognizer(EntityRecognizer):
    """Looks for: people, places with addresses, organisations, dates, ages, titles, and the nation or faith somebody is
    said to be of, in any manner of writing.

    Cannot see: names that are told from words by nothing around them ("hope" in small letters); handles and hashtags;
    Thai names, for want of spaces; a name split by markup. Organisations are found with less care than people.

    Costs: about a millisecond of CPU per 1,000 characters.

    Example:
        >>> text = "Dear Dr. Lovelace, your flat at 12 Elm Street is ready."
        >>> found = NamesRecognizer().analyze(text, ["PERSON", "LOCATION"])
        >>> [(result.entity_type, text[result.start : result.end]) for result in found]
        [('PERSON', 'Lovelace'), ('LOCATION', '12 Elm Street')]
    """

    reads_tokens = False
    """It reads the text itself: spaCy need not tokenize for it."""
    gives_away = True
    """Its results are nobody else's: they need not be copied."""

    def __init__(
        self,
        supported_entities: Sequence[str] = ENTITIES,
        supported_language: str = "en",
        name: str = "NamesRecognizer",
        tagger: Tagger | None = None,
    ) -> None:
        self._tagger, self._called = tagger, name
        super().__init__(list(supported_entities), name, supported_language)

    def load(self) -> None:
        """Loads the model; equal recognizers of a process share it."""
        self._tagger = self._tagger or tagger()

    def analyze(
        self, text: str, entities: Sequence[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """What of the entities asked for stands in the text, in order."""
        wanted = set(entities or self.supported_entities) & set(self.supported_entities)
        words = set(WORD.findall(text))
        found = list(self._names(text, words, wanted)) if wanted & set(_TYPES.values()) else []
        if "LOCATION" in wanted:
            found = joined(text, found + [self._result("LOCATION", place) for place in addresses_in(text)])
        for entity, (rule, cues) in _RULES.items():
            if entity in wanted and (cues is None or not cues.isdisjoint(words)):
                found += [self._result(entity, place) for place in rule(text)]
        return sorted(found, key=lambda result: (result.start, result.end))

    def _names(self, text: str, words: set[str], wanted: set[str]) -> Iterator[RecognizerResult]:
        assert self._tagger is not None
        lines = list(lines_of(text))
        small = self._tagger.small_names(words)
        tokens = tokens_in(text, lines, stretches_of(text, lines, small, self._tagger.may_be))
        for one in self._tagger.find(tokens):
            entity = _TYPES[one.label]
            start, end = tokens.starts[one.first], tokens.end(one.last)
            fields = fields_of(text, start, end) if entity == "LOCATION" else []
            for first, last, kind, odds in self._apart(text, fields) if fields else ((start, end, entity, one.odds),):
                if kind not in wanted:
                    continue
                for begin, stop in parts_of(text, first, last) if kind == "LOCATION" else ((first, last),):
                    place = _trimmed(text, begin, stop, kind)
                    if _may_be(text[place[0] : place[1]]):
                        yield self._result(kind, Place(*place, round(odds, 3)))

    def _apart(self, text: str, fields: list[tuple[int, int]]) -> Iterator[tuple[int, int, str, float]]:
        """What each field of a record is by itself: what ran over several is no evidence for one."""
        assert self._tagger is not None
        for begin, end in fields:
            tokens = tokens_of(text[begin:end])
            for one in self._tagger.find(tokens):
                yield begin + tokens.starts[one.first], begin + tokens.end(one.last), _TYPES[one.label], one.odds

    def _result(self, entity: str, place: Place) -> RecognizerResult:
        recognized = {
            RecognizerResult.RECOGNIZER_NAME_KEY: self._called,
            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
        }
        return RecognizerResult(entity, place.start, place.end, place.score, recognition_metadata=recognized)
