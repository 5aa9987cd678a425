"""What producers get wrong neither ends `watch` nor pages anybody; it is counted, and what is kept stays bounded."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

import pytest

from detectors.monitor import Plan
from detectors.observation import Observation, Skew, observe
from schemas.decision import Approved, DecisionBrief
from schemas.drift import DriftReport
from schemas.errors import InputError
from schemas.interaction import Interaction
from streams.watch.cells import Cells
from streams.watch.merge import Merge
from streams.watch.tenants import Detecting
from streams.watch.window import Rules
from streams.wire.values import read_record

WINDOW_MS, LEARN, BAD, WINDOWS = 60_000, 12, 16, 22
MAX_SEGMENTS = 60
RULES = Rules(WINDOW_MS, 0, 10**12, 1, "partials", "drift", max_segments=MAX_SEGMENTS)
PLAN = Plan(window_ms=WINDOW_MS, learn=LEARN, learn_events=50, series=100, max_segments=MAX_SEGMENTS)

ABSURD = (
    {"usage": {"input_tokens": int(1e18), "output_tokens": 2**63 - 1}},
    {"usage": {"cost": 1e308}},
    {"latency_ms": 1e308},
    {"latency_ms": -5.0},
    {"usage": {"input_tokens": -1, "cost": -1e308}},
    {"retries": 2**62},
    {"occurred_at": "1970-01-01T00:00:00Z"},
    {"occurred_at": "9999-12-31T23:59:59Z"},
    {"finish_reasons": ["\ud83d\ude00" * 5_000]},
)


def event(rng: random.Random, at_ms: int, **more: object) -> Observation:
    usual = {
        "tenant": "a", "workflow": "w", "model": "m", "occurred_at": at_ms / 1000,
        "latency_ms": rng.lognormvariate(6, 0.3),
        "usage": {"input_tokens": rng.randrange(50, 150), "output_tokens": rng.randrange(50, 150), "cost": 0.01},
        "finish_reasons": ["stop"],
    }  # fmt: skip
    record = Approved(event=Interaction.model_validate({**usual, **more}), decision=DecisionBrief(action="allow"))
    return observe(record, at_ms, Skew())


def traffic(kind: str) -> Iterator[Observation]:
    rng = random.Random(4)
    for window in range(WINDOWS):
        for number in range(60):
            at_ms = 10**12 + window * WINDOW_MS + number * 1_000
            yield event(rng, at_ms)
            if window >= BAD and kind == "absurd" and number % 20 == 0:
                yield event(rng, at_ms, **rng.choice(ABSURD))
            if window >= BAD and kind == "models":
                for _ in range(30):
                    yield event(rng, at_ms, model=f"made up {rng.getrandbits(64):x}")


def run(kind: str) -> tuple[list[DriftReport], dict[bytes, bytes], Merge]:
    cells, changelog = Cells(0, ("approved",), RULES, {}, 0), {}
    reports: list[DriftReport] = []

    def encode(report: DriftReport) -> bytes:
        reports.append(report)
        return report.model_dump_json().encode()

    merge, offset = Merge(0, RULES, encode, {}, Detecting(PLAN)), 0
    for number, seen in enumerate(traffic(kind)):
        cells.apply("approved", number, seen, 0)
        if number % 50 == 0:
            for message in (message for step in cells.flush(0, lambda *_: False) for message in step):
                if message.topic == "partials":
                    merge.apply(offset, message.value)
                    offset += 1
        while merge.behind:
            for message in (message for step in merge.flush() for message in step if message.topic is None):
                changelog.pop(message.key, None)
                if message.value is not None:
                    changelog[message.key] = message.value
    return reports, changelog, merge


@pytest.mark.parametrize("kind", ["absurd", "models"])
def test_it_neither_pages_nor_ends(kind: str) -> None:
    reports, changelog, merge = run(kind)
    alerts = [report.alert.explanation for report in reports if report.alert is not None]
    assert alerts == []
    summaries = [report for report in reports if report.kind == "summary"]
    usual = [report for report in summaries if report.segment.model == "m"]
    assert len(usual) >= WINDOWS - 2
    assert usual[-1].windows_learnt == usual[-1].windows_to_learn == LEARN
    assert merge.tenants.standing().learning + merge.tenants.standing().watching <= MAX_SEGMENTS + 2
    assert max(map(len, changelog.values())) < 64 * 1024


def test_names_made_up_for_each_call_are_counted_together() -> None:
    reports, _, _ = run("models")
    late = [report for report in reports if report.kind == "summary" and report.segment.model == "other"]
    assert sum(report.events for report in late) > 1_000


def test_what_is_absurd_is_counted() -> None:
    rng = random.Random(1)
    seen = [event(rng, 10**12, **each) for each in ABSURD]
    assert [bool(each.absurd) for each in seen] == [False, False, False, True, True, False, False, False, False]
    assert [each.skewed for each in seen] == [False] * 6 + [True, True, False]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999"])
def test_a_number_that_json_does_not_have_makes_a_record_unread(number: str) -> None:
    raw = json.dumps({"event": {"latency_ms": 0}, "decision": {}}).replace("0}", f"{number}}}").encode()
    with pytest.raises(InputError):
        read_record(raw, Approved)
