"""What a second opinion said of a pair before, so that nobody is asked twice about the same words.

What enters are pairs and the scores they got; what leaves are scores of pairs that had one. Only digests are held, no
text, and the key of the digests is this process's own: outside of it they fit no text.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from hashlib import blake2b

from guards.contradiction.support.second import Pair

ENTRIES_MAX = 50_000
"""Some 6,000 answers of eight sentences: what repeats (retries, the same answer to many) repeats within that. 9 MB."""
_DIGEST_BYTES = 16
"""That two of so many pairs get one digest by chance: once in 10^29."""


class Memory:
    """Scores by pair, those longest unused forgotten first."""

    def __init__(self, entries_max: int = ENTRIES_MAX) -> None:
        self._entries_max = entries_max
        self._key = os.urandom(32)
        self._scores: OrderedDict[bytes, float] = OrderedDict()

    def recalled(self, pairs: Iterable[Pair]) -> dict[Pair, float]:
        """The scores of those that are remembered."""
        found: dict[Pair, float] = {}
        for pair in pairs:
            digest = self._digest(pair)
            score = self._scores.pop(digest, None)
            if score is not None:
                found[pair] = self._scores[digest] = score
        return found

    def keep(self, scores: Mapping[Pair, float]) -> None:
        """Remembers them."""
        for pair, score in scores.items():
            self._scores[self._digest(pair)] = score
        while len(self._scores) > self._entries_max:
            self._scores.popitem(last=False)

    def _digest(self, pair: Pair) -> bytes:
        # The length says where the claim ends. A lone surrogate is no UTF-8, but may stand in an event.
        digest = blake2b(len(pair.claim).to_bytes(8, "big"), digest_size=_DIGEST_BYTES, key=self._key)
        digest.update("".join(pair).encode("utf-8", "surrogatepass"))
        return digest.digest()
