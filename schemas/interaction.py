"""What producers send: one LLM request, one response, or both in one event.

Names follow OpenTelemetry's GenAI conventions where it has one (messages as `{role, parts: [{type, …}]}`,
`input_tokens`, `finish_reasons`): https://opentelemetry.io/docs/specs/semconv/gen-ai/ and the JSON schemas of
its input and output messages. Every field may be absent. A reader of this module must assume nothing is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field, field_validator, model_validator
from pydantic_core import to_json

from schemas.base import InputRecord, Int64, Json, Timestamp

Phase = Literal["request", "response", "exchange"]


class Part(InputRecord):
    """A piece of a message (OpenTelemetry GenAI: TextPart, ToolCallRequestPart, ToolCallResponsePart, …)."""

    type: str = "text"
    """`text`, `reasoning`, `tool_call`, `tool_call_response`, or any other the producer uses."""
    content: Json = None
    """Text of a `text` or `reasoning` part."""
    text: str | None = None
    """The same under the name that some vendors use; `content` is OpenTelemetry's."""
    id: str | None = None
    """Of a tool call or its response."""
    name: str | None = None
    """Of the tool that a `tool_call` names."""
    arguments: Json = None
    """Of a `tool_call`: an object, or the text that the model wrote."""
    response: Json = None
    """Of a `tool_call_response`."""


def _as_parts(value: Any) -> Any:
    return [{"type": "text", "content": item} if isinstance(item, str) else item for item in value]


class Message(InputRecord):
    """One message of the conversation, either in parts (OpenTelemetry) or with plain `content` (chat APIs)."""

    role: str | None = None
    """`system`, `user`, `assistant`, `tool`, …"""
    parts: tuple[Part, ...] = ()
    content: str | None = None
    """Plain text, where the producer sends no parts. A list given here is read as `parts`."""
    type: str | None = None
    """Only where an output is given as bare parts instead of messages."""
    text: str | None = None
    """As `content`, under the name that some vendors use."""
    name: str | None = None
    finish_reason: str | None = None
    """Why the model stopped: `stop`, `length`, `content_filter`, `tool_calls`, … (of an output message)."""
    id: str | None = None
    arguments: Json = None
    response: Json = None

    @model_validator(mode="before")
    @classmethod
    def _read_lists_as_parts(cls, data: Any) -> Any:
        if isinstance(data, str):
            return {"parts": [{"type": "text", "content": data}]}
        if not isinstance(data, Mapping) or not isinstance(data.get("content"), list | dict):
            return data
        rest = {name: value for name, value in data.items() if name != "content"}
        if data.get("parts"):  # both were sent; neither may push the other out
            return {**rest, "other_content": data["content"]}
        content = data["content"]
        return {**rest, "parts": _as_parts(content) if isinstance(content, list) else [{"content": content}]}

    @field_validator("parts", mode="before")
    @classmethod
    def _accept_bare_text(cls, value: Any) -> Any:
        if isinstance(value, str):
            value = [value]
        return _as_parts(value) if isinstance(value, list) else value


class ContextItem(InputRecord):
    """A passage, row or tool result that the answer was given to lean on."""

    id: str | None = None
    text: str = ""
    """Prose, or the text of a JSON document. A JSON value given here is kept as its compact text."""
    source: str | None = None
    """The system it came from (`eligibility`, `plan-documents`); the policy sets limits of age per source."""
    as_of: Timestamp | None = None
    """When the source last knew this to be true (not when it was fetched)."""
    tokens: Int64 | None = None

    _aliases: ClassVar[Mapping[str, str]] = {"content": "text"}

    @model_validator(mode="before")
    @classmethod
    def _accept_plain_text(cls, data: Any) -> Any:
        return {"text": data} if isinstance(data, str) else data

    @field_validator("text", mode="before")
    @classmethod
    def _json_as_text(cls, value: Any) -> Any:
        return to_json(value).decode() if isinstance(value, dict | list) else value


def _hoist_function(data: Any) -> Any:
    """Chat APIs nest `{"type": "function", "function": {…}}`; the names inside are the ones we declare."""
    if isinstance(data, Mapping) and isinstance(data.get("function"), Mapping):
        rest = {name: value for name, value in data.items() if name != "function" and value is not None}
        return {**data["function"], **rest}
    return data


