"""What the shipped support score says of public sets and everyday answers, and what it costs.

    python -m bench.support

Reads the sets from the folder named by TIDEGATE_DATA (default `../shared/data` beside the repository) and says so where
it is absent. No label of these sets trained the model; sentences of FoolMeTwice's and ConjNLI's sources were edited to
train it, those of the others had no part. `support` is the guard's own score, typed conflicts included; `alone` is the
score without them; `coverage` the share of content words that the context says. The interval beside an AUROC is the
middle 95 % of 1,000 bootstrap samples. A set that the claim or its length alone tells apart above .65 carries no
headline (`python -m training.support.validate` prints both for every set). With TIDEGATE_SUPPORT_MODEL set, told as
well are `support` with your model's opinion on every sentence averaged in, and that opinion alone, typed conflicts
included in both.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bench.contradiction import Labelled, case_of, claims, data_folder, dialogues, exchanges, pairs
from bench.yardstick import machine
from guards.case import Case, Verdict
from guards.contradiction import ContradictionGuard
from guards.contradiction.support.second import Pair, Second
from guards.contradiction.support.supporting import Supporting
from schemas.policy import ContradictionPolicy, Guards, Policy, SecondPolicy
from streams.judging.second_opinions import second_opinion
from streams.settings import load_settings

HOURS = timedelta(hours=2)
EVERYDAY = Path(__file__).resolve().parents[1] / "tests/guards/contradiction/everyday"


def main() -> None:
    """Prints every figure, or why there is none."""
    folder = data_folder()
    print(machine())
    second = second_opinion(Policy(), load_settings())
    for part in ("tuned", "unseen"):
        scored(f"everyday answers, {part}", everyday(EVERYDAY / f"{part}.jsonl"), second)
    if not folder.is_dir():
        print(f"no more: the folder {os.environ.get('TIDEGATE_DATA', '../shared/data')} is absent (TIDEGATE_DATA)")
        return
    sets = folder / "contradiction"
    scored("FoolMeTwice, gold evidence", claims(sets / "fool_me_twice_dev.jsonl"), second)
    scored("FEVER symmetric", fever(sets / "fever_symmetric_dev.jsonl"), second)
    scored("WiCE, supported or not wholly", wice(sets / "wice_claim_dev.jsonl"), second)
    scored("ConjNLI (length alone .72)", entailed(pairs(sets / "conj_nli_dev.tsv"), sets / "conj_nli_dev.tsv"), second)
    for name in ("calendar_train", "navigate_train"):
        scored(f"CI-ToD {name} (claim alone .79)", dialogues(sets / f"ci_tod_{name}.json"), second)
    speed([exchanges(folder / "traffic/halueval_general_even.jsonl")])


def everyday(path: Path) -> Iterable[Labelled]:
    """Answers written by hand: denied and true ones of the same context."""
    for row in map(json.loads, path.read_text("utf-8").splitlines()):
        given = row["context"]
        context = given if isinstance(given, list) and all(isinstance(one, str) for one in given) else [given]
        texts = [one if isinstance(one, str) else json.dumps(one) for one in context]
        yield from ((True, case_of(texts, answer)) for answer in row["denied"])
        yield from ((False, case_of(texts, answer)) for answer in row["true"])


def fever(path: Path) -> Iterable[Labelled]:
    """FEVER symmetric: a claim against one sentence."""
    for row in map(json.loads, path.read_text("utf-8").splitlines()):
        yield row["label"] == "REFUTES", case_of([row["evidence"]], row["claim"])


def wice(path: Path) -> Iterable[Labelled]:
    """WiCE: a claim against a page; partly supported counts as not supported."""
    for row in map(json.loads, path.read_text("utf-8").splitlines()):
        yield row["label"] != "supported", case_of(["\n".join(row["evidence"])], row["claim"])


def entailed(rows: Iterable[Labelled], path: Path) -> Iterable[Labelled]:
    """ConjNLI with `neutral` as not supported."""
    labels = [line.rsplit("\t", 1)[1] for line in path.read_text("utf-8-sig").splitlines()[1:]]
    return [(label != "entailment", case) for label, (_, case) in zip(labels, rows, strict=True)]


def scored(title: str, rows: Iterable[Labelled], second: Second | None) -> None:
    """Prints how well three scores tell denied answers from others; an answer without a score counts as supported."""
    labelled = list(rows)
    verdicts = ContradictionGuard().check([case for _, case in labelled])
    alone = Supporting().added([case for _, case in labelled], [Verdict()] * len(labelled))
    wrong = [label for label, _ in labelled]
    told = {
        "support": [verdict.scores.get("support", 1.0) for verdict in verdicts],
        "alone": [verdict.scores.get("support", 1.0) for verdict in alone],
        "coverage": [verdict.scores.get("coverage", 1.0) for verdict in verdicts],
    }
    if second is not None:
        cases = [case for _, case in labelled]
        told["with the model"] = with_second(cases, second, 0.5)
        told["the model alone"] = with_second(cases, second, 1.0)
        told["with a constant instead"] = with_second(cases, Constant(), 0.5)
    without = sum("support" not in verdict.scores for verdict in verdicts)
    figures = " · ".join(f"{name} {area_with_interval(wrong, scores)}" for name, scores in told.items())
    print(f"{title}: {len(wrong)} rows, {sum(wrong)} denied, {without} without a score · AUROC {figures}")


class Constant:
    """An opinion that knows nothing: what averaging alone does, since typed conflicts then weigh more."""

    def score(self, pairs: Sequence[Pair], limit_s: float) -> list[float]:
        """One half for every pair, in no time."""
        return [0.5 for _ in pairs if limit_s > 0]


def with_second(cases: Sequence[Case], second: Second, weight: float) -> list[float]:
    """The scores with its opinion on every sentence."""
    asked = SecondPolicy(use="model", above=0, below=1, sentences=64, weight=weight, time_limit=HOURS)
    policy = Guards(contradiction=ContradictionPolicy(second=asked))
    guard = ContradictionGuard(Supporting(second=second))
    verdicts = guard.check([replace(case, policy=policy) for case in cases])
    if any(verdict.lapses for verdict in verdicts):
        raise SystemExit("the model failed")
    return [verdict.scores.get("support", 1.0) for verdict in verdicts]


def area(wrong: Sequence[bool], scores: Sequence[float]) -> float:
    """How probably a denied answer scores below another; equal scores count half."""
    order = sorted(range(len(scores)), key=scores.__getitem__)
    ranks = [0.0] * len(scores)
    begin = 0
    while begin < len(order):
        end = begin
        while end < len(order) and scores[order[end]] == scores[order[begin]]:
            end += 1
        for place in range(begin, end):
            ranks[order[place]] = (begin + end + 1) / 2
        begin = end
    right = [rank for rank, label in zip(ranks, wrong, strict=True) if not label]
    few = len(wrong) - len(right)
    return (sum(right) - len(right) * (len(right) + 1) / 2) / (len(right) * few) if right and few else 0.5


def area_with_interval(wrong: Sequence[bool], scores: Sequence[float]) -> str:
    """The area with its bootstrap interval."""
    draw = random.Random(20260105)
    rows = range(len(wrong))
    areas = []
    for _ in range(1_000):
        sample = draw.choices(rows, k=len(rows))
        areas.append(area([wrong[row] for row in sample], [scores[row] for row in sample]))
    areas.sort()
    return f"{area(wrong, scores):.3f} ({areas[25]:.2f}-{areas[974]:.2f})"


def speed(sources: Sequence[Sequence[str]]) -> None:
    """Prints CPU time of the score alone per answer, 250 words of context and 285 of answer, by batch size."""
    words = [word for answers in sources for answer in answers for word in answer.split(" ")]
    texts = [" ".join(words[begin : begin + 535]) for begin in range(0, len(words) - 535, 535)][:256]
    halves = [text.split(" ") for text in texts]
    cases = [case_of([" ".join(half[:250])], " ".join(half[250:])) for half in halves]
    supporting = Supporting()
    for size in (1, 64, 500):
        spent_s = least_s(lambda size=size: added(supporting, cases, size))  # type: ignore[misc]
        each_ms = spent_s / len(cases) * 1e3
        print(f"cost of the score: {each_ms:.3f} ms CPU per answer of 535 words in all, batches of {size}")


def added(supporting: Supporting, cases: Sequence[Case], size: int) -> None:
    """Scores the cases in batches."""
    for begin in range(0, len(cases), size):
        here = cases[begin : begin + size]
        supporting.added(here, [Verdict()] * len(here))


def least_s(function: Callable[[], None], rounds: int = 5) -> float:
    """The least CPU time of some rounds: what the work takes where nobody disturbs it."""
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        function()
        times.append(time.process_time() - begun)
    return min(times)


if __name__ == "__main__":
    main()
