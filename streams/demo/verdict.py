"""Did the story come out as told?

What enters are the story and the books; what leaves are sentences about what is missing, none where all is well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from streams.demo.books import Books
from streams.demo.calendar import RELEASE_DAY, RELEASE_FROM, RELEASE_TO, STALE_DAYS, moment
from streams.demo.incidents import Incident, incidents_of
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
    yield from _mistold(story, incidents_of(books.alerts))


def _mistold(story: Story, incidents: Sequence[Incident]) -> Iterator[str]:
    """Each of the two shifts is one incident that names it; nothing else is any."""
    stale_from, stale_to = moment(story.begin, STALE_DAYS[0], 0), moment(story.begin, STALE_DAYS[-1] + 1, 0)
    released, rolled_back = (moment(story.begin, RELEASE_DAY, hour) for hour in (RELEASE_FROM, RELEASE_TO + 1))
    lost = [each for each in incidents if _names(each, "$.member.plan missing") and released <= each.opened_at]
    lost = [each for each in lost if each.opened_at <= rolled_back]
    stale = [each for each in incidents if _names(each, "context_age.eligibility") and each not in lost]
    stale = [each for each in stale if stale_from <= each.opened_at <= stale_to]
    for name, found in (("the days of stale eligibility", stale), ("the dropped field", lost)):
        if len(found) != 1:
            yield f"{name} raised {len(found)} incidents"
    for each in incidents:
        if each not in (*stale, *lost):
            yield f"an incident that the story does not know: {each.explanation}"


def _names(incident: Incident, what: str) -> bool:
    return any(name.startswith(what) for name in incident.moved)


def _unfound(story: Story, books: Books) -> Iterator[str]:
    rules = books.rules()
    unfound = Counter(rule for event, rule in story.expected.items() if rule not in rules.get(event, ()))
    planted = Counter(story.expected.values())
    for rule, count in unfound.items():
        yield f"{rule} was found in {planted[rule] - count} of {planted[rule]} events that were made for it"
