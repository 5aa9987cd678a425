"""The detectors inside `watch`: however its work is cut up, ended and repeated, it says the same and knows the same.

The reference is computed here, from all counts at once. Each run spreads the same traffic over partitions in its own
way, shuffles it within the lateness, moves partitions to fresh workers at random, also between any two messages of a
flush, and delivers records again.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import pytest

from detectors.counts import Counts, canonical
from detectors.monitor import Plan
from detectors.observation import Observation
from schemas.drift import DriftReport, Segment
from streams.watch.flush import Flush
from streams.watch.lookout import Lookout
from streams.watch.merge import Merge
from streams.watch.tenants import Detecting
from streams.watch.window import Rules, Window
from tests.streams.watch.test_replay import DOORS, World, encode

WINDOW_MS = 60_000
LEARN, SHIFTED, WINDOWS = 24, 34, 48
RULES = Rules(WINDOW_MS, 20_000, 10**8, 4, "partials", "drift")
DETECTING = Detecting(Plan(window_ms=WINDOW_MS, learn=LEARN, series=200))

STEADY = Segment(tenant="a", workflow="steady", model="m")
SLOWER = Segment(tenant="a", workflow="slower", model="m")
SILENT = Segment(tenant="b", workflow="silent", model="m")


def traffic() -> list[Observation]:
    """One segment gets slower, one falls silent, one goes on."""
    rng = random.Random(7)
    found = []
    for window in range(WINDOWS):
        for segment in (STEADY, SLOWER, SILENT):
            if segment == SILENT and window >= SHIFTED:
                continue
            factor = 4 if segment == SLOWER and window >= SHIFTED else 1
            for _ in range(14 + rng.randrange(6)):
                at_ms = window * WINDOW_MS + rng.randrange(WINDOW_MS)
                latency_us = int(factor * rng.lognormvariate(13, 0.4))
                found.append(
                    Observation(
                        segment,
                        at_ms,
                        at_ms,
                        numbers={"latency_us": latency_us},
                        categories={"actions": ("allow" if rng.random() < 0.9 else "quarantine",)},
                    )
                )
    return sorted(found, key=lambda seen: seen.time_ms)


@lru_cache(maxsize=1)
def reference() -> tuple[dict[str, DriftReport], str]:
    """What the detectors say of all counts, by id, and a hash of what they know in the end."""
    windows: dict[int, dict[str, dict[Segment, Counts]]] = {}
    for seen in traffic():
        cell = windows.setdefault(seen.time_ms // WINDOW_MS * WINDOW_MS, {}).setdefault(seen.segment.tenant, {})
        cell.setdefault(seen.segment, Counts()).update(seen)
    lookouts = {tenant: Lookout(DETECTING.plan, {}) for tenant in "ab"}
    reports = [
        report
        for start_ms in sorted(windows)
        for tenant, lookout in lookouts.items()
        for report in lookout.step(start_ms, windows[start_ms].get(tenant, {}))
    ]
    parts = {(tenant, *key[:2]): raw for tenant, each in lookouts.items() for key, raw in each.changes().parts.items()}
    return {report.report_id: report for report in reports}, digest(parts)


def digest(parts: dict[tuple[str, str, str], bytes]) -> str:
    return hashlib.sha256(b"".join(repr(item).encode() for item in sorted(parts.items()))).hexdigest()


def known(world: World) -> dict[tuple[str, str, str], bytes]:
    """All parts in the changelog. Fails where a part is there twice, or is a marker."""
    found: dict[tuple[str, str, str], bytes] = {}
    for kept in world.changelog:
        for key, value in kept.items():
            _, kind, *fields = json.loads(key)
            if kind == "part":
                tenant, segment, part, _ = fields
                assert (tenant, segment, part) not in found
                assert value != b"-"
                found[tenant, segment, part] = value
    return found


def alerts(world: World) -> dict[str, DriftReport]:
    """By id. Fails where two of one id differ in a byte."""
    found: dict[str, bytes] = {}
    for raw in world.reports:
        report = DriftReport.model_validate_json(raw)
        if report.kind != "summary":
            assert found.setdefault(report.report_id, raw) == raw
    return {name: DriftReport.model_validate_json(raw) for name, raw in found.items()}


def play(seed: int, crashes: float) -> World:
    """The traffic, salted over four partitions and two doors, each of which is in order within the lateness."""
    world = World(seed, RULES, DETECTING)
    salted: dict[tuple[str, int], list[tuple[int, Observation]]] = {}
    for seen in traffic():
        at = world.random.choice(DOORS), world.random.randrange(RULES.partitions)
        salted.setdefault(at, []).append((seen.time_ms + world.random.randrange(RULES.lateness_ms), seen))
    for (name, partition), records in salted.items():
        for _, seen in sorted(records, key=lambda pair: pair[0]):
            world.produce(name, partition, seen)
    world.redelivered = 0.05
    world.run(crashes)
    return world


def test_the_reference_has_something_to_say() -> None:
    """The slower segment and the silent one have an incident each, the steady one has none."""
    reports, _ = reference()
    opened = [
        (report.segment, report.alert.field)
        for report in reports.values()
        if report.alert and report.alert.state == "open"
    ]
    assert sorted(segment.workflow for segment, _ in opened) == ["silent", "slower"]
    assert dict(opened)[SLOWER] == "latency_ms"
    assert dict(opened)[SILENT] == "events"


@pytest.mark.parametrize("seed", range(100))
def test_whatever_happens_it_says_the_same_and_knows_the_same(seed: int) -> None:
    expected, state = reference()
    world = play(seed, crashes=0.35)
    assert alerts(world) == expected
    assert digest(known(world)) == state


def test_without_crashes_every_alert_is_published_once() -> None:
    world = play(3, crashes=0)
    said = Counter(DriftReport.model_validate_json(raw).report_id for raw in world.reports)
    assert set(said.values()) == {1}


def test_a_crash_between_any_two_steps_changes_nothing() -> None:
    """One merge, fed window by window. Each of its flushes is also ended after each of its steps, with some messages
    of the next one through; what takes over must say and write what the flush that was not ended did."""
    rng = random.Random(1)
    rules = replace(RULES, partitions=1)
    changelog: dict[bytes, bytes] = {}
    said: set[bytes] = set()
    merge = Merge(0, rules, encode, {}, DETECTING)
    cuts = 0
    for batch in partials():
        before, merge = changelog, Merge(0, rules, encode, changelog, DETECTING)
        took(merge, batch)
        flush = merge.flush()
        changelog, said_now = written(before, flush)
        for whole in range(len(flush)):
            some = [rng.sample(flush[whole], rng.randrange(len(flush[whole])))]
            half, heard = written(before, flush[:whole] + some)
            again = Merge(0, rules, encode, half, DETECTING)
            took(again, batch)
            left, heard_again = written(half, again.flush())
            settled, heard_late = written(left, Merge(0, rules, encode, left, DETECTING).flush())
            assert parts_of(settled) == parts_of(changelog), (whole, len(flush))
            assert heard | heard_again | heard_late == said_now
            cuts += 1
        said |= said_now
    assert cuts > 100
    expected, state = reference()
    heard_all = [DriftReport.model_validate_json(raw) for raw in said]
    assert {each.report_id: each for each in heard_all if each.kind != "summary"} == expected
    assert digest(parts_of(changelog)) == state


def partials() -> Iterator[list[tuple[int, bytes]]]:
    """The counts of each window, then word that it is complete; two windows at a time."""
    windows: dict[Window, Counts] = {}
    for seen in traffic():
        windows.setdefault(Window.of(seen.segment, seen.time_ms, WINDOW_MS), Counts()).update(seen)
    offset = 0
    for start_ms in range(0, WINDOWS * WINDOW_MS, 2 * WINDOW_MS):
        values: list[dict[str, object]] = [
            {"partition": 0, "window": window.fields(), "counts": counts.state()}
            for window, counts in windows.items()
            if start_ms <= window.start_ms < start_ms + 2 * WINDOW_MS
        ]
        values.append({"partition": 0, "closed": start_ms + 2 * WINDOW_MS, "idle": False})
        yield [(offset + at, canonical(value)) for at, value in enumerate(values)]
        offset += len(values)


def took(merge: Merge, batch: list[tuple[int, bytes]]) -> None:
    for offset, raw in batch:
        merge.apply(offset, raw)


def written(changelog: dict[bytes, bytes], flush: Flush) -> tuple[dict[bytes, bytes], set[bytes]]:
    """The changelog after these messages, and the reports among them."""
    kept, reports = dict(changelog), set()
    for message in (message for step in flush for message in step):
        if message.topic is not None:
            reports.add(message.value or b"")
        elif message.value is None:
            kept.pop(message.key, None)
        else:
            kept[message.key] = message.value
    return kept, reports


def parts_of(changelog: dict[bytes, bytes]) -> dict[tuple[str, str, str], bytes]:
    world = World(0, RULES)
    world.changelog = [changelog]
    return known(world)


def test_a_segment_that_fell_silent_for_long_is_forgotten_and_starts_anew() -> None:
    plan = Plan(window_ms=86_400_000, learn=8, learn_events=8)
    lookout = Lookout(plan, {})
    day = 0

    def steps(days: int, events: int) -> int:
        nonlocal day
        for _ in range(days):
            counts = Counts()
            counts.events = events
            lookout.step(day * plan.window_ms, {STEADY: counts})
            day += 1
        return len(lookout.monitor.watched)

    assert steps(10, events=100) == 1
    assert lookout.learning(STEADY) == (8, 8)
    assert steps(48, events=0) == 1
    assert steps(2, events=0) == 0
    assert steps(3, events=100) == 1
    assert lookout.learning(STEADY) == (3, 8)
    kept = {key: raw for key, raw in lookout.changes().parts.items() if raw != b"-"}
    assert Lookout(plan, {}, lookout.through_ms, kept).learning(STEADY) == (3, 8)
