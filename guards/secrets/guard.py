"""The guard itself: one cheap look at all text of an event, and a close one only where something could be.

What enters are cases; what leaves are sightings with the span of the secret alone and the type to redact it as.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from guards.by_policy import action_for
from guards.case import Case, CaseGuard, Sighting, Span, Verdict
from guards.secrets import context
from guards.secrets.context import Candidate
from guards.secrets.formats import FORMATS, Format, formats_in
from guards.secrets.never import is_placeholder, looks_random
from guards.texts import Text
from schemas.policy import PiiPolicy

_DATA_URL = re.compile(r";base64,[A-Za-z0-9+/=_-]+")

# Prefixes are words; what must look random is what follows.
_PREFIX = 6

# A longer member called `token` is a document, and is read as text.
_MEMBER_MAX = 4_000


class SecretsGuard(CaseGuard):
    """Looks for: credentials in any string of the event, object keys included. By vendor format
    (`guards.secrets.formats` names each with its vendor's page): AI vendors, clouds, code hosts, package registries,
    payment, messaging, JWT. By context (`guards.secrets.context`): private keys in PEM armour, `Authorization`
    headers, passwords in URLs and data source names, assignments (`DB_PASSWORD=…`, `"api_key": "…"`), "my password
    is …".

    Cannot see: secrets without a mark in text that does not name them; secrets spelt out, encoded again or split
    over several strings; whether a token is still valid. Never reported: UUIDs, bare hashes, base64 images,
    placeholders and vendors' published examples.

    Costs: about 45 us per 1,000 characters of chat: one search per literal over the joined text of an event. A text
    that holds such a literal is read closely, some 250 us per 1,000 characters.

    Example:
        >>> from schemas.interaction import Interaction
        >>> event = Interaction.model_validate({"messages": "my password is hunter2!, not sk-xxxxxxxxxxxxxxxxxxxx"})
        >>> [(s.rule, s.span.start, s.span.end) for s in SecretsGuard().check([Case(event)])[0].sightings]
        [('PASSWORD', 15, 23)]
    """

    name = "secrets"

    def check_one(self, case: Case) -> Verdict:
        """Sightings in the order of the event's text; none overlap within a text."""
        texts = [text for text in case.texts if text.kind != "number"]
        # One search over everything costs less than one over each short string; no anchor holds a line break.
        joined = "\n".join([text.value for text in texts])
        formats = formats_in(joined)
        lowered = joined.lower()
        by_context = any(anchor in lowered for anchor in context.ANCHORS)
        if not formats and not by_context:
            return Verdict()
        return Verdict(tuple(_sightings(texts, formats, by_context, case.policy.secrets)))


def _sightings(
    texts: Sequence[Text], formats: Sequence[Format], by_context: bool, policy: PiiPolicy
) -> Iterator[Sighting]:
    for text in texts:
        for found in secrets_in(text, formats, by_context):
            action = action_for(policy, found.rule, found.confidence, text.value[found.start : found.end], "redact")
            if action == "ignore":
                continue
            yield Sighting(
                rule=found.rule,
                span=Span(text.pointer, found.start, found.end, in_key=text.kind == "key"),
                severity="high",
                confidence=found.confidence,
                reason="a credential of this type" if action == "redact" else "reported, not redacted",
                replace=found.rule if action == "redact" else None,
                style=policy.replacement_of(found.rule),
            )


def secrets_in(text: Text, formats: Sequence[Format] = FORMATS, by_context: bool = True) -> list[Candidate]:
    """Every secret of one text, in order, without overlaps: vendor formats win over context, longer over shorter."""
    value = text.value
    found = [candidate for known in formats for candidate in _by_format(value, known)]
    if by_context:
        found += context.candidates(value)
        found += _by_key(text)
    if found and ";base64," in value:
        found = _outside_data_urls(value, found)
    return without_overlaps(found)


def _by_format(value: str, known: Format) -> Iterator[Candidate]:
    if not any(anchor in value for anchor in known.anchors):
        return
    for match in known.pattern.finditer(value):
        token = match[0]
        if not is_placeholder(token) and (not known.random or looks_random(token[_PREFIX:])):
            yield Candidate(known.rule, match.start(), match.end(), 0.95)


def _by_key(text: Text) -> list[Candidate]:
    name = text.path[-1] if text.path else None
    if text.kind != "value" or not isinstance(name, str) or len(text.value) > _MEMBER_MAX:
        return []
    rule = context.named_secret(name, text.value)
    return [Candidate(rule, 0, len(text.value), 0.85)] if rule else []


def _outside_data_urls(value: str, found: Sequence[Candidate]) -> list[Candidate]:
    """Without what lies in the base64 of a `data:` URL, whatever it looks like."""
    images = [(match.start(), match.end()) for match in _DATA_URL.finditer(value)]
    starts = [start for start, _ in images]

    def inside(candidate: Candidate) -> bool:
        before = bisect_right(starts, candidate.start) - 1
        return before >= 0 and candidate.start < images[before][1]

    return [candidate for candidate in found if not inside(candidate)]


def without_overlaps(found: Sequence[Candidate]) -> list[Candidate]:
    """The most confident of those that overlap, then the longest; in order of the text."""
    kept: list[Candidate] = []
    for candidate in sorted(found, key=lambda c: (-c.confidence, c.start - c.end, c.start, c.rule)):
        place = bisect_right(kept, candidate.start, key=lambda other: other.start)
        clear_before = place == 0 or kept[place - 1].end <= candidate.start
        if clear_before and (place == len(kept) or candidate.end <= kept[place].start):
            kept.insert(place, candidate)
    return kept
