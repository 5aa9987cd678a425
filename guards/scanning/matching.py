"""Many relaxed patterns over one folded text: which of them occur at all.

What enters are patterns (`guards.scanning.relaxing`) and folded bytes; what leaves are the numbers of the
patterns that occur. Hyperscan is several times as fast where texts are full of numbers, for which an RE2 set builds
ever new states; RE2 is what every installation has. Both read every byte once, whatever the text holds.

Hyperscan: https://intel.github.io/hyperscan/dev-reference/ · RE2: https://github.com/google/re2
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, Final, Literal, Protocol

import re2

Engine = Literal["hyperscan", "re2"]
# The automaton of a set is built while it reads. Presidio's 170 patterns need some 20 MB; with less RE2 gives up and
# reports an error where it should report patterns.
_RE2_MEMORY: Final = 256 << 20


class Occurrences(Protocol):
    """Which of many patterns occur."""

    def of(self, data: bytes) -> Sequence[int]:
        """The numbers of the patterns that occur, each once, in no order."""


def re2_options(memory: int = 16 << 20) -> Any:
    """Options for patterns over bytes."""
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.never_capture = True
    options.log_errors = False
    options.max_mem = memory
    return options


class Re2Occurrences:
    """By a set of RE2."""

    def __init__(self, patterns: Sequence[bytes]) -> None:
        self._set = re2.Set.SearchSet(re2_options(_RE2_MEMORY))
        for pattern in patterns:
            self._set.Add(pattern)
        self._set.Compile()

    def of(self, data: bytes) -> Sequence[int]:
        """The numbers of the patterns that occur."""
        found: Sequence[int] = self._set.Match(data) or ()
        return found


class HyperscanOccurrences:
    """By a Hyperscan database."""

    def __init__(self, patterns: Sequence[bytes]) -> None:
        import hyperscan

        self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        flags = hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_DOTALL
        numbers = list(range(len(patterns)))
        self._database.compile(
            expressions=list(patterns), ids=numbers, elements=len(patterns), flags=[flags] * len(patterns)
        )
        self._lock = threading.Lock()  # a database's scratch space serves one scan at a time

    def of(self, data: bytes) -> Sequence[int]:
        """The numbers of the patterns that occur."""
        found: list[int] = []
        with self._lock:
            self._database.scan(data, match_event_handler=_note, context=found)
        return found


def _note(number: int, _start: int, _end: int, _flags: int, found: Any) -> None:
    found.append(number)


def occurrences(patterns: Sequence[bytes], engine: Engine | None = None) -> Occurrences:
    """The engine asked for, else Hyperscan where it is installed and the processor can run it, else RE2."""
    if engine == "re2":
        return Re2Occurrences(patterns)
    try:
        import hyperscan
    except ImportError as missing:
        if engine == "hyperscan":
            raise ImportError("Hyperscan is not installed: pip install hyperscan") from missing
        return Re2Occurrences(patterns)
    try:
        return HyperscanOccurrences(patterns)
    except hyperscan.error:  # no SSSE3, or a pattern that is too large for it
        if engine == "hyperscan":
            raise
        return Re2Occurrences(patterns)
