"""Attribute lists as plain fields: `[{"name": "Weight", "value": "96 g"}]` says `{"Weight": "96 g"}`.

What enters are the slots of a structured text; what leaves are the same, each in its place, but for the pairs: of those
the value stays, under its name. A pair is an array element, or a line of a table, of two scalars: one under a key that
means a name, one under a key that means a value; a third may be the unit. A short string that has one array of pairs
beside it, and nothing else, names the section that they are in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from guards.contradiction.facts.jsontext import Slot
from guards.contradiction.text.words import key_words, stem
from guards.contradiction.values.units import unit_in_key

_Path = tuple[str | int, ...]

_NAMES = (
    "name key label field property prop attribute attr parameter param title header heading metric spec specification"
    " question setting option feature term characteristic"
)
_NAME_KEYS = frozenset(map(stem, _NAMES.split()))
# Words that say nothing of the value; an "amount" says that it is one of money.
_PLAIN = frozenset(map(stem, ("value", "val", "content", "text", "data", "answer", "result", "reading")))
_VALUE_KEYS = _PLAIN | {"amount"}
_UNIT_KEYS = frozenset(map(stem, ("unit", "uom")))
_NAME_MAX = 80
"""Code points of a name; what is longer is a text."""


def attributed(slots: Sequence[Slot]) -> list[Slot]:
    """The slots, those of every pair as one whose path ends with its name."""
    held: dict[_Path, list[Slot]] = defaultdict(list)
    for slot in slots:
        held[_element(slot.path)].append(slot)
    found = {element: _pair(element, inside) for element, inside in held.items() if element and len(inside) in (2, 3)}
    pairs = {element: pair for element, pair in found.items() if pair is not None}
    # An element that holds another one is no pair.
    for element in held if pairs else ():
        for at in range(1, len(element)):
            pairs.pop(element[:at], None)
    titles = _titles(held, pairs)
    told = {id(title) for title in titles.values()}
    return [one for slot in slots if id(slot) not in told if (one := _renamed(slot, pairs, titles)) is not None]


def _renamed(slot: Slot, pairs: dict[_Path, tuple[_Path, Slot]], titles: dict[_Path, Slot]) -> Slot | None:
    element = _element(slot.path)
    path, value = pairs.get(element, ((), slot))
    if element not in pairs or slot is not value:
        return slot if element not in pairs else None
    title = titles.get(element[:-2])
    above = element[:-1] if title is None else (*element[:-3], title.text)
    return Slot((*above, *path), slot.text, slot.start, slot.end, slot.type)


def _element(path: _Path) -> _Path:
    """The path of the nearest array element that holds a slot; empty where there is none."""
    return path[: next((at for at in range(len(path), 0, -1) if isinstance(path[at - 1], int)), 0)]


def _titles(held: dict[_Path, list[Slot]], pairs: dict[_Path, tuple[_Path, Slot]]) -> dict[_Path, Slot]:
    """The title of each array element that is no more than it and one array of pairs, by its path."""
    arrays: dict[_Path, set[str | int]] = defaultdict(set)
    for element in held if pairs else ():
        arrays[element[:-2]].add(element[-2] if len(element) > 1 else 0)
    found = {}
    for holder in {element[:-2] for element in pairs if len(element) > 2 and isinstance(element[-3], int)}:
        inside = held.get(holder, [])
        if len(inside) == len(arrays[holder]) == 1 and inside[0].path[:-1] == holder and _is_title(inside[0]):
            found[holder] = inside[0]
    return found


def _is_title(slot: Slot) -> bool:
    return slot.type == "string" and len(slot.text) <= _NAME_MAX


def _pair(element: _Path, inside: list[Slot]) -> tuple[_Path, Slot] | None:
    # All in the element itself, or in one object that is all there is of it.
    above = inside[0].path[:-1]
    if len(above) - len(element) > 1 or any(slot.path[:-1] != above for slot in inside):
        return None
    name, value, unit = (_under(keys, inside) for keys in (_NAME_KEYS, _VALUE_KEYS, _UNIT_KEYS))
    if name is None or value is None or name is value or (unit is None) != (len(inside) == 2):
        return None
    if not _is_title(name) or not any(map(str.isalpha, name.text)):
        return None
    path = (name.text if unit is None else f"{name.text} {unit.text}",)
    return (path if _PLAIN.issuperset(key_words(value.key)) else (*path, value.key)), value


def _under(keys: frozenset[str], inside: list[Slot]) -> Slot | None:
    """The one scalar whose key ends with one of these words, units left out."""
    found = [slot for slot in inside if _last(slot.key) in keys]
    return found[0] if len(found) == 1 else None


def _last(key: str) -> str:
    return next((word for word in reversed(key_words(key)) if unit_in_key((word,)) is None), "")
