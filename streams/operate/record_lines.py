"""One line for one record, as `tidegate tail` shows it.

What enters are records of our own topics; what leaves is styled text. Of a topic that holds raw text nothing is shown
but coordinates, sizes and the class of the error: what it holds is for the few who may read the topic itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from confluent_kafka import Message
from pydantic import BaseModel
from rich.text import Text

from schemas.decision import Approved, Decision, DecisionBrief, Quarantined, Violation
from schemas.drift import DriftAlert, DriftReport
from schemas.interaction import Interaction
from schemas.review import Review, ReviewOutcome
from streams.kafka.clients import headers_of
from streams.terminal.plain_text import plain
from streams.topics import Topics

_STYLES: Mapping[str, str] = {
    "allow": "green",
    "modify": "cyan",
    "quarantine": "yellow",
    "dead_letter": "red",
    "low": "dim",
    "medium": "yellow",
    "high": "red",
    "critical": "bold red",
}

_TEXT_MAX = 160


def records_of(topics: Topics) -> dict[str, type[BaseModel]]:
    """The record of each topic that may be shown."""
    return {
        topics.approved.name: Approved,
        topics.quarantine.name: Quarantined,
        topics.decisions.name: Decision,
        topics.violations.name: Violation,
        topics.drift.name: DriftReport,
        topics.reviews.name: Review,
        topics.outcomes.name: ReviewOutcome,
    }


def line(message: Message, record: BaseModel) -> Text:
    """Time, what was done, where it belongs, and what it is about."""
    text = Text(_time(message), style="dim")
    for part, style in _PARTS[type(record)](record):
        shown = plain(str(part))[:_TEXT_MAX] if part not in (None, "") else ""
        if shown:
            text.append("  ").append(shown, style)
    return text


def raw_line(message: Message) -> Text:
    """Of a record with raw text: that it is there."""
    text = Text(_time(message), style="dim").append("  ")
    text.append(f"{message.topic()}/{message.partition()}/{message.offset()}")
    for name, value in raw_facts(message).items():
        text.append(f"  {name} {plain(str(value))[:_TEXT_MAX]}", "red" if name == "error" else "")
    return text


def raw_facts(message: Message) -> dict[str, Any]:
    """Sizes in bytes, and of a dead letter what `screen` said of it."""
    headers = header_texts(message)
    key, value = message.key(), message.value()
    facts: dict[str, Any] = {
        "key_bytes": len(key) if key is not None else None,
        "value_bytes": len(value) if value is not None else None,
        "source": headers.get("tidegate-source"),
        "error": headers.get("tidegate-error"),
        "error_where": headers.get("tidegate-error-where"),
    }
    return {name: fact for name, fact in facts.items() if fact is not None}


def header_texts(message: Message) -> dict[str, str]:
    """Our own headers; of others neither name nor value, for anybody may have written them."""
    return {
        name: value.decode("utf-8", "replace")
        for name, value in headers_of(message)
        if name.startswith("tidegate-") and isinstance(value, bytes)
    }


def _time(message: Message) -> str:
    at = datetime.fromtimestamp(max(0, message.timestamp()[1]) / 1000, UTC)
    return at.strftime("%Y-%m-%d %H:%M:%S")


Part = tuple[object, str]


def _segment(event: Any) -> Part:
    names = [name for name in (event.tenant, event.workflow, event.model) if name]
    return "/".join(names), "blue"


def _brief(brief: DecisionBrief, event: Interaction, event_id: str) -> list[Part]:
    return [
        (brief.action, _STYLES[brief.action]),
        _segment(event),
        (event_id, ""),
        (" ".join(brief.rules), "magenta"),
        (f"degraded: {', '.join(brief.degraded)}" if brief.degraded else "", "red"),
    ]


def _approved(record: Approved) -> list[Part]:
    return _brief(record.decision, record.event, record.event_id)


def _quarantined(record: Quarantined) -> list[Part]:
    parts = _brief(record.decision, record.event, record.event_id)
    for conflict in record.why.conflicts[:1]:
        parts += [(conflict.said or conflict.reason, ""), (f"but: {conflict.known}" if conflict.known else "", "dim")]
    return parts


def _decision(record: Decision) -> list[Part]:
    rules = dict.fromkeys(f"{each.guard}.{each.rule}" for each in record.findings if each.outcome == "violation")
    return [
        (record.action, _STYLES[record.action]),
        ("in shadow" if record.mode == "shadow" else "", "dim"),
        _segment(record),
        (record.event_id, ""),
        (record.error or " ".join(rules), "magenta"),
        (f"{record.timings.judging_ms:.1f} ms", "dim"),
    ]


def _violation(record: Violation) -> list[Part]:
    finding = record.finding
    return [
        (finding.severity, _STYLES[finding.severity]),
        (f"{finding.guard}.{finding.rule}", "magenta"),
        ("in shadow" if finding.mode == "shadow" else "", "dim"),
        (record.action, _STYLES[record.action]),
        _segment(record),
        (record.event_id, ""),
        (finding.excerpt or finding.reason, ""),
        *((f"but: {side.excerpt}", "dim") for side in finding.evidence[:1] if side.excerpt),
    ]


def _any(record: BaseModel) -> list[Part]:
    return [(record.model_dump_json(exclude_none=True, exclude_defaults=True), "")]


def _drift(record: DriftReport) -> list[Part]:
    if record.alert is not None:
        return _alert(record, record.alert)
    if record.kind == "release":
        return _release(record)
    return _summary(record)


def _alert(record: DriftReport, alert: DriftAlert) -> list[Part]:
    moved = "; ".join(each.explanation for each in alert.comoving[:2])
    return [
        (f"{alert.opened_at:%Y-%m-%d %H:%M}" if alert.opened_at else "", ""),
        (f"alert {alert.state}", "bold magenta"),
        (alert.severity, _STYLES[alert.severity]),
        _segment(record.segment),
        (alert.explanation, ""),
        (f"with it: {moved}" if moved else "", "dim"),
        (f"nearby: {'; '.join(alert.nearby)}" if alert.nearby else "", "dim"),
    ]


def _release(record: DriftReport) -> list[Part]:
    before = record.predecessor
    versions = (before.model_version, record.segment.model_version) if before else ("", "")
    said = "; ".join(each.explanation for each in record.differences[:3])
    return [
        (f"{record.window_end:%Y-%m-%d %H:%M}" if record.window_end else "", ""),
        ("release", "bold cyan"),
        _segment(record.segment),
        (" → ".join(versions) if any(versions) else "", ""),
        (said or "nothing is different", ""),
    ]


def _summary(record: DriftReport) -> list[Part]:
    most = sorted(record.rules.items(), key=lambda pair: -pair[1])[:5]
    begin = record.window_start.strftime("%Y-%m-%d %H:%M") if record.window_start else ""
    return [
        (begin, ""),
        _segment(record.segment),
        (f"{record.events} events", "green"),
        (", ".join(f"{action} {count}" for action, count in record.actions.items()), ""),
        (", ".join(f"{rule} {count}" for rule, count in most), "magenta"),
        (f"learning, {record.windows_learnt} of {record.windows_to_learn} windows" if _learns(record) else "", "dim"),
    ]


def _learns(record: DriftReport) -> bool:
    return record.windows_learnt < record.windows_to_learn


_PARTS: Mapping[type[BaseModel], Callable[[Any], list[Part]]] = {
    Approved: _approved,
    Quarantined: _quarantined,
    Decision: _decision,
    Violation: _violation,
    DriftReport: _drift,
    Review: _any,
    ReviewOutcome: _any,
}
