"""How findings and summaries read, on one line each, wherever they are shown.

What enters are entries of the board; what leaves are rich texts. The width is the terminal's affair.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from rich.text import Text

from schemas.drift import DriftReport
from streams.demo.board import Seen, Summary

STYLES = {
    "approved": "green", "quarantine": "yellow", "dead letter": "red",
    "allow": "green", "modify": "cyan", "dead_letter": "red", "in": "bold", "decisions": "dim",
}  # fmt: skip

ACTIONS = {"quarantine": "held", "modify": "redacted", "allow": "passed", "dead_letter": "dead letter"}


def day_time(begin: datetime, at: datetime | None) -> str:
    """`day 2 15:06`."""
    return f"day {(at - begin).days + 1} {at:%H:%M}" if at else ""


def finding_line(begin: datetime, seen: Seen, tenant: str = "") -> Text:
    """When, where, rule, what was done, and the redacted line."""
    where = f"{tenant}/{seen.workflow}" if tenant else seen.workflow
    style = STYLES.get(seen.action, "")
    return Text.assemble(
        (f"{day_time(begin, seen.at):<11} ", "dim"),
        f"{where:<18} ",
        (f"{seen.rule:<29} ", style),
        (f"{ACTIONS.get(seen.action, seen.action):<8} ", style),
        seen.line,
        no_wrap=True,
        overflow="ellipsis",
    )


def summary_line(begin: datetime, summary: Summary) -> Text:
    """Segment, window, volume, actions, latency, and what stands out."""
    report = summary.report
    held = report.actions.get("quarantine", 0)
    window = day_time(begin, report.window_start)
    if report.window_end:
        window += f"-{report.window_end:%H}"
    return Text.assemble(
        (f"{window:<14} ", "dim"),
        f"{report.segment.workflow:<18} {report.segment.model_version:<5} ",
        f"{report.events:>3} ev ",
        (f"{held:>3} held ", "yellow" if held else "dim"),
        f"p50 {seconds(report.latency_ms.p50)} p99 {seconds(report.latency_ms.p99)} ",
        (hints(summary), "bold yellow"),
        no_wrap=True,
        overflow="ellipsis",
    )


def hints(summary: Summary) -> str:
    """What a window lost, and how old its eligibility data was."""
    said = [f"lost {path.partition(':')[0]}" for path in summary.lost]
    age = eligibility_hours(summary.report)
    if age is not None and timedelta(hours=age) > timedelta(days=1):
        said.append(f"eligibility {age:.0f} h old")
    return ", ".join(said)


def eligibility_hours(report: DriftReport) -> float | None:
    """Median age of the eligibility data that answers leant on, in hours."""
    found = report.context_age_hours.get("eligibility")
    return found.p50 if found else None


def seconds(milliseconds: float | None) -> str:
    """`0.81s`, always five characters."""
    return f"{milliseconds / 1000:4.2f}s" if milliseconds is not None else "    -"
