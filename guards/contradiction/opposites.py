"""Words of opposite meaning, as states with a sign.

What enters are words of folded text; what leaves are states with a sign: `covered` is +1 and `excluded` is -1 of
one scale, and a negation before the word turns the sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from guards.contradiction.denials import denial_of, denials_of
from guards.contradiction.text.words import stem

_PAIRS = """covered included eligible / excluded uncovered noncovered ineligible
active / inactive expired terminated cancelled canceled suspended deactivated lapsed
approved accepted authorized granted / denied rejected declined refused disapproved unauthorized
open opened / closed shut
enabled / disabled
allowed permitted / prohibited forbidden disallowed banned
required mandatory compulsory / optional
rose risen grew higher / fell fallen declines shrank lower
increased increase increases increasing / decreased decrease decreases decreasing
available / unavailable
valid / invalid
paid settled / unpaid outstanding overdue
refundable / nonrefundable
complete completed finished / incomplete unfinished pending
passed succeeded successful success / failed unsuccessful failure
true yes / false no
in-network / out-of-network
online / offline
present / absent
always / never
safe / unsafe
legal lawful / illegal unlawful
possible / impossible
public / private
before / after
win won / lose lost
renewable / nonrenewable
taxable / nontaxable
confirmed verified / unconfirmed unverified
shipped delivered / unshipped undelivered"""

SIGNS: dict[str, tuple[int, int]] = {}
for _scale, _line in enumerate(_PAIRS.splitlines()):
    _plus, _minus = _line.split("/")
    SIGNS |= dict.fromkeys(_plus.split(), (_scale, 1))
    SIGNS |= dict.fromkeys(_minus.split(), (_scale, -1))

# What a document says of its own subject is often said with one of these, whatever the key is called.
_GENERAL = (
    "plan account policy membership member coverage",
    "subscription status state user customer patient is flag decision outcome result condition currently",
)
GENERAL = frozenset(stem(word) for line in _GENERAL for word in line.split())

_WORD = re.compile(r"in-network|out[- ]of[- ]network|[a-z]+(?:'t)?")
_SWITCH = {"on": "enabled", "off": "disabled"}
_BEFORE_SWITCH = re.compile(r"\b(?:is|are|was|were|turned|switched|currently|now|not|set to)\s$")


_ENDS = re.compile(r"(?!\s*[^\W_])")


class State(NamedTuple):
    """A word on a scale, with its sign after negation, and its place (the negation included)."""

    scale: int
    sign: int
    start: int
    end: int
    word: str


_SIGN_WORDS = (frozenset(SIGNS) - {"in-network", "out-of-network"}) | {"network", "off"}
_SIGN_WORDS |= {"not", "never", "cannot", "neither", "nor", "without", "no", "longer", "none"}
_SWITCHED_ON = re.compile(r"(?:is|are|was|were|turned|switched|currently|now|not|set to)\son\b(?!\s*[^\W_])")


def may_be_signed(folded: str, start: int, end: int, said: Sequence[str]) -> bool:
    """Whether a stretch of folded text can hold a state or a denial, by its words `said` alone."""
    if not _SIGN_WORDS.isdisjoint(said) or folded.find("n't", start, end) >= 0:
        return True
    return "on" in said and _SWITCHED_ON.search(folded, start, end) is not None


def states_of(folded: str, start: int, end: int, since: int | None = None) -> Iterator[State]:
    """The states said in a stretch of folded text; its sentence begins at `since`."""
    whole = start if since is None else since
    denied = bool(denials_of(folded, whole, end))
    for match in _WORD.finditer(folded, start, end):
        word = "out-of-network" if match[0].startswith("out") and "network" in match[0] else match[0]
        known = SIGNS.get(_SWITCH.get(word, word) if _is_switch(folded, match) else word)
        if known is None:
            continue
        begin, sign = match.start(), known[1]
        denial = denial_of(folded, whole, end, begin) if denied else None
        if folded[max(start, begin - 4) : begin] == "non-":
            begin, sign = begin - 4, -sign
        elif denial is not None and denial[0] < begin:
            begin, sign = denial[0] if denial[0] >= start else begin, -sign
        yield State(known[0], sign, begin, match.end(), word)


def _is_switch(folded: str, match: re.Match[str]) -> bool:
    """ "is off", "turned on": a state; elsewhere the two are prepositions."""
    if match[0] not in _SWITCH:
        return False
    return (
        _ENDS.match(folded, match.end()) is not None
        and _BEFORE_SWITCH.search(folded, max(0, match.start() - 12), match.start()) is not None
    )
