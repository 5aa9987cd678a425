"""The story: what the health plan's producers send over six days, event by event.

What enters are a seed, the first day and how much ordinary traffic there is; what leaves are events in order of
their time, and which finding each planted one must lead to. Equal arguments give equal bytes.
"""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from streams.demo import calendar
from streams.demo.library import Library, Plan, Topic, load_library
from streams.demo.secrecy import Secrecy

TENANT = "acme-health"
ASSISTANT, PORTAL = "benefits-assistant", "member-portal"
CONTRACT = "benefits-answer@1"
MODEL, VERSION, RELEASE = "benefits-chat", "4.2.0", "4.3.0"

WRONG_DEDUCTIBLE = "2,500"

_PORTAL_SHARE = 0.4
_SAYS_PERSONAL = 0.09
_CACHED = 0.12


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


class Member(NamedTuple):
    """Somebody insured."""

    id: str
    plan: Plan
    dependents: int
    met: int

    def fills(self) -> dict[str, str]:
        """What texts may name."""
        return {**self.plan.model_dump(), "dependents": str(self.dependents), "met": f"{self.met:,}"}


def tell(seed: int, begin: datetime, volume: float = 1.0) -> Story:
    """The story of a seed. `volume` scales the ordinary traffic; what happens to it stays the same."""
    return _Author(seed, begin).write(volume)


