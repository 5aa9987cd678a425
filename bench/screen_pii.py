"""What `screen` does with real traffic, in events per CPU-second: personal data off, found by stock Presidio, by ours.

    python -m bench.screen_pii [--data FOLDER] [--rounds 3]

Everything but Kafka's clients: reading the value, the join window, all guards, one redaction, decision and door record.
The exchanges are those of `bench.traffic`, fresh in every round; the ways take turns in one process, CPU time, medians.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench.traffic import FILE, events
from bench.yardstick import machine
from guards.case import Guard
from guards.pii import PiiGuard
from guards.pii.blank_engine import presidio_engine
from schemas.decision import PolicyRef, Source, Timings
from schemas.policy import Policy
from streams.judging.court import court_of
from streams.judging.installed import all_guards
from streams.screen.doors import Doors
from streams.screen.inbox import Arrived, Inbox
from streams.settings import Settings
from streams.topics import Topics
from streams.wire.values import Writer

BATCH = 500
_PLAIN = {"guards": {"pii": {"disguises": False}}}


class Way:
    """One way to judge: its guards and its policy."""

    def __init__(self, name: str, guards: Sequence[Guard], policy: Policy) -> None:
        self.name = name
        self._court, self._doors = court_of(policy, {}, guards), Doors(Topics(), Writer())
        self.seconds: list[float] = []

    def run(self, values: Sequence[bytes]) -> None:
        """Judges them all, in batches as `screen` takes them."""
        at = datetime.now(UTC)
        inbox = Inbox(Settings(kafka="none"), None)
        begun = time.process_time()
        for first in range(0, len(values), BATCH):
            batch = [
                Arrived(Source(topic="in", partition=0, offset=first + number), at, None, value, None, number)
                for number, value in enumerate(values[first : first + BATCH])
            ]
            judgements = self._court.judge.judge([inbox.case(record, self._court)[0] for record in batch])
            for record, judgement in zip(batch, judgements, strict=True):
                list(self._doors.judged(record, judgement, PolicyRef(), Timings(), None))
        self.seconds.append(time.process_time() - begun)


def ways() -> list[Way]:
    """The ways that are compared."""
    others = [guard for guard in all_guards(None) if guard.name != "pii"]
    stock = Policy.model_validate({"guards": {"pii": {"disguises": False, "time_limit": "1 h"}}})
    by_stock = PiiGuard(presidio_engine(names=stock.guards.pii.names), stock.guards.pii)
    return [
        Way("personal data off", others, Policy()),
        Way("stock Presidio", [*others, by_stock], stock),
        Way("ours, without disguises", [*others, PiiGuard()], Policy.model_validate(_PLAIN)),
        Way("ours", [*others, PiiGuard()], Policy()),
    ]


def fresh(lines: Sequence[bytes], number: int) -> list[bytes]:
    """The same exchanges with texts that nobody has seen in this process."""
    return [line.replace(b'"content": "', b'"content": "Round %d. ' % number) for line in lines]


def main() -> None:
    """Prints a line for each way."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=Path(os.environ.get("TIDEGATE_DATA", "../shared/data")))
    options.add_argument("--rounds", type=int, default=3)
    said = options.parse_args()
    if not (said.data / FILE).exists():
        print(f"skipped: no {FILE} under the data folder (--data or TIDEGATE_DATA)")
        return
    print(machine())
    lines = events(said.data)
    characters = sum(len(json.loads(line)["messages"][0]["parts"][0]["content"]) for line in lines)
    characters += sum(len(json.loads(line)["output"][0]["parts"][0]["content"]) for line in lines)
    print(f"{len(lines)} exchanges, {characters / len(lines):.0f} characters of text each")
    compared = ways()
    for way in compared:
        way.run(fresh(lines[:BATCH], -1))
        way.seconds.clear()
    for number in range(said.rounds):
        for way in compared:
            way.run(fresh(lines, number))
    for way in compared:
        each = median(way.seconds) / len(lines)
        print(f"  {way.name:26} {1 / each:6.0f} events per CPU-second, {each * 1e6:6.0f} us each")


if __name__ == "__main__":
    main()
