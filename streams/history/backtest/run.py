"""`tidegate backtest`: the detectors over history. A file or a topic enters, one JSON line per alert leaves.

Alerts go to standard output, and a picture to a file where one is asked for. What was learnt, releases, how soon an
injected shift was told, and lines that could not be read are told on standard error.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic_core import to_json

from schemas.drift import DriftReport
from schemas.errors import PolicyError
from streams.history import sources
from streams.history.backtest.file import Asked, Ran, last_words, line_of, notes_of_reports, run_file
from streams.history.backtest.inject import Injection, injecting, read_injection
from streams.history.backtest.picture import page
from streams.history.backtest.picture_data import picture_of
from streams.history.backtest.plugins import load_detector, spoken
from streams.history.backtest.topic import Rerun
from streams.history.windows import Change, segment_path
from streams.kafka.cluster import admin_client, partitions_of
from streams.settings import Settings
from streams.terminal.arguments import duration
from streams.terminal.exits import print_error
from streams.watch.plan import drift_plan


def run_backtest(settings: Settings, asked: Asked) -> None:
    """Watches history, prints alerts. Raises PolicyError for what is wrong with what was asked, DependencyError."""
    injections = [read_injection(text) for text in asked.inject]
    plugins = {name: load_detector(name) for name in asked.detectors}
    ran = _run(settings, asked, injecting(injections) if injections else None)
    for report in last_words(ran.reports):
        sys.stdout.write(to_json(line_of(report)).decode() + "\n")
    for name, make in plugins.items():
        for line in spoken(name, make, ran.windows):
            sys.stdout.write(to_json(line).decode() + "\n")
    notes = [*ran.notes, *how_soon(injections, ran)]
    for note in notes:
        print_error(note)
    if asked.html is not None:
        _draw(asked.html, asked.source, ran, list(how_soon(injections, ran)))


def _run(settings: Settings, asked: Asked, change: Change | None) -> Ran:
    if asked.source == "-":
        return run_file(settings, asked, change)
    source = sources.Source(settings, asked.source)
    return run_file(settings, asked, change) if source.file else run_topic(settings, asked, source, change)


def run_topic(settings: Settings, asked: Asked, source: sources.Source, change: Change | None = None) -> Ran:
    """Watches the doors again, as `watch` with this policy did."""
    plan = drift_plan(
        settings,
        asked.policy,
        window=duration("--window", asked.window),
        learn=duration("--learn", asked.learn),
        pages_per_month=asked.budget,
        baseline=asked.baseline,
    )
    known = partitions_of(admin_client(settings))
    partitions = max((known.get(topic, 0) for topic in source.topics), default=0)
    rerun = Rerun(plan, source.topics, max(partitions, 1), change)
    rerun.read(source)
    return Ran(rerun.windows, plan.window_ms, rerun.baselines(), rerun.reports, list(_notes(source, rerun)))


def _notes(source: sources.Source, rerun: Rerun) -> Iterator[str]:
    if source.unread:
        yield f"{source.unread} records could not be read"
    if rerun.fates["late"]:
        yield f"{rerun.fates['late']} events came late"
    yield from notes_of_reports(rerun.learning(), rerun.reports)


def how_soon(injections: Sequence[Injection], ran: Ran) -> Iterator[str]:
    """When the first alert after each injection was told."""
    for injection in injections:
        begin_ms = injection.begin_ms if injection.begin_ms is not None else min(ran.windows, default=0)
        told = next((r for r in _opened(ran.reports) if _ms(r) >= begin_ms), None)
        if told is None or told.alert is None:
            yield f"injected {injection.text}: not told by the end"
            continue
        windows = -(-(_ms(told) - begin_ms) // ran.window_ms)
        said = f"{told.alert.explanation} ({segment_path(told.segment)})"
        yield f"injected {injection.text}: told after {windows} windows, {told.alert.opened_at:%Y-%m-%d %H:%M}: {said}"


def _opened(reports: Sequence[DriftReport]) -> list[DriftReport]:
    return sorted((r for r in reports if r.alert is not None and r.alert.state == "open"), key=_ms)


def _ms(report: DriftReport) -> int:
    assert report.alert is not None
    return int(report.alert.opened_at.timestamp() * 1000) if report.alert.opened_at else 0


def _draw(file: Path, source: str, ran: Ran, notes: Sequence[str]) -> None:
    if not ran.windows:
        raise PolicyError("nothing was read that could be drawn")
    picture = picture_of(f"Backtest of {source}", ran.windows, ran.window_ms, ran.baselines, ran.reports, notes)
    try:
        file.write_text(page(picture), encoding="utf-8")
    except OSError as error:
        raise PolicyError(f"{file}: cannot be written: {error.strerror}") from None
