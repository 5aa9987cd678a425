"""The same prompts answered before and after: answers of both sides enter, flips of every check leave.

A prompt is told by its `prompt_id` (an attribute or label), else by its messages. What can pass or fail is a check:
that there is an answer, that it is not held, each rule of a guard, each evaluation, that JSON stays JSON. Numbers
(latency, tokens, cost) are compared too, but fail nobody. No prompt and no answer is kept beyond a digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pydantic_core import to_json

from detectors.observation import Skew, observe
from detectors.paired import at_least, either_way, significant
from schemas.decision import Approved, DecisionBrief
from schemas.interaction import Evaluation, Interaction
from streams.history.sources import Record

PROMPT_ID = "prompt_id"

_GOOD = frozenset({"pass", "passed", "true", "yes", "ok", "good", "safe", "correct", "relevant", "grounded"})
_BAD = frozenset({"fail", "failed", "false", "no", "bad", "unsafe", "incorrect", "irrelevant", "ungrounded"})

_SAID = {"latency_us": "latency", "cost_microdollars": "cost"}

Kind = Literal["check", "score", "number"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is compared of one answer."""

    failed: frozenset[str]
    """Checks that it fails; any other check it passes, if it takes part in it."""
    judged: frozenset[str]
    """Checks that not every answer takes part in: evaluations by their name, `json`."""
    scores: Mapping[str, float]
    numbers: Mapping[str, float]


NOT_ANSWERED = Answer(frozenset({"answered"}), frozenset(), {}, {})


@dataclass(slots=True)
class Side:
    """All answers of one side, the first of each prompt."""

    answers: dict[str, Answer] = field(default_factory=dict)
    repeated: int = 0
    unread: int = 0
    strays: int = 0
    """Responses whose request is not there, so that nobody knows what was asked."""
    _asked: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, record: Record) -> None:
        """Takes in one record. A request comes before its response; until then it counts as not answered."""
        event = record.event
        bound = (event.tenant or "", event.correlation_id or event.conversation_id or "")
        prompt = prompt_of(event) or self._asked.get(bound)
        if prompt is None:
            self.strays += 1
        elif event.resolved_phase() == "request":
            self._asked[bound] = prompt
            self.answers.setdefault(prompt, NOT_ANSWERED)
        elif self.answers.get(prompt, NOT_ANSWERED) is NOT_ANSWERED:
            self.answers[prompt] = answer_of(event, record.decision)
        else:
            self.repeated += 1


