"""What a guard is given and what it gives back.

A `Case` is one event with all it is judged against. A guard looks at a whole batch of cases and returns, per
case, what it found as spans into the *raw* text. It quotes nothing: excerpts are cut later, from the redacted
side, by `guards.redaction`. A guard does no I/O of its own and keeps no state between batches.

One thing that a guard sees has four coats on its way out: a `Sighting` (here) is the guard's own, spans into raw
text; a `Seen` (`guards.judge`) adds which guard saw it and the policy that applies; a `Finding` (`schemas.decision`)
is what is published of it, cut from the redacted side, on the decision; a `Violation` is a finding that is an alert,
a record of its own with the event's coordinates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Literal, Protocol, runtime_checkable

from guards.texts import Text, texts_of
from schemas.contracts import Contract
from schemas.decision import Outcome, Severity, Source
from schemas.interaction import Interaction
from schemas.policy import GuardPolicy, Guards


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in an event, in code points. `event` is 0 for the case's own event, else an index
    into `Case.others`; a span of no text (`start == end == 0`) means the value as a whole."""

    pointer: str
    start: int = 0
    end: int = 0
    in_key: bool = False
    event: int = 0


@dataclass(frozen=True, slots=True)
class Counterpart:
    """The other side of a finding."""

    span: Span
    context_id: str | None = None
    source: str | None = None
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """One thing a guard saw, as spans into raw text. It becomes a published `Finding` once redacted."""

    rule: str
    span: Span
    outcome: Outcome = "violation"
    severity: Severity = "medium"
    confidence: float = 1.0
    reason: str = ""
    """A fixed sentence or code of the guard. Never text of the event."""
    evidence: tuple[Counterpart, ...] = ()
    replace: str | None = None
    """The type to redact the span as (`EMAIL_ADDRESS`); None leaves the text alone."""
    style: str = ""
    """A word of `schemas.replacement`: what stands in the place of the span."""
    holds: bool = False
    """Holds the event whatever the policy's `hold_from`: it could not be read as the policy wants it read."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One item of context, wherever it came from: the event itself or the request it answers."""

    text: str
    span: Span
    """Of the whole text."""
    context_id: str | None = None
    source: str | None = None
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """A piece of text that somebody said: a part of an answer, a user's message, an earlier answer."""

    text: str
    span: Span
    role: str


@dataclass(frozen=True)
class Case:
    """One event with all it is judged against: its request, its context, earlier answers, contract, policy."""

    event: Interaction
    policy: Guards = field(default_factory=Guards)
    contract: Contract | None = None
    """The contract that the event names, where the folder has it."""
    others: tuple[Interaction, ...] = ()
    """Earlier events of the conversation, oldest first: requests and answers still in the join window."""
    source: Source = field(default_factory=Source)
    """Coordinates of the event; outside Kafka, of its line."""
    received_at: datetime | None = None
    """When the broker took the event; None outside Kafka."""

    @cached_property
    def texts(self) -> Sequence[Text]:
        """Every string of the event, object keys included."""
        return tuple(texts_of(self.event))

    @cached_property
    def request(self) -> int | None:
        """The span index of the request that this response answers: 0 is the event itself, None there is none."""
        if self.event.messages or self.event.resolved_phase() == "request":
            return 0
        wanted = self.event.correlation_id
        for index in range(len(self.others), 0, -1):
            other = self.others[index - 1]
            if other.messages and not other.output and wanted in (None, other.correlation_id):
                return index
        return None

    def event_at(self, index: int) -> Interaction:
        """The event that a span's `event` stands for."""
        return self.event if index == 0 else self.others[index - 1]

    @property
    def declared_contract(self) -> str | None:
        """The contract that the answer must honour: the event's own, else the one its request named."""
        asked = self.event_at(self.request).contract if self.request is not None else None
        return self.event.contract or asked

    def under(self, contracts: Mapping[str, Contract]) -> Case:
        """The same case with its declared contract taken from a folder's."""
        contract = contracts.get(self.declared_contract or "")
        return self if contract is self.contract else replace(self, contract=contract)

    @cached_property
    def passages(self) -> Sequence[Passage]:
        """The context that the answer must agree with: its own, else its request's."""
        holder = 0 if self.event.context else self.request
        return tuple(_passages(self.event_at(holder), holder)) if holder is not None else ()

    @cached_property
    def answers(self) -> Sequence[Quote]:
        """The text parts of the event's output."""
        return tuple(quotes_of(self.event, "output", 0))

    @cached_property
    def asked(self) -> Sequence[Quote]:
        """The text of the messages that led to the answer, oldest first."""
        return (
            tuple(quotes_of(self.event_at(self.request), "messages", self.request)) if self.request is not None else ()
        )

    @cached_property
    def earlier_answers(self) -> Sequence[Quote]:
        """Text parts of earlier outputs of the same conversation, oldest first."""
        return tuple(quote for index, other in enumerate(self.others, 1) for quote in quotes_of(other, "output", index))


def _passages(event: Interaction, index: int) -> Iterator[Passage]:
    for position, item in enumerate(event.context):
        span = Span(f"/context/{position}/text", 0, len(item.text), event=index)
        yield Passage(item.text, span, item.id, item.source, item.as_of)


# Types of parts that are said to somebody: OpenTelemetry's, and those of vendors' newer APIs. Reasoning is not.
_SPOKEN = frozenset({None, "text", "input_text", "output_text"})


def quotes_of(event: Interaction, where: str, index: int = 0) -> Iterator[Quote]:
    """Every text part of `messages` or `output`, with its place."""
    for position, message in enumerate(getattr(event, where)):
        role = message.role or ("assistant" if where == "output" else "user")
        holders = [(f"/{where}/{position}", message)]
        holders += [(f"/{where}/{position}/parts/{number}", part) for number, part in enumerate(message.parts)]
        for pointer, holder in holders:
            for name in ("content", "text"):
                value = getattr(holder, name)
                if isinstance(value, str) and value and holder.type in _SPOKEN:
                    yield Quote(value, Span(f"{pointer}/{name}", 0, len(value), event=index), role)


@dataclass(frozen=True, slots=True)
class Lapse:
    """A part of a guard's work that could not be done, though the rest was."""

    cause: str
    """A word of the guard's; never text of the event."""
    on_error: Literal["quarantine", "allow"] = "quarantine"
    """What the policy makes of it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one guard says of one case: its sightings, and its numbers whether or not anything is wrong."""

    sightings: Sequence[Sighting] = ()
    scores: Mapping[str, float] = field(default_factory=dict)
    lapses: Sequence[Lapse] = ()


@runtime_checkable
class Guard(Protocol):
    """A guard checks a batch. Third-party guards register under the entry point group `tidegate.guards`.

    One that never waits, or has its own limits where it does, may say `only_computes = True`: its time limit then
    counts the CPU time of its thread, and no longer depends on how busy the machine is.
    """

    name: str

    def check(self, cases: Sequence[Case]) -> Sequence[Verdict]:
        """One verdict per case, in order. May raise: the policy's `on_error` then decides."""
        ...


class CaseGuard:
    """Adapter for a guard that thinks about one event at a time: it implements `check_one`."""

    name: str

    def check(self, cases: Sequence[Case]) -> Sequence[Verdict]:
        """Checks each case by itself."""
        return [self.check_one(case) for case in cases]

    def check_one(self, case: Case) -> Verdict:
        """What this guard says of one case."""
        raise NotImplementedError


def policy_of(case: Case, guard: str) -> GuardPolicy:
    """The section of the case's policy that is for this guard."""
    return case.policy.of(guard)
