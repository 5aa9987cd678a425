"""What an event answered: its texts, JSON values and tool calls, from every shape that producers send.

What enters is an interaction; what leaves are answers (one per output message) and tool uses, each with the JSON
pointers where its text stands. Shapes read: OpenTelemetry GenAI parts
(https://opentelemetry.io/docs/specs/semconv/gen-ai/), OpenAI chat messages and response items
(https://platform.openai.com/docs/api-reference), Anthropic content blocks (https://docs.anthropic.com/en/api/messages).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guards.case import Span
from guards.texts import pointer_of
from schemas.interaction import Interaction, Message, Part

_TEXT_TYPES = frozenset({"text", "output_text"})
_TOOL_CALL_TYPES = frozenset({"tool_call", "function_call", "tool_use"})
_THOUGHT_TYPES = frozenset({"reasoning", "thinking", "redacted_thinking"})
# Roles whose messages an agent's trace may list among its output, though the model did not say them.
_OTHER_VOICES = frozenset({"tool", "function", "system", "developer", "user"})

_CALLS_TOOL = frozenset({"tool_call", "tool_calls", "tool_use", "function_call"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A string of the event and where it stands."""

    pointer: str
    text: str


@dataclass(frozen=True, slots=True)
class ToolUse:
    """One call of a tool, as the model wrote it."""

    name: str | None
    name_at: str
    arguments: Any
    arguments_at: str
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One output message. Its text may stand in several parts; a value is an answer given as JSON, not as text."""

    pieces: tuple[Piece, ...] = ()
    values: tuple[tuple[str, Any], ...] = ()
    other_content: bool = False
    """It holds a part that is neither text nor thought: a tool call, an image, a file."""
    finish_reason: str | None = None
    finish_reason_at: str = ""
    aside: bool = False
    """The model speaks on its way to a tool; what it says is not the answer that a contract is about."""

    @property
    def text(self) -> str:
        """All of its text, in order."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def empty(self) -> bool:
        """It says nothing to anybody."""
        return not (self.values or self.other_content or self.text.strip())

    def span(self, start: int, end: int) -> Span:
        """A stretch of `text` as a span of the part it begins in."""
        offset = 0
        for piece in self.pieces:
            if start < offset + len(piece.text):
                return Span(piece.pointer, start - offset, min(end - offset, len(piece.text)))
            offset += len(piece.text)
        last = self.pieces[-1]
        return Span(last.pointer, 0, len(last.text))

    def whole(self) -> Span:
        """Its first text as a whole, or its first value."""
        if self.pieces:
            return Span(self.pieces[0].pointer, 0, len(self.pieces[0].text))
        return Span(self.values[0][0]) if self.values else Span("/output")


def normal(finish_reason: str) -> str:
    """A finish reason without the spelling of its vendor: `FinishReason.MAX_TOKENS` is `max_tokens`."""
    return finish_reason.strip().rpartition(".")[2].lower()


def answers_of(event: Interaction) -> Sequence[Answer]:
    """One answer per output message; bare parts in a row are one message."""
    groups: list[list[tuple[str, Message | Part]]] = []
    messages: list[tuple[str, Message] | None] = []
    for position, message in enumerate(event.output):
        pointer = f"/output/{position}"
        if (message.role or "").lower() in _OTHER_VOICES:
            continue
        if message.type in (None, "message"):
            groups.append(list(_holders(pointer, message)))
            messages.append((pointer, message))
        elif messages and messages[-1] is None:
            groups[-1].append((pointer, message))
        else:
            groups.append([(pointer, message)])
            messages.append(None)
    return [_answer(event, group, message) for group, message in zip(groups, messages, strict=True)]


def _holders(pointer: str, message: Message) -> Iterator[tuple[str, Message | Part]]:
    if message.content is not None or message.text is not None:
        yield pointer, message
    for number, part in enumerate(message.parts):
        yield f"{pointer}/parts/{number}", part


