"""A claim against structured context, matched by the words of the key.

What enters is a claim and the context; what leaves is agreement, a conflict, or nothing where no key is named.
`{"copay": {"specialist": 40}}` is met by "the specialist copay is $60": every word of the last key must be said
near the value, words of the keys above decide between cells.
"""

from __future__ import annotations

import re

from guards.contradiction.cells import Cell
from guards.contradiction.conflict import SUPPORTED, Compared, Conflict, rule_for
from guards.contradiction.context import Context
from guards.contradiction.dimensions import stands_for, told
from guards.contradiction.statements import Statement
from guards.contradiction.text.words import fold, key_words, stem
from guards.contradiction.values.units import unit_word
from guards.contradiction.values.value import Relation, Value, relation

# A bare number of the context has the kind that its key's words suggest.
_HINTS = {
    "money": """copay price cost fee deduct deductible premium balance salary limit total charg payment paid pay budget
        bill amount wage rent tax credit debit refund pocket invoic subtotal valu revenu income spend expens coinsuranc
        allowanc oop penalty discount shipp tuition deposit""",
    "percent": """rate percent pct percentag coinsuranc share discount ratio interest tax apr probability margin growth
        utilization uptim accuracy battery progress humidity chanc complet""",
    "duration": """time duration period term timeout age length wait delay eta notic window warranty lead limit trial
        latency ttl retention""",
    "length": "distanc length height width range depth radiu",
    "temperature": "temp temperatur high low",
    "mass": "weight mass",
    "date": "founded established built build born opened since released launched published started constructed",
}
_HINT_SETS = {kind: frozenset(map(stem, words.split())) for kind, words in _HINTS.items()}

_WEAK_HINTS = frozenset(map(stem, ("total", "limit", "balance", "allowance", "value", "amount")))
_SPOKEN = frozenset(("mass", "duration", "length", "area", "temperature", "volume"))
"""Kinds whose own words all mean the one thing; a price is not a fee."""

_PERCENT_MAX = 1_000
"""A bare number beyond is no percentage, whatever its key."""

# A claim that says one of these of a thing speaks of another cell than one whose path does not.
_QUALIFIERS = frozenset(
    stem(word)
    for line in (
        "family individual household spouse dependent child network outside previous next last former old new",
        "minimum maximum first second third primary specialist emergency urgent generic brand tier",
        "remaining used met left paid owed spent average",
    )
    for word in line.split()
)


def compare(folded: str, claim: Statement, words: frozenset[str], context: Context) -> Compared | None:
    """The verdict of the structured context on one claim. `words` are all that the sentence (and what it refers
    to) says, for choosing between rows."""
    near = claim.near | _also(claim, context)
    candidates = _candidates(near | claim.lead, claim.value.kind, context)
    if len(candidates) > _CANDIDATES_MAX:
        return None
    met = [(cell, _matched(cell, words, context)) for cell in candidates if cell.leaf & near or cell.path & claim.near]
    met = [(cell, matched) for cell, matched in met if _same_particle(folded, claim, cell)]
    unread = [cell for cell, _ in met if cell.value is None and any(word.isdigit() for word in cell.phrase)]
    relations = {id(cell): cell_relation(claim.value, cell, _is_labelled(claim, cell)) for cell, _ in met}
    apart = [(cell, matched) for cell, matched in met if relations[id(cell)] == "apart"]
    bounded = _BOUND.search(folded, max(0, claim.value.start - _BOUND_REACH), claim.value.start) is None
    met = [
        (cell, matched)
        for cell, matched in met
        if relations[id(cell)] != "apart" and not (bounded and _is_within(claim.value, cell))
    ]
    if unread and not any(claim.head in cell.leaf for cell, _ in met):
        return None  # the key stands there with a value that was not understood
    if not met:
        return None
    distinct = {matched for _, matched in met}
    met = [(cell, matched) for cell, matched in met if not any(matched < other for other in distinct)]
    if any(relations[id(cell)] == "same" for cell, _ in met):
        return SUPPORTED
    if any(_beside(claim, cell, context) for cell, _ in met):
        return None
    best, matched = max(met, key=lambda one: (len(one[1]), len(one[0].path & claim.near), -len(one[0].path)))
    closer = [cell for cell, more in apart if more > matched and _is_beside(cell, best)]
    if any(_as_hinted(claim.value, cell) == "same" for cell in closer):
        return SUPPORTED
    best = closer[0] if closer else best
    if _names_or_counts_records(claim.value, context):
        return SUPPORTED
    if claim.value.kind == "code" and not _is_labelled(claim, best) and _stands_beside(claim.value, best, context):
        return SUPPORTED
    if best.row[1] and matched <= best.path and _whole_says(claim, best, context):
        return SUPPORTED
    if _qualified(claim, best, context) or len(met) > _RIVALS_MAX:
        return None
    return Compared(conflict_with(claim.value, best, confidence=0.97 if len(met) == 1 else 0.85), best)


