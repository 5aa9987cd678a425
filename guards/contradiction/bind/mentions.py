"""The names and words of the context's fields that a sentence says, and the names that it says and the context lacks.

What enters is a sentence with its tokens; what leaves are values of kind `text`, longest first at each place. A word
that only one of the phrases has stands for it ("Frobisher" of "Lydia Frobisher").
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence

from guards.contradiction.cells import ARTICLES
from guards.contradiction.statements import Sentence
from guards.contradiction.text.words import STOP, Word
from guards.contradiction.values.value import Value

_MENTIONS_MAX = 12
_ALIAS_LETTERS_MIN = 4
_NAME = re.compile(r"[A-Z][\w&'’-]*(?: (?:(?:of|de|van|von|the) )?[A-Z][\w&'’-]*){0,4}")


class Phrases:
    """The short texts of a context's fields, by the words that begin them."""

    def __init__(self, phrases: Iterable[tuple[str, ...]]) -> None:
        self._known = {phrase for phrase in phrases if phrase and not all(word.isdigit() for word in phrase)}
        self._by_first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        owners: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for phrase in self._known:
            self._by_first[phrase[0]].append(phrase)
            for word in phrase:
                owners[word].add(phrase)
        for found in self._by_first.values():
            found.sort(key=len, reverse=True)
        self._aliases = {
            word: next(iter(held))
            for word, held in owners.items()
            if len(held) == 1 and len(word) >= _ALIAS_LETTERS_MIN and word not in STOP and len(next(iter(held))) > 1
        }
        self._begins = frozenset((*self._by_first, *self._aliases))
        self._numbered = any(word[0].isdigit() for word in self._begins)

    def may_be_said(self, raw: str, folded: str, sentence: Sentence) -> bool:
        """Whether a sentence can say any of them, or a name of its own, by its words and capitals alone."""
        if not self._begins.isdisjoint(sentence.stemmed) or (self._numbered and sentence.valued):
            return True
        start, end = sentence.start, sentence.end
        if folded.find("'", start, end) >= 0:
            return True
        part = raw[start + 1 : end]
        return part.lower() != part

    def said(self, raw: str, tokens: Sequence[Word], known: Container[str]) -> list[Value]:
        """What a sentence of these tokens says of them, and its own names that are not `known`."""
        words = [token for token in tokens if token.stem not in ARTICLES]
        stems = [token.stem for token in words]
        found: list[Value] = []
        place = 0
        while place < len(words) and len(found) < _MENTIONS_MAX:
            phrase = next(
                (one for one in self._by_first.get(stems[place], ()) if tuple(stems[place : place + len(one)]) == one),
                None,
            )
            length = len(phrase) if phrase is not None else 1
            if phrase is None and raw[words[place].start].isupper():
                phrase = self._aliases.get(stems[place])
            if phrase is not None:
                start, end = words[place].start, words[place + length - 1].end
                unit = "name" if raw[start].isupper() else ""
                found.append(Value("text", start, end, unit=unit, text=" ".join(phrase)))
            place += length
        if words:
            found += self._strangers(raw, tokens, known, found)
        return found

    def _strangers(
        self, raw: str, tokens: Sequence[Word], known: Container[str], said: Sequence[Value]
    ) -> Iterable[Value]:
        """Names with capitals, the first word left out, of which nobody said a word."""
        begin = tokens[0].end
        for match in _NAME.finditer(raw, begin, tokens[-1].end):
            inside = [token for token in tokens if match.start() <= token.start < match.end()]
            taken = any(one.start < match.end() and match.start() < one.end for one in said)
            if inside and not taken and not any(token.stem in known for token in inside):
                yield Value("text", match.start(), match.end(), unit="name", text=" ".join(one.stem for one in inside))
