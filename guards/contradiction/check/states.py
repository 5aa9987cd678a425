"""Yes/no fields and states of structured context against what a sentence says.

What enters is a sentence of the answer and the cells; what leaves is agreement, a conflict, or nothing. A field is a
thing, by the words of its key or its row, and a sign on a scale: `{"acupuncture": "not covered"}` and
`{"acupuncture": {"covered": false}}` are one, and are met by "Acupuncture is covered". A thing without a scale of its
own is there or is not: `wifi: no` is met by "has WiFi". Never compared: a field whose thing is not said.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from guards.contradiction.cells import Cell
from guards.contradiction.conflict import SUPPORTED, Compared, conflict_with
from guards.contradiction.context import Context
from guards.contradiction.denials import clause_around, denial_of
from guards.contradiction.dimensions import LIGHT
from guards.contradiction.opposites import GENERAL, SIGNS, State, may_be_signed, states_of
from guards.contradiction.statements import Sentence
from guards.contradiction.text.sentences import clauses_of
from guards.contradiction.text.words import FILLER, STOP, Word, fold, key_words, letters, stem
from guards.contradiction.values.dates import DAY_WORDS, WEEKDAY_WORDS
from guards.contradiction.values.value import Value

_ROW_MAX = 50
"""An object of more fields is a document, whose keys are no neighbours."""
_FLAGS_MAX = 500
"""More fields of yes and no than this are a register, and no sentence means one of them by a word."""
_TEXT_MAX = 80
"""Code points of a text that is a state."""
_THERE = -1
"""The scale of a thing that is there, or is not, and the words that say no more than that."""
_THERE_LINE = (
    "covered included excluded enabled disabled allowed permitted prohibited forbidden available unavailable active"
    " inactive present absent accepted on off"
)
_THERE_SCALES = frozenset(SIGNS[word][0] for word in _THERE_LINE.split() if word in SIGNS) | {_THERE}
_SIGN_STEMS = frozenset(map(stem, SIGNS))
_KIND_LINE = (
    "service option facility space area access available place part tier feature friendly support yet still already"
)
_KINDS = frozenset(map(stem, _KIND_LINE.split()))
"""What any thing is called besides: "parking services"."""
_DAY_NAMES = WEEKDAY_WORDS | DAY_WORDS
_DAY_KEYS = ("day",), ("weekday",)
_ONE, _OF_SEVERAL = 0.75, 0.65
"""How sure a conflict with the one field that is meant is, and with one of several: .85 were right on records of
RAGTruth, half on hand-written answers that mislead."""


class Flag(NamedTuple):
    """A thing of the context with its sign, and how it is spoken of."""

    cell: Cell
    scale: int
    holds: bool
    roots: frozenset[str]
    """Of the words of its key, each of which is said; none where the key names the scale alone: `refundable: no`."""
    joined: frozenset[str]
    """Its last words written as one: "wifi" and "takeout" of `WiFi` and `RestaurantsTakeOut`."""
    particle: str
    """The particle that its key ends with: "taking" is no `take_out`."""
    row: tuple[str, ...]
    """What its row is called, where it is one of several."""
    around: frozenset[str]
    """The words of its path, of the keys beside it and of the names of its row."""


_MARKS = dict.fromkeys("✓✔✅", True) | dict.fromkeys("✗✘❌", False)
_HOLDING = frozenset(("yes", "no", "true", "false"))
_PLAIN = re.compile(r"(yes|no)(?=\s*[,;(-])")
_KEY_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_PARTICLES = frozenset(("in", "out", "off", "up"))
_NO_THING = STOP | FILLER | GENERAL | {"has", "is", "type", "kind", "level", "mode"}


def flags_of(context: Context) -> list[Flag]:
    """The yes/no fields and states of a context as they are spoken of."""
    told = [(cell, signed) for cell in context.cells if (signed := _signed(cell)) is not None]
    begun = Counter((*_object(cell), key[0]) for cell, _ in told if len(key := key_words(cell.slot.key)) > 1)
    several = Counter((passage, path[:-1]) for passage, path in context.rows if path)
    found = []
    for cell, (own, holds) in told if len(told) <= _FLAGS_MAX else ():
        key = key_words(cell.slot.key)
        row = context.rows[cell.row] if len(context.rows[cell.row]) <= _ROW_MAX else []
        if not key or not _DAY_NAMES.isdisjoint(cell.path) or (cell.row[1] and _has_day(row)):
            continue  # opening hours, which are read as such
        shared = begun[(*_object(cell), key[0])] > 1
        parts = [part.lower() for part in _KEY_PART.findall(cell.slot.key)]
        joined = frozenset("".join(parts[n:]) for n in range(1 if shared else 0, len(parts) - 1))
        things = {root(word) for word in cell.leaf - _NO_THING - _SIGN_STEMS}
        things -= {root(key[0])} if shared and len(things) > 1 else set()
        particle = key[-1] if key[-1] in _PARTICLES else ""
        names = _names(row) if several[cell.passage, cell.row[1][:-1]] > 1 else ()
        scale = _THERE if things and own in _THERE_SCALES else own
        around = around_of(cell, context)
        found.append(Flag(cell, scale, holds, frozenset(things), joined, particle, names, around))
    return [flag for flag in found if flag.roots or flag.scale != _THERE]


def around_of(cell: Cell, context: Context) -> frozenset[str]:
    """The words of a cell's path, of the keys beside it and of the names of its row."""
    row = context.rows[cell.row]
    keys = (one.path for one in row if len(row) <= _ROW_MAX)
    return cell.path.union(context.names_of(cell), *keys)


