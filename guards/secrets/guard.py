"""The guard itself: one scan of all text of an event, and a close look only where something could be.

What enters are cases; what leaves are sightings with the span of the secret alone and the type to redact it as.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from guards.by_policy import action_for
from guards.case import Case, CaseGuard, Sighting, Span, Verdict
from guards.scanning.matching import Engine
from guards.secrets.candidate import Candidate
from guards.secrets.codes import names_code
from guards.secrets.finding import secrets_in
from guards.secrets.foreign import foreign
from guards.secrets.kubernetes import HOLDERS, RULE
from guards.secrets.names import named
from guards.secrets.plain import plain
from guards.secrets.scan import Rule, scan
from guards.texts import Path, Text
from schemas.policy import PiiPolicy


class SecretsGuard(CaseGuard):
    """Looks for: credentials in any string of the event, object keys included. By vendor format
    (`guards.secrets.formats` names each with its vendor's page): AI vendors, clouds, code hosts, package registries,
    payment, messaging, monitoring, JWT, password hashes. By context: private keys in armour, `Authorization` headers
    and cookies, passwords in URLs and data source names, what opens something in a link, assignments, command
    lines, "my password is …" and "changed it from A to B" in seven languages, one-time codes, card codes and security
    answers, the values of Kubernetes Secrets, and by its own look what stands in the line of a word for a secret.

    Cannot see: secrets without a mark in text that does not name them; secrets spelt out, encoded again (base64 of
    a whole text, percent-encoded letters), or split by blanks, line breaks or over several strings; whether a token
    is still valid. Seen through: zero-width characters, full-width and styled letters, Cyrillic and Greek
    look-alikes, JSON escapes around a value. Never reported: UUIDs, bare hashes, base64 images, placeholders and
    vendors' published examples. docs/secrets.md has both tables.

    Costs: 7 to 25 us per 1,000 characters of prose, by one scan; a text that holds a name or a mark is read closely.

    Example:
        >>> from schemas.interaction import Interaction
        >>> event = Interaction.model_validate({"messages": "my password is hunter2!, not sk-xxxxxxxxxxxxxxxxxxxx"})
        >>> [(s.rule, s.span.start, s.span.end) for s in SecretsGuard().check([Case(event)])[0].sightings]
        [('PASSWORD', 15, 23)]
    """

    name = "secrets"
    only_computes = True

    def __init__(self, engine: Engine | None = None) -> None:
        self._scan = scan(engine)

    def check_one(self, case: Case) -> Verdict:
        """Sightings in the order of the event's text; none overlap within a text."""
        texts = case.texts
        # One scan of everything costs less than one of each short string.
        whole = "\n".join([text.value for text in texts])
        found_by = self._scan.of(plain(whole).text)
        keys = {text.path[-1] for text in texts if text.kind == "key"}
        if (
            not found_by
            and not foreign(whole)
            and not HOLDERS & keys
            and not any(named(key) or names_code(key) for key in keys)
        ):
            return _NOTHING
        return Verdict(tuple(_sightings(texts, found_by, case.policy.secrets)))


_NOTHING: Final = Verdict()


def _held(text: Text, manifests: set[Path]) -> Candidate | None:
    """All of a value under `data` of a Kubernetes Secret that is an object of the event."""
    is_held = text.kind == "value" and len(text.path) > 1 and text.path[-2] in HOLDERS and text.path[:-2] in manifests
    return Candidate(RULE, 0, len(text.value), 0.9) if is_held and text.value else None


def _sightings(texts: Sequence[Text], found_by: Sequence[Rule], policy: PiiPolicy) -> Iterator[Sighting]:
    manifests = {text.path[:-1] for text in texts if text.path[-1] == "kind" and text.value == "Secret"}
    for text in texts:
        if text.kind == "number":
            continue
        held = _held(text, manifests) if manifests else None
        for found in [held] if held else secrets_in(text, found_by):
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