@dataclass(frozen=True, slots=True)
class Flips:
    """One check over all pairs."""

    name: str
    kind: Kind
    pairs: int
    worse: int
    """Passed before and fails now; of a score: is lower, of a number: is higher."""
    better: int
    p_worse: float
    """One-sided and exact."""
    p_either: float
    regressed: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came of it."""

    pairs: int
    before: Side
    after: Side
    flips: tuple[Flips, ...]

    @property
    def only_after(self) -> int:
        """Prompts that are new; they are compared with nothing."""
        return len(self.after.answers.keys() - self.before.answers.keys())

    @property
    def regressed(self) -> bool:
        """Whether anything that counts got worse by more than chance."""
        return any(flips.regressed for flips in self.flips)


def prompt_of(event: Interaction) -> str | None:
    """What tells a prompt, or None where the event has none."""
    named = event.labels.get(PROMPT_ID) or event.attributes.get(PROMPT_ID)
    if named:
        return f"id:{named}"
    if not event.messages:
        return None
    said = to_json([message.model_dump(mode="json", exclude_unset=True) for message in event.messages])
    return hashlib.sha256(said).hexdigest()


def answer_of(event: Interaction, decision: DecisionBrief) -> Answer:
    """What is compared of a record."""
    seen = observe(Approved(event=event, decision=decision), 0, Skew())
    failed = set(decision.rules) | {f"{rule} cannot tell" for rule in decision.cannot_tell}
    judged = set()
    if decision.action == "quarantine":
        failed.add("held")
    if event.error_type or not (event.output or event.tool_calls):
        failed.add("answered")
    elif event.output:
        judged.add("json")
        if seen.paths is None:
            failed.add("json")
    scores = {}
    for evaluation in event.evaluations:
        name, good = _verdict(evaluation)
        if name and good is not None:
            judged.add(name)
            failed |= set() if good else {name}
        elif name and evaluation.score is not None:
            scores[name] = float(evaluation.score)
    return Answer(frozenset(failed), frozenset(judged), scores, {_SAID.get(n, n): v for n, v in seen.numbers.items()})


def _verdict(evaluation: Evaluation) -> tuple[str, bool | None]:
    label = (evaluation.label or "").strip().lower()
    good = True if label in _GOOD else False if label in _BAD else None
    return (f"evaluation {evaluation.name}" if evaluation.name else ""), good


def compare(before: Side, after: Side, level: float = 0.05, lower_is_better: Iterable[str] = ()) -> Comparison:
    """All checks over all pairs. A prompt that is not answered any more fails `answered`.

    Args:
        level: how often the whole comparison may call a regression where there is none.
        lower_is_better: names of evaluations whose scores are better when lower.
    """
    pairs = [(old, after.answers.get(prompt, NOT_ANSWERED)) for prompt, old in sorted(before.answers.items())]
    lower = {f"evaluation {name}" for name in lower_is_better}
    found = [*_checks(pairs), *_scores(pairs, lower), *_numbers(pairs)]
    gates = [flips for flips in found if flips.kind != "number"]
    holds = dict(
        zip(
            [flips.name for flips in gates],
            significant([(flips.worse, flips.better) for flips in gates], level),
            strict=True,
        )
    )
    told = tuple(
        Flips(f.name, f.kind, f.pairs, f.worse, f.better, f.p_worse, f.p_either, f.kind != "number" and holds[f.name])
        for f in found
    )
    both = len(before.answers.keys() & after.answers.keys())
    return Comparison(both, before, after, told)


Pair = tuple[Answer, Answer]


def _checks(pairs: list[Pair]) -> Iterable[Flips]:
    optional = {name for pair in pairs for answer in pair for name in answer.judged}
    names = {name for pair in pairs for answer in pair for name in answer.failed} | optional | {"answered", "held"}
    for name in sorted(names):
        taking = [pair for pair in pairs if _takes_part(name, pair, optional)]
        worse = sum(name not in old.failed and name in new.failed for old, new in taking)
        better = sum(name in old.failed and name not in new.failed for old, new in taking)
        # Where no answer was JSON before, none has to be now.
        if taking and (name != "json" or any("json" not in old.failed for old, _ in taking)):
            yield _flips(name, "check", len(taking), worse, better)


def _takes_part(name: str, pair: Pair, optional: set[str]) -> bool:
    if name == "answered":
        return True
    if NOT_ANSWERED in pair:
        return False
    return name not in optional or all(name in answer.judged for answer in pair)


def _scores(pairs: list[Pair], lower: set[str]) -> Iterable[Flips]:
    for name in sorted({name for pair in pairs for answer in pair for name in answer.scores}):
        both = [(old.scores[name], new.scores[name]) for old, new in pairs if name in old.scores and name in new.scores]
        fell, rose = sum(new < old for old, new in both), sum(new > old for old, new in both)
        if both:
            worse, better = (rose, fell) if name in lower else (fell, rose)
            yield _flips(name, "score", len(both), worse, better)


def _numbers(pairs: list[Pair]) -> Iterable[Flips]:
    for name in sorted({name for pair in pairs for answer in pair for name in answer.numbers}):
        both = [
            (old.numbers[name], new.numbers[name]) for old, new in pairs if name in old.numbers and name in new.numbers
        ]
        if both:
            rose, fell = sum(new > old for old, new in both), sum(new < old for old, new in both)
            yield _flips(name, "number", len(both), rose, fell)


def _flips(name: str, kind: Kind, pairs: int, worse: int, better: int) -> Flips:
    return Flips(name, kind, pairs, worse, better, at_least(worse, better), either_way(worse, better))
