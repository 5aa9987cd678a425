"""Tells prose, code, configuration, JSON, log lines and tables apart, line by line.

What enters is a text; what leaves is, for a line of it, the share of each register. A line is judged by what stands in
it and, at half the weight, by the two lines before and after it; blank ones are stepped over. Only lines that are asked
for are looked at, and of a long one the first 400 characters around the place: time does not grow with the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from math import exp

from guards.pii.register.line_features import features_of
from guards.pii.register.linear import log_odds, shipped

REGISTERS = ("prose", "code", "config", "json", "log", "table")

LINE_MAX = 400
"""Of a longer line, what stands around the place decides."""
_NEIGHBOURS = 2
_LOOKS_MAX = 6
"""Lines that are looked at in either direction for neighbours that are not blank."""


class Lines:
    """The lines of a text, each read when it is asked for.

    >>> lines = Lines("I spoke to Ada, and she will call you.\\n")
    >>> lines.register(3), Lines('    return self.names.pop(key)\\n').register(0)
    ('prose', 'code')
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._shares: dict[tuple[int, int], dict[str, float]] = {}

    def bounds(self, place: int) -> tuple[int, int]:
        """Where the line of a place begins and ends; of a long one, a window of it."""
        text = self._text
        least, most = max(place - LINE_MAX, 0), min(place + LINE_MAX, len(text))
        start = text.rfind("\n", least, place) + 1 or least
        end = text.find("\n", place, most)
        return start, most if end < 0 else end

    def line(self, place: int) -> str:
        """The line of a place."""
        start, end = self.bounds(place)
        return self._text[start:end]

    def shares(self, place: int) -> dict[str, float]:
        """How much of each register the line of a place is, 0 to 1; together 1."""
        bounds = self.bounds(place)
        shares = self._shares.get(bounds)
        if shares is None:
            shares = self._shares[bounds] = self._weighed(*bounds)
        return shares

    def register(self, place: int) -> str:
        """The register that the line of a place most likely is."""
        shares = self.shares(place)
        return max(REGISTERS, key=shares.__getitem__)

    def _weighed(self, start: int, end: int) -> dict[str, float]:
        levels = dict(levels_of(self._text[start:end]))
        for line in (*self._around(start, -1), *self._around(end, 1)):
            for register, level in levels_of(line):
                levels[register] += level / (2 * _NEIGHBOURS)
        top = max(levels.values())
        raised = {register: exp(level - top) for register, level in levels.items()}
        whole = sum(raised.values())
        return {register: each / whole for register, each in raised.items()}

    def _around(self, place: int, step: int) -> Iterator[str]:
        """The next lines in a direction that are not blank."""
        text, given = self._text, 0
        for _ in range(_LOOKS_MAX):
            if step < 0:
                if place <= 0 or text[place - 1] != "\n":
                    return
                end = place - 1
                start = place = text.rfind("\n", max(end - LINE_MAX, 0), end) + 1 or max(end - LINE_MAX, 0)
            else:
                if place >= len(text) or text[place] != "\n":
                    return
                start = place + 1
                end = text.find("\n", start, start + LINE_MAX)
                end = place = min(start + LINE_MAX, len(text)) if end < 0 else end
            line = text[start:end]
            if line.strip():
                yield line
                given += 1
                if given == _NEIGHBOURS:
                    return


@lru_cache(maxsize=2_048)
def levels_of(line: str) -> tuple[tuple[str, float], ...]:
    """What a line by itself says for each register, in log odds."""
    features = features_of(line)
    return tuple((register, log_odds(weights, features)) for register, weights in shipped()["lines"].items())
