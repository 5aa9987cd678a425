"""The features of each sentence of an answer against its context: one row of numbers per sentence.

What enters are both sides of a batch; what leaves is a matrix, its columns named by `NAMES`. Nothing in it says how
long an answer is, or who wrote it: heads learn such things and they hold nowhere else.
"""

from __future__ import annotations

import numpy as np

from guards.contradiction.support import codes as kinds
from guards.contradiction.support.codes import Codes, families, hash_of
from guards.contradiction.support.layout import Ints, Side, hashes
from guards.contradiction.support.lexicon import OPPOSITES
from guards.contradiction.support.links import CLASSES, Links, classes_of, links_of
from guards.contradiction.support.nearest import Bools, Floats, Meeting, weights

NAMES = (
    *(
        "cover_best",
        "cover_two",
        "cover_all",
        "plain_best",
        "worst_all",
        "worst_best",
        "best_length",
        "akin_all",
        "akin_best",
        "akin",
    ),
    *(f"unmet_{name}" for name in ("number", "time", "name")),
    *(f"unknown_{name}" for name in ("number", "time", "name", "other")),
    *(f"elsewhere_{name}" for name in ("number", "time", "name")),
    *(f"has_{name}" for name in ("number", "time", "name")),
    *(f"replaced_{name}" for name in CLASSES),
    *(f"added_{name}" for name in CLASSES),
    *(f"left_{name}" for name in CLASSES),
    *("close", "turned", "names_turned", "denial_odd", "denial_near", "denies", "opposite", "opposite_near"),
    *("all_odd", "some_odd", "all_for_some", "comparative_odd", "by_odd", "rival_number", "rival_time", "rival_name"),
)


def features_of(answer: Side, context: Side, meeting: Meeting) -> Floats:
    """One row per sentence of the answers."""
    own, theirs = classes_of(answer), classes_of(context)
    links = links_of(answer, context, meeting, own, theirs)
    columns = [
        *_coverage(answer, context, meeting),
        *_values(answer, meeting, own),
        *_links(links),
        *_signs(answer, context, meeting, links),
        *_rivals(answer, context, meeting, own, theirs),
    ]
    return np.stack(columns, 1)


def _per(values: Floats | Bools, side: Side) -> Floats:
    """The sum of a word's value over each sentence."""
    return np.asarray(np.add.reduceat(values, side.begins[:-1], dtype=np.float64)) if len(values) else np.zeros(0)


def _share(part: Floats, whole: Floats, empty: float = 1.0) -> Floats:
    return np.where(whole > 0, part / np.maximum(whole, 1e-9), empty)


def _coverage(answer: Side, context: Side, meeting: Meeting) -> list[Floats]:
    content = (answer.codes & kinds.STOP_WORD) == 0
    weight = weights(answer.codes) * content
    whole, words = _per(weight, answer), _per(content, answer)
    met = meeting.place >= 0
    near, far = _akin(answer, context, meeting)
    known = meeting.known | far
    length = np.diff(context.begins)
    best = np.where(meeting.best >= 0, length[meeting.best] if len(length) else 0, 0)
    return [
        _share(_per(weight * met, answer), whole),
        _share(_per(weight * (met | meeting.in_second), answer), whole),
        _share(_per(weight * meeting.known, answer), whole),
        _share(_per(content & met, answer), words),
        np.minimum(_per(weight * ~known, answer), 4.0),
        np.minimum(_per(weight * ~met, answer), 4.0),
        np.log1p(best),
        _share(_per(weight * known, answer), whole),
        _share(_per(weight * (met | near), answer), whole),
        _share(_per(weight * near, answer), whole, 0.0),
    ]


def _akin(answer: Side, context: Side, meeting: Meeting) -> tuple[Bools, Bools]:
    """Unmet words whose family the nearest sentence has, and unknown ones whose family the context has."""
    best = meeting.best[answer.sentence]
    lone = np.flatnonzero((meeting.place < 0) & (best >= 0) & ((answer.codes & kinds.STOP_WORD) == 0))
    said = families(context.codes)
    near = _hit(answer.codes, lone, (context.sentence << 16) | said, best << 16)
    unknown = np.flatnonzero(~meeting.known & ((answer.codes & kinds.STOP_WORD) == 0))
    item = answer.item[answer.sentence]
    return near, _hit(answer.codes, unknown, (context.item[context.sentence] << 16) | said, item << 16)


def _hit(codes: Codes, places: Ints, said: Ints, holder: Ints) -> Bools:
    hit = np.zeros(len(codes), np.bool_)
    hit[places] = _among(families(codes[places]) | holder[places], said)
    return hit


def _among(asked: Ints, said: Ints) -> Bools:
    """Whether each number is one of those said: `isin`, which sorts both sides, for few asked and many said."""
    ordered = np.sort(said)
    place = np.minimum(np.searchsorted(ordered, asked), len(ordered) - 1)
    return np.asarray(ordered[place] == asked)