_BOUND = re.compile(r"\b(?:min|max|minimum|maximum|at least|at most|up to|limit\w*|high\w*|low\w*|from|between)\b")
_BOUND_REACH = 60


def _is_within(claim: Value, cell: Cell) -> bool:
    """Whether a key says that its number is a bound, and the claim keeps to it: 120 of `max_order: 500`."""
    fact, words = cell.value, key_words(cell.slot.key)
    if fact is None or not claim.is_point:
        return False
    upper, lower = not _MAXIMA.isdisjoint(words), not _MINIMA.isdisjoint(words)
    return (upper and claim.low < fact.high) or (lower and claim.low > fact.low)


_MAXIMA = frozenset(map(stem, ("max", "maximum")))
_MINIMA = frozenset(map(stem, ("min", "minimum")))


def _same_particle(folded: str, claim: Statement, cell: Cell) -> bool:
    """Whether "check-out" beside a value is not the key `check_in`."""
    match = _PARTICLE.search(folded, max(0, claim.value.start - _PARTICLE_REACH), claim.value.start)
    key = _PARTICLE.search(fold(cell.slot.key) + " ")
    return match is None or key is None or match["verb"] != key["verb"] or match["way"] == key["way"]


_PARTICLE = re.compile(r"(?s:.*)\b(?P<verb>check|log|sign|drop|pick|opt|phase)[ -]?(?P<way>in|out|off|up)\b")
_PARTICLE_REACH = 40


def _beside(claim: Statement, cell: Cell, context: Context) -> bool:
    """Whether a scalar right beside says the claim, where the cell's own key has no name: "17 of the 20 seats are in
    use" says `used` beside `total`."""
    if not cell.leaf.isdisjoint(key_words(cell.slot.key)):
        return False
    row = context.rows[cell.row]
    beside = [one for one in row if one.column[:-1] == cell.column[:-1]] if len(row) <= _RIVALS_MAX else []
    return any(cell_relation(claim.value, one) == "same" for one in beside)


def _is_beside(cell: Cell, best: Cell) -> bool:
    """Whether a bare number stands beside another in its records: `feels_like` is of the kind that `temp` is."""
    return cell.value is not None and cell.value.kind == "number" and cell.column[:-1] == best.column[:-1]


def _names_or_counts_records(claim: Value, context: Context) -> bool:
    """Whether a number is a record's own name ("week 13" of `{"13": {...}}`), or how many entries an array has."""
    if claim.kind == "number" and claim.low in context.record_names:
        return True
    return claim.kind == "count" and not claim.nouns.isdisjoint(context.heights.get(claim.low, ()))


def _stands_beside(claim: Value, best: Cell, context: Context) -> bool:
    """Whether a code is that of another field of the record: the gate of flight OX12 is B4."""
    values = [cell.value for cell in context.around(best)]
    return any(value is not None and value.kind == "code" and value.text == claim.text for value in values)


