"""Stock Presidio and ours in one process: the same texts, one after the other, CPU time, medians.

    python -m bench.pii [--data FOLDER] [--texts N] [--engine hyperscan|re2]

*plain* is ChatGPT traffic (the even half of HaluEval's general set, MIT), *mixed* the same with one sentence of
personal data per 1,000 characters, *dense* such sentences only; each at 200, 1,000 and 4,000 characters. No text is
read twice by either. The goals stand beside the ratios. The folder is named by `--data` or `TIDEGATE_DATA`; without
it the benchmark says so and ends.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from presidio_analyzer import AnalyzerEngine

from bench.yardstick import machine
from guards.presidio import presidio_engine
from guards.presidio_scan import ScanningAnalyzer

FILE = Path("traffic/halueval_general_even.jsonl")
SIZES = (200, 1_000, 4_000)
GOALS = {"plain": 25.0, "mixed": 15.0, "dense": 4.0}
NAMES = "Ada Bob Carol Dan Eve Farid Grace Hana Ivan Jun Kim Lena Mo Nia Omar Pia Quin Rosa Sam Tara"
FAMILIES = "Archer Brook Castillo Diaz Evans Fischer Garcia Haddad Ito Jones Khan Lopez Meyer Novak Okafor"
FIRST, LAST = NAMES.split(), FAMILIES.split()
HOSTS = ("example.com", "example.org", "example.net", "mail.example.co.uk")


class Sentences:
    """Sentences that hold one item of personal data each, no two alike."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def digits(self, number: int) -> str:
        return "".join(self._random.choice("0123456789") for _ in range(number))

    def card(self) -> str:
        body = "4" + self.digits(14)
        doubled = [int(c) * (2 - place % 2) for place, c in enumerate(body)]
        check = -sum(d - 9 if d > 9 else d for d in doubled) % 10
        number = f"{body}{check}"
        return " ".join(number[place : place + 4] for place in range(0, 16, 4))

    def iban(self) -> str:
        body = self.digits(18)
        return f"DE{98 - int(f'{body}131400') % 97:02d}{body}"

    def one(self) -> str:
        chance = self._random
        first, last, host = chance.choice(FIRST), chance.choice(LAST), chance.choice(HOSTS)
        forms: list[Callable[[], str]] = [
            lambda: (
                f"You can reach {first} at {first.lower()}.{last.lower()}{self.digits(3)}@{host} during office hours."
            ),
            lambda: (
                f"Please call {first} {last} on ({chance.randint(201, 989)}) 555-{self.digits(4)} before the weekend."
            ),
            lambda: f"My phone number is +1 {chance.randint(201, 989)}-555-{self.digits(4)} if anything is unclear.",
            lambda: f"The order was paid with the credit card {self.card()} by {first} {last}.",
            lambda: f"Send the refund to the bank account with IBAN {self.iban()} by Friday.",
            lambda: f"Her SSN is {chance.randint(100, 665)}-{chance.randint(10, 99)}-{self.digits(4)} on file.",
            lambda: (
                f"The request came from the IP address 10.{chance.randint(1, 254)}.{chance.randint(1, 254)}.7 today."
            ),
            lambda: (
                f"{first} {last} was born on {chance.randint(1, 12):02d}/{chance.randint(10, 28)}/19{self.digits(2)}."
            ),
            lambda: f"The details are on https://{host}/u/{self.digits(6)} for everyone in the team.",
            lambda: f"His driver license {chance.choice('ABCDEFG')}{self.digits(7)} expires next year.",
        ]
        return chance.choice(forms)()


class Material:
    """Fresh texts of each kind."""

    def __init__(self, data: Path, seed: int) -> None:
        rows = [json.loads(line) for line in (data / FILE).read_text().splitlines()]
        random.Random(seed).shuffle(rows)
        self._traffic = "\n".join(f"{row['user_query']}\n{row['chatgpt_response']}" for row in rows)
        self._place = 0
        self._sentences = Sentences(seed)
        self._random = random.Random(seed)
        self._owed = 0.0

    def plain(self, size: int) -> str:
        if self._place + size > len(self._traffic):
            self._place = self._random.randrange(97)  # cut elsewhere than the first time round
        self._place += size
        return self._traffic[self._place - size : self._place]

    def mixed(self, size: int) -> str:
        self._owed += size / 1000
        sentences = []
        while self._owed >= 1:
            self._owed -= 1
            sentences.append(f" {self._sentences.one()} ")
        text = self.plain(max(size - sum(map(len, sentences)), 0))
        for sentence in sentences:
            place = self._random.randrange(len(text) + 1)
            text = text[:place] + sentence + text[place:]
        return text

    def dense(self, size: int) -> str:
        text = ""
        while len(text) < size:
            text += self._sentences.one() + " "
        return text[:size]


def seconds(analyzer: AnalyzerEngine, text: str) -> float:
    begun = time.process_time()
    analyzer.analyze(text, "en")
    return time.process_time() - begun


def per_text(stock: AnalyzerEngine, ours: AnalyzerEngine, texts: list[str]) -> tuple[float, float, float, float]:
    """Median and mean seconds of either, turn by turn."""
    times = [(seconds(stock, text), seconds(ours, text)) for text in texts]
    theirs, mine = zip(*times, strict=True)
    return statistics.median(theirs), statistics.median(mine), statistics.fmean(theirs), statistics.fmean(mine)


def main() -> None:
    """Prints the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=Path(os.environ.get("TIDEGATE_DATA", "../shared/data")))
    options.add_argument("--texts", type=int, default=400, help="texts of 1,000 characters for each row")
    options.add_argument("--engine", choices=("hyperscan", "re2"), default=None)
    options.add_argument("--seed", type=int, default=time.time_ns() % 1_000_007)
    chosen = options.parse_args()
    if not (chosen.data / FILE).exists():
        print(f"skipped: no {FILE} under the data folder (--data or TIDEGATE_DATA)")
        return
    stock = presidio_engine()
    ours = ScanningAnalyzer(stock.registry, stock.nlp_engine, engine=chosen.engine)
    print(machine())
    print(f"scan by {type(ours.plan('en').occurrences).__name__}, seed {chosen.seed}")
    material = Material(chosen.data, chosen.seed)
    per_text(stock, ours, [material.dense(2_000) for _ in range(30)])  # both have compiled and loaded what they need
    print("kind    size   stock/s     ours/s   median ratio   mean ratio   goal")
    for kind, goal in GOALS.items():
        medians, means = [], []
        for size in SIZES:
            number = max(30, chosen.texts * 1_000 // size // (4 if kind == "dense" else 1))
            theirs, mine, all_theirs, all_mine = per_text(
                stock, ours, [getattr(material, kind)(size) for _ in range(number)]
            )
            medians.append(theirs / mine)
            means.append(all_theirs / all_mine)
            row = f"{kind:6} {size:5} {1 / theirs:9.0f} {1 / mine:10.0f} {medians[-1]:14.1f} {means[-1]:12.1f}"
            print(row, flush=True)
        print(
            f"{kind:6}  all {'':20} {statistics.geometric_mean(medians):14.1f}"
            f" {statistics.geometric_mean(means):12.1f} {goal:6.0f}x"
        )


if __name__ == "__main__":
    main()
