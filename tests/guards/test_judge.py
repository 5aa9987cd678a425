"""What is done with an event: by policy, closed where a guard fails, and without a word of raw text."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from guards.case import Case, Counterpart, Guard, Sighting, Span, Verdict
from guards.judge import FINDINGS_MAX, Judge, Judgement
from guards.redaction import WITHHELD
from schemas.decision import Source
from schemas.interaction import Interaction
from schemas.policy import Guards
from tests.guards.stubs import Saying, event, pii_guard

AT = Source(topic="in", partition=1, offset=7)
ANSWER = Span("/output/0/content", 0, 3)


def judged(
    guards: Sequence[Guard], policy: dict[str, Any] | None = None, others: Sequence[Interaction] = (), **fields: Any
) -> Judgement:
    made = Case(
        event(**{"event_id": "e-1", "output": [{"role": "assistant", "content": "yes, thirty"}], **fields}),
        Guards.model_validate(policy or {}),
        others=tuple(others),
        source=AT,
        received_at=datetime(2026, 3, 5, tzinfo=UTC),
    )
    return Judge(guards).judge([made])[0]


def seeing(*sightings: Sighting, name: str = "stub") -> Saying:
    return Saying(Verdict(sightings), name)


def failing(name: str = "stub") -> Saying:
    def fail(_case: Case) -> Verdict:
        raise ValueError("ada@example.com")

    return Saying(fail, name)


def stub(**section: Any) -> dict[str, Any]:
    return {"plugins": {"stub": section}}


def violation(severity: str = "high", rule: str = "R", **fields: Any) -> Sighting:
    return Sighting(rule, fields.pop("span", ANSWER), severity=severity, **fields)  # type: ignore[arg-type]


UNSURE = Sighting("U", ANSWER, outcome="cannot_tell")


@pytest.mark.parametrize(
    ("policy", "sighting", "action", "verdict"),
    [
        # hold_from
        ({}, violation("high"), "quarantine", "quarantine"),
        ({}, violation("critical"), "quarantine", "quarantine"),
        ({}, violation("medium"), "allow", "allow"),
        ({"hold_from": "low"}, violation("low"), "quarantine", "quarantine"),
        ({"hold_from": "never"}, violation("critical"), "allow", "allow"),
        ({"hold_from": "critical"}, violation("high"), "allow", "allow"),
        # modes
        ({"mode": "off"}, violation(), "allow", "allow"),
        ({"mode": "shadow"}, violation(), "allow", "quarantine"),
        ({"mode": "shadow"}, violation("low", replace="X"), "allow", "modify"),
        # a replacement
        ({}, violation("low", replace="X"), "modify", "modify"),
        ({}, violation("high", replace="X"), "quarantine", "quarantine"),
        # rules override the guard, both ways
        ({"mode": "shadow", "rules": {"R": "enforce"}}, violation(), "quarantine", "quarantine"),
        ({"rules": {"R": "shadow"}}, violation(), "allow", "quarantine"),
        ({"rules": {"R": "off"}}, violation(), "allow", "allow"),
        ({"rules": {"S": "off"}}, violation(), "quarantine", "quarantine"),
        # threshold
        ({"threshold": 0.8}, violation(confidence=0.79), "allow", "allow"),
        ({"threshold": 0.8}, violation(confidence=0.8), "quarantine", "quarantine"),
        # percent
        ({"percent": 0}, violation(), "allow", "quarantine"),
        ({"percent": 100}, violation(), "quarantine", "quarantine"),
        # what cannot be told
        ({}, UNSURE, "allow", "allow"),
        ({"on_cannot_tell": "quarantine"}, UNSURE, "quarantine", "quarantine"),
        ({"on_cannot_tell": "quarantine", "mode": "shadow"}, UNSURE, "allow", "quarantine"),
        (
            {"hold_from": "low", "threshold": 1.0},
            Sighting("U", ANSWER, "cannot_tell", confidence=0.1),
            "allow",
            "allow",
        ),
    ],
)
def test_actions(policy: dict[str, Any], sighting: Sighting, action: str, verdict: str) -> None:
    judgement = judged([seeing(sighting)], stub(**policy))
    assert (judgement.action, judgement.verdict) == (action, verdict)


@pytest.mark.parametrize(
    ("policy", "action", "applied"),
    [
        ({}, "quarantine", "quarantine"),
        ({"on_error": "allow"}, "allow", "allow"),
        ({"on_error": "quarantine", "mode": "shadow"}, "allow", "allow"),
        ({"mode": "off"}, "allow", None),
    ],
)
def test_a_guard_that_fails_is_met_as_the_policy_says(policy: dict[str, Any], action: str, applied: str | None) -> None:
    judgement = judged([failing()], stub(**policy))
    assert judgement.action == action
    assert [(each.guard, each.cause, each.applied) for each in judgement.degraded] == (
        [("stub", "ValueError", applied)] if applied else []
    )
    assert judgement.findings == ()


def test_the_sharpest_guard_decides() -> None:
    mild = seeing(violation("low", replace="X"), name="mild")
    judgement = judged([mild, seeing(violation("critical"), name="sharp"), Saying(name="quiet")])
    assert judgement.action == "quarantine"
    assert [finding.guard for finding in judgement.findings] == ["mild", "sharp"]
    assert judgement.redacted.output[0].content == "<X>, thirty"


def test_percent_takes_that_share_of_events_and_always_the_same() -> None:
    def action(number: int) -> str:
        return judged([seeing(violation())], stub(percent=25), event_id=f"event-{number}").action

    first = [action(number) for number in range(400)]
    assert first == [action(number) for number in range(400)]
    assert 60 <= first.count("quarantine") <= 140


def test_percent_takes_the_same_events_in_every_process() -> None:
    def held(number: int) -> bool:
        return judged([seeing(violation())], stub(percent=25), event_id=f"event-{number}").action == "quarantine"

    taken = [number for number in range(40) if held(number)]
    # Written down, so that a choice that differs between processes cannot be it.
    assert taken == [0, 1, 4, 16, 17, 21, 25, 26, 28, 33, 37]


def test_shadow_changes_nothing_but_the_verdict() -> None:
    fields = {"messages": "mail ada@example.com"}
    judgement = judged([pii_guard()], {"pii": {"mode": "shadow", "time_limit": "1 h"}}, **fields)
    assert (judgement.action, judgement.verdict) == ("allow", "modify")
    assert judgement.redacted.messages[0].parts[0].content == "mail ada@example.com"
    assert {finding.mode for finding in judgement.findings} == {"shadow"}
    assert judgement.redaction.changed is False


@pytest.mark.parametrize("finder", ["pii", "secrets"])
def test_a_finder_that_fails_withholds_every_text(finder: str) -> None:
    judgement = judged([failing(finder)], phase="response", messages="mail ada@example.com", k={"x": "y"})
    assert judgement.action == "quarantine"
    shown = judgement.redacted.model_dump(exclude_unset=True, mode="json")
    assert shown["messages"][0]["parts"][0]["content"] == WITHHELD
    assert shown["attributes"] == {WITHHELD: {WITHHELD: WITHHELD}}
    assert shown["phase"] == "response"
    assert judgement.event_id_derived == "withheld"


def test_a_finder_that_fails_and_is_allowed_to_withholds_nothing() -> None:
    judgement = judged([failing("pii")], {"pii": {"on_error": "allow"}}, messages="hi")
    assert judgement.redacted.messages[0].parts[0].content == "hi"
    assert judgement.action == "allow"
    assert [each.applied for each in judgement.degraded] == ["allow"]


def test_of_many_findings_the_weightiest_are_kept() -> None:
    mails = [violation("medium", "MAIL", span=Span("/tenant", at, at + 1), replace="MAIL") for at in range(300)]
    unsure = [Sighting("U", Span("/tenant", at, at + 1), "cannot_tell") for at in range(50)]
    finder, other = seeing(*unsure, *mails, name="pii"), seeing(violation("critical", "CONFLICT"), name="late")
    judgement = judged([finder, other], tenant="x" * 300)
    assert len(judgement.findings) == len(judgement.sightings) == FINDINGS_MAX
    assert judgement.omitted == 351 - FINDINGS_MAX
    assert [finding.rule for finding in judgement.findings].count("CONFLICT") == 1
    assert "cannot_tell" not in {finding.outcome for finding in judgement.findings}
    assert "x" not in (judgement.redacted.tenant or ""), "what is not reported is cut all the same"


@pytest.mark.parametrize(
    ("fields", "policy", "derived"),
    [
        ({"event_id": "e-1"}, {}, None),
        ({"event_id": "ada@example.com"}, {}, "personal_data"),
        ({"event_id": "ada@example.com"}, {"pii": {"mode": "shadow"}}, None),
        ({"event_id": None}, {}, "missing"),
        ({"event_id": ""}, {}, "missing"),
    ],
)
def test_the_id_an_event_goes_by(fields: dict[str, Any], policy: dict[str, Any], derived: str | None) -> None:
    judgement = judged([pii_guard()], policy, **fields)
    assert judgement.event_id_derived == derived
    if derived is None:
        assert judgement.event_id == fields["event_id"]
    else:
        assert judgement.event_id == judged([pii_guard()], event_id=None).event_id
    assert judgement.redacted.event_id == judgement.event_id


def test_two_events_of_one_id_are_judged_each_by_itself() -> None:
    first, second = (
        Case(event(event_id="same", messages="a"), source=AT.model_copy(update={"offset": at})) for at in (1, 2)
    )
    one, two = Judge([pii_guard()]).judge([first, second])
    assert one.event_id == two.event_id == "same"


def test_ids_are_the_same_on_a_replay() -> None:
    def ids() -> list[str]:
        judgement = judged([pii_guard()], messages="ada@example.com and bob@example.com", **{"c@d.example": 1})
        return [judgement.event_id, *(finding.finding_id for finding in judgement.findings)]

    assert ids() == ids()
    assert len(set(ids())) == len(ids())


def test_ids_of_findings_differ_where_their_pointers_are_shortened() -> None:
    judgement = judged([pii_guard()], **{"k" * 2000: ["ada@example.com", "ada@example.com"]})
    mails = [finding for finding in judgement.findings if finding.rule == "EMAIL_ADDRESS"]
    assert len(mails) == len({finding.finding_id for finding in mails}) == 2
    assert {finding.where.pointer for finding in mails} == {"/attributes"}


REQUEST = {
    "event_id": "bob@example.com",
    "messages": [{"role": "user", "content": "I am ada@example.com. What is my copay?"}],
    "context": [
        {"id": "ctx ada@example.com", "text": "For ada@example.com the copay is 20.", "source": "ada@example.com"}
    ],
}


def conflict(span: Span) -> Sighting:
    return violation("high", evidence=(Counterpart(span, "ctx ada@example.com", "ada@example.com"),))


def test_evidence_in_another_event_is_redacted() -> None:
    span = Span("/context/0/text", 0, 18, event=1)
    judgement = judged([pii_guard(), seeing(conflict(span))], others=[event(**REQUEST)], correlation_id="c")
    (finding,) = (each for each in judgement.findings if each.guard == "stub")
    (evidence,) = finding.evidence
    assert evidence.excerpt == "For <EMAIL_ADDRESS> the copay is 20."
    assert (evidence.event_id, evidence.context_id, evidence.source) == (
        "<EMAIL_ADDRESS>",
        "ctx <EMAIL_ADDRESS>",
        "<EMAIL_ADDRESS>",
    )
    assert "ada@" not in finding.model_dump_json()


def test_evidence_in_another_event_is_withheld_where_the_finder_fails_on_it() -> None:
    def fail_on_requests(case: Case) -> Verdict:
        if case.event.messages:
            raise ValueError
        return Verdict()

    span = Span("/context/0/text", 0, 18, event=1)
    judgement = judged([Saying(fail_on_requests, "pii"), seeing(conflict(span))], others=[event(**REQUEST)])
    (evidence,) = judgement.findings[0].evidence
    assert evidence.excerpt == WITHHELD


@pytest.mark.parametrize("pointer", ["/context/9/text", "/context/²/text", "/context", "/nope", ""])
def test_evidence_that_leads_nowhere_is_harmless(pointer: str) -> None:
    judgement = judged([seeing(conflict(Span(pointer, 0, 5, event=1)))], others=[event(**REQUEST)])
    assert judgement.findings[0].evidence[0].context_id is None


def test_nothing_of_a_judgement_holds_what_was_cut() -> None:
    said = "call ada@example.com or 4111111111111111"
    judgement = judged(
        [pii_guard(), seeing(conflict(Span("/context/0/text", 0, 3)))],
        tenant=said,
        messages=said,
        context=[{"text": said, "source": said, "id": said}],
        output=said,
        **{said: {said: [said, 4111111111111111]}},
    )
    told = json.dumps([finding.model_dump(mode="json") for finding in judgement.findings])
    told += judgement.redacted.model_dump_json()
    assert "ada@" not in told
    assert "4111111111111111" not in told


BAD_GUARDS: dict[str, Callable[[Case], Verdict]] = {
    "pointer to nowhere": lambda _: Verdict((violation(span=Span("/no/where", 5, 9), replace="X"),)),
    "pointer to a container": lambda _: Verdict((violation(span=Span("/output"), replace="X"),)),
    "phase": lambda _: Verdict((violation(span=Span("/phase", 0, 3), replace="X"),)),
    "number": lambda _: Verdict((violation(span=Span("/latency_ms", 0, 3), replace="X"),)),
    "another event": lambda _: Verdict((violation(span=Span("/tenant", event=9)),)),
    "nonsense": lambda _: Verdict((violation("awful"),)),
}


@pytest.mark.parametrize("name", BAD_GUARDS)
def test_no_guard_makes_the_judge_raise(name: str) -> None:
    judgement = judged([Saying(BAD_GUARDS[name])], phase="response", latency_ms=1234567.5, tenant="t")
    assert judgement.action == "quarantine"
