"""The lists that a word may stand in, one letter each, from the pools."""

from __future__ import annotations

from collections.abc import Iterable

from guards.names.words import normal
from training.names import pools
from training.names.values import own

_TITLES = "mr mrs ms dr miss prof professor sir madam judge captain officer rev father sister señora señor herr frau monsieur madame lady lord president senator mayor king queen prince princess uncle aunt coach sgt lt col gen hon mx"
_FIRMS = "inc ltd llc gmbh corp corporation company co group holdings partners ag plc limited sa bv oy spa kft associates university college hospital bank institute school foundation association committee council ministry department agency club fc union"
_STREETS = "rue avenue calle carrera avenida via viale piazza corso rua travessa praça straße strasse str weg gasse platz allee ulica ul straat laan gracht gatan vägen gade vej gate veien utca tér caddesi sokak strada nagar marg jalan jl road chemin boulevard ku chome flat apt suite unit box floor"
_PARTICLES = frozenset(
    "de la le el van der den von di da do dos das du al bin ben ter of the and i y e st saint san santa".split()
)


def lexicon() -> dict[str, str]:
    """Lower-cased words and the letters of their lists: given, family, town, country, street, title, firm, word."""
    held: dict[str, set[str]] = {}

    def add(letter: str, phrases: Iterable[str]) -> None:
        for phrase in phrases:
            for part in phrase.replace("/", " ").split():
                word = normal(part.strip(".,()'"))
                if len(word) > 1 + (letter in "CK") and word not in _PARTICLES and not word[0].isdigit():
                    held.setdefault(word, set()).add(letter)

    for names in pools.given_names().values():
        add("G", names)
    for names in pools.family_names().values():
        add("F", names)
    add("C", own("cities") * 1 + pools.towns())
    add("C", pools.foreign_towns())
    add("K", pools.countries() + pools.states())
    add("S", [*pools.street_kinds(), *_STREETS.split()])
    add("T", _TITLES.split())
    add("B", _FIRMS.split())
    add("W", [*" ".join(own("words")).split(), *pools.common_words()])
    return {word: "".join(sorted(letters)) for word, letters in sorted(held.items())}
