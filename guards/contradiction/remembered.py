"""Contexts read before: a conversation, a retrieved page or a system's notes come again and again.

What enters are passages; what leaves is their `Context`, read once for each distinct run of texts. It is a matter of
cost alone: the same texts give the same context whether they are remembered or not. Bounded in bytes; the longest
unused go first. Never written down anywhere.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from hashlib import blake2b
from threading import Lock

from guards.case import Passage
from guards.contradiction.context import CHARACTERS_MAX, Context

BYTES_MAX = 64_000_000

# Measured with tracemalloc, all indexes built: 80 bytes a code point of prose, 60 of JSON and of records, 180 where
# every word is a number.
_BYTES_PER_CHARACTER, _BYTES_FIXED = 180, 5_000


class Contexts:
    """The contexts of late, by their texts. Safe for several threads: a guard given up on may still be running."""

    def __init__(self, bytes_max: int = BYTES_MAX) -> None:
        self._bytes_max = bytes_max
        self._known: OrderedDict[bytes, tuple[Context, int]] = OrderedDict()
        self._lock = Lock()
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._known)

    def of(self, passages: Sequence[Passage]) -> Context:
        """The context of these passages, in this order."""
        key = _digest(passages)
        with self._lock:
            known = self._known.get(key)
            if known is not None:
                self._known.move_to_end(key)
                return known[0]
        context = Context.of(passages)
        cost = _BYTES_FIXED + _BYTES_PER_CHARACTER * min(CHARACTERS_MAX, sum(len(one.text) for one in passages))
        with self._lock:
            self._remember(key, context, cost)
        return context

    def _remember(self, key: bytes, context: Context, cost: int) -> None:
        if key in self._known or cost > self._bytes_max:
            return
        self._known[key] = context, cost
        self.bytes += cost
        while self.bytes > self._bytes_max:
            self.bytes -= self._known.popitem(last=False)[1][1]


def _digest(passages: Sequence[Passage]) -> bytes:
    """Of all texts with their lengths, so that no two runs of texts are alike."""
    digest = blake2b(digest_size=16)
    for passage in passages:
        text = passage.text.encode("utf-8", "surrogatepass")
        digest.update(len(text).to_bytes(8, "big"))
        digest.update(text)
    return digest.digest()
