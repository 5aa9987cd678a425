"""The policy file: what is refused is named with its line and what would be right; what is taken means what it says."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import PolicyError
from schemas.policy import DriftPolicy, Guards
from schemas.policy_file import default_policy_text, load_policy, parse_policy

HEAD = "name: plan\nversion: 1\n"


def refused(text: str) -> list[str]:
    with pytest.raises(PolicyError) as caught:
        parse_policy(text, "p.yaml")
    return str(caught.value).splitlines()


def test_the_built_in_policy_says_exactly_the_defaults() -> None:
    policy, contracts = load_policy(None)
    assert (policy.name, policy.version, contracts) == ("default", "1", {})
    assert policy.guards == Guards()
    assert policy.drift == DriftPolicy()


def test_the_built_in_policy_speaks_of_every_field_of_every_guard() -> None:
    text = default_policy_text()
    for name, field in Guards.model_fields.items():
        assert f"\n  {name}:" in text
        section = field.annotation
        for option in getattr(section, "model_fields", {}):
            assert f"{option}:" in text, (name, option)
    for option in DriftPolicy.model_fields:
        assert f"{option}:" in text.partition("\ndrift:")[2], option


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("guards:\n  piii: {}", "4:3", "guards.piii: no such guard; did you mean pii?"),
        ("guards:\n  pii:\n    treshold: 1", "5:5", "guards.pii.treshold: no such key; did you mean threshold?"),
        ("guards:\n  pii: {threshold: 2}", "4:20", "guards.pii.threshold: must be less than or equal to 1"),
        ("guards:\n  pii: {mode: shadwo}", "4:15", "must be one of off, shadow, enforce; did you mean shadow?"),
        ("guards:\n  pii: {hold_from: hgh}", "4:20", "must be one of low, medium, high, critical, never"),
        ("guards:\n  pii: {percent: '5'}", "4:18", "must be a number"),
        ("guards:\n  pii: {allow: x}", "4:16", "must be a list"),
        ("guards:\n  pii: [x]", "4:8", "must be a mapping"),
        ("guards:\n  pii:\n", "4:3", "nothing is written here"),
        ("guards:\n  pii: {time_limit: 10}", "4:21", "a duration is a number and a unit: 30 s"),
        ("guards:\n  freshness:\n    max_age: {eligibility: 1 fortnight}", "5:28", "a duration is a number and a unit"),
        (
            "guards:\n  contradiction:\n    second: {use: crossencoder}", "5:19",
            "guards.contradiction.second.use: there is no crossencoder any more; say `use: model`",
        ),
        ("guards:\n  plugins: {tox: {moode: off}}", "4:19", "did you mean mode?"),
        ("scopes:\n  - match: {}\n    guards:\n      pii: {mode: on}", "6:19", "guards.pii.mode: must be one of"),
        ("scopes:\n  - match: {tenat: x}\n    guards: {}", "4:13", "scopes.0.match.tenat: no such key"),
        ("scopes:\n  - guards: {}", "4:5", "scopes.0.match: missing"),
        ("scopes: 5", "3:9", "scopes: must be a list"),
        ("name: again", "3:1", "name: given twice; the first is in line 1"),
        ("guards:\n\tpii: {}", "4:1", "a tab cannot indent YAML"),
        ("guards: pii: {}", "3:12", "a `:` is not allowed here"),
        ("guards:\n  pii: {replace: {PERSON: masc}}", "4:27", "guards.pii.replace.PERSON: must be one of type, "),
        ("guards:\n  pii: {thresholds: {URL: 2}}", "4:27", "pii.thresholds.URL: must be less than or equal to 1"),
        ("guards:\n  pii: {allow_patterns: ['(']}", "4:26", "allow_patterns.0: is no regular expression: missing )"),
        ("guards:\n  pii: {deny: {url: [x]}}", "4:21", "a type is written in capitals"),
        ("guards:\n  pii: {deny: {X: [' ']}}", "4:20", "guards.pii.deny.X.0: an empty word"),
        ("guards:\n  pii: {languages: [xx]}", "4:21", "guards.pii.languages.0: a language is its code"),
        ("guards:\n  pii: {languages: []}", "4:9", "guards.pii.languages: must name 1 to 8 languages"),
        ("guards:\n  pii: {presidio: [UkNino]}", "4:20", "did you mean UkNinoRecognizer?"),
        ("guards:\n  pii: {presidio: [HuggingFaceNerRecognizer]}", "4:20", "Presidio has no recognizer of this name"),
        ("guards:\n  pii: {names: bultin}", "4:16", "an entry point of tidegate.names; did you mean builtin?"),
        ("guards:\n  pii:\n    recognizers:\n      - {name: a, supported_entity: X}", "6:9", "needs patterns or"),
        (
            "guards:\n  pii:\n    recognizers:\n      - name: a\n        supported_entity: X\n"
            "        patterns:\n          - {regex: 'a[', score: 0.5}",
            "9:21", "guards.pii.recognizers.0.patterns.0.regex: is no regular expression",
        ),
        (
            "guards:\n  pii:\n    recognizers:\n      - name: a\n        supported_entity: X\n"
            "        patterns: [{regex: 'a*', score: 0.5}]",
            "8:28", "recognizers.0.patterns.0.regex: matches the empty text",
        ),
        (
            "guards:\n  pii:\n    recognizers:\n      - {name: a, supported_entity: X, deny_lst: [b]}",
            "6:40", "guards.pii.recognizers.0.deny_lst: no such key; did you mean deny_list?",
        ),
        ("guards:\n  pii: {max_chars: 5}", "4:20", "guards.pii.max_chars: must be greater than or equal to 1000"),
        ("guards:\n  secrets: {deny: {X: [y]}}", "4:13", "guards.secrets.deny: no such key"),
        ("contracts_digest: abc", "3:1", "not written by hand"),
        ("drift: {pages: 1}", "3:9", "drift.pages: no such key"),
        ("drift: {segment_by: [tennant]}", "3:22", "did you mean tenant?"),
        ("drift: {pages_per_month: 0}", "3:26", "must be greater than 0"),
        ("drift: {window: 8 d}", "3:17", "a window is at least 1 s and at most 7 d long"),
        ("drift: {learn: 7}", "3:16", "a duration is a number and a unit"),
        ("drift: {baseline: ../x}", "3:19", "a name of a baseline has letters"),
        ("guards: !!python/object:os.system {}", "3:9", "means nothing here"),
        ("guards: *nowhere", "3:9", "undefined alias"),
        ("---\nname: b", "3:1", "a second document begins here"),
        ("contracts: a\0b", "3:1", "a control character"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_place_and_what_would_be_right(text: str, line: str, says: str) -> None:
    lines = refused(HEAD + text)
    assert len(lines) == 1
    assert lines[0].startswith(f"p.yaml:{line}: ")
    assert says in lines[0]


@pytest.mark.parametrize("text", ["", "# only a comment\n", "- a\n", "text", "7"])
def test_what_is_no_mapping_is_no_policy(text: str) -> None:
    assert refused(text) == ["p.yaml:1:1: a policy is a mapping with `name`, `version` and `guards`"]


def test_every_fault_has_a_line_of_its_own_in_the_order_of_the_file() -> None:
    lines = refused("guards:\n  secrets: {percent: 300}\n  pii: {mode: of}\nscopes: [{match: {}, guards: {x: {}}}]\n")
    places = [tuple(map(int, line.split(":")[1:3])) for line in lines]
    assert places == sorted(places)
    assert len(lines) == 5  # name and version are missing too


def test_text_is_taken_as_it_is_written() -> None:
    policy = parse_policy("name: 007\nversion: 1.10\nscopes: [{match: {tenant: 0042}, guards: {}}]", "p.yaml")
    assert (policy.name, policy.version, policy.scopes[0].match.tenant) == ("007", "1.10", "0042")


@pytest.mark.parametrize(
    ("tenant", "mode", "percent"),
    [
        ("other", "enforce", 100.0),
        ("acme", "off", 5.0),
        ("acme-eu", "shadow", 5.0),
    ],
)
def test_of_scopes_that_overlap_the_later_wins(tenant: str, mode: str, percent: float) -> None:
    text = """
