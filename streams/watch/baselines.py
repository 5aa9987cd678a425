"""`tidegate baseline`: what was usual in a stretch of history, kept under a name for ever.

What enters is a file or a range of a topic; what leaves is one file in the folder of baselines, with a baseline for
each segment that had enough windows. A baseline is never changed: a new one takes a new name. It holds counts and
what follows from them, no text of an event but the names that are counted.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from detectors.baseline import Baseline, Window
from detectors.baseline_file import read_baselines, write_baselines
from detectors.counts import Counts
from detectors.monitor import key_of
from schemas.drift import Segment
from schemas.errors import InvariantError, PolicyError
from schemas.policy import is_baseline_name

NEWEST = "newest"
"""A name that stands for the baseline that was made last: a rolling one, where somebody makes one each week."""

LEAST_WINDOWS = 8
"""Below these there is nothing to tell usual variation by; the same as `watch` asks for."""

_SUFFIX = ".baseline"

CountsByWindow = Mapping[int, Mapping[Segment, Counts]]
"""Counts by start of the window, then by segment."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One baseline file."""

    name: str
    baseline_id: str
    """First 16 hexadecimal digits of the SHA-256 of what it holds."""
    window_ms: int
    start_ms: int
    end_ms: int
    made_at: str
    segments: Mapping[Segment, Baseline]

    @property
    def events(self) -> int:
        """Of all segments."""
        return sum(baseline.counts.events for baseline in self.segments.values())


def create(
    folder: Path, name: str, windows: CountsByWindow, window_ms: int, starts: Sequence[int] = ()
) -> tuple[Kept, int]:
    """Learns from the windows and writes the file; also how many segments had too few windows.

    Raises PolicyError where the name is taken or unfit, or nothing can be learnt.
    """
    if not is_baseline_name(name) or name == NEWEST:
        raise PolicyError(f"{name!r} cannot name a baseline: letters, digits, `.`, `_` and `-`; `{NEWEST}` is taken")
    segments, short = learn(windows, window_ms, starts)
    if not segments:
        raise PolicyError(f"no segment has {LEAST_WINDOWS} windows; a shorter --window makes more of them")
    _write_once(folder / f"{name}{_SUFFIX}", write_baselines(segments))
    return load(folder, name), short


def learn(windows: CountsByWindow, window_ms: int, starts: Sequence[int] = ()) -> tuple[dict[Segment, Baseline], int]:
    """A baseline for each segment with enough windows, from its first window on, and how many have too few.

    Args:
        starts: windows to step through, silent ones among them; absent, all from the first to the last.
    """
    found: dict[Segment, list[Window]] = {}
    for start_ms in starts or (range(min(windows), max(windows) + 1, window_ms) if windows else ()):
        cells = windows.get(start_ms, {})
        for segment in sorted({*found, *cells}, key=key_of):
            found.setdefault(segment, []).append(Window(start_ms, cells.get(segment) or Counts()))
    enough = {segment: own for segment, own in found.items() if _told(own) >= LEAST_WINDOWS}
    return {segment: Baseline.learn(own, window_ms) for segment, own in enough.items()}, len(found) - len(enough)


def _told(windows: list[Window]) -> int:
    return sum(bool(window.counts.events) for window in windows)


def _write_once(path: Path, raw: bytes) -> None:
    """Whole or not at all, and never over another."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(raw)
        os.link(draft, path)
    except FileExistsError:
        raise PolicyError(f"{path}: there is a baseline of this name; it is never changed, take another name") from None
    except OSError as error:
        raise PolicyError(f"{path}: cannot be written: {error.strerror}") from None
    finally:
        draft.unlink(missing_ok=True)


def names(folder: Path) -> list[str]:
    """Of all baselines, the oldest first."""
    files = [path for path in folder.glob(f"*{_SUFFIX}") if is_baseline_name(path.name.removesuffix(_SUFFIX))]
    return [path.name.removesuffix(_SUFFIX) for path in sorted(files, key=lambda p: (p.stat().st_mtime_ns, p.name))]


def load(folder: Path, name: str) -> Kept:
    """A baseline by its name, or the newest. Raises PolicyError."""
    if name == NEWEST:
        known = names(folder)
        if not known:
            raise PolicyError(f"{folder}: there is no baseline; `tidegate baseline create` makes one")
        name = known[-1]
    path = folder / f"{name}{_SUFFIX}"
    try:
        raw = path.read_bytes()
        made_at = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
        return _kept(name, raw, made_at)
    except FileNotFoundError:
        others = ", ".join(names(folder)) or "none"
        raise PolicyError(f"{path}: there is no such baseline; known are: {others}") from None
    except OSError as error:
        raise PolicyError(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, IndexError, InvariantError):
        raise PolicyError(f"{path}: not a baseline of this version of Tidegate") from None


def window_ms_of(segments: Mapping[Segment, Baseline]) -> int:
    """Length of the windows that baselines of one file were learnt from."""
    first = list(segments.values())[0]  # noqa: RUF015  an IndexError where there is none
    return (first.end_ms - first.start_ms) // first.windows


def _kept(name: str, raw: bytes, made_at: str) -> Kept:
    segments = read_baselines(raw)
    return Kept(
        name=name,
        baseline_id=hashlib.sha256(raw).hexdigest()[:16],
        window_ms=window_ms_of(segments),
        start_ms=min(each.start_ms for each in segments.values()),
        end_ms=max(each.end_ms for each in segments.values()),
        made_at=made_at,
        segments=segments,
    )
