"""The demo's story by itself: the same for the same seed, valid, and judged as it says, without Kafka."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from guards.case import Case
from guards.judge import Judge, Judgement
from schemas.errors import InputError
from schemas.interaction import Interaction
from schemas.policy_file import load_policy
from streams.demo import calendar
from streams.demo.events import RELEASE
from streams.demo.library import POLICY, load_library
from streams.demo.story import Story, scenes, tell
from streams.judging.installed import all_guards
from streams.wire.values import read_interaction

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
NOW = BEGIN + timedelta(days=calendar.DAYS, hours=9)
VOLUME = 0.15


@pytest.fixture(scope="module")
def story() -> Story:
    return tell(7, BEGIN, VOLUME)


def events(story: Story) -> Iterator[Interaction]:
    for record in story.records:
        try:
            yield read_interaction(record.value)
        except InputError:
            continue


@pytest.fixture(scope="module")
def judged(story: Story) -> Mapping[str, Judgement]:
    policy, contracts = load_policy(POLICY)
    earlier: dict[str | None, list[Interaction]] = defaultdict(list)
    cases = []
    for event in events(story):
        others = earlier[event.join_key()]
        guards = policy.guards_for(event.tenant, event.workflow, event.model)
        contract = contracts.get(event.contract or "")
        cases.append(Case(event, guards, contract, tuple(others), received_at=NOW))
        others.append(event)
    return {judgement.event_id: judgement for judgement in Judge(all_guards()).judge(cases)}


def rules(judgement: Judgement) -> set[str]:
    return {f"{each.guard}.{each.rule}" for each in judgement.findings if each.outcome == "violation"}


def test_equal_seeds_tell_equal_stories_and_others_do_not(story: Story) -> None:
    assert tell(7, BEGIN, VOLUME) == story
    assert tell(8, BEGIN, VOLUME).records != story.records


def test_its_size_is_what_a_minute_bears() -> None:
    assert 600 <= len(tell(20, BEGIN).records) <= 1_500


def test_every_event_is_a_whole_interaction_but_for_those_that_must_not_be(story: Story) -> None:
    read = list(events(story))
    assert len(read) == len(story.records) - story.unreadable
    assert len({event.event_id for event in read}) == len(read)
    for event in read:
        assert not event.attributes
        assert not any(part.attributes for message in (*event.messages, *event.output) for part in message.parts)
        assert event.tenant
        assert event.conversation_id
        assert event.occurred_at


def test_records_come_in_order_of_their_time_with_the_key_of_their_conversation(story: Story) -> None:
    times = [record.at for record in story.records]
    assert times == sorted(times)
    keys = {event.join_key() for event in events(story)}
    assert {(record.key or b"").decode() for record in story.records} == keys | {"acme-health|lost"}


def test_requests_come_before_their_responses_and_every_one_is_answered(story: Story) -> None:
    asked: set[str] = set()
    answered: set[str] = set()
    for event in events(story):
        assert event.correlation_id is not None
        if event.phase == "request":
            asked.add(event.correlation_id)
        elif event.phase == "response":
            assert event.correlation_id in asked
            assert not event.context
            answered.add(event.correlation_id)
    assert asked == answered
    assert sum(event.phase == "exchange" for event in events(story)) > 20


def test_it_all_lies_within_the_age_that_screen_and_watch_believe(story: Story) -> None:
    for record in story.records:
        assert timedelta(0) < NOW - record.at < timedelta(days=7)


def test_the_first_day_is_as_late_as_it_can_be() -> None:
    assert calendar.first_day(datetime(2026, 3, 8, 0, 1, tzinfo=UTC)) == BEGIN
    assert calendar.first_day(datetime(2026, 3, 8, 23, 59, tzinfo=UTC)) == BEGIN


@pytest.mark.parametrize(
    ("day", "hour", "load"),
    [(1, 8, (1, 5)), (2, 4.9, (1, 5)), (3, 8, (2, 5)), (5, 17, (2, 5)), (6, 4, (2, 5)), (6, 8, (6, 5))],
)
def test_eligibility_is_as_old_as_its_last_load(day: int, hour: float, load: tuple[int, int]) -> None:
    at = calendar.loaded_at(BEGIN, calendar.moment(BEGIN, day, hour))
    assert at == calendar.moment(BEGIN, *load)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99])
def test_the_clock_and_the_progress_are_inverse(share: float) -> None:
    assert calendar.progress(BEGIN, calendar.instant(BEGIN, share)) == pytest.approx(share)


def test_scenes_are_told_in_order_and_every_stale_day_has_one(story: Story) -> None:
    told = list(scenes(story))
    assert [at for at, _ in told] == sorted(at for at, _ in told)
    assert {scene.day for _, scene in told} == set(range(1, calendar.DAYS + 1))


def test_every_planted_event_is_found_by_its_rule(story: Story, judged: Mapping[str, Judgement]) -> None:
    assert {event: rule in rules(judged[event]) for event, rule in story.expected.items()} == dict.fromkeys(
        story.expected, True
    )
    planted = Counter(story.expected.values())
    assert planted["contradiction.number_conflict"] == 1
    assert planted["contract.truncated"] == 4
    assert planted["contract.schema"] > 0
    assert {"pii.CREDIT_CARD", "pii.US_SSN", "secrets.PASSWORD", "secrets.AWS_ACCESS_KEY_ID"} <= planted.keys()


def test_ordinary_answers_pass(story: Story, judged: Mapping[str, Judgement]) -> None:
    for event, judgement in judged.items():
        if event not in story.expected:
            assert all(rule.startswith("pii.") or rule == "freshness.stale" for rule in rules(judgement)), judgement
            assert (judgement.action == "quarantine") == ("freshness.stale" in rules(judgement))


def test_eligibility_is_held_on_the_stale_days_and_on_no_other(judged: Mapping[str, Judgement]) -> None:
    days = Counter(
        (judgement.case.event.occurred_at - BEGIN).days + 1
        for judgement in judged.values()
        if judgement.case.event.occurred_at and "freshness.stale" in rules(judgement)
    )
    assert set(days) == set(calendar.STALE_DAYS)


def test_the_release_drops_the_field_and_is_rolled_back(story: Story) -> None:
    versions = [(event.occurred_at, event.model_version) for event in events(story)]
    of_release = [at for at, version in versions if version == RELEASE]
    assert of_release
    assert all(at and (at - BEGIN).days + 1 == calendar.RELEASE_DAY for at in of_release)


def test_nothing_private_is_in_what_leaves(story: Story, judged: Mapping[str, Judgement]) -> None:
    assert len(story.planted) >= 5
    assert any(value in (record.value or b"").decode("latin-1") for record in story.records for value in story.planted)
    said = "".join(f"{judgement.redacted.model_dump_json()}{judgement.findings}" for judgement in judged.values())
    assert [value for value in story.planted if value in said] == []


def test_every_topic_can_be_filled_in_for_every_plan() -> None:
    library = load_library()
    for plan in library.plans:
        fills = {**plan.model_dump(), "dependents": "2", "met": "600"}
        for topic in library.topics:
            for text in (topic.passage, *topic.questions, *topic.answers):
                assert "{" not in text.format_map(fills)
            assert topic.amount is None or topic.amount in fills
