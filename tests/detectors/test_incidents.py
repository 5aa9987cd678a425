"""What belongs to one incident, when it closes, and what is said of it."""

from __future__ import annotations

import pytest

from detectors.baseline import Baseline, Window
from detectors.counts import Counts
from detectors.describe import of_names, of_numbers
from detectors.explain import Aftermath, effect_of
from detectors.facets import Facet
from detectors.incidents import JOIN_WINDOWS, Incident, Incidents
from detectors.leads import Lead
from detectors.observation import Observation, Skew, observe_event
from detectors.usual import Usual
from detectors.watched import Raised
from schemas.interaction import Interaction
from tests.detectors.worlds import ACME

HOUR = 3_600_000


def raised(facet: int, since: int, evidence: float = 12.0) -> Raised:
    return Raised(facet, 0, since * HOUR, evidence, 3.0, 3.0)


def test_the_facet_with_most_evidence_leads() -> None:
    changes = Incidents(HOUR).note(9 * HOUR, [raised(1, 7, 11), raised(2, 8, 15), raised(3, 6, 12)], [])
    assert len(changes.opened) == 1
    assert changes.opened[0].members == [(2, 0), (3, 0), (1, 0)]


# Of each: field, rank, group, usually so. The ranks themselves are tested on real facets below.
LEADS = [
    Lead("$.plan", 0, "$.plan"),
    Lead("output_words", 4),
    Lead("cost", 5),
    Lead("finish_reasons", 0, "finish_reasons", True),
    Lead("finish_reasons", 0, "finish_reasons"),
]


@pytest.mark.parametrize(
    ("moved", "lead"),
    [
        ([(1, 30), (0, 12)], 0),
        ([(2, 30), (1, 12)], 1),
        ([(2, 30)], 2),
        ([(3, 30), (4, 12)], 4),
        ([(3, 30), (1, 12)], 3),
        ([(3, 30), (0, 12)], 3),
    ],
)
def test_causes_lead_what_follows_from_them_and_the_rarer_of_two_is_named(
    moved: list[tuple[int, float]], lead: int
) -> None:
    incidents = Incidents(HOUR)
    incidents.leads = LEADS
    changes = incidents.note(9 * HOUR, [raised(facet, 5, evidence) for facet, evidence in moved], [])
    assert changes.opened[0].lead == (lead, 0)


def test_a_cause_that_shows_later_leads_from_then_on_and_the_incident_stays_the_same() -> None:
    incidents = Incidents(HOUR)
    incidents.leads = LEADS
    (opened,) = incidents.note(9 * HOUR, [raised(1, 5, 30)], []).opened
    (updated,) = incidents.note(10 * HOUR, [raised(0, 6, 12)], []).updated
    assert updated is opened
    assert (opened.lead, opened.first, opened.members) == ((0, 0), (1, 0), [(0, 0), (1, 0)])
    assert Incident.of_state(opened.state()) == opened


@pytest.mark.parametrize(
    ("since", "same_field", "joins"),
    [(5, False, True), (5 + JOIN_WINDOWS, False, True), (6 + JOIN_WINDOWS, False, False), (300, True, True)],
)
def test_who_joins(since: int, same_field: bool, joins: bool) -> None:
    incidents = Incidents(HOUR)
    incidents.leads = [Lead("latency_ms", 5), Lead("latency_ms" if same_field else "cost", 5)]
    incidents.note(9 * HOUR, [raised(0, 5)], [])
    changes = incidents.note((since + 2) * HOUR, [raised(1, since)], [])
    assert (len(changes.updated), len(changes.opened)) == ((1, 0) if joins else (0, 1))
    again = [Incident.of_state(each.state()) for each in incidents.open]
    assert again == incidents.open


def test_it_closes_with_its_last_facet() -> None:
    incidents = Incidents(HOUR)
    incidents.note(9 * HOUR, [raised(0, 5), raised(1, 5)], [])
    assert not incidents.note(10 * HOUR, [], [raised(0, 5)]).closed
    assert len(incidents.note(11 * HOUR, [], [raised(1, 5)]).closed) == 1
    assert incidents.open == []


# Words.


def counts(events: int, **fields: object) -> Counts:
    made = Counts()
    for number in range(events):
        one = {name: value(number) if callable(value) else value for name, value in fields.items()}
        made.update(observe_event(Interaction.model_validate(one), 1, Skew()))
    return made


