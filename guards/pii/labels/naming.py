"""The words of a label, however it is written.

What enters is the text of a label (`lastName`, `date-of-birth`, `Mitglieds-Nr.`); what leaves are its words in small
letters without accents, fillers and counters left out, and whether it says that its value is a number. Nothing of a
value may be handed in.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# What holds the words of a label together and says nothing.
_FILLERS_WORDS = (
    "of the a an your my his her our their its s de del de la las los le les el du des der die das den "
    "dem des von vom fur di da do dos das dei della dello degli d l il lo i o em van het een and y e et "
    "und per para pour su sus mi tu seu sua votre son sa ihr ihre ihrer mein meine dein uw mijn zijn haar "
    "for please in nr."
)
FILLERS = frozenset(_FILLERS_WORDS.split())
_TAILS_WORDS = (
    "number num no nos nbr nr nummer numero numeros n id ids identifier code ref reference referenz "
    "referencia riferimento kennung zeichen kenn nro no. # value raw text str"
)
TAILS = frozenset(_TAILS_WORDS.split())
"""Words that say that a number follows, and never whose."""

SHORT_FORMS = {
    **dict.fromkeys(("emp", "empl", "ee"), "employee"),
    **dict.fromkeys(("cust", "cst"), "customer"),
    **dict.fromkeys(("mbr", "memb"), "member"),
    "pat": "patient",
    "acct": "account",
    "acc": "account",
    "addr": "address",
    "ins": "insurance",
    "pol": "policy",
    "subs": "subscriber",
    "benef": "beneficiary",
    "lic": "license",
    "licence": "license",
    "pass": "passport",
    "doc": "document",
    "dt": "date",
    "telephone": "phone",
    "surname": "surname",
    "adh": "adherent",
    "expte": "expediente",
}
"""Words as keys and columns shorten them."""
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_APOSTROPHE_S = re.compile(r"['’](?=s\b)")
_WORD = re.compile(r"[^\W_]+|#")
_COMPOUND = re.compile(r"(.{3,}?)(?:nummer|number|numero|nr|num)")
_INITIALS = re.compile(r"(?<![^\W_])(?:[a-z][./]){1,4}[a-z](?![^\W_])")
_COUNTER = re.compile(r"(?<=[a-z])\d{1,2}")
_LABEL_MAX = 64
# A word for a number further before the label's end counts something else.
_WORDS_READ = 6
# `Patient(in)`, `Mieter/in`, `Geburtsdatum/-ort`.
_FORMS = re.compile(r"\((?:e|in|a|s|n|er|es)\)|/-?(?:in|innen|e|a|ort)(?![^\W_])")


class Name(NamedTuple):
    """A label's words, and whether one of them says that a number follows."""

    words: tuple[str, ...]
    numbered: bool


@lru_cache(maxsize=8_192)
def name_of(label: str) -> Name:
    """The words of a label; only the end of a long one is read.

    >>> name_of("SocialSecurityNo"), name_of("Fecha de nacimiento").words
    (Name(words=('social', 'security'), numbered=True), ('fecha', 'nacimiento'))
    >>> name_of("Policen-Nr.")
    Name(words=('policen',), numbered=True)
    >>> name_of("memberNumber2"), name_of("Kundennummer")
    (Name(words=('member',), numbered=True), Name(words=('kunden',), numbered=True))
    """
    label = label[-_LABEL_MAX:]
    words: list[str] = []
    numbered = False
    for word in _plain_words(label)[-_WORDS_READ:]:
        if word in TAILS:
            numbered = True
        elif word not in FILLERS:
            compound = _COMPOUND.fullmatch(word)
            numbered = numbered or compound is not None
            head = compound[1] if compound else word
            words.append(SHORT_FORMS.get(head, head))
    return Name(tuple(words), numbered)


@lru_cache(maxsize=8_192)
def words_of(label: str) -> tuple[str, ...]:
    """All words of a label in small letters, accents kept off: what a context word is compared with.

    >>> words_of("driver_license"), words_of("n.º de póliza")
    (('driver', 'license'), ('no', 'de', 'poliza'))
    """
    return tuple(_plain_words(label[-_LABEL_MAX:]))


def _plain_words(label: str) -> list[str]:
    split = _CAMEL.sub(" ", _APOSTROPHE_S.sub("", label)) if not label.islower() else _APOSTROPHE_S.sub("", label)
    split = _FORMS.sub("", split) if "(" in split or "/" in split else split
    low = _INITIALS.sub(lambda found: found[0].replace(".", "").replace("/", ""), plain(split))
    return [_COUNTER.sub("", word) for word in _WORD.findall(low) if not word.isdigit()]


def plain(text: str) -> str:
    """Small letters without accents.

    >>> plain("Straße N°")
    'strasse no'
    """
    low = text.lower()
    if low.isascii():
        return low
    taken = unicodedata.normalize("NFKD", low.replace("ß", "ss").replace("°", "o"))
    return unicodedata.normalize("NFC", "".join(letter for letter in taken if not unicodedata.combining(letter)))