class Tool(InputRecord):
    """A tool that the model was offered."""

    name: str | None = None
    description: str | None = None
    parameters: Json = None
    """JSON Schema of the arguments."""

    _aliases: ClassVar[Mapping[str, str]] = {"input_schema": "parameters"}

    @model_validator(mode="before")
    @classmethod
    def _read_nested(cls, data: Any) -> Any:
        return _hoist_function(data)


class ToolCall(InputRecord):
    """A tool call that the model made."""

    id: str | None = None
    name: str | None = None
    arguments: Json = None
    """An object, or the text that the model wrote."""

    _aliases: ClassVar[Mapping[str, str]] = {"input": "arguments"}

    @model_validator(mode="before")
    @classmethod
    def _read_nested(cls, data: Any) -> Any:
        return _hoist_function(data)


class Usage(InputRecord):
    """What the call used. Tokens are the provider's own count; `cost` is in US dollars."""

    input_tokens: Int64 | None = None
    output_tokens: Int64 | None = None
    cached_input_tokens: Int64 | None = None
    cost: float | None = None

    _aliases: ClassVar[Mapping[str, str]] = {
        "prompt_tokens": "input_tokens",
        "completion_tokens": "output_tokens",
        "cost_usd": "cost",
    }


class Evaluation(InputRecord):
    """A score that the producer attached (OpenTelemetry `gen_ai.evaluation.*`)."""

    name: str | None = None
    score: float | None = None
    label: str | None = None


class Interaction(InputRecord):
    """One LLM request, response, or exchange (both), as its producer saw it.

    A response without a `context` of its own is judged against its request's, found by `conversation_id`
    (or `correlation_id`) within the join window.
    """

    event_id: str | None = None
    """Unique per event. Absent, it is derived from topic, partition and offset, and the decision says so."""
    phase: Phase | None = None
    """Absent, it follows from what is there: an output makes a response, messages beside it an exchange."""
    tenant: str | None = None
    environment: str | None = None
    workflow: str | None = None
    labels: dict[str, str] = Field(default_factory=dict)
    """Team, feature, cost centre: free, few and short."""
    conversation_id: str | None = None
    correlation_id: str | None = None
    """Binds a response to its request where there is no conversation, or more than one request in it."""
    idempotency_key: str | None = None
    occurred_at: Timestamp | None = None
    """Event time. Absent, the time stamp of the Kafka record."""
    provider: str | None = None
    model: str | None = None
    model_version: str | None = None
    prompt_version: str | None = None
    parameters: dict[str, Json] = Field(default_factory=dict)
    """As sent to the model: `temperature`, `max_tokens`, …"""
    messages: tuple[Message, ...] = ()
    context: tuple[ContextItem, ...] = ()
    tools: tuple[Tool, ...] = ()
    contract: str | None = None
    """`name@version` of the output contract that the answer must honour."""
    output: tuple[Message, ...] = ()
    """What the model answered: messages, bare parts, or plain text."""
    tool_calls: tuple[ToolCall, ...] = ()
    finish_reasons: tuple[str, ...] = ()
    usage: Usage | None = None
    latency_ms: float | None = None
    """Milliseconds from request to the last token."""
    retries: Int64 | None = None
    """Completions that were tried again before this one."""
    cache_hit: bool | None = None
    error_type: str | None = None
    """Class of the provider's error where the call failed (OpenTelemetry `error.type`)."""
    evaluations: tuple[Evaluation, ...] = ()

    @field_validator("output", "messages", "context", mode="before")
    @classmethod
    def _accept_one_for_many(cls, value: Any) -> Any:
        return [value] if isinstance(value, str | Mapping) else value

    @field_validator("finish_reasons", mode="before")
    @classmethod
    def _accept_one_reason(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value

    def resolved_phase(self) -> Phase:
        """`phase`, or what follows from the content: an output is a response, with messages an exchange."""
        if self.phase is not None:
            return self.phase
        answered = bool(self.output or self.tool_calls or self.finish_reasons or self.error_type)
        if not answered:
            return "request"
        return "exchange" if self.messages else "response"

    def join_key(self) -> str | None:
        """`tenant|conversation_id`, else `tenant|correlation_id`: the record key, and what a join goes by."""
        bound = self.conversation_id or self.correlation_id
        return f"{self.tenant or ''}|{bound}" if bound else None
