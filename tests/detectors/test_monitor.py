"""From windows to reports: what shifts is found and named, what does not is not, and a replay says the same."""

from __future__ import annotations

import random

import numpy as np
import pytest

from bench.drift_worlds import HOUR_MS, START_MS, Shift
from detectors.baseline import Baseline, Window
from detectors.baseline_file import MAGIC, read_baselines, write_baselines
from detectors.buckets import TOP
from detectors.counts import Counts
from detectors.explain import Aftermath, effect_of
from detectors.monitor import Monitor, Parts
from detectors.observation import Observation
from detectors.packing import pack, unpack
from detectors.plan import Plan
from detectors.usual import Usual
from schemas.drift import DriftReport, Segment
from schemas.errors import InvariantError
from tests.detectors.worlds import ACME, PLAN, play, windows

AT = 80


def alerts(found: list[tuple[int, DriftReport]], state: str = "open") -> list[tuple[int, DriftReport]]:
    return [(at, each) for at, each in found if each.alert is not None and each.alert.state == state]


@pytest.mark.parametrize(
    ("shift", "field", "facets", "direction", "text", "within"),
    [
        (Shift("latency", 1.6, AT), "latency_ms", {"p50"}, "up", "p50 latency_ms up ", 6),
        (Shift("latency", 0.6, AT), "latency_ms", {"p50"}, "down", "p50 latency_ms down ", 6),
        (Shift("tokens", 1.6, AT), "output_tokens", {"p50"}, "up", "output_tokens up ", 6),
        (Shift("stall", 1, AT), "latency_ms", {"p99", "p90"}, "up", "latency_ms up ", 16),
        (Shift("spread", 1.8, AT), "latency_ms", {"spread"}, "up", "spread of latency_ms up", 6),
        (Shift("path", 1, AT), "$.member.plan", {"missing"}, "up", "% of outputs, was 0 %", 6),
        (Shift("new", 1, AT), "finish_reasons", {"new"}, "up", "content_filter", 40),
    ],
)
def test_a_shift_is_found_and_named(
    shift: Shift, field: str, facets: set[str], direction: str, text: str, within: int
) -> None:
    found = alerts(play(Monitor(PLAN), windows(AT + within, shift=shift)))
    assert found, "not found"
    at, report = found[0]
    alert = report.alert
    assert alert is not None
    assert at >= AT
    assert (alert.field, alert.direction) == (field, direction)
    assert alert.facet in facets
    assert text in alert.explanation
    assert alert.opened_at is not None
    assert alert.opened_at.timestamp() * 1000 == START_MS + (at + 1) * HOUR_MS
    assert alert.evidence >= alert.threshold
    assert alert.before != alert.after
    assert alert.n_after > 0


@pytest.mark.parametrize("kind", ["iid", "benign", "autocorrelated", "tiny", "ties"])
def test_nothing_is_said_while_nothing_shifts(kind: str) -> None:
    assert play(Monitor(PLAN), windows(260, kind, seed=4)) == []


def test_one_odd_window_is_no_shift() -> None:
    calm, odd = windows(120), windows(120, shift=Shift("latency", 20, 0))
    assert play(Monitor(PLAN), [*calm[:90], odd[90], *calm[91:]]) == []


def test_while_it_learns_it_says_how_far_it_is_and_nothing_else() -> None:
    monitor = Monitor(PLAN)
    shift = Shift("latency", 4, 30)
    assert play(monitor, windows(50, shift=shift)) == []
    assert monitor.learning() == {ACME: (50, PLAN.learn)}
    assert play(monitor, windows(50)[:10], begin=50) == []
    assert monitor.learning() == {}


def test_too_few_events_are_not_enough_to_learn_from() -> None:
    monitor = Monitor(Plan(learn=10, learn_events=200))
    play(monitor, windows(40, per_window=3))
    assert ACME in monitor.learning()


