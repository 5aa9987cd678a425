"""The declared output: what the answer was promised to be, and whether it is.

What enters are a case and its answers; what leaves are sightings on the text that breaks the promise. A promise is
the event's contract, else the JSON that its request asked the provider for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic_core import to_json

from guards.case import Case, Counterpart, Sighting, Span
from guards.contract.answers import Answer
from guards.contract.cost import lookup
from guards.contract.json_text import Reading, read_json, scan
from guards.contract.problems import Problem
from guards.contract.validators import Compiled, Validators, describe
from guards.texts import Path, pointer_of
from schemas.interaction import Interaction

_JSON_OBJECT: dict[str, Any] = {"type": "object"}
_JSON: dict[str, Any] = {"type": ["object", "array"]}


class Promise(NamedTuple):
    """What a value must be: a compiled schema, and where the event or its request says so."""

    compiled: Compiled
    said_at: Span
    schema: Any = None
    """The schema at that place, where it came with the event: its words are quoted as evidence."""
    usable: bool = True
    """False where the schema could not be compiled, and `compiled` asks for no more than a JSON object."""

    def evidence(self, problem: Problem) -> Counterpart:
        """Where the event itself declares a missing property by name; else the promise as a whole.

        The name is not for `reason` (it came with the event), but evidence is quoted from the redacted side.
        """
        names = lookup(self.schema, "#" + pointer_of(problem.required_at)) if problem.required_at else None
        name = problem.about[-1] if problem.about else None
        if isinstance(names, list) and name in names:
            at = self.said_at.pointer + pointer_of((*(problem.required_at or ()), names.index(name)))
            return Counterpart(Span(at, 0, len(str(name)), event=self.said_at.event))
        return Counterpart(self.said_at)


class OutputCheck:
    """Judges the answers of one case by the promise made for them."""

    def __init__(self, case: Case, validators: Validators) -> None:
        self._case = case
        self._validators = validators

    def check(self, answers: Sequence[Answer]) -> Sequence[Sighting]:
        """Sightings of every answer that is not an aside on the way to a tool."""
        judged = [answer for answer in answers if not answer.aside and (answer.values or answer.text.strip())]
        if self._case.declared_contract is not None and answers:
            broken = self._broken_reference()
            if broken is not None:
                return [broken]
        promise = self._promise() if judged else None
        if promise is None:
            return ()
        found = [sighting for answer in judged for sighting in judge_answer(answer, promise)]
        if not promise.usable:
            reason = "the requested schema is not usable; only that it is JSON was judged"
            found.append(not_judged("schema", judged[0].whole(), promise, reason))
        return found

    def _broken_reference(self) -> Sighting | None:
        own = self._case.event.contract
        at = Span("/contract", 0, len(own)) if own else Span("")
        if self._case.contract is None:
            reason = "the declared contract is not in the folder"
            return Sighting("contract_unknown", at, severity="high", reason=reason)
        if self._validators.for_contract(self._case.contract) is None:
            reason = "the declared contract cannot be compiled"
            return Sighting("contract_invalid", at, severity="high", reason=reason)
        return None

    def _promise(self) -> Promise | None:
        if self._case.contract is not None:
            compiled = self._validators.for_contract(self._case.contract)
            holder = 0 if self._case.event.contract else self._case.request or 0
            return Promise(compiled, Span("/contract", event=holder)) if compiled is not None else None
        for index in dict.fromkeys((0, self._case.request or 0)):
            event = self._case.event if index == 0 else self._case.others[index - 1]
            asked = _asked_format(event)
            if asked is not None:
                return self._requested(asked[1], Span(asked[0], event=index))
        return None

    def _requested(self, schema: Any, at: Span) -> Promise | None:
        compiled = self._validators.for_event_schema(schema)
        if compiled is not None:
            return Promise(compiled, at, schema)
        plain = self._validators.for_event_schema(_JSON_OBJECT)
        return Promise(plain, at, usable=False) if plain is not None else None


def _asked_format(event: Interaction) -> tuple[str, Any] | None:
    """The schema that a request asked the provider for, and where.

    OpenAI `response_format` and `text.format` (https://platform.openai.com/docs/guides/structured-outputs), Gemini
    `response_mime_type` and `response_schema` (https://ai.google.dev/gemini-api/docs/structured-output).
    """
    parameters = event.parameters
    text = parameters.get("text")
    asked = {"response_format": parameters.get("response_format")}
    asked["text/format"] = text.get("format") if isinstance(text, Mapping) else None
    for name, said in asked.items():
        if not isinstance(said, Mapping):
            continue
        inner = said.get("json_schema")
        body, at = (inner, f"{name}/json_schema") if isinstance(inner, Mapping) else (said, name)
        if said.get("type") == "json_schema" and isinstance(body.get("schema"), dict):
            return f"/parameters/{at}/schema", body["schema"]
        if said.get("type") in ("json_object", "json_schema"):
            return f"/parameters/{name}", _JSON_OBJECT
    for name in ("response_mime_type", "responseMimeType"):
        # Gemini's schemas are OpenAPI's, upper-case types among them: only that JSON was promised is taken from them.
        if parameters.get(name) == "application/json":
            return f"/parameters/{name}", _JSON
    return None


def judge_answer(answer: Answer, promise: Promise) -> Iterator[Sighting]:
    """One answer against its promise: values as they are, text once its JSON is read."""
    for pointer, value in answer.values:
        yield from judge_value(value, promise, "schema", pointer)
    text = answer.text
    if not text.strip():
        return
    compiled = promise.compiled
    reading = read_json(text, lambda value: _could_be_meant(value, compiled))
    if reading.kind != "bare" and _plain_text_fits(text, compiled):
        return
    if reading.kind not in ("bare", "wrapped"):
        yield _no_json(answer, reading, promise)
        return
    if reading.kind == "wrapped":
        yield Sighting(
            "fenced_json",
            answer.whole(),
            severity="medium",
            reason="the promised JSON is wrapped in a Markdown fence or in prose",
            evidence=(Counterpart(promise.said_at),),
        )
    broken = list(judge_text_value(answer, reading, promise))
    # `123` is a number to a parser, and text to a contract that is about text.
    if broken and not (reading.kind == "bare" and _plain_text_fits(text, compiled)):
        yield from broken


def _could_be_meant(value: Any, compiled: Compiled) -> bool:
    """JSON found in prose counts only where it can be the promised value: `[1]` is a footnote, `{}` a placeholder."""
    if isinstance(value, dict):
        return bool(value) and (not compiled.types or "object" in compiled.types)
    return isinstance(value, list) and len(value) > 0 and "array" in compiled.types


def _plain_text_fits(text: str, compiled: Compiled) -> bool:
    """A contract may be about prose: `{"type": "string", "maxLength": 400}`."""
    if compiled.types and "string" not in compiled.types:
        return False
    return compiled.accepts(text)


_NO_JSON = {
    "cut": ("cut_json", "the promised JSON ends before it is complete"),
    "none": ("not_json", "JSON was promised, and the output is none"),
    "unreadable": ("unreadable_json", "nested too deeply, or with characters or numbers that no reader takes"),
}


def _no_json(answer: Answer, reading: Reading, promise: Promise) -> Sighting:
    rule, reason = _NO_JSON[reading.kind]
    if rule == "not_json" and "string" in promise.compiled.types:
        rule, reason = "schema", "the text does not fit its schema at the top"
    known = Counterpart(promise.said_at)
    if rule == "unreadable_json":
        return Sighting(rule, answer.whole(), "cannot_tell", "medium", reason=reason, evidence=(known,))
    where = answer.span(reading.start, len(answer.text)) if rule == "cut_json" else answer.whole()
    return Sighting(rule, where, severity="high", reason=reason, evidence=(known,))


def judge_value(value: Any, promise: Promise, rule: str, pointer: str) -> Iterator[Sighting]:
    """A JSON value that stands in the event as such: its own pointers say where it breaks its schema."""
    size = 0 if promise.compiled.trusted and promise.compiled.accepts(value) else len(to_json(value))
    if not promise.compiled.judges(value, size):
        yield not_judged(rule, Span(pointer), promise, "the declared schema is too costly for this value")
        return
    problems = promise.compiled.problems(value, size)
    yield from _sightings(promise, rule, problems, lambda path: Span(pointer + pointer_of(path)))


def judge_text_value(answer: Answer, reading: Reading, promise: Promise, rule: str = "schema") -> Iterator[Sighting]:
    """A JSON value inside text: each problem stands on the stretch of text that is its value."""
    size = reading.end - reading.start
    if not promise.compiled.judges(reading.value, size):
        yield not_judged(rule, answer.whole(), promise, "the declared schema is too costly for this value")
        return
    problems = promise.compiled.problems(reading.value, size)
    wanted = {problem.path for problem in problems}
    spans = scan(answer.text, reading.start, wanted).spans if wanted else {}

    def place(path: Path) -> Span:
        found = spans.get(path)
        return answer.span(*found) if found else answer.whole()

    yield from _sightings(promise, rule, problems, place)


def not_judged(rule: str, where: Span, promise: Promise, reason: str) -> Sighting:
    """What is said of a value that a schema of the event was no help to judge."""
    said = "tool_schema_invalid" if rule == "tool_arguments" else "schema_invalid"
    return Sighting(said, where, "cannot_tell", "low", reason=reason, evidence=(Counterpart(promise.said_at),))


def _sightings(
    promise: Promise, rule: str, problems: Sequence[Problem], place: Callable[[Path], Span]
) -> Iterator[Sighting]:
    """One sighting per place: what is wrong with the same stretch of text is said together."""
    by_place: dict[Span, list[Problem]] = {}
    for problem in problems:
        by_place.setdefault(place(problem.path), []).append(problem)
    for where in sorted(by_place, key=lambda span: (span.pointer, span.start, span.end)):
        here = by_place[where]
        yield Sighting(
            rule,
            where,
            severity="high",
            reason="; ".join(dict.fromkeys(describe(promise.compiled, problem) for problem in here)),
            evidence=tuple(dict.fromkeys(promise.evidence(problem) for problem in here)),
        )
