"""Whether a text is in a language that the guard claims to read: English.

What enters is a text; what leaves is a yes or no. A text counts as another language only where it plainly is one: names,
lists and code are taken for English. Numbers and identifiers are compared in every language all the same.
"""

from __future__ import annotations

import re
from typing import Final

_READ = 600
"""Code points looked at: some hundred words tell a language many times over."""
_FEW = 8
"""Fewer words than these must hold one that is no name, brand or English word: "sind", but not "la"."""

# Function words that English does not have, or has as rare words; the commonest of twelve languages in Latin letters.
_FOREIGN: Final = frozenset(
    (
        "der die das und ist nicht ein eine einen mit für auf von zu den dem sie wir ihr ihre wird sind auch bei "
        "nach wie le la les des du une est et dans pour que qui pas sur avec ce cette vous nous votre sont il "
        "elle au aux el los las una y es en para por con del se su que lo como más sus esta este al il gli "
        "che di è del della nel sono non si dei le alla o os um uma e é do da dos das em na "
        "para com não por seu sua het een van en niet dat op te zijn voor met aan er om ook uw naar nie się "
        "jest na z i w to że dla po od przez oraz och att det som på är av för med inte en ett till har den de "
        "vi ni og ikke til på er af for med det den et vi ve bir bu için ile olarak da de çok ne var si nu "
        "cu pe la din este sunt un o să mai yang dan di ini itu dengan untuk tidak dari pada adalah anda"
    ).split()
)
_ENGLISH: Final = frozenset(
    (
        "the a an and is are was were of to in for on with that this it you your be by as at from or not have has "
        "will can if we they he she his her our their there been which who when more i my do does so no up out "
        "about"
    ).split()
)
_ENGLISH_ONLY: Final = _ENGLISH - frozenset(
    ("no", "a", "in", "so", "as", "an", "do", "me", "was", "on", "at", "or", "i")
)
_FOREIGN_ONLY: Final = _FOREIGN - _ENGLISH
# What stands in names of places, firms and dishes, or is an English word or abbreviation too.
_ALSO_SAID: Final = frozenset(
    (
        "die den van des les la le el los las una con de du del da dos das et est mit si al son dan di em os op te om "
        "au aux sur pas pour dem von der que til till var med till met dat com para su po na ve mai ini yang pe er no"
    ).split()
)
_ENDS: Final = ("ing", "ed", "ly", "ness")
_LETTERS = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")


def is_covered(text: str) -> bool:
    """False where the text is plainly not English.

    >>> is_covered("The plan covers 30 visits."), is_covered("Der Plan deckt 30 Besuche, und das ist nicht alles.")
    (True, False)
    >>> is_covered("Pro costs $250 per year."), is_covered("Haustiere sind erlaubt."), is_covered("年费是2500美元。")
    (True, False, False)
    """
    words = _LETTERS.findall(text[:_READ].lower())
    letters = sum(map(len, words))
    latin = sum(len(_LATIN.findall(word)) for word in words)
    if letters and latin * 2 < letters:
        return False
    foreign = [word for word in words if word in _FOREIGN_ONLY]
    if len(words) >= _FEW:
        english = len([word for word in words if word in _ENGLISH])
        return english * 6 > len(words) or len(foreign) <= english or len(foreign) * 7 < len(words)
    if any(word in _ENGLISH_ONLY or (len(word) > 5 and word.isascii() and word.endswith(_ENDS)) for word in words):
        return True
    foreign = [word for word in foreign if len(word) > 1]
    accented = any(not word.isascii() for word in words)
    return all(word in _ALSO_SAID for word in foreign) and not (foreign and accented)
