"""`tidegate baseline create | list | show | diff`: prints what `streams.watch.baselines` keeps.

What leaves are tables or JSON. PSI, Jensen-Shannon and Kolmogorov-Smirnov describe how far two baselines are apart;
nothing is decided by them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from detectors.baseline import Baseline
from detectors.buckets import Buckets
from detectors.counts import Counts
from detectors.describe import of_names, of_numbers
from detectors.observation import MICRODOLLARS_PER_DOLLAR, MICROSECONDS_PER_MS
from schemas.drift import Segment
from schemas.errors import PolicyError
from streams.history.windows import read_windows, segment_path
from streams.settings import Settings
from streams.terminal.arguments import duration
from streams.terminal.plain_text import plain
from streams.terminal.show import console, print_json
from streams.watch import baselines
from streams.watch.baselines import Kept
from streams.watch.plan import DriftPlan, drift_plan

_SCALES = {"latency_us": ("latency_ms", MICROSECONDS_PER_MS), "cost_microdollars": ("cost", MICRODOLLARS_PER_DOLLAR)}

_MOST_NAMES = 5


def create(
    settings: Settings, policy: Path | None, name: str, source: str, window: str | None, last: str | None
) -> None:
    """Learns from a source. Raises PolicyError, DependencyError."""
    plan = _plan(settings, policy, window)
    since = duration("--last", last)
    if since is not None:
        if "@" in source:
            raise PolicyError("--last and a range after @ exclude each other")
        source = f"{source}@{(datetime.now(UTC) - since).isoformat(timespec='seconds')}"
    history = read_windows(settings, source, plan.window_ms, plan.drift)
    kept, short = baselines.create(plan.folder, name, history.cells, plan.window_ms, history.starts())
    out = console()
    out.print(f"{plan.folder / name}: {_line(kept)}", soft_wrap=True)
    if plan.drift.baseline in (name, baselines.NEWEST):
        out.print("the policy pins it: restart `watch`, which reads a baseline when it starts", soft_wrap=True)
    if short:
        out.print(
            f"{short} segments had fewer than {baselines.LEAST_WINDOWS} windows and go on learning", soft_wrap=True
        )
    if history.unread:
        out.print(f"{history.unread} records could not be read", soft_wrap=True)


def print_list(settings: Settings, policy: Path | None, as_json: bool) -> None:
    """All baselines of the folder, the oldest first."""
    plan = _plan(settings, policy, None)
    kept = [baselines.load(plan.folder, name) for name in baselines.names(plan.folder)]
    if as_json:
        print_json([_head(each) for each in kept])
        return
    pinned = plan.drift.baseline
    for number, each in enumerate(kept, 1):
        used = pinned == each.name or (pinned == baselines.NEWEST and number == len(kept))
        console().print(f"{each.name}: {_line(each)}{'  (pinned)' if used else ''}", soft_wrap=True)
    if not kept:
        console().print(f"{plan.folder}: no baseline; `tidegate baseline create` makes one", soft_wrap=True)


def show(settings: Settings, policy: Path | None, name: str, as_json: bool) -> None:
    """One baseline: what is usual in each of its segments."""
    kept = baselines.load(_plan(settings, policy, None).folder, name)
    if as_json:
        segments = [{"segment": each.model_dump(), **_usual(base)} for each, base in kept.segments.items()]
        print_json({**_head(kept), "segments": segments})
        return
    out = console()
    out.print(_line(kept), soft_wrap=True)
    for segment, base in kept.segments.items():
        out.print()
        out.print(_text(segment_path(segment), "bold"), soft_wrap=True)
        table = Table(box=None, pad_edge=False, show_header=False)
        for what, said in _usual(base).items():
            table.add_row(_text(what), _text(_said(said)))
        out.print(table)


def diff(settings: Settings, policy: Path | None, before: str, after: str, as_json: bool) -> None:
    """Two baselines, field by field, the most different first."""
    folder = _plan(settings, policy, None).folder
    old, new = baselines.load(folder, before), baselines.load(folder, after)
    rows = [row for segment in old.segments if segment in new.segments for row in _differences(segment, old, new)]
    only = {
        before: [each.model_dump() for each in old.segments if each not in new.segments],
        after: [each.model_dump() for each in new.segments if each not in old.segments],
    }
    if as_json:
        print_json({"fields": rows, "only_in": only})
        return
    table = Table("segment", "field", before, after, "PSI", "JS", "KS", box=None, pad_edge=False)
    for row in sorted(rows, key=lambda each: -each.get("psi", 0.0)):
        measures = (f"{row[name]:.3f}" if name in row else "" for name in ("psi", "jensen_shannon", "ks"))
        cells = (segment_path(Segment(**row["segment"])), row["field"], row["before"], row["after"], *measures)
        table.add_row(*map(_text, cells))
    console().print(table)
    for name, segments in only.items():
        for each in segments:
            console().print(_text(f"only in {name}: {segment_path(Segment(**each))}"), soft_wrap=True)


def _text(text: str, style: str = "") -> Text:
    """Names come from events: no markup and no control characters of theirs reach the terminal."""
    return Text(plain(text), style=style)


def _plan(settings: Settings, policy: Path | None, window: str | None) -> DriftPlan:
    return drift_plan(settings, policy, window=duration("--window", window), pinned=False)


def _head(kept: Kept) -> dict[str, Any]:
    return {
        "name": kept.name,
        "id": kept.baseline_id,
        "window_s": kept.window_ms / 1000,
        "start": _time(kept.start_ms),
        "end": _time(kept.end_ms),
        "made_at": kept.made_at,
        "segments": len(kept.segments),
        "events": kept.events,
    }


def _line(kept: Kept) -> str:
    length = f"{timedelta(milliseconds=kept.window_ms)}"
    span = f"{_time(kept.start_ms)} to {_time(kept.end_ms)}"
    return f"{kept.baseline_id}  {span}  windows of {length}  {len(kept.segments)} segments  {kept.events:,} events"


def _time(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%MZ")


def _usual(base: Baseline) -> dict[str, Any]:
    counts = base.counts
    found: dict[str, Any] = {
        "windows": base.windows,
        "events": counts.events,
        "events_per_window": round(counts.events / max(base.windows, 1), 1),
        "facets": len(base.facets),
    }
    for name, values in sorted(counts.numbers.items()):
        said, scale = _SCALES.get(name, (name, 1))
        found[said] = {f"p{round(100 * q)}": (values.quantile(q) or 0) / scale for q in (0.1, 0.5, 0.9, 0.99)}
    for name, cell in sorted(counts.categories.items()):
        most = sorted(cell.counts.items(), key=lambda item: (-item[1], item[0]))[:_MOST_NAMES]
        found[name] = {each: round(count / max(counts.events, 1), 4) for each, count in most}
    return found


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return "  ".join(f"{name} {part:,.4g}" for name, part in value.items())
    return f"{value:,}"


def _differences(segment: Segment, old: Kept, new: Kept) -> Iterator[dict[str, Any]]:
    was, now = old.segments[segment].counts, new.segments[segment].counts
    base = {"segment": segment.model_dump()}
    for name in sorted({*was.numbers, *now.numbers}):
        said, scale = _SCALES.get(name, (name, 1))
        sides = [each.numbers.get(name, Buckets()) for each in (was, now)]
        before, after = (f"p50 {(each.quantile(0.5) or 0) / scale:,.4g}" for each in sides)
        yield {**base, "field": said, "before": before, "after": after, **of_numbers(*sides)}
    for name in sorted({*was.categories, *now.categories}):
        names = [_names(each, name) for each in (was, now)]
        before, after = (_most(each) for each in names)
        yield {**base, "field": name, "before": before, "after": after, **of_names(*names)}

    if was.json_outputs or now.json_outputs:
        paths = [{**each.paths.counts} for each in (was, now)]
        before, after = (f"{len(each)} paths" for each in paths)
        yield {**base, "field": "output_paths", "before": before, "after": after, **of_names(*paths)}


def _names(counts: Counts, field: str) -> Mapping[str, int]:
    cell = counts.categories.get(field)
    return cell.counts if cell else {}


def _most(names: Mapping[str, int]) -> str:
    total = sum(names.values())
    if not total:
        return "-"
    name, count = min(names.items(), key=lambda item: (-item[1], item[0]))
    return f"{name} {100 * count / total:.3g} %"
