"""Verdicts into action: runs the guards over a batch and says, per event, what is to be done with it.

What enters are cases; what leaves are judgements: action, findings, redacted event. Raw text ends here. A guard
that fails is met as the policy says (closed by default), and the judgement says so.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from zlib import crc32

from guards.by_policy import action_for
from guards.case import Case, Guard, Lapse, Sighting, Verdict, policy_of
from guards.elsewhere import Again, elsewhere
from guards.redaction import Pseudonyms, Redaction
from guards.runner import Failure, GuardRunner
from guards.texts import Text
from schemas.decision import SEVERITIES, Action, Degraded, Evidence, Finding, Mode, Severity, derived_id
from schemas.interaction import Interaction
from schemas.policy import GuardPolicy, PiiPolicy, Policy

# Guards whose sightings make the redaction. Where one of them fails, nothing is known about the text.
FINDERS = frozenset({"pii", "secrets"})

# Findings kept of one event; a hostile event can hold hundreds of thousands of addresses. Redaction covers all.
FINDINGS_MAX = 200

_STRENGTH: Mapping[str, int] = {"allow": 0, "modify": 1, "quarantine": 2}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is to be done with one event, and all that may be said about it."""

    case: Case
    event_id: str
    event_id_derived: str | None
    action: Action
    verdict: Action
    findings: tuple[Finding, ...]
    sightings: tuple[Sighting, ...]
    """The findings' raw side, in the same order; for the why packet, never for publishing."""
    scores: Mapping[str, Mapping[str, float]]
    degraded: tuple[Degraded, ...]
    redaction: Redaction
    others: Mapping[int, Redaction]
    """Redactions of the earlier events that are quoted, by `Span.event`."""
    omitted: int = 0
    """Findings beyond the most that are kept."""

    @property
    def redacted(self) -> Interaction:
        """The event as it may leave."""
        return self.redaction.redacted


@dataclass(frozen=True, slots=True)
class Seen:
    """A sighting with its guard and the mode it has effect in."""

    guard: str
    sighting: Sighting
    mode: Mode
    section: GuardPolicy


@dataclass(slots=True)
class BatchTimes:
    """Seconds that each guard took for the last batch."""

    guards_s: dict[str, float]


class Judge:
    """All guards of a deployment. One per process; not for use by several threads at once."""

    def __init__(self, guards: Sequence[Guard], pseudonyms: Pseudonyms | None = None) -> None:
        self._runners = {guard.name: GuardRunner(guard) for guard in guards}
        self._pseudonyms = pseudonyms or Pseudonyms()
        self.times = BatchTimes({})

    def prepare(self, policy: Policy) -> None:
        """Lets guards make what the policy will have them need, before the first event has to wait for it."""
        for runner in self._runners.values():
            prepare = getattr(runner.guard, "prepare", None)
            if prepare is not None:
                prepare(policy.variants())

    def judge(self, cases: Sequence[Case]) -> list[Judgement]:
        """One judgement per case, in order. Never raises because of an event or a guard."""
        verdicts: list[dict[str, Verdict | Failure]] = [{} for _ in cases]
        self.times = BatchTimes({})
        for name, runner in self._runners.items():
            begun = time.perf_counter()
            wanted = [index for index, case in enumerate(cases) if policy_of(case, name).mode != "off"]
            for index, verdict in zip(wanted, runner.run([cases[index] for index in wanted]), strict=True):
                verdicts[index][name] = verdict
            self.times.guards_s[name] = time.perf_counter() - begun
        return [self._one(case, said) for case, said in zip(cases, verdicts, strict=True)]

    def _one(self, case: Case, said: Mapping[str, Verdict | Failure]) -> Judgement:
        degraded = tuple(_degraded(case, said))
        seen = list(_seen(case, said))
        seen += _elsewhere(case.texts, seen)
        redaction = self._redact(case, seen, degraded)
        event_id, derived = _identity(case, redaction)
        kept = _weightiest(seen)
        action, verdict = _actions(seen, degraded, redaction)
        quoted = _quoted(case, kept, held=action == "quarantine")
        others = {index: self._redact_quoted(case, index, seen) for index in quoted}
        findings = tuple(_finding(event_id, each, redaction, others) for each in kept)
        if redaction.redacted.event_id != event_id:
            redaction.redacted = redaction.redacted.model_copy(update={"event_id": event_id})
        return Judgement(
            case=case,
            event_id=event_id,
            event_id_derived=derived,
            action=action,
            verdict=verdict,
            findings=findings,
            sightings=tuple(each.sighting for each in kept),
            scores={name: v.scores for name, v in said.items() if isinstance(v, Verdict) and v.scores},
            degraded=degraded,
            redaction=redaction,
            others=others,
            omitted=len(seen) - len(kept),
        )

    def _redact(self, case: Case, seen: Sequence[Seen], degraded: Sequence[Degraded]) -> Redaction:
        blind = any(each.guard in FINDERS and each.applied == "quarantine" for each in degraded)
        cuts = [each.sighting for each in seen if each.mode == "enforce"]
        return Redaction(case.event, cuts, self._pseudonyms, case.texts if cuts or blind else (), withhold=blind)

    def _redact_quoted(self, case: Case, index: int, seen: Sequence[Seen]) -> Redaction:
        """An earlier event is redacted again only where it is quoted: the log holds it raw. What was found in the event
        that quotes it goes there too."""
        quoted = Case(case.event_at(index), case.policy)
        said = {name: self._runners[name].run([quoted])[0] for name in FINDERS & self._runners.keys()}
        blind = any(isinstance(verdict, Failure) for verdict in said.values())
        own = list(_seen(quoted, said))
        again = [*_elsewhere(quoted.texts, own), *_elsewhere(case.texts, seen, among=quoted.texts)]
        cuts = [each.sighting for each in (*own, *again)]
        return Redaction(quoted.event, cuts, self._pseudonyms, quoted.texts, withhold=blind)


