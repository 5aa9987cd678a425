"""What a second opinion is: pairs go in, one score per pair comes back, or a failure with a word for its cause.

Whoever gives it is handed in and does its own I/O; what it says is checked here, and where it keeps failing it is left
alone for a while. No failure carries text of an event or of an answer.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

# As the runner of guards has it: calls that fail in a row before one is left alone, and for how long.
_BREAKER_AFTER = 3
_BREAKER_REST_S = 15.0


class Pair(NamedTuple):
    """One sentence of an answer with the sentences of its context that are nearest to it."""

    claim: str
    context: str


class SecondFailed(Exception):
    """No opinion could be had. `cause` is a word of ours, never text of an event or of an answer.

    The operator: looks at the service or the model by the cause; meanwhile the policy's `on_error` holds.
    """

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class Second(Protocol):
    """Gives opinions on a batch of pairs."""

    def score(self, pairs: Sequence[Pair], limit_s: float) -> Sequence[float]:
        """How probable it is that the context supports the claim, one per pair, 0 to 1. Raises SecondFailed."""
        ...


class Breaker:
    """Leaves a second opinion alone for a while after it failed several times in a row."""

    def __init__(self, second: Second, clock: Callable[[], float] = time.monotonic) -> None:
        self._second, self._clock = second, clock
        self._failures, self._closed_again_at = 0, 0.0

    def score(self, pairs: Sequence[Pair], limit_s: float) -> list[float]:
        """The opinions, checked. Raises SecondFailed, `breaker_open` while it is left alone."""
        if self._failures >= _BREAKER_AFTER and self._clock() < self._closed_again_at:
            raise SecondFailed("breaker_open")
        try:
            scores = _checked(self._second.score(pairs, limit_s), len(pairs))
        except Exception as error:
            self._failures += 1
            self._closed_again_at = self._clock() + _BREAKER_REST_S
            raise SecondFailed(error.cause if isinstance(error, SecondFailed) else type(error).__name__) from None
        self._failures = 0
        return scores


def _checked(scores: Sequence[float], wanted: int) -> list[float]:
    said = [float(score) for score in scores]
    if len(said) != wanted:
        raise SecondFailed("wrong_length")
    if not all(math.isfinite(score) and 0 <= score <= 1 for score in said):
        raise SecondFailed("bad_score")
    return said
