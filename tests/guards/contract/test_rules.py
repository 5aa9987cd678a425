"""The table of rules in `guards.contract` is the promise that dashboards and policies are written by."""

from __future__ import annotations

import re

import guards.contract
from guards.contract import ContractGuard
from tests.guards.test_guard_contract import cases

TABLE = dict(re.findall(r"^\| `([a-z_.]+)` \| ([a-z, ]+?) \|", guards.contract.__doc__ or "", re.MULTILINE))


def test_every_sighting_is_as_the_table_says() -> None:
    said = {}
    for verdict in ContractGuard().check(list(cases())):
        for sighting in verdict.sightings:
            unsure = ", cannot tell" if sighting.outcome == "cannot_tell" else ""
            said[sighting.rule] = f"{sighting.severity}{unsure}"
    assert len(said) >= 12
    assert {rule: TABLE.get(rule) for rule in said} == said
