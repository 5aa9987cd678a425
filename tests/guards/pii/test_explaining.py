"""`check --explain`: each candidate with its recognizer, its scores and the reason, and no text of the event."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from guards.pii.explaining import Explanation
from streams.offline.check import run_check
from streams.settings import Settings
from tests.guards.stubs import case, pii_guard

TEXT = (
    "ring 020 7946 0958 about account 12345678 before 3 May 2020. "
    "Far from there, in quite another matter, stands the figure 87654321"
)


def explained(text: str = TEXT, **pii: object) -> list[Explanation]:
    return pii_guard().explain(case({"pii": pii}, messages=text))


def one(found: list[Explanation], kind: str, said: str, text: str = TEXT) -> Explanation:
    start = text.index(said)
    return next(each for each in found if each.type == kind and each.start == start)


def test_what_is_found_says_by_whom_and_which_word_raised_it() -> None:
    raised = one(explained(labels=False), "US_BANK_NUMBER", "12345678")
    assert (raised.recognizer, raised.context, raised.score) == ("UsBankRecognizer", "account", 0.05)
    assert raised.in_context == raised.final == 0.4
    assert raised.action == "redact"


def test_what_is_not_found_says_what_was_missing() -> None:
    missed = one(explained(), "US_BANK_NUMBER", "87654321")
    assert missed.action == "ignore"
    assert missed.final < missed.threshold == 0.4
    assert "below the threshold 0.4" in missed.why


def test_the_policy_is_named_where_it_decides() -> None:
    assert one(explained(), "DATE_TIME", "3 May 2020").why == "preset strict"
    ignored = one(explained(entities={"PHONE_NUMBER": "ignore"}), "PHONE_NUMBER", "020 7946 0958")
    assert (ignored.action, ignored.why) == ("ignore", "entities: PHONE_NUMBER: ignore")


def test_a_label_is_a_reason() -> None:
    text = "MRN: 00412-7"
    found = one(explained(text), "MEDICAL_RECORD_NUMBER", "00412-7", text)
    assert (found.recognizer, found.action) == ("label", "redact")


def test_explanations_quote_nothing(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = tmp_path / "e.jsonl"
    file.write_text(json.dumps({"messages": TEXT}) + "\n")
    run_check(Settings(), str(file), None, ["pii"], explain=True)
    answer = json.loads(capfdbinary.readouterr().out)
    said = json.dumps(answer["explained"])
    assert answer["explained"]
    assert not any(value in said for value in ("7946", "12345678", "87654321", "May"))
    run_check(Settings(), str(file), None, ["pii"])
    assert "explained" not in json.loads(capfdbinary.readouterr().out)
