"""`tidegate baseline`: what was usual in a stretch of history, kept under a name for ever.

What enters is a file or a range of a topic; what leaves is one file in the folder of baselines, with a baseline for
each segment that had enough windows. A baseline is never changed: a new one takes a new name. It holds counts and
what follows from them, no text of an event but the names that are counted.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from detectors.baseline import Baseline, Window
from detectors.counts import canonical
from detectors.monitor import key_of
from schemas.drift import Segment
from schemas.errors import InvariantError, PolicyError
from schemas.policy import is_baseline_name
from streams.windows import Windows, of_segment

NEWEST = "newest"
"""A name that stands for the baseline that was made last: a rolling one, where somebody makes one each week."""

LEAST_WINDOWS = 8
"""Below these there is nothing to tell usual variation by; the same as `watch` asks for."""

_SUFFIX = ".baseline"
_FORMAT = 1


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


def create(folder: Path, name: str, windows: Windows, window_ms: int) -> tuple[Kept, int]:
    """Learns from the windows and writes the file; also how many segments had too few windows.

    Raises PolicyError where the name is taken or unfit, or nothing can be learnt.
    """
    if not is_baseline_name(name) or name == NEWEST:
        raise PolicyError(f"{name!r} cannot name a baseline: letters, digits, `.`, `_` and `-`; `{NEWEST}` is taken")
    segments, short = learn(windows, window_ms)
    if not segments:
        raise PolicyError(f"no segment has {LEAST_WINDOWS} windows; a shorter --window makes more of them")
    head = {"format": _FORMAT, "window_ms": window_ms, "start_ms": min(windows), "end_ms": max(windows) + window_ms}
    lines = [canonical(head)]
    for segment, baseline in sorted(segments.items(), key=lambda item: key_of(item[0])):
        kept = base64.b64encode(baseline.encode()).decode()
        lines.append(canonical({"segment": segment.model_dump(), "baseline": kept}))
    path = folder / f"{name}{_SUFFIX}"
    _write_once(path, gzip.compress(b"\n".join(lines) + b"\n", mtime=0))
    return load(folder, name), short


def learn(windows: Windows, window_ms: int) -> tuple[dict[Segment, Baseline], int]:
    """A baseline for each segment that can have one, and how many cannot."""
    segments = {segment for cells in windows.values() for segment in cells}
    found = {}
    for segment in sorted(segments, key=key_of):
        own = of_segment(windows, segment, window_ms)
        if sum(bool(counts.events) for counts in own.values()) >= LEAST_WINDOWS:
            found[segment] = Baseline.learn([Window(start, counts) for start, counts in own.items()], window_ms)
    return found, len(segments) - len(found)


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
        raw = gzip.decompress(path.read_bytes())
        made_at = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
        head, *lines = (json.loads(line) for line in raw.splitlines())
        return _kept(name, raw, made_at, head, lines)
    except FileNotFoundError:
        others = ", ".join(names(folder)) or "none"
        raise PolicyError(f"{path}: there is no such baseline; known are: {others}") from None
    except OSError as error:
        raise PolicyError(f"{path}: cannot be read: {error.strerror or 'no gzip'}") from None
    except (ValueError, KeyError, TypeError, EOFError, InvariantError):
        raise PolicyError(f"{path}: not a baseline of this version of Tidegate") from None


def _kept(name: str, raw: bytes, made_at: str, head: Mapping[str, Any], lines: list[Any]) -> Kept:
    if head["format"] != _FORMAT:
        raise ValueError
    segments = {Segment(**line["segment"]): Baseline.decode(base64.b64decode(line["baseline"])) for line in lines}
    digest = hashlib.sha256(raw).hexdigest()[:16]
    return Kept(name, digest, head["window_ms"], head["start_ms"], head["end_ms"], made_at, segments)