scopes:
  - {match: {tenant: "acme*"}, guards: {pii: {mode: shadow, percent: 5}}}
  - {match: {tenant: acme}, guards: {pii: {mode: off}}}
"""
    section = parse_policy(HEAD + text, "p.yaml").guards_for(tenant, None, None).pii
    assert (section.mode, section.percent) == (mode, percent)


def test_off_is_a_word_and_no_boolean() -> None:
    policy = parse_policy(HEAD + "guards: {pii: {mode: off}, freshness: {max_age: {a: 24 h}}}", "p.yaml")
    assert policy.guards.pii.mode == "off"
    assert policy.guards.freshness.max_age == {"a": timedelta(hours=24)}


def test_anchors_and_merges_are_understood() -> None:
    text = "guards:\n  pii: &base {mode: shadow, percent: 5}\n  secrets: {<<: *base, percent: 7}\n"
    guards = parse_policy(HEAD + text, "p.yaml").guards
    assert (guards.secrets.mode, guards.secrets.percent) == ("shadow", 7)


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
        "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e]\n",
        "name: &a [*a]",
        "[" * 5000,
        "{a: " * 200 + "1" + "}" * 200,
    ],
)
@pytest.mark.timeout(20)
def test_bombs_are_refused_at_a_bounded_cost(text: str) -> None:
    assert "nested" in refused(text)[0]


@given(st.text(alphabet=st.sampled_from("abn:{}[]&*-|>'\"#! \n\t?,<~0.e\\%@"), max_size=60))
def test_no_text_raises_anything_but_a_policy_error(text: str) -> None:
    lines = []
    try:
        parse_policy(HEAD + text, "p.yaml")
    except PolicyError as error:
        lines = str(error).split("\n")
    assert all(line.startswith("p.yaml:") for line in lines)


def test_contracts_are_read_beside_the_file_and_are_part_of_the_digest(tmp_path: Path) -> None:
    file, folder = tmp_path / "policy.yaml", tmp_path / "contracts"
    file.write_text(HEAD)
    bare, contracts = load_policy(file)
    assert contracts == {}
    folder.mkdir()
    (folder / "claim@1.json").write_text(json.dumps({"type": "object"}))
    full, contracts = load_policy(file)
    assert set(contracts) == {"claim@1"}
    assert full.ref().digest != bare.ref().digest
    assert full.guards_for("t", "w", "m") == full.guards


def test_files_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    with pytest.raises(PolicyError, match="cannot be read: No such file"):
        load_policy(file)
    file.write_bytes(b"name: a\nversion: \xff\n")
    with pytest.raises(PolicyError, match=r"policy.yaml:2:1: not UTF-8"):
        load_policy(file)
    file.write_text(HEAD + "contracts: elsewhere\n")
    with pytest.raises(PolicyError, match="there is no folder 'elsewhere'"):
        load_policy(file)
    file.write_text("#" * 2_000_000)
    with pytest.raises(PolicyError, match="larger than"):
        load_policy(file)
