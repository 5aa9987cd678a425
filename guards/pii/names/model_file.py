"""The tagger's file: one line of JSON, then arrays, compressed together.

What enters are a model's parts, what leaves are its bytes, and back. It never runs anything that stands in a file.
"""

from __future__ import annotations

import json
import lzma
import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MODEL = Path(__file__).with_name("names.model")

_ARRAYS = ("weights", "cells", "edges", "keys", "key_weights", "moves")


def write_model(path: Path, head: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
    """Equal content gives equal bytes."""
    shapes = [(name, arrays[name].dtype.str, list(arrays[name].shape)) for name in _ARRAYS]
    line = json.dumps({**head, "arrays": shapes}, ensure_ascii=False, sort_keys=True).encode()
    raw = line + b"\n" + b"".join(np.ascontiguousarray(arrays[name]).tobytes() for name in _ARRAYS)
    path.write_bytes(lzma.compress(raw, preset=9 | lzma.PRESET_EXTREME))


def read_model(path: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """The head and the arrays of a model's file."""
    raw = lzma.decompress(path.read_bytes())
    cut = raw.index(b"\n")
    head, at, arrays = json.loads(raw[:cut]), cut + 1, {}
    for name, kind, shape in head.pop("arrays"):
        size = np.dtype(kind).itemsize * math.prod(shape)
        arrays[name] = np.frombuffer(raw[at : at + size], kind).reshape(shape)
        at += size
    return head, arrays
