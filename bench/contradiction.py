"""What the typed conflicts find and what they flag wrongly, on public sets. What they cost: `bench.contradiction_cost`.

    python -m bench.contradiction

Reads the sets from the folder named by TIDEGATE_DATA (default `../shared/data` beside the repository) and says so
where it is absent. A flag on a set with structured context is a conflict of severity `high`; on prose, of any. The
interval beside a share is the middle 95 % of 1,000 bootstrap samples.

CI-ToD labels whether the last reply of a dialogue conflicts with its knowledge base. FoolMeTwice and ConjNLI label
whether a text supports a claim; what is supported must not be flagged. The real exchanges have no context: none may
be flagged; with each answer as its own context none may be flagged either.
"""

from __future__ import annotations

import csv
import json
import os
import random
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from bench.yardstick import machine
from guards.case import Case, Sighting
from guards.contradiction import ContradictionGuard
from schemas.interaction import Interaction

GUARD = ContradictionGuard()
Labelled = tuple[bool, Case]


def main() -> None:
    """Prints every figure, or why there is none."""
    folder = data_folder()
    print(machine())
    if not folder.is_dir():
        print(f"no figures: the folder {os.environ.get('TIDEGATE_DATA', '../shared/data')} is absent (TIDEGATE_DATA)")
        return
    for name in ("calendar_train", "calendar_dev", "navigate_train", "navigate_dev"):
        found(f"CI-ToD {name}", dialogues(folder / f"contradiction/ci_tod_{name}.json"), structured)
    found("FoolMeTwice, gold evidence", claims(folder / "contradiction/fool_me_twice_dev.jsonl"), anything)
    found("ConjNLI", pairs(folder / "contradiction/conj_nli_dev.tsv"), anything)
    answers = exchanges(folder / "traffic/halueval_general_even.jsonl")
    flagged_only("real traffic, no context", [case_of([], answer) for answer in answers])
    flagged_only("real traffic, its own context", [case_of([answer], answer) for answer in answers])
    for title, rows in any_inconsistency(folder).items():
        balanced(title, rows)


def data_folder() -> Path:
    """The folder of the public sets."""
    given = os.environ.get("TIDEGATE_DATA")
    return Path(given) if given else Path(__file__).resolve().parents[1] / "../shared/data"


def case_of(contexts: Sequence[str], answer: str, messages: Sequence[dict[str, str]] = ()) -> Case:
    """One exchange."""
    event = {"messages": list(messages) or "?", "context": [{"text": text} for text in contexts], "output": answer}
    return Case(Interaction.model_validate(event))


def dialogues(path: Path) -> Iterable[Labelled]:
    """CI-ToD: the last reply against the knowledge base as JSON, with the dialogue before it."""
    roles = {"driver": "user", "assistant": "assistant"}
    for row in _json(path):
        said = [{"role": roles[turn["turn"]], "content": turn["utterance"]} for turn in row["dialogue"]]
        context = json.dumps(row["scenario"]["kb"])
        yield row["scenario"]["kbi"] == "1", case_of([context], said[-1]["content"], said[:-1])


def claims(path: Path) -> Iterable[Labelled]:
    """FoolMeTwice: a claim against its gold evidence."""
    for row in map(json.loads, path.read_text("utf-8").splitlines()):
        yield row["label"] == "REFUTES", case_of([one["text"] for one in row["gold_evidence"]], row["text"])


def pairs(path: Path) -> Iterable[Labelled]:
    """ConjNLI: a hypothesis against its premise; `neutral` counts as not contradicted."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row["Label"] == "contradiction", case_of([row["Premise"]], row["Hypothesis"])


def exchanges(path: Path) -> list[str]:
    """The answers of the real exchanges."""
    return [json.loads(line)["chatgpt_response"] for line in path.read_text("utf-8").splitlines()]


def structured(sighting: Sighting) -> bool:
    """A conflict that holds an event by default."""
    return sighting.outcome == "violation" and sighting.severity == "high"


def anything(sighting: Sighting) -> bool:
    """A conflict of any severity."""
    return sighting.outcome == "violation"


def found(title: str, rows: Iterable[Labelled], counts: Callable[[Sighting], bool]) -> None:
    """Prints precision and recall of the flags, and how many of the right answers were flagged."""
    judged = [(label, any(map(counts, GUARD.check([case])[0].sightings))) for label, case in rows]
    denied = sum(label for label, _ in judged)
    wrong = len([label for label, flag in judged if flag and not label])
    print(
        f"{title}: {len(judged)} rows, {denied} denied · precision {share(judged, _precision)} · "
        f"recall {share(judged, _recall)} · {wrong} of {len(judged) - denied} others flagged"
    )


def _precision(judged: Sequence[tuple[bool, bool]]) -> float | None:
    flags = [label for label, flag in judged if flag]
    return sum(flags) / len(flags) if flags else None


def _recall(judged: Sequence[tuple[bool, bool]]) -> float | None:
    flags = [flag for label, flag in judged if label]
    return sum(flags) / len(flags) if flags else None


def share(judged: list[tuple[bool, bool]], of: Callable[[Sequence[tuple[bool, bool]]], float | None]) -> str:
    """A share with its bootstrap interval."""
    value = of(judged)
    draw = random.Random(20260105)
    samples = sorted(x for _ in range(1_000) if (x := of(draw.choices(judged, k=len(judged)))) is not None)
    if value is None or not samples:
        return "none"
    low, high = samples[int(len(samples) * 0.025)], samples[int(len(samples) * 0.975)]
    return f"{value:.3f} ({low:.2f}-{high:.2f})"


def flagged_only(title: str, cases: Sequence[Case]) -> None:
    """Prints how many of the cases have a conflict, and how many cannot be told."""
    verdicts = GUARD.check(cases)
    flagged = sum(any(map(anything, verdict.sightings)) for verdict in verdicts)
    unknown = sum(any(one.outcome == "cannot_tell" for one in verdict.sightings) for verdict in verdicts)
    print(f"{title}: {len(cases)} answers · {flagged} flagged · {unknown} cannot tell")


def any_inconsistency(folder: Path) -> dict[str, list[Labelled]]:
    """CI-ToD with all its labels together: against the question, the dialogue before, or the knowledge base."""
    found: dict[str, list[Labelled]] = {}
    for name in ("calendar_train", "calendar_dev", "navigate_train", "navigate_dev"):
        path = folder / f"contradiction/ci_tod_{name}.json"
        labels = [any(row["scenario"][key] == "1" for key in ("qi", "hi", "kbi")) for row in _json(path)]
        cases = [case for _, case in dialogues(path)]
        found[f"CI-ToD {name}, any inconsistency"] = list(zip(labels, cases, strict=True))
    return found


def balanced(title: str, rows: Sequence[Labelled]) -> None:
    """Prints the balanced accuracy of all flags, of any severity."""
    judged = [(label, any(map(anything, GUARD.check([case])[0].sightings))) for label, case in rows]
    print(f"{title}: {len(judged)} rows · balanced accuracy {share(judged, _balanced)}")


def _balanced(judged: Sequence[tuple[bool, bool]]) -> float | None:
    held, free = [flag for label, flag in judged if label], [flag for label, flag in judged if not label]
    return (sum(held) / len(held) + 1 - sum(free) / len(free)) / 2 if held and free else None


def _json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


if __name__ == "__main__":
    main()
