"""`tidegate doctor`: everything that must be so for Tidegate to keep its promises here, each in one line.

What enters are settings; what leaves are lines: ok, or what is wrong and what to do. Nothing is changed and no record
is written; a transactional id of its own is all that a cluster remembers of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from functools import partial

from rich.table import Table

from schemas.errors import DependencyError, PolicyError
from streams.kafka.cluster import admin_client, partitions_of
from streams.kafka.topic_states import states_of
from streams.operate.doctor import cluster_checks, here_checks, topic_checks
from streams.operate.doctor.diagnosis import Diagnosis, fail, skip
from streams.settings import Settings
from streams.terminal.show import console, print_json

_SHOWN = {"ok": "[green]ok[/]", "warn": "[yellow]warn[/]", "fail": "[red]FAIL[/]", "skip": "[dim]skip[/]"}


def run_doctor(settings: Settings, as_json: bool) -> bool:
    """Looks at everything and prints it. True where nothing is broken."""
    found = list(examine(settings))
    if as_json:
        print_json([asdict(each) for each in found])
    else:
        console().print(_table(found))
    return all(each.state != "fail" for each in found)


def examine(settings: Settings) -> Iterator[Diagnosis]:
    """All diagnoses, those that need no broker first."""
    for look in (here_checks.versions, here_checks.policy, here_checks.baseline, here_checks.registry):
        yield from look(settings)
    try:
        admin = admin_client(settings)
        yield from cluster_checks.broker(admin)
    except PolicyError as error:
        yield fail("broker", "TIDEGATE_KAFKA is not set", str(error).partition(": ")[2])
        return
    except DependencyError as error:
        yield fail(
            "broker",
            f"nobody answers at {settings.kafka} ({error})",
            "check address, port and TIDEGATE_SECURITY_PROTOCOL",
        )
        return
    partitions = partitions_of(admin)
    states = {}

    def topics() -> Iterable[Diagnosis]:
        states.update(states_of(admin, [topic.name for topic in settings.topics.all()]))
        return list(topic_checks.topics(settings.topics, states, settings.partitions))

    yield from _guarded("topics", topics)
    yield from _guarded("permissions", lambda: cluster_checks.permissions(settings, admin, states))
    for topic in (topic for topic in settings.topics.all() if topic.raw and topic.name in partitions):
        yield from _guarded("raw text", partial(cluster_checks.raw_access, admin, topic))
    yield from cluster_checks.transactions(settings)
    yield from cluster_checks.instances(settings, admin)
    yield from _guarded("input", lambda: cluster_checks.assigned(settings, admin, partitions))
    yield from _guarded("clock", lambda: cluster_checks.clock(settings, admin, partitions))


def _guarded(about: str, look: Callable[[], Iterable[Diagnosis]]) -> Iterator[Diagnosis]:
    """A question that the cluster does not answer must not end the examination."""
    try:
        yield from list(look())
    except DependencyError as error:
        yield skip(about, str(error))


def _table(found: Iterable[Diagnosis]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    for each in found:
        do = f"\n→ {each.do}" if each.do else ""
        table.add_row(_SHOWN[each.state], each.about, f"{each.says}{do}".replace("[", r"\["))
    return table