def _has_day(row: Sequence[Cell]) -> bool:
    return any(key_words(one.slot.key) in _DAY_KEYS for one in row)


def _object(cell: Cell) -> tuple[object, ...]:
    return cell.passage, cell.slot.path[:-1]


def _signed(cell: Cell) -> tuple[int, bool] | None:
    """The scale and the sign that a field has: its text's, or where that is yes or no its key's."""
    if cell.slot.type == "number" or len(cell.slot.text) > _TEXT_MAX:
        return None
    text = fold(cell.slot.text).strip()
    plain = _PLAIN.match(text)
    holds = _MARKS.get(text, cell.holds if plain is None else plain[1] == "yes")
    if holds is not None:
        key = " ".join(part.lower() for part in _KEY_PART.findall(cell.slot.key)).replace("in network", "in-network")
        found = _only_state(key)
        return (_THERE, holds) if found is None else (found.scale, (found.sign > 0) is holds)
    found = _only_state(text) if cell.slot.type == "string" and 0 < len(cell.phrase) <= 3 else None
    return None if found is None or found.word in ("before", "after") else (found.scale, found.sign > 0)


def _only_state(text: str) -> State | None:
    if not may_be_signed(text, 0, len(text), letters(text).split()):
        return None
    found = list(states_of(text, 0, len(text)))
    return found[0] if len(found) == 1 else None


def _names(row: Sequence[Cell]) -> tuple[str, ...]:
    """The names of a row: its strings, and its numbers behind their key ("room 102")."""
    texts = [
        (fold(one.slot.key), fold(one.slot.text)) for one in row if one.holds is None and one.slot.text not in _MARKS
    ]
    return tuple(f"{key} {text}" if text.isdecimal() else text for key, text in texts)


_ENDINGS = re.compile(r"(?<=\w{4})(?:ations?|able?|ible?|ance?|ence?|ment|ions?|al|ly|ing|ed|y|e)$")


@lru_cache(maxsize=8_192)
def root(word: str) -> str:
    """What a word is derived of, crudely: "renewal" of `renew`, "refundable" of `refund`."""
    short = _ENDINGS.sub("", word)
    return short[:-1] if len(short) > 4 and short[-1] == short[-2] else short


