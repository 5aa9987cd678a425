"""A stock Presidio and ours over one registry, and what they say of a text differently."""

from __future__ import annotations

import inspect
import random
from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import Any, NamedTuple

import presidio_analyzer.predefined_recognizers as predefined
import spacy
from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine
from presidio_analyzer.predefined_recognizers import PhoneRecognizer

from guards.pii.blank_engine import BlankNlpEngine, presidio_engine
from guards.pii.scan import ScanningAnalyzer
from guards.scanning.matching import Engine

Said = list[tuple[str, int, int, float]]


class Pair(NamedTuple):
    """Two analyzers of one registry."""

    stock: AnalyzerEngine
    ours: ScanningAnalyzer


@cache
def default_pair(engine: Engine | None = None) -> Pair:
    """Presidio's own default recognizers."""
    stock = presidio_engine()
    return Pair(stock, ScanningAnalyzer(stock.registry, stock.nlp_engine, engine=engine))


def all_recognizers() -> list[Any]:
    """One of every predefined recognizer that needs no model, of every country, made to read English."""
    found = []
    for _, kind in sorted(vars(predefined).items()):
        if (
            inspect.isclass(kind)
            and issubclass(kind, PatternRecognizer | PhoneRecognizer)
            and kind is not PatternRecognizer
        ):
            found.append(kind(supported_language="en"))
    return found


def of_users() -> list[Any]:
    """What a user could add: patterns that cannot be relaxed, a deny-list, look-arounds, context words of their own."""
    deny = ["Mr.", "Mrs.", "the", "naïve", "İstanbul", "C++"]
    made = [
        _user("ZIP", r"(\b\d{5}(?:\-\d{4})?\b)", ["zip", "the"]),
        PatternRecognizer("TITLE", name="titles", deny_list=deny),
        _user("TWICE", r"(\w)-\1"),
        _user("LINE", r"^\w+:.*$"),
        _user("ENDS", r"\A\w{3,}|\d\Z"),
        _user("LOOK", r"(?<=[a-z]{2} )\d{2,}(?! ?[ap]m)(?=.{3})", ["no.", "cc "]),
        _user("MAYBE", r"x*"),
        _user("LOOSE", r"(?:hello){e<=1}|kiss"),
        _user("LETTERS", r"[^\W\d_]{3}[äöü]\S?|[^k-s ]{5}é"),
    ]
    made.append(PatternRecognizer("SHOUT", patterns=[Pattern("shout", r"[A-Z]{4,}$", 0.5)], global_regex_flags=0))
    return made


def _user(entity: str, pattern: str, context: list[str] | None = None) -> PatternRecognizer:
    """As Presidio makes one from a YAML file."""
    patterns = [{"name": entity.lower(), "regex": pattern, "score": 0.2}]
    made = {"name": entity.lower(), "supported_entity": entity, "patterns": patterns, "context": context or []}
    return PatternRecognizer.from_dict(made)


@cache
def full_pair(engine: Engine | None = None) -> Pair:
    """Every predefined recognizer, and some that a user could have added."""
    nlp = BlankNlpEngine()
    nlp.load()
    registry = RecognizerRegistry(recognizers=[*all_recognizers(), *of_users()])
    stock = AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["en"])
    return Pair(stock, ScanningAnalyzer(registry, nlp, engine=engine))


class _OtherNlpEngine(SpacyNlpEngine):
    """A spaCy pipeline that is not ours, with entities of a rule."""

    def __init__(self) -> None:
        super().__init__(models=[{"lang_code": "en", "model_name": "other"}])

    def load(self) -> None:
        pipeline = spacy.blank("en")
        pipeline.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": "the"}])
        self.nlp = {"en": pipeline}


@cache
def other_nlp_pair(engine: Engine | None = None) -> Pair:
    """The default recognizers on another NLP engine than ours."""
    nlp = _OtherNlpEngine()
    nlp.load()
    registry = RecognizerRegistry(supported_languages=["en"])
    registry.load_predefined_recognizers(languages=["en"], nlp_engine=nlp)
    stock = AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["en"])
    return Pair(stock, ScanningAnalyzer(registry, nlp, engine=engine))


def said(analyzer: AnalyzerEngine, text: str, **options: Any) -> Said | str:
    """Types, places and scores; or the error that was raised."""
    try:
        return sorted((r.entity_type, r.start, r.end, r.score) for r in analyzer.analyze(text, "en", **options))
    except (ValueError, KeyError) as error:  # some of stock's validators take every digit of Unicode for one of theirs
        return str(error)


def minimal(text: str, differs: Callable[[str], bool]) -> str:
    """The shortest text, by taking pieces out, on which they still differ."""
    size = len(text) // 2
    while size:
        place = 0
        while place < len(text):
            shorter = text[:place] + text[place + size :]
            if differs(shorter):
                text = shorter
            else:
                place += size
        size //= 2
    return text


def options_for(text: str, pair: Pair) -> dict[str, Any]:
    """Arguments of `analyze` that this text is read with: none for half of all texts, else up to three of them."""
    chance = random.Random(text)
    if chance.random() < 0.5:
        return {}
    entities = pair.stock.get_supported_entities("en")
    words = text.split()[:40] or ["the"]
    every: list[dict[str, Any]] = [
        {"entities": chance.sample(entities, chance.randint(1, min(6, len(entities))))},
        {"score_threshold": chance.choice((0.0, 0.05, 0.35, 0.4, 0.6, 1.0))},
        {"context": chance.choice((["phone"], ["Credit", "iban"], ["the"], ["x", "Straße"]))},
        chance.choice(
            (
                {"allow_list": chance.sample(words, 1)},
                {"allow_list": [r"^\d{3}|@example", chance.choice("abc4")], "allow_list_match": "regex"},
            )
        ),
        {"ad_hoc_recognizers": _AD_HOC},
        {"return_decision_process": True},
    ]
    return {key: value for some in chance.sample(every, chance.randint(1, 3)) for key, value in some.items()}


_AD_HOC = [
    PatternRecognizer("AD_HOC", name="ad hoc", patterns=[Pattern("word", r"\b[a-z]{4}\d?\b", 0.3)], context=["the"]),
    PatternRecognizer("DENIED", name="denied", deny_list=["and", "for", "C++", "привет"]),
]


def differences(pairs: Iterable[Pair], texts: Iterable[str]) -> list[str]:
    """A line for each text on which a pair differs, cut down to what matters. Pairs share their stock analyzer."""
    first, *others = pairs
    lines = []
    for text in texts:
        options = options_for(text, first)
        expected = said(first.stock, text, **options)
        if isinstance(expected, str) and not text.isascii():
            # Stock fails on a digit of another script; ours reads on, which is meant.
            lines += [
                f"{text!r}: fails" for pair in (first, *others) if isinstance(said(pair.ours, text, **options), str)
            ]
            continue
        for pair in (first, *others):
            if said(pair.ours, text, **options) != expected:
                small = minimal(text, partial(_differs, pair, options))
                lines.append(
                    f"{small!r}: stock {said(pair.stock, small, **options)}, ours {said(pair.ours, small, **options)}"
                    f" with {sorted(set(options) - {'ad_hoc_recognizers'})}"
                )
    return lines


def _differs(pair: Pair, options: dict[str, Any], text: str) -> bool:
    return said(pair.stock, text, **options) != said(pair.ours, text, **options)
