"""How the story ends: one held event as a reviewer reads it, the books, the days in numbers, what to try next.

What enters are the story and the books; what leaves are renderables. Every text in them is redacted.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from schemas.decision import Conflict, Quarantined
from schemas.drift import DriftReport
from streams.demo.books import Books
from streams.demo.calendar import DAYS
from streams.demo.events import PORTAL
from streams.demo.incidents import incidents_of
from streams.demo.lines import day_time, eligibility_hours
from streams.demo.story import Story
from streams.topics import Topics

_FIELD = "$.member.plan:string"


def print_ending(console: Console, story: Story, books: Books, topics: Topics, kept: str = "") -> None:
    """All four. `kept` is the bootstrap list of a cluster that stays up."""
    held = next((each for each in books.held if "contradiction.number_conflict" in each.decision.rules), None)
    parts: list[tuple[str, RenderableType]] = []
    if held is not None:
        parts.append(("One held event, as a reviewer reads it", why_panel(story, held)))
    parts.append(("The conservation law, counted on the topics", conservation(books, topics)))
    judged = len(books.decisions) - books.left(topics.deadletter.name)
    counted = (
        f"  {books.summarised:,} of {judged:,} events that passed or were held, in {len(books.reports):,} summaries."
    )
    parts.append(("Six days in drift summaries", Group(days(story, books.reports), Text(counted))))
    parts.append(("What would have paged", pages(story, books)))
    parts.append(("Try next", _commands(kept)))
    for title, part in parts:
        console.print()
        console.print(Text(title, style="bold"))
        console.print(part)


def why_panel(story: Story, held: Quarantined) -> RenderableType:
    """The why packet."""
    why, event = held.why, held.event
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column()
    where = f"{event.tenant} / {event.workflow}, {event.model} {event.model_version}"
    grid.add_row("event", f"{where}, {day_time(story.begin, event.occurred_at)}")
    grid.add_row(
        "rule", f"{', '.join(why.rules)}   policy {why.policy.name}@{why.policy.version} ({why.policy.digest})"
    )
    grid.add_row("asked", Text(why.asked))
    for conflict in why.conflicts:
        grid.add_row("said", _marked(conflict.said, "bold red"))
        if conflict.known:
            grid.add_row("known", Group(_marked(conflict.known, "bold green"), Text(_source(conflict), style="dim")))
    return Panel(grid, border_style="yellow", expand=False)


def _source(conflict: Conflict) -> str:
    age = f", {conflict.age_hours / 24:.0f} days old" if conflict.age_hours is not None else ""
    return f"{conflict.source}: {conflict.context_id}{age}"


def _marked(text: str, style: str) -> Text:
    """The words between `[` and `]` stand out; the brackets stay, for terminals without colour."""
    marked = Text(text)
    begin, end = text.find("["), text.rfind("]")
    if 0 <= begin < end:
        marked.stylize(style, begin, end + 1)
    return marked


def conservation(books: Books, topics: Topics) -> RenderableType:
    """Input, doors, decisions, and whether the sum is right."""
    table = _table("topic", "records", "")
    approved, quarantine, dead = (books.left(door.name) for door in topics.doors())
    modified = sum(decision.action == "modify" for decision in books.decisions)
    table.add_row(topics.interactions.name, f"{len(books.inputs):,}", "as produced")
    table.add_row(topics.approved.name, f"{approved:,}", f"{modified:,} of them redacted")
    table.add_row(topics.quarantine.name, f"{quarantine:,}", "held, each with a why packet")
    table.add_row(topics.deadletter.name, f"{dead:,}", "unreadable, kept byte for byte")
    table.add_row(topics.decisions.name, f"{len(books.decisions):,}", "one for each event")
    faults = books.faults()
    total = f"{len(books.inputs):,} = {approved:,} + {quarantine:,} + {dead:,}"
    said = f"It holds: {total}, each event once, one decision each." if not faults else f"Broken: {'; '.join(faults)}."
    caveat = (
        "This was librdkafka's in-process cluster: it proves nothing about delivery. "
        "The same law under kills of workers and brokers, on a real Kafka: make test, make chaos."
    )
    return Group(table, Text(f"  {said}", style="green" if not faults else "bold red"), Padding(caveat, (0, 2)))


def pages(story: Story, books: Books) -> RenderableType:
    """Every incident, by what leads it, and what moved with it."""
    table = _table("told", "since", "workflows", "what")
    for incident in incidents_of(books.alerts):
        when = (day_time(story.begin, at) for at in (incident.opened_at, incident.since))
        first, *rest = incident.moved.values()
        told = Text(incident.explanation, style="bold magenta")
        moved = [Text(f"with it: {said}", style="dim") for said in (first, *rest) if said != incident.explanation][:3]
        table.add_row(*when, ", ".join(incident.workflows), Group(told, *moved))
    quiet = Text("  Days without one: " + ", ".join(map(str, _quiet_days(story, books))) + ".")
    return Group(table, quiet)


def _quiet_days(story: Story, books: Books) -> list[int]:
    told = {(incident.opened_at - story.begin).days + 1 for incident in incidents_of(books.alerts)}
    return [day for day in range(1, DAYS + 1) if day not in told]


def days(story: Story, reports: Iterable[DriftReport]) -> RenderableType:
    """The summaries added up by day: exact counts, so sums are exact too."""
    table = _table("day", "events", "held", "stale", "eligibility", "cut off", "with member.plan")
    for day in range(1, DAYS + 1):
        of_day = [r for r in reports if r.window_start and (r.window_start - story.begin).days + 1 == day]
        table.add_row(*_day(day, of_day))
    return table


def _day(day: int, reports: list[DriftReport]) -> Iterator[str]:
    events = sum(report.events for report in reports)
    held = sum(report.actions.get("quarantine", 0) for report in reports)
    yield str(day)
    yield f"{events:,}"
    yield f"{held:,} ({100 * held / max(1, events):.0f} %)"
    yield str(sum(report.rules.get("freshness.stale", 0) for report in reports))
    ages = [age for report in reports if (age := eligibility_hours(report)) is not None]
    yield f"{min(ages):.0f}-{max(ages):.0f} h old" if ages else "-"
    yield str(sum(report.rules.get("contract.truncated", 0) for report in reports))
    portal = [report for report in reports if report.segment.workflow == PORTAL]
    having = sum(report.output_paths.get(_FIELD, 0) for report in portal)
    yield f"{having} of {sum(report.json_outputs for report in portal)}"


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=True, show_edge=False)
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number in (0, len(columns) - 1) else "right")
    return table


def _commands(kept: str) -> RenderableType:
    kafka = f"TIDEGATE_KAFKA={kept} "
    commands = (
        (f"{kafka}tidegate tail quarantine", f"{kafka}tidegate tail drift", f"{kafka}tidegate tail violations")
        if kept
        else (
            "tidegate demo --fast --keep",
            """echo '{"messages": "I am ada@example.com"}' | tidegate check -""",
            "tidegate topics list",
        )
    )
    return Group(*(Text(f"  {command}", style="cyan") for command in commands))


def console_for_here() -> Console:
    """Standard output: as wide as the terminal, and 100 columns where there is none."""
    return Console() if sys.stdout.isatty() else Console(width=110, force_terminal=False, no_color=True)
