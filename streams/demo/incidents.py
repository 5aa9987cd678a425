"""What would have paged: alerts of the drift topic enter, incidents as a person on call is told of them leave.

Alerts of several segments that belong together are one incident.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from schemas.drift import DriftAlert, DriftReport


@dataclass
class Incident:
    """One page."""

    opened_at: datetime
    since: datetime
    explanation: str
    """As it was first told of what leads it; a cause that shows later takes over the lead."""
    led_by: tuple[str, str]
    """Field and facet."""
    workflows: list[str] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)
    """Everything that belongs to it, in words, by `field facet`."""

    def retell(self, alert: DriftAlert) -> None:
        """Takes another lead's words; of the same lead, those told first stay."""
        if (alert.field, alert.facet) != self.led_by:
            self.led_by, self.explanation = (alert.field, alert.facet), alert.explanation


def incidents_of(reports: Iterable[DriftReport]) -> list[Incident]:
    """In the order in which they were told."""
    found: dict[str, Incident] = {}
    opened: dict[str, tuple[str, str, str]] = {}
    told = [(report, report.alert) for report in reports if report.alert is not None]
    told.sort(key=lambda pair: (str(pair[1].opened_at), pair[0].segment.workflow))
    # That two belong together may show only when both have grown.
    belongs = {_name(report, alert): alert.incident for report, alert in told}
    for report, alert in told:
        if alert.opened_at is None or alert.since_window is None:
            continue
        of = belongs[_name(report, alert)]
        incident = found.get(of)
        if incident is None:
            lead = alert.field, alert.facet
            incident = found[of] = Incident(alert.opened_at, alert.since_window, alert.explanation, lead)
            opened[of] = _name(report, alert)
        elif opened[of] == _name(report, alert) and alert.state == "update":
            incident.retell(alert)
        if report.segment.workflow not in incident.workflows:
            incident.workflows.append(report.segment.workflow)
        for name, said in _moved(alert):
            incident.moved.setdefault(name, said)
    return list(found.values())


def _name(report: DriftReport, alert: DriftAlert) -> tuple[str, str, str]:
    """What stays the same of an alert from opening to closing."""
    return report.segment.workflow, alert.fingerprint, str(alert.opened_at)


def _moved(alert: DriftAlert) -> Iterator[tuple[str, str]]:
    yield f"{alert.field} {alert.facet}", alert.explanation
    for each in alert.comoving:
        yield f"{each.field} {each.facet}", each.explanation
