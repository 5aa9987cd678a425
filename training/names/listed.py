"""The pools of names that the shipped model's own lists hold, in the shape of `pools.py`.

What enters are the lists in the model's file; what leaves are sorted names for the templates. It needs no package, so
that a model can be fitted further wherever it runs. Names come in one spelling (`Mcdonald`), and all that are written in
Latin letters are one pool.
"""

from __future__ import annotations

from functools import cache

from guards.pii.names.eastern import HAN_FAMILY, HAN_ONE, HANGUL_FAMILY
from guards.pii.names.model_file import MODEL, read_model
from guards.pii.names.words import script_of
from training.names.values import own

OFTEN = {"en_US": 60, "en_GB": 15, "en_IN": 5, "es_MX": 5, "de_DE": 5, "fr_FR": 5, "it_IT": 5}
_LATIN = (
    "en_US en_GB en_IN es_ES es_MX es_CO de_DE de_AT fr_FR it_IT pt_BR pt_PT nl_NL sv_SE da_DK no_NO fi_FI pl_PL cs_CZ hu_HU "
    "hr_HR sl_SI sk_SK id_ID vi_VN tr_TR ro_RO"
)
# A script's name in a shape, and the locales whose templates it fills.
_SCRIPTS = {
    "cy": "ru_RU uk_UA bg_BG", "gr": "el_GR", "he": "he_IL", "ar": "ar_AA ar_SA fa_IR", "de": "hi_IN mr_IN ne_NP", "ka": "ka_GE",
    "hy": "hy_AM", "th": "th_TH", "zh": "zh_CN zh_TW ja_JP", "ko": "ko_KR",
}  # fmt: skip
_EASTERN = {"zh": HAN_FAMILY | HAN_ONE, "ko": HANGUL_FAMILY}
_CODES = (
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD "
    "TN TX UT VT VA WA WV WI WY"
)
_JOBS = (
    "Accountant|Architect|Art director|Baker|Bus driver|Carpenter|Chemist|Civil engineer|Customs officer|Dentist|Editor|Electrician"
    "|Estate agent|Farmer|Fitter|Head of purchasing|Interpreter|Lawyer|Lecturer|Librarian|Nurse|Optician|Pharmacist|Physicist"
    "|Planner|Plumber|Press officer|Product manager|Radiographer|Receptionist|Sales executive|Solicitor|Surveyor|Teacher|Trader"
)
_LEAST = 3
_COMMON = frozenset("123")


def is_latin(word: str) -> bool:
    """True where a word is written in Latin letters."""
    return not script_of(word[0]) if word else True


@cache
def _lists() -> dict[str, str]:
    lists: dict[str, str] = read_model(MODEL)[0]["lists"]
    return lists


@cache
def _of(letters: str, script: str = "") -> list[str]:
    """Names of these lists in a script, everyday words left out."""
    wanted, least = set(letters), _LEAST if not script else 1
    found = (
        word
        for word, held in _lists().items()
        if wanted & set(held) and len(word) >= least and script_of(word[0]) == script and not _COMMON & set(held)
    )
    return sorted(word.title() for word in found)


@cache
def people() -> dict[str, tuple[list[str], list[str]]]:
    """Given and family names per locale."""
    found = {locale: (_of("G"), _of("F")) for locale in _LATIN.split()}
    for script, locales in _SCRIPTS.items():
        given = _of("G", script) or _of("g")
        family = sorted({*_of("F", script), *_EASTERN.get(script, ())}) or given
        found |= dict.fromkeys(locales.split(), (given, family))
    return dict(sorted(found.items()))


@cache
def town_names() -> dict[str, list[str]]:
    """Towns per locale."""
    found = {locale: _of("C") for locale in _LATIN.split()}
    for script, locales in _SCRIPTS.items():
        if _of("C", script):
            found |= {locale: _of("C", script) for locale in locales.split()}
    return found


def towns() -> list[str]:
    """Towns in Latin script."""
    return _of("C")


def foreign_towns() -> list[str]:
    """Towns in other scripts."""
    return sorted(town for script in _SCRIPTS for town in _of("C", script)) or ["Москва"]


def towns_of_the_world() -> dict[str, int]:
    """Smaller towns; how many live there is not known here."""
    return dict.fromkeys(_of("c"), 15_000)


def countries() -> list[str]:
    """Countries of one word, and a few of several."""
    return sorted(
        {*_of("K"), "South Korea", "New Zealand", "Sri Lanka", "the United States", "Costa Rica", "Saudi Arabia"}
    )


def states() -> list[str]:
    """Towns stand for states, which no list of the model tells from countries."""
    return [*own("places"), "New York", "North Carolina", "Yorkshire", "Bavaria", "Ontario", "Kerala"]


def state_codes() -> list[str]:
    """Two-letter codes of the states of the USA."""
    return _CODES.split()


def street_kinds() -> list[str]:
    """Words that end a street's name."""
    return _of("S") or ["Street"]


def foreign_streets() -> dict[str, list[str]]:
    """Names stand for streets."""
    return dict.fromkeys(_LATIN.split(), _of("F"))


def census(kind: str) -> list[str]:
    """Rarer family names."""
    return _of("f") if kind == "all.last" else _of("g")


def jobs() -> list[str]:
    """Names of jobs."""
    return _JOBS.split("|")


@cache
def common_words() -> list[str]:
    """Words of everyday speech."""
    return sorted(word for word, held in _lists().items() if "W" in held and word.isalpha() and word.isascii())
