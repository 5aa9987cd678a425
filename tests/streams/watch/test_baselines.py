"""`tidegate baseline` and `tidegate backtest`: what is kept never changes, and what is drawn says what was told."""

from __future__ import annotations

import json
import random
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pydantic_core import from_json

from detectors.counts import Counts
from detectors.monitor import Plan
from schemas.drift import Segment
from schemas.errors import PolicyError
from streams.history.sources import Source
from streams.settings import Settings
from streams.watch.baselines import create, load, names
from streams.watch.tenants import Detecting, Tenants
from streams.watch.window import Window as Cut
from tests.test_docs import tidegate

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
HOURS, SHIFTED = 160, 140


def write(path: Path, workflow: str = "claims", slower_from: int = SHIFTED) -> str:
    rng = random.Random(3)
    lines = []
    for hour in range(HOURS):
        for _ in range(20):
            at = BEGIN + timedelta(hours=hour, seconds=rng.uniform(0, 3_600))
            latency = rng.lognormvariate(6.5, 0.4) * (2 if hour >= slower_from else 1)
            event = {
                "tenant": "acme", "workflow": workflow, "model": "m", "occurred_at": at.isoformat(),
                "latency_ms": latency, "finish_reasons": ["stop"], "output": "a fine answer",
            }  # fmt: skip
            lines.append(json.dumps(event))
    path.write_text("\n".join(lines))
    return str(path)


def windows(count: int, events: int = 5) -> dict[int, dict[Segment, Counts]]:
    found: dict[int, dict[Segment, Counts]] = {}
    for number in range(count):
        counts = Counts()
        counts.events = events
        found[number * 60_000] = {Segment(tenant="a"): counts}
    return found


def test_a_baseline_is_never_changed(tmp_path: Path) -> None:
    kept, short = create(tmp_path, "one", windows(20), 60_000)
    assert (kept.window_ms, kept.events, short) == (60_000, 100, 0)
    before = (tmp_path / "one.baseline").read_bytes()
    with pytest.raises(PolicyError, match="never changed"):
        create(tmp_path, "one", windows(30), 60_000)
    assert (tmp_path / "one.baseline").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["one.baseline"]


def test_equal_history_gives_an_equal_baseline(tmp_path: Path) -> None:
    ids = {create(tmp_path, name, windows(20), 60_000)[0].baseline_id for name in ("a", "b")}
    assert len(ids) == 1
    assert create(tmp_path, "c", windows(21), 60_000)[0].baseline_id not in ids


@pytest.mark.parametrize("name", ["", ".hidden", "../up", "a/b", "newest", "a b", "x" * 81])
def test_names_that_cannot_be_files_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="cannot name a baseline"):
        create(tmp_path, name, windows(20), 60_000)


@pytest.mark.parametrize("count", [0, 1, 7])
def test_too_few_windows_make_no_baseline(count: int, tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="no segment has 8 windows"):
        create(tmp_path, "a", windows(count), 60_000)
    assert names(tmp_path) == []


def test_a_newly_pinned_baseline_takes_the_place_of_the_kept_one(tmp_path: Path) -> None:
    segment, length_ms = Segment(tenant="a"), 60_000
    pinned = [create(tmp_path, name, windows(count), length_ms)[0] for name, count in (("one", 20), ("two", 30))]
    state: dict[tuple[str | int, ...], bytes] = {}
    for number, kept in enumerate(pinned):
        tenants = Tenants(length_ms, Detecting(Plan(window_ms=length_ms), kept.segments))
        for (kind, *fields), value in state.items():
            tenants.load(str(kind), fields, value)
        tenants.loaded()
        start_ms = (100 + number) * length_ms
        closing = [Cut(start_ms, start_ms + length_ms, "a", "", "", "")]
        looked = tenants.look(start_ms + length_ms, closing, lambda _: windows(1)[0][segment])
        compared = {each.baseline_id for each in tenants.baselines().values()}
        assert compared == {kept.segments[segment].baseline_id}
        for key, raw in (entry for step in looked.state for entry in step):
            state |= {key: raw} if raw is not None else {}
    assert pinned[0].segments[segment].baseline_id != pinned[1].segments[segment].baseline_id


def test_newest_is_the_one_made_last(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="there is no baseline"):
        load(tmp_path, "newest")
    for name in ("b", "a"):
        create(tmp_path, name, windows(20), 60_000)
    assert (names(tmp_path), load(tmp_path, "newest").name) == (["b", "a"], "a")