def test_an_incident_closes_and_may_come_again() -> None:
    calm = windows(300)
    stormy = windows(300, shift=Shift("latency", 1.6, 0))
    mixed = calm[:100] + stormy[100:130] + calm[130:180] + stormy[180:200] + calm[200:260]
    found = [(at, each.alert) for at, each in play(Monitor(PLAN), mixed) if each.alert is not None]
    states = [(alert.state, at) for at, alert in found if alert.state != "update"]
    assert [state for state, _ in states] == ["open", "close", "open", "close"]
    (_, opened), (_, closed), (_, again), (_, over) = states
    assert 100 <= opened < 106
    assert 130 <= closed < 145
    assert 180 <= again < 186
    assert 200 <= over < 215
    prints = {alert.fingerprint for _, alert in found}
    incidents = {alert.incident for _, alert in found}
    assert (len(prints), len(incidents)) == (1, 2)
    assert all((alert.closed_at is not None) == (alert.state == "close") for _, alert in found)


def test_silence_is_seen() -> None:
    found = alerts(play(Monitor(PLAN), [*windows(100), *(Counts() for _ in range(6))]))
    assert found[0][1].alert is not None
    assert (found[0][1].alert.field, found[0][1].alert.facet, found[0][1].alert.direction) == (
        "events",
        "volume",
        "down",
    )


# Replays.


def moved(seed: int = 2) -> list[Counts]:
    return windows(130, "benign", Shift("latency", 1.5, 100), seed)


def test_a_replay_says_the_same_and_ends_in_the_same_bytes() -> None:
    one, other = Monitor(PLAN), Monitor(PLAN)
    assert play(one, moved()) == play(other, moved())
    assert one.parts() == other.parts()


@pytest.mark.parametrize("at", [1, 59, 60, 61, 99, 102, 110, 129])
def test_state_that_was_kept_goes_on_as_if_nothing_had_happened(at: int) -> None:
    whole, first = Monitor(PLAN), Monitor(PLAN)
    said = play(whole, moved())
    before = play(first, moved()[:at])
    again = Monitor.of_parts(dict(first.parts()), PLAN)
    assert before + play(again, moved()[at:], begin=at) == said
    assert again.parts() == whole.parts()


def test_counts_merge_before_they_are_taken() -> None:
    rng = random.Random(3)
    split = []
    for counts in moved():
        parts = [Counts(), counts]
        rng.shuffle(parts)
        merged = Counts()
        for part in parts:
            merged.merge(Counts.decode(part.encode()))
        split.append(merged)
    one, other = Monitor(PLAN), Monitor(PLAN)
    assert play(one, split) == play(other, moved())
    assert one.parts() == other.parts()


def test_segments_do_not_disturb_each_other_and_their_order_does_not_matter() -> None:
    segments = [Segment(tenant=name) for name in ("a", "b", "c")]
    shift = Shift("latency", 1.6, 90)
    counted = {segment: windows(100, shift=shift if n < 2 else None, seed=n) for n, segment in enumerate(segments)}
    said: list[list[DriftReport]] = []
    states: list[Parts] = []
    for order in (segments, segments[::-1]):
        monitor, found = Monitor(PLAN), []
        for at in range(100):
            for segment in order:
                monitor.take(segment, counted[segment][at])
            found += monitor.step(START_MS + at * HOUR_MS)
        said.append(found)
        states.append(monitor.parts())
    assert said[0] == said[1]
    assert states[0] == states[1]
    last = [each.alert for each in said[0] if each.alert is not None]
    assert {each.segment.tenant for each in said[0]} == {"a", "b"}
    assert len({alert.incident for alert in last}) == 1, "the same in two segments is one page"
    assert any(segment.tenant in "ab" for alert in last for segment in alert.also)


# Versions.


def test_a_release_is_compared_and_raises_no_alarm() -> None:
    monitor, new = Monitor(PLAN), ACME.model_copy(update={"model_version": "2"})
    play(monitor, windows(90))
    found = play(monitor, windows(40, shift=Shift("latency", 2.0, 0)), new, begin=90)
    assert alerts(found) == []
    releases = [each for _, each in found if each.kind == "release"]
    assert len(releases) == 1
    assert releases[0].segment == new
    assert releases[0].predecessor == ACME
    assert ("latency_ms", "p50", "up") in {(each.field, each.facet, each.direction) for each in releases[0].differences}


def test_a_release_that_changes_nothing_says_so() -> None:
    monitor, new = Monitor(PLAN), ACME.model_copy(update={"prompt_version": "2"})
    play(monitor, windows(90))
    found = play(monitor, windows(100)[90:], new, begin=90)
    assert [each.differences for _, each in found if each.kind == "release"] == [()]


# Bad input.


