"""Whether a text is in a language that the guard claims to read: English.

What enters is a text; what leaves is a yes or no. A text counts as another language only where it plainly is one: too
few words, lists and code are taken for English. Numbers and identifiers are compared in every language all the same.
"""

from __future__ import annotations

import re
from typing import Final

_READ = 1_500
"""Code points looked at: some 250 words tell a language many times over."""
_LETTERS_MIN = 12
_WORDS_MIN = 5

# Function words that English does not have, or has as rare words; the commonest of twelve languages in Latin letters.
_FOREIGN: Final = frozenset(
    "der die das und ist nicht ein eine einen mit für auf von zu den dem sie wir ihr ihre wird sind auch bei nach wie"
    " le la les des du une est et dans pour que qui pas sur avec ce cette vous nous votre sont il elle au aux"
    " el los las una y es en para por con del se su que no lo como más sus esta este al"
    " il lo gli che di è per con una del della nel sono non si dei le alla"
    " o os as um uma e é do da dos das em no na para com não por que seu sua"
    " het een van en niet dat op te zijn voor met aan er om ook uw naar"
    " nie się jest na do z i w to że dla po od przez oraz"
    " och att det som på är av för med inte en ett till har den de vi ni"
    " og ikke til på er af for med den det som en et vi"
    " ve bir bu için ile olarak da de çok ne var"
    " si nu cu pe la din este sunt un o care să mai"
    " yang dan di ini itu dengan untuk tidak dari pada adalah anda".split()
)
_ENGLISH: Final = frozenset(
    "the a an and is are was were of to in for on with that this it you your be by as at from or not have has will can"
    " if we they he she his her their our there been which who when more i my do does so no up out about".split()
)
_WORDS = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")


def is_covered(text: str) -> bool:
    """False where the text is plainly not English.

    >>> is_covered("The plan covers 30 visits."), is_covered("Der Plan deckt 30 Besuche, und das ist nicht alles.")
    (True, False)
    """
    words = _WORDS.findall(text[:_READ].lower())
    letters = sum(map(len, words))
    if letters < _LETTERS_MIN:
        return True
    if len(_LATIN.findall(text[:_READ])) * 2 < letters:
        return False
    if len(words) < _WORDS_MIN:
        return True
    english = sum(word in _ENGLISH for word in words)
    foreign = sum(word in _FOREIGN and word not in _ENGLISH for word in words)
    return foreign <= english or foreign * 7 < len(words)
