"""Why a value was found, and why not: what each step made of each candidate, the ones below the threshold too.

What enters are a case and the reader of its policy; what leaves is a line for each candidate of each string: who
proposed it, at which score, which context word or label raised it, what its surroundings made of it, the threshold, and
what the policy does. No text of the event stands in a line: words of context are the recognizers' own. It is slow, and
for people: the guard itself keeps none of this.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from presidio_analyzer import RecognizerResult

from guards.by_policy import action_for
from guards.case import Case
from guards.pii.engines import Entity, Peopled, Reader, peopled_by
from guards.pii.labels import Under, labelled
from guards.pii.labels.paths import Keys
from guards.pii.presets import preset_action
from guards.pii.scan.context import RAISED
from guards.texts import Text
from schemas.policy import EntityAction, PersonalPolicy

BY_LABEL, BY_FORM = "label", "form"


class Candidate(NamedTuple):
    """Something that a recognizer took for an entity, before labels and surroundings had their say."""

    type: str
    start: int
    end: int
    score: float
    """The pattern's or the tagger's own."""
    recognizer: str
    pattern: str = ""
    context: str = ""
    """The recognizer's context word that stood nearby."""
    in_context: float = 0.0
    """The score with it."""


class Explanation(NamedTuple):
    """What became of one candidate."""

    pointer: str
    start: int
    end: int
    type: str
    recognizer: str
    """Presidio's or our name of it; `label` where a key, column or form line says it, `form` where its spelling."""
    pattern: str
    score: float
    context: str
    in_context: float
    final: float
    """After labels and surroundings; 0 where they leave nothing of it."""
    threshold: float
    action: EntityAction
    why: str


def explanations(case: Case, reader: Reader) -> Iterator[Explanation]:
    """A line for each candidate of a case, in the order of its strings and of their places."""
    policy = case.policy.pii
    keys = Keys(case.texts if policy.labels else ())
    peopled = peopled_by(case.texts)
    for text in case.texts:
        found = _in_text(text, reader, policy, keys.over(text), peopled)
        yield from sorted(found, key=lambda each: (each.start, each.end, each.type, each.recognizer))


def _in_text(
    text: Text, reader: Reader, policy: PersonalPolicy, under: Under | None, peopled: Peopled
) -> Iterator[Explanation]:
    value = text.value
    finals = {(each.type, each.start, each.end): each for each in reader.entities(value, under, peopled)}
    told = set()
    for one in candidates(reader, value, under, policy.labels):
        key = one.type, one.start, one.end
        told.add(key)
        yield _explained(text, one, finals.get(key) or _within(one, finals), policy)
    for key, entity in finals.items():
        if key not in told and not any(_overlap(entity, kind, start, end) for kind, start, end in told):
            one = Candidate(*entity, recognizer=BY_FORM, in_context=entity.score)
            yield _explained(text, one, entity, policy)


def _overlap(entity: Entity, kind: str, start: int, end: int) -> bool:
    return entity.type == kind and entity.start < end and start < entity.end


def _within(one: Candidate, finals: dict[tuple[str, int, int], Entity]) -> Entity | None:
    """What is left of a candidate whose span was cut."""
    return next((each for each in finals.values() if _overlap(each, one.type, one.start, one.end)), None)


def candidates(reader: Reader, text: str, under: Under | None, labels: bool) -> Iterator[Candidate]:
    """Everything that any recognizer of a reader proposes, with Presidio's own explanation of it."""
    for analyzer, language, _ in reader.analyzers:
        for result in analyzer.analyze(text, language, return_decision_process=True):
            yield _proposed(result)
    for found in labelled(text, under) if labels else ():
        yield Candidate(*found, recognizer=BY_LABEL, in_context=found.score)


def _proposed(result: RecognizerResult) -> Candidate:
    known: dict[str, Any] = result.recognition_metadata or {}
    said: Any = result.analysis_explanation
    return Candidate(
        result.entity_type,
        result.start,
        result.end,
        round(said.original_score if said is not None else result.score, 3),
        str(known.get(RecognizerResult.RECOGNIZER_NAME_KEY, "")),
        (said.pattern_name or "") if said is not None else "",
        str(known.get(RAISED, "") or (said.supportive_context_word if said is not None else "") or ""),
        round(result.score, 3),
    )


def _explained(text: Text, one: Candidate, final: Entity | None, policy: PersonalPolicy) -> Explanation:
    score, threshold = final.score if final is not None else 0.0, policy.threshold_of(one.type)
    said = text.value[one.start : one.end]
    default = preset_action(policy.preset, one.type, said)
    action = action_for(policy, one.type, score, said, default) if final is not None else "ignore"
    return Explanation(
        text.pointer,
        final.start if final is not None else one.start,
        final.end if final is not None else one.end,
        one.type,
        one.recognizer,
        one.pattern,
        one.score,
        one.context,
        one.in_context,
        round(score, 3),
        threshold,
        action,
        _why(one, final, threshold, action, policy),
    )


def _why(one: Candidate, final: Entity | None, threshold: float, action: EntityAction, policy: PersonalPolicy) -> str:
    if final is None:
        return "its surroundings speak against it"
    if final.score < threshold:
        weighed = "; its surroundings lowered it" if final.score < one.in_context else ""
        missing = "" if one.context or one.recognizer == BY_LABEL else "; no context word or label near"
        return f"{final.score:.2f} is below the threshold {threshold:g}{weighed}{missing}"
    if action == "redact":
        return "redacted"
    if one.type in policy.entities:
        return f"entities: {one.type}: {policy.entities[one.type]}"
    return f"preset {policy.preset}" if action == "report" else f"preset {policy.preset}, or a value that is allowed"
