"""The court: one answer to what judges here, whichever command asks."""

from __future__ import annotations

import dataclasses
import io
import json
import sys
from collections.abc import Sequence
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest
from pydantic import SecretStr

from guards.case import Case, CaseGuard, Sighting, Verdict
from schemas.errors import PolicyError
from schemas.interaction import Interaction
from schemas.policy import Policy
from schemas.policy_file import load_policy
from streams.history.canary.run import run_canary
from streams.judging import installed
from streams.judging.court import court_of, open_court
from streams.judging.installed import BUILT_IN
from streams.offline.check import run_check
from streams.offline.redact import run_redact
from streams.settings import Settings

SAID = "The zebra project is late."
WANTS_MODEL = "name: p\nversion: '1'\nguards: {contradiction: {second: {use: model}}}\n"


class Zebra(CaseGuard):
    """A guard of another package that cuts a word out."""

    name = "zebra"

    def check_one(self, case: Case) -> Verdict:
        spans = [(quote.span, quote.text.find("zebra")) for quote in case.answers if "zebra" in quote.text]
        return Verdict(
            tuple(
                Sighting("word", dataclasses.replace(span, start=at, end=at + 5), severity="low", replace="Z")
                for span, at in spans
            )
        )


class Prepared(CaseGuard):
    name = "prepared"

    def __init__(self) -> None:
        self.variants = 0

    def prepare(self, policies: Sequence[object]) -> None:
        self.variants = len(list(policies))

    def check_one(self, case: Case) -> Verdict:
        return Verdict()


@pytest.fixture
def zebra(monkeypatch: pytest.MonkeyPatch) -> None:
    points = EntryPoints([EntryPoint("zebra", f"{__name__}:Zebra", installed.GROUP)])
    monkeypatch.setattr(installed, "entry_points", lambda group: points.select(group=group))


def file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def given(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def checked(file: Path, capfd: pytest.CaptureFixture[str]) -> dict[str, object]:
    run_check(Settings(), str(file), None, ())
    said: dict[str, object] = json.loads(capfd.readouterr().out)
    return said


@pytest.mark.usefixtures("zebra")
def test_a_guard_of_another_package_is_known_to_every_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    known = [*BUILT_IN, "zebra"]
    assert [guard.name for guard in open_court(Settings()).guards] == known
    said = checked(file(tmp_path, "a", json.dumps({"event_id": "1", "output": SAID}) + "\n"), capfd)
    assert "zebra" in {one["guard"] for one in said["findings"]}  # type: ignore[attr-defined]
    assert "<Z>" in json.dumps(said["redacted"])
    given(monkeypatch, SAID)
    run_redact(Settings(), None, None, 256)
    assert capfd.readouterr().out == SAID.replace("zebra", "<Z>")


@pytest.mark.usefixtures("zebra")
def test_canary_knows_it_too(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    told = [json.dumps({"messages": f"question {number}", "output": SAID}) for number in range(20)]
    before = file(tmp_path, "b", "\n".join(told).replace("zebra", "horse"))
    after = file(tmp_path, "a", "\n".join(told))
    assert run_canary(Settings(), str(before), str(after), None, 0.05, (), True) == 1
    assert "zebra.word" in {one["name"] for one in json.loads(capfd.readouterr().out)["checks"] if one["regressed"]}


def test_every_command_refuses_a_second_opinion_that_is_not_there(tmp_path: Path) -> None:
    policy = file(tmp_path, "p.yaml", WANTS_MODEL)
    told = file(tmp_path, "t", json.dumps({"messages": "question", "output": "answer"}) + "\n")
    with pytest.raises(PolicyError, match="TIDEGATE_SUPPORT_MODEL"):
        run_check(Settings(), str(told), policy, ())
    with pytest.raises(PolicyError, match="TIDEGATE_SUPPORT_MODEL"):
        run_canary(Settings(), str(told), str(told), policy, 0.05, (), False)
    with pytest.raises(PolicyError, match="TIDEGATE_SUPPORT_MODEL"):
        open_court(Settings(), policy)


def test_guards_that_do_not_ask_for_it_are_not_refused(tmp_path: Path) -> None:
    court = open_court(Settings(), file(tmp_path, "p.yaml", WANTS_MODEL), ["contract"])
    assert [guard.name for guard in court.guards] == ["contract"]


def test_settings_are_an_argument_and_the_environment_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings()
    monkeypatch.setenv("TIDEGATE_SUPPORT_MODEL", "no address at all")
    monkeypatch.setenv("TIDEGATE_POLICY", "nowhere.yaml")
    assert open_court(settings, None, ["contradiction"]).ref == load_policy(None)[0].ref()


def test_pseudonyms_are_those_of_the_settings() -> None:
    settings = Settings(redaction_key=SecretStr("key"), redaction_within="conversation")
    court = open_court(settings, None, ["contract"])
    assert (court.pseudonyms.key, court.pseudonyms.within) == (b"key", "conversation")
    assert open_court(Settings(), None, ["contract"]).pseudonyms.key == b""


def test_the_judge_is_prepared_for_every_scope_and_the_court_does_not_change() -> None:
    guard = Prepared()
    scopes = [{"match": {"tenant": name}, "guards": {"pii": {"mode": "off"}}} for name in ("a", "b")]
    court = court_of(Policy.model_validate({"scopes": scopes}), {}, [guard])
    assert guard.variants == 3
    assert court.case(Interaction(tenant="a")).policy.pii.mode == "off"
    assert court.case(Interaction(tenant="c")).policy.pii.mode == "enforce"
    with pytest.raises(dataclasses.FrozenInstanceError):
        court.policy = Policy()  # type: ignore[misc]
