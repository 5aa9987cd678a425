"""The story: what the health plan's producers send over six days, event by event.

What enters are a seed, the first day and how much ordinary traffic there is; what leaves are records in order of
their time, and which finding each planted one must lead to. Equal arguments give equal bytes.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from streams.demo import calendar
from streams.demo.events import RELEASE, TENANT, Event, Events
from streams.demo.library import load_library
from streams.demo.private import Private

WRONG_DEDUCTIBLE = "2,500"

_PORTAL_SHARE = 0.4

# What a broken producer sends: half an event, bytes, a line of its own log, a number that is none, nothing.
_GARBAGE: tuple[bytes | None, ...] = (
    b'{"event_id": "7c1e", "tenant": "acme-health", "messages": [{"role": "us',
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff",
    b"level=info msg=hello",
    b'{"tenant": "acme-health", "model": "benefits-chat", "latency_ms": "quick"}',
    None,
)


class Sent(NamedTuple):
    """One record as a producer sends it."""

    at: datetime
    key: bytes | None
    value: bytes | None


@dataclass(frozen=True)
class Story:
    """All of it, and what must come of it."""

    begin: datetime
    records: tuple[Sent, ...]
    expected: Mapping[str, str]
    """`guard.rule` that the event of an id must lead to, for the events of which the story tells."""
    unreadable: int
    """Records that must become dead letters."""
    planted: frozenset[str]
    """Private values in it. None may be seen anywhere but in the input and the dead letters."""


def tell(seed: int, begin: datetime, volume: float = 1.0) -> Story:
    """The story of a seed. `volume` scales the ordinary traffic; what happens to it stays the same."""
    return _Author(seed, begin).write(volume)


def tell_quiet_days(seed: int, begin: datetime, days: int, volume: float = 1.0) -> tuple[Sent, ...]:
    """Ordinary traffic of so many days before the story, in order of time."""
    return _Author(f"quiet {seed}", begin).write_quiet(days, volume)


def scenes(story: Story) -> Iterator[tuple[datetime, calendar.Scene]]:
    """The narrator's lines, with the instants they are said at."""
    for scene in calendar.SCENES:
        yield calendar.moment(story.begin, scene.day, scene.hour), scene


class _Author:
    def __init__(self, seed: int | str, begin: datetime) -> None:
        self._rng = random.Random(seed)
        self._begin = begin
        self._library = load_library()
        self._private = Private(self._rng)
        self._events = Events(self._rng, begin, self._library, self._private)
        self._sent: list[Sent] = []
        self._expected: dict[str, str] = {}

    def write(self, volume: float) -> Story:
        self._early_bird()
        for day, count in enumerate(calendar.CONVERSATIONS, 1):
            for _ in range(round(count * volume)):
                self._conversation(day)
        self._private_things()
        self._wrong_deductible()
        self._cut_answers()
        self._garbage()
        # The sort keeps a request before its response where both fall into the same instant.
        return Story(
            begin=self._begin,
            records=tuple(sorted(self._sent, key=lambda sent: sent.at)),
            expected=dict(self._expected),
            unreadable=len(_GARBAGE),
            planted=frozenset(self._private.planted),
        )

    def write_quiet(self, days: int, volume: float) -> tuple[Sent, ...]:
        counts = calendar.CONVERSATIONS
        for day in range(1 - days, 1):
            for _ in range(round(counts[day % len(counts)] * volume)):
                self._conversation(day)
            # No news to anybody who runs an assistant; only how often it happens would be.
            self._private_things(day, which=day % 4)
        return tuple(sorted(self._sent, key=lambda sent: sent.at))

    def _early_bird(self) -> None:
        """Sent ahead to see that somebody judges it. It has a window of its own, which the silence after it may
        close."""
        self._portal(calendar.moment(self._begin, 1, calendar.OPENS - 0.4), "deductible")

    def _conversation(self, day: int) -> None:
        at = calendar.moment(self._begin, day, self._rng.uniform(calendar.OPENS, calendar.CLOSES - 0.4))
        if self._rng.random() < _PORTAL_SHARE:
            self._portal(at, self._rng.choice(self._library.topics).name)
            return
        member, conversation = self._events.member(), self._events.conversation()
        for topic in self._rng.sample(self._library.topics, k=self._rng.choice((1, 1, 2, 3))):
            turn = self._events.ask(at, topic, member, conversation)
            self._send(*self._events.request_and_response(turn))
            at += timedelta(seconds=self._rng.uniform(25, 180))

    def _portal(self, at: datetime, topic: str, cut_at: int = 0) -> None:
        turn = self._events.ask(at, self._library.topic(topic), self._events.member())
        event = self._events.exchange(turn, cut_at)
        self._send(event)
        if cut_at:
            self._expected[event["event_id"]] = "contract.truncated"
        elif event["model_version"] == RELEASE:
            self._expected[event["event_id"]] = "contract.schema"

    def _private_things(self, day: int = 2, which: int | None = None) -> None:
        private = self._private
        told = (
            (9.3, "pii.CREDIT_CARD", f"my payment failed again. The card is {private.card()}. Did it go through?"),
            (10.1, "pii.US_SSN", f"my social security number is {private.social_security()}, can you look me up?"),
            (11.5, "secrets.PASSWORD", f"I cannot log in. My password is {private.password()} and it says wrong."),
            (
                13.2,
                "secrets.AWS_ACCESS_KEY_ID",
                f"I set up the payroll link. It fails with access key {private.cloud_key()}, why?",
            ),
        )
        answer = "Please never send that here; I cannot use it. Call us at 1-800-555-0142 and we will sort it out."
        for hour, rule, question in told if which is None else told[which : which + 1]:
            request = self._assistant(calendar.moment(self._begin, day, hour), "telehealth", question, answer)[0]
            self._expected[request["event_id"]] = rule

    def _wrong_deductible(self, day: int = 2) -> None:
        question = f"I am single. What is my deductible this year? Please send it to {self._private.email()}."
        answer = (
            f"Good question! Your annual deductible as an individual is ${WRONG_DEDUCTIBLE}. "
            "Preventive care is paid in full before you meet it."
        )
        response = self._assistant(calendar.moment(self._begin, day, 15.1), "deductible", question, answer)[1]
        self._expected[response["event_id"]] = "contradiction.number_conflict"

    def _cut_answers(self) -> None:
        for day, hour in ((2, 16.1), (2, 16.4), (2, 17.0), (5, 10.6)):
            self._cut_answer(day, hour)

    def _cut_answer(self, day: int, hour: float) -> None:
        at = calendar.moment(self._begin, day, hour)
        self._portal(at, self._rng.choice(("therapy", "newborn", "appeal")), self._rng.randint(96, 118))

    def _garbage(self) -> None:
        at = calendar.moment(self._begin, 5, 13.1)
        for number, value in enumerate(_GARBAGE):
            self._sent.append(Sent(at + timedelta(minutes=4 * number), f"{TENANT}|lost".encode(), value))

    def _assistant(self, at: datetime, topic: str, question: str, answer: str) -> tuple[Event, Event]:
        member = self._events.member(self._library.plans[0])
        turn = self._events.ask(at, self._library.topic(topic), member, question=question)
        request, response = self._events.request_and_response(turn, answer)
        self._send(request, response)
        return request, response

    def _send(self, *events: Event) -> None:
        for event in events:
            key = f"{TENANT}|{event['conversation_id']}".encode()
            self._sent.append(Sent(datetime.fromisoformat(event["occurred_at"]), key, json.dumps(event).encode()))