def _values(answer: Side, meeting: Meeting, own: Floats) -> list[Floats]:
    """Numbers, times and names: in the nearest sentence, elsewhere in the context, or nowhere in it."""
    met, two = meeting.place >= 0, (meeting.place >= 0) | meeting.in_second
    unmet = [np.minimum(_per(own[one] * ~two, answer), 3.0) for one in range(3)]
    unknown = [np.minimum(_per(own[one] * ~meeting.known, answer), 3.0) for one in (0, 1, 2, 6)]
    elsewhere = [np.minimum(_per(own[one] * (meeting.known & ~met), answer), 3.0) for one in range(3)]
    has = [np.minimum(_per(own[one], answer), 3.0) for one in range(3)]
    return [*unmet, *unknown, *elsewhere, *has]


def _links(links: Links) -> list[Floats]:
    sums = [np.minimum(part[:, one], 3.0) for part in (links.replaced, links.added, links.left_out) for one in range(7)]
    return [
        *sums,
        _share(links.close, links.links, 0.0),
        _share(links.turned, links.links, 0.0),
        np.minimum(links.names_turned, 3.0),
    ]


def _count(side: Side, bits: int) -> Floats:
    return _per((side.codes & bits) != 0, side)


def _of_best(values: Floats, best: Ints) -> Floats:
    return np.where(best >= 0, values[best], 0.0) if len(values) else np.zeros(len(best))


def _signs(answer: Side, context: Side, meeting: Meeting, links: Links) -> list[Floats]:
    best = meeting.best
    own, other = _count(answer, kinds.DENIAL), _of_best(_count(context, kinds.DENIAL), best)
    every, theirs = _count(answer, kinds.ALL), _of_best(_count(context, kinds.ALL), best)
    some, other_some = _count(answer, kinds.SOME), _of_best(_count(context, kinds.SOME), best)
    more, other_more = _count(answer, kinds.COMPARATIVE), _of_best(_count(context, kinds.COMPARATIVE), best)
    by, other_by = _says(answer, _BY), _of_best(_says(context, _BY), best)
    opposite = _opposed(answer, context, meeting)
    cover = _share(links.close, links.links, 0.0)
    odd = (own + other) % 2
    return [
        odd,
        odd * cover,
        np.minimum(own, 2.0),
        np.minimum(opposite, 2.0),
        np.minimum(opposite, 1.0) * cover,
        ((every > 0) & (theirs == 0)) * 1.0,
        ((some > 0) & (other_some == 0)) * 1.0,
        ((every > 0) & (theirs == 0) & (other_some > 0) | (some > 0) & (other_some == 0) & (theirs > 0)) * 1.0,
        np.minimum(np.abs(more - other_more), 2.0),
        ((by > 0) != (other_by > 0)) * 1.0,
    ]


_BY = hash_of("by")


def _says(side: Side, name: int) -> Floats:
    return _per(hashes(side.codes) == name, side)


def _opposite_pairs() -> tuple[Codes, Codes]:
    pairs = sorted((hash_of(word), hash_of(other)) for word, others in OPPOSITES.items() for other in others)
    return np.array([one for one, _ in pairs], np.int64), np.array([other for _, other in pairs], np.int64)


_ONE, _OTHER = _opposite_pairs()


def _opposed(answer: Side, context: Side, meeting: Meeting) -> Floats:
    """By sentence: unmet words whose opposite stands in the nearest sentence."""
    asked = np.flatnonzero(((answer.codes & kinds.OPPOSED) != 0) & (meeting.place < 0))
    best = meeting.best[answer.sentence[asked]]
    asked = asked[best >= 0]
    name = hashes(answer.codes[asked])
    low, high = np.searchsorted(_ONE, name), np.searchsorted(_ONE, name, "right")
    word = np.repeat(asked, high - low)
    within = np.arange(len(word)) - np.repeat(np.cumsum(high - low) - (high - low), high - low)
    other = _OTHER[np.repeat(low, high - low) + within]
    wanted = (meeting.best[answer.sentence[word]] << 32) | other
    held = np.flatnonzero((context.codes & kinds.OPPOSED) != 0)
    said = (context.sentence[held] << 32) | hashes(context.codes[held])
    hit = word[_among(wanted, said)] if len(said) else word[:0]
    return np.bincount(answer.sentence[np.unique(hit)], minlength=answer.sentences).astype(np.float64)


def _rivals(answer: Side, context: Side, meeting: Meeting, own: Floats, theirs: Floats) -> list[Floats]:
    """Numbers, times and names unmet on both sides: the context says another one where the answer says its own."""
    met = np.zeros(len(context.codes), np.bool_)
    met[meeting.place[meeting.place >= 0]] = True
    found = []
    for one in range(3):
        mine = _per(own[one] * ((meeting.place < 0) & ~meeting.in_second), answer)
        open_ = _of_best(_per(theirs[one] * ~met, context), meeting.best)
        found.append(((mine > 0) & (open_ > 0)).astype(np.float64))
    return found
