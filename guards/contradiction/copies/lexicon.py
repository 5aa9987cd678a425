"""Words that turn or limit others.

What enters are folded words or stems; what leaves is what a word does to those around it, and whether one is the other
turned round.
"""

from __future__ import annotations

from guards.contradiction.opposites import SIGNS

_ROLES = {
    "denies": "not never no cannot neither nor without none nobody nowhere non rarely seldom hardly barely scarcely",
    "forbids": "forbidden prohibited banned disallowed forbid forbids prohibits prohibit bans unable impossible",
    "fails": "fail fails failed refuse refuses refused decline declines declined",
    "waives": "optional voluntary waived unnecessary",
    "must": "must required requires require need needs needed mandatory compulsory obligatory necessary shall",
    "light": "may can could might will would should allowed permitted able possible eligible available be before prior"
    " until after following by",
    "all": "all every each any everyone everybody anyone anybody always entire whole both",
    "some": "some sometimes several partly partially most few occasionally half many",
    "only": "only solely exclusively",
    "contrasts": "unlike besides avoid avoids avoiding lacking lacks unclear unknown prevent prevents"
    " except excluding excepting barring",
    "breaks": "but though although however because since if when while whereas which who whose where unless that",
    "joins": "and",
    "has": "have has had",
    "other": "rather instead opposed than from",
}
ROLES = {word: role for role, words in _ROLES.items() for word in words.split()}
"""What a word as it stands does. "Forbids" denies all around it, "fails" what follows, "waives" a duty only."""
INSTEAD = frozenset((("rather", "than"), ("instead", "of"), ("opposed", "to")))
NO_DENIAL = frozenset("only just later less more fewer limited necessarily matter doubt least longer wonder".split())
"""After a denial, these take it back; but "no longer" is one."""
LIGHT = frozenset(("remain", "still", "longer", "currently", "stay", "become", "indeed"))
"""Stems that a copy may leave out."""
_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non")


def opposed(one: str, other: str, word: str, other_word: str) -> bool:
    """Whether one stem is the other turned round: by a prefix or suffix that denies, or as words that are states of one
    scale."""
    sign, other_sign = SIGNS.get(word), SIGNS.get(other_word)
    if sign and other_sign and sign == (other_sign[0], -other_sign[1]):
        return True
    short, long = sorted((one, other), key=len)
    if len(short) > 3 and long.endswith(short) and long[: -len(short)] in _PREFIXES:
        return True
    return long.endswith("less") and short[:4] == long[:4] and short.rstrip("e").startswith(long[:-4].rstrip("e"))
