"""How often drift detection is wrong, and how soon it is right: made-up worlds and real data, one line per goal.

    python -m bench.drift_quality [--runs 10] [--seed 0] [--only WORD] [--show]

Worlds draw parameters of their own per run (`bench.drift_worlds`); `--show` prints them. A run learns for two weeks of
hourly windows and is watched for 30 days without a shift, or until the shift is found. Everything of a segment is
watched, as in the product: an alert on any of its facets is false where nothing shifted. Delays count windows from
the shift on to the one that raised the alert, 72 where none did.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.drift_worlds import HOUR_MS, START_MS, Shift, World, put, windows_of, world
from detectors.counts import Counts
from detectors.monitor import Monitor
from detectors.observation import Observation, Skew, observe_event
from detectors.plan import Plan
from schemas.drift import DriftAlert, Segment
from schemas.interaction import Interaction

DATA = Path(os.environ.get("TIDEGATE_DATA", Path(__file__).parents[2] / "shared" / "data")) / "drift"

LEARN, MONTH, QUIET, AFTER = 336, 720, 24, 72
FIELDS = 8
"""Of a world: volume, four numbers, three kinds of categories (and the paths of its outputs, not counted here)."""

FLEET = 2_000


@dataclass(frozen=True)
class Found:
    """An alert that opened."""

    window: int
    alert: DriftAlert


def watch(windows: Iterator[Counts], learn: int, series: int = 0, stop_from: int | None = None) -> list[Found]:
    """Alerts of one segment; stops at the first from window `stop_from` on."""
    monitor, found = Monitor(Plan(learn=learn, series=series)), []
    for at, counts in enumerate(windows):
        monitor.take(Segment(), counts)
        for report in monitor.step(START_MS + at * HOUR_MS):
            if report.alert is not None and report.alert.state == "open":
                found.append(Found(at, report.alert))
        if stop_from is not None and found and found[-1].window >= stop_from:
            break
    return found


def facets_of(made: World) -> int:
    """How many series a world has."""
    monitor = Monitor(Plan(learn=24))
    for at, counts in enumerate(windows_of(made, 24)):
        monitor.take(Segment(), counts)
        monitor.step(START_MS + at * HOUR_MS)
    base = monitor.watched[Segment()].baseline
    return len(base.facets) if base is not None else 0


def false_alarms(kind: str, per_window: float, asked: argparse.Namespace) -> str:
    """Episodes per segment, field and month."""
    episodes = []
    for run in range(asked.runs):
        made = world(kind, asked.seed + run, per_window)
        show(asked, made)
        episodes.append(watch(windows_of(made, LEARN + MONTH), LEARN))
    count = sum(map(len, episodes))
    said = ", ".join(f"{each.alert.field} {each.alert.facet}" for found in episodes for each in found[:2])
    return f"{count / asked.runs / FIELDS:.4f} ({count} in {asked.runs * FIELDS} field-months) {said[:90]}"


def fleet(kind: str, asked: argparse.Namespace) -> str:
    """Pages a month over 2,000 series."""
    pages = series = 0
    for run in range(asked.runs):
        made = world(kind, 500 + asked.seed + run, 200)
        series += facets_of(made)
        pages += len(watch(windows_of(made, LEARN + MONTH), LEARN, series=FLEET))
    return f"{pages * FLEET / series:.1f} ({pages} in {series} series-months)"


def delay(kind: str, shift: Shift, right: tuple[str, tuple[str, ...]], asked: argparse.Namespace) -> str:
    """Median of hours to the first alert, and how often field and facet were right."""
    at, hours, fields, facets = LEARN + QUIET, [], 0, 0
    for run in range(asked.runs):
        made = world(kind, 1_000 + asked.seed + run, 200)
        show(asked, made)
        placed = Shift(shift.kind, shift.factor, at)
        found = [each for each in watch(windows_of(made, at + AFTER, placed), LEARN, stop_from=at) if each.window >= at]
        hours.append(found[0].window - at + 1 if found else AFTER)
        fields += bool(found) and found[0].alert.field == right[0]
        facets += bool(found) and found[0].alert.facet in right[1]
    share = f"field right {fields / asked.runs:.0%}, facet {facets / asked.runs:.0%}"
    return f"{np.median(hours):.1f} h (90 %: {np.quantile(hours, 0.9):.0f}; {share})"


def show(asked: argparse.Namespace, made: World) -> None:
    """What was drawn."""
    if asked.show:
        print("   ", made)


# Real data.


def swap(before: Sequence[str], after: Sequence[str], asked: argparse.Namespace, per_window: int) -> str:
    """Events until a swap of models is seen from their text, drawn with replacement."""
    old, new = ([seen_text(text) for text in texts] for texts in (before, after))
    learn, needed, false = 120, [], 0
    for run in range(asked.runs):
        rng = np.random.default_rng([asked.seed, run, 5])
        sizes = rng.poisson(per_window, learn + QUIET + 60)
        windows = (drawn(old if at < learn + QUIET else new, size, rng) for at, size in enumerate(sizes))
        found = watch(windows, learn, stop_from=learn + QUIET)
        late = [each.window for each in found if each.window >= learn + QUIET]
        false += len(found) - len(late)
        needed.append(int(sizes[learn + QUIET : late[0] + 1].sum()) if late else 99_999)
    return f"{np.median(needed):.0f} events (most {max(needed)}; {false} before the swap)"


def seen_text(text: str) -> Observation:
    """As counted."""
    return observe_event(Interaction(output=text), START_MS, Skew())


def drawn(texts: Sequence[Observation], size: int, rng: np.random.Generator) -> Counts:
    """A window of so many of them."""
    counts = Counts()
    for at in rng.integers(0, len(texts), size):
        counts.update(texts[at])
    return counts


def alpaca() -> tuple[list[str], list[str]]:
    """Answers of two versions of a model to the same prompts."""
    old, new = (json.loads((DATA / "alpaca" / f"gpt4_{version}.json").read_text()) for version in ("0314", "0613"))
    return [each["output"] for each in old], [each["output"] for each in new]


def llmdrift(name: str, old: str, new: str) -> tuple[list[str], list[str]]:
    """Answers by model."""
    with (DATA / "llmdrift" / f"{name}_EVAL.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    return [r["answer"] for r in rows if r["model"].endswith(old)], [
        r["answer"] for r in rows if r["model"].endswith(new)
    ]


def servegen(asked: argparse.Namespace) -> str:
    """Alerts on production traffic that nobody said had changed: a week learnt, a week watched, client by client."""
    clients = fields = alerts = 0
    said: list[str] = []
    for path in sorted((DATA / "servegen").glob("chunk-*-dataset.json")):
        windows = client_windows(path, np.random.default_rng([asked.seed, 9]))
        if windows is None:
            continue
        found = watch(iter(windows), 168)
        clients, fields, alerts = clients + 1, fields + 3, alerts + len(found)
        said += [f"{each.alert.field} {each.alert.facet} {each.alert.direction}" for each in found]
        if clients >= 3 * asked.runs:
            break
    return f"{alerts} alerts in {clients} client-weeks ({fields} field-weeks): {'; '.join(sorted(set(said)))[:160]}"


def client_windows(path: Path, rng: np.random.Generator) -> list[Counts] | None:
    """Hours of one client: its own request rate and its own histograms of tokens; None where it is nearly idle."""
    histograms = {int(at): each for at, each in json.loads(path.read_text()).items()}
    trace = path.with_name(path.name.replace("dataset.json", "trace.csv"))
    rates: dict[int, float] = {}
    for row in csv.reader(trace.open()):
        if len(row) > 1 and row[0].replace(".", "").isdigit():
            hour = int(float(row[0])) // 3600
            rates[hour] = rates.get(hour, 0.0) + float(row[1] or 0) * 600
    windows = []
    for hour in range(336):
        block = histograms.get(hour * 3600 // 21600 * 21600, {})
        size = int(rng.poisson(min(rates.get(hour, 0.0), 2_000)))
        counts = Counts()
        for name in ("input_tokens", "output_tokens"):
            shares = read_histogram(block.get(name, "{}"))
            if shares and size:
                values = rng.choice(list(shares), size, p=np.array(list(shares.values())) / sum(shares.values()))
                put(counts, name, values.astype(float))
        counts.events = size if counts.numbers else 0
        windows.append(counts)
    busy = sum(window.events >= 10 for window in windows)
    return windows if busy >= 250 else None


def read_histogram(text: str) -> dict[int, float]:
    """`{9: 0.0067, 163: 0.25}` as the data set writes it."""
    pairs = (pair.split(":") for pair in text.strip("{} ").split(",") if ":" in pair)
    return {int(value): float(share) for value, share in pairs}


def rows(asked: argparse.Namespace) -> Iterator[tuple[str, str, Callable[[], str]]]:
    """Name, goal, and what measures it."""
    for per_window in (50, 200, 1_000):
        yield f"false iid {per_window}/h", "<= 0.01", lambda n=per_window: false_alarms("iid", n, asked)
    for kind, most in (("benign", "0.02"), ("weekly", "0.02"), ("autocorrelated", "0.05"), ("bursty", "0.02"),
                       ("sessions", "0.02"), ("tiny", "0.02"), ("ties", "0.02")):  # fmt: skip
        yield f"false {kind}", f"<= {most}", lambda k=kind: false_alarms(k, 200, asked)
    yield "fleet independent", "<= 1", lambda: fleet("iid", asked)
    yield "fleet autocorrelated", "<= 5", lambda: fleet("autocorrelated", asked)
    p50, p99 = ("latency_ms", ("p50", "p90")), ("latency_ms", ("p99", "p90"))
    for name, most, kind, shift, right in (
        ("x1.25", "<= 4", "iid", Shift("latency", 1.25), p50),
        ("x1.10", "<= 24", "iid", Shift("latency", 1.10), p50),
        ("5 % stall", "<= 4", "iid", Shift("stall"), p99),
        ("spread x1.3", "<= 6", "iid", Shift("spread", 1.3), ("latency_ms", ("spread",))),
        ("x1.25 benign", "<= 8", "benign", Shift("latency", 1.25), p50),
        ("x1.10 benign", "<= 36", "benign", Shift("latency", 1.10), p50),
        ("x1.25 autocorrelated", "", "autocorrelated", Shift("latency", 1.25), p50),
        ("finish 3 to 6 %", "<= 10", "iid", Shift("finish"), ("finish_reasons", ("length", "stop"))),
        ("new value 0.5 %", "<= 8", "iid", Shift("new"), ("finish_reasons", ("new",))),
        ("path missing 12 %", "", "iid", Shift("path"), ("$.member.plan", ("missing",))),
        ("tokens x1.25", "", "benign", Shift("tokens", 1.25), ("output_tokens", ("p50", "p90"))),
    ):
        yield f"delay {name}", most, lambda k=kind, s=shift, r=right: delay(k, s, r, asked)
    if not DATA.is_dir():
        print(f"no data under {DATA}: rows on real data are skipped")
        return
    for per_window in (50, 200):
        yield f"swap AlpacaEval {per_window}/h", "<= 750", lambda n=per_window: swap(*alpaca(), asked, n)
    for name, old, new in (
        ("SENSITIVEQ", "gpt-4-0314", "gpt-4-0613"),
        ("COUNTAHAPPYNUMBER", "gpt-4-0314", "gpt-4-0613"),
    ):
        texts = (name, old, new)
        yield f"swap LLMDrift {name}", "<= 750", lambda t=texts: swap(*llmdrift(*t), asked, 100)
    yield "ServeGen", "", lambda: servegen(asked)


def main() -> None:
    """Prints a line per row."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="")
    parser.add_argument("--show", action="store_true")
    asked = parser.parse_args()
    print(f"runs {asked.runs}, seeds from {asked.seed}; 200 events per window where not said")
    for name, goal, measure in rows(asked):
        if asked.only in name:
            print(f"{name:28} {goal:8} {measure()}", flush=True)


if __name__ == "__main__":
    main()
