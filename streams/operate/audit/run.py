"""`tidegate audit`: proves or refutes the conservation law on the topics of a deployment.

What enters are the input and every door, read as a `read_committed` consumer reads them, between two offsets of each
input partition; what leaves is a verdict and the coordinates that break it. In this order: where the input's ranges
begin and end is settled first, and the ends of the doors after that, so that all that was committed for the range is
in what is read. Values are never looked at, only offsets and headers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from confluent_kafka import Message
from confluent_kafka.admin import AdminClient

from schemas.decision import Source
from schemas.errors import PolicyError
from streams.kafka.clients import Partition, headers_of, offset_of, partition_of
from streams.kafka.cluster import admin_client, end_offsets, first_offsets, partitions_of
from streams.kafka.read_through import read_through
from streams.operate.audit.ledger import FAULTS, Broken, Door, Ledger
from streams.operate.audit.range import Asked, Ranges, ranges_of
from streams.operate.audit.waiting import Count, count_waiting, total
from streams.settings import Settings
from streams.terminal.show import console, print_json

_DOOR_OF_ACTION: Mapping[bytes, Door] = {
    b"allow": "approved",
    b"modify": "approved",
    b"quarantine": "quarantine",
    b"dead_letter": "deadletter",
}


@dataclass(frozen=True, slots=True)
class Audit:
    """What was found."""

    ranges: Ranges
    events: int
    doors: Mapping[Door, int]
    decisions: int
    faults: Mapping[str, int]
    named: tuple[Broken, ...] = field(default=())
    backlog: Count | None = None
    """Events that no worker has judged yet; None where the range that was asked for says nothing of them."""

    @property
    def waiting(self) -> int | None:
        """The events of the backlog; None also where they are more than were counted."""
        return self.backlog.least if self.backlog and self.backlog.least == self.backlog.most else None

    @property
    def verdict(self) -> str:
        """`holds`, `nothing_read` where there was no event to prove it by, `refuted`, or `cannot_tell` where a part of
        what was asked for cannot be judged: any more, or yet."""
        if self.faults:
            return "refuted"
        if self.ranges.unjudged:
            return "cannot_tell"
        return "holds" if self.events else "nothing_read"


def run_audit(settings: Settings, asked: Asked, names: int, as_json: bool) -> bool:
    """Audits and prints. True where the law is not refuted and nothing asked for is left out.

    Raises PolicyError for a range that means nothing.
    """
    found = audit(settings, asked, names)
    if as_json:
        print_json(_as_json(found))
    else:
        _print(found)
    return found.verdict in ("holds", "nothing_read")


def audit(settings: Settings, asked: Asked, names: int = 20) -> Audit:
    """Audits; at most `names` coordinates are named per kind of fault. Raises DependencyError, PolicyError."""
    admin = admin_client(settings)
    known = partitions_of(admin)
    topics = settings.topics
    missing = [
        topic.name for topic in (topics.interactions, *topics.doors(), topics.decisions) if topic.name not in known
    ]
    if missing:
        raise PolicyError(f"these topics do not exist: {', '.join(missing)}; `tidegate topics apply` makes them")
    ranges = ranges_of(settings, admin, known, asked)
    ledger = Ledger(ranges.spans)
    _read_input(settings, ranges, ledger)
    for door, topic in zip(("approved", "quarantine", "deadletter"), topics.doors(), strict=True):
        _read_door(settings, admin, known, topic.name, door, ledger, names)
    _read_decisions(settings, admin, known, ledger, names)
    ranges, backlog = _without_what_waits(settings, ranges, ledger)
    return _summed(ranges, ledger, names, backlog)


def _without_what_waits(settings: Settings, ranges: Ranges, ledger: Ledger) -> tuple[Ranges, Count | None]:
    """The ranges with what is to be said of events that wait for a worker, and how many those are.

    Where the range ends by what is committed, they come after it. Else those of a partition that nobody has an offset
    for are within it: they are not lost, and the law is not proved by them.
    """
    if ranges.waiting is not None:
        counts = count_waiting(settings, ranges.waiting)
    else:
        aside = {where: ledger.set_aside(where) for where in ranges.unassigned}
        counts = {where: Count(events, events) for where, events in aside.items()}
    backlog = total(counts.values())
    notes = tuple(
        f"{topic}/{partition} is not yet assigned: no worker has an offset for it; "
        f"{counts[topic, partition]} there, not judged yet"
        for topic, partition in sorted(ranges.unassigned & counts.keys())
        if counts[topic, partition].most
    )
    if ranges.waiting is not None:
        return replace(ranges, notes=(*ranges.notes, *notes)), backlog
    return replace(ranges, unjudged=(*ranges.unjudged, *notes)), backlog if backlog.most else None


def _read_input(settings: Settings, ranges: Ranges, ledger: Ledger) -> None:
    for message in read_through(settings, ranges.spans):
        ledger.event(partition_of(message), offset_of(message))


def _everything(admin: AdminClient, known: Mapping[str, int], topic: str) -> dict[Partition, tuple[int, int]]:
    """All of a topic as it is now; its end is what was written, not only what readers may see yet."""
    where = [(topic, partition) for partition in range(known[topic])]
    begins = first_offsets(admin, where)
    ends = end_offsets(admin, where)
    return {each: (begins[each], ends[each]) for each in where}


def _read_door(
    settings: Settings, admin: AdminClient, known: Mapping[str, int], topic: str, door: Any, ledger: Ledger, keep: int
) -> None:
    for message in read_through(settings, _everything(admin, known, topic)):
        headers = _headers(message)
        source = _source(headers)
        if source is None or _DOOR_OF_ACTION.get(headers.get("tidegate-action", b"")) != door:
            ledger.stray(*partition_of(message), offset_of(message), keep)
        if source is not None:
            ledger.left((source.topic, source.partition), source.offset, door)


def _read_decisions(
    settings: Settings, admin: AdminClient, known: Mapping[str, int], ledger: Ledger, keep: int
) -> None:
    for message in read_through(settings, _everything(admin, known, settings.topics.decisions.name)):
        headers = _headers(message)
        source, door = _source(headers), _DOOR_OF_ACTION.get(headers.get("tidegate-action", b""))
        if source is None or door is None:
            ledger.stray(*partition_of(message), offset_of(message), keep)
        else:
            ledger.decided((source.topic, source.partition), source.offset, door)


def _headers(message: Message) -> dict[str, bytes]:
    return {name: value for name, value in headers_of(message) if value is not None}


def _source(headers: Mapping[str, bytes]) -> Source | None:
    try:
        return Source.parse(headers["tidegate-source"].decode())
    except (KeyError, ValueError):
        return None


def _summed(ranges: Ranges, ledger: Ledger, names: int, backlog: Count | None) -> Audit:
    counts: Counter[str] = Counter()
    named: list[Broken] = []
    for broken in ledger.broken():
        counts[broken.fault] += 1
        if counts[broken.fault] <= names:
            named.append(broken)
    if ledger.stray_count:
        counts["unattributed"] = ledger.stray_count
    return Audit(ranges, ledger.events, ledger.doors, ledger.decisions, dict(counts), tuple(named), backlog)


def _as_json(found: Audit) -> dict[str, object]:
    return {
        "verdict": found.verdict,
        "events": found.events,
        "waiting": found.waiting,
        "waiting_least": found.backlog.least if found.backlog else None,
        "waiting_most": found.backlog.most if found.backlog else None,
        "doors": dict(found.doors),
        "decisions": found.decisions,
        "faults": {fault: found.faults.get(fault, 0) for fault in FAULTS},
        "named": [{"fault": broken.fault, "source": str(broken)} for broken in found.named],
        "ranges": {f"{topic}/{partition}": span for (topic, partition), span in found.ranges.spans.items()},
        "unjudged": list(found.ranges.unjudged),
        "notes": list(found.ranges.notes),
    }


def _print(found: Audit) -> None:
    out = console()
    passed = " + ".join(f"{count} {door}" for door, count in found.doors.items())
    out.print(f"input      {found.events} events in {len(found.ranges.spans)} partitions", highlight=False)
    if found.backlog is not None:
        out.print(f"waiting    {found.backlog}, not judged yet", highlight=False)
    out.print(f"doors      {sum(found.doors.values())} = {passed}", highlight=False)
    out.print(f"decisions  {found.decisions}", highlight=False)
    for note in (*found.ranges.notes, *found.ranges.unjudged):
        out.print(f"note       {note}", markup=False, highlight=False)
    for fault, count in found.faults.items():
        out.print(f"[red]{fault:<10}[/] {count} {FAULTS[fault]}", highlight=False)  # type: ignore[index]
        for broken in (each for each in found.named if each.fault == fault):
            out.print(f"           {broken}", markup=False, highlight=False)
    said = {
        "holds": "[green]the conservation law holds[/]",
        "nothing_read": "[yellow]no event was read: nothing speaks against the law, and nothing is proved[/]",
        "refuted": "[red]the conservation law is refuted[/]",
        "cannot_tell": "[yellow]nothing speaks against the law, but not all of it can be judged[/]",
    }
    out.print(said[found.verdict])
