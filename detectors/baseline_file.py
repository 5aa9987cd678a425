"""Baselines of several segments in one file: what enters by segment leaves as bytes, and comes back."""

from __future__ import annotations

import json
from collections.abc import Mapping

from detectors.baseline import Baseline
from detectors.counts import canonical
from schemas.drift import Segment
from schemas.errors import InvariantError

MAGIC = b"TIDEGATE-BASELINES-1\n"
_LENGTH_BYTES = 4


def write_baselines(baselines: Mapping[Segment, Baseline]) -> bytes:
    """Equal baselines give equal bytes."""
    entries = sorted((canonical(segment.model_dump()), base.encode()) for segment, base in baselines.items())
    parts = [len(part).to_bytes(_LENGTH_BYTES, "big") + part for entry in entries for part in entry]
    return MAGIC + b"".join(parts)


def read_baselines(raw: bytes) -> dict[Segment, Baseline]:
    """The inverse of `write_baselines`. Raises InvariantError for bytes that are none of ours."""
    if not raw.startswith(MAGIC):
        raise InvariantError("not a file of baselines")
    parts, at = [], len(MAGIC)
    while at < len(raw):
        length = int.from_bytes(raw[at : at + _LENGTH_BYTES], "big")
        at += _LENGTH_BYTES
        parts.append(raw[at : at + length])
        at += length
    if len(parts) % 2 or at != len(raw):
        raise InvariantError("a file of baselines that was cut off")
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return {Segment(**json.loads(segment)): Baseline.decode(base) for segment, base in pairs}
