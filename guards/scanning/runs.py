"""Where in a text a pattern can match: the unbroken runs of bytes that its matches are made of.

What enters are a relaxed pattern and folded bytes; what leaves are stretches of the text, in order and apart. Every
match of the original pattern lies inside one of them; see *Runs* in `guards.scanning.relaxing`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import re2

from guards.scanning.bytesets import set_of_bytes
from guards.scanning.matching import re2_options
from guards.scanning.relaxing import Relaxed

_ANYWHERE = re2._Anchor.UNANCHORED
# Two runs nearer than this are handed over as one stretch: calling a recognizer costs about as much as its reading
# this many characters, and the number of calls stays below the length of the text divided by it.
_NEAR = 64


class Runs:
    """The runs of one pattern."""

    def __init__(self, relaxed: Relaxed) -> None:
        self.pattern = relaxed.pattern
        self._members = relaxed.alphabet
        self._whole = len(relaxed.alphabet) == 256
        # The compiled object below re2's own wrapper, whose match objects cost more than most searches.
        self._find: Any = re2.compile(relaxed.pattern, re2_options())._regexp.Match
        self._rest = re.compile(set_of_bytes(relaxed.alphabet) + b"*", re.DOTALL)

    def of(self, data: bytes) -> Iterator[tuple[int, int]]:
        """Start and end of every run that holds a match of the relaxed pattern."""
        end, stop = 0, len(data)
        while (last := self._find(_ANYWHERE, data, end, stop)[0][1] - 1) >= 0:
            if self._whole:
                yield 0, stop
                return
            start = end + len(data[end:last].rstrip(self._members))
            rest = self._rest.match(data, last)
            assert rest is not None  # the set is repeated any number of times
            end = rest.end()
            yield start, end

    def stretches(self, data: bytes) -> Iterator[tuple[int, int]]:
        """The runs with one more character on either side, near ones joined."""
        begin = stop = -1
        for start, end in self.of(data):
            if begin < 0:
                begin = start
            elif start - stop > _NEAR:
                yield max(begin - 1, 0), min(stop + 1, len(data))
                begin = start
            stop = end
        if begin >= 0:
            yield max(begin - 1, 0), min(stop + 1, len(data))
