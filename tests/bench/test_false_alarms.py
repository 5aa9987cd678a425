"""The sample of files, and what is counted in it."""

from __future__ import annotations

import json
from pathlib import Path

from bench.false_alarms import alarms, by_turns, clean_events, kind_of, samples
from guards.case import Case, Verdict
from schemas.interaction import Interaction
from tests.guards.stubs import Saying, sightings_of


def test_kinds_go_by_the_ending_and_logs_by_the_folder() -> None:
    assert [kind_of(Path(name)) for name in ("a.md", "a.py", "a.yaml", "/var/log/x/a", "a.png")] == [
        *("docs", "code", "config", "logs"),
        None,
    ]


def test_the_sample_is_the_same_for_a_seed_and_passes_over_what_is_no_text(tmp_path: Path) -> None:
    for number in range(8):
        (tmp_path / f"{number}.md").write_text(f"page {number}\n" * 40)
    (tmp_path / "9.md").write_bytes(b"\xff\xfe\x00")
    first = list(samples([tmp_path], 5, 3))
    assert first == list(samples([tmp_path], 5, 3))
    assert len(first) == 5
    assert all(sample.kind == "docs" and sample.text.startswith("page") for sample in first)


def test_endings_take_turns() -> None:
    files = [Path(name) for name in ("a.py", "b.py", "c.py", "d.js")]
    assert [file.suffix for file in by_turns(files)] == [".py", ".js", ".py", ".py"]


def test_what_is_redacted_is_an_alarm(tmp_path: Path) -> None:
    file = tmp_path / "clean.jsonl"
    file.write_text(json.dumps({"event": {"tenant": "t", "messages": "one X2 two"}}) + "\n")
    (event,) = clean_events(file)

    def finds(case: Case) -> Verdict:
        return Verdict(tuple(sightings_of("X2", case.event, "PHONE_NUMBER")))

    assert isinstance(event, Interaction)
    (alarm,) = alarms([Saying(finds)], "clean", event)
    assert (alarm.type, alarm.shown()) == ("PHONE_NUMBER", "one [[X2]] two")