def _whole_says(claim: Statement, best: Cell, context: Context) -> bool:
    """Whether a field of the document itself, named by the same last word, says what one of many entries, none of them
    named, says otherwise: `stars: 3.5` above reviews of `review_stars: 5`."""
    last = key_words(best.slot.key)[-1:]
    return any(
        cell.passage == best.passage
        and not cell.row[1]
        and key_words(cell.slot.key)[-1:] == last
        and cell_relation(claim.value, cell, labelled=True) == "same"
        for word in last
        for cell in context.by_leaf.get(word, ())
    )


_CANDIDATES_MAX = 1_000
"""Cells under one key: more are a series of measurements, and no single one is what an answer names."""
_RIVALS_MAX = 50
"""A key of more rows than this, none of them named, is a column that the answer sums up."""


def _matched(cell: Cell, words: frozenset[str], context: Context) -> frozenset[str]:
    """The words of the sentence that speak for the cell: of its path, and names of its row."""
    matched = cell.path & words
    if cell.row[1]:
        for other in context.rows[cell.row]:
            name = {word for word in other.phrase if not word.isdigit()}
            if name and name <= words:
                matched |= name
    return matched


def _also(claim: Statement, context: Context) -> frozenset[str]:
    """Words that a claim says in other words: the kind's own ("weighs" is a weight), its unit's, those within it."""
    value = claim.value
    own = stands_for(value.kind)
    if value.kind == "count":
        return frozenset()
    known = value.kind in _SPOKEN and claim.near & own and told(claim.near - own, "") <= context.words
    return (own if known else frozenset()) | value.nouns | {value.unit}


def _candidates(said: frozenset[str], kind: str, context: Context) -> list[Cell]:
    seen = {id(cell): cell for word in said for cell in context.by_leaf.get(word, ())}
    own = stands_for(kind)
    return [cell for cell in seen.values() if (cell.leaf - own or cell.leaf) <= said]


def _is_labelled(claim: Statement, cell: Cell) -> bool:
    """Whether the key is said right before the number: then it need not be what is counted ("lost 9 matches")."""
    return claim.adjoined and claim.head in cell.leaf and cell.leaf <= claim.near


def _qualified(claim: Statement, cell: Cell, context: Context) -> bool:
    """Whether the claim narrows the key in a way that the cell does not."""
    row = (
        {stem for other in context.rows[cell.row] for stem in other.phrase}
        if len(context.rows[cell.row]) < 200
        else set()
    )
    return bool((claim.near | claim.lead) & _QUALIFIERS - cell.path - row)


def cell_relation(claim: Value, cell: Cell, labelled: bool = False) -> Relation:
    """`relation` of a claim and a cell, whose bare number has the kind that its key suggests. A count whose key is
    `labelled` is the cell's, whatever it counts."""
    found = _relation_as_written(claim, cell, labelled)
    # Whether the scale of the key is said with the number or left out, both are the cell's; so is the sign of brackets.
    scale = cell.scale if found == "differs" else 1.0
    if claim.high < 0 and cell.slot.text.startswith("("):
        scale = -scale
    if scale == 1.0 or claim.kind in ("date", "clock"):
        return found
    low, high, step = claim.low / scale, claim.high / scale, claim.step / abs(scale)
    return _relation_as_written(claim._replace(low=low, high=high, step=step), cell, labelled)


def _relation_as_written(claim: Value, cell: Cell, labelled: bool) -> Relation:
    fact = cell.value
    if fact is None:
        return "apart"
    if fact.kind == "code" and fact.text.isdigit():
        return _identifier_relation(claim, fact, labelled)
    if labelled and claim.kind == "count" and fact.kind == "number":
        return relation(claim._replace(kind="number"), fact)
    if claim.kind == "clock" and cell.clock is not None:
        return relation(claim, cell.clock)
    if fact.kind == "number" and claim.kind != "number":
        return _relation_by_hint(claim, fact, cell)
    if fact.kind == "count" and claim.kind == "number":
        return relation(claim, fact._replace(kind="number"))
    return relation(claim, fact)


