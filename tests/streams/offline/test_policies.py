"""`policy check` warns of types that nothing finds; `policy explain` says what is done, and which line says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.policy_file import load_policy
from streams.offline.policies import Treatment, explained, warnings_of

POLICY = """name: p
version: "1"
guards:
  pii:
    preset: balanced
    entities: {EMAIL: ignore, PERSON: report}
    replace: {"*": mask, CREDIT_CAR: type}
    deny: {PROJECT: [Bluebird]}
scopes:
  - match: {tenant: acme}
    guards:
      pii:
        preset: health
        entities: {PROJECT: report}
        thresholds: {PHONE_NUMBER: 0.7}
      secrets:
        entities: {PASWORD: ignore}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "policy.yaml"
    path.write_text(POLICY)
    return path


def test_types_that_nothing_finds_are_named_with_their_line(file: Path) -> None:
    said = [line.removeprefix(f"{file}:") for line in warnings_of(file, load_policy(file)[0])]
    assert said == [
        "6:16: guards.pii.entities.EMAIL: nothing finds this type; did you mean EMAIL_ADDRESS?",
        "7:26: guards.pii.replace.CREDIT_CAR: nothing finds this type; did you mean CREDIT_CARD?",
        "17:20: scopes.0.guards.secrets.entities.PASWORD: nothing finds this type; did you mean PASSWORD?",
    ]


def row(found: list[Treatment], kind: str) -> Treatment:
    return next(each for each in found if each.type == kind)


def test_a_key_and_a_preset_are_told_apart(file: Path) -> None:
    base = explained(file, "", "", "")
    assert row(base, "PERSON") == Treatment("pii", "PERSON", "report", 0.4, "", f"{file}:6")
    assert row(base, "LOCATION").action == "redact"
    part = row(base, "LOCATION, without a number")
    assert part == Treatment("pii", "LOCATION, without a number", "ignore", 0.4, "", f"preset balanced, {file}:5")
    assert row(base, "PASSWORD").by == "every secret"


def test_a_scope_says_its_own(file: Path) -> None:
    scoped = explained(file, "acme", "", "")
    assert row(scoped, "DATE_TIME") == Treatment("pii", "DATE_TIME", "redact", 0.4, "mask", f"preset health, {file}:13")
    assert row(scoped, "PROJECT").by == f"{file}:14"
    assert row(scoped, "PHONE_NUMBER").threshold == 0.7
    assert row(scoped, "PERSON").by == f"{file}:6"


def test_the_built_in_policy_is_explained_too() -> None:
    assert row(explained(None, "", "", ""), "IBAN_CODE").action == "redact"