def absurd(seed: int) -> Counts:
    rng = np.random.default_rng(seed)
    counts = Counts()
    for number in range(60):
        values = {"latency_us": int(rng.lognormal(13, 0.5)), "input_tokens": int(rng.gamma(3, 100))}
        wrong: tuple[str, ...] = ()
        if number % 3 == 0:
            values["input_tokens"] = TOP * 10
        if number % 3 == 1:
            del values["latency_us"]
            wrong = ("latency_us",)
        counts.update(Observation(ACME, 0, 0, numbers=values, absurd=wrong))
    return counts


def test_absurd_values_neither_crash_nor_page() -> None:
    rng = np.random.default_rng(1)
    calm = []
    for _ in range(80):
        counts = Counts()
        for _ in range(60):
            values = {"latency_us": int(rng.lognormal(13, 0.5)), "input_tokens": int(rng.gamma(3, 100))}
            counts.update(Observation(ACME, 0, 0, numbers=values))
        calm.append(counts)
    wild = [absurd(seed) for seed in range(20)]
    assert play(Monitor(PLAN), [*calm, *wild]) == []
    assert wild[0].absurd.counts == {"latency_us": 20}


def test_a_flood_of_segments_is_bounded() -> None:
    monitor, calm = Monitor(Plan(learn=20, max_segments=50)), windows(60)
    for at in range(60):
        monitor.take(ACME, calm[at])
        for number in range(120):
            one = Counts()
            one.update(Observation(ACME, 0, 0, event_id="e"))
            monitor.take(Segment(tenant="acme", model=f"{at}-{number}"), one)
        assert monitor.step(START_MS + at * HOUR_MS) == []
        assert len(monitor.watched) <= 52
    assert ACME not in monitor.learning()


def test_segments_that_find_no_room_are_one_whoever_found_none() -> None:
    """As `watch` has it in its changelogs and in what its partitions tell each other."""
    monitor, (counts, *_) = Monitor(Plan(max_segments=1)), windows(1)
    overflow = Segment(tenant="other", workflow="other", model="other", model_version="other")
    for segment in (ACME, overflow, Segment(tenant="acme", model="new")):
        monitor.take(segment, counts)
    assert monitor.step(START_MS) == []
    assert len(monitor.watched) == 2
    assert overflow in monitor.watched


# Baselines and bytes.


def test_baselines_come_back_from_a_file() -> None:
    base = Baseline.learn([Window(START_MS + at * HOUR_MS, each) for at, each in enumerate(windows(60))], HOUR_MS)
    raw = write_baselines({ACME: base})
    again = read_baselines(raw)[ACME]
    assert again.encode() == base.encode()
    assert again.baseline_id == base.baseline_id
    monitor = Monitor(PLAN, {ACME: again})
    found = alerts(play(monitor, windows(20, shift=Shift("latency", 1.6, 4), seed=1), begin=60))
    assert found
    assert 64 <= found[0][0] <= 70
    assert found[0][1].alert is not None
    assert found[0][1].alert.baseline == base.baseline_id


@pytest.mark.parametrize("raw", [b"", b"{}", MAGIC + b"\0\0\0\x09abc", MAGIC + b"\0\0\0\x01a"])
def test_bytes_that_are_no_baselines(raw: bytes) -> None:
    with pytest.raises(InvariantError):
        read_baselines(raw)


@pytest.mark.parametrize("raw", [b"", b"\0\0\0\x02{}", b"\xff\xff\xff\xffx", pack({}, {"x": np.zeros(9)})[:-8]])
def test_bytes_that_are_no_state(raw: bytes) -> None:
    with pytest.raises(InvariantError):
        unpack(raw)


# What is watched beside numbers and finish reasons.


