"""`tidegate tail` on a real broker: readable, redacted, in order, and nothing of raw text whatever is asked."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime

import pytest
from confluent_kafka import Producer

from schemas.decision import Approved, Conflict, DecisionBrief, Evidence, Finding, Quarantined, Violation, WhyPacket
from schemas.drift import DriftReport, Segment
from schemas.errors import PolicyError
from schemas.interaction import Interaction
from streams.operate.tail import Wanted, tail_topic
from streams.settings import Settings
from streams.terminal.plain_text import plain, plain_json
from streams.topics import Topics, find_topic
from streams.wire.values import to_json_bytes
from tests.streams.reading import make_topics

ESCAPE = "\x1b[31mred\x9b0m\u202eevil\x07"


@pytest.fixture
def settings(kafka: str, topic_prefix: str) -> Settings:
    found = Settings(kafka=kafka, topic_prefix=topic_prefix)
    make_topics(kafka, found.topics, 2)
    return found


def violation(event_id: str, excerpt: str = "the copay is $20") -> Violation:
    finding = Finding(
        guard="contradiction", rule="number_conflict", severity="high", excerpt=excerpt,
        evidence=(Evidence(excerpt="the copay is $30"),),
    )  # fmt: skip
    return Violation(finding=finding, event_id=event_id, tenant="acme", workflow="claims", action="quarantine")


def produce(settings: Settings, topic: str, *values: bytes | None, **headers: str) -> None:
    producer = Producer({"bootstrap.servers": settings.kafka})
    given = [(name, text.encode()) for name, text in headers.items()]
    begun_ms = int(time.time() * 1000) - 60_000
    for number, value in enumerate(values):
        at = begun_ms + number
        producer.produce(topic, value, b"SECRET-key", partition=number % 2, timestamp=at, headers=given)
    assert producer.flush(20) == 0


def lines(capsys: pytest.CaptureFixture[str], settings: Settings, topic: str, **wanted: object) -> list[str]:
    tail_topic(settings, Wanted(topic, **{"begin": "beginning", "follow": False, **wanted}))  # type: ignore[arg-type]
    return capsys.readouterr().out.splitlines()


def test_a_violation_is_one_readable_line(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    produce(settings, settings.topics.violations.name, to_json_bytes(violation("e-1")))
    (said,) = lines(capsys, settings, "violations")
    year = str(datetime.now(UTC).year)
    expected = [year, "high", "contradiction.number_conflict", "quarantine", "acme/claims", "e-1", "the copay is $20"]
    assert [word for word in [*expected, "but: the copay is $30"] if word not in said] == []


def test_every_record_of_ours_has_a_line(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    topics = settings.topics
    brief = DecisionBrief(action="quarantine", rules=("contract.truncated",), degraded=("pii",))
    held = Quarantined(
        event_id="e-2", event=Interaction(tenant="acme"), decision=brief,
        why=WhyPacket(conflicts=(Conflict(said="it is [$20]", known="it is [$30]"),)),
    )  # fmt: skip
    produce(settings, topics.approved.name, to_json_bytes(Approved(event_id="e-1")))
    produce(settings, topics.quarantine.name, to_json_bytes(held))
    report = DriftReport(segment=Segment(tenant="acme"), events=7, actions={"allow": 7}, rules={"pii.URL": 2})
    produce(settings, topics.drift.name, to_json_bytes(report))
    assert "e-1" in lines(capsys, settings, "approved")[0]
    (said,) = lines(capsys, settings, "quarantine")
    assert all(word in said for word in ("contract.truncated", "degraded: pii", "it is [$20]", "but: it is [$30]"))
    assert "7 events" in lines(capsys, settings, "drift")[0]
    assert json.loads(lines(capsys, settings, "quarantine", as_json=True)[0])["why"]["conflicts"]


@pytest.mark.parametrize("as_json", [False, True])
def test_raw_topics_show_coordinates_and_never_text(
    settings: Settings, capsys: pytest.CaptureFixture[str], as_json: bool
) -> None:
    raw = b'{"messages":"SECRET text"}'
    where = {"tidegate-error": "NotJson", "tidegate-source": "in/0/7", "user-header": "SECRET header"}
    produce(settings, settings.topics.interactions.name, raw, None)
    produce(settings, settings.topics.deadletter.name, raw, **where)
    events = lines(capsys, settings, "interactions", as_json=as_json)
    (dead,) = lines(capsys, settings, "deadletter", as_json=as_json)
    assert len(events) == 2
    assert "SECRET" not in "".join([*events, dead])
    assert "NotJson" in dead
    assert "in/0/7" in dead
    assert str(len(raw)) in events[0]
    assert settings.topics.interactions.name in events[0]


def test_a_foreign_record_on_one_of_our_topics_is_not_repeated(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    produce(settings, settings.topics.approved.name, b"SECRET text", b"\x00\x00\x00\x00\x01SECRET")
    said = lines(capsys, settings, "approved")
    assert len(said) == 2
    assert "SECRET" not in "".join(said)


@pytest.mark.parametrize("as_json", [False, True])
def test_a_record_cannot_write_on_the_terminal(
    settings: Settings, capsys: pytest.CaptureFixture[str], as_json: bool
) -> None:
    produce(settings, settings.topics.violations.name, to_json_bytes(violation(ESCAPE, ESCAPE + "[bold]x[/bold]")))
    tail_topic(settings, Wanted("violations", "beginning", None, follow=False, as_json=as_json))
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", out)
    assert "[bold]x[/bold]" in out
    if as_json:
        assert json.loads(out)["event_id"] == ESCAPE


def test_the_last_n_come_in_the_order_of_time_and_limit_stops(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    produce(settings, settings.topics.violations.name, *(to_json_bytes(violation(f"e-{n}")) for n in range(40)))
    ids = [json.loads(line)["event_id"] for line in lines(capsys, settings, "violations", begin="5", as_json=True)]
    assert ids == [f"e-{n}" for n in range(35, 40)]
    assert len(lines(capsys, settings, "violations", limit=3, follow=True)) == 3
    assert lines(capsys, settings, "violations", begin="end") == []
    assert lines(capsys, settings, "violations", begin="0") == []


def test_what_an_aborted_transaction_said_is_not_shown(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    producer = Producer({"bootstrap.servers": settings.kafka, "transactional.id": settings.topic_prefix})
    producer.init_transactions()
    producer.begin_transaction()
    producer.produce(settings.topics.violations.name, to_json_bytes(violation("aborted")))
    producer.flush(10)
    producer.abort_transaction()
    produce(settings, settings.topics.violations.name, to_json_bytes(violation("committed")))
    (said,) = lines(capsys, settings, "violations", as_json=True)
    assert json.loads(said)["event_id"] == "committed"


@pytest.mark.parametrize("name", ["violations", "llm.violations.v1", "p.llm.violations.v1"])
def test_topics_go_by_short_names(name: str) -> None:
    assert find_topic(Topics("p."), name).name == "p.llm.violations.v1"


def test_what_is_no_topic_or_no_start_is_the_users_to_mend(kafka: str) -> None:
    with pytest.raises(PolicyError, match="did you mean violations"):
        find_topic(Topics(), "violation")
    with pytest.raises(PolicyError, match="does not exist"):
        tail_topic(Settings(kafka=kafka, topic_prefix="nowhere."), Wanted("drift"))
    with pytest.raises(PolicyError, match="how many records back"):
        tail_topic(Settings(kafka=kafka, topic_prefix="nowhere."), Wanted("drift", begin="yesterday"))


def test_plain_text() -> None:
    assert plain("a\nb\tc\x1b]0;title\x07") == "a b c ]0;title "
    assert plain_json('{"a":"\U000e0041\u200b\x9b"}') == r'{"a":"\udb40\udc41\u200b\u009b"}'
