"""Personal data: the same spans as stock Presidio, where they stand, without a connection."""

from __future__ import annotations

import subprocess
import sys
from functools import cache

import pytest
from presidio_analyzer import EntityRecognizer, RecognizerRegistry

from guards.case import Sighting
from guards.pii.blank_engine import BlankNlpEngine, pin_public_suffixes
from schemas.policy import PersonalPolicy
from tests.guards.stubs import case, pii_guard

CARD = "4111 1111 1111 1111"

TEXTS = [
    "write to ada@example.com or call 212-555-5555",
    f"card {CARD}, and not 4111 1111 1111 1112",
    "IBAN DE89 3704 0044 0532 0130 00 and GB33BUKB20201555555555",
    "my SSN is 078-05-1120, at 192.168.0.1 or ::1",
    "bitcoin 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2 at https://example.com/a?b=c on 2026-03-05",
    "driver licence H12234567, passport 912803456, bank 945456787654",
    "ada@localhost and @handle and 1.2.3 and 12-34",
    "",
    "no one is here",
    "é👩🏽‍🚀 ada@example.com אבג",
]


@cache
def stock() -> list[EntityRecognizer]:
    """Presidio's own default recognizers, each asked by itself."""
    pin_public_suffixes()
    registry = RecognizerRegistry(supported_languages=["en"])
    registry.load_predefined_recognizers(languages=["en"], nlp_engine=engine())
    found: list[EntityRecognizer] = registry.get_recognizers("en", all_fields=True)
    return found


@cache
def engine() -> BlankNlpEngine:
    made = BlankNlpEngine()
    made.load()
    return made


def by_stock_presidio(text: str) -> set[tuple[str, int, int]]:
    artifacts = engine().process_text(text, "en")
    found = [r for each in stock() for r in each.analyze(text, each.supported_entities, artifacts) or ()]
    kept = EntityRecognizer.remove_duplicates(found)
    return {(result.entity_type, result.start, result.end) for result in kept}


@pytest.mark.parametrize("text", TEXTS)
def test_the_spans_are_those_of_stock_presidio(text: str) -> None:
    found = pii_guard().entities(text, PersonalPolicy(labels=False))
    assert {(each.type, each.start, each.end) for each in found} == by_stock_presidio(text)


def rules(**fields: object) -> list[str]:
    policy = fields.pop("policy", None)
    verdict = pii_guard().check([case(policy, **fields)])[0]  # type: ignore[arg-type]
    return [sighting.rule for sighting in verdict.sightings if sighting.severity != "low"]


def only(text: str, rule: str) -> Sighting:
    found = [s for s in pii_guard().check([case(tenant="t", messages=text)])[0].sightings if s.rule == rule]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("text", "rule", "said"),
    [
        ("write to ada@example.com.", "EMAIL_ADDRESS", "ada@example.com"),
        ("card 4111111111111111 ok", "CREDIT_CARD", "4111111111111111"),
        ("👩🏽‍🚀👩🏽‍🚀 ada@example.com", "EMAIL_ADDRESS", "ada@example.com"),
        ("e\u0301te\u0301 ada@example.com", "EMAIL_ADDRESS", "ada@example.com"),
        ("שלום ada@example.com שלום", "EMAIL_ADDRESS", "ada@example.com"),
        ("my SSN is 078-05-1123", "US_SSN", "078-05-1123"),
        ("DE89370400440532013000", "IBAN_CODE", "DE89370400440532013000"),
    ],
)
def test_offsets_are_code_points(text: str, rule: str, said: str) -> None:
    span = only(text, rule).span
    assert text[span.start : span.end] == said
    assert span.pointer == "/messages/0/parts/0/content"