def _identifier_relation(claim: Value, fact: Value, labelled: bool) -> Relation:
    """Of an identifier in digits: only a number of as many that its key stands before may be a slip of it."""
    if claim.kind == "code" and claim.text.isdigit():
        return relation(claim, fact)
    if not labelled or claim.kind != "number" or claim.end - claim.start != len(fact.text):
        return "apart"
    return "same" if claim.low == float(fact.text) else "differs"


def _relation_by_hint(claim: Value, fact: Value, cell: Cell) -> Relation:
    if claim.kind == "count":
        return _count(claim, fact, cell)
    hints = cell.path & _HINT_SETS.get(claim.kind, frozenset())
    if claim.kind == "percent" and abs(fact.low) > _PERCENT_MAX:
        return "apart"  # "shares" counts them
    if not hints or (hints <= _WEAK_HINTS and _counts_things(cell)):
        return "apart"
    if claim.kind == "date":
        years = {one.year for one in claim.dates if not one.month and not one.day and one.weekday is None}
        return "apart" if None in years or not years else "same" if fact.low in years else "differs"
    return _as_hinted(claim, cell)


def _as_hinted(claim: Value, cell: Cell) -> Relation:
    fact = cell.value
    if fact is None:
        return "apart"
    unit = unit_word(claim.unit.removeprefix("working "))
    # A number without a unit is read in the unit of the claim, the kindest reading; a share of one is a percentage.
    scale = unit.factor if unit is not None and claim.kind != "money" else 1.0
    if claim.kind == "percent" and abs(fact.low) <= 1:
        scale = 100.0
    unit_of = (fact.text if claim.kind == "money" else "") or claim.unit
    read = fact._replace(
        kind=claim.kind, unit=unit_of, low=fact.low * scale, high=fact.high * scale, step=fact.step * scale
    )
    return relation(claim, read)


def _counts_things(cell: Cell) -> bool:
    """Whether a key above names things: `seats.total` counts them, and is no sum of money."""
    above = [step.lower() for step in cell.column[:-1]]
    return any(
        step.endswith("s") and not step.endswith("ss") and stem(step) not in _HINT_SETS["money"] for step in above
    )


def has_hint(cell: Cell, kind: str) -> bool:
    """Whether a key says by a word of its own that its bare number is of this kind."""
    return not cell.path.isdisjoint(_HINT_SETS[kind])


def _count(claim: Value, fact: Value, cell: Cell) -> Relation:
    if not claim.nouns & cell.path and not any(_abbreviates(key, word) for key in cell.leaf for word in claim.nouns):
        return "apart"
    return relation(claim, fact._replace(kind="count", nouns=claim.nouns))


def _abbreviates(key: str, word: str) -> bool:
    """Whether a column's short name is of a word: `pts` of points, `reb` of rebounds, `qty` of quantity."""
    key = key.removesuffix("s")
    if not 2 <= len(key) <= _SHORT_MAX or len(word) < len(key) + 2 or key[0] != word[0]:
        return False
    letters = iter(word)
    return all(letter in letters for letter in key)


_SHORT_MAX = 3


def conflict_with(value: Value, cell: Cell, confidence: float, rule: str = "") -> Conflict:
    """The conflict of a claim's value with a cell."""
    slot = cell.slot
    start, end = (slot.start, slot.end)
    if cell.value is not None and slot.type == "string" and cell.value.end <= end - start:
        start, end = start + cell.value.start, start + cell.value.end
    return Conflict(
        rule or rule_for(value.kind),
        value.start,
        value.end,
        cell.passage,
        start,
        end,
        structured=True,
        confidence=confidence,
    )
