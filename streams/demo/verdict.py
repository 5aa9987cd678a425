"""Did the story come out as told?

What enters are the story and the books; what leaves are sentences about what is missing, none where all is well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from streams.demo.books import Books
from streams.demo.calendar import STALE_DAYS
from streams.demo.story import Story


def missing(story: Story, books: Books) -> tuple[str, ...]:
    """Everything that should have happened and did not."""
    return tuple(_missing(story, books))


def _missing(story: Story, books: Books) -> Iterator[str]:
    if len(books.inputs) != len(story.records):
        yield f"{len(story.records)} records were sent, {len(books.inputs)} are on the input topic"
    yield from books.faults()
    yield from _unfound(story, books)
    unreadable = sum(decision.action == "dead_letter" for decision in books.decisions)
    if unreadable != story.unreadable:
        yield f"{story.unreadable} records were unreadable, {unreadable} became dead letters"
    if books.degraded:
        causes = Counter(f"{each.guard} ({each.cause})" for decision in books.decisions for each in decision.degraded)
        told = ", ".join(f"{cause} {count} times" for cause, count in causes.items())
        yield f"guards could not do their work on {books.degraded} events: {told}"
    days = {
        (decision.occurred_at - story.begin).days + 1
        for decision in books.decisions
        if decision.occurred_at and "freshness.stale" in {f"{f.guard}.{f.rule}" for f in decision.findings}
    }
    if days != set(STALE_DAYS):
        yield f"eligibility was stale on days {STALE_DAYS}, and was found so on days {tuple(sorted(days))}"
    judged = len(books.decisions) - unreadable
    if books.summarised != judged:
        yield f"{judged} events passed or were held, {books.summarised} are in drift summaries"


def _unfound(story: Story, books: Books) -> Iterator[str]:
    rules = books.rules()
    unfound = Counter(rule for event, rule in story.expected.items() if rule not in rules.get(event, ()))
    planted = Counter(story.expected.values())
    for rule, count in unfound.items():
        yield f"{rule} was found in {planted[rule] - count} of {planted[rule]} events that were made for it"
