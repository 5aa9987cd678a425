"""Cost of judging, in CPU microseconds per event and core: each guard alone, and everything but the guards.

    python -m bench.judging

Everything but the guards is: reading the value, the join window, one redaction plan, the decision, the door's record
and its encoding. It excludes Kafka's clients, which `bench.overhead` includes. Aim: at most 150 us for 1 KB events.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bench.yardstick import cpu_us, event_of_1_kb, machine, yardstick_us
from guards.case import Case, Guard
from schemas.decision import PolicyRef, Source, Timings
from schemas.policy import Policy
from streams.judging.court import court_of
from streams.judging.installed import all_guards
from streams.screen.doors import Doors
from streams.screen.inbox import Arrived, Inbox
from streams.settings import Settings
from streams.topics import Topics
from streams.wire.values import Writer

EVENTS = 500


def arrived(events: int) -> list[Arrived]:
    """A batch as `screen` takes it from Kafka."""
    at = datetime(2026, 1, 5, 10, tzinfo=UTC)
    return [
        Arrived(
            Source(topic="in", partition=0, offset=number), at + timedelta(seconds=number), None, value, None, number
        )
        for number, value in enumerate(map(event_of_1_kb, range(events)))
    ]


def overhead_us() -> float:
    """Of one event, with no guard at all."""
    court = court_of(Policy(), {}, [])
    doors = Doors(Topics(), Writer())
    batch = arrived(EVENTS)

    def run() -> None:
        inbox = Inbox(Settings(kafka="none"), None)
        cases = [inbox.case(record, court) for record in batch]
        judgements = court.judge.judge([case for case, _ in cases])
        for record, judgement in zip(batch, judgements, strict=True):
            list(doors.judged(record, judgement, PolicyRef(), Timings(), None))

    return cpu_us(run, EVENTS)


def guard_us(guard: Guard) -> float:
    """Of one event in a batch, texts never seen before in every round."""
    rounds = iter(range(1_000_000))
    court = court_of(Policy(), {}, [])

    def cases() -> Sequence[Case]:
        first = next(rounds) * EVENTS
        inbox = Inbox(Settings(kafka="none"), None)
        at = datetime(2026, 1, 5, 10, tzinfo=UTC)
        values = [event_of_1_kb(first + number) for number in range(EVENTS)]
        return [
            inbox.case(Arrived(Source(offset=first + number), at, None, value, None, 0), court)[0]
            for number, value in enumerate(values)
        ]

    prepared = [cases() for _ in range(7)]
    return cpu_us(lambda: guard.check(prepared.pop()), EVENTS, rounds=7)


def main() -> None:
    """Prints the table."""
    print(machine())
    unit = yardstick_us()
    rows = [("everything but the guards", overhead_us())]
    rows += [(f"guard {guard.name}", guard_us(guard)) for guard in all_guards(None)]
    for name, cost in rows:
        print(f"{name:28} {cost:9.1f} us/event {cost / unit:8.1f} yardsticks {1e6 / cost:10,.0f} events/s and core")


if __name__ == "__main__":
    main()
