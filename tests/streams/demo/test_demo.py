"""`tidegate demo --fast` as a newcomer in a pipe runs it, on the embedded cluster; and its parts by themselves."""

from __future__ import annotations

import io
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest
from rich.console import Console

from schemas.decision import Decision, Finding, Source
from schemas.drift import DriftAlert, DriftReport, Segment
from streams.demo import calendar
from streams.demo.board import Board, Seen
from streams.demo.books import Books
from streams.demo.ending import days
from streams.demo.events import PORTAL
from streams.demo.run import SEED, VOLUME
from streams.demo.story import Story, tell
from streams.demo.verdict import missing
from streams.demo.views import LiveView, PlainView
from streams.topics import Topics

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
STORY_LIMIT_S = 120.0
STOP_LIMIT_S = 30.0


@dataclass(frozen=True)
class Run:
    """One `tidegate demo --fast --keep`, looked at while it lasted, and ended by SIGTERM."""

    story: Story
    said: str
    logs: str
    tail: str
    exit_code: int
    left_behind: list[int]
    folders: list[Path]


def environment(temporary: Path) -> dict[str, str]:
    # What the user has set for a cluster of their own must not reach the demo's.
    hostile = {"TIDEGATE_KAFKA": "localhost:1", "TIDEGATE_TOPIC_PREFIX": "mine.", "TIDEGATE_PARTITIONS": "7"}
    return {**os.environ, **hostile, "TMPDIR": str(temporary), "COLUMNS": "90"}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    temporary = tmp_path_factory.mktemp("demo")
    output = temporary / "stdout"
    story = tell(SEED, calendar.first_day(datetime.now(UTC)), VOLUME)
    command = [sys.executable, "-m", "streams.cli", "demo", "--fast", "--keep"]
    with (
        output.open("wb") as out,
        subprocess.Popen(command, env=environment(temporary), stdout=out, stderr=out) as demo,
    ):
        try:
            deadline = time.monotonic() + STORY_LIMIT_S
            while "until Ctrl-C" not in output.read_text() and demo.poll() is None:
                assert time.monotonic() < deadline, output.read_text()
                time.sleep(0.2)
            children = psutil.Process(demo.pid).children() if demo.poll() is None else []
            logs = "".join(path.read_text() for path in temporary.glob("tidegate-demo-*/*.log"))
            tail = try_next(output.read_text())
            demo.send_signal(signal.SIGTERM)
            code = demo.wait(STOP_LIMIT_S)
        finally:
            demo.kill()
    left = [child.pid for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]
    return Run(story, output.read_text(), logs, tail, code, left, list(temporary.glob("tidegate-demo-*")))


def try_next(said: str) -> str:
    """The first of the commands that the demo suggests, for those that end by themselves."""
    command = next((line.split() for line in said.splitlines() if "tidegate tail quarantine" in line), None)
    if command is None:
        return ""
    name, _, value = command[0].partition("=")
    arguments = [sys.executable, "-m", "streams.cli", *command[2:], "--no-follow", "--from", "beginning"]
    result = subprocess.run(arguments, env={**os.environ, name: value}, capture_output=True, text=True, timeout=60)
    return result.stdout + result.stderr


@pytest.mark.slow
class TestRun:
    def test_it_comes_out_as_told(self, run: Run) -> None:
        assert run.exit_code == 0, run.said
        assert "Not as told" not in run.said

    def test_the_law_is_counted_and_the_cluster_is_not_oversold(self, run: Run) -> None:
        assert f"It holds: {len(run.story.records):,} = " in run.said
        assert "proves nothing about delivery" in run.said.replace("\n", " ").replace("  ", " ")

    def test_both_sides_of_the_contradiction_are_marked(self, run: Run) -> None:
        assert "[$2,500]" in run.said
        assert "[$1,500]" in run.said

    def test_the_days_show_the_stale_data_and_the_lost_field_in_numbers(self, run: Run) -> None:
        begin, end = run.said.index("Six days in drift summaries"), run.said.index("What would have paged")
        table = run.said[begin:end].splitlines()
        rows = {line.split()[0]: line for line in table if line.split() and line.split()[0] in "123456"}
        assert len(rows) == calendar.DAYS
        for day in calendar.STALE_DAYS:
            assert int(rows[str(day)].split()[5]) > 0
        for day, row in rows.items():
            having, _, answers = row.split()[-3:]
            assert (int(having) < int(answers)) is (int(day) == calendar.RELEASE_DAY)

    def test_two_incidents_would_have_paged_and_the_quiet_days_none(self, run: Run) -> None:
        told = run.said[run.said.index("What would have paged") : run.said.index("Try next")]
        assert len(re.findall(r"^\s+day \d", told, re.MULTILINE)) == 2
        stale, _, lost = told.partition("\n day 5 ")
        assert re.search(r"^\s+day 3 .*", stale, re.MULTILINE)
        assert "eligibility" in stale
        assert "$.member.plan missing" in lost
        assert "Days without one: 1, 2, 4, 6." in told

    def test_a_pipe_gets_no_control_characters(self, run: Run) -> None:
        assert [character for character in run.said if ord(character) < 32 and character != "\n"] == []

    def test_nothing_private_is_on_the_screen_or_in_a_log(self, run: Run) -> None:
        assert "screen_starts" in run.logs
        shown = run.said + run.logs + run.tail
        assert [value for value in run.story.planted if value in shown] == []

    def test_the_commands_to_try_next_work(self, run: Run) -> None:
        assert "contradiction.number_conflict" in run.tail

    def test_a_signal_leaves_nothing_behind(self, run: Run) -> None:
        assert run.left_behind == []
        assert run.folders == []