def _quoted(case: Case, seen: Sequence[Seen], held: bool) -> Sequence[int]:
    """The earlier events of which something is shown."""
    quoted = {other.span.event for each in seen for other in each.sighting.evidence}
    if held and case.request is not None:
        quoted.add(case.request)
    return sorted(quoted - {0})


def _weightiest(seen: list[Seen]) -> list[Seen]:
    """The findings that are kept: a hundred addresses must not push out the one conflict that holds the event."""
    if len(seen) <= FINDINGS_MAX:
        return seen
    return sorted(seen, key=_weight, reverse=True)[:FINDINGS_MAX]


def _weight(seen: Seen) -> tuple[int, bool, int]:
    severity = SEVERITIES.index(seen.sighting.severity)
    return _STRENGTH[_asks(seen)], seen.sighting.outcome == "violation", severity


def _identity(case: Case, redaction: Redaction) -> tuple[str, str | None]:
    """The id an event goes by, and why it is one of ours where it is."""
    own, shown = case.event.event_id, redaction.redacted.event_id
    if own and own == shown:
        return own, None
    derived = derived_id("event", case.source)
    if not own:
        return derived, "missing"
    return derived, "withheld" if redaction.withheld else "personal_data"


def _mode_of(case: Case, section: GuardPolicy, rule: str) -> Mode:
    mode = section.rules.get(rule, section.mode)
    if mode == "enforce" and section.percent < 100:
        name = case.event.event_id or str(case.source)
        return "enforce" if crc32(name.encode("utf-8", "replace")) % 10_000 < section.percent * 100 else "shadow"
    return mode


def _seen(case: Case, said: Mapping[str, Verdict | Failure]) -> Iterator[Seen]:
    for guard, verdict in said.items():
        if isinstance(verdict, Failure):
            continue
        section = policy_of(case, guard)
        for sighting in verdict.sightings:
            mode = _mode_of(case, section, sighting.rule)
            told = sighting.outcome == "cannot_tell" or sighting.confidence >= section.threshold_of(sighting.rule)
            if mode != "off" and told:
                yield Seen(guard, sighting, mode, section)


def _elsewhere(texts: Sequence[Text], seen: Sequence[Seen], among: Sequence[Text] | None = None) -> list[Seen]:
    """Values that finders cut out at one place, at all other places of the texts, or among other texts."""
    cut = [each for each in seen if each.guard in FINDERS and each.mode == "enforce" and each.sighting.replace]
    found = _again(texts, cut, among) if cut else ()
    return [Seen(cut[again.of].guard, again.sighting, "enforce", cut[again.of].section) for again in found]


