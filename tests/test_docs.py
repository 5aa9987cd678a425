"""The pages keep their word: links lead somewhere, commands exist, examples run, names are the code's.

The README's way for a newcomer (topics applied, `screen` started, the example produced with its own code, the
violation seen with `tidegate tail`) is walked on a real broker.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import confluent_kafka
import pytest
import yaml
from prometheus_client import generate_latest
from pydantic_core import from_json

from guards.case import Case
from schemas.interaction import Interaction
from schemas.policy import IDENTITY_FIELDS
from schemas.policy_file import load_policy
from streams.process.health import Health
from streams.screen.metrics import ScreenMetrics
from streams.settings import Settings
from streams.watch.metrics import WatchMetrics
from tests.streams.workers import Worker

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def blocks(page: str, language: str) -> Iterator[str]:
    """The fenced blocks of one language, in order."""
    for found in BLOCK.finditer((ROOT / page).read_text()):
        if found[1] == language:
            yield found[2]


def tidegate(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "streams.cli", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, **(env or {})},
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    dead = [link for link in LINK.findall(page.read_text()) if not (page.parent / link).exists()]
    assert dead == []


def commands() -> list[str]:
    """Every `tidegate …` that a console block of any page names, by its words."""
    lines = [line for page in PAGES for block in blocks(str(page), "console") for line in block.splitlines()]
    named = {found[1].strip() for line in lines if (found := re.match(r"\$ tidegate ((?:[a-z]+ ?){1,2})", line))}
    return sorted(named)


def test_pages_name_commands() -> None:
    assert {"topics apply", "screen", "watch", "audit", "doctor"} <= set(commands())


@pytest.mark.parametrize("words", commands())
def test_commands_exist(words: str) -> None:
    first, *rest = words.split()
    told = tidegate(first, *(rest if first in ("topics", "policy", "baseline") else []), "--help")
    assert told.returncode == 0, told.stderr
    assert "Usage" in told.stdout


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        word for page in PAGES for word in re.findall(r"`make ([a-z]+)`|^\$ make ([a-z]+)", page.read_text(), re.M)
    }
    assert {word for pair in named for word in pair if word} <= targets


def test_the_policy_of_the_readme_is_one(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    _holding, scoped = blocks("README.md", "yaml")
    file.write_text(scoped)
    told = tidegate("policy", "check", str(file))
    assert told.returncode == 0, told.stderr
    policy, _ = load_policy(file)
    assert policy.guards_for("acme", "claims-7", None).contradiction.mode == "shadow"
    assert yaml.safe_load(file.read_text())["name"] == policy.name


def readme_event(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The event that the README's own code produces, taken from its hands."""
    produced: list[tuple[str, bytes]] = []
    stand_in = SimpleNamespace(produce=lambda topic, value, **_: produced.append((topic, value)), flush=lambda: None)
    monkeypatch.setattr(confluent_kafka, "Producer", lambda _: stand_in)
    exec(next(blocks("README.md", "python")), {})
    [(topic, value)] = produced
    assert topic == "llm.interactions.v1"
    return value if isinstance(value, bytes) else value.encode()


def test_the_example_of_the_readme_is_redacted_and_contradicts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    file.write_bytes(readme_event(monkeypatch) + b"\n")
    told = tidegate("check", str(file))
    decision = from_json(told.stdout)
    rules = {(finding["guard"], finding["rule"]) for finding in decision["findings"]}
    assert {("pii", "EMAIL_ADDRESS"), ("contradiction", "number_conflict")} <= rules
    assert "ada@example.com" not in told.stdout
    assert decision["action"] == "modify", "published and redacted, not held"
    policy = tmp_path / "policy.yaml"
    policy.write_text(next(blocks("README.md", "yaml")))
    assert from_json(tidegate("check", str(file), "--policy", str(policy)).stdout)["action"] == "quarantine"


def test_the_guard_of_the_page_works() -> None:
    names: dict[str, Any] = {}
    exec(next(blocks("docs/guards.md", "python")), names)
    guard = names["NoShouting"]()
    loud, quiet = (Case(Interaction.model_validate({"output": said})) for said in ("NO", "No"))
    assert [[s.rule for s in verdict.sightings] for verdict in guard.check([loud, quiet])] == [["capitals"], []]


def test_the_policy_and_the_stream_of_the_redaction_page_work(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text(next(blocks("docs/redaction.md", "yaml")))
    policy, _ = load_policy(file)
    assert policy.guards_for("acme", None, None).pii.deny == {"PROJECT": ("Bluebird", "Operation Sand")}
    exec(next(blocks("docs/redaction.md", "python")), {})


def test_the_redaction_page_names_the_identity_fields() -> None:
    page = (ROOT / "docs/redaction.md").read_text()
    assert [name for name in IDENTITY_FIELDS if f"`{name}`" not in page] == []


def test_settings_of_the_pages_exist() -> None:
    known = {f"TIDEGATE_{name.upper()}" for name in Settings.model_fields}
    named = {word for page in PAGES for word in re.findall(r"\bTIDEGATE_[A-Z_]+\b", page.read_text())}
    for_tests = {
        "TIDEGATE_REQUIRE_KAFKA",
        "TIDEGATE_CHAOS_FAULTS",
        "TIDEGATE_CHAOS_SEED",
        "TIDEGATE_DATA",
        "TIDEGATE_X",
    }
    families = {"TIDEGATE_X_FILE", "TIDEGATE_SASL_PASSWORD_FILE", "TIDEGATE_SEAL_KEY_FILE"}
    assert named - known - for_tests - families == set()


def test_metrics_of_the_pages_exist() -> None:
    watch = WatchMetrics(Health()).registry
    shown = (generate_latest(ScreenMetrics().registry) + generate_latest(watch)).decode()
    pages = "".join(
        (ROOT / name).read_text() for name in ("docs/operations.md", "docs/drift-live.md", "deploy/alerts.yml")
    )
    named = {word.removesuffix("_bucket") for word in re.findall(r"\btidegate_[a-z_]+\b", pages)}
    assert {name for name in named if f"# HELP {name}" not in shown and f"# TYPE {name}" not in shown} == set()


@pytest.mark.timeout(240)
def test_a_newcomer_sees_the_violation(kafka: str, topic_prefix: str, tmp_path: Path) -> None:
    env = {"TIDEGATE_KAFKA": kafka, "TIDEGATE_TOPIC_PREFIX": topic_prefix, "TIDEGATE_PARTITIONS": "2"}
    env["TIDEGATE_GROUP"] = f"{topic_prefix}screen"
    applied = tidegate("topics", "apply", env=env)
    assert applied.returncode == 0, applied.stderr
    code = next(blocks("README.md", "python")).replace("localhost:9092", kafka)
    code = code.replace('"llm.interactions.v1"', f'"{topic_prefix}llm.interactions.v1"')
    with Worker("screen", tmp_path, "newcomer", env) as worker:
        subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=True, timeout=60)
        told = tidegate("tail", "violations", "--from", "beginning", "--limit", "2", env=env)
        assert worker.stop() == 0
    assert "number_conflict" in told.stdout, told.stdout + told.stderr
    assert "ada@example.com" not in told.stdout
    assert tidegate("audit", "--to", "end", env=env).returncode == 0
