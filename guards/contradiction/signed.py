"""A sentence without its sign: its content words, its states by scale, and whether it is denied.

What enters are sentences; what leaves says whether two are alike but for the sign, and where exactly one thing is
turned. Where two things are, nothing is said: too much to tell which is meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from guards.contradiction.denials import denials_of
from guards.contradiction.opposites import GENERAL, SIGNS, State, states_of
from guards.contradiction.statements import Sentence
from guards.contradiction.text.words import stem

_ALIKE = 0.79
"""Share of content words in common, of both together: about four of five."""

STATES = frozenset(stem(word) for word in SIGNS) | {"network", "cannot", "never", "non", "none"}
# What may stand in one copy and not in the other.
IGNORED = (
    STATES
    | GENERAL
    | frozenset(map(stem, ("remain", "remains", "still", "longer", "currently", "stay", "become", "indeed")))
)


@dataclass(frozen=True, slots=True)
class Signed:
    """A sentence without its sign: content words, states by scale, whether denied outside of them or of two kinds."""

    words: frozenset[str]
    states: dict[int, State]
    denied: tuple[int, int] | None
    alternatives: bool
    noun: str = ""
    """What a "no" denies: of another side that does not speak of it, it says nothing."""

    def denied_of(self, other: Signed) -> tuple[int, int] | None:
        """The denial, as far as the other side speaks of what it denies."""
        return self.denied if not self.noun or self.noun in other.words else None


def _is_said(folded: str, state: State) -> bool:
    """Whether a "no" answers, and denies no noun: "no errors" is a denial like "not"."""
    return _NOUN.match(folded, state.end) is None


def _noun(folded: str, denials: list[tuple[int, int]]) -> str:
    if not denials or folded[slice(*denials[0])] != "no":
        return ""
    match = _NEXT.match(folded, denials[0][1])
    return stem(match[1]) if match is not None else ""


_NEXT = re.compile(r" ([a-z]+)")
_NOUN = re.compile(r" (?!one\b)[a-z]{2}")


def signed(folded: str, sentence: Sentence) -> Signed | None:
    """The sentence without its sign; None where it is turned more than once."""
    if not sentence.signed:
        return Signed(sentence.content - IGNORED, {}, None, " or " in sentence.text)
    denials = denials_of(folded, sentence.start, sentence.end)
    states = [
        one for one in states_of(folded, sentence.start, sentence.end) if one.word != "no" or _is_said(folded, one)
    ]
    by_scale = {state.scale: state for state in states}
    if len(denials) > 1 or len(by_scale) < len(states) or " but " in folded[sentence.start : sentence.end]:
        return None  # two denials, two words of one scale, a turn: too much to say which is meant
    alternatives = " or " in folded[sentence.start : sentence.end]
    outside = [span for span in denials if not any(state.start <= span[0] < state.end for state in states)]
    return Signed(
        sentence.content - IGNORED, by_scale, outside[0] if outside else None, alternatives, _noun(folded, outside)
    )


def alike(mine: Signed, theirs: Signed) -> bool:
    """Whether the two are near-copies but for their signs."""
    if not theirs.words:
        return False
    common, all_words = mine.words & theirs.words, mine.words | theirs.words
    if len(common) == 1:
        return len(all_words) == 1 and bool(mine.states) and mine.states.keys() == theirs.states.keys()
    if is_opposed(mine, theirs):
        return True
    # A short sentence that stands in a longer one as a whole is its copy: "… are final and cannot be returned".
    return len(common) >= _ALIKE * len(all_words) or (
        2 < len(common) == len(mine.words) == len(all_words) - 1 and not theirs.alternatives
    )


_MORE_MAX = 3
_ORDER = frozenset(("before", "after"))


def is_opposed(mine: Signed, theirs: Signed) -> bool:
    """Whether all that one says is said by the other with a few words more, of one scale: "training is optional" of
    "annual training is mandatory for all"."""
    return (
        1 < len(mine.words) <= len(mine.words & theirs.words)
        and len(theirs.words) - len(mine.words) <= _MORE_MAX
        and len(mine.states) == 1
        and mine.states.keys() == theirs.states.keys()
        and not any(state.word in _ORDER for state in mine.states.values())
        and mine.denied is None
        and theirs.denied is None
        and not theirs.alternatives
    )


def _unmatched(one: Signed, other: Signed) -> bool:
    """The sign of the states that the other side does not speak of; a denial that both speak of counts once."""
    shared = {state.start for scale, state in one.states.items() if scale in other.states}
    own = [state for scale, state in one.states.items() if scale not in other.states and state.start not in shared]
    # "no" denies the noun after it, which the other side need not speak of.
    return sum(state.sign < 0 and state.word not in ("no", "yes") for state in own) % 2 == 1


def alike_words(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether four of five words are common to both."""
    return len(mine & theirs) >= _ALIKE * max(2, len(mine | theirs))


Place = tuple[int, int] | None


def turned_places(mine: Signed, theirs: Signed) -> tuple[Place, Place] | None:
    """The places of the differing words where exactly one thing is turned."""
    turned: list[tuple[Place, Place]] = []
    for scale, state in mine.states.items():
        other = theirs.states.get(scale)
        if other is None:
            continue
        if other.sign != state.sign:
            turned.append(((state.start, state.end), (other.start, other.end)))
    # A state that only one side says counts with its sign: "can't download" is "downloads are not available".
    own, known = _unmatched(mine, theirs), _unmatched(theirs, mine)
    said, other_said = mine.denied_of(theirs), theirs.denied_of(mine)
    if ((said is None) == (other_said is None)) != (own == known):
        turned.append((said, other_said))
    return turned[0] if len(turned) == 1 else None
