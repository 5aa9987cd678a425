"""What watching costs: events per second and core, a window's closing, and the size of what is kept.

    python -m bench.drift [--peers]

Events are decoded records (`Approved`), counted as `watch` counts them, without and with a text of 115 words. Times
are of one core by the process clock, the best of several rounds. `--peers` does the same work with whylogs and
Evidently, each in an environment of its own in a temporary folder, or says why it could not.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import venv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

from bench.drift_worlds import HOUR_MS, START_MS, windows_of, world
from detectors.counts import Counts
from detectors.monitor import Monitor, key_of
from detectors.observation import Skew, observe
from detectors.plan import Plan
from detectors.vocabulary import WORDS
from schemas.decision import Approved, DecisionBrief, PolicyRef
from schemas.drift import Segment
from schemas.interaction import Interaction

EVENTS = 20_000
ROUNDS = 3


def events(count: int, words: int, seed: int = 1) -> list[Approved]:
    """Decoded records with ordinary envelopes; `words` of text in the output, 0 for none."""
    rng = np.random.default_rng(seed)
    vocabulary = [*WORDS, *(f"word{number}" for number in range(4_000))]
    weights = 1 / np.arange(2, len(vocabulary) + 2)
    weights /= weights.sum()
    texts = [" ".join(rng.choice(vocabulary, words, p=weights)) for _ in range(500)] if words else [""]
    made = []
    for number in range(count):
        event = Interaction(
            event_id=f"e-{number}",
            tenant="acme",
            workflow="claims",
            model="m",
            model_version="1",
            occurred_at=START_MS / 1000 + number % 3600,
            latency_ms=float(rng.lognormal(6.5, 0.6)),
            finish_reasons=("length" if number % 30 == 0 else "stop",),
            usage={"input_tokens": int(rng.gamma(3, 200)), "output_tokens": int(rng.gamma(2, 80)), "cost": 0.003},
            output=texts[number % len(texts)] if words else (),
        )
        brief = DecisionBrief(action="allow", policy=PolicyRef(name="p", version="1"))
        made.append(Approved(event_id=f"e-{number}", event=event, decision=brief))
    return made


def count_all(records: list[Approved]) -> Counts:
    """As `watch` does."""
    counts, skew = Counts(), Skew()
    for record in records:
        counts.update(observe(record, START_MS, skew))
    return counts


def best_of(work: Callable[[], object]) -> float:
    """Seconds of this process."""
    times = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times)


def throughput() -> None:
    """Events per second and core."""
    for name, words in (("without text", 0), ("with text of 115 words", 115)):
        records = events(EVENTS, words)
        print(f"  {name:24} {EVENTS / best_of(lambda r=records: count_all(r)):>10,.0f} events/s")


def closing() -> None:
    """Milliseconds for a window of one segment, all fields, and the bytes of what is kept."""
    learn, watch = 168, 200
    monitor, segment = Monitor(Plan(learn=learn)), Segment(tenant="acme")
    text = count_all(events(200, 115))
    windows = list(windows_of(world("benign", 1), learn + watch))
    for counts in windows:
        counts.merge(_text_of(text))
    spent = 0.0
    for at, counts in enumerate(windows):
        monitor.take(segment, counts)
        begun = time.process_time()
        monitor.step(START_MS + at * HOUR_MS)
        spent += time.process_time() - begun if at >= learn else 0.0
    base = monitor.watched[segment].baseline
    assert base is not None
    print(f"  close a window           {spent / watch * 1000:>10.3f} ms, {len(base.facets)} facets")
    parts = {name: len(raw) for (key, name), raw in monitor.parts().items() if key == key_of(segment)}
    hour = count_all(events(1_000, 115))
    print(f"  open hour, 1,000 events  {len(hour.encode()) / 1024:>10.1f} KiB")
    for name, size in sorted(parts.items()):
        print(f"  {name:24} {size / 1024:>10.1f} KiB")
    print(f"  at rest per segment      {sum(parts.values()) / 1024:>10.1f} KiB")


def _text_of(counts: Counts) -> Counts:
    found = Counts()
    found.texts, found.words = counts.texts, Counter(counts.words)
    return found


PEERS = {"whylogs": ("whylogs", "pandas<3", "numpy<2"), "evidently": ("evidently", "pandas<3")}
"""What each is installed from; what it is made to do is in `bench/drift_peers.py`."""


def peers() -> None:
    """The same work in other hands."""
    for name, packages in PEERS.items():
        with tempfile.TemporaryDirectory() as folder:
            print(f"  {name:24} {_in_its_own(Path(folder), packages, name)}")


def _in_its_own(folder: Path, packages: tuple[str, ...], name: str) -> str:
    script = str(Path(__file__).with_name("drift_peers.py"))
    try:
        venv.create(folder, with_pip=True)
        python = str(folder / "bin" / "python")
        subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=True, capture_output=True, timeout=420)
        work = [python, "-W", "ignore", script, name]
        done = subprocess.run(work, check=True, capture_output=True, text=True, timeout=180, cwd=folder)
    except (subprocess.SubprocessError, OSError) as error:
        return f"skipped: {type(error).__name__} while it was installed or run"
    return done.stdout.strip().splitlines()[-1]


def main() -> None:
    """Prints all figures."""
    print("watching, one core")
    throughput()
    closing()
    if "--peers" in sys.argv[1:]:
        print("others, the same machine")
        peers()


if __name__ == "__main__":
    main()
