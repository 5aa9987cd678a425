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
    wording = _Wording(claim, said, facts, own)
    rows = [(fact, wording.alone(fact, found.bare)) for fact, found in related]
    _beside(rows)
    return [
        Pair(fact, found.relation, [features[name] for name in FEATURES])
        for (fact, found), (_, features) in zip(related, rows, strict=True)
    ]


class _Wording:
    """The words of a claim, weighed once for all facts that it is put beside."""

    def __init__(self, claim: Statement, said: Said, facts: Facts, own: frozenset[str]) -> None:
        self._claim, self._said, self._facts = claim, said, facts
        self._words = said.words | own
        self._near = claim.near | claim.value.nouns
        self._known_near = frozenset(word for word in self._near if facts.is_known(word))
        self._all_near = facts.weight(self._near) or 1.0
        self._all_said = facts.weight(said.words) or 1.0
        self._place = _order(said.sentence, claim)

    def alone(self, fact: Fact, bare: bool) -> dict[str, float]:
        """The features that hang on one fact only."""
        claim, said, facts, weight = self._claim, self._said, self._facts, self._facts.weight
        value, words, near, known = claim.value, self._words, self._near, fact.words
        attribute, names = fact.attribute, fact.names
        whole, whole_known = weight(attribute) or 1.0, weight(known) or 1.0
        name = max((_share(one, words, facts) for one in names), default=0.0)
        spoken = 0.0
        if names and name < 1.0:
            spoken = max(_share(one, said.spoken | said.asked, facts) for one in names)
        in_place = fact.statement is not None and _order(fact.sentence, fact.statement) == self._place
        return {
            "attribute_near": weight(attribute & near) / whole,
            "attribute_said": weight(attribute & words) / whole,
            "attribute_asked": weight(attribute & said.asked) / whole,
            "attribute_all": float(bool(attribute) and attribute <= near),
            "name": name,
            "name_spoken": spoken,
            "about": weight(fact.about & words) / (weight(fact.about) or 1.0),
            "cover_near": weight(near & known) / self._all_near,
            "cover_said": weight(said.words & known) / self._all_said,
            "head": float(claim.head in attribute),
            "adjoined": float(claim.adjoined and claim.head in attribute),
            "typed": float(not bare),
            "bare": float(bare),
            "fits_kind": float(not attribute.isdisjoint(stands_for(value.kind))),
            "nouns": float(not value.nouns.isdisjoint(known | fact.value.nouns)),
            "structured": float(fact.structured),
            "height": math.log(facts.heights[fact.column]),
            "no_attribute": float(not attribute),
            "order": float(in_place),
            "prose_cover": 0.0 if fact.structured else weight(words & known) / whole_known,
            "unit": float(value.unit == fact.value.unit),
            "no_name": float(not names),
            "foreign": weight(self._known_near - known) / self._all_near,
            "unknown": weight(near - self._known_near) / self._all_near,
            "unsaid": weight(known - words) / whole_known,
            "attribute_reach": _reach(attribute, said.reach, facts),
            "name_reach": max((_reach(one, said.reach, facts) for one in names), default=0.0),
            "name_full": float(name > _FULL),
            "taken": 0.0,
        }


def _beside(rows: Sequence[tuple[Fact, dict[str, float]]]) -> None:
    """Adds the features that hang on the other facts: how far each is behind the best, and ahead of the next."""
    best = {
        name: max(row[name] for _, row in rows)
        for name in ("attribute_said", "cover_near", "attribute_reach", "name_reach")
    }
    by_column: dict[object, float] = {}
    for fact, row in rows:
        by_column[fact.column] = max(by_column.get(fact.column, 0.0), row["name"])
    best_name = max(by_column.values())
    name_lead = _leads([(fact.column, fact.row, row["name"]) for fact, row in rows])
    attribute_lead = _leads([(fact.row, fact.column, row["attribute_said"]) for fact, row in rows])
    for (fact, row), by_name, by_attribute in zip(rows, name_lead, attribute_lead, strict=True):
        row["named_elsewhere"] = best_name - row["name"] if fact.names else best_name
        row["attribute_gap"] = best["attribute_said"] - row["attribute_said"]
        row["name_gap"] = by_column[fact.column] - row["name"]
        row["cover_gap"] = best["cover_near"] - row["cover_near"]
        row["name_attribute"] = row["name"] * row["attribute_said"]
        row["attribute_reach_gap"] = best["attribute_reach"] - row["attribute_reach"]
        row["name_reach_gap"] = best["name_reach"] - row["name_reach"]
        row["name_lead"], row["attribute_lead"] = by_name, by_attribute


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
