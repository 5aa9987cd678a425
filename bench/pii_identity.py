"""Stock Presidio and ours on as many fresh texts as one likes: `python -m bench.pii_identity --texts 50000`.

Six in ten of the texts go to Presidio's default recognizers, three to those of every country with some that a user
could have added, and one to the default ones on another NLP engine; half of all with arguments of `analyze` drawn at
random; every engine that is installed reads each. A difference is printed as the shortest text that shows it.
"""

from __future__ import annotations

import argparse
import sys
import time
from itertools import islice

from tests.guards.pii.scan.pairs import default_pair, differences, full_pair, other_nlp_pair
from tests.guards.pii.scan.test_analyzer import engines
from tests.guards.pii.scan.texts import Texts


def main() -> int:
    """The number of differences."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--texts", type=int, default=50_000)
    options.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000_007)
    chosen = options.parse_args()
    print(f"seed {chosen.seed}, engines {', '.join(engines())}", flush=True)
    found = 0
    for name, make, tenths in (
        ("default recognizers", default_pair, 6),
        ("every country and users' own", full_pair, 3),
        ("another NLP engine", other_nlp_pair, 1),
    ):
        number = chosen.texts * tenths // 10
        both = [make(engine) for engine in engines()]
        texts = islice(Texts(both[0].stock.registry.recognizers, chosen.seed), number)
        begun, lines = time.process_time(), differences(both, texts)
        took = time.process_time() - begun
        print(f"{name}: {number} texts, {len(lines)} differences, {took:.0f} s of CPU", *lines, sep="\n  ")
        found += len(lines)
    return min(found, 1)


if __name__ == "__main__":
    sys.exit(main())
