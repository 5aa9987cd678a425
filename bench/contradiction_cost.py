"""What the typed conflicts cost: answers per second and core, with the reading of their context and without.

    python -m bench.contradiction_cost

Answers of 500 words, joined from real ones and cut, each with a context of as many words: prose (other real answers),
or a knowledge base of a dialogue as JSON. *Cold*: every context is new to the guard. *Warm*: all answers of a batch
share one context, which is read once. *Short*: 500 words of answer and context together. CPU time, the best of five
rounds with a new guard each, so that what else the machine does counts as little as can be.

Then how the cost grows with the length of the context, and what a context of 100,000 words costs: it is read as far as
`CHARACTERS_MAX`.
"""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable, Sequence
from itertools import cycle

from bench.contradiction_rows import case_of, data_folder, exchanges
from bench.yardstick import machine
from guards.case import Case
from guards.contradiction import ContradictionGuard
from guards.contradiction.context import CHARACTERS_MAX, Context

ROUNDS = 5
CASES = 150
WORDS = 500


def main() -> None:
    """Prints every figure, or why there is none."""
    folder = data_folder()
    print(machine())
    if not folder.is_dir():
        print("no figures: the folder of the public sets is absent (TIDEGATE_DATA)")
        return
    _spare_the_collector()
    texts = blocks(exchanges(folder / "traffic/halueval_general_even.jsonl"), WORDS)
    halves = blocks(exchanges(folder / "traffic/halueval_general_even.jsonl"), WORDS // 2)
    prose = [case_of([one], two) for one, two in zip(texts[1:], texts, strict=False)][:CASES]
    bases = [json.dumps(row["scenario"]["kb"]) for row in _dialogues()]
    report("prose, cold", prose)
    report("prose, warm", [case_of([texts[-1]], text) for text in texts[:CASES]])
    report("JSON, cold", [case_of([base], text) for base, text in zip(dict.fromkeys(bases), texts, strict=False)])
    report("JSON, warm", [case_of([bases[0]], text) for text in texts[:CASES]])
    report("short, cold", [case_of([one], two) for one, two in zip(halves[1:], halves, strict=False)][:CASES])
    growth(texts)


def _spare_the_collector() -> None:
    """As `screen` runs: what stays for the process is not walked again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


def blocks(answers: Sequence[str], words: int) -> list[str]:
    """Real answers joined and cut to blocks of so many words, line ends kept."""
    found: list[str] = []
    joined: list[str] = []
    for answer in answers:
        joined += [*answer.split(" "), "\n\n"]
        if len(joined) > words:
            found.append(" ".join(joined[:words]))
            joined = []
    return found


def report(title: str, cases: Sequence[Case]) -> None:
    """Prints answers per second and core, and the share of the time that reading the contexts takes."""
    whole = _best(lambda: ContradictionGuard().check(cases))
    reading = _best(lambda: [Context.of(case.passages) for case in cases])
    size = sum(len(quote.text) for case in cases for quote in case.answers) / len(cases)
    context = sum(len(passage.text) for case in cases for passage in case.passages) / len(cases)
    shared = len({case.passages[0].text for case in cases}) == 1
    part = "read once" if shared else f"{reading / whole:.0%} of it reading the context"
    print(
        f"{title}: {len(cases) / whole:.0f} answers/s and core, {whole / len(cases) * 1e3:.2f} ms each, {part} "
        f"({size:.0f} characters of answer, {context:.0f} of context)"
    )


def growth(texts: Sequence[str]) -> None:
    """Prints what an answer costs against contexts of growing length."""
    answer, more = texts[0], cycle(texts[1:])
    for words in (1_000, 10_000, 30_000, 100_000):
        context = " ".join(next(more) for _ in range(words // WORDS))
        spent = _best(lambda text=context: ContradictionGuard().check([case_of([text], answer)]), rounds=2)  # type: ignore[misc]
        rules = [one.rule for one in ContradictionGuard().check([case_of([context], answer)])[0].sightings]
        cut = f", cut at {CHARACTERS_MAX} characters: {', '.join(rules)}" if len(context) > CHARACTERS_MAX else ""
        print(f"context of {words} words: {spent * 1e3:.1f} ms, {spent / words * 1e6:.2f} us a word{cut}")


def _best(function: Callable[[], object], rounds: int = ROUNDS) -> float:
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        function()
        times.append(time.process_time() - begun)
    return min(times)


def _dialogues() -> list[dict[str, dict[str, object]]]:
    rows: list[dict[str, dict[str, object]]] = json.loads(
        (data_folder() / "contradiction/ci_tod_navigate_train.json").read_text("utf-8")
    )
    return rows


if __name__ == "__main__":
    main()
