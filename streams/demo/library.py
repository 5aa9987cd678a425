"""What the story is told from: plans, topics, questions and answers, read from `library.yaml`.

Nothing enters but the file; what leaves are frozen records. A text with `{names}` is filled in by `streams.demo.story`.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from schemas.base import Record

FOLDER = Path(__file__).parent
POLICY = FOLDER / "policy.yaml"


class Plan(Record):
    """One health plan and its numbers, written as the documents write them."""

    plan: str
    slug: str
    deductible: str
    family: str
    maximum: str
    primary: str
    specialist: str
    emergency: str
    therapy: str
    generic: str
    brand: str
    glasses: str
    coinsurance: str


class Topic(Record):
    """Something members ask about: the passage that knows, ways to ask, ways to answer."""

    name: str
    passage: str
    questions: tuple[str, ...]
    answers: tuple[str, ...]
    eligibility: bool = False
    """The answer leans on the member's own record too."""
    amount: str | None = None
    """Which number of the plan the portal shows beside the answer."""


class Library(Record):
    """All of it."""

    plans: tuple[Plan, ...]
    openings: tuple[str, ...]
    closings: tuple[str, ...]
    topics: tuple[Topic, ...]
    personal: tuple[str, ...]
    """Sentences in which members give themselves away."""
    handbook: str
    """A passage that comes along with every question and answers none."""

    def topic(self, name: str) -> Topic:
        """The topic of a name."""
        return next(topic for topic in self.topics if topic.name == name)


def load_library() -> Library:
    """The library that ships with the demo."""
    return Library.model_validate(yaml.safe_load((FOLDER / "library.yaml").read_text(encoding="utf-8")))
