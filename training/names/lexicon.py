"""The lists that a word may stand in, one letter each, from the pools."""

from __future__ import annotations

from collections.abc import Iterable

from guards.pii.names.words import normal
from training.names import pools
from training.names.values import own

_TITLES = "mr mrs ms dr miss prof professor sir madam judge captain officer rev father sister señora señor herr frau monsieur madame lady lord president senator mayor king queen prince princess uncle aunt coach sgt lt col gen hon mx"
_FIRMS = "inc ltd llc gmbh corp corporation company co group holdings partners ag plc limited sa bv oy spa kft associates university college hospital bank institute school foundation association committee council ministry department agency club fc union"
_STREETS = "rue avenue calle carrera avenida via viale piazza corso rua travessa praça straße strasse str weg gasse platz allee ulica ul straat laan gracht gatan vägen gade vej gate veien utca tér caddesi sokak strada nagar marg jalan jl road chemin boulevard ku chome flat apt suite unit box floor"
_PARTICLES = frozenset(
    "de la le el van der den von di da do dos das du al bin ben ter of the and i y e st saint san santa".split()
)


_RANKS = ((1_000, "1"), (5_000, "2"), (20_000, "3"), (50_000, "4"))
# A rarer name that is also a word of everyday speech ("long", "see", "of") would be trusted too far.
_EVERYDAY = 5_000
_FREQUENT_GIVEN, _FREQUENT_FAMILY, _FAMILY = 1_000, 2_000, 30_000
_LARGE = 250_000


def lexicon() -> dict[str, str]:
    """Lower-cased words and the letters of their lists: Given, Family, town (C), country (K), Street, Title, firm (B),
    word (W), and 1 to 4 for a word's rank among English words; g, f and c are rarer given, family and town names."""
    held: dict[str, set[str]] = {}
    ranks = pools.ranked_words()

    def add(letter: str, phrases: Iterable[str]) -> None:
        for phrase in phrases:
            for part in phrase.replace("/", " ").split():
                word = normal(part.strip(".,()'"))
                if letter in "gfc" and (ranks.get(word, _EVERYDAY) < _EVERYDAY or letter.upper() in held.get(word, "")):
                    continue
                if len(word) > 1 + (letter in "CKc") and word not in _PARTICLES and not word[0].isdigit():
                    held.setdefault(word, set()).add(letter)

    for names in pools.given_names().values():
        add("G", names)
    for names in pools.family_names().values():
        add("F", names)
    given = [
        name for pair in zip(pools.census("male.first"), pools.census("female.first"), strict=False) for name in pair
    ]
    given += pools.census("female.first")
    family = pools.census("all.last")
    towns = pools.towns_of_the_world()
    add("C", own("cities") * 1 + pools.towns())
    add("C", [town for town, people in towns.items() if people >= _LARGE])
    add("C", pools.foreign_towns())
    add("G", [name for name in given[:_FREQUENT_GIVEN] if ranks.get(name.lower(), _EVERYDAY) >= _EVERYDAY])
    add("F", [name for name in family[:_FREQUENT_FAMILY] if ranks.get(name.lower(), _EVERYDAY) >= _EVERYDAY])
    add("g", given)
    add("f", family[:_FAMILY])
    add("c", towns)
    add("K", pools.countries() + pools.states())
    add("S", [*pools.street_kinds(), *_STREETS.split()])
    add("T", _TITLES.split())
    add("B", _FIRMS.split())
    add("W", [*" ".join(own("words")).split(), *pools.common_words()])
    for word, rank in ranks.items():
        held.setdefault(word, set()).update([letter for last, letter in _RANKS if rank <= last][:1])
    return {word: "".join(sorted(letters, key=_order)) for word, letters in sorted(held.items()) if letters}


def _order(letter: str) -> tuple[bool, str]:
    """Lists of names before the ranks, so that the first letters say most."""
    return letter.isdigit(), letter