def judged(seed: int, **change: float) -> Counts:
    """60 events of two cohorts, with the shares that are told."""
    share = {"north": 0.05, "south": 0.05, "blind": 0.02, "rows": 0.98, "old": 0.0, "low": 0.1} | change
    rng = np.random.default_rng(seed)
    counts = Counts()
    for number in range(60):
        cohort = "north" if number % 2 else "south"
        held = rng.random() < share[cohort]
        source = "context_sources" if rng.random() < share["rows"] else "silent_sources"
        age = 3_600 * (1 + 72 * int(rng.random() < share["old"])) + int(rng.integers(0, 600))
        counts.update(
            Observation(
                ACME,
                0,
                0,
                numbers={"evaluations.helpful": int((0.4 if rng.random() < share["low"] else 0.8) * 10_000)},
                categories={
                    "actions": ("quarantine" if held else "allow",),
                    "cohorts": (cohort,),
                    "cohort_held": (cohort,) if held else (),
                    "not_covered": ("contradiction",) if rng.random() < share["blind"] else (),
                    source: ("eligibility",),
                },
                ages_s={"eligibility": age},
            )
        )
    return counts


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"north": 0.35, "south": 0.05}, {"cohort_held", "actions"}),
        ({"blind": 0.3}, {"not_covered"}),
        ({"rows": 0.5}, {"context_sources", "silent_sources"}),
        ({"old": 1.0}, {"context_age.eligibility"}),
        ({"low": 0.7}, {"evaluations.helpful"}),
    ],
)
def test_judgements_sources_and_scores(change: dict[str, float], fields: set[str]) -> None:
    mixed = [judged(seed) for seed in range(70)] + [judged(seed, **change) for seed in range(70, 84)]
    found = alerts(play(Monitor(PLAN), mixed))
    assert found
    assert found[0][0] >= 70
    alert = found[0][1].alert
    assert alert is not None
    assert alert.field in fields


def test_a_gap_between_cohorts_is_not_what_happens_to_all() -> None:
    everybody = [judged(seed) for seed in range(70)] + [judged(seed, north=0.3, south=0.3) for seed in range(70, 84)]
    last = [each.alert for _, each in play(Monitor(PLAN), everybody) if each.alert is not None]
    assert last[0].field == "actions"
    moved = {each.field for alert in last for each in alert.comoving} | {alert.field for alert in last}
    assert "cohort_held" not in moved


# Like is compared with like.


def cyclic(count: int, shift: float, at: int, amplitude: float, seed: int) -> list[Counts]:
    """Hours of 150 events with a daily cycle of latency and volume; finish reasons follow the hour too."""
    rng = np.random.default_rng(seed)
    found = []
    for t in range(count):
        swing = np.sin(2 * np.pi * t / 24)
        counts, n = Counts(), int(rng.poisson(150 * (1 + 2 * amplitude * swing)))
        level = (1 + amplitude * swing) * (shift if t >= at else 1.0) * np.exp(rng.normal(0, 0.02))
        for value in rng.lognormal(np.log(800_000 * level), 0.6, n):
            counts.update(Observation(ACME, 0, 0, numbers={"latency_us": int(value)}))
        found.append(counts)
    return found


@pytest.mark.parametrize("begins", [0, 6, 12, 18])
def test_the_effect_that_is_told_is_that_of_the_shift_and_not_of_the_hour(begins: int) -> None:
    told = []
    for seed in range(4):
        at = 14 * 24 + begins
        counted = cyclic(at + 16, 1.25, at, 0.15, seed)
        alert = alerts(play(Monitor(Plan(learn=14 * 24)), counted))[0][1].alert
        assert alert is not None
        assert alert.before is not None
        assert alert.after is not None
        assert (alert.field, alert.facet) == ("latency_ms", "p50")
        told.append(alert.after / alert.before - 1)
    assert all(0.15 <= effect <= 0.35 for effect in told), told


@pytest.mark.parametrize(
    ("field", "facet", "most"), [("latency_ms", "p50", 0.06), ("latency_ms", "p99", 0.13), ("events", "volume", 0.08)]
)
def test_what_is_usual_follows_the_hours(field: str, facet: str, most: float) -> None:
    seen = [Window(START_MS + at * HOUR_MS, counts) for at, counts in enumerate(cyclic(16 * 24, 1.0, 0, 0.25, 5))]
    base = Baseline.learn(seen[: 14 * 24], HOUR_MS)
    at = next(at for at, each in enumerate(base.facets) if (each.field, each.name) == (field, facet))
    apart = []
    for hour in range(14 * 24, 16 * 24, 4):
        some, merged = seen[hour : hour + 4], Counts()
        for window in some:
            merged.merge(window.counts)
        usual = Usual(base, [window.start_ms for window in some], [window.counts.events for window in some])
        effect = effect_of(base, at, Aftermath(merged, 4, usual), True)
        assert effect.before
        assert effect.after
        apart.append(abs(np.log(effect.after / effect.before)))
    assert np.mean(apart) < most


