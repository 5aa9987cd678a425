"""One score for a finding, of what the analyzer gave it and of what speaks for and against it where it stands.

What enters are a text and findings; what leaves are their stretches with a score each, never a higher one. A finding
whose evidence is below the bar of its kind falls under the default threshold by as much as it lacks, so that a policy
with a lower threshold still sees it. Types with a check of their own (cards, IBANs, addresses of mail) are not
weighed, nor are those of a policy's own recognizers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from guards.pii.names.model import tagger
from guards.pii.register import names, numbers
from guards.pii.register.linear import log_odds, probability, shipped
from guards.pii.register.lines import Lines
from guards.pii.register.spans import ended

BAR = 0.4
"""The policy's default threshold: what lacks evidence stays below it."""
NAMES = ("PERSON", "LOCATION")
SHORT = 64
_LEAST = 0.3
"""What is below this score is far below the bar already."""


class Weighing:
    """Weighs what is found in one text.

    Args:
        text: what the findings stand in.
        names: whether people and places are of the tagger that ships, whose scores and lists are weighed here.
        spared: types that are not to be weighed.
        peopled: counts the words for somebody in particular in the texts beside this one (`people_in`); asked where
            it can matter.

    Example:
        >>> text = "job 1747731000 done, call Ada Lovelace on 415-555-0132"
        >>> weighing = Weighing(text)
        >>> [score < 0.4 for _, _, score in weighing.of("PHONE_NUMBER", 4, 14, 0.4)]
        [True]
        >>> [text[a:b] for a, b, score in weighing.of("PHONE_NUMBER", 42, 54, 0.75) if score > 0.4]
        ['415-555-0132']
    """

    def __init__(
        self,
        text: str,
        names: bool = True,
        spared: Collection[str] = (),
        peopled: Callable[[], int] = lambda: 0,
    ) -> None:
        self._text = text
        self._lines = Lines(text)
        self._names, self._spared, self._peopled = names, spared, peopled

    def of(self, kind: str, start: int, end: int, score: float) -> Iterator[tuple[int, int, float]]:
        """The stretches of a finding, each with its score."""
        if score < _LEAST or kind in self._spared:
            yield start, end, score
        elif kind in NAMES and self._names:
            for begin, stop in ended(self._text, start, end, kind, self._lines.register(start), tagger().lists):
                yield begin, stop, self._weighed(kind, begin, stop, kind, score)
        elif numbers.is_weighed(kind):
            yield start, end, self._weighed("numbers", start, end, kind, score)
        else:
            yield start, end, score

    def evidence(self, kind: str, start: int, end: int, score: float) -> dict[str, float]:
        """What holds of a finding, by name, with what each weighs in log odds; the sum against the bar decides."""
        model = "numbers" if numbers.is_weighed(kind) else kind
        weights = shipped()[model]["weights"]
        found = self._features(model, start, end, kind, score)
        return {name: weights.get(name, 0.0) * value for name, value in found.items() if weights.get(name)}

    def _features(self, model: str, start: int, end: int, kind: str, score: float) -> dict[str, float]:
        if model == "numbers":
            return numbers.features_of(self._text, start, end, kind, score, self._lines)
        # A short text has no room for more than a name: that nobody is about says nothing there.
        peopled = names.ENOUGH if len(self._text) <= SHORT else self._peopled()
        return names.features_of(self._text, start, end, score, self._lines, tagger().lists, peopled)

    def _weighed(self, model: str, start: int, end: int, kind: str, score: float) -> float:
        fitted = shipped()[model]
        level = log_odds(fitted["weights"], self._features(model, start, end, kind, score))
        if level >= fitted["bar"]:
            return score
        return round(min(score, BAR * probability(level) / probability(fitted["bar"])), 3)
