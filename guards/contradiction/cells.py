"""Structured context as cells: each slot with its typed value, the words of its key and the row it stands in.

What enters are slots of JSON, tables or `key: value` lines; what leaves are cells that an answer's sentences can
be matched to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guards.contradiction.facts.jsontext import Slot
from guards.contradiction.text.words import FILLER, STOP, fold, key_words, stem, tokens_of
from guards.contradiction.values.dates import clock_of
from guards.contradiction.values.reading import whole_value, with_beside, with_key_unit
from guards.contradiction.values.units import PERIODS, SCALE_WORDS, scale_in_key, unit_in_key
from guards.contradiction.values.value import Value

Row = tuple[int, tuple[str | int, ...]]

# Names that say nothing about what a scalar is: their parent's name does.
_EMPTY = (
    "amount valu total text number num count data qty quantity is has current in of the to per for at on by max min"
)
_EMPTY_NAMES = frozenset((*_EMPTY.split(), "and", "or"))
# What an answer need not say either: it names an order's id as "your order", a minimum deposit as "the deposit".
_SAYS_NOTHING = _EMPTY_NAMES | PERIODS | FILLER | STOP | SCALE_WORDS | {"id", "ref", "no", "pct"}
# A key that is nothing else is still one, but that any sum is an "amount".
_BARE = STOP | PERIODS | {"amount", "valu", "total", "text", "data", "current"}
# Under a key that ends with one of these stands a name for a machine, whatever it looks like: `icon: "10d"`.
_MACHINE = "id icon code ref uuid guid url uri link hash key slug sku zip zipcode postcode isbn token"
_IDENTIFIERS = frozenset(map(stem, _MACHINE.split()))
_COUNTED = _IDENTIFIERS | {"count", "number", "num", "qty", "quantity"}
"""Keys whose numbers the unit of a key above says nothing of."""
_SQUARES = frozenset(("squar", "2"))
_NOTHING = frozenset({"", "-", "--", "n/a", "na", "none", "null", "nan", "unknown", "tbd"})
_PHRASE_WORDS_MAX = 6
ARTICLES = frozenset({"the", "an", "of"})


_HOLDS = {"true": True, "yes": True, "on": True, "y": True, "false": False, "no": False, "off": False, "n": False}


@dataclass(frozen=True, slots=True)
class Cell:
    """One scalar of a structured passage."""

    passage: int
    slot: Slot
    column: tuple[str, ...]
    """Its path without positions: cells of one column say the same thing of different rows."""
    row: Row
    """The nearest array element that it is part of, or the document."""
    leaf: frozenset[str]
    """Stems of its own key without units and words that say nothing; its parent's where none is left."""
    path: frozenset[str]
    """Stems of the whole path."""
    value: Value | None
    phrase: tuple[str, ...]
    """Words of a short string, stemmed, with digits kept."""
    clock: Value | None = None
    """The time of day of a date that is written with one."""

    @property
    def holds(self) -> bool | None:
        """What a cell that is a plain yes or no says."""
        return _HOLDS.get(self.slot.text.strip().lower()) if self.slot.type != "number" else None

    @property
    def scale(self) -> float:
        """What its key says that its number is to be multiplied by."""
        return next((scale for step in reversed(self.column) if (scale := scale_in_key(key_words(step))) != 1.0), 1.0)

    @property
    def is_empty(self) -> bool:
        """Whether the slot says that nothing is known."""
        return self.slot.text.strip().lower() in _NOTHING


def cell_of(slot: Slot, passage: int, told: Mapping[str, str] | None = None) -> Cell:
    """The cell of a slot of the passage with this number; `told` is what the fields beside it say of it."""
    column = tuple(step for step in slot.path if isinstance(step, str))
    last = max((place for place, step in enumerate(slot.path) if isinstance(step, int)), default=-1)
    key = key_words(slot.key)
    if unit_in_key(key) is None and len(column) > 1 and key and _COUNTED.isdisjoint(key):
        # `distances_m: {clinic: 1900}` says the unit above.
        above = key_words(column[-2])
        key = (*key, *above) if unit_in_key(above) is not None else key
    value = _value(slot, key)
    value = with_beside(value, told) if told and value is not None else value
    return Cell(
        passage,
        slot,
        column,
        (passage, slot.path[: last + 1]),
        _leaf(column),
        frozenset(word for step in column for word in key_words(step)),
        value,
        phrase_of(slot.text) if slot.type == "string" else (),
        clock_of(value) if value is not None else None,
    )


def _leaf(column: tuple[str, ...]) -> frozenset[str]:
    whole = [key_words(step) for step in reversed(column)]
    for empty in (_SAYS_NOTHING, _EMPTY_NAMES | PERIODS, _BARE):
        for words in whole:
            told = frozenset(word for word in words if word not in empty and unit_in_key((word,)) is None)
            if scale_in_key(words) != 1.0 and len(words[-1]) == 1:
                told -= {words[-1]}
            unit = unit_in_key(words)
            if not told.isdisjoint(_SQUARES) and unit is not None:
                told = told - _SQUARES or frozenset((unit.name,))
            if told:
                return told
    return frozenset()


def _value(slot: Slot, key: tuple[str, ...]) -> Value | None:
    value = _quantity(slot, key)
    if value is None or not key or key[-1] not in _IDENTIFIERS or value.kind in ("code", "address"):
        return value
    text = fold(slot.text)
    return Value("code", 0, len(text), text=text.replace("-", "")) if " " not in text else None


def _quantity(slot: Slot, key: tuple[str, ...]) -> Value | None:
    if slot.type == "number":
        try:
            number = float(slot.text)
        except ValueError:
            return None
        decimals = len(slot.text.partition(".")[2])
        return with_key_unit(Value("number", 0, len(slot.text), number, number, step=10.0**-decimals), key)
    value = whole_value(fold(slot.text), key) if slot.type == "string" else None
    # "100 conference room" is a name; "30 visits" is a count.
    return None if value is None or len(value.nouns) > 1 else value


def phrase_of(text: str) -> tuple[str, ...]:
    """The words that a short string is known by; none where it is too long for a name.

    >>> phrase_of("the_westin"), phrase_of("76")
    (('westin',), ('76',))
    """
    words = [word.stem for word in tokens_of(fold(text[:120])) if word.stem not in ARTICLES]
    return tuple(words) if len(words) <= _PHRASE_WORDS_MAX else ()
