"""All places of many values in a text, by one pass over its words.

What enters are forms (`guards.elsewhere.forms`) and a text; what leaves are places that agree with a form. The words of
the text are drawn together without what stands between them, and at the beginning of each one asks, once for each
length that a value of such a beginning has, whether that many letters are a value: the time is linear in the text,
however many values there are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from guards.elsewhere.forms import Form
from guards.elsewhere.places import Found, place_of
from guards.elsewhere.tokens import Token, tokens_in

# Letters by which lengths are told apart: few values begin alike.
_HEAD = 2


class Search:
    """Values that are looked for together.

    Example:
        >>> from guards.elsewhere.forms import forms_of
        >>> search = Search([*forms_of("PERSON", "Nora Quist"), *forms_of("CREDIT_CARD", "4111 1111 1111 1111")])
        >>> text = "nora.quist paid with 4111-1111-1111-1111, says Quist. The quist of it."
        >>> [text[start:end] for start, end, _ in search.of(text)]
        ['nora.quist', '4111-1111-1111-1111', 'Quist']
    """

    def __init__(self, forms: Iterable[Form]) -> None:
        self._forms: dict[str, list[Form]] = defaultdict(list)
        for form in dict.fromkeys(forms):
            if form.compact:
                self._forms[form.compact].append(form)
        lengths: dict[str, set[int]] = defaultdict(set)
        for compact in self._forms:
            lengths[compact[:_HEAD]].add(len(compact))
        self._single = {head: sorted(several) for head, several in lengths.items() if len(head) < _HEAD}
        self._lengths = {
            head: sorted({*several, *self._single.get(head[0], ())})
            for head, several in lengths.items()
            if len(head) == _HEAD
        }
        self.steps = 0
        """Words that were read, and lengths that were asked for."""

    def of(self, text: str) -> Iterator[Found]:
        """Every place in order; of those that begin together the longest, and those that overlap as one."""
        last: Found | None = None
        for found in self._places(text):
            if last is None or found.start >= last.end:
                if last is not None:
                    yield last
                last = found
            elif found.end > last.end:
                last = last._replace(end=found.end)
        if last is not None:
            yield last

    def _places(self, text: str) -> Iterator[Found]:
        drawn = _Drawn.of(text)
        self.steps += len(drawn.tokens)
        for number, token in enumerate(drawn.tokens):
            begin = drawn.ends[number] - len(token.text)
            lengths = self._lengths.get(drawn.letters[begin : begin + _HEAD]) or self._single.get(drawn.letters[begin])
            if lengths is not None:
                self.steps += len(lengths)
                fitting = (self._ending(drawn, number, begin + length) for length in lengths)
                found = max((each for each in fitting if each), key=_end, default=None)
                if found is not None:
                    yield found

    def _ending(self, drawn: _Drawn, first: int, end: int) -> Found | None:
        """What begins with a token and ends where one does."""
        begin = drawn.ends[first] - len(drawn.tokens[first].text)
        forms = self._forms.get(drawn.letters[begin:end])
        if forms is None:
            return None
        last = bisect_left(drawn.ends, end, first)
        if last == len(drawn.ends) or drawn.ends[last] != end:
            return None
        start, stop = drawn.tokens[first].start, drawn.tokens[last].end
        places = (place_of(drawn.text, start, stop, form) for form in forms)
        return max((place for place in places if place), key=_end, default=None)


class _Drawn(NamedTuple):
    """A text, its tokens, and their letters drawn together, with where each token ends in these."""

    text: str
    tokens: Sequence[Token]
    letters: str
    ends: Sequence[int]

    @classmethod
    def of(cls, text: str) -> _Drawn:
        tokens = tokens_in(text)
        letters = [token.text for token in tokens]
        return cls(text, tokens, "".join(letters), list(accumulate(map(len, letters))))


def _end(found: Found) -> int:
    return found.end
