"""Recognizers of a user, in the shape of Presidio's own YAML recognizers, and names of those that Presidio brings.

Everything is checked when the policy is read: a pattern that does not compile, or a name that nobody has, is a fault of
the file and never of an event. https://microsoft.github.io/presidio/analyzer/adding_recognizers/
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Literal

import regex
import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

_TYPE = regex.compile(r"[A-Z][A-Z0-9_]{0,63}")
_LANGUAGE = regex.compile(r"[a-z]{2,3}")
# A pattern longer than this was not written by hand.
_PATTERN_MAX = 4_000
_LANGUAGES_MAX = 8
_WORDS_MAX = 10_000


def _type(value: str) -> str:
    if _TYPE.fullmatch(value) is None:
        raise ValueError("a type is written in capitals: CUSTOMER_NUMBER")
    return value


def _pattern(value: str) -> str:
    if not value or len(value) > _PATTERN_MAX:
        raise ValueError(f"must be a pattern of 1 to {_PATTERN_MAX} characters")
    try:
        compiled = regex.compile(value, regex.DOTALL | regex.MULTILINE | regex.IGNORECASE)
    except regex.error as error:
        raise ValueError(f"is no regular expression: {error.msg} at character {(error.pos or 0) + 1}") from None
    if compiled.fullmatch("") is not None:
        raise ValueError("matches the empty text")
    return value


def _language(value: str) -> str:
    if _LANGUAGE.fullmatch(value) is None or value == "xx" or not (_folder("spacy") / "lang" / value).is_dir():
        raise ValueError("a language is its code of ISO 639, and one that spaCy can split into words: en, de, es")
    return value


def _some(value: tuple[str, ...]) -> tuple[str, ...]:
    if not 1 <= len(value) <= _LANGUAGES_MAX:
        raise ValueError(f"must name 1 to {_LANGUAGES_MAX} languages")
    return value


def _word(value: str) -> str:
    if not value.strip():
        raise ValueError("an empty word would be found everywhere")
    return value


def _known_name(value: str) -> str:
    return _among(value, predefined(), "Presidio has no recognizer of this name")


def _names(value: str) -> str:
    plugins = [point.name for point in entry_points(group="tidegate.names")]
    said = "no recognizer of names is registered as that: builtin, off, or an entry point of tidegate.names"
    return _among(value, ["off", "builtin", *plugins], said)


def _among(value: str, known: Iterable[str], said: str) -> str:
    known = list(known)
    if value not in known:
        close = get_close_matches(value, known, 1, cutoff=0.5)
        raise ValueError(said + (f"; did you mean {close[0]}?" if close else ""))
    return value


def _folder(package: str) -> Path:
    """Where a package lies, without loading it."""
    found = find_spec(package)
    folders = list(found.submodule_search_locations or ()) if found else []
    return Path(folders[0]) if folders else Path()


@cache
def predefined() -> frozenset[str]:
    """Names of Presidio's recognizers for countries, from its own list; none of them needs a model or a service."""
    listed = (_folder("presidio_analyzer") / "conf" / "default_recognizers.yaml").read_text(encoding="utf-8")
    of_countries = [each for each in yaml.safe_load(listed)["recognizers"] if "country_code" in each]
    return frozenset(each.get("class_name", each["name"]) for each in of_countries)


TypeName = Annotated[str, AfterValidator(_type)]
"""A type of personal data: `EMAIL_ADDRESS`."""
UserPattern = Annotated[str, AfterValidator(_pattern)]
"""A regular expression of the `regex` module that matches no empty text."""
Language = Annotated[str, AfterValidator(_language)]
Languages = Annotated[tuple[Language, ...], AfterValidator(_some)]
Word = Annotated[str, AfterValidator(_word)]
PredefinedName = Annotated[str, AfterValidator(_known_name)]
"""`DeTaxIdRecognizer`: a recognizer that Presidio brings and does not switch on by itself."""
NamesChoice = Annotated[str, AfterValidator(_names)]
"""`off`, `builtin`, or an entry point of the group `tidegate.names`."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class PatternSpec(_Model):
    """One pattern of a recognizer."""

    name: str = ""
    regex: UserPattern
    score: float = Field(ge=0, le=1)


class RecognizerSpec(_Model):
    """A recognizer by patterns, by words, or both."""

    name: str
    supported_entity: TypeName
    supported_language: Language | None = None
    """Absent, it reads every language of the policy."""
    patterns: tuple[PatternSpec, ...] = ()
    deny_list: Annotated[tuple[Word, ...], Field(max_length=_WORDS_MAX)] = ()
    deny_list_score: float = Field(default=1.0, ge=0, le=1)
    context: tuple[Word, ...] = ()
    """Words nearby that raise a score."""
    type: Literal["custom"] = "custom"

    @model_validator(mode="after")
    def _says_something(self) -> RecognizerSpec:
        if not self.patterns and not self.deny_list:
            raise ValueError("a recognizer needs patterns or a deny_list")
        return self
