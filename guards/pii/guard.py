"""Personal data: what Presidio finds in every string of an event.

What enters are cases; what leaves are spans with their type, to be redacted (or only reported) as the policy
says. The guard never changes text itself and never opens a connection.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from presidio_analyzer import AnalyzerEngine

from guards.by_policy import action_for, denied
from guards.case import Case, Sighting, Span, Verdict
from guards.disguises import second_view
from guards.pii.engines import Choice, Engines, Entity, Peopled, Reader, audit_scores, peopled_by
from guards.pii.explaining import Explanation, explanations
from guards.pii.identity import IDENTITY_TYPES, identities
from guards.pii.labels.paths import Keys
from guards.pii.labels.reading import Under
from guards.pii.labels.vocabulary import TYPES as LABELLED_TYPES
from guards.pii.links import users_in
from guards.pii.presets import preset_action
from guards.pii.scan import Differing
from guards.redaction.keys import NEVER_IN_KEYS
from guards.texts import Text, is_machine_made
from schemas.decision import Severity
from schemas.policy import EntityAction, Guards, PersonalPolicy

# Presidio reads most session ids as telephone numbers and some hashes as licences, so in fields that machines fill only
# types with a check digit or an unmistakable form count; a telephone number must come with its `+`.
_SIGNS = frozenset("@+:.")
_SURE_DIGITS, _SURE_LENGTH = 9, 15
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SURE_IN_IDS = frozenset({"EMAIL_ADDRESS", "CREDIT_CARD", "IBAN_CODE", "IP_ADDRESS", "US_SSN", "CRYPTO"})


# What is cut at a limit is cut between words, or this many characters before it.
_NEAR_LIMIT = 400
TOO_LARGE = "too_large"


class PiiGuard:
    """Looks for: what Presidio's recognizers look for (e-mail, phone, card, IBAN, IP, SSN, …), what the policy adds
    (recognizers of countries and of its own, deny-lists, other languages) and, unless it says otherwise, names, places
    and addresses (`guards.pii.names`): in every string, key and long number of the event. Fields that name the end user
    are taken whole (`guards.pii.identity`), and of links the user that they name (`guards.pii.links`).

    Disguises, by a second reading (`guards.disguises`) where something in a text may be one:

        caught      zero-width, soft-hyphen and other invisible characters inside a value
        caught      full-width, ornamental and other scripts' digits; full-width and ornamental letters and signs
        caught      combining marks and keycaps on digits
        caught      Cyrillic, Greek and other look-alike letters in e-mail addresses
        caught      `at` and `dot` in brackets, `at` where a `dot` is spelt too, both in five languages, spaced `@`
        caught      cards and IBANs with spaces, signs or line breaks between any digits
        caught      nine to fifteen single digits in a row, spaced alike (telephone numbers, SSNs)
        caught      an e-mail address broken at its `@`, beside a dot, or within its first label
        caught      percent signs, HTML entities, backslash escapes; base64 and hexadecimal blocks; up to three deep
        not caught  numbers in words ("four one one …"), letters for digits (`4lll`), digits in reverse order
        not caught  `ada at example.com`: that is prose
        not caught  telephone numbers over two lines; values split over two strings, or over messages
        not caught  rot13, encryption, compression, pictures; base64 with spaces inside; names in disguise

    Cannot see: names that nothing around them tells from words, and all names where the policy says `names: off`; a
    number in a field that is declared as one (`latency_ms`), where nothing but a number can stand.

    Labels, by `guards.pii.labels`: keys, columns, form lines and the words before a number say whose a value is.

    Costs: 0.1 ms of CPU per 1,000 characters of plain prose and some 0.2 ms for each entity in it (stock Presidio:
    3.4 ms), and 1 ms for names; as much again for a text that is disguised; equal short strings are read once. A text
    that takes too long raises `TooSlow` and is never half read; one beyond the policy's `max_chars` is replaced and
    the event held.

    Example:
        >>> from schemas.interaction import Interaction
        >>> event = Interaction.model_validate({"messages": "write to ada@example.com"})
        >>> [s.replace for s in PiiGuard().check([Case(event)])[0].sightings]
        ['EMAIL_ADDRESS', None]
    """

    name = "pii"
    only_computes = True

    def __init__(self, engine: AnalyzerEngine | None = None, usual: PersonalPolicy | None = None) -> None:
        self._compared: list[Differing] = []
        self._engines = Engines(self._compared.append, Choice.of(usual or PersonalPolicy()), engine)

    def prepare(self, policies: Iterable[Guards]) -> None:
        """Makes the engines of these policies now, so that no event has to wait for them."""
        for policy in policies:
            self._engines.of(Choice.of(policy.pii))

    def check(self, cases: Sequence[Case]) -> Sequence[Verdict]:
        """One verdict per case; sightings carry the type both as rule and as replacement."""
        return [self._one(case) for case in cases]

    def entities(self, text: str, policy: PersonalPolicy | None = None) -> tuple[Entity, ...]:
        """Everything found in a text, at any score, in the order of its offsets."""
        return self._engines.of(Choice.of(policy or PersonalPolicy())).entities(text)

    def explain(self, case: Case) -> list[Explanation]:
        """What became of each candidate of a case, and why; for people, and slow."""
        return list(explanations(case, self._engines.of(Choice.of(case.policy.pii))))

    def types(self, policy: PersonalPolicy | None = None) -> frozenset[str]:
        """Every type that can be found under a policy; whatever else it names is found nowhere."""
        policy = policy or PersonalPolicy()
        labelled = LABELLED_TYPES if policy.labels else frozenset()
        return self._engines.of(Choice.of(policy)).types | {*policy.deny, *IDENTITY_TYPES} | labelled

    def _one(self, case: Case) -> Verdict:
        self._compared.clear()
        sightings = tuple(_sightings(case, self._engines.of(Choice.of(case.policy.pii))))
        return Verdict(sightings, audit_scores(self._compared))


def _sightings(case: Case, reader: Reader) -> Iterator[Sighting]:
    policy = case.policy.pii
    left = policy.max_chars
    keys = Keys(case.texts if policy.labels else ())
    peopled = peopled_by(case.texts)
    for text in case.texts:
        value = text.value
        if len(value) > left:
            value = value[: _end_of_reading(value, left)] if policy.too_large == "cut" else ""
            yield _too_large(text, len(value), policy)
        left -= len(value)
        if value:
            yield from _in_text(text, value, reader, policy, keys.over(text), peopled)
    for text, found in keys.short_numbers(case.event):
        action = action_for(
            policy, found.type, found.score, text.value, preset_action(policy.preset, found.type, text.value)
        )
        yield from _sighting(text, Entity(*found), policy, action)
    for text, kind in identities(case.event, case.texts, policy.identity_fields):
        action = action_for(policy, kind, 1.0, text.value, "redact")
        yield from _sighting(text, Entity(kind, 0, len(text.value), 1.0), policy, action, "a field that names a person")


def _in_text(
    text: Text, value: str, reader: Reader, policy: PersonalPolicy, under: Under | None, peopled: Peopled
) -> Iterator[Sighting]:
    if policy.deny:
        for word in _all_denied(policy, value):
            yield from _sighting(text, word, policy, "redact", "a word of the policy's deny-list")
    for start, end in users_in(value):
        action = action_for(policy, "USER_ID", 0.85, value[start:end], "redact")
        yield from _sighting(text, Entity("USER_ID", start, end, 0.85), policy, action, "a link that names its user")
    machine_made = is_machine_made(text)
    if machine_made and not _may_name_someone(value):
        return
    for entity in reader.entities(value, under, peopled):
        if not machine_made or _is_sure(entity, value):
            said = value[entity.start : entity.end]
            action = action_for(
                policy, entity.type, entity.score, said, preset_action(policy.preset, entity.type, said)
            )
            if action == "redact" and text.kind == "key" and entity.type in NEVER_IN_KEYS:
                action = "report"
            yield from _sighting(text, entity, policy, action)


def _all_denied(policy: PersonalPolicy, value: str) -> Iterator[Entity]:
    for word in denied(policy, value):
        yield Entity(word.type, word.start, word.end, 1.0)
    view = second_view(value) if policy.disguises else None
    if view is not None:
        for word in denied(policy, view.text):
            if view.kinds(word.start, word.end):
                yield Entity(word.type, *view.original(word.start, word.end), 1.0)


def _end_of_reading(value: str, limit: int) -> int:
    """Where reading ends: between two words, so that none is read by half."""
    near = max(0, limit - _NEAR_LIMIT)
    for place in range(limit, near, -1):
        if value[place - 1].isspace():
            return place
    return near


def _too_large(text: Text, start: int, policy: PersonalPolicy) -> Sighting:
    return Sighting(
        rule=TOO_LARGE,
        span=Span(text.pointer, start, len(text.value), in_key=text.kind == "key"),
        severity="high",
        reason="more text than the policy lets be read; replaced unread",
        replace=TOO_LARGE.upper(),
        style="type",
        holds=policy.too_large == "quarantine",
    )


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


def _sighting(
    text: Text,
    entity: Entity,
    policy: PersonalPolicy,
    action: EntityAction,
    reason: str = "personal data of this type",
) -> Iterator[Sighting]:
    if action == "ignore":
        return
    severity: Severity = "medium" if action == "redact" else "low"
    yield Sighting(
        rule=entity.type,
        span=Span(text.pointer, entity.start, entity.end, in_key=text.kind == "key"),
        severity=severity,
        confidence=entity.score,
        reason=reason if action == "redact" else "reported, not redacted",
        replace=entity.type if action == "redact" else None,
        style=policy.replacement_of(entity.type),
    )