def _again(texts: Sequence[Text], cut: Sequence[Seen], among: Sequence[Text] | None) -> Iterator[Again]:
    for again in elsewhere(texts, [each.sighting for each in cut], among):
        section = cut[again.of].section
        kind, score = again.sighting.rule, again.sighting.confidence
        if kind == "PERSON" != cut[again.of].sighting.rule and getattr(section, "names", "") == "off":
            continue  # a name that an address says, where names are nobody's business
        allowed = isinstance(section, PiiPolicy) and action_for(section, kind, score, again.value, "redact") != "redact"
        if not allowed:
            yield again


def _degraded(case: Case, said: Mapping[str, Verdict | Failure]) -> Iterator[Degraded]:
    for guard, verdict in said.items():
        section = policy_of(case, guard)
        for one in [Lapse(verdict.cause, section.on_error)] if isinstance(verdict, Failure) else verdict.lapses:
            applied: Literal["quarantine", "allow"] = one.on_error if section.mode == "enforce" else "allow"
            yield Degraded(guard=guard, cause=one.cause, applied=applied)


def _reaches(severity: Severity, least: str) -> bool:
    return least != "never" and SEVERITIES.index(severity) >= SEVERITIES.index(least)


def _asks(seen: Seen) -> Action:
    if seen.sighting.outcome == "cannot_tell":
        return "quarantine" if seen.section.on_cannot_tell == "quarantine" else "allow"
    if seen.sighting.holds or _reaches(seen.sighting.severity, seen.section.hold_from):
        return "quarantine"
    return "modify" if seen.sighting.replace else "allow"


def _actions(seen: Sequence[Seen], degraded: Sequence[Degraded], redaction: Redaction) -> tuple[Action, Action]:
    """What is done, and what the guards asked for with those in shadow."""
    if not seen and not degraded:
        return "allow", "allow"  # nothing was seen, so nothing was cut out
    done: list[Action] = ["allow"]
    done += [_asks(each) for each in seen if each.mode == "enforce"]
    done += ["quarantine" for each in degraded if each.applied == "quarantine"]
    if redaction.changed:
        done.append("modify")
    asked = [*done, *(_asks(each) for each in seen)]
    return max(done, key=_STRENGTH.__getitem__), max(asked, key=_STRENGTH.__getitem__)


def _finding(event_id: str, seen: Seen, redaction: Redaction, others: Mapping[int, Redaction]) -> Finding:
    sighting = seen.sighting
    where = redaction.where(sighting.span)
    raw = sighting.span
    span = f"{redaction.pointer(raw.pointer)}:{raw.start}:{raw.end}:{raw.in_key}"
    return Finding(
        finding_id=derived_id(event_id, seen.guard, sighting.rule, span),
        guard=seen.guard,
        rule=sighting.rule,
        outcome=sighting.outcome,
        severity=sighting.severity,
        confidence=round(sighting.confidence, 4),
        mode=seen.mode,
        where=where,
        redacted_where=redaction.redacted_where(raw),
        reason=sighting.reason,
        excerpt=redaction.quote(raw),
        evidence=tuple(_evidence(sighting, redaction, others)),
    )


def _evidence(sighting: Sighting, redaction: Redaction, others: Mapping[int, Redaction]) -> Iterator[Evidence]:
    for side in sighting.evidence:
        holder = others[side.span.event] if side.span.event else redaction
        yield Evidence(
            where=holder.where(side.span),
            event_id=holder.redacted.event_id if side.span.event else None,
            context_id=_as_shown(holder, side.span.pointer, "id", side.context_id),
            source=_as_shown(holder, side.span.pointer, "source", side.source),
            as_of=side.as_of,
            excerpt=holder.quote(side.span),
        )


def _as_shown(holder: Redaction, pointer: str, name: str, raw: str | None) -> str | None:
    """A context item's own field as the redacted event shows it; None where the evidence is no context."""
    steps = pointer.split("/")
    if raw is None or len(steps) < 3 or steps[1] != "context" or not steps[2].isdecimal():
        return None
    items = holder.redacted.context[int(steps[2]) :]
    value = getattr(items[0], name) if items else None
    return value if isinstance(value, str) else None