@pytest.mark.parametrize(
    "fields",
    [
        {"event_id": "evt_2025551234567"},
        {"event_id": "0b9e3a3e-9d5a-4d8e-8f6d-2125551234aa"},
        {"conversation_id": "chatcmpl-9876543210"},
        {"correlation_id": "1700000000000"},
        {"tool_calls": [{"id": "call_2125551234", "name": "f"}]},
        {"model": "model-20260105", "model_version": "2026-01-05", "contract": "plan@3"},
        {"tenant": "acme", "workflow": "claims-2125551234"},
        {"messages": [{"role": "user", "parts": [{"type": "text", "id": "msg_212-555-5555", "content": "hi"}]}]},
    ],
)
def test_what_machines_made_up_is_no_person(fields: dict[str, object]) -> None:
    assert rules(**fields) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        # near misses of the rule above: a person put into a machine's field, and the same digits in prose
        ({"event_id": "ada@example.com"}, ["EMAIL_ADDRESS"]),
        ({"conversation_id": "+12125555555"}, ["PHONE_NUMBER"]),
        ({"tenant": "4111111111111111"}, ["CREDIT_CARD"]),
        ({"correlation_id": "DE89370400440532013000"}, ["IBAN_CODE"]),
        ({"messages": "call (212) 555-5555"}, ["PHONE_NUMBER"]),
        ({"tool_calls": [{"arguments": {"id": "(212) 555-5555"}}]}, ["PHONE_NUMBER"]),
        ({"attributes": {"id": "(212) 555-5555"}}, ["PHONE_NUMBER"]),
        # keys, labels and numbers
        ({"attributes": {"ada@example.com": 1}}, ["EMAIL_ADDRESS"]),
        ({"labels": {"team": "ada@example.com"}}, ["EMAIL_ADDRESS"]),
        ({"attributes": {"card": 4111111111111111}}, ["CREDIT_CARD"]),
        ({"tool_calls": [{"arguments": [4111111111111111]}]}, ["CREDIT_CARD"]),
        ({"usage": {"input_tokens": 4111111111111111}}, []),
    ],
)
def test_people_are_found_wherever_they_stand(fields: dict[str, object], expected: list[str]) -> None:
    assert [rule for rule in rules(**fields) if rule in ("CREDIT_CARD", *expected)] == expected


@pytest.mark.parametrize(
    ("pii", "expected"),
    [
        ({}, "EMAIL_ADDRESS"),
        ({"entities": {"EMAIL_ADDRESS": "report"}}, None),
        ({"entities": {"EMAIL_ADDRESS": "ignore"}}, None),
        ({"allow": ["ada@example.com"]}, None),
        ({"allow": ["example.com"]}, "EMAIL_ADDRESS"),
        ({"threshold": 1.0}, "EMAIL_ADDRESS"),
    ],
)
def test_the_policy_says_what_is_cut(pii: dict[str, object], expected: str | None) -> None:
    found = pii_guard().check([case({"pii": pii}, messages="ada@example.com")])[0].sightings
    assert {s.replace for s in found if s.rule == "EMAIL_ADDRESS" and s.replace} == ({expected} if expected else set())


def test_dates_and_links_are_reported_and_stay() -> None:
    found = pii_guard().check([case(messages="on 2026-03-05 see https://example.com/x")])[0].sightings
    assert {s.rule for s in found} == {"DATE_TIME", "URL"}
    assert {(s.replace, s.severity) for s in found} == {(None, "low")}


@pytest.mark.parametrize("at", [7_590, 7_600, 7_985, 7_990, 7_995, 7_999, 8_000, 8_005, 15_190, 15_595])
def test_an_entity_is_found_at_every_boundary_of_the_windows(at: int) -> None:
    """Windows are 8,000 code points and overlap by 400."""
    said = "ada.lovelace@example.com"
    text = "word " * (at // 5) + " " * (at % 5) + said + " and so on" * 900
    found = [(each.start, each.end) for each in pii_guard().entities(text) if each.type == "EMAIL_ADDRESS"]
    assert (at, at + len(said)) in found
    assert all(at <= start and end <= at + len(said) for start, end in found)


def test_windows_change_nothing_where_nothing_is_cut() -> None:
    text = "\n".join(
        f"{index}: mail{index}@example.com, then some quiet words to fill the line" for index in range(300)
    )
    found = [each for each in pii_guard().entities(text) if each.type == "EMAIL_ADDRESS"]
    whole = {text[each.start : each.end] for each in found}
    assert {f"mail{index}@example.com" for index in range(300)} <= whole


OFFLINE = """
import socket
def refuse(*args, **kwargs):
    raise AssertionError("a connection was opened")
socket.socket.connect = socket.socket.connect_ex = refuse
socket.create_connection = socket.getaddrinfo = refuse
from guards.pii import PiiGuard
print([entity.type for entity in PiiGuard().entities("ada@example.co.uk")])
"""


def test_no_connection_is_opened_even_for_the_first_address() -> None:
    done = subprocess.run([sys.executable, "-c", OFFLINE], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "EMAIL_ADDRESS" in done.stdout


def test_a_link_in_a_key_is_reported_whatever_the_policy_says_of_links() -> None:
    found = pii_guard().check(
        [case({"pii": {"entities": {"URL": "redact"}}}, **{"https://a.b.com": "https://a.b.com"})]
    )
    assert [(s.span.in_key, s.replace) for s in found[0].sightings if s.rule == "URL"] == [(True, None), (False, "URL")]
