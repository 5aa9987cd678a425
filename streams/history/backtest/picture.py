"""`--html`: a picture of a backtest as one page that needs nothing else: no script, no font, no network.

What enters is a `Picture`; what leaves is HTML with drawings inside. It reads in light and dark, on paper, and with
a screen reader: every drawing says in words what it shows, and every alert stands in a table. All names come from
events and are escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from html import escape
from itertools import pairwise
from typing import Any

from schemas.drift import Segment
from streams.history.backtest.picture_data import ListedAlert, Mark, Panel, Picture, Strip

Scale = Callable[[Any], float]

_WIDTH, _HEIGHT = 340, 132
_LEFT, _RIGHT, _TOP, _BOTTOM = 54, 8, 18, 20

_STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5a6675; --line: #d4dae2; --page: #fbfbfc; --card: #ffffff;
  --value: #1f5fa8; --band: #dfe9f5; --mark: #b3261e; --shade: #f7dcd9; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ecf1; --soft: #a3afbd; --line: #3a4450; --page: #14181d;
  --card: #1c2229; --value: #7db7f5; --band: #2a3a4d; --mark: #ff8a80; --shade: #4a2826; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1500px; padding: 1.5rem; background: var(--page); color: var(--ink);
  font: 15px/1.45 system-ui, sans-serif; }
h1 { font-size: 1.45rem; margin: 0 0 .2rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; overflow-wrap: anywhere; }
p { margin: .3rem 0; } .soft { color: var(--soft); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; }
th, td { text-align: left; vertical-align: top; padding: .35rem .9rem .35rem 0; border-top: 1px solid var(--line); }
td { overflow-wrap: anywhere; min-width: 5rem; } td.said { min-width: 20rem; }
th { color: var(--soft); font-weight: 600; }
.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: .8rem; }
figure { margin: 0; padding: .6rem .6rem .3rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 6px; }
figure.told { border-color: var(--mark); }
figcaption { font-weight: 600; overflow-wrap: anywhere; } svg { width: 100%; height: auto; display: block; }
svg text { fill: var(--soft); font: 11px system-ui, sans-serif; } svg .number { fill: var(--mark); font-weight: 700; }
.axis { stroke: var(--line); } .band { fill: var(--band); } .shade { fill: var(--shade); }
.mark { stroke: var(--mark); stroke-width: 1.5; } .value { fill: none; stroke: var(--value); stroke-width: 1.5; }
.dot { fill: var(--value); } .learnt { stroke: var(--soft); stroke-dasharray: 3 3; }
@media print { body { max-width: none; } figure { break-inside: avoid; } }
"""


def page(picture: Picture) -> str:
    """The whole page."""
    title = escape(picture.title)
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title><style>{_STYLE}</style></head><body><main>",
        f"<h1>{title}</h1>",
        f'<p class="soft">{_span(picture)}</p>',
        *(f'<p class="soft">{escape(note)}</p>' for note in picture.notes),
        *_alerts(picture),
        '<p class="soft">Line: the value in each window. Band: where nine tenths of the learnt windows lay. Dashed: '
        "end of learning. Shade: since when a shift goes on; upright line and number: when it was told.</p>",
        *(part for strip in picture.strips for part in _strip(strip, picture)),
    ]
    if picture.left_out:
        parts.append(f'<p class="soft">{picture.left_out} more segments had no alert and are not drawn.</p>')
    return "\n".join([*parts, "</main></body></html>", ""])


def _span(picture: Picture) -> str:
    windows = (picture.end_ms - picture.start_ms) // picture.window_ms
    span = f"{_time(picture.start_ms)} to {_time(picture.end_ms)} UTC"
    return f"{span}, {windows:,} windows of {_length(picture.window_ms)}."


def _alerts(picture: Picture) -> Iterator[str]:
    if not picture.alerts:
        yield "<p><strong>No alert.</strong></p>"
        return
    heads = ("No.", "What", "Severity", "Segment", "Told", "Since", "Closed")
    yield '<div class="scroll" tabindex="0" role="region" aria-label="Alerts"><table>'
    yield "<caption><strong>Alerts</strong></caption><thead><tr>"
    yield "".join(f'<th scope="col">{head}</th>' for head in heads)
    yield "</tr></thead><tbody>"
    for listed in picture.alerts:
        yield f"<tr>{''.join(_cells(listed))}</tr>"
    yield "</tbody></table></div>"


def _cells(listed: ListedAlert) -> Iterator[str]:
    alert = listed.alert
    moved = "; ".join(one.explanation for one in alert.comoving[:4])
    rest = f'<br><span class="soft">with it: {escape(moved)}</span>' if moved else ""
    nearby = f'<br><span class="soft">nearby: {escape("; ".join(alert.nearby))}</span>' if alert.nearby else ""
    yield f'<th scope="row">{listed.number}</th>'
    yield f'<td class="said">{escape(alert.explanation)}{rest}{nearby}</td><td>{alert.severity}</td>'
    yield f"<td>{escape(segment_title(listed.report.segment))}</td>"
    for at in (alert.opened_at, alert.since_window, alert.closed_at):
        yield f"<td>{_time(int(at.timestamp() * 1000)) if at else 'open'}</td>"


def segment_title(segment: Segment) -> str:
    """A segment in short."""
    return " / ".join(value for value in segment.model_dump().values() if value) or "all traffic"


def _strip(strip: Strip, picture: Picture) -> Iterator[str]:
    yield f"<section><h2>{escape(segment_title(strip.segment))}</h2>"
    learnt = "still learning" if strip.learnt_to_ms is None else f"learnt until {_time(strip.learnt_to_ms)}"
    yield f'<p class="soft">{strip.events:,} events; {learnt}.</p><div class="panels">'
    for panel in strip.panels:
        yield _figure(panel, strip, picture)
    yield "</div></section>"