def books() -> Books:
    topics = Topics()
    approved, quarantine, dead = (topic.name for topic in topics.doors())
    at = [f"in/0/{offset}" for offset in range(3)]
    actions = ("allow", "quarantine", "dead_letter")
    decisions = [
        Decision(event_id=str(offset), action=action, source=Source(topic="in", partition=0, offset=offset))
        for offset, action in enumerate(actions)
    ]
    doors = {approved: Counter(at[:1]), quarantine: Counter(at[1:2]), dead: Counter(at[2:])}
    return Books(inputs=set(at), doors=doors, decisions=decisions)


class TestBooks:
    def test_each_event_by_one_door_with_one_decision_is_no_fault(self) -> None:
        assert books().faults() == ()

    def test_every_way_to_break_the_law_is_named(self) -> None:
        approved, quarantine, _ = (topic.name for topic in Topics().doors())
        found = books()
        found.doors[quarantine]["in/0/0"] += 1
        found.doors[approved]["in/9/9"] += 1
        found.inputs |= {"in/0/3"}
        found.decisions.append(found.decisions[0])
        assert found.faults() == (
            "1 events that left by no door",
            "1 events that left more than once",
            "1 records at a door that belong to no event",
            "1 events without a decision",
            "1 events with more than one decision",
        )

    def test_what_did_not_happen_is_said(self) -> None:
        story = replace(tell(1, BEGIN, 0.01), expected={"0": "contract.truncated", "1": "contract.truncated"})
        held = Finding(guard="contract", rule="truncated")
        found = books()
        found.decisions[1] = found.decisions[1].model_copy(update={"findings": (held,)})
        said = " | ".join(missing(story, found))
        assert "contract.truncated was found in 1 of 2 events" in said
        assert "eligibility was stale on days (3, 4, 5), and was found so on days ()" in said
        assert "2 events passed or were held, 0 are in drift summaries" in said


def test_days_add_up_what_the_windows_say() -> None:
    segment = Segment(workflow=PORTAL, model_version="4.3.0")
    at = calendar.moment(BEGIN, 4, 10)
    report = DriftReport(
        segment=segment,
        window_start=at,
        events=5,
        actions={"quarantine": 4},
        rules={"freshness.stale": 1},
        json_outputs=5,
    )
    earlier = report.model_copy(update={"output_paths": {"$.member.plan:string": 5}})
    out = io.StringIO()
    Console(file=out, width=100).print(days(tell(1, BEGIN, 0.01), [report, earlier]))
    row = next(line for line in out.getvalue().splitlines() if line.split()[:1] == ["4"])
    assert row.split() == ["4", "10", "8", "(80", "%)", "2", "-", "0", "5", "of", "10"]


def board() -> Board:
    shown = Board(Topics(), BEGIN)
    at = calendar.moment(BEGIN, 3, 9)
    shown.findings = [Seen(at, "acme", "benefits-assistant", "freshness.stale", "quarantine", "old " * 40)] * 50
    shown.tick(at, calendar.SCENES[4])
    return shown


@pytest.mark.parametrize(("width", "height"), [(80, 24), (100, 30), (200, 60)])
def test_the_live_view_fits_its_terminal(width: int, height: int) -> None:
    console = Console(file=io.StringIO(), width=width, height=height, force_terminal=True)
    lines = console.render_lines(LiveView(console)._screen(board()))
    assert len(lines) <= height
    text = "\n".join("".join(segment.text for segment in line) for line in lines)
    assert "day 3 of 6" in text
    assert "freshness.stale" in text


def test_plain_lines_tell_what_repeats_once() -> None:
    out = io.StringIO()
    with PlainView(Console(file=out, width=80)) as view:
        view.show(board())
    lines = out.getvalue().splitlines()
    assert sum("freshness.stale" in line for line in lines) == 1
    assert all(len(line) <= 200 for line in lines)
    assert "50 findings and 0 drift summaries in all" in lines[-1]


def alert(day: float, field: str, facet: str, incident: str) -> DriftReport:
    at = calendar.moment(BEGIN, 1, 24 * (day - 1))
    told = DriftAlert(
        state="open",
        opened_at=at,
        since_window=at,
        field=field,
        facet=facet,
        incident=incident,
        explanation=f"{field} moved",
    )
    return DriftReport(kind="alert", segment=Segment(workflow=PORTAL), alert=told)


STALE = alert(3.4, "context_age.eligibility", "p50", "a")
LOST = alert(5.5, "$.member.plan", "missing", "b")


@pytest.mark.parametrize(
    ("alerts", "says"),
    [
        ([STALE, LOST], []),
        ([STALE, LOST, alert(3.5, "rules", "new", "a")], []),
        ([LOST], ["the days of stale eligibility raised 0 incidents"]),
        ([STALE, alert(5.5, "latency_ms", "p50", "b")], ["the dropped field raised 0", "does not know: latency_ms"]),
        ([STALE, LOST, alert(1.5, "events", "volume", "c")], ["the story does not know: events moved"]),
        ([STALE, LOST, alert(3.9, "context_age.eligibility", "p99", "c")], ["stale eligibility raised 2"]),
        ([STALE, alert(2.5, "$.member.plan", "missing", "b")], ["the dropped field raised 0", "does not know"]),
    ],
)
def test_the_verdict_knows_each_incident(alerts: list[DriftReport], says: list[str]) -> None:
    found = books()
    found.alerts = alerts
    said = [fault for fault in missing(tell(1, BEGIN, 0.01), found) if "incident" in fault]
    assert len(said) == len(says)
    assert all(words in fault for words, fault in zip(says, said, strict=True))
