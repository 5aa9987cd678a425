"""How the answer ended: truncated, filtered, or with nothing in it.

What enters is a case and its answers; what leaves are sightings where the text ends, with the finish reason as
evidence. The vendors' words for it:
OpenAI chat completions (`length`, `content_filter`): https://platform.openai.com/docs/api-reference/chat/object
Anthropic stop reasons (`max_tokens`, `refusal`): https://docs.anthropic.com/en/api/handling-stop-reasons
Gemini FinishReason (`MAX_TOKENS`, `SAFETY`, …): https://ai.google.dev/api/generate-content
Bedrock Converse stopReason (`guardrail_intervened`, `content_filtered`): https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from guards.case import Case, Counterpart, Sighting, Span
from guards.contract.answers import Answer, normal, tool_uses_of
from schemas.interaction import Interaction

_RAN_OUT = frozenset(
    {"length", "max_tokens", "max_output_tokens", "max_length", "model_length", "model_context_window_exceeded"}
)
_FILTERED = frozenset(
    {
        "content_filter",
        "content_filtered",
        "guardrail_intervened",
        "refusal",
        "safety",
        "recitation",
        "blocklist",
        "prohibited_content",
        "spii",
        "image_safety",
        "error_toxic",
    }
)

# How much of a cut text is shown: its last words are what tells a reader where it stopped.
_TAIL = 80


def check_finish(case: Case, answers: Sequence[Answer]) -> Iterator[Sighting]:
    """At most one `truncated` and one `content_filter` per place, and one `empty_output` per event."""
    event = case.event
    seen: set[tuple[str, Span]] = set()
    filtered = False
    for reason, at, answer in _reasons(event, answers):
        rule = "truncated" if reason in _RAN_OUT else "content_filter" if reason in _FILTERED else None
        where = _tail(answer) if answer is not None else Span(at)
        filtered = filtered or rule == "content_filter"
        if rule is None or (rule, where) in seen:
            continue
        seen.add((rule, where))
        yield Sighting(
            rule,
            where,
            severity="high" if rule == "truncated" else "medium",
            reason=_REASONS[rule],
            evidence=(Counterpart(Span(at)),),
        )
    if not filtered and _answers_nothing(event, answers):
        yield Sighting(
            "empty_output",
            Span("/output") if event.output else Span(""),
            severity="high",
            reason="an answer without text, tool call or error",
        )


_REASONS = {
    "truncated": "the model ran out of tokens before it was done",
    "content_filter": "the provider cut or refused the answer",
}


def _reasons(event: Interaction, answers: Sequence[Answer]) -> Iterator[tuple[str, str, Answer | None]]:
    for answer in answers:
        if answer.finish_reason is not None:
            yield normal(answer.finish_reason), answer.finish_reason_at, answer
    told = {answer.finish_reason_at for answer in answers}
    aligned = len(answers) == len(event.finish_reasons)
    for position, reason in enumerate(event.finish_reasons):
        at = f"/finish_reasons/{position}"
        if at not in told:
            last = answers[-1] if answers else None
            yield normal(reason), at, answers[position] if aligned else last


def _tail(answer: Answer) -> Span:
    if not answer.pieces:
        return answer.whole()
    last = answer.pieces[-1]
    return Span(last.pointer, max(0, len(last.text) - _TAIL), len(last.text))


def _answers_nothing(event: Interaction, answers: Sequence[Answer]) -> bool:
    if event.resolved_phase() == "request" or event.error_type:
        return False
    return all(answer.empty for answer in answers) and not any(True for _ in tool_uses_of(event))
