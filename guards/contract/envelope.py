"""The envelope: what every event should carry, whatever it says.

What enters is a case; what leaves are sightings about absent fields, the event's clock, its declared phase, and
characters that were lost.
"""

from __future__ import annotations

from collections.abc import Iterator

from guards.case import Case, Sighting, Span
from guards.clock import ClockFault, clock_fault
from schemas.interaction import Interaction

WHOLE_EVENT = Span("")

# Unicode's sign for what could not be read (The Unicode Standard, 23.8).
_LOST = "\ufffd"

_REQUIRED = ("tenant", "model", "occurred_at")

_CLOCK: dict[ClockFault, str] = {
    "before_2000": "occurred_at lies before the year 2000",
    "in_future": "occurred_at lies further in the future of its broker than the policy allows",
    "too_old": "occurred_at lies further in the past of its broker than the policy allows",
}


def check_envelope(case: Case) -> Iterator[Sighting]:
    """Absent fields are named in one sighting; they share a place, the event as a whole."""
    event = case.event
    missing = [name for name in _REQUIRED if not getattr(event, name)]
    if missing:
        yield Sighting("envelope.missing", WHOLE_EVENT, severity="low", reason=f"absent: {', '.join(missing)}")
    if not (event.messages or event.output or event.tool_calls or event.finish_reasons or event.error_type):
        yield Sighting("envelope.empty", WHOLE_EVENT, severity="high", reason="neither messages nor output")
    fault = clock_fault(case)
    if fault is not None:
        yield Sighting("envelope.clock", Span("/occurred_at"), severity="low", reason=_CLOCK[fault])
    contradiction = _phase_contradiction(event)
    if contradiction:
        yield Sighting("envelope.phase", Span("/phase"), severity="medium", reason=contradiction)
    yield from _lost_characters(case)


def _lost_characters(case: Case) -> Iterator[Sighting]:
    """The first of each text: half a surrogate pair is read so, and producers so write what they cannot decode."""
    for text in case.texts:
        if _LOST in text.value:
            at = text.value.index(_LOST)
            where = Span(text.pointer, at, at + 1, in_key=text.kind == "key")
            yield Sighting("envelope.character", where, severity="low", reason="U+FFFD, for what could not be read")


def _phase_contradiction(event: Interaction) -> str | None:
    answered = bool(event.output or event.tool_calls or event.finish_reasons)
    if event.phase == "request" and answered:
        return "declared a request, but it carries an answer"
    if event.phase == "response" and event.messages and not answered and not event.error_type:
        return "declared a response, but it carries only a request"
    if event.phase == "exchange" and answered and not event.messages:
        return "declared an exchange, but it carries no request"
    return None
