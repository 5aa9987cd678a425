"""Events as the health plan's producers write them: envelope, context, answer, what it took.

What enters are a random source and the first day; what leaves are JSON events with their ids. Which events there are
is the story's affair (`streams.demo.story`).
"""

from __future__ import annotations

import json
import random
import uuid
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from streams.demo import calendar
from streams.demo.library import Library, Plan, Topic
from streams.demo.private import Private

TENANT = "acme-health"
ASSISTANT, PORTAL = "benefits-assistant", "member-portal"
CONTRACT = "benefits-answer@1"
MODEL, VERSION, RELEASE = "benefits-chat", "4.2.0", "4.3.0"

# Shares of questions in which members give themselves away, and of answers that came from a cache.
_SAYS_PERSONAL, _CACHED = 0.09, 0.12

# Latency is log-normal around 0.8 s, as answers of a few sentences are; the release is slower.
_LATENCY_MU, _LATENCY_SIGMA, _RELEASE_SLOWER = 6.7, 0.35, 1.7

Event = dict[str, Any]


class Member(NamedTuple):
    """Somebody insured."""

    id: str
    plan: Plan
    dependents: int
    met: int
    """Of the deductible, in dollars."""

    def fills(self) -> dict[str, str]:
        """What texts may name."""
        return {**self.plan.model_dump(), "dependents": str(self.dependents), "met": f"{self.met:,}"}

    def record(self) -> str:
        """What the eligibility system knows."""
        known = {"member": self.id, "plan": self.plan.plan, "status": "active"}
        return json.dumps(known | {"dependents": self.dependents, "deductible_met_usd": self.met})


class Turn(NamedTuple):
    """One question at one time."""

    at: datetime
    member: Member
    conversation: str
    topic: Topic
    question: str


class Events:
    """Writes events, and draws what is left to chance."""

    def __init__(self, rng: random.Random, begin: datetime, library: Library, private: Private) -> None:
        self._rng, self._begin, self._library, self._private = rng, begin, library, private
        self._conversations = 0

    def ask(self, at: datetime, topic: Topic, member: Member, conversation: str = "", question: str = "") -> Turn:
        """A turn; what is not given is new."""
        return Turn(at, member, conversation or self.conversation(), topic, question or self._question(topic, member))

    def request_and_response(self, turn: Turn, answer: str = "") -> tuple[Event, Event]:
        """A turn with the assistant: two events, the context in the first."""
        correlation = self._id()
        request = self._envelope(turn, ASSISTANT, turn.at, correlation) | {
            "phase": "request",
            "messages": _messages("user", turn.question),
            "context": self._context(turn),
        }
        took = self._latency(request["model_version"])
        said = answer or self._answer(turn)
        response = self._envelope(turn, ASSISTANT, turn.at + took, correlation) | {
            "phase": "response",
            "output": _messages("assistant", said),
            **self._outcome(took, turn.question, said),
        }
        return request, response

    def exchange(self, turn: Turn, cut_at: int = 0) -> Event:
        """A turn in the portal: one event, the answer as JSON under a contract, or as much of it as tokens allowed."""
        event = self._envelope(turn, PORTAL, turn.at, self._id())
        said = json.dumps(self._portal_answer(turn, event["model_version"]))
        said, reason = (said[:cut_at], "length") if cut_at else (said, "stop")
        return event | {
            "phase": "exchange",
            "messages": _messages("user", turn.question),
            "context": self._context(turn),
            "contract": CONTRACT,
            "output": _messages("assistant", said),
            **self._outcome(self._latency(event["model_version"]), turn.question, said, reason),
        }

    def member(self, plan: Plan | None = None) -> Member:
        """Somebody, of a plan where it matters."""
        rng = self._rng
        plan = plan or rng.choice(self._library.plans)
        most = int(plan.deductible.replace(",", ""))
        return Member(f"HM-{rng.randint(10_000, 99_999)}", plan, rng.randint(1, 4), rng.randrange(40, most - 60, 20))

    def conversation(self) -> str:
        """The id of a new one. Too short to be taken for anybody's telephone number."""
        self._conversations += 1
        return f"c-{self._conversations:04}"

    def _envelope(self, turn: Turn, workflow: str, at: datetime, correlation: str) -> Event:
        return {
            "event_id": self._id(),
            "tenant": TENANT,
            "environment": "production",
            "workflow": workflow,
            "labels": {"team": "member-services"},
            "conversation_id": turn.conversation,
            "correlation_id": correlation,
            "occurred_at": at.isoformat(timespec="milliseconds"),
            "provider": "in-house",
            "model": MODEL,
            "model_version": RELEASE if workflow == PORTAL and calendar.is_released(self._begin, at) else VERSION,
            "parameters": {"temperature": 0.2, "max_tokens": 256},
        }

    def _context(self, turn: Turn) -> list[dict[str, str]]:
        member, topic = turn.member, turn.topic
        passages = {f"{member.plan.slug}/{topic.name}": topic.passage.format_map(member.fills())}
        passages["handbook/20"] = self._library.handbook
        context = [{"id": name, "source": "plan-documents", "text": text} for name, text in passages.items()]
        if topic.eligibility:
            loaded = calendar.loaded_at(self._begin, turn.at).isoformat()
            context.append({"id": member.id, "source": "eligibility", "as_of": loaded, "text": member.record()})
        return context

    def _answer(self, turn: Turn) -> str:
        return self._rng.choice(turn.topic.answers).format_map(turn.member.fills())

    def _portal_answer(self, turn: Turn, version: str) -> dict[str, Any]:
        member = {"id": turn.member.id}
        if version != RELEASE:
            member["plan"] = turn.member.plan.plan
        answer: dict[str, Any] = {"member": member, "answer": self._answer(turn), "covered": True}
        if turn.topic.amount:
            answer["amount_usd"] = float(turn.member.fills()[turn.topic.amount].replace(",", ""))
        return answer

    def _outcome(self, took: timedelta, question: str, said: str, reason: str = "stop") -> Event:
        asked, answered = 180 + len(question) // 4, len(said) // 4
        cost = round(asked * 4e-7 + answered * 1.6e-6, 7)
        return {
            "finish_reasons": [reason],
            "usage": {"input_tokens": asked, "output_tokens": answered, "cost": cost},
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
        given = personal.format(email=self._private.email(), phone=self._private.phone()) if personal else ""
        return opening + asked + given + rng.choice(library.closings)

    def _latency(self, version: str) -> timedelta:
        slower = _RELEASE_SLOWER if version == RELEASE else 1.0
        return timedelta(milliseconds=round(slower * self._rng.lognormvariate(_LATENCY_MU, _LATENCY_SIGMA), 1))

    def _id(self) -> str:
        return str(uuid.UUID(int=self._rng.getrandbits(128), version=4))


def _messages(role: str, text: str) -> list[dict[str, Any]]:
    return [{"role": role, "parts": [{"type": "text", "content": text}]}]
