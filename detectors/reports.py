"""What is published: an incident and the counts behind it enter, a record of the drift topic leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal, cast

import numpy as np

from detectors.baseline import Baseline
from detectors.counts import Counts
from detectors.explain import TAILS, Aftermath, Effect, describe, effect_of, example_of
from detectors.incidents import JOIN_WINDOWS, Incident
from detectors.usual import Usual
from detectors.watched import Watched
from schemas.decision import derived_id
from schemas.drift import DriftAlert, DriftReport, Moved, Segment

MOST_MOVED = 12
MOST_SEGMENTS = 5

_AS_FAR = 0.6
"""Of the move of a tail, on a logarithmic scale, from which it is the whole that has moved."""

_RELEASE_Z = 4.0
"""Standard deviations from which a difference of versions is reported."""

Direction = Literal["up", "down"]


def alert_report(
    watched: Watched,
    incident: Incident,
    state: str,
    threshold: float,
    others: Mapping[Segment, Sequence[dict[str, Any]]],
    nearby: tuple[str, ...],
) -> DriftReport:
    """An incident that opened or was added to. What is said is kept in it, to be said again when it closes."""
    base = watched.baseline
    assert base is not None
    seen = _after(watched, base, incident.since_ms)
    after = seen.counts
    _whole_first(base, seen, incident)
    lead, *rest = (_moved(base, seen, at, side) for at, side in incident.members[: MOST_MOVED + 1])
    effect, moved = lead
    facet = base.facets[incident.lead[0]]
    came, went = base.layout.wording.changed(after) if facet.kind == "words" else ((), ())
    mine = [moved, *(each for _, each in rest)]
    near_ms = JOIN_WINDOWS * watched.plan.window_ms
    linked = [
        (each, one)
        for each, said in others.items()
        for one in said
        if _goes_with(one, mine) and abs(_since_ms(one) - incident.since_ms) <= near_ms
    ]
    same = list(dict.fromkeys(each for each, _ in linked))
    first = min((one["incident"] for _, one in linked), default=None)
    names = (*watched.segment.model_dump().values(), *_first_of(base, incident))
    alert = DriftAlert(
        state=cast(Literal["open", "update", "close"], state),
        opened_at=instant(incident.opened_ms),
        since_window=instant(incident.since_ms),
        field=moved.field,
        facet=moved.facet,
        direction=moved.direction,
        severity=effect.severity,
        explanation=effect.text,
        before=effect.before,
        after=effect.after,
        n_before=effect.n_before,
        n_after=effect.n_after,
        evidence=incident.evidence,
        threshold=round(threshold, 2),
        fingerprint=derived_id("alert", *names, base.baseline_id),
        incident=first or derived_id("incident", *names, incident.opened_ms),
        baseline=base.baseline_id,
        comoving=tuple(each for _, each in rest),
        also=tuple(same[:MOST_SEGMENTS]),
        not_in=tuple(_near(watched.segment, [each for each in others if each not in same])),
        nearby=nearby,
        exemplars=after.exemplars.of(example_of(facet, base.layout.newest(facet, after))),
        words_came=came,
        words_went=went,
        describes=describe(facet, base.counts, after),
    )
    incident.alert = alert.model_dump(mode="json")
    return _report(watched.segment, alert, incident)


def _goes_with(said: Mapping[str, Any], mine: Sequence[Moved]) -> bool:
    """Whether what leads one incident moved in the other too."""
    theirs = {(each["field"], each["direction"]) for each in (said, *said["comoving"])}
    ours = {(each.field, each.direction) for each in mine}
    return (said["field"], said["direction"]) in ours or (mine[0].field, mine[0].direction) in theirs


def _since_ms(said: Mapping[str, Any]) -> int:
    return int(datetime.fromisoformat(said["since_window"]).timestamp() * 1000)


def closing_report(segment: Segment, incident: Incident, end_ms: int) -> DriftReport:
    """An incident that closed."""
    alert = DriftAlert.model_validate({**incident.alert, "state": "close", "closed_at": instant(end_ms)})
    return _report(segment, alert, incident)


def _report(segment: Segment, alert: DriftAlert, incident: Incident) -> DriftReport:
    names = (alert.fingerprint, incident.opened_ms, alert.state, len(incident.members))
    return DriftReport(report_id=derived_id("drift", *names), kind="alert", segment=segment, alert=alert)


def _whole_first(base: Baseline, seen: Aftermath, incident: Incident) -> None:
    """A tail that moved no further than the whole of its number is not what to say of it."""
    facet = base.facets[incident.lead[0]]
    if facet.of[0] != "numbers" or facet.name not in TAILS:
        return
    whole = next((each for each in incident.members if each[0] == base.layout.first_of(facet.of[1])), None)
    if whole is None:
        return
    by_whole, by_tail = (_moved(base, seen, *each)[0].ratio for each in (whole, incident.lead))
    if abs(by_whole) >= _AS_FAR * abs(by_tail):
        incident.members.remove(whole)
        incident.members.insert(0, whole)


def _first_of(base: Baseline, incident: Incident) -> tuple[str, str, Direction]:
    at, side = incident.first
    return base.facets[at].field, base.facets[at].name, "up" if _is_up(base, at, side) else "down"


def _after(watched: Watched, base: Baseline, since_ms: int) -> Aftermath:
    """Counts of the last windows, none before the incident began."""
    windows = [window for window in watched.recent if window.start_ms >= since_ms]
    merged = Counts()
    for window in windows:
        merged.merge(window.counts)
    usual = Usual(base, [window.start_ms for window in windows], [window.counts.events for window in windows])
    return Aftermath(merged, max(len(windows), 1), usual)


def _moved(base: Baseline, seen: Aftermath, at: int, side: int) -> tuple[Effect, Moved]:
    facet, up = base.facets[at], _is_up(base, at, side)
    effect = effect_of(base, at, seen, up)
    direction: Direction = "up" if up else "down"
    return effect, Moved(field=facet.field, facet=facet.name, direction=direction, explanation=effect.text)


def _is_up(base: Baseline, at: int, side: int) -> bool:
    """Whether what is named is more than usual."""
    facet, up = base.facets[at], side == 0
    if not base.dense[at] and base.rates.flip[at - int(base.dense[:at].sum())]:
        up = not up
    if facet.name == "p10" and facet.of[0] == "numbers":
        up = not up  # more values below it: it is down
    return up


def _near(segment: Segment, others: Sequence[Segment]) -> list[Segment]:
    """Those of the same tenant or workflow, nearest first."""
    near = [each for each in others if each.tenant == segment.tenant or each.workflow == segment.workflow]
    return sorted(near, key=lambda each: (each.tenant != segment.tenant, each.workflow != segment.workflow))[
        :MOST_SEGMENTS
    ]


def release_report(
    segment: Segment, predecessor: Segment, watched: Watched, counts: Counts, windows: int, end_ms: int
) -> DriftReport:
    """A version against the one before it."""
    base = watched.baseline
    assert base is not None
    times = [end_ms - back * watched.plan.window_ms for back in range(windows, 0, -1)]
    seen = Aftermath(counts, windows, Usual(base, times, [1.0] * windows))
    differences = [
        _moved(base, seen, at, side)[1]
        for at, side in _different(base, counts, times)
        if base.facets[at].kind != "volume"
    ]
    return DriftReport(
        report_id=derived_id("release", *segment.model_dump().values(), end_ms),
        kind="release",
        segment=segment,
        predecessor=predecessor,
        window_end=instant(end_ms),
        events=counts.events,
        differences=tuple(differences[: 4 * MOST_MOVED]),
    )


def _different(base: Baseline, counts: Counts, times_ms: Sequence[int]) -> list[tuple[int, int]]:
    """Facets and sides, the clearest first."""
    measured = base.layout.measure(counts)
    values, noise, seen = base.watching.values(measured)
    models = base.models()
    level = (models.weight * models.level).sum(1)
    usual = (models.weight * (models.slow + models.quick)).sum(1)
    z = np.zeros(len(base.facets))
    effect = np.mean([base.seasons.at(time)[0] for time in times_ms], axis=0)
    excess = values - base.centre - level - effect
    shrunk = np.sign(excess) * np.maximum(np.abs(excess) - base.tolerance, 0)
    z[base.dense] = np.where(seen, shrunk / np.sqrt(noise + usual), 0.0)
    over = measured.exposure[~base.dense]
    count = base.rates.count(measured.sums[~base.dense], over)
    high, low = base.rates.high * over, base.rates.low * over
    z[~base.dense] = np.where(count > high, count - high, np.minimum(count - low, 0)) / np.sqrt(
        np.maximum(base.rates.dispersion * np.maximum(high, 1), 1)
    )
    order = np.argsort(-np.abs(z), kind="stable")
    return [(int(at), 0 if z[at] > 0 else 1) for at in order if abs(z[at]) >= _RELEASE_Z]


def instant(time_ms: int | None) -> datetime | None:
    """As records carry it."""
    return None if time_ms is None else datetime.fromtimestamp(time_ms / 1000, UTC)
