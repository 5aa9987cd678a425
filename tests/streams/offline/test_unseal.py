"""`tidegate unseal`: what was sealed comes back for its tenant, and the answer says what was opened."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path

import pytest

from guards.redaction.sealing import Seals, key_id
from schemas.errors import PolicyError
from streams.offline.check import run_check
from streams.offline.unseal import Opener, run_unseal, unsealed
from streams.settings import Settings

KEY = bytes(range(64))
SETTINGS = Settings(seal_key=base64.b64encode(KEY).decode())  # type: ignore[arg-type]
SEALS = Seals([KEY])
POLICY = "name: p\nversion: 1\nguards: {pii: {replace: {'*': sealed}}, secrets: {replace: {'*': sealed}}}\n"
EVENT = {
    "tenant": "acme",
    "workflow": "w",
    "messages": "write to ada@example.com, my password is hunter2!x",
    "attributes": {"bob@example.com": 4111111111111111},
}


def answers(capfdbinary: pytest.CaptureFixture[bytes]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]


def test_a_checked_event_is_restored_whole(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    policy, events, sealed = tmp_path / "p.yaml", tmp_path / "e.jsonl", tmp_path / "s.jsonl"
    policy.write_text(POLICY)
    events.write_text(json.dumps(EVENT) + "\n")
    run_check(SETTINGS, str(events), policy, ["pii", "secrets"])
    checked = capfdbinary.readouterr().out
    assert b"ada@" not in checked
    assert b"hunter2" not in checked
    sealed.write_bytes(checked)

    run_unseal(SETTINGS, str(sealed), None)
    (answer,) = answers(capfdbinary)
    restored = answer["restored"]["redacted"]  # type: ignore[index]
    assert restored["messages"][0]["parts"][0]["content"] == EVENT["messages"]
    assert restored["attributes"] == {"bob@example.com": "4111111111111111"}
    assert answer["tenant"] == "acme"
    assert answer["unopened"] == 0
    opened = answer["opened"]
    assert {"type": "PASSWORD", "key": key_id(KEY), "pointer": "/redacted/messages/0/parts/0/content"} in opened  # type: ignore[operator]

    run_unseal(SETTINGS, str(sealed), "globex")
    (answer,) = answers(capfdbinary)
    assert answer["opened"] == []
    assert answer["restored"] == json.loads(checked)


def test_a_line_that_is_no_json_is_named_and_not_repeated() -> None:
    answer = Opener(SEALS, "acme").line(3, b"{secret")
    assert json.loads(answer) == {"line": 3, "error": "NotJson"}


def test_a_forged_seal_stays_and_is_counted() -> None:
    forged = f"<PERSON:~{key_id(KEY)}:{'A' * 30}>"
    found = unsealed({"a": [forged, 7, None]}, SEALS, "acme")
    assert found.document == {"a": [forged, 7, None]}
    assert found.unopened == 1
    assert found.opened == ()


def test_nothing_is_opened_without_a_key() -> None:
    with pytest.raises(PolicyError, match="TIDEGATE_SEAL_KEY"):
        run_unseal(Settings(), "-", None)


def test_a_policy_that_seals_needs_a_key(tmp_path: Path) -> None:
    policy = tmp_path / "p.yaml"
    policy.write_text(POLICY)
    with pytest.raises(PolicyError, match="TIDEGATE_SEAL_KEY"):
        run_check(Settings(), "-", policy, ["pii"])


def test_standard_input_is_read_line_by_line(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    line = json.dumps({"tenant": "acme", "text": SEALS.sealed("PERSON", "Ada", "acme")}).encode() + b"\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(line * 2)))
    run_unseal(SETTINGS, "-", None)
    assert [each["restored"] for each in answers(capfdbinary)] == [{"tenant": "acme", "text": "Ada"}] * 2