class _Author:
    def __init__(self, seed: int, begin: datetime) -> None:
        self._rng = random.Random(seed)
        self._begin = begin
        self._library: Library = load_library()
        self._secrecy = Secrecy(self._rng)
        self._sent: list[Sent] = []
        self._expected: dict[str, str] = {}
        self._unreadable = 0
        self._conversations = 0

    def write(self, volume: float) -> Story:
        # Sent ahead to see that somebody judges it. It has a window of its own, which the silence after it may close.
        self._portal(self._moment(1, calendar.OPENS - 0.4), self._member(), self._name(), self._library.topics[0])
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
            unreadable=self._unreadable,
            planted=frozenset(self._secrecy.planted),
        )

    # Ordinary traffic.

    def _conversation(self, day: int) -> None:
        at = self._moment(day, self._rng.uniform(calendar.OPENS, calendar.CLOSES - 0.4))
        member, conversation = self._member(), self._name()
        if self._rng.random() < _PORTAL_SHARE:
            self._portal(at, member, conversation, self._rng.choice(self._library.topics))
            return
        for topic in self._rng.sample(self._library.topics, k=self._rng.choice((1, 1, 2, 3))):
            question = self._question(topic, member)
            self._assistant(at, member, conversation, topic, question)
            at += timedelta(seconds=self._rng.uniform(25, 180))

    def _assistant(
        self, at: datetime, member: Member, conversation: str, topic: Topic, question: str, answer: str = ""
    ) -> tuple[str, str]:
        """A request and its response, two events. Returns their ids."""
        turn = self._id()
        asked = self._envelope(at, ASSISTANT, conversation, turn) | {
            "phase": "request",
            "messages": [{"role": "user", "parts": [{"type": "text", "content": question}]}],
            "context": self._context(at, member, topic),
        }
        took = self._latency(asked["model_version"])
        said = answer or self._rng.choice(topic.answers).format_map(member.fills())
        answered = self._envelope(at + took, ASSISTANT, conversation, turn) | {
            "phase": "response",
            "output": [{"role": "assistant", "parts": [{"type": "text", "content": said}]}],
            **self._outcome(took, question, said),
        }
        self._send(at, asked)
        self._send(at + took, answered)
        return asked["event_id"], answered["event_id"]

    def _portal(self, at: datetime, member: Member, conversation: str, topic: Topic, cut_at: int = 0) -> str:
        """A question and its answer in one event, the answer as JSON under a contract. Returns the event's id."""
        event = self._envelope(at, PORTAL, conversation, self._id())
        released = event["model_version"] == RELEASE
        said = json.dumps(self._portal_answer(member, topic, released))
        if cut_at:
            said = said[:cut_at]
        question = self._question(topic, member)
        event |= {
            "phase": "exchange",
            "messages": [{"role": "user", "parts": [{"type": "text", "content": question}]}],
            "context": self._context(at, member, topic),
            "contract": CONTRACT,
            "output": [{"role": "assistant", "parts": [{"type": "text", "content": said}]}],
            **self._outcome(self._latency(event["model_version"]), question, said, "length" if cut_at else "stop"),
        }
        self._send(at, event)
        if released and not cut_at:
            self._expected[event["event_id"]] = "contract.schema"
        return str(event["event_id"])

    def _portal_answer(self, member: Member, topic: Topic, released: bool) -> dict[str, Any]:
        fills = member.fills()
        answer: dict[str, Any] = {
            "member": {"id": member.id} if released else {"id": member.id, "plan": member.plan.plan},
            "answer": self._rng.choice(topic.answers).format_map(fills),
            "covered": True,
        }
        if topic.amount:
            answer["amount_usd"] = float(fills[topic.amount].replace(",", ""))
        return answer

    # What goes wrong.

    def _private_things(self) -> None:
        secrecy = self._secrecy
        told = (
            (9.3, f"my payment failed again. The card is {secrecy.card()}. Did it go through?", "pii.CREDIT_CARD"),
            (10.1, f"my social security number is {secrecy.social_security()}, can you look me up?", "pii.US_SSN"),
            (11.5, f"I cannot log in. My password is {secrecy.password()} and it says wrong.", "secrets.PASSWORD"),
            (
                13.2,
                f"I set up the payroll link for my employer. It fails with access key {secrecy.cloud_key()}, why?",
                "secrets.AWS_ACCESS_KEY_ID",
            ),
        )
        for hour, question, rule in told:
            at = self._moment(2, hour)
            topic = self._library.topic("telehealth")
            answer = "Please never send that here; I cannot use it. Call us at 1-800-555-0142 and we will sort it out."
            request, _ = self._assistant(at, self._member(), self._name(), topic, question, answer)
            self._expected[request] = rule

    def _wrong_deductible(self) -> None:
        member = self._member(self._library.plans[0])
        question = f"I am single. What is my deductible this year? Please send it to {self._secrecy.email()}."
        answer = (
            f"Good question! Your annual deductible as an individual is ${WRONG_DEDUCTIBLE}. "
            "Preventive care is paid in full before you meet it."
        )
        topic = self._library.topic("deductible")
        _, response = self._assistant(self._moment(2, 15.1), member, self._name(), topic, question, answer)
        self._expected[response] = "contradiction.number_conflict"

    def _cut_answers(self) -> None:
        for day, hour in ((2, 16.1), (2, 16.4), (2, 17.0), (5, 10.6)):
            topic = self._library.topic(self._rng.choice(("therapy", "newborn", "appeal")))
            at = self._moment(day, hour)
            event = self._portal(at, self._member(), self._name(), topic, cut_at=self._rng.randint(96, 118))
            self._expected[event] = "contract.truncated"

    def _garbage(self) -> None:
        at = self._moment(5, 13.1)
        values: tuple[bytes | None, ...] = (
            b'{"event_id": "7c1e", "tenant": "acme-health", "messages": [{"role": "us',
            b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff",
            b"level=info msg=hello",
            b'{"tenant": "acme-health", "model": "benefits-chat", "latency_ms": "quick"}',
            None,
        )
        for number, value in enumerate(values):
            self._sent.append(Sent(at + timedelta(minutes=4 * number), b"acme-health|lost", value))
        self._unreadable = len(values)

    # What events are made of.

    def _envelope(self, at: datetime, workflow: str, conversation: str, turn: str) -> dict[str, Any]:
        begin, day = self._begin, calendar.RELEASE_DAY
        live = (
            calendar.moment(begin, day, calendar.RELEASE_FROM) <= at < calendar.moment(begin, day, calendar.RELEASE_TO)
        )
        return {
            "event_id": self._id(),
            "tenant": TENANT,
            "environment": "production",
            "workflow": workflow,
            "labels": {"team": "member-services"},
            "conversation_id": conversation,
            "correlation_id": turn,
            "occurred_at": at.isoformat(timespec="milliseconds"),
            "provider": "in-house",
            "model": MODEL,
            "model_version": RELEASE if live else VERSION,
            "parameters": {"temperature": 0.2, "max_tokens": 256},
        }

    def _context(self, at: datetime, member: Member, topic: Topic) -> list[dict[str, Any]]:
        written = (self._begin - timedelta(days=40)).isoformat()
        fills = member.fills()
        context = [
            {
                "id": f"{member.plan.slug}/{topic.name}",
                "source": "plan-documents",
                "as_of": written,
                "text": topic.passage.format_map(fills),
            },
            {"id": "handbook/20", "source": "plan-documents", "as_of": written, "text": self._library.handbook},
        ]
        if topic.eligibility:
            record = {
                "member": member.id,
                "plan": member.plan.plan,
                "status": "active",
                "dependents": member.dependents,
                "deductible_met_usd": member.met,
            }
            loaded = calendar.loaded_at(self._begin, at)
            text = json.dumps(record)
            context.append({"id": member.id, "source": "eligibility", "as_of": loaded.isoformat(), "text": text})
        return context

    def _outcome(self, took: timedelta, question: str, said: str, reason: str = "stop") -> dict[str, Any]:
        asked, answered = 180 + len(question) // 4, len(said) // 4
        return {
            "finish_reasons": [reason],
            "usage": {
                "input_tokens": asked,
                "output_tokens": answered,
                "cost": round(asked * 4e-7 + answered * 1.6e-6, 7),
            },
            "latency_ms": round(took / timedelta(milliseconds=1), 1),
            "cache_hit": self._rng.random() < _CACHED,
        }

    def _question(self, topic: Topic, member: Member) -> str:
        rng, library = self._rng, self._library
        opening = rng.choice(library.openings)
        asked = rng.choice(topic.questions).format_map(member.fills())
        if not opening or opening.endswith((". ", "! ")):
            asked = asked[0].upper() + asked[1:]
        personal = rng.choice(library.personal) if rng.random() < _SAYS_PERSONAL else ""
        given = personal.format(email=self._secrecy.email(), phone=self._secrecy.phone()) if personal else ""
        return opening + asked + given + rng.choice(library.closings)

    def _latency(self, version: str) -> timedelta:
        slower = 1.7 if version == RELEASE else 1.0
        return timedelta(milliseconds=round(slower * self._rng.lognormvariate(6.7, 0.35), 1))

    def _member(self, plan: Plan | None = None) -> Member:
        rng = self._rng
        plan = plan or rng.choice(self._library.plans)
        most = int(plan.deductible.replace(",", ""))
        return Member(f"HM-{rng.randint(10_000, 99_999)}", plan, rng.randint(1, 4), rng.randrange(40, most - 60, 20))

    def _moment(self, day: int, hour: float) -> datetime:
        at = calendar.moment(self._begin, day, hour)
        return at.replace(microsecond=at.microsecond // 1000 * 1000)

    def _name(self) -> str:
        self._conversations += 1
        return f"c-{self._conversations:04}"

    def _id(self) -> str:
        return str(uuid.UUID(int=self._rng.getrandbits(128), version=4))

    def _send(self, at: datetime, event: dict[str, Any]) -> None:
        key = f"{TENANT}|{event['conversation_id']}".encode()
        self._sent.append(Sent(at, key, json.dumps(event).encode()))


def scenes(story: Story) -> Iterator[tuple[datetime, calendar.Scene]]:
    """The narrator's lines, with the instants they are said at."""
    for scene in calendar.SCENES:
        yield calendar.moment(story.begin, scene.day, scene.hour), scene
