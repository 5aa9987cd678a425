"""The support score in the guard: verdicts of typed conflicts go in, the same with the score leave.

What enters are the cases of a batch, what was found of them and what was read; what leaves are their verdicts with
`support`, `weakest_sentence` and `sentences` added, and `unsupported` where the policy has a threshold. No text leaves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from guards.case import Case, Counterpart, Lapse, Sighting, Span, Verdict
from guards.contradiction.support.opinions import SecondOpinions
from guards.contradiction.support.scoring import Reading, Scorer, Stretch, Support, shipped
from guards.contradiction.support.second import Second
from guards.contradiction.text.language import is_covered

_CONFLICT_ODDS, _CONFLICTS_MAX = 0.01, 5.0


class Supporting:
    """Adds to the verdicts of a batch what the support score says of it.

    Scores, from 0 to 1, higher is better supported: `support` of the answer, the mean of its three weakest sentences,
    its odds divided by 100 for each typed conflict; `weakest_sentence`, the score of the weakest. `sentences` is how
    many were scored; the other two are absent where there was none, or the language is not covered.
    """

    def __init__(self, scorer: Scorer | None = None, second: Second | None = None) -> None:
        self._scorer = scorer or Scorer(shipped())
        self._opinions = SecondOpinions(second)

    def added(
        self, cases: Sequence[Case], verdicts: Sequence[Verdict], readings: Sequence[Reading | None]
    ) -> list[Verdict]:
        """One verdict per case, in order; a reading is None where there is no context."""
        covered = [_is_covered(case) for case in cases]
        wanted = [one if of else None for one, of in zip(readings, covered, strict=True)]
        found = {index: one for index, one in enumerate(self._scorer.score(wanted)) if one is not None}
        lapses = self._opinions.asked(dict(enumerate(cases)), found)
        return [
            _with(case, verdict, found.get(index), lapses.get(index)) if covered[index] else _not_covered(case, verdict)
            for index, (case, verdict) in enumerate(zip(cases, verdicts, strict=True))
        ]


def _is_covered(case: Case) -> bool:
    return not case.answers or is_covered(" ".join(quote.text for quote in case.answers[:4]))


def _with(case: Case, verdict: Verdict, support: Support | None, lapse: Lapse | None) -> Verdict:
    if not case.answers or not any(passage.text.strip() for passage in case.passages):
        return verdict
    if support is None:
        return replace(verdict, scores={**verdict.scores, "sentences": 0.0})
    score = round(with_typed(support.score, verdict.scores), 6)
    said = {
        "support": score,
        "weakest_sentence": round(min(support.scores), 6),
        "sentences": float(len(support.scores)),
    }
    return replace(
        verdict,
        sightings=(*verdict.sightings, *_unsupported(case, support, score)),
        scores={**verdict.scores, **said},
        lapses=(lapse,) if lapse is not None else (),
    )


def with_typed(score: float, scores: Mapping[str, float]) -> float:
    """The score with the typed conflicts of the same answer: each divides its odds by 100.

    A typed conflict is right in some 19 of 20 cases and must outweigh what words alone say, which on records and
    short replies is little. The factor was chosen by looking at eight scored sets, FEVER symmetric, WiCE and the unseen
    half of the everyday answers among them: their figures with it are not wholly independent of it.
    """
    odds = float(_CONFLICT_ODDS ** min(scores.get("conflicts", 0.0), _CONFLICTS_MAX))
    return score * odds / (1.0 - score + score * odds)


def _unsupported(case: Case, support: Support, score: float) -> list[Sighting]:
    section = case.policy.contradiction
    limit = section.support_threshold
    if limit is None or score >= limit:
        return []
    weakest = support.place(support.weakest)
    # The confidence runs from the policy's own threshold up, so that the calibrated one alone decides.
    least = section.threshold
    return [
        Sighting(
            rule="unsupported",
            span=_span(case.answers[weakest.part].span, weakest),
            severity=section.support_severity,
            confidence=round(least + (1 - least) * (1 - score / limit), 6),
            reason="the context supports the answer less than the calibrated threshold",
            evidence=_nearest(case, support),
        )
    ]


def _nearest(case: Case, support: Support) -> tuple[Counterpart, ...]:
    """The sentence of the context that is nearest to the weakest one."""
    near = support.near(support.weakest)
    if near is None:
        return ()
    passage = case.passages[near.part]
    return (Counterpart(_span(passage.span, near), passage.context_id, passage.source, passage.as_of),)


def _span(of: Span, within: Stretch) -> Span:
    return Span(of.pointer, of.start + within.start, of.start + within.end, event=of.event)


def _not_covered(case: Case, verdict: Verdict) -> Verdict:
    """Another language: what typed values say stands; that nothing could be compared is said with its reason."""
    said = Sighting(
        rule="language_not_covered",
        span=Span(case.answers[0].span.pointer, event=case.answers[0].span.event),
        outcome="cannot_tell",
        severity="low",
        reason="the answer is in a language of which only numbers and identifiers are compared",
    )
    kept = [one for one in verdict.sightings if one.rule != "nothing_comparable"]
    return replace(verdict, sightings=(*kept, said))
