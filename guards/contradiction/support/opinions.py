"""Second opinions on the sentences that the support score is unsure of, by the user's own model.

What enters are a batch's cases and their supports; what leaves are the supports with second opinions in them, and,
per case, why one that was wanted could not be had. A pair that was answered before is not asked again; the others go
out in requests, each with its own time, so that one that fails takes no other event's opinion with it.
"""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

from guards.case import Case, Lapse
from guards.contradiction.support.scoring import Stretch, Support
from guards.contradiction.support.second import Breaker, Pair, Second, SecondFailed
from schemas.policy import SecondPolicy

PAIRS_MAX = 100
"""Of one request: as many sentences as a policy may ask about in one answer, so that no event is cut in two. More would
gain a model nothing that reads some 32 at once, and would fail together."""
CLAIM_CHARACTERS_MAX = 2_000
"""Of one sentence: what is longer is a list or a table without full stops, and no model reads more."""
CONTEXT_CHARACTERS_MAX = 1_200
"""Of the context that goes with one sentence: what 256 tokens of a small model hold."""

# All requests of a batch, unless one event has a longer limit: half of what `guards.runner` waits for a guard at last.
_BATCH_LIMIT_S = 30.0

ENTRIES_MAX = 50_000
"""Of the memory. Some 6,000 answers of eight sentences: what repeats (retries) does so within that."""
_DIGEST_BYTES = 16
"""That two of so many pairs get one digest by chance: once in 10^29."""


class Memory:
    """Scores by pair, so that nobody is asked twice about the same words; those longest unused are forgotten first.

    Only digests are held, no text, and their key is this process's own: outside of it they fit no text.
    """

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


class SecondOpinions:
    """Asks for second opinions, in as few requests as a batch needs.

    Args:
        second: the user's own model, where there is one.
        memory: what it said before.
        clock: seconds of the wall.
    """

    def __init__(
        self,
        second: Second | None = None,
        memory: Memory | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._second = Breaker(second, clock) if second is not None else None
        self._memory = memory or Memory()
        self._clock = clock

    def asked(self, cases: Mapping[int, Case], supports: dict[int, Support]) -> dict[int, Lapse]:
        """Puts the opinions into the supports; returns what could not be had, by case."""
        wanted = {index: _wanted(cases[index], support) for index, support in supports.items()}
        answers = self._answers([pairs for pairs in wanted.values() if pairs.by_sentence])
        lapses: dict[int, Lapse] = {}
        for index, pairs in wanted.items():
            said = {number: answers[pair] for number, pair in pairs.by_sentence.items()}
            causes = [answer for answer in said.values() if isinstance(answer, str)]
            section = _section(cases[index])
            if causes:
                lapses[index] = Lapse(f"model.{causes[0]}", section.on_error)
            elif said:
                opinions = {number: answer for number, answer in said.items() if not isinstance(answer, str)}
                supports[index] = supports[index].having(opinions, section.weight)
        return lapses

    def _answers(self, wanted: Sequence[_Wanted]) -> Mapping[Pair, float | str]:
        """The score of each pair, or the word for why there is none."""
        answers: dict[Pair, float | str] = {}
        answers |= self._memory.recalled(pair for event in wanted for pair in event.by_sentence.values())
        ends_at = self._clock() + max([_BATCH_LIMIT_S, *(event.limit_s for event in wanted)])
        for request in list(_requests(wanted, frozenset(answers))):
            answers |= self._requested(request.pairs, min(request.limit_s, ends_at - self._clock()))
        return answers

    def _requested(self, pairs: Sequence[Pair], limit_s: float) -> Mapping[Pair, float | str]:
        if self._second is None:
            return dict.fromkeys(pairs, "not_configured")
        if limit_s <= 0:  # the batch's time is up, which is no failure of this call
            return dict.fromkeys(pairs, "timeout")
        try:
            scores = dict(zip(pairs, self._second.score(pairs, limit_s), strict=True))
        except SecondFailed as failed:
            return dict.fromkeys(pairs, failed.cause)
        self._memory.keep(scores)
        return {**scores}


class _Wanted(NamedTuple):
    """What is to be asked about one event."""

    by_sentence: Mapping[int, Pair]
    limit_s: float


class _Request(NamedTuple):
    """Pairs that go out together, no two alike."""

    pairs: Sequence[Pair]
    limit_s: float


def _wanted(case: Case, support: Support) -> _Wanted:
    section = _section(case)
    numbers = _unsure(support, section) if section.use == "model" else []
    return _Wanted({number: _pair(case, support, number) for number in numbers}, section.time_limit.total_seconds())


def _requests(wanted: Iterable[_Wanted], known: Container[Pair]) -> Iterator[_Request]:
    """What is not known, each pair once, an event's pairs together; a request has the longest limit of its events."""
    taken: set[Pair] = set()
    pairs: list[Pair] = []
    limit_s = 0.0
    for event in wanted:
        new = [pair for pair in dict.fromkeys(event.by_sentence.values()) if pair not in known and pair not in taken]
        if pairs and len(pairs) + len(new) > PAIRS_MAX:
            yield _Request(pairs, limit_s)
            pairs, limit_s = [], 0.0
        if new:
            taken.update(new)
            pairs = [*pairs, *new]
            limit_s = max(limit_s, event.limit_s)
    if pairs:
        yield _Request(pairs, limit_s)


def _section(case: Case) -> SecondPolicy:
    return case.policy.contradiction.second


def _unsure(support: Support, section: SecondPolicy) -> list[int]:
    """The sentences whose score lies between the policy's bounds, the weakest of them, at most so many."""
    unsure = [number for number, score in enumerate(support.scores) if section.above <= score <= section.below]
    return sorted(sorted(unsure, key=support.scores.__getitem__)[: section.sentences])


def _pair(case: Case, support: Support, number: int) -> Pair:
    place = support.place(number)
    near = [_said(case.passages[one.part].text, one) for one in support.around(number)]
    claim = _said(case.answers[place.part].text, place)
    return Pair(claim[:CLAIM_CHARACTERS_MAX], " ".join(near)[:CONTEXT_CHARACTERS_MAX])


def _said(text: str, stretch: Stretch) -> str:
    return text[stretch.start : stretch.end]
