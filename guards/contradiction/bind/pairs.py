"""A claim beside each fact that it could speak of, as numbers that a model weighs.

What enters is a claim, what was said around it, and the facts of the context; what leaves are pairs with their
features. The same features bind structured and prose facts, so that a sentence beside a table competes with it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from guards.contradiction.bind.facts import Column, Fact, Facts
from guards.contradiction.bind.relate import kinds_for, met
from guards.contradiction.dimensions import stands_for
from guards.contradiction.statements import Sentence, Statement
from guards.contradiction.values.value import Relation

FEATURES = (
    *("attribute_near", "attribute_said", "attribute_asked", "attribute_all", "name", "name_spoken", "named_elsewhere"),
    *(
        "about",
        "cover_near",
        "cover_said",
        "head",
        "adjoined",
        "attribute_gap",
        "name_gap",
        "cover_gap",
        "typed",
        "bare",
    ),
    *("fits_kind", "nouns", "structured", "height", "no_attribute", "order", "prose_cover", "name_attribute", "unit"),
    *("no_name", "foreign", "unknown", "unsaid", "attribute_reach", "name_reach", "attribute_reach_gap"),
    *("name_reach_gap", "taken", "name_full", "name_lead", "attribute_lead"),
)


_NO_COLUMNS: frozenset[Column] = frozenset()


@dataclass(frozen=True)
class Said:
    """What stands around a claim: the words of its sentence, those spoken of before, those asked."""

    sentence: Sentence
    words: frozenset[str]
    spoken: frozenset[str]
    asked: frozenset[str]
    reach: Mapping[str, float]
    """How near each word of the sentence stands to the value: 1 beside it, else one over the words away."""
    strangers: int = 0
    """Names, by their capital, that neither the context nor the question says."""
    compared: bool = False
    """Whether the value is by how much something differs."""


@dataclass(slots=True, eq=False)
class Pair:
    """A claim and one fact: their relation and features in the order of `FEATURES`."""

    fact: Fact
    relation: Relation
    features: list[float]
    score: float = 0.0
    """Log odds that the claim speaks of this fact."""


def pairs_of(claim: Statement, said: Said, facts: Facts) -> list[Pair]:
    """The facts that a claim could speak of, those apart left out."""
    value = claim.value
    own = value.nouns | stands_for(value.kind) if value.kind != "count" else value.nouns
    weights = dict.fromkeys(said.asked, 0.4) | dict.fromkeys(said.spoken, 0.4) | dict.fromkeys(said.words, 0.8)
    weights |= dict.fromkeys(claim.near, 1.0) | dict.fromkeys(own, 0.6)
    candidates = facts.near(weights, value, kinds_for(value.kind))
    columns = facts.columns_of(value.text) if value.kind == "text" else _NO_COLUMNS
    spoken_words = said.words.union(said.sentence.said)  # with "maximum" and "least", which are no content
    related = [
        (fact, found) for fact in candidates if (found := met(value, fact, spoken_words, columns)).relation != "apart"
    ]
    if not related:
        return []
    words = said.words | own
    near = claim.near | value.nouns
    place = _order(said.sentence, claim)
    weight = facts.weight
    all_near, all_said = weight(near) or 1.0, weight(said.words) or 1.0
    met_near = frozenset(word for word in near if facts.is_known(word))
    unknown = weight(near - met_near) / all_near
    rows: list[tuple[Fact, Relation, list[float]]] = []
    for fact, found in related:
        attribute, names = fact.attribute, fact.names
        whole = weight(attribute) or 1.0
        name = max((_share(one, words, facts) for one in names), default=0.0)
        spoken = 0.0
        if names and name < 1.0:
            spoken = max(_share(one, said.spoken | said.asked, facts) for one in names)
        known = fact.words
        rows.append(
            (
                fact,
                found.relation,
                [
                    weight(attribute & near) / whole,
                    weight(attribute & words) / whole,
                    weight(attribute & said.asked) / whole,
                    float(bool(attribute) and attribute <= near),
                    name,
                    spoken,
                    0.0,
                    weight(fact.about & words) / (weight(fact.about) or 1.0),
                    weight(near & known) / all_near,
                    weight(said.words & known) / all_said,
                    float(claim.head in attribute),
                    float(claim.adjoined and claim.head in attribute),
                    0.0,
                    0.0,
                    0.0,
                    float(not found.bare),
                    float(found.bare),
                    float(not attribute.isdisjoint(stands_for(value.kind))),
                    float(not value.nouns.isdisjoint(known | fact.value.nouns)),
                    float(fact.structured),
                    math.log(facts.heights[fact.column]),
                    float(not attribute),
                    float(fact.statement is not None and _order(fact.sentence, fact.statement) == place),
                    0.0 if fact.structured else weight(words & known) / (weight(known) or 1.0),
                    0.0,
                    float(value.unit == fact.value.unit),
                    float(not names),
                    weight(met_near - known) / all_near,
                    unknown,
                    weight(known - words) / (weight(known) or 1.0),
                    _reach(attribute, said.reach, facts),
                    max((_reach(one, said.reach, facts) for one in names), default=0.0),
                    0.0,
                    0.0,
                    0.0,
                    float(name > _FULL),
                    0.0,
                    0.0,
                ],
            )
        )
    best_attribute = max(row[1] for _, _, row in rows)
    best_cover = max(row[8] for _, _, row in rows)
    attribute_reach, name_reach = max(row[30] for _, _, row in rows), max(row[31] for _, _, row in rows)
    by_column: dict[object, float] = {}
    for fact, _, row in rows:
        by_column[fact.column] = max(by_column.get(fact.column, 0.0), row[4])
    best_name = max(by_column.values())
    name_lead = _leads([(fact.column, fact.row, row[4]) for fact, _, row in rows])
    attribute_lead = _leads([(fact.row, fact.column, row[1]) for fact, _, row in rows])
    for (fact, _, row), by_name, by_attribute in zip(rows, name_lead, attribute_lead, strict=True):
        row[36], row[37] = by_name, by_attribute
        row[6] = best_name - row[4] if fact.names else best_name
        row[12] = best_attribute - row[1]
        row[13] = by_column[fact.column] - row[4]
        row[14] = best_cover - row[8]
        row[24] = row[4] * row[1]
        row[32] = attribute_reach - row[30]
        row[33] = name_reach - row[31]
    return [Pair(fact, relation, row) for fact, relation, row in rows]


def settle(spoken: Sequence[list[Pair]]) -> None:
    """Marks the facts that another claim of the sentence says as they are: a claim beside it hardly means them too."""
    for pairs in spoken:
        said = {id(pair.fact) for other in spoken if other is not pairs for pair in other if pair.relation == "same"}
        for pair in pairs:
            pair.features[_TAKEN] = float(id(pair.fact) in said)


_FULL = 0.99


def _leads(scored: Sequence[tuple[object, object, float]]) -> list[float]:
    """How far each score is ahead of the best other one of its group, members alike counted once; behind is below 0."""
    best: dict[object, dict[object, float]] = {}
    for group, member, score in scored:
        members = best.setdefault(group, {})
        members[member] = max(members.get(member, 0.0), score)
    tops = {group: sorted(members.values(), reverse=True)[:2] for group, members in best.items()}
    found = []
    for group, member, score in scored:
        top = tops[group]
        if len(top) == 1:
            found.append(0.0)
        else:
            found.append(score - (top[1] if best[group][member] == top[0] else top[0]))
    return found


_TAKEN = FEATURES.index("taken")


def _reach(words: frozenset[str], reach: Mapping[str, float], facts: Facts) -> float:
    """How near the most telling of some words stands."""
    return max((reach[word] * facts.telling(word) for word in words if word in reach), default=0.0)


def _share(name: frozenset[str], words: frozenset[str], facts: Facts) -> float:
    shared = name & words
    if not shared:
        return 0.0
    return facts.weight(shared) / facts.weight(name)


def _order(sentence: Sentence | None, statement: Statement) -> int:
    """Which of the values of its kind it is in its sentence: "from 9 to 7" has a first and a second time."""
    alike: Sequence[Statement] = (
        [one for one in sentence.statements if one.value.kind == statement.value.kind] if sentence else ()
    )
    return next((n for n, one in enumerate(alike) if one is statement or one == statement), 0)
