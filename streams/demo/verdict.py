"""Did the story come out as told?

What enters are the story and the books; what leaves are sentences about what is missing, none where all is well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from streams.demo.calendar import STALE_DAYS
from streams.demo.ledger import Ledger
from streams.demo.story import Story


def missing(story: Story, ledger: Ledger) -> tuple[str, ...]:
    """Everything that should have happened and did not."""
    return tuple(_missing(story, ledger))


def _missing(story: Story, ledger: Ledger) -> Iterator[str]:
    if len(ledger.inputs) != len(story.records):
        yield f"{len(story.records)} records were sent, {len(ledger.inputs)} are on the input topic"
    yield from ledger.faults()
    yield from _unfound(story, ledger)
    unreadable = sum(decision.action == "dead_letter" for decision in ledger.decisions)
    if unreadable != story.unreadable:
        yield f"{story.unreadable} records were unreadable, {unreadable} became dead letters"
    if ledger.degraded:
        causes = Counter(f"{each.guard} ({each.cause})" for decision in ledger.decisions for each in decision.degraded)
        told = ", ".join(f"{cause} {count} times" for cause, count in causes.items())
        yield f"guards could not do their work on {ledger.degraded} events: {told}"
    days = {
        (decision.occurred_at - story.begin).days + 1
        for decision in ledger.decisions
        if decision.occurred_at and "freshness.stale" in {f"{f.guard}.{f.rule}" for f in decision.findings}
    }
    if days != set(STALE_DAYS):
        yield f"eligibility was stale on days {STALE_DAYS}, and was found so on days {tuple(sorted(days))}"
    judged = len(ledger.decisions) - unreadable
    if ledger.summarised != judged:
        yield f"{judged} events passed or were held, {ledger.summarised} are in drift summaries"


def _unfound(story: Story, ledger: Ledger) -> Iterator[str]:
    rules = ledger.rules()
    unfound = Counter(rule for event, rule in story.expected.items() if rule not in rules.get(event, ()))
    planted = Counter(story.expected.values())
    for rule, count in unfound.items():
        yield f"{rule} was found in {planted[rule] - count} of {planted[rule]} events that were made for it"