def _figure(panel: Panel, strip: Strip, picture: Picture) -> str:
    told = ' class="told"' if panel.marks else ""
    drawing = "".join(_drawing(panel, strip, picture))
    label = escape(_in_words(panel), quote=True)
    return (
        f"<figure{told}><figcaption>{escape(_title(panel))}</figcaption>"
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{label}">{drawing}</svg></figure>'
    )


def _title(panel: Panel) -> str:
    if panel.kind == "count":
        return "events per window"
    if panel.field == "latency_ms":
        return f"latency {panel.facet}, ms"
    return f"{panel.field} {panel.facet}"


def _in_words(panel: Panel) -> str:
    values = [value for _, value in panel.points]
    said = [f"{_title(panel)}: from {_plain(min(values), panel)} to {_plain(max(values), panel)}"]
    if panel.band:
        said.append(f"usually {_plain(panel.band[0], panel)} to {_plain(panel.band[1], panel)}")
    said += [f"alert {mark.number} at {_time(mark.opened_ms)}" for mark in panel.marks]
    return "; ".join(said)


def _drawing(panel: Panel, strip: Strip, picture: Picture) -> Iterator[str]:
    low, high = _range(panel)
    bottom, right = _HEIGHT - _BOTTOM, _WIDTH - _RIGHT

    def x(at_ms: int) -> float:
        share = (at_ms - picture.start_ms) / max(picture.end_ms - picture.start_ms, 1)
        return round(_LEFT + min(max(share, 0.0), 1.0) * (right - _LEFT), 1)

    def y(value: float) -> float:
        return round(bottom - (value - low) / (high - low) * (bottom - _TOP), 1)

    for mark in panel.marks:
        begin, end = x(mark.since_ms), x(mark.closed_ms or picture.end_ms)
        yield f'<rect class="shade" x="{begin}" y="{_TOP}" width="{max(end - begin, 1):.1f}" height="{bottom - _TOP}"/>'
    if panel.band:
        top, base = y(panel.band[1]), y(panel.band[0])
        yield f'<rect class="band" x="{_LEFT}" y="{top}" width="{right - _LEFT}" height="{max(base - top, 1):.1f}"/>'
    yield from _axes(panel, low, high, bottom, right, picture)
    if strip.learnt_to_ms is not None and picture.start_ms < strip.learnt_to_ms < picture.end_ms:
        at = x(strip.learnt_to_ms)
        yield f'<line class="learnt" x1="{at}" x2="{at}" y1="{_TOP}" y2="{bottom}"/>'
    yield from _line(panel, picture, x, y)
    yield from _marks(panel.marks, x, bottom)


def _axes(panel: Panel, low: float, high: float, bottom: int, right: int, picture: Picture) -> Iterator[str]:
    yield f'<line class="axis" x1="{_LEFT}" x2="{right}" y1="{bottom}" y2="{bottom}"/>'
    for value, at in ((high, _TOP + 4), (low, bottom)):
        yield f'<text x="{_LEFT - 5}" y="{at}" text-anchor="end">{_plain(value, panel)}</text>'
    yield f'<text x="{_LEFT}" y="{_HEIGHT - 5}">{_day(picture.start_ms)}</text>'
    yield f'<text x="{right}" y="{_HEIGHT - 5}" text-anchor="end">{_day(picture.end_ms)}</text>'


def _line(panel: Panel, picture: Picture, x: Scale, y: Scale) -> Iterator[str]:
    """One line for each stretch without a gap; a lone window is a dot."""
    at = [(x(start), y(value), start) for start, value in panel.points]
    usual = min((b[2] - a[2] for a, b in pairwise(at)), default=picture.window_ms)
    stretch: list[tuple[float, float, int]] = []
    for point in [*at, None]:
        if point is None or (stretch and point[2] - stretch[-1][2] > usual):
            if len(stretch) == 1:
                yield f'<circle class="dot" cx="{stretch[0][0]}" cy="{stretch[0][1]}" r="1.5"/>'
            else:
                yield f'<polyline class="value" points="{" ".join(f"{a},{b}" for a, b, _ in stretch)}"/>'
            stretch = []
        if point is not None:
            stretch.append(point)


def _marks(marks: Sequence[Mark], x: Scale, bottom: int) -> Iterator[str]:
    for mark in marks:
        at = x(mark.opened_ms)
        yield f'<line class="mark" x1="{at}" x2="{at}" y1="{_TOP}" y2="{bottom}"/>'
        anchor = "end" if at > _WIDTH - 30 else "middle"
        yield f'<text class="number" x="{at}" y="{_TOP - 5}" text-anchor="{anchor}">{mark.number}</text>'


def _range(panel: Panel) -> tuple[float, float]:
    values = [value for _, value in panel.points] + list(panel.band or ())
    low, high = min(values), max(values)
    if panel.kind == "share" or low < 0.5 * high:
        low = 0.0
    if high <= low:
        high = low + (low or (1.0 if panel.kind != "share" else 0.01))
    return low, high


def _plain(value: float, panel: Panel) -> str:
    if panel.kind == "share":
        return f"{value * 100:.3g} %"
    if value >= 10_000:
        return f"{value / 1000:,.0f}k"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}" if value >= 1 else f"{value:.2g}"


def _time(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M")


def _day(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%-d %b %H:%M")


def _length(ms: int) -> str:
    for unit, name in ((86_400_000, "d"), (3_600_000, "h"), (60_000, "min")):
        if ms % unit == 0:
            return f"{ms // unit} {name}"
    return f"{ms / 1000:g} s"
