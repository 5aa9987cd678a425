"""The labels that an event's own structure gives its strings: keys of tool arguments, attributes, labels, answers.

What enters are the texts of an event; what leaves is, for one of them, the key that it stands under, the keys above and
those beside. Numbers too short to be anybody's by themselves are read where a key makes them somebody's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from guards.pii.labels.meaning import said_by
from guards.pii.labels.named_values import NAMING, VALUED
from guards.pii.labels.reading import Under, labelled
from guards.pii.labels.values import Labelled
from guards.texts import Path, Text, texts_of
from schemas.interaction import Interaction

# Of an object with more keys these say enough, and the labels of short texts are remembered with them.
_BESIDE_MAX = 24
_LABEL_MAX = 64
_DIGITS_OF_TEXTS = 7


class Keys:
    """The keys of one event's free JSON."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self._beside: dict[Path, dict[str, None]] = defaultdict(dict)
        self._named: dict[Path, str] = {}
        for text in texts:
            if text.kind == "key":
                self._beside[text.path[:-1]][text.value] = None
            elif text.path[-1] in NAMING:
                self._named.setdefault(text.path[:-1], text.value)

    def over(self, text: Text) -> Under | None:
        """What stands over a string or number; None outside free JSON."""
        if text.kind == "key" or not self._beside:
            return None
        path = text.path
        while path and isinstance(path[-1], int):
            path = path[:-1]
        beside = self._beside.get(path[:-1]) if path else None
        if not beside or path[-1] not in beside:
            return None
        above = tuple(step for step in path[:-1] if isinstance(step, str))
        if path[-1] in VALUED and (named := self._named.get(path[:-1])) is not None:
            return Under(named[:_LABEL_MAX], above[-2:])
        others = tuple(key for key in islice(beside, _BESIDE_MAX + 1) if key != path[-1])
        return Under(str(path[-1]), above[-2:], others[:_BESIDE_MAX])

    def short_numbers(self, event: Interaction) -> Iterator[tuple[Text, Labelled]]:
        """Numbers of few digits whose key says whose they are."""
        if not any(said_by(key) for keys in self._beside.values() for key in keys):
            return
        for text in texts_of(event, digits_min=1):
            if text.kind == "number" and sum(map(str.isdigit, text.value)) < _DIGITS_OF_TEXTS:
                under = self.over(text)
                for found in labelled(text.value, under) if under is not None else ():
                    yield text, found