def at_any_hour(base: Baseline, seen: Counts) -> Aftermath:
    return Aftermath(seen, 1, Usual(base, [], []))


SENTENCES = [
    (
        {"latency_ms": lambda n: 100 + n % 10},
        {"latency_ms": lambda n: 150 + n % 10},
        ("latency_ms", "p50"),
        "p50 latency_ms up 49 %: 155 ms, was 104 ms",
        "high",
    ),
    (
        {"finish_reasons": lambda n: ["length" if n % 33 == 0 else "stop"]},
        {"finish_reasons": lambda n: ["length" if n % 16 == 0 else "stop"]},
        ("finish_reasons", "length"),
        "finish_reasons=length in 6.5 % of events, was 3.5 %",
        "medium",
    ),
    (
        {"output": '{"member": {"plan": "gold"}}'},
        {"output": lambda n: '{"member": {}}' if n % 8 == 0 else '{"member": {"plan": "gold"}}'},
        ("$.member.plan", "missing"),
        "$.member.plan missing in 12 % of outputs, was 0 %",
        "high",
    ),
    (
        {"error_type": lambda n: "timeout" if n % 2 else None},
        {"error_type": lambda n: "teapot" if n % 100 == 0 else "timeout" if n % 2 else None},
        ("error_types", "new"),
        "new in error_types: teapot, in 1 % of events, was 0 %",
        "medium",
    ),
    (
        {"context": [{"source": "eligibility", "text": "x"}]},
        {"context": [{"source": "eligibility", "text": "[]"}]},
        ("context_sources", "eligibility"),
        "context_sources=eligibility in 0 % of events, was 100 %",
        "critical",
    ),
]


@pytest.mark.parametrize(("before", "after", "which", "sentence", "severity"), SENTENCES)
def test_sentences(
    before: dict[str, object], after: dict[str, object], which: tuple[str, str], sentence: str, severity: str
) -> None:
    usual = [Window(at * HOUR, counts(200, **before)) for at in range(8)]
    base = Baseline.learn(usual, HOUR)
    facet = next(each for each in base.facets if (each.field, each.name) == which)
    effect = effect_of(base, base.facets.index(facet), at_any_hour(base, counts(200, **after)), True)
    assert (effect.text, effect.severity) == (sentence, severity)


def test_volume_in_words() -> None:
    base = Baseline.learn([Window(at * HOUR, counts(200)) for at in range(8)], HOUR)
    effect = effect_of(base, 0, at_any_hour(base, counts(76)), False)
    assert effect.text == "volume down 62 %: 76 events per window, was 200"


def test_context_that_grows_old_is_a_number_of_its_own() -> None:
    made = Counts()
    made.update(Observation(ACME, 0, 0, ages_s={"eligibility": 7_200}))
    base = Baseline.learn([Window(0, made), Window(HOUR, made)], HOUR)
    facet = Facet("context_age.eligibility", "p50", "mean", ("numbers", "context_age.eligibility"))
    assert facet in base.facets
    older = Counts()
    older.update(Observation(ACME, 0, 0, ages_s={"eligibility": 172_800}))
    text = effect_of(base, base.facets.index(facet), at_any_hour(base, older), True).text
    assert text.startswith("p50 context_age.eligibility up ")
    assert text.endswith(": 48.4 h, was 2 h")


# Descriptions.


def test_familiar_measures() -> None:
    same = of_names({"a": 90, "b": 10}, {"a": 900, "b": 100})
    assert same == {"psi": 0.0, "jensen_shannon": 0.0}
    # By hand: 0.1 * ln(0.9/0.8) + (-0.1) * ln(0.1/0.2) = 0.01178 + 0.06931.
    assert of_names({"a": 90, "b": 10}, {"a": 80, "b": 20})["psi"] == pytest.approx(0.0811, abs=1e-4)
    one, other = (counts(1000, latency_ms=lambda n, k=k: 100.0 + n * k).numbers["latency_us"] for k in (1, 2))
    found = of_numbers(one, other)
    assert found["ks"] == pytest.approx(0.5, abs=0.05)
    assert found["psi"] > 0.2
    assert of_numbers(one, one) == {"psi": 0.0, "jensen_shannon": 0.0, "ks": 0.0}
