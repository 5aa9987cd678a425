"""What was found at one place of an event goes at all its places, and nothing else does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guards.case import Case, Counterpart, Sighting, Span, Verdict
from guards.elsewhere import WHY
from guards.elsewhere.forms import forms_of
from guards.elsewhere.search import Search
from guards.elsewhere.sightings import elsewhere
from guards.judge import Judge, Judgement
from guards.texts import Text
from schemas.policy import Guards
from tests.guards.stubs import Saying, event, pii_guard, sightings_of, span_of

MAIL = r"[a-z]+@[a-z]+\.[a-z]+"


def finding(kind: str, value: str, first: bool = True, **fields: Any) -> Saying:
    """A finder that sees a value at the first of its places only."""

    def say(case: Case) -> Verdict:
        spans = [span_of(text, at, at + len(value)) for text in case.texts if (at := text.value.find(value)) >= 0]
        wanted = {"replace": kind, **fields}
        return Verdict([Sighting(kind, span, **wanted) for span in (spans[:1] if first else spans)])

    return Saying(say, "pii")


def judged(guard: Saying, policy: dict[str, Any] | None = None, **fields: Any) -> Judgement:
    made = Case(event(**fields), Guards.model_validate({"pii": policy or {}}))
    return Judge([guard]).judge([made])[0]


def shown(judgement: Judgement) -> str:
    return json.dumps(json.loads(judgement.redacted.model_dump_json(exclude_unset=True)), ensure_ascii=False)


def test_every_place_of_an_event_is_one_of_the_values_places() -> None:
    judgement = judged(
        finding("PERSON", "Ottilie Brandvold"),
        messages="It is Ottilie Brandvold.",
        output="Dear Mrs Brandvold",
        labels={"for": "ottilie brandvold"},
        tool_calls=[{"name": "find", "arguments": {"Ottilie Brandvold": ["to BRANDVOLD"]}}],
    )
    assert "randvold" not in shown(judgement).lower()
    again = [each for each in judgement.findings if each.reason == WHY]
    assert {each.where.pointer for each in again} == {
        "/labels/for",
        "/messages/0/parts/0/content",
        "/output/0/parts/0/content",
        "/tool_calls/0/arguments/<PERSON>",
        "/tool_calls/0/arguments/<PERSON>/0",
    } - {judgement.findings[0].where.pointer}
    assert {(each.guard, each.rule, each.mode) for each in again} == {("pii", "PERSON", "enforce")}


def test_a_number_of_the_event_is_a_place_too() -> None:
    judgement = judged(
        finding("PHONE_NUMBER", "202 555 0143"), messages="Call 202 555 0143", attributes={"to": 2025550143}
    )
    assert json.loads(shown(judgement))["attributes"] == {"to": "<PHONE_NUMBER>"}


@pytest.mark.parametrize(
    ("policy", "fields"),
    [
        # only what is cut out is looked for: not in shadow, not what is reported
        ({"mode": "shadow"}, {}),
        ({"rules": {"PASSWORD": "shadow"}}, {}),
        ({}, {"replace": None}),
        # and no value that is allowed
        ({"allow": ["Fjord-71-Lantern"]}, {}),
        ({"allow_patterns": ["fjord.*"]}, {}),
        ({"entities": {"PASSWORD": "report"}}, {}),
        ({"threshold": 1.0}, {"confidence": 0.9}),
    ],
)
def test_the_policy_holds_elsewhere(policy: dict[str, Any], fields: dict[str, Any]) -> None:
    guard = finding("PASSWORD", "Fjord-71-Lantern", **fields)
    judgement = judged(guard, policy, messages="it is Fjord-71-Lantern", output="not Fjord-71-Lantern")
    assert shown(judgement).count("Fjord-71-Lantern") >= 1
    assert not [each for each in judgement.findings if each.reason == WHY]


def test_what_guards_of_others_cut_out_is_theirs() -> None:
    guard = finding("PASSWORD", "Fjord-71-Lantern")
    guard.name = "stub"
    assert "Fjord-71-Lantern" in shown(
        judged(guard, messages="it is Fjord-71-Lantern", output="not Fjord-71-Lantern"),
    )


def test_an_earlier_event_that_is_quoted_is_looked_through_as_well() -> None:
    before = event(
        event_id="e-0", messages="said Fjord-71-Lantern and pw Kelp-22-Anchor, Kelp-22-Anchor", phase="request"
    )
    quote = Sighting(
        "R", Span("/output/0/content", 0, 1), evidence=(Counterpart(Span("/messages/0/content", event=1)),)
    )

    def find(case: Case) -> Verdict:
        values = ("Fjord-71-Lantern",) if case.event.output else ("Kelp-22-Anchor",)
        return Verdict(
            [sighting for value in values for sighting in finding("PASSWORD", value).check([case])[0].sightings]
        )

    made = Case(event(event_id="e-1", output="pw Fjord-71-Lantern"), others=(before,))
    judgement = Judge([Saying(find, "pii"), Saying(Verdict([quote]), "stub")]).judge([made])[0]
    content = judgement.others[1].redacted.messages[0].parts[0].content
    assert content == "said <PASSWORD> and pw <PASSWORD>, <PASSWORD>"


@pytest.mark.parametrize(
    ("policy", "kept"),
    [({}, False), ({"names": "off"}, True), ({"entities": {"PERSON": "report"}}, True), ({"allow": ["Siobhan"]}, True)],
)
def test_a_name_that_an_address_says_is_the_policys(policy: dict[str, Any], kept: bool) -> None:
    guard = finding("EMAIL_ADDRESS", "siobhan@inn.example")
    judgement = judged(guard, policy, messages="I am siobhan@inn.example", output="Hello Siobhan")
    assert ("Siobhan" in shown(judgement)) is kept


def test_a_word_at_far_more_places_than_it_was_found_at_is_none_of_a_name() -> None:
    """Whoever finds names has looked at all of them."""
    for places, gone in [(3, True), (4, False)]:
        judgement = judged(finding("PERSON", "Siobhan"), messages="I am Siobhan", output=", by Siobhan" * places)
        assert ("Siobhan" not in shown(judgement)) is gone
    twice = finding("PERSON", "Siobhan", first=False)
    judgement = judged(twice, messages="I am Siobhan", context=["of Siobhan"], output="X" + ", by Siobhan" * 6)
    assert "Siobhan" not in shown(judgement)
    whole = judged(finding("PERSON", "Siobhan Quist"), messages="I am Siobhan Quist", output=", Siobhan Quist" * 30)
    assert "Siobhan" not in shown(whole)


def test_fields_of_machines_are_no_names() -> None:
    judgement = judged(
        finding("PERSON", "Claude Ferreol"), messages="I am Claude Ferreol", model="Claude", tenant="claude_ferreol"
    )
    assert judgement.redacted.model == "Claude"
    assert judgement.redacted.tenant == "claude_ferreol"


def test_what_is_covered_is_not_found_twice() -> None:
    interaction = event(messages="a tea@inn.example b tea@inn.example", output="tea@inn.example")
    seen = sightings_of(MAIL, interaction)
    assert len(seen) == 3
    assert list(elsewhere(Case(interaction).texts, seen)) == []
    assert [again.value for again in elsewhere(Case(interaction).texts, seen[:2])] == ["tea@inn.example"]


def test_names_that_the_guard_finds_go_everywhere() -> None:
    case = Case(event(messages="My name is Ottilie Brandvold.", output="The file of brandvold_ottilie, Brandvold."))
    judgement = Judge([pii_guard()]).judge([case])[0]
    assert "randvold" not in shown(judgement)


VALUES = st.text(st.sampled_from('abcXYZ019-_!/\\"% é王'), min_size=6, max_size=20)
AROUND = st.text(st.sampled_from("abX01 .,-!\n王"), max_size=10)


@settings(max_examples=400, deadline=None)
@given(VALUES, AROUND, AROUND)
def test_a_value_is_found_wherever_it_stands_as_a_whole_word(value: str, before: str, after: str) -> None:
    forms = forms_of("PASSWORD", value)
    text = f"{before} {value.strip()} {after}"
    if forms:
        start = len(before) + 1
        end = start + len(value.strip())
        found = list(Search(forms).of(text))
        covered = {place for each in found for place in range(each.start, each.end)}
        assert {place for place in range(start, end) if text[place].isalnum()} <= covered


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("0123456789 -./"), max_size=40))
def test_digits_are_compared_by_words_as_simply_as_can_be(text: str) -> None:
    search = Search(forms_of("CREDIT_CARD", "123456"))
    found = {(each.start, each.end) for each in search.of(text)}
    for start, end in found:
        assert [letter for letter in text[start:end] if letter.isdigit()] == list("123456")
        assert not text[start - 1 : start].isdigit()
        assert not text[end : end + 1].isdigit()


def steps_for(values: int, words: int) -> int:
    seen = [f"{number:06d}-Fjord" for number in range(values)]
    forms = [form for value in seen for form in forms_of("PASSWORD", value)]
    search = Search(forms)
    text = " ".join(seen[number % values] + " Fjord" for number in range(words))
    assert len(list(search.of(text))) == words
    return search.steps


def test_ten_times_the_text_or_the_values_cost_no_more_than_that() -> None:
    """Counted in words that are read: a search of each value for itself would read all of them for each."""
    once = steps_for(100, 1_000)
    assert steps_for(100, 10_000) <= 11 * once
    assert steps_for(1_000, 1_000) <= 2 * once


def test_a_text_of_one_word_over_and_over_is_read_a_bounded_number_of_times() -> None:
    search = Search(forms_of("PASSWORD", " ".join(["ab"] * 200) + " end 777"))
    search.of("")
    texts = [Text(("tenant",), "ab " * 10_000)]
    assert list(search.of(texts[0].value)) == []
    assert search.steps <= 40 * 10_000


def test_a_given_and_a_family_name_in_two_fields_are_one_name_elsewhere() -> None:
    row = "Surname;First name\nLittle;Dawn\n"

    def fields(case: Case) -> Verdict:
        texts = [text for text in case.texts if row in text.value]
        spans = [
            span_of(text, text.value.index(word), text.value.index(word) + len(word))
            for text in texts
            for word in ("Little", "Dawn")
        ]
        return Verdict([Sighting("PERSON", span, replace="PERSON") for span in spans])

    judgement = judged(Saying(fields, "pii"), messages=row, output="Dawn Little has paid at dawn, a little late.")
    assert "<PERSON> has paid at dawn, a little late." in shown(judgement)
