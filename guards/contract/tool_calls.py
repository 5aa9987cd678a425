"""Tool calls: was the tool offered, and do the arguments fit what it declares?

What enters is a case; what leaves are sightings on the call's name or arguments, with the tool's declaration as
evidence. Tools are the event's own, else its request's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from guards.case import Case, Counterpart, Sighting, Span
from guards.contract.answers import Answer, Piece, ToolUse, tool_uses_of
from guards.contract.json_text import read_json
from guards.contract.output import Promise, judge_text_value, judge_value
from guards.contract.validators import Validators
from schemas.interaction import Tool


class Offered(NamedTuple):
    """A tool on offer and where it stands."""

    tool: Tool
    at: Span


def check_tool_calls(case: Case, validators: Validators) -> Iterator[Sighting]:
    """Sightings per call, in the order of the event."""
    uses = list(tool_uses_of(case.event))
    if not uses:
        return
    offered, all_named = _offered(case)
    for use in uses:
        known = offered.get(use.name) if use.name else None
        if known is not None:
            yield from _check_arguments(use, known, validators)
            continue
        if offered and all_named and use.name:
            yield Sighting(
                "tool_unknown",
                Span(use.name_at, 0, len(use.name)),
                severity="high",
                reason="a tool was called that was never offered",
            )
        yield from _check_whole(use)


def _offered(case: Case) -> tuple[Mapping[str, Offered], bool]:
    """Tools by name, and whether every tool on offer has one (a hosted tool may be declared by its type alone)."""
    index = 0 if case.event.tools else case.request or 0
    event = case.event if index == 0 else case.others[index - 1]
    named = {
        tool.name: Offered(tool, Span(f"/tools/{position}", event=index))
        for position, tool in enumerate(event.tools)
        if tool.name
    }
    return named, all(tool.name for tool in event.tools)


def _schema_of(offered: Offered) -> tuple[Any, Span]:
    """The declared schema of the arguments and its place; MCP calls it `inputSchema`."""
    if offered.tool.parameters is None and "inputSchema" in offered.tool.attributes:
        at = Span(f"{offered.at.pointer}/attributes/inputSchema", event=offered.at.event)
        return offered.tool.attributes["inputSchema"], at
    return offered.tool.parameters, Span(f"{offered.at.pointer}/parameters", event=offered.at.event)


def _check_arguments(use: ToolUse, known: Offered, validators: Validators) -> Iterator[Sighting]:
    schema, at = _schema_of(known)
    if schema is None:
        yield from _check_whole(use)
        return
    compiled = validators.for_event_schema(schema)
    if compiled is None:
        yield Sighting(
            "tool_schema_invalid",
            _whole(use),
            "cannot_tell",
            "low",
            reason="the tool's declared schema is not usable",
            evidence=(Counterpart(at),),
        )
        return
    promise = Promise(compiled, at, schema)
    # No arguments and empty text are how vendors write a call without any.
    if use.arguments is None or use.arguments == "":
        for found in judge_value({}, promise, "tool_arguments", use.arguments_at):
            yield replace(found, span=Span(use.name_at, 0, len(use.name or "")))
    elif isinstance(use.arguments, str):
        yield from _check_text(use, use.arguments, promise)
    else:
        yield from judge_value(use.arguments, promise, "tool_arguments", use.arguments_at)


def _check_text(use: ToolUse, arguments: str, promise: Promise) -> Iterator[Sighting]:
    reading = read_json(arguments, lambda _: False)
    if reading.kind == "bare":
        text = Answer(pieces=(Piece(use.arguments_at, arguments),))
        yield from judge_text_value(text, reading, promise, "tool_arguments")
    else:
        yield _no_json(use, reading.kind, (Counterpart(promise.said_at),))


def _check_whole(use: ToolUse) -> Iterator[Sighting]:
    """Without a schema only this can be said: text that begins as JSON must also end as JSON."""
    if isinstance(use.arguments, str) and use.arguments.lstrip().startswith(("{", "[")):
        kind = read_json(use.arguments, lambda _: False).kind
        if kind == "cut":
            yield _no_json(use, kind)


def _whole(use: ToolUse) -> Span:
    length = len(use.arguments) if isinstance(use.arguments, str) else 0
    return Span(use.arguments_at, 0, length)


_NO_JSON = {
    "cut": "the arguments end before their JSON is complete",
    "unreadable": "nested too deeply, or with characters or numbers that no reader takes",
}


def _no_json(use: ToolUse, kind: str, evidence: tuple[Counterpart, ...] = ()) -> Sighting:
    reason = _NO_JSON.get(kind, "the arguments are not JSON")
    return Sighting("tool_arguments", _whole(use), severity="high", reason=reason, evidence=evidence)