def test_a_release_by_night_is_not_different_for_the_hour() -> None:
    monitor, new = Monitor(Plan(learn=10 * 24)), ACME.model_copy(update={"model_version": "2"})
    counted = cyclic(10 * 24 + 40, 1.0, 0, 0.25, 6)
    begin = 10 * 24 + 14
    play(monitor, counted[:begin])
    releases = [each for _, each in play(monitor, counted[begin:], new, begin=begin) if each.kind == "release"]
    assert [each.differences for each in releases] == [()]


def test_a_rare_tail_that_only_follows_the_whole_is_not_told() -> None:
    counted = cyclic(10 * 24 + 60, 1.4, 10 * 24, 0.15, 7)
    found = play(Monitor(Plan(learn=10 * 24)), counted)
    last = [each.alert for _, each in found if each.alert is not None][-1]
    assert (last.facet, [each.facet for each in last.comoving]) == ("p50", [])


# Causes lead.


def answers(rng: np.random.Generator, lost: float = 0.0, length: float = 0.03, longer: float = 1.0) -> Counts:
    """120 answers; those that lose a field or are cut short are shorter, and latency and cost follow their length."""
    counts = Counts()
    for _ in range(120):
        without, cut = rng.random() < lost, rng.random() < length
        tokens = rng.normal(200, 8) * longer * (0.8 if without or cut else 1)
        numbers = {"output_tokens": int(tokens), "output_words": int(tokens / 2), "latency_us": int(tokens * 4e3)}
        numbers["cost_microdollars"] = int(tokens * 10)
        paths = frozenset({"$:object"} if without else {"$:object", "$.plan:string"})
        categories = {"finish_reasons": ("length" if cut else "stop",)}
        counts.update(Observation(ACME, 0, 0, numbers=numbers, paths=paths, categories=categories))
    return counts


@pytest.mark.parametrize(
    ("change", "lead", "direction", "least"),
    [
        ({"lost": 0.12}, ("$.plan", "missing"), "up", "medium"),
        ({"lost": 0.3}, ("$.plan", "missing"), "up", "high"),
        ({"length": 0.12}, ("finish_reasons", "length"), "up", "medium"),
        ({"length": 0.0}, ("finish_reasons", "length"), "down", "medium"),
        ({"longer": 1.6}, ("output_tokens", "p50"), "up", "high"),
    ],
)
def test_what_shortens_answers_is_named_before_their_length(
    change: dict[str, float], lead: tuple[str, str], direction: str, least: str
) -> None:
    rng = np.random.default_rng(3)
    counted = [answers(rng) for _ in range(70)] + [answers(rng, **change) for _ in range(30)]
    found = [each.alert for _, each in play(Monitor(PLAN), counted) if each.alert is not None]
    assert len({(alert.fingerprint, alert.incident, alert.opened_at) for alert in found}) == 1
    last = found[-1]
    assert ((last.field, last.facet), last.direction) == (lead, direction)
    assert any(each.field in ("finish_reasons", "output_tokens", "output_words", "cost") for each in last.comoving)
    order = ["low", "medium", "high", "critical"]
    assert order.index(last.severity) >= order.index(least)


@pytest.mark.parametrize("change", [{"lost": 0.12}, {"length": 0.12}, {"longer": 1.25}])
def test_what_is_over_is_closed_within_a_day_and_a_second_time_is_a_second_incident(change: dict[str, float]) -> None:
    rng = np.random.default_rng(4)
    counted = [answers(rng, **(change if 70 <= t < 100 or t >= 130 else {})) for t in range(160)]
    found = [(at, each.alert) for at, each in play(Monitor(PLAN), counted) if each.alert is not None]
    states = [(alert.state, at) for at, alert in found if alert.state != "update"]
    assert [state for state, _ in states] == ["open", "close", "open"]
    assert 100 <= states[1][1] <= 124
    assert states[2][1] >= 130


def test_what_comes_and_goes_is_few_incidents() -> None:
    rng = np.random.default_rng(5)
    counted = [answers(rng, lost=0.12 if t >= 70 and t % 4 < 2 else 0.0) for t in range(130)]
    found = alerts(play(Monitor(PLAN), counted))
    assert 1 <= len(found) <= 4
