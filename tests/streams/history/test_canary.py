"""`tidegate canary`: pairs, flips of every check in both directions, and the exit code of a gate."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import from_json

from detectors.paired import at_least, significant
from schemas.decision import Approved, DecisionBrief
from schemas.errors import PolicyError
from schemas.interaction import Interaction
from streams.history.canary.compare import Comparison, Side, compare
from streams.history.canary.run import run_canary
from streams.settings import Settings
from tests.test_docs import tidegate


def event(prompt: int, **more: Any) -> dict[str, Any]:
    return {"messages": f"question {prompt}", "output": "an answer", "latency_ms": 100.0, **more}


def side(events: Iterable[dict[str, Any]], decisions: dict[int, DecisionBrief] | None = None) -> Side:
    found = Side()
    for number, each in enumerate(events):
        decision = (decisions or {}).get(number, DecisionBrief())
        found.add(Approved(event=Interaction.model_validate(each), decision=decision))
    return found


def flips(found: Comparison, name: str) -> tuple[int, int, int, bool]:
    [one] = [each for each in found.flips if each.name == name]
    return one.pairs, one.worse, one.better, one.regressed


def graded(label: str) -> dict[str, Any]:
    return {"evaluations": [{"name": "grounded", "label": label}]}


@pytest.mark.parametrize(
    ("worse", "better", "regressed"),
    [(0, 0, False), (4, 0, False), (5, 0, True), (5, 1, False), (8, 1, True), (0, 9, False), (12, 10, False)],
)
def test_flips_of_a_check_are_tested_in_pairs(worse: int, better: int, regressed: bool) -> None:
    before = ["fail" if n < better else "pass" for n in range(100)]
    after = ["fail" if better <= n < better + worse else "pass" for n in range(100)]
    found = compare(*(side(event(n, **graded(label)) for n, label in enumerate(labels)) for labels in (before, after)))
    assert flips(found, "evaluation grounded") == (100, worse, better, regressed)
    assert found.regressed is regressed


@pytest.mark.parametrize(
    ("change", "check"),
    [
        ({"output": []}, "answered"),
        ({"error_type": "Timeout"}, "answered"),
        ({"output": "no json"}, "json"),
        ({"evaluations": [{"name": "grounded", "label": "fail"}]}, "evaluation grounded"),
        ({"evaluations": [{"name": "grounded", "label": "pass"}, {"name": "tone", "score": 0.1}]}, "evaluation tone"),
    ],
)
def test_each_kind_of_check_is_found(change: dict[str, Any], check: str) -> None:
    usual = {
        "output": '{"a": 1}',
        "evaluations": [{"name": "grounded", "label": "pass"}, {"name": "tone", "score": 0.9}],
    }
    before = side(event(n, **usual) for n in range(40))
    after = side(event(n, **{**usual, **(change if n < 9 else {})}) for n in range(40))
    found = compare(before, after)
    assert [each.name for each in found.flips if each.regressed] == [check]
    assert not compare(after, before).regressed


def test_rules_and_holding_are_checks() -> None:
    broken = DecisionBrief(action="quarantine", rules=("contract.schema",), cannot_tell=("contradiction.unsupported",))
    before, after = (side((event(n) for n in range(30)), dict.fromkeys(range(count), broken)) for count in (0, 10))
    regressed = {each.name for each in compare(before, after).flips if each.regressed}
    assert regressed == {"held", "contract.schema", "contradiction.unsupported cannot tell"}


def test_lower_may_be_better() -> None:
    before, after = (
        side(event(n, evaluations=[{"name": "toxicity", "score": score}]) for n in range(20)) for score in (0.1, 0.3)
    )
    assert not compare(before, after).regressed
    assert compare(before, after, lower_is_better=["toxicity"]).regressed


def test_a_prompt_that_is_not_answered_any_more_has_failed() -> None:
    before, after = side(event(n) for n in range(20)), side(event(n) for n in range(6, 23))
    found = compare(before, after)
    assert (found.pairs, found.only_after) == (14, 3)
    assert flips(found, "answered") == (20, 6, 0, True)
    assert [each.name for each in found.flips if each.worse] == ["answered"]


def test_numbers_are_told_and_fail_nobody() -> None:
    before, after = side(event(n) for n in range(20)), side(event(n, latency_ms=900.0) for n in range(20))
    found = compare(before, after)
    assert flips(found, "latency") == (20, 20, 0, False)


def test_a_response_is_paired_by_its_request() -> None:
    asked = {"messages": "q", "correlation_id": "c", "phase": "request"}
    answered = {"output": "a", "correlation_id": "c", "phase": "response"}
    assert len(side([asked, answered]).answers) == 1
    assert "answered" not in next(iter(side([asked, answered]).answers.values())).failed
    assert "answered" in next(iter(side([asked]).answers.values())).failed
    assert side([answered]).strays == 1


def test_prompts_may_name_themselves() -> None:
    before = side([{**event(1), "attributes": {"prompt_id": "p1"}}])
    after = side([{**event(2), "labels": {"prompt_id": "p1"}}, event(2)])
    assert compare(before, after).pairs == 1


def test_steady_models_are_rarely_called_regressions() -> None:
    """2,000 comparisons of 12 checks where nothing changed: at most 5 % may say otherwise."""
    rng = random.Random(4)
    alarms = sum(
        any(significant([_fair(rng, turned) for turned in drawn], 0.05))
        for drawn in ([rng.choice((0, 1, 3, 6, 12, 30)) for _ in range(12)] for _ in range(2_000))
    )
    assert alarms <= 100


def _fair(rng: random.Random, turned: int) -> tuple[int, int]:
    worse = sum(rng.random() < 0.5 for _ in range(turned))
    return worse, turned - worse


def test_the_exact_test_against_counting_all_outcomes() -> None:
    for turned in range(10):
        outcomes = [bin(number).count("1") for number in range(2**turned)]
        for worse in range(turned + 1):
            share = sum(each >= worse for each in outcomes) / len(outcomes)
            assert at_least(worse, turned - worse) == pytest.approx(share)


def lines(path: Path, events: Iterable[dict[str, Any]]) -> str:
    path.write_text("".join(json.dumps(each) + "\n" for each in events))
    return str(path)


def test_the_command_is_a_gate(tmp_path: Path) -> None:
    context = [{"id": "k", "text": "The deductible is $1,500.", "source": "plan"}]
    good = [event(n, context=context, output="Your deductible is $1,500.") for n in range(30)]
    bad = [{**each, "output": "Your deductible is $2,500."} if n < 12 else each for n, each in enumerate(good)]
    before, after = lines(tmp_path / "b.jsonl", good), lines(tmp_path / "a.jsonl", bad)
    assert tidegate("canary", before, before).returncode == 0
    told = tidegate("canary", before, after, "--json")
    assert told.returncode == 1, told.stderr
    said = from_json(told.stdout)
    assert said["pairs"] == 30
    assert "contradiction.number_conflict" in {each["name"] for each in said["checks"] if each["regressed"]}
    told = tidegate("canary", before, after)
    assert "REGRESSION" in told.stdout
    assert "2,500" not in told.stdout


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "no answered prompt"),
        ("not json\n", "1 records could not be read"),
        ('{"output": "x"}\n', "no answered prompt"),
        ('{"messages": "something else", "output": "x"}\n', "no prompt is on both sides"),
    ],
)
def test_what_cannot_be_compared_is_an_error_and_no_pass(content: str, says: str, tmp_path: Path) -> None:
    before = lines(tmp_path / "b.jsonl", [event(1)])
    after = tmp_path / "a.jsonl"
    after.write_text(content)
    told = tidegate("canary", before, str(after))
    assert told.returncode == 2
    assert says in told.stderr


def test_a_source_that_is_none_is_an_error(tmp_path: Path) -> None:
    told = tidegate("canary", str(tmp_path / "nothing.jsonl"), "approved")
    assert told.returncode == 2
    assert "no such file, and no such topic" in told.stderr


def test_what_is_judged_already_needs_no_guards(tmp_path: Path) -> None:
    policy = tmp_path / "p.yaml"
    policy.write_text("name: p\nversion: '1'\nguards: {contradiction: {second: {use: model}}}\n")
    told = [Approved(event=Interaction.model_validate(event(n)), decision=DecisionBrief()) for n in range(9)]
    judged = lines(tmp_path / "j.jsonl", (one.model_dump(mode="json", exclude_unset=True) for one in told))
    assert run_canary(Settings(), judged, judged, policy, 0.05, (), True) == 0
    bare = lines(tmp_path / "b.jsonl", (event(n) for n in range(9)))
    with pytest.raises(PolicyError, match="TIDEGATE_SUPPORT_MODEL"):
        run_canary(Settings(), judged, bare, policy, 0.05, (), True)
