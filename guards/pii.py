"""Personal data: what Presidio finds in every string of an event.

What enters are cases; what leaves are spans with their type, to be redacted (or only reported) as the policy
says. The guard never changes text itself and never opens a connection.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from presidio_analyzer import AnalyzerEngine

from guards.case import Case, Sighting, Span, Verdict
from guards.names.choice import BUILTIN, OFF
from guards.presidio_scan import scanning_engine
from guards.texts import Text
from schemas.decision import Severity
from schemas.policy import EntityAction, PiiPolicy

# Types that are reported and not redacted unless the policy says otherwise: redacted dates would take from every
# reader what an answer is about, and Presidio's link rule fires on code (`this.name`).
# An organisation, an age, a title or a nation is not by itself a person's.
REPORTED_BY_DEFAULT = frozenset({"DATE_TIME", "URL", "ORGANIZATION", "AGE", "TITLE", "NRP"})
# A random UUID says nothing of a person, and event ids are made of them.
IGNORED_BY_DEFAULT = frozenset({"UUID"})

# Fields that machines fill. Presidio reads most session ids as telephone numbers and some hashes as licences, so here
# only types with a check digit or an unmistakable form count; a telephone number must come with its `+`.
_MACHINE_FIELDS = frozenset(
    {"event_id", "conversation_id", "correlation_id", "idempotency_key", "id", "type", "role", "phase", "environment"}
    | {"workflow", "tenant", "provider", "model", "model_version", "prompt_version", "contract", "finish_reason"}
    | {"finish_reasons", "error_type"}
)
_SIGNS = frozenset("@+:.")
_SURE_DIGITS, _SURE_LENGTH = 9, 15
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SURE_IN_IDS = frozenset({"EMAIL_ADDRESS", "CREDIT_CARD", "IBAN_CODE", "IP_ADDRESS", "US_SSN", "CRYPTO"})

# Roles, tool names, tenants and keys repeat endlessly; a short text's result is remembered. 16,384 texts of at
# most 64 characters and their few results stay below 10 MB.
_SHORT = 64
_REMEMBERED = 16_384


class Entity(NamedTuple):
    """A typed span of one text, in code points, with Presidio's score."""

    type: str
    start: int
    end: int
    score: float


class PiiGuard:
    """Looks for: what Presidio's default recognizers look for (e-mail, phone, card, IBAN, IP, SSN, …) and, unless the
    policy says otherwise, names, places and addresses (`guards.names`), in every string, key and long number of the
    event.

    Cannot see: names that nothing around them tells from words, and all names where the policy says `names: off`;
    values spelt out ("four one one …"), spread over lines, or encoded; languages other than English where a rule needs
    context words; a number in a field that is declared as one (`latency_ms`), where nothing but a number can stand.

    Costs: 0.1 ms of CPU per 1,000 characters of plain prose and some 0.2 ms for each entity in it (stock Presidio:
    3.4 ms), and 1 ms for names; equal short strings are read once. A text that takes too long raises `TooSlow` and is
    never half read.

    Example:
        >>> from schemas.interaction import Interaction
        >>> event = Interaction.model_validate({"messages": "write to ada@example.com"})
        >>> [s.replace for s in PiiGuard().check([Case(event)])[0].sightings]
        ['EMAIL_ADDRESS', None]
    """

    name = "pii"

    def __init__(self, engine: AnalyzerEngine | None = None, language: str = "en") -> None:
        # What the default policy asks for is made at once, or the first event would wait for it.
        self._engines = {OFF: engine} if engine else {BUILTIN: scanning_engine(language, BUILTIN)}
        self._language = language
        self._recall: Callable[[str, str], tuple[Entity, ...]] = lru_cache(maxsize=_REMEMBERED)(self._read)

    def check(self, cases: Sequence[Case]) -> Sequence[Verdict]:
        """One verdict per case; sightings carry the type both as rule and as replacement."""
        return [Verdict(sightings=tuple(self._sightings(case))) for case in cases]

    def entities(self, text: str, names: str = OFF) -> tuple[Entity, ...]:
        """Everything Presidio finds in a text, at any score, in the order of its offsets."""
        if len(text) <= _SHORT:
            return self._recall(text, names)
        return self._read(text, names)

    def _engine(self, names: str) -> AnalyzerEngine:
        """An engine per choice of the policies, made when first asked for."""
        if names not in self._engines:
            self._engines[names] = scanning_engine(self._language, names)
        return self._engines[names]

    def _read(self, text: str, names: str) -> tuple[Entity, ...]:
        found = self._engine(names).analyze(text, self._language)
        return tuple(sorted((Entity(r.entity_type, r.start, r.end, r.score) for r in found), key=_by_place))

    def _sightings(self, case: Case) -> Iterator[Sighting]:
        policy = case.policy.pii
        for text in case.texts:
            machine_made = _is_machine_made(text)
            if machine_made and not _may_name_someone(text.value):
                continue
            for entity in self.entities(text.value, policy.names):
                if entity.score < policy.threshold or text.value[entity.start : entity.end] in policy.allow:
                    continue
                if not machine_made or _is_sure(entity, text.value):
                    yield from _sighting(text, entity, policy)


def _by_place(entity: Entity) -> tuple[int, int, str]:
    return entity.start, entity.end, entity.type


def _is_machine_made(text: Text) -> bool:
    if text.path[0] in ("attributes", "labels", "parameters") or text.kind == "key":
        return False
    named = next((step for step in reversed(text.path) if isinstance(step, str)), "")
    return named in _MACHINE_FIELDS and "arguments" not in text.path and "response" not in text.path


def _may_name_someone(identifier: str) -> bool:
    """False where no type of `_SURE_IN_IDS` can match: each needs one of these signs, nine digits, or 15 characters
    that are not a UUID's."""
    if not _SIGNS.isdisjoint(identifier):
        return True
    if len(identifier) < _SURE_LENGTH and sum(map(str.isdigit, identifier)) < _SURE_DIGITS:
        return False
    return _UUID.fullmatch(identifier) is None


def _is_sure(entity: Entity, text: str) -> bool:
    return entity.type in _SURE_IN_IDS or (entity.type == "PHONE_NUMBER" and text[entity.start] == "+")


def _default_action(entity_type: str) -> EntityAction:
    if entity_type in IGNORED_BY_DEFAULT:
        return "ignore"
    return "report" if entity_type in REPORTED_BY_DEFAULT else "redact"


def _sighting(text: Text, entity: Entity, policy: PiiPolicy) -> Iterator[Sighting]:
    action = policy.entities.get(entity.type) or _default_action(entity.type)
    if action == "ignore":
        return
    severity: Severity = "medium" if action == "redact" else "low"
    yield Sighting(
        rule=entity.type,
        span=Span(text.pointer, entity.start, entity.end, in_key=text.kind == "key"),
        severity=severity,
        confidence=entity.score,
        reason="personal data of this type" if action == "redact" else "reported, not redacted",
        replace=entity.type if action == "redact" else None,
    )
