"""Labels of an event's own structure, and what the guard makes of labelled values."""

from __future__ import annotations

from typing import Any

import pytest

from guards.redaction import Redaction
from tests.guards.stubs import case, pii_guard


def redacted(pii: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    one = case({"pii": {"names": "off", **(pii or {})}}, **fields)
    pii_guard().prepare([one.policy])
    sightings = pii_guard().check([one])[0].sightings
    return Redaction(one.event, sightings, texts=one.texts).redacted.model_dump(mode="json", exclude_unset=True)


def arguments(given: Any, **pii: Any) -> Any:
    return redacted(pii, tool_calls=[{"id": "c1", "name": "f", "arguments": given}])["tool_calls"][0]["arguments"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"lastName": "Winter", "plan": "gold"}, {"lastName": "<PERSON>", "plan": "gold"}),
        ({"ssn": "219099998"}, {"ssn": "<US_SSN>"}),
        ({"ssn": 219099998}, {"ssn": "<US_SSN>"}),
        ({"mrn": 48213, "ward": 4}, {"mrn": "<MEDICAL_RECORD_NUMBER>", "ward": 4}),
        ({"patient": {"name": "hope", "age": 41}}, {"patient": {"name": "<PERSON>", "age": 41}}),
        ({"surnames": ["Winter"], "dob": ["1980-01-02"]}, {"surnames": ["Winter"], "dob": ["<DATE_OF_BIRTH>"]}),
        ([{"name": "birth_date", "value": "1980-01-02"}], [{"name": "birth_date", "value": "<DATE_OF_BIRTH>"}]),
        # near misses
        ({"name": "lodash", "version": "4.17.21"}, {"name": "lodash", "version": "4.17.21"}),
        ({"order_id": 48213, "count": 12}, {"order_id": 48213, "count": 12}),
        ({"policy": "allow", "case": "test-17"}, {"policy": "allow", "case": "test-17"}),
        ({"case": 20240311, "policy": "20240311"}, {"case": 20240311, "policy": "20240311"}),
        ({"user": {"name": "admin"}}, {"user": {"name": "admin"}}),
        ({"due": "2026-04-12"}, {"due": "2026-04-12"}),
    ],
)
def test_keys_of_arguments_are_labels(given: Any, expected: Any) -> None:
    assert arguments(given) == expected


def test_attributes_and_labels_are_read_alike() -> None:
    event = redacted(attributes={"member_id": "88123-07"}, labels={"surname": "winter", "team": "winter"})
    assert event["attributes"] == {"member_id": "<ID>"}
    assert event["labels"] == {"surname": "<PERSON>", "team": "winter"}


def test_the_policy_switches_labels_off() -> None:
    assert arguments({"lastName": "Winter", "mrn": 48213}, labels=False) == {"lastName": "Winter", "mrn": 48213}


@pytest.mark.parametrize(
    ("entities", "expected"),
    [
        ({}, "DOB <DATE_OF_BIRTH>, due 2026-04-12"),
        ({"DATE_OF_BIRTH": "report"}, "DOB 1980-01-02, due 2026-04-12"),
        ({"DATE_TIME": "redact"}, "DOB <DATE_OF_BIRTH>, due <DATE_TIME>"),
    ],
)
def test_dates_of_a_person_go_and_others_stay(entities: dict[str, str], expected: str) -> None:
    event = redacted({"entities": entities}, messages="DOB 1980-01-02, due 2026-04-12")
    assert event["messages"][0]["parts"][0]["content"] == expected


RIVER = {
    "name": "river",
    "supported_entity": "RIVER_NUMBER",
    "patterns": [{"name": "river", "regex": r"\bR\d{4}\b", "score": 0.1}],
    "context": ["river", "gauge station"],
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"river":"R1234"}', '{"river":"<RIVER_NUMBER>"}'),
        ('{"riverCode":"R1234"}', '{"riverCode":"<RIVER_NUMBER>"}'),
        ('{"gauge_station":"R1234"}', '{"gauge_station":"<RIVER_NUMBER>"}'),
        ('{"arriver":"R1234"}', '{"arriver":"R1234"}'),
        ('{"station":"R1234"}', '{"station":"R1234"}'),
    ],
)
def test_a_label_is_context_of_ones_own_recognizers(text: str, expected: str) -> None:
    event = redacted({"recognizers": [RIVER]}, messages=text)
    assert event["messages"][0]["parts"][0]["content"] == expected


def test_a_key_of_arguments_is_context_of_ones_own_recognizers() -> None:
    assert arguments({"river": "R1234", "lake": "R1234"}, recognizers=[RIVER]) == {
        "river": "<RIVER_NUMBER>",
        "lake": "R1234",
    }


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("public v2 and explicit a5 of the slice k8", True),
        ("lic# v2", False),
        ("ticket 9182820430 of the board", True),
        ("NHS: 9182820430", False),
        ("943 476 5919 on ward 2", False),
    ],
)
def test_short_context_words_and_weak_check_digits(text: str, kept: bool) -> None:
    found = {each.type for each in pii_guard().entities(text) if each.score >= 0.4}
    assert found.isdisjoint({"US_DRIVER_LICENSE", "UK_NHS"}) is kept
