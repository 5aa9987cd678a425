"""The command: every help is complete, every end has its code, every error is one line without a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from confluent_kafka import KafkaError, KafkaException
from typer.testing import CliRunner

from schemas.errors import DependencyError, InvariantError, NotJson, PolicyError
from schemas.policy_file import default_policy_text
from streams.cli.app import app
from streams.terminal import exits

runner = CliRunner()


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("TIDEGATE_")]:
        monkeypatch.delenv(name)


def commands(group: typer.Typer, prefix: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for command in group.registered_commands:
        name = command.name or (command.callback.__name__ if command.callback else "")
        yield (*prefix, name)
    for inner in group.registered_groups:
        assert inner.typer_instance is not None
        yield from commands(inner.typer_instance, (*prefix, inner.name or ""))


def test_every_command_of_the_product_is_there() -> None:
    assert {" ".join(name) for name in commands(app)} == {
        "demo", "screen", "watch", "tail", "audit", "check", "calibrate", "redact", "unseal", "doctor", "settings",
        "topics list", "topics apply", "policy check", "policy default", "policy explain", "backtest", "canary",
        "baseline create", "baseline list", "baseline show", "baseline diff",
    }  # fmt: skip


@pytest.mark.parametrize("command", list(commands(app)), ids=" ".join)
def test_help_says_what_it_does_with_an_example_and_every_option(command: tuple[str, ...]) -> None:
    result = runner.invoke(app, [*command, "--help"])
    assert result.exit_code == 0
    assert "Example" in result.output
    assert f"tidegate {' '.join(command)}" in result.output
    assert [parameter.name for parameter in click_command(command).params if not getattr(parameter, "help", None)] == []


def click_command(names: tuple[str, ...]) -> Any:
    found: Any = typer.main.get_command(app)
    for name in names:
        found = found.commands[name]
    return found


@pytest.mark.parametrize("command", ["screen", "watch", "tail", "audit", "doctor", "topics list", "topics apply"])
def test_help_of_what_talks_to_kafka_names_the_environment(command: str) -> None:
    assert "TIDEGATE_KAFKA" in runner.invoke(app, [*command.split(), "--help"]).output


def test_help_of_the_whole_lists_every_command_in_whole_words() -> None:
    said = runner.invoke(app, ["--help"]).output
    assert not [line for line in said.splitlines()[1:] if line.endswith("...")]


def tidegate(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TIDEGATE_")}
    return subprocess.run(
        [sys.executable, "-m", "streams.cli", *arguments],
        capture_output=True, text=True, timeout=60, env={**clean, **environment},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "environment", "says"),
    [
        (["topics", "apply"], {}, "TIDEGATE_KAFKA is not set: name the bootstrap servers"),
        (["watch"], {}, "TIDEGATE_KAFKA is not set"),
        (["policy", "check", "nowhere.yaml"], {}, "nowhere.yaml: cannot be read"),
        (["settings"], {"TIDEGATE_BATCH_EVENTS": "many"}, "TIDEGATE_BATCH_EVENTS: "),
        (["settings"], {"TIDEGATE_SASL_PASSWORD_FILE": "nowhere"}, "cannot be read"),
        (["tail", "violation"], {"TIDEGATE_KAFKA": "127.0.0.1:1"}, "did you mean violations?"),
    ],
)
def test_what_the_user_can_mend_is_one_line_and_code_2(
    arguments: list[str], environment: dict[str, str], says: str
) -> None:
    done = tidegate(*arguments, **environment)
    assert done.returncode == 2
    assert done.stderr.startswith("tidegate: ")
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_wrong_use_is_code_2() -> None:
    assert tidegate("nonsense").returncode == 2
    assert tidegate("tail").returncode == 2


def test_a_value_that_is_wrong_is_not_repeated() -> None:
    done = tidegate("settings", TIDEGATE_SECURITY_PROTOCOL="s3cr3t")
    assert done.returncode == 2
    assert "s3cr3t" not in done.stderr


def test_settings_are_shown_with_secrets_masked(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("from-file-s3cr3t\n")
    done = tidegate(
        "settings", TIDEGATE_KAFKA="broker:9092", TIDEGATE_SASL_PASSWORD_FILE=str(secret),
        TIDEGATE_REDACTION_KEY="k3y-s3cr3t", TIDEGATE_SCHEMA_REGISTRY="https://me:url-s3cr3t@registry:8081",
    )  # fmt: skip
    assert done.returncode == 0
    assert "TIDEGATE_KAFKA=broker:9092" in done.stdout
    assert "s3cr3t" not in done.stdout
    assert "TIDEGATE_SASL_PASSWORD=***" in done.stdout
    assert "https://***@registry:8081" in done.stdout
    assert all("  # " in line and not line.rstrip().endswith("#") for line in done.stdout.splitlines())


def test_the_version_and_the_built_in_policy_are_printed(tmp_path: Path) -> None:
    assert runner.invoke(app, ["--version"]).output.startswith("tidegate ")
    printed = runner.invoke(app, ["policy", "default"]).output
    assert printed == default_policy_text()
    copy = tmp_path / "policy.yaml"
    copy.write_text(printed)
    assert runner.invoke(app, ["policy", "check", str(copy)]).output.startswith("ok: default version 1, digest ")


def test_every_fault_of_a_policy_is_a_line(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("name: a\nversion: 1\nguards:\n  pie: {}\n  pii: {mode: of}\n")
    done = tidegate("policy", "check", str(file))
    assert done.returncode == 2
    assert [line.split(":")[2] for line in done.stderr.splitlines()] == ["4", "5"]


def raising(error: BaseException) -> int:
    def command() -> None:
        raise error

    return exits.run(command)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (PolicyError("x"), 2),
        (DependencyError("x"), 1),
        (InvariantError("x"), 70),
        (KafkaException(KafkaError(KafkaError._TIMED_OUT)), 1),
        (ValueError("user text"), 70),
        (NotJson(), 70),
        (KeyboardInterrupt(), 130),
        (SystemExit(0), 0),
        (SystemExit(None), 0),
        (SystemExit(1), 1),
    ],
)
def test_each_end_has_its_code_and_no_error_quotes(
    error: BaseException, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert raising(error) == code
    said = capsys.readouterr().err
    assert "user text" not in said
    assert "Traceback" not in said


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    file.write_text('{"event_id":"a"}\n' * 20_000)
    command = f"{sys.executable} -m streams.cli check {file} --guard freshness | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    assert '"event_id":"a"' in done.stdout


@pytest.mark.parametrize("command", ["screen", "watch"])
def test_a_start_can_be_called_off_before_anything_slow_is_imported(command: str) -> None:
    """Loading takes a second; a SIGTERM of that second must end the process in order."""
    asks = (
        "import sys, streams.cli.app as app\n"
        "def noted():\n"
        "    slow = ('guards', 'faust', 'streams.screen', 'streams.watch')\n"
        "    print(sorted(name for name in sys.modules if name.startswith(slow)))\n"
        "    raise SystemExit\n"
        "app.stop_on_signals = noted\n"
        f"app.{command}()\n"
    )
    done = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, timeout=120)
    assert done.stdout == "[]\n", done.stderr
