"""`tidegate backtest` of a file: one line per alert, nothing of the events, and clear words for what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from detectors.baseline import Baseline, Window
from detectors.baseline_file import write_baselines
from schemas.drift import Segment
from schemas.errors import InputError, PolicyError
from schemas.policy import DriftPolicy
from streams.history.backtest.file import Asked
from streams.history.backtest.run import run_backtest
from streams.history.baseline.run import create
from streams.history.lines import Windows, read_line
from streams.history.windows import read_windows
from streams.settings import Settings

HOUR = 3_600
START = 1_767_571_200
FIRST = ("opened_at", "closed_at", "segment", "field", "facet", "direction", "severity", "explanation")


def events(
    hours: int, shift_at: int, factor: float = 1.7, begin: int = 0, per_hour: int = 30
) -> Iterator[dict[str, Any]]:
    rng = np.random.default_rng(8)
    for hour in range(begin, begin + hours):
        for number in range(per_hour):
            yield {
                "event_id": f"e-{hour}-{number}",
                "occurred_at": START + hour * HOUR + number * 60,
                "tenant": "acme",
                "workflow": "claims",
                "model": "m",
                "latency_ms": float(rng.lognormal(6.5, 0.4)) * (factor if hour >= shift_at else 1),
                "usage": {"input_tokens": int(rng.gamma(4, 100)), "output_tokens": int(rng.gamma(4, 30))},
                "finish_reasons": ["stop"],
                "output": "Canary Zanzibar answers.",
            }


def write(path: Path, lines: Iterator[Any] | list[Any]) -> str:
    path.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines))
    return str(path)


def alerts(capsys: pytest.CaptureFixture[str], asked: Asked) -> tuple[list[dict[str, Any]], str]:
    run_backtest(Settings(), asked)
    said = capsys.readouterr()
    return [json.loads(line) for line in said.out.splitlines()], said.err


def test_a_shift_in_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = list(events(90, shift_at=70))
    found, err = alerts(capsys, Asked(write(tmp_path / "a.jsonl", lines)))
    assert len(found) == 1
    alert = found[0]
    assert tuple(alert)[:3] == FIRST[:3]
    assert set(FIRST) <= set(alert)
    assert alert["segment"]["tenant"] == "acme"
    assert (alert["field"], alert["facet"], alert["direction"]) == ("latency_ms", "p50", "up")
    assert alert["severity"] == "high"
    assert alert["closed_at"] is None
    assert alert["since_window"] == "2026-01-07T22:00:00Z"
    assert "2026-01-08T00:00:00Z" <= alert["opened_at"] <= "2026-01-08T06:00:00Z"
    assert len(alert["exemplars"]) == 5
    assert set(alert["describes"]) == {"psi", "jensen_shannon", "ks"}
    assert err == ""


def test_the_order_of_lines_does_not_matter_and_no_text_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = list(events(90, shift_at=70))
    found, _ = alerts(capsys, Asked(write(tmp_path / "a.jsonl", lines)))
    np.random.default_rng(2).shuffle(lines)  # type: ignore[arg-type]  a list of dicts is shuffled as any sequence
    again, _ = alerts(capsys, Asked(write(tmp_path / "b.jsonl", lines)))
    assert found == again
    assert "zanzibar" not in json.dumps(found).lower()


def test_a_quiet_file_says_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert alerts(capsys, Asked(write(tmp_path / "a.jsonl", events(90, shift_at=999)))) == ([], "")


def test_a_short_file_is_still_learning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found, err = alerts(capsys, Asked(write(tmp_path / "a.jsonl", events(6, shift_at=3, factor=9))))
    assert found == []
    assert err == "tidegate: acme/claims/m: learning, 6 of 8 windows\n"


@pytest.mark.parametrize("kind", ["events", "baselines"])
def test_a_baseline_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    usual = write(tmp_path / "usual.jsonl", events(60, shift_at=999))
    if kind == "baselines":
        history = read_windows(Settings(), usual, HOUR * 1000, DriftPolicy())
        learnt = [Window(start, counts) for start, cell in sorted(history.cells.items()) for counts in cell.values()]
        (segment,) = {segment for cell in history.cells.values() for segment in cell}
        usual = str(tmp_path / "named")
        Path(usual).write_bytes(write_baselines({segment: Baseline.learn(learnt, HOUR * 1000)}))
    shifted = write(tmp_path / "a.jsonl", events(8, shift_at=0, begin=60))
    found, _ = alerts(capsys, Asked(shifted, baseline=usual))
    assert [each["field"] for each in found] == ["latency_ms"]


def test_a_baseline_and_the_file_it_was_made_of_have_the_same_windows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEGATE_WINDOW", "15 min")
    monkeypatch.chdir(tmp_path)
    file = write(tmp_path / "a.jsonl", events(60, shift_at=999, per_hour=60))
    create(Settings(), None, "usual", file, None, None)
    capsys.readouterr()
    assert alerts(capsys, Asked(file, baseline="usual")) == ([], "")


@pytest.mark.parametrize("name", ["usual", "baselines/usual.baseline"])
def test_a_baseline_of_other_windows_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    file = write(tmp_path / "a.jsonl", events(30, shift_at=999))
    create(Settings(), None, "usual", file, "15 min", None)
    with pytest.raises(PolicyError, match="has windows of 15 min, not of 60 min"):
        alerts(capsys, Asked(file, baseline=name))


def test_policy_window_learn_and_budget(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text('name: p\nversion: "1"\ndrift: {window: 2 h, segment_by: [tenant], pages_per_month: 5}\n')
    file = write(tmp_path / "a.jsonl", events(90, shift_at=70))
    found, _ = alerts(capsys, Asked(file, policy=policy))
    assert found[0]["segment"] == {**dict.fromkeys(found[0]["segment"], ""), "tenant": "acme"}
    assert int(found[0]["opened_at"][11:13]) % 2 == 0
    strict, _ = alerts(capsys, Asked(file, policy=policy, budget=0.001))
    assert strict[0]["threshold"] > found[0]["threshold"] + 8
    late, err = alerts(capsys, Asked(file, learn="4 d"))
    assert late == []
    assert "learning, 90 of 96 windows" in err


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Asked("no-such-file"), "no such file"),
        (Asked("-", window="soon"), "--window is a number and a unit"),
        (Asked("-", window="0 h"), "--window must be longer"),
        (Asked("-", policy=Path("no-such-policy")), "cannot be read"),
    ],
)
def test_what_was_asked_wrongly(asked: Asked, said: str) -> None:
    with pytest.raises(PolicyError, match=said):
        run_backtest(Settings(), asked)


@pytest.mark.parametrize(
    ("line", "numbers", "absurd"),
    [
        ('{"usage": {"input_tokens": 1e308}, "latency_ms": 5}', {"latency_us": 5000}, ("input_tokens",)),
        ('{"latency_ms": NaN, "usage": {"output_tokens": 3}}', {"output_tokens": 3}, ("latency_us",)),
        ('{"latency_ms": Infinity}', {}, ("latency_us",)),
        ('{"latency_ms": -5}', {}, ("latency_us",)),
        ('{"latency_ms": "fast"}', {}, ("latency_us",)),
        (
            '{"usage": {"prompt_tokens": -3, "completion_tokens": 99999999999999999999}}',
            {},
            ("input_tokens", "output_tokens"),
        ),
        ('{"evaluations": [{"name": "helpful", "score": NaN}]}', {}, ("score",)),
        ('{"retries": -1}', {}, ()),
    ],
)
def test_values_that_cannot_be_are_counted_and_the_rest_is_kept(
    line: str, numbers: dict[str, int], absurd: tuple[str, ...]
) -> None:
    seen = read_line(line.encode())
    assert seen.numbers == numbers
    assert sorted(seen.absurd) == sorted(absurd)


@pytest.mark.parametrize("line", [b"{", b"[]", b"7", b'{"messages": 7}', b'{"labels": 3}', b"[" * 100_000, b"\xff\xfe"])
def test_lines_that_cannot_be_read(line: bytes) -> None:
    with pytest.raises(InputError):
        read_line(line)


def test_unread_and_timeless_lines_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path / "a.jsonl", ["{canary", "", '{"tenant": "a"}', '{"occurred_at": 1767571200}'])
    found, err = alerts(capsys, Asked(file))
    assert found == []
    assert "1 of 3 lines could not be read" in err
    assert "1 of 3 lines have no time" in err
    assert "canary" not in err


def test_a_wrong_clock_makes_no_silence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    strays = [{"tenant": "acme", "occurred_at": at} for at in (86_400, 4_000_000_000, "9999-12-31T00:00:00Z")]
    found, err = alerts(capsys, Asked(write(tmp_path / "a.jsonl", [*strays, *events(60, shift_at=999)])))
    assert found == []
    assert "3 of 1803 lines lie months away from all others" in err


def test_segments_beyond_the_most_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.history.lines.MAX_SEGMENTS", 1)
    history = Windows(HOUR * 1000, ("tenant",))
    history.read(json.dumps({"tenant": name, "occurred_at": START}).encode() for name in ("a", "b", "c"))
    (cell,) = history.cells.values()
    beyond = Segment(tenant="other", workflow="other", model="other", model_version="other")
    assert {segment: counts.events for segment, counts in cell.items()} == {Segment(tenant="a"): 1, beyond: 2}


def test_records_of_a_door_are_read_with_their_decision() -> None:
    record = {
        "event": {"occurred_at": START, "tenant": "acme", "latency_ms": 3, "labels": {"region": "north"}},
        "decision": {"action": "quarantine", "rules": ["pii.US_SSN"], "policy": {"version": "7"}},
        "why": {},
    }
    seen = read_line(json.dumps(record).encode(), cohort="region")
    assert seen.categories["actions"] == ("quarantine",)
    assert seen.categories["rules"] == ("pii.US_SSN",)
    assert seen.categories["cohort_held"] == ("north",)
    assert seen.segment.policy_version == "7"