def _answer(event: Interaction, group: list[tuple[str, Message | Part]], whole: tuple[str, Message] | None) -> Answer:
    pieces, values, other, calls_last = [], [], False, False
    for pointer, holder in group:
        kind = holder.type if holder.type not in (None, "message") else "text"
        if kind in _TEXT_TYPES:
            said = list(_said(pointer, holder))
            pieces += [Piece(at, text) for at, text in said if isinstance(text, str)]
            values += [(at, value) for at, value in said if not isinstance(value, str)]
            calls_last = calls_last and not said
        elif kind not in _THOUGHT_TYPES:
            other, calls_last = True, kind in _TOOL_CALL_TYPES
    called = whole is not None and any(True for _ in _chat_calls(*whole))
    reason, reason_at = _finish_reason(event, whole)
    aside = calls_last or called or (reason is not None and normal(reason) in _CALLS_TOOL)
    return Answer(tuple(pieces), tuple(values), other or called, reason, reason_at, aside)


def _said(pointer: str, holder: Message | Part) -> Iterator[tuple[str, Any]]:
    for name in ("content", "text"):
        value = getattr(holder, name)
        if value is not None and value != "":
            yield f"{pointer}/{name}", value


def _finish_reason(event: Interaction, whole: tuple[str, Message] | None) -> tuple[str | None, str]:
    if whole is not None and whole[1].finish_reason:
        return whole[1].finish_reason, f"{whole[0]}/finish_reason"
    if len(event.output) == 1 and len(event.finish_reasons) == 1:
        return event.finish_reasons[0], "/finish_reasons/0"
    return None, ""


def tool_uses_of(event: Interaction) -> Iterator[ToolUse]:
    """Every tool call of an event, each once, though it may be listed both in `tool_calls` and in the output."""
    seen: set[tuple[str, str]] = set()
    for use in _listed(event):
        if use.id is not None:
            key = (use.id, repr(use.arguments))
            if key in seen:
                continue
            seen.add(key)
        yield use


def _listed(event: Interaction) -> Iterator[ToolUse]:
    for position, call in enumerate(event.tool_calls):
        pointer = f"/tool_calls/{position}"
        yield ToolUse(call.name, f"{pointer}/name", call.arguments, f"{pointer}/arguments", call.id)
    for position, message in enumerate(event.output):
        if (message.role or "").lower() in _OTHER_VOICES:
            continue
        pointer = f"/output/{position}"
        holders: list[tuple[str, Message | Part]] = [(pointer, message)]
        holders += [(f"{pointer}/parts/{number}", part) for number, part in enumerate(message.parts)]
        for at, holder in holders:
            if holder.type in _TOOL_CALL_TYPES:
                yield _part_use(at, holder)
        yield from _chat_calls(pointer, message)


def _part_use(pointer: str, holder: Message | Part) -> ToolUse:
    arguments, at = holder.arguments, f"{pointer}/arguments"
    if arguments is None and "input" in holder.attributes:
        arguments, at = holder.attributes["input"], f"{pointer}/attributes/input"
    return ToolUse(holder.name, f"{pointer}/name", arguments, at, holder.id)


def _chat_calls(pointer: str, message: Message) -> Iterator[ToolUse]:
    """`tool_calls` of an OpenAI chat message, which Tidegate keeps under `attributes`."""
    calls = message.attributes.get("tool_calls")
    for position, call in enumerate(calls if isinstance(calls, list) else ()):
        if not isinstance(call, Mapping):
            continue
        path: tuple[str | int, ...] = ("attributes", "tool_calls", position)
        body: Mapping[str, Any] = call
        function = call.get("function")
        if isinstance(function, Mapping):
            body, path = function, (*path, "function")
        name, id_ = body.get("name"), call.get("id")
        yield ToolUse(
            name if isinstance(name, str) else None,
            pointer + pointer_of((*path, "name")),
            body.get("arguments"),
            pointer + pointer_of((*path, "arguments")),
            id_ if isinstance(id_, str) else None,
        )
