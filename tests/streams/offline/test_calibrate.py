"""`tidegate calibrate contradiction`: the rate it sets is the rate that is then seen, and it reads without a trace."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient

from guards.contradiction import ContradictionGuard
from guards.contradiction.support.second import SecondFailed
from schemas.decision import Source
from schemas.errors import PolicyError
from schemas.policy import Match, Policy
from schemas.policy_file import load_policy
from streams.judging.court import court_of
from streams.judging.model_client import ModelClient
from streams.offline.calibrate import Wanted, run_calibrate, score_all
from streams.offline.check import Checker
from streams.settings import Settings
from tests.streams.reading import make_topics

CANARY = "Zyxwortham"
PLACES = ("Lisbon", "Denver", "Osaka", "Leeds")


def event(number: int, draw: random.Random, workflow: str = "w") -> bytes:
    """An answer that says a part of its context, more or less of it in words that are not there, never all: answers
    without a word in common with their context score alike, and no threshold parts them."""
    facts = [
        f"The {place} office opened in {draw.randint(1950, 2020)} and has {draw.randint(5, 900)} desks."
        for place in PLACES
    ]
    odd = 0.7 * draw.random()
    said = " ".join(
        word if draw.random() > odd else f"{CANARY}{draw.choice('abcdef')}"
        for fact in draw.sample(facts, 2)
        for word in fact.split()
    )
    return json.dumps(
        {"event_id": f"e{number}", "workflow": workflow, "context": [{"text": " ".join(facts)}], "output": said}
    ).encode()


def write(path: Path, lines: list[bytes]) -> str:
    path.write_bytes(b"\n".join(lines) + b"\n")
    return str(path)


def run(begin: str, rate: float = 0.05, settings: Settings | None = None, **options: object) -> None:
    run_calibrate(settings or Settings(), Wanted(begin, rate, **options))  # type: ignore[arg-type]


def test_the_rate_that_was_asked_for_is_the_rate_of_findings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draw = random.Random(3)
    policy = tmp_path / "p.yaml"
    policy.write_text("name: p  # kept\nversion: '1'\n")
    run(write(tmp_path / "a", [event(number, draw) for number in range(500)]), policy=policy)
    assert "500 scored" in capsys.readouterr().out
    assert "# kept" in policy.read_text()
    checker = Checker(court_of(load_policy(policy)[0], {}, [ContradictionGuard()]))
    answers = [json.loads(line) for line in checker.check([event(number, draw) for number in range(500)])]
    flagged = sum(any(one["rule"] == "unsupported" for one in answer["findings"]) for answer in answers)
    assert 5 <= flagged <= 50  # 25 expected; the bounds are five of its standard deviations


def test_a_scope_is_calibrated_on_its_own_events(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draw = random.Random(3)
    lines = [event(number, draw, ("a", "b")[number % 2]) for number in range(300)]
    policy = tmp_path / "p.yaml"
    policy.write_text("name: p\nversion: '1'\n")
    run(write(tmp_path / "a", lines), 0.1, policy=policy, match=Match(workflow="b"))
    assert "150 scored, 150 of another scope" in capsys.readouterr().out
    written = load_policy(policy)[0]
    assert written.guards_for("", "a", "").contradiction.support_threshold is None
    assert written.guards_for("", "b", "").contradiction.support_threshold is not None


def test_what_has_no_score_is_counted_and_nothing_is_quoted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draw = random.Random(3)
    odd = [f"not json {CANARY}".encode(), b"", b'{"output": "Nothing was given here."}', b'{"messages": "hi"}',
           b'{"context":[{"text":"A plan."}],"output":"Hello!"}', event(1, draw)]  # fmt: skip
    run(write(tmp_path / "a", [*[event(number, draw) for number in range(200)], *odd]), 0.1)
    said = capsys.readouterr()
    for part in (
        "200 scored",
        "1 said before",
        "1 unreadable",
        "1 with nothing",
        "1 without an answer",
        "1 without con",
    ):
        assert part in said.out
    assert CANARY not in said.out + said.err


def test_an_answer_is_scored_against_the_context_of_its_request() -> None:
    same = b'"conversation_id":"c","correlation_id":"1"'
    asked = b'{%b,"messages":"?","context":[{"text":"The plan covers 30 visits."}]}' % same
    said = b'{%b,"output":"The plan covers 30 visits."}' % same
    records = [(raw, Source(topic="t", partition=0, offset=number)) for number, raw in enumerate((asked, said))]
    counted = score_all(records, Match(), court_of(Policy(), {}, [ContradictionGuard()]))
    assert len(counted.scores) == 1
    assert counted.scores[0] > 0.5


ALL_BY_MODEL = (
    "name: p\nversion: '1'\n"
    "guards: {contradiction: {second: {use: model, above: 0, below: 1, weight: 1, sentences: 100}}}\n"
)


@pytest.mark.parametrize("named", [True, False])
def test_the_scores_are_those_that_screen_would_have(
    named: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The policy's second opinion is in them, whether the policy is the one to write into or the deployment's."""
    monkeypatch.setattr(ModelClient, "score", lambda _self, pairs, _limit_s: [0.25] * len(pairs))
    policy = tmp_path / "p.yaml"
    policy.write_text(ALL_BY_MODEL)
    begin = write(tmp_path / "a", [event(number, random.Random(number)) for number in range(200)])
    settings = Settings(support_model="http://localhost:1/support", policy=None if named else policy)
    run(begin, 0.9, settings, policy=policy if named else None, as_json=True)
    # Typed conflicts take more off a score, so that the model's word is the most there is.
    assert json.loads(capsys.readouterr().out)["threshold"] == pytest.approx(0.25)


