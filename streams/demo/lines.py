"""How findings and summaries read, on one line each, wherever they are shown.

What enters are entries of the board; what leaves are rich texts. The width is the terminal's affair.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from rich.text import Text

from schemas.drift import DriftReport
from streams.demo.board import Seen, Summary
from streams.demo.events import ASSISTANT, PORTAL

STYLES = {
    "approved": "green", "quarantine": "yellow", "dead letter": "red",
    "allow": "green", "modify": "cyan", "dead_letter": "red", "in": "bold", "decisions": "dim",
    "alert": "bold magenta",
}  # fmt: skip

# The story has two workflows, and a line has no room to spare.
_SHORT = {ASSISTANT: "assistant", PORTAL: "portal"}

ACTIONS = {"quarantine": "held", "modify": "redacted", "allow": "passed", "dead_letter": "dead letter"}


def day_time(begin: datetime, at: datetime | None) -> str:
    """`day 2 15:06`."""
    return f"day {(at - begin).days + 1} {at:%H:%M}" if at else ""


def finding_line(begin: datetime, seen: Seen, narrow: bool = False) -> Text:
    """When, where, rule, what was done, and the redacted line. A narrow one leaves out where."""
    style = STYLES.get(seen.action, "")
    return Text.assemble(
        (f"{day_time(begin, seen.at):<11} ", "dim"),
        "" if narrow else f"{seen.tenant}/{_SHORT.get(seen.workflow, seen.workflow):<9} ",
        (f"{ACTIONS.get(seen.action, seen.action):<8} ", style),
        (f"{seen.rule} ", style),
        seen.line,
        no_wrap=True,
        overflow="ellipsis",
    )


def summary_line(begin: datetime, summary: Summary, narrow: bool = False) -> Text:
    """Segment, window, volume, actions, latency, what stands out; a narrow one has room for one of the last two."""
    report = summary.report
    held = report.actions.get("quarantine", 0)
    workflow, said = report.segment.workflow, hints(summary)
    latency = f"p50 {seconds(report.latency_ms.p50)} p99 {seconds(report.latency_ms.p99)}  "
    return Text.assemble(
        (f"{day_time(begin, report.window_start):<11} ", "dim"),
        f"{_SHORT.get(workflow, workflow):<9} {report.segment.model_version:<5} ",
        f"{report.events:>3} event{'s' if report.events != 1 else ' '} ",
        (f"{held:>3} held  ", "yellow" if held else "dim"),
        "" if narrow and said else latency,
        (said, "bold yellow"),
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
