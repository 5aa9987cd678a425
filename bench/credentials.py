"""What the secrets guard costs beside the guard of personal data, and what it finds.

    python -m bench.credentials [--data FOLDER] [--texts N]

Cost: the same events, in batches of 25 as the runner hands them out, through the pii guard and then through the
secrets guard, turn by turn, CPU time; the ratio is (pii + secrets) / pii by medians and by sums, for both engines.
*plain* and *mixed* texts are those of `bench.pii`.
Finding: the tables of `tests/guards/secrets` (of our own making), random tokens of every format, and what is found in
the traffic, all of it an alarm unless somebody says otherwise. Parts that need the data folder say so without it.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from pathlib import Path

from bench.pii import SIZES
from bench.pii_texts import FILE, Letters, Material
from bench.yardstick import machine
from guards.case import Case, Guard
from guards.pii import PiiGuard
from guards.scanning.matching import Engine
from guards.secrets import SecretsGuard
from guards.secrets.finding import found_in
from guards.secrets.formats import FORMATS
from schemas.interaction import Interaction
from tests.guards.secrets import rows_first, rows_second, rows_third
from tests.guards.secrets.random_tokens import RandomToken
from tests.guards.secrets.rows import rows

GOAL = 1.10
BATCH = 25
TOKENS = 50


def case_of(text: str, number: int) -> Case:
    """An exchange whose answer is the text, its strings walked over as in `screen`."""
    case = Case(
        Interaction.model_validate(
            {
                "event_id": f"event-{number}",
                "tenant": "acme",
                "workflow": "benefits",
                "conversation_id": f"conversation-{number % 500}",
                "model": "assistant-large",
                "messages": [{"role": "user", "parts": [{"type": "text", "content": "And what does that mean?"}]}],
                "output": [{"role": "assistant", "parts": [{"type": "text", "content": text}]}],
            }
        )
    )
    assert case.texts
    return case


def seconds(guard: Guard, cases: list[Case]) -> float:
    """CPU time of one case of a batch."""
    begun = time.process_time()
    guard.check(cases)
    return (time.process_time() - begun) / len(cases)


def cost(material: Material, engine: Engine, texts: int) -> None:
    pii, secrets = PiiGuard(), SecretsGuard(engine)
    warm = [case_of(material.mixed(1_000), number) for number in range(300)]
    seconds(pii, warm), seconds(secrets, warm)
    for kind in ("plain", "mixed"):
        ratios = []
        for size in SIZES:
            cases = [case_of(getattr(material, kind)(size), n) for n in range(max(250, texts * 1_000 // size))]
            batches = [cases[at : at + BATCH] for at in range(0, len(cases), BATCH)]
            times = [(seconds(pii, batch), seconds(secrets, batch)) for batch in batches]
            first, second = zip(*times, strict=True)
            medians = 1 + statistics.median(second) / statistics.median(first)
            ratios.append(medians)
            print(
                f"{engine:9} {kind:6} {size:5} {statistics.median(first) * 1e6:8.1f} us"
                f" {statistics.median(second) * 1e6:7.1f} us {medians:8.3f} {1 + sum(second) / sum(first):8.3f}",
                flush=True,
            )
        print(f"{engine:9} {kind:6}   all {'':22} {statistics.geometric_mean(ratios):8.3f}          goal {GOAL:.2f}")


def finding() -> None:
    for name, table in (("first table", rows_first), ("second table", rows_second), ("third table", rows_third)):
        positive, negative = rows(table.POSITIVE), rows(table.NEGATIVE)
        right = sum(set(row.secrets) <= set(row.found) for row in positive)
        alarms = sum(bool(row.found) for row in negative)
        print(
            f"{name}: {right} of {len(positive)} found to the letter, {alarms} of {len(negative)} near-misses flagged"
        )
    tokens = [(known, token) for known in FORMATS for token in RandomToken(known).some(TOKENS)]
    found = sum(any(text[c.start : c.end] == value for c in found_in(text)) for _, (text, value) in tokens)
    print(f"random tokens: {found} of {len(tokens)} found to the letter, {len(FORMATS)} formats")


def alarms(data: Path) -> None:
    rules: dict[str, int] = {}
    characters = 0
    for line in (data / FILE).read_text().splitlines():
        for text in json.loads(line).values():
            if isinstance(text, str):
                characters += len(text)
                for found in found_in(text):
                    rules[found.rule] = rules.get(found.rule, 0) + 1
    print(f"traffic: {sum(rules.values())} found in {characters:,} characters, by rule {rules}")


def main() -> None:
    """Prints cost and findings."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=Path(os.environ.get("TIDEGATE_DATA", "../shared/data")))
    options.add_argument("--texts", type=int, default=1_000, help="texts of 1,000 characters for each row")
    options.add_argument("--seed", type=int, default=time.time_ns() % 1_000_007)
    chosen = options.parse_args()
    print(f"{machine()}; seed {chosen.seed}")
    finding()
    if not (chosen.data / FILE).exists():
        print(f"skipped: no {FILE} under the data folder (--data or TIDEGATE_DATA)")
        return
    alarms(chosen.data)
    print("engine    kind    size      pii     secrets   ratio (medians, sums)")
    for engine in ("hyperscan", "re2"):
        cost(Material(chosen.data, chosen.seed, Letters(chosen.seed)), engine, chosen.texts)


if __name__ == "__main__":
    main()