@pytest.mark.parametrize("raw", [b"", b"garbage", b"TIDEGATE-BASELINES-1\n", b"TIDEGATE-BASELINES-1\n\0\0\0\5ab"])
def test_a_file_that_is_none_is_refused(raw: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.baseline").write_bytes(raw)
    with pytest.raises(PolicyError, match="not a baseline"):
        load(tmp_path, "a")
    with pytest.raises(PolicyError, match="no such baseline; known are: a"):
        load(tmp_path, "b")


def test_the_commands(tmp_path: Path) -> None:
    events = write(tmp_path / "events.jsonl")
    policy = tmp_path / "policy.yaml"
    policy.write_text("name: p\nversion: 1\ndrift: {baseline: quiet}\n")
    env = {"TIDEGATE_POLICY": str(policy)}
    quiet = f"{events}@2026-03-01..2026-03-05"
    made = tidegate("baseline", "create", "quiet", quiet, env=env)
    assert (made.returncode, "restart `watch`" in made.stdout) == (0, True), "a running one would not see it"
    made = tidegate("baseline", "create", "late", f"{events}@2026-03-06T20:00:00", env=env)
    assert (made.returncode, "restart `watch`" in made.stdout) == (0, False), "nobody pins it"
    listed = tidegate("baseline", "list", env=env).stdout.splitlines()
    assert [line.split(":")[0] for line in listed] == ["quiet", "late"]
    assert listed[0].endswith("(pinned)")
    [segment] = from_json(tidegate("baseline", "show", "quiet", "--json", env=env).stdout)["segments"]
    assert (segment["windows"], segment["events"]) == (96, 96 * 20)
    told = from_json(tidegate("baseline", "diff", "quiet", "late", "--json", env=env).stdout)
    psi = {row["field"]: row.get("psi", 0) for row in told["fields"]}
    assert psi["latency_ms"] > 1 > 0.1 > psi["finish_reasons"]
    told_again = tidegate("baseline", "show", "none", env=env)
    assert (told_again.returncode, "known are: quiet, late" in told_again.stderr) == (2, True)
    pinned = tidegate("backtest", f"{events}@2026-03-05", env=env)
    alerts = [from_json(line) for line in pinned.stdout.splitlines()]
    assert [(each["field"], each["direction"]) for each in alerts] == [("latency_ms", "up")]


def test_how_soon_an_injected_shift_would_have_been_told(tmp_path: Path) -> None:
    events = write(tmp_path / "events.jsonl", slower_from=HOURS)
    steady = tidegate("backtest", events)
    assert (steady.returncode, steady.stdout) == (0, "")
    told = tidegate("backtest", events, "--inject", "latency x1.6 from 2026-03-05T00:00:00Z")
    assert len(told.stdout.splitlines()) == 1
    [said] = [line for line in told.stderr.splitlines() if "injected" in line]
    found = re.search(r"told after (\d+) windows, 2026-03-05 .*latency_ms up", said)
    assert found
    assert 2 <= int(found[1]) <= 8
    far = tidegate("backtest", events, "--inject", "latency x1.6 from 2027-03-05T00:00:00Z")
    assert "not told by the end" in far.stderr
    assert tidegate("backtest", events, "--inject", "latency").returncode == 2


def test_the_picture_needs_nothing_and_tells_all(tmp_path: Path) -> None:
    events = write(tmp_path / "events.jsonl", workflow="<script>alert(1)</script>&")
    page = tmp_path / "report.html"
    told = tidegate("backtest", events, "--html", str(page))
    assert told.returncode == 0, told.stderr
    text = page.read_text()
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert not re.search(r"(?:src|href|url|@import)\s*[=(]", text)
    tree = ElementTree.fromstring(
        re.sub(r"<meta ([^>]*)>", r"<meta \1/>", text.removeprefix("<!doctype html>")).replace("<br>", "<br/>")
    )
    drawings = list(tree.iter("svg"))
    assert len(drawings) == 3
    assert all(each.get("role") == "img" and each.get("aria-label") for each in drawings)
    assert any("alert 1 at" in str(each.get("aria-label")) for each in drawings)
    [row] = next(iter(tree.iter("tbody"))).iter("tr")
    assert "latency_ms up" in "".join(row.itertext())


def test_a_picture_of_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "e.jsonl").write_text("")
    told = tidegate("backtest", str(tmp_path / "e.jsonl"), "--html", str(tmp_path / "r.html"))
    assert (told.returncode, "nothing was read" in told.stderr) == (2, True)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("nothing.jsonl", "no such file, and no such topic"),
        ("llm.drift.v1", "history is read from approved, quarantine"),
        ("interactions", "history is read from approved, quarantine"),
        ("approved@tomorrow", "is no time"),
    ],
)
def test_sources_that_are_none(text: str, says: str) -> None:
    with pytest.raises(PolicyError, match=says):
        Source(Settings(), text)
