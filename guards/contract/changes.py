"""Output that changed its type: JSON objects all along a conversation, and now prose or an array.

What enters is a case with its earlier answers; what leaves is at most one sighting, with an earlier answer as
evidence. It asks for no contract, so it is the check for teams that declare none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic_core import from_json

from guards.case import Case, Counterpart, Sighting
from guards.contract.answers import Answer, answers_of

# Looking further back costs more and says less: a workflow that changed on purpose must be let go at some point.
_LOOK_BACK = 5

_STRUCTURED = frozenset({"object", "array"})


def type_change(case: Case, answers: Sequence[Answer]) -> Iterator[Sighting]:
    """The confidence is Laplace's rule of succession over the earlier answers: 2/3 after one, 6/7 after five."""
    now = _final(answers)
    if now is None or not case.others:
        return
    earlier = _earlier(case)
    kinds = {kind for kind, _ in earlier}
    if len(kinds) != 1 or not kinds <= _STRUCTURED or _kind(now) in kinds:
        return
    index, known = earlier[0][1]
    at = known.whole()
    yield Sighting(
        "type_changed",
        now.whole(),
        severity="medium",
        confidence=(len(earlier) + 1) / (len(earlier) + 2),
        reason=f"earlier answers were JSON of type {min(kinds)}, this one is not",
        evidence=(Counterpart(type(at)(at.pointer, at.start, at.end, event=index)),),
    )


def _final(answers: Sequence[Answer]) -> Answer | None:
    said = [answer for answer in answers if not answer.aside and not answer.empty and (answer.pieces or answer.values)]
    return said[-1] if said else None


def _earlier(case: Case) -> list[tuple[str, tuple[int, Answer]]]:
    """Type, place and answer of earlier turns that served the same purpose, latest first."""
    event, found = case.event, []
    for index in range(len(case.others), 0, -1):
        other = case.others[index - 1]
        if (other.workflow, other.contract) != (event.workflow, event.contract) or not other.output:
            continue
        answer = _final(answers_of(other))
        if answer is not None:
            found.append((_kind(answer), (index, answer)))
            if len(found) == _LOOK_BACK:
                break
    return found


def _kind(answer: Answer) -> str:
    """`object`, `array` or `prose`; a cut or fenced answer is prose here, as it is to the program that reads it."""
    if answer.values:
        value = answer.values[0][1]
    else:
        text = answer.text.strip()
        if not text.startswith(("{", "[")):
            return "prose"
        try:
            value = from_json(text, allow_inf_nan=False)
        except (ValueError, TypeError):
            return "prose"
    return "object" if isinstance(value, dict) else "array" if isinstance(value, list) else "prose"
