"""Contracts from a folder: what is read, what stops the start, and which event a contract binds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from guards.case import Case
from guards.contract import ContractGuard
from schemas.contracts import contracts_digest, load_contracts
from schemas.errors import PolicyError
from schemas.interaction import Interaction

SCHEMA = {"type": "object", "required": ["plan"], "properties": {"plan": {"type": "string"}}}


def folder(tmp_path: Path, name: str, text: str) -> Path:
    (tmp_path / name).write_text(text)
    return tmp_path


def test_a_folder_that_is_not_there_holds_none(tmp_path: Path) -> None:
    assert load_contracts(tmp_path / "none") == {}


def test_the_digest_follows_the_content(tmp_path: Path) -> None:
    first = load_contracts(folder(tmp_path, "answer@1.json", json.dumps(SCHEMA)))
    second = load_contracts(folder(tmp_path, "answer@1.json", json.dumps({**SCHEMA, "required": []})))
    assert contracts_digest(first) != contracts_digest(second)
    assert len(contracts_digest(first)) == 16


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("answer.json", "{}"),
        ("answer@1.json", "{"),
        ("answer@1.json", "[]"),
        ("answer@1.json", '{"type": "sentence"}'),
        ("answer@1.json", '{"$ref": "https://example.com/schema.json"}'),
        ("answer@1.json", '{"pattern": "(?<=a)b"}'),
    ],
)
def test_what_is_no_contract_stops_the_start_and_names_the_file(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(PolicyError, match=name):
        load_contracts(folder(tmp_path, name, text))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"$ref": "https://example.com/schema.json"}', "remote references are not followed"),
        ("true", "a contract is a JSON object"),
    ],
)
def test_a_contract_stands_on_its_own(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(PolicyError, match=says):
        load_contracts(folder(tmp_path, "answer@1.json", text))


@pytest.mark.parametrize("own", [None, "answer@1"])
def test_a_response_is_held_to_the_contract_of_its_request(tmp_path: Path, own: str | None) -> None:
    contracts = load_contracts(folder(tmp_path, "answer@1.json", json.dumps(SCHEMA)))
    request = Interaction.model_validate({"messages": "my plan?", "contract": None if own else "answer@1"})
    response = Interaction.model_validate({"output": '{"deductible": 5}', "contract": own, "phase": "response"})
    case = Case(response, others=(request,)).under(contracts)
    rules = {sighting.rule for sighting in ContractGuard().check([case])[0].sightings}
    assert "schema" in rules


def test_a_contract_that_only_the_request_names_may_be_missing_too() -> None:
    request = Interaction.model_validate({"messages": "my plan?", "contract": "gone@1"})
    case = Case(Interaction.model_validate({"output": "{}"}), others=(request,)).under({})
    assert "contract_unknown" in {sighting.rule for sighting in ContractGuard().check([case])[0].sightings}
