"""Arrays and records as bytes: equal values enter, equal bytes leave, and the same values come back.

A JSON head says what is there; arrays follow as they lie in memory, little-endian. No pickling: state is read from
topics, and what is read must not run.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.counts import canonical
from schemas.errors import InvariantError

_LENGTH_BYTES = 4
_TYPES = {"f4": "<f4", "f8": "<f8", "i4": "<i4", "i8": "<i8", "u2": "<u2", "b1": "|b1"}


def pack(head: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Head (JSON values) and named arrays.

    >>> head, arrays = unpack(pack({"a": 1}, {"x": np.array([[1.5, 2.0]], dtype=np.float32)}))
    >>> head, arrays["x"].tolist()
    ({'a': 1}, [[1.5, 2.0]])
    """
    told = {name: [array.dtype.str.lstrip("<|="), *array.shape] for name, array in sorted(arrays.items())}
    front = canonical({"head": head, "arrays": told})
    body = b"".join(np.ascontiguousarray(array).tobytes() for _, array in sorted(arrays.items()))
    return len(front).to_bytes(_LENGTH_BYTES, "big") + front + body


def unpack(raw: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """The inverse of `pack`. Raises InvariantError for bytes that are none of ours."""
    try:
        at = _LENGTH_BYTES + int.from_bytes(raw[:_LENGTH_BYTES], "big")
        said = json.loads(raw[_LENGTH_BYTES:at])
        arrays = {}
        for name, (kind, *shape) in said["arrays"].items():
            dtype = np.dtype(_TYPES[kind])
            count = int(np.prod(shape, dtype=np.int64))
            arrays[name] = np.frombuffer(raw, dtype, count, at).reshape(shape).copy()
            at += count * dtype.itemsize
        head: dict[str, Any] = said["head"]
        return head, arrays
    except (ValueError, KeyError, TypeError, OverflowError):
        raise InvariantError("state of a detector that cannot be read") from None