def test_a_score_without_its_second_opinion_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def score(_self: ModelClient, _pairs: object, _limit_s: float) -> list[float]:
        raise SecondFailed("down")

    monkeypatch.setattr(ModelClient, "score", score)
    policy = tmp_path / "p.yaml"
    policy.write_text(ALL_BY_MODEL)
    begin = write(tmp_path / "a", [event(number, random.Random(number)) for number in range(200)])
    with pytest.raises(PolicyError, match="0 scored, 200 without the second opinion"):
        run(begin, 0.1, Settings(support_model="http://localhost:1/support"), policy=policy)
    with pytest.raises(PolicyError, match="TIDEGATE_SUPPORT_MODEL"):
        run(begin, 0.1, policy=policy)
    assert policy.read_text() == ALL_BY_MODEL


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"rate": 0.0}, "between 0 and 1"),
        ({"rate": 1.0}, "between 0 and 1"),
        ({"rate": float("nan")}, "between 0 and 1"),
        ({"rate": 0.001}, "needs 4999 answers"),
        ({"rate": 0.5}, "needs 100 answers"),
    ],
)
def test_a_rate_that_cannot_be_had_is_refused(options: dict[str, float], said: str, tmp_path: Path) -> None:
    policy = tmp_path / "p.yaml"
    policy.write_text("name: p\nversion: '1'\n")
    begin = write(tmp_path / "a", [event(number, random.Random(number)) for number in range(20)])
    with pytest.raises(PolicyError, match=said):
        run(begin, **options, policy=policy)
    assert policy.read_text() == "name: p\nversion: '1'\n"


@pytest.mark.parametrize("begin", ["no-such", "llm.approved.v1", "violations"])
def test_what_is_neither_a_file_nor_the_input_is_refused(begin: str) -> None:
    with pytest.raises(PolicyError, match="--from"):
        run(begin)


@pytest.mark.kafka
def test_a_topic_is_read_to_its_end_bounded_and_without_a_group(
    kafka: str, topic_prefix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(kafka=kafka, topic_prefix=topic_prefix)
    make_topics(kafka, settings.topics, 2)
    producer = Producer({"bootstrap.servers": kafka})
    draw = random.Random(5)
    for number in range(300):
        producer.produce(settings.topics.interactions.name, event(number, draw), partition=number % 2)
    assert producer.flush(20) == 0
    run("interactions", 0.1, settings)
    assert "300 scored" in capsys.readouterr().out
    run("interactions", 0.1, settings, limit=200)
    assert "200 scored" in capsys.readouterr().out
    groups = {one.group_id for one in AdminClient({"bootstrap.servers": kafka}).list_consumer_groups().result(10).valid}
    assert [name for name in groups if topic_prefix in name or "reader" in name or "calibrate" in name] == []
