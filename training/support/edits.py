"""Typed edits: a sentence turned into one that its source no longer supports, by one change of a named kind.

What enters is a sentence and other sentences of its source; what leaves is the changed sentence, or None where it has
nothing of the kind to change. Most lists of words here are not those that the score knows: it must learn from edits
that it cannot look up as well.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from guards.contradiction.copies.lexicon import EXCLUSIVES

Edit = Callable[[str, Sequence[str], random.Random], str | None]

MONTHS = "january february march april may june july august september october november december".split()
DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()

_NUMBER = re.compile(r"(?<![\w.,-])\d[\d,]*(?:\.\d+)?(?!\w|[.,]\d)")
_SPELT = re.compile(rf"\b(?:{'|'.join((*ONES[1:], *TENS, 'hundred', 'dozen'))})\b", re.IGNORECASE)
_NAME = re.compile(r"(?<![.!?] )(?<!^)\b[A-Z][\w'’.-]*[a-z](?: (?:of (?:the )?)?[A-Z][\w'’-]*[a-z])*")
_TIMES = re.compile(rf"\b(?:{'|'.join(name.title() for name in (*MONTHS, *DAYS))})\b")
_TIME_GROUPS = ([name.title() for name in MONTHS], [name.title() for name in DAYS])


def _one_of(found: list[re.Match[str]], draw: random.Random) -> re.Match[str] | None:
    return draw.choice(found) if found else None


def _put(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]


def number(text: str, others: Sequence[str], draw: random.Random) -> str | None:
    """Another number: near, a digit off, ten times, or one from elsewhere in the source."""
    found = [*_NUMBER.finditer(text), *_SPELT.finditer(text)]
    match = _one_of(found, draw)
    if match is None:
        return None
    old = match[0]
    if not old[0].isdigit():
        new = draw.choice([word for word in (*ONES[1:], *TENS) if word != old.lower()])
        return _put(text, match, new.title() if old[0].isupper() else new)
    elsewhere = sorted({one[0] for other in others for one in _NUMBER.finditer(other)} - set(_NUMBER.findall(text)))
    if elsewhere and draw.random() < 0.3:
        return _put(text, match, draw.choice(elsewhere))
    return _put(text, match, _other_number(old, draw))


def _other_number(old: str, draw: random.Random) -> str:
    digits = old.replace(",", "")
    value = float(digits)
    for _ in range(20):
        how = draw.random()
        if how < 0.35:
            place = draw.randrange(len(digits))
            new = (
                digits[:place] + draw.choice("0123456789") + digits[place + 1 :] if digits[place].isdigit() else digits
            )
        elif how < 0.7:
            new = f"{value + draw.choice((-1, 1)) * draw.choice((1, 1, 2, 3, 5, 10, 20)):g}"
        else:
            new = f"{value * draw.choice((0.5, 2, 3, 10, 1.5)):g}"
        if "e" in new or new.startswith("-") or (len(new) > 1 and new[0] == "0" and "." not in new):
            continue
        if float(new) not in (value, 0.0):
            return f"{int(float(new)):,}" if "," in old and "." not in new else new
    return f"{value + 1:g}"


_UNITS = (
    *(
        "second minute hour day week month year decade century",
        "meter kilometer mile foot inch yard",
        "gram kilogram pound ton ounce",
    ),
    *(
        "million billion thousand trillion",
        "percent points",
        "dollars euros pounds yen",
        "liters gallons",
        "gigabytes megabytes terabytes",
    ),
    *(
        "km miles",
        "kg lb",
        "km m",
        "mm cm",
        "celsius fahrenheit",
        "visits patients tablets items rooms",
        "weekly daily monthly yearly",
    ),
)
_UNIT_GROUPS = [line.split() for line in _UNITS]
_UNIT = re.compile(
    rf"\b(?:{'|'.join(sorted({word for group in _UNIT_GROUPS for word in group}, key=len, reverse=True))})s?\b|[$€£]|%"
)


def unit(text: str, others: Sequence[str], draw: random.Random) -> str | None:
    """Another unit of the same kind behind the same number."""
    found = [
        one
        for one in _UNIT.finditer(text)
        if one[0] in "$€£%"
        or re.search(
            r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|per|an?|each|every)\b",
            text[max(0, one.start() - 12) : one.start()],
        )
    ]
    match = _one_of(found, draw)
    if match is None:
        return None
    old = match[0]
    if old in "$€£":
        return _put(text, match, draw.choice([sign for sign in "$€£" if sign != old]))
    if old == "%":
        return _put(text, match, draw.choice((" million", " years", " points", "°")))
    for group in _UNIT_GROUPS:
        for word in group:
            if old in (word, word + "s"):
                new = draw.choice([one for one in group if one != word])
                return _put(text, match, new + "s" if old == word + "s" and not new.endswith("s") else new)
    return None


def date(text: str, others: Sequence[str], draw: random.Random) -> str | None:
    """Another month or day of the week; a year a few years off, where there is neither."""
    match = _one_of([*_TIMES.finditer(text)], draw)
    if match is not None:
        group = next(group for group in _TIME_GROUPS if match[0] in group)
        return _put(text, match, draw.choice([name for name in group if name != match[0]]))
    match = _one_of([*re.finditer(r"\b(?:1[5-9]|20)\d\d\b", text)], draw)
    if match is None:
        return None
    return _put(text, match, str(int(match[0]) + draw.choice((-10, -3, -2, -1, 1, 2, 3, 5, 10))))


def name(text: str, others: Sequence[str], draw: random.Random) -> str | None:
    """Another name: from elsewhere in the source, which is harder, or from `NAMES`."""
    match = _one_of([one for one in _NAME.finditer(text) if not _TIMES.fullmatch(one[0])], draw)
    if match is None:
        return None
    elsewhere = sorted({one[0] for other in others for one in _NAME.finditer(other)})
    known = [one for one in elsewhere if one not in text and not _TIMES.search(one)]
    new = draw.choice(known) if known and draw.random() < 0.6 else draw.choice(NAMES)
    return None if new in text else _put(text, match, new)


NAMES: list[str] = []
"""Names of other sources; filled by who trains."""

_AUX = re.compile(
    r"\b(?P<aux>is|are|was|were|has|have|had|will|would|can|could|should|must|may|does|do|did)\b(?! not| never|n't)(?= )"
)
_NOT = re.compile(
    r"\b(?:(?P<aux>is|are|was|were|has|have|had|would|could|should|must|does|do|did)(?:n't| not| never)|cannot|can't|can not|won't|will not|never)\b ?"
)
_PAST = re.compile(r"(?<=[a-z] )(?P<verb>[a-z]{3,}ed)\b(?! by)")
_PRESENT = re.compile(
    r"(?<=[a-z] )(?P<verb>includes|covers|contains|takes|expires|needs|supports|allows|costs|requires|pays|lasts|comes|runs|ends|opens|closes|applies|offers|provides|has)\b"
)


def negation(text: str, others: Sequence[str], draw: random.Random) -> str | None:
    """The sign turned: a denial put in, or taken out."""
    there = _one_of([*_NOT.finditer(text)], draw)
    if there is not None and draw.random() < 0.9:
        word = there[0].strip().lower()
        kept = {"cannot": "can", "can't": "can", "can not": "can", "won't": "will", "will not": "will"}.get(
            word, there["aux"] or ""
        )
        return _put(text, there, f"{kept} " if kept else "")
    match = _one_of([*_AUX.finditer(text)], draw)
    if match is not None:
        aux = match["aux"]
        short = {"will": "won't", "can": "can't"}.get(aux, aux + "n't")
        new = draw.choice((f"{aux} not", f"{aux} not", short if aux != "may" else "may not", f"{aux} never"))
        return _put(text, match, new)
    match = _one_of([*_PAST.finditer(text)], draw)
    if match is not None:
        verb = match["verb"]
        base = (
            verb[:-2]
            if draw.random() < 0.5 or not verb.endswith(("ated", "ized", "ced", "ved", "sed", "red"))
            else verb[:-1]
        )
        return _put(
            text, match, draw.choice((f"did not {base}", f"never {verb}", f"didn't {base}", f"failed to {base}"))
        )
    match = _one_of([*_PRESENT.finditer(text)], draw)
    if match is not None:
        verb = match["verb"]
        base = "have" if verb == "has" else verb[:-1]
        return _put(text, match, draw.choice((f"does not {base}", f"doesn't {base}", f"never {verb}")))
    return None


# Opposites that the score's own list lacks, beside those that it has.
_MORE = """ascending descending;optional mandatory;ancient modern;genuine fake;flexible rigid;generous stingy;humid dry;
landed launched;victory defeat;hero coward;winter summer;captured released;accepted declined;novel film;ocean desert;
married divorced;eldest youngest;southern northern;western eastern;upper lower;won lost;first last;first second;
largest smallest;longest shortest;highest lowest;best worst;mother father;brother sister;son daughter;king queen;
early late;before after;increased decreased;rose fell;began ended;opened closed;founded dissolved;published banned;
approved rejected;included excluded;successful unsuccessful;popular obscure;positive negative;major minor;
black white;red blue;gold silver;river mountain;island peninsula;singer painter;actor politician;album novel;
school hospital;church castle;army navy;general private;professional amateur;democratic republican;written filmed;
directed produced;produced sponsored;studied taught;joined left;arrived departed;built demolished;signed cancelled;
free paid;included billed;available sold;active dormant;daily yearly;morning evening;online offline;new used;
enabled disabled;required forbidden;covered excluded;allowed prohibited;shipped returned;larger smaller;older younger;
adults children;women men;men women;boys girls;phone fax;card cash;black green;silver copper;pool sauna;water gas"""
_OWN = [tuple(pair.split()) for pair in _MORE.replace("\n", "").split(";")]


def antonym(text: str, others: Sequence[str], draw: random.Random) -> str | None:
    """One word replaced by its opposite, or by another of its kind."""
    words = re.findall(r"[a-z]+", text)
    swaps = [(one, other) for pair in _OWN for one, other in (pair, pair[::-1]) if one in words]
    known = [(word, one) for word in words if word in EXCLUSIVES and len(word) > 3 for one in sorted(EXCLUSIVES[word])]
    pool = swaps if swaps and (draw.random() < 0.6 or not known) else known
    if not pool:
        return None
    one, other = draw.choice(pool)
    return re.sub(rf"\b{one}\b", other, text, count=1)


_QUANTITY = (
    ("all", "some", "none of", "most", "few"), ("every", "no", "hardly any"), ("always", "never", "sometimes", "rarely"),
    ("most", "few", "all", "none"), ("some", "all", "no", "many"), ("many", "few", "no", "all"), ("several", "no", "all"),
    ("both", "neither", "one of"), ("only", "not only"), ("at least", "at most", "exactly"), ("more than", "less than", "exactly"),
    ("over", "under", "exactly"), ("up to", "at least", "more than"), ("each", "only one", "no"), ("often", "never", "rarely", "always"),
    ("usually", "never", "always"), ("entirely", "partly"), ("the majority", "a minority"), ("none", "all", "most"), ("no", "some", "all"),
    ("more", "less", "fewer"), ("mostly", "rarely"), ("any", "no", "only some"), ("half", "all", "a tenth"), ("one of the", "the only one of the"),
    ("everyone", "no one"), ("everything", "nothing"), ("within", "after"), ("until", "after"), ("twice", "once"), ("either", "neither"),
)  # fmt: skip


def quantifier(text: str, others: Sequence[str], draw: random.Random) -> str | None:
    """How many, how often or how much of it: another."""
    found = [(match, group) for group in _QUANTITY for match in re.finditer(rf"\b{group[0]}\b", text, re.IGNORECASE)]
    if not found:
        return None
    match, group = draw.choice(found)
    new = draw.choice(group[1:])
    return _put(text, match, new.capitalize() if match[0][0].isupper() else new)


def swap(text: str, others: Sequence[str], draw: random.Random) -> str | None:
    """Two names, numbers or sides of a sentence change places."""
    names = [
        one
        for one in re.finditer(r"\b[A-Z][\w'’-]*[a-z](?: [A-Z][\w'’-]*[a-z])*", text)
        if one[0].lower() not in _STARTS
    ]
    pairs = [(one, two) for one, two in pairwise(names) if one[0] != two[0]]
    numbers = [*_NUMBER.finditer(text)]
    pairs += [(one, two) for one, two in pairwise(numbers) if one[0] != two[0]]
    sides = re.fullmatch(
        r"(?P<a>The [a-z]+|[A-Z][\w ]{2,30}) (?P<v>is|was|are|were|comes|came|took place) (?P<how>(?:before|after|larger than|older than|part of|followed by|north of|south of) )(?P<b>[\w ]{3,40})\.?",
        text,
    )
    if sides is not None:
        return f"{sides['b'][0].upper()}{sides['b'][1:]} {sides['v']} {sides['how']}{sides['a'][0].lower() if sides['a'].startswith('The ') else sides['a'][0]}{sides['a'][1:]}."
    if not pairs:
        return None
    one, two = draw.choice(pairs)
    return text[: one.start()] + two[0] + text[one.end() : two.start()] + one[0] + text[two.end() :]


_STARTS = frozenset(
    "the a an in on at it he she they this these his her its their there for by from with after before".split()
)

EDITS: dict[str, Edit] = {
    "number": number,
    "unit": unit,
    "month": date,
    "name": name,
    "negation": negation,
    "antonym": antonym,
    "quantifier": quantifier,
    "swap": swap,
}
