"""`tidegate check`: one line out per line in, in order, promptly, with conversations joined across lines."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

import pytest

from guards.case import Case, CaseGuard, Sighting, Span, Verdict
from schemas.policy import Policy
from streams.judging.court import court_of
from streams.offline.check import Checker, check_stream
from streams.wire.lines import BATCH_LINES, batches_of


class Echo(CaseGuard):
    """Sees every event, and says how many earlier ones of its conversation it was given."""

    name = "echo"

    def check_one(self, case: Case) -> Verdict:
        return Verdict((Sighting("seen", Span(""), severity="low"),), {"others": float(len(case.others))})


def judged(lines: Sequence[bytes], **options: Any) -> list[dict[str, Any]]:
    checker = Checker(court_of(Policy(), {}, [Echo()]), **options)
    return [json.loads(answer) for answer in checker.check(lines)]


def test_every_line_has_its_answer_in_its_place() -> None:
    answers = judged([b'{"event_id":"a"}', b"", b"   ", b"nope", b'{"latency_ms":"soon"}', b"[1]", b'{"event_id":"b"}'])
    assert [answer.get("error", answer["event_id"]) for answer in answers] == [
        "a", "Tombstone", "Tombstone", "NotJson", "WrongType", "WrongType", "b",
    ]  # fmt: skip
    assert answers[4] == {"line": 5, "event_id": None, "error": "WrongType", "where": "/latency_ms"}


def test_an_answer_says_all_that_was_found() -> None:
    answer = judged([b'{"event_id":"a","odd":1}'])[0]
    assert list(answer) == ["event_id", "action", "findings", "scores", "degraded", "redacted"]
    assert answer["redacted"] == {"event_id": "a", "attributes": {"odd": 1}}
    assert answer["scores"] == {"echo": {"others": 0.0}}
    assert set(answer["findings"][0]) >= {
        "guard", "rule", "outcome", "severity", "confidence", "mode", "where", "evidence", "excerpt", "reason",
    }  # fmt: skip


def test_conversations_are_joined_and_duplicates_noticed_over_batches() -> None:
    checker = Checker(court_of(Policy(), {}, [Echo()]))
    line = b'{"event_id":"%b","tenant":"t","conversation_id":"c","messages":"hi"}'
    first = [json.loads(answer) for answer in checker.check([line % b"1", line % b"2"])]
    second = [json.loads(answer) for answer in checker.check([line % b"1"])]
    assert [answer["scores"]["echo"]["others"] for answer in [*first, *second]] == [0, 1, 2]
    assert "duplicate_of_line" not in first[1]
    assert second[0]["duplicate_of_line"] == 1


def test_an_event_without_an_id_gets_one_of_its_line() -> None:
    here, again, there = (judged([b"{}", b"{}"], name=name) for name in ("f", "f", "g"))
    assert here == again
    assert here[0]["event_id_derived"] == "missing"
    assert len({here[0]["event_id"], here[1]["event_id"], there[0]["event_id"]}) == 3


@pytest.mark.parametrize("raw", [b"a\nb\n", b"a\nb", b"a\r\nb\r\n", b"\xef\xbb\xbfa\nb"])
def test_lines_end_as_they_may(raw: bytes) -> None:
    assert [line for batch in batches_of(io.BytesIO(raw)) for line in batch] == [b"a", b"b"]


def test_batches_are_bounded_and_lose_nothing() -> None:
    lines = [b"%d" % number * (number % 97) for number in range(10_000)]
    batches = list(batches_of(io.BytesIO(b"\n".join(lines) + b"\n\n")))
    assert [line for batch in batches for line in batch] == [*lines, b""]
    assert max(map(len, batches)) == BATCH_LINES


def test_a_slow_pipe_is_answered_line_by_line() -> None:
    read, write = os.pipe()
    out = io.BytesIO()
    with os.fdopen(read, "rb") as stream, os.fdopen(write, "wb", buffering=0) as pipe:
        batches = batches_of(stream)
        pipe.write(b'{"event_id":"a"}\n{"eve')
        assert next(iter(batches)) == [b'{"event_id":"a"}']
        pipe.write(b'nt_id":"b"}\n')
        assert next(iter(batches)) == [b'{"event_id":"b"}']
        pipe.close()
        check_stream(Checker(court_of(Policy(), {}, [Echo()])), stream, out)
    assert out.getvalue() == b""


def test_the_command_reads_files_and_standard_input_and_names_what_is_wrong(tmp_path: Any) -> None:
    file = tmp_path / "events.jsonl"
    file.write_bytes(b'{"event_id":"a","output":"x","finish_reasons":"length"}\nnope\n')
    command = [sys.executable, "-m", "streams.cli", "check", "--guard", "contract"]
    from_file = subprocess.run([*command, str(file)], capture_output=True, timeout=60)
    from_pipe = subprocess.run([*command, "-"], input=file.read_bytes(), capture_output=True, timeout=60)
    assert (from_file.returncode, from_file.stderr) == (0, b"")
    answers = [json.loads(line) for line in from_file.stdout.splitlines()]
    assert answers[0]["action"] == "quarantine"
    assert "truncated" in [finding["rule"] for finding in answers[0]["findings"]]
    assert answers[1]["error"] == "NotJson"
    assert from_pipe.stdout == from_file.stdout
    for wrong in (["nowhere.jsonl"], ["-", "--guard", "nobody"], ["-", "--policy", "nowhere.yaml"]):
        failed = subprocess.run([*command, *wrong], input="", capture_output=True, text=True, timeout=60)
        assert (failed.returncode, failed.stdout) == (2, "")
        assert failed.stderr.startswith("tidegate: ")
        assert len(failed.stderr.splitlines()) == 1
