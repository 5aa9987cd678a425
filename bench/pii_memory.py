"""Does memory stay flat? `python -m bench.pii_memory --events 1000000`: texts whose ids and values never come again.

Each is a short event for `guards.pii.PiiGuard`, with entities beside words of its own, so that the tokenizer is asked
each time. Resident memory is printed ten times; growth counts from the second print on, when every cache has filled.
"""

from __future__ import annotations

import argparse
import random
import sys
import time

import psutil

from bench.yardstick import machine
from guards.case import Case
from guards.pii import PiiGuard
from schemas.interaction import Interaction


def text(number: int, chance: random.Random) -> str:
    """An event's text; no two are alike."""
    ids = " ".join(f"req-{chance.getrandbits(64):x}" for _ in range(3))
    return (
        f"[{number}] {ids} user_{number}@example.com asked:{number:x} call my phone "
        f"212-{chance.randrange(200, 999)}-{number % 10_000:04d}."
    )


def main() -> int:
    """1 where memory grew by 5 % or more."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--events", type=int, default=1_000_000)
    events = options.parse_args().events
    guard, chance, process = PiiGuard(), random.Random(1), psutil.Process()
    print(machine())
    sizes, begun = [], time.process_time()
    for number in range(events):
        event = {"event_id": f"event-{number}", "messages": text(number, chance)}
        guard.check([Case(Interaction.model_validate(event))])
        if (number + 1) % (events // 10) == 0:
            sizes.append(process.memory_info().rss)
            took = time.process_time() - begun
            print(f"{number + 1:9} events {sizes[-1] / 1e6:8.1f} MB {took:7.0f} s of CPU", flush=True)
    growth = sizes[-1] / sizes[1] - 1
    print(f"growth {growth:.1%}")
    return int(growth >= 0.05)


if __name__ == "__main__":
    sys.exit(main())