def compare(folded: str, sentence: Sentence, context: Context, flags: Sequence[Flag]) -> list[Compared]:
    """The verdicts of the fields on one sentence, as a whole, else clause by clause."""
    if not flags:
        return []
    stemmed, joined = sentence.stemmed, set(sentence.said)
    roots = set(map(root, stemmed))
    if not any(flag.roots <= roots or flag.joined & joined for flag in flags):
        return []
    spoken = {root(word.stem) for word in sentence.words}
    near = [flag for flag in flags if not flag.roots or flag.roots <= spoken or not flag.joined.isdisjoint(joined)]
    if not near:
        return []
    if whole := _compare(folded, sentence, sentence, context, near):
        return whole
    clauses = clauses_of(folded, sentence.start, sentence.end)
    parts = [sentence.clause(start, end) for start, end in clauses] if len(clauses) > 1 else []
    return [verdict for part in parts for verdict in _compare(folded, part, sentence, context, near)]


def _compare(folded: str, part: Sentence, whole: Sentence, context: Context, flags: Sequence[Flag]) -> list[Compared]:
    said = [one for one in states_of(folded, part.start, part.end, whole.start) if one.word not in _HOLDING]
    met: dict[tuple[int, frozenset[str]], list[tuple[State, Flag, int]]] = defaultdict(list)
    for flag in flags:
        state = _state(folded, part, whole, said, flag)
        if state is None:
            continue
        named = False
        strangers = {word.stem for word in part.words if word.is_content and root(word.stem) not in flag.roots}
        strangers -= flag.around | flag.joined | GENERAL | LIGHT | _KINDS | {stem(one.word) for one in said}
        strangers -= {word for other in flags for word in other.joined}
        if not flag.roots and strangers:
            named = not strangers & context.words and not whole.vocabulary.isdisjoint(context.names_of(flag.cell))
        if len(strangers) <= (1 if flag.roots or named else 0):
            met[flag.scale, flag.roots].append((state, flag, len(strangers)))
    return [verdict for group in met.values() for verdict in _decide(_named(group, whole))]


def _state(folded: str, part: Sentence, whole: Sentence, said: list[State], flag: Flag) -> State | None:
    """What a part of a sentence says of a thing, with the sign; none where it says nothing of it."""
    on_scale = next((one for one in said if one.scale == flag.scale), None)
    if not flag.roots:
        return on_scale
    said = [one for one in said if root(stem(one.word)) not in flag.roots]
    words = [word for word in part.words if folded[word.start : word.end] in flag.joined]
    if not words and flag.roots <= {root(word.stem) for word in part.words}:
        words = [word for word in part.words if root(word.stem) in flag.roots]
        words = words if not flag.particle or any(word.stem == flag.particle for word in part.words) else []
    if not words:
        return None
    if flag.scale != _THERE:
        return on_scale
    if len(said) > 1 or any(one.scale not in _THERE_SCALES for one in said):
        return None
    return _held(folded, whole, words, said)


def _held(folded: str, sentence: Sentence, words: list[Word], said: list[State]) -> State:
    """Whether the thing that the words name is there, by the state of its clause, else by what denies it."""
    last = words[-1]
    begin, end = clause_around(folded, sentence.start, sentence.end, last.start)
    for state in said:
        if begin <= state.start < end:
            return state
    start = last.start
    for word in reversed(words[:-1]):
        start = word.start if start - word.end <= 1 else start
    denial = denial_of(folded, sentence.start, sentence.end, last.start)
    if denial is None:
        return State(_THERE, 1, start, last.end, "")
    return State(_THERE, -1, denial[0] if 0 <= start - denial[1] <= 1 else start, last.end, "")


def _named(group: list[tuple[State, Flag, int]], sentence: Sentence) -> list[tuple[State, Flag, int]]:
    """Those that are of the only record, or of a row that the sentence names."""
    text = sentence.text
    return [
        one
        for one in group
        if not one[1].row or any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in one[1].row)
    ]


def _decide(met: list[tuple[State, Flag, int]]) -> list[Compared]:
    if not met:
        return []
    if any((state.sign > 0) is flag.holds for state, flag, _ in met):
        return [SUPPORTED]
    state, flag, strangers = met[0]
    confidence = (_ONE if len(met) == 1 else _OF_SEVERAL) - 0.05 * strangers
    return [Compared(conflict_with(Value("text", state.start, state.end), flag.cell, confidence, "slot_conflict"))]
