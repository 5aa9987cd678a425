"""Personal data by policy: thresholds, lists, recognizers, languages, identity fields, limits."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from guards.disguises import second_view
from guards.judge import Judge, Judgement
from guards.pii import PiiGuard
from guards.pii.own_recognizer import UserRecognizer, linear
from guards.scanning.limits import Limits, TooSlow
from guards.secrets import SecretsGuard
from schemas.errors import PolicyError
from schemas.policy import Guards, PersonalPolicy, Policy
from schemas.policy_file import parse_policy
from schemas.recognizers import RecognizerSpec
from tests.guards.stubs import case, event, pii_guard

CUSTOMER = {
    "name": "customer number",
    "supported_entity": "CUSTOMER_NUMBER",
    "patterns": [{"name": "customer number", "regex": r"\bC-\d{6}\b", "score": 0.3}],
    "context": ["customer"],
}


def judged(pii: dict[str, Any], **fields: Any) -> Judgement:
    one = case({"pii": {"names": "off", **pii}}, **fields)
    pii_guard().prepare([one.policy])  # an engine takes seconds to build, which an event's time limit is not for
    return Judge([pii_guard()]).judge([one])[0]


def shown(pii: dict[str, Any], text: str) -> str:
    judgement = judged(pii, messages=text)
    assert judgement.degraded == ()
    return str(judgement.redacted.messages[0].parts[0].content)


@pytest.mark.parametrize(
    ("pii", "text", "expected"),
    [
        # a threshold of its own, above and below the section's
        ({"thresholds": {"EMAIL_ADDRESS": 1.0}}, "ada@example.com", "<EMAIL_ADDRESS>"),
        ({"thresholds": {"PHONE_NUMBER": 0.8}}, "call 212-555-0147", "call 212-555-0147"),
        ({"threshold": 0.9, "thresholds": {"PHONE_NUMBER": 0.3}}, "212-555-0147", "<PHONE_NUMBER>"),
        ({"threshold": 0.9}, "212-555-0147", "212-555-0147"),
        # allow-lists, exact and by pattern; a pattern must match all of the value
        ({"allow": ["help@example.com"]}, "help@example.com ada@example.com", "help@example.com <EMAIL_ADDRESS>"),
        (
            {"allow_patterns": [r".*@example\.com"]},
            "ADA@example.com a@b.example.com",
            "ADA@example.com <EMAIL_ADDRESS>",
        ),
        ({"allow_patterns": ["ada"]}, "ada@example.com", "<EMAIL_ADDRESS>"),
        # deny-lists: whole words in any case, phrases, other scripts, and under a disguise
        ({"deny": {"PROJECT": ["Bluebird", "Operation Sand"]}}, "BLUEBIRD, operation sand", "<PROJECT>, <PROJECT>"),
        ({"deny": {"PROJECT": ["Bluebird"]}}, "Bluebirds and a.Bluebird-x", "Bluebirds and a.<PROJECT>-x"),
        ({"deny": {"PROJECT": ["Zürich", "C++"]}}, "ZÜRICH C++ C++x", "<PROJECT> <PROJECT> C++x"),
        ({"deny": {"PROJECT": ["Bluebird"]}}, "Blue\u200bbird Ｂluebird", "<PROJECT> <PROJECT>"),
        ({"deny": {"PROJECT": ["Bluebird"]}, "disguises": False}, "Ｂluebird", "Ｂluebird"),
        # denied words go whatever else is said of their type
        ({"deny": {"URL": ["intern.example"]}, "threshold": 1, "allow": ["intern.example"]}, "intern.example", "<URL>"),
        # a recognizer of one's own, with context
        ({"recognizers": [CUSTOMER]}, "customer C-123456", "customer <CUSTOMER_NUMBER>"),
        ({"recognizers": [CUSTOMER]}, "part C-123456", "part C-123456"),
        (
            {"recognizers": [CUSTOMER], "threshold": 0.2},
            "part C-123456 or C-1234567",
            "part <CUSTOMER_NUMBER> or C-1234567",
        ),
        (
            {"recognizers": [{"name": "r", "supported_entity": "RIVER", "deny_list": ["Elbe", "Große Elster"]}]},
            "die elbe und die GROSSE ELSTER, die Große Elster",
            "die <RIVER> und die GROSSE ELSTER, die <RIVER>",
        ),
        ({"recognizers": [{**CUSTOMER, "supported_language": "de"}], "threshold": 0.2}, "C-123456", "C-123456"),
        # countries and languages
        ({"labels": False}, "my nino is AB123456C", "my nino is AB123456C"),
        ({}, "AB123456C it is", "AB123456C it is"),
        ({}, "my nino is AB123456C", "my nino is <UK_NINO>"),
        ({"recognizers": [CUSTOMER], "threshold": 0.6}, '{"customer":"C-123456"}', '{"customer":"<CUSTOMER_NUMBER>"}'),
        ({"presidio": ["UkNinoRecognizer"]}, "my nino is AB123456C", "my nino is <UK_NINO>"),
        ({"languages": ["en", "es"]}, "mi DNI es 12345678Z", "mi DNI es <ES_NIF>"),
        ({"languages": ["de"]}, "Karte 4111 1111 1111 1111", "Karte <CREDIT_CARD>"),
        ({"disguises": False}, "ada (at) example (dot) com", "ada (at) example (dot) com"),
    ],
)
def test_the_policy_decides(pii: dict[str, Any], text: str, expected: str) -> None:
    assert shown(pii, text) == expected


def test_each_tenant_has_its_own() -> None:
    policy = parse_policy(
        """
name: p
version: 1
guards: {pii: {replace: {"*": type}}}
scopes:
  - match: {tenant: acme}
    guards: {pii: {deny: {PROJECT: [Bluebird]}, replace: {EMAIL_ADDRESS: remove}}}
""",
        "p.yaml",
    )
    judge = Judge([pii_guard()])
    for tenant, expected in (("acme", "<PROJECT> "), ("other", "Bluebird <EMAIL_ADDRESS>")):
        one = case(tenant=tenant, messages="Bluebird ada@example.com")
        one = type(one)(one.event, policy.guards_for(tenant, None, None))
        assert judge.judge([one])[0].redacted.messages[0].parts[0].content == expected


# --- Recognizers of users -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "on_re2"),
    [
        (r"\bC-\d{6}\b", True),
        (r"(?:a|b)+c{2,3}[\w.-]*", True),
        (r"(?P<x>a)b", True),
        (r"^x$", True),
        (r"[^]a]+b", True),
        # near misses: RE2 reads these otherwise, or not at all
        (r"(?:hello){e<=1}", False),
        (r"a{,3}b", False),
        (r"(?<=a)b", False),
        (r"(a)\1", False),
        (r"a++b", False),
        (r"\Ax\Z", False),
        (r"é+x", False),
        (r"(?i:a)b", False),
        (r"[[:alpha:]]x", False),
        (r"[a--b]x", False),
        (r"a\p{Lu}", False),
    ],
)
def test_patterns_run_in_linear_time_where_that_means_the_same(pattern: str, on_re2: bool) -> None:
    assert (linear(pattern) is not None) == on_re2


def found(pattern: str, text: str, limit_s: float = 5.0) -> list[tuple[int, int]]:
    spec = RecognizerSpec.model_validate(
        {"name": "n", "supported_entity": "X", "patterns": [{"regex": pattern, "score": 0.5}]}
    )
    results = UserRecognizer(spec, "en", Limits(pattern_s=limit_s)).analyze(text, ["X"])
    return sorted((each.start, each.end) for each in results)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (r"\bc-\d{2}\b", "C-12 c-123 xc-12 C-٣٤ éC-12", [(0, 4), (17, 21)]),
        (r"\bc-\d{2}\b", "C-12 c-123 xc-12", [(0, 4)]),
        (r"x*", "axxa", [(1, 3)]),
        (r"^b.c$", "a\nb\nc", [(2, 5)]),
        (r"ß", "Straße", [(4, 5)]),
    ],
)
def test_both_engines_find_the_same(pattern: str, text: str, expected: list[tuple[int, int]]) -> None:
    if pattern != "x*":
        assert found(pattern, text) == expected
    import regex

    flags = regex.DOTALL | regex.MULTILINE | regex.IGNORECASE
    assert [m.span() for m in regex.finditer(pattern, text, flags) if m[0]] == expected


@pytest.mark.timeout(60)
def test_a_hostile_pattern_costs_a_bounded_time() -> None:
    assert found(r"(a+)+b", "a" * 20_000) == []  # linear on RE2; for ever on a backtracking engine
    with pytest.raises(TooSlow):
        found(r"(?:a|aa)+$(?<=b)", "a" * 200, limit_s=0.2)


def test_a_text_that_takes_too_long_is_held_unread() -> None:
    slow = {"name": "n", "supported_entity": "X", "patterns": [{"regex": r"(?:a|aa)+$(?<=b)", "score": 0.5}]}
    judgement = judged({"recognizers": [slow]}, messages="a" * 200)
    assert (judgement.action, [each.cause for each in judgement.degraded]) == ("quarantine", ["TooSlow"])
    assert judgement.redacted.messages[0].parts[0].content == "<WITHHELD>"


def test_engines_are_shared_by_equal_choices_and_bounded() -> None:
    guard = PiiGuard()
    guard.entities("x", PersonalPolicy(threshold=0.9, deny={"X": ("y",)}))
    assert len(guard._engines._readers) == 1
    for number in range(18):
        guard.entities("x", PersonalPolicy(audit_percent=number / 100))
    assert len(guard._engines._readers) == 16


def test_an_engine_that_cannot_be_made_is_a_fault_of_the_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: Any) -> Any:
        raise ImportError("secret path")

    guard = PiiGuard()
    monkeypatch.setattr("guards.pii.engines.presidio_engine", missing)
    with pytest.raises(PolicyError, match=r"^guards.pii: no analyzer can be made for de and names off: ImportError$"):
        guard.prepare([Guards.model_validate({"pii": {"languages": ["de"], "names": "off"}})])


# --- Identity fields ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"attributes": {"enduser.id": "bob"}}, {"attributes": {"enduser.id": "<USER_ID>"}}),
        ({"attributes": {"enduser": {"pseudo.id": "b7"}}}, {"attributes": {"enduser": {"pseudo.id": "<USER_ID>"}}}),
        ({"attributes": {"enduser": {"id": 42}}}, {"attributes": {"enduser": {"id": "<USER_ID>"}}}),
        ({"attributes": {"x": [{"userId": "b"}]}}, {"attributes": {"x": [{"userId": "<USER_ID>"}]}}),
        ({"attributes": {"client.address": "host7"}}, {"attributes": {"client.address": "<IP_ADDRESS>"}}),
        (
            {"attributes": {"http.request.header.x-forwarded-for": ["h"]}},
            {"attributes": {"http.request.header.x-forwarded-for": ["<IP_ADDRESS>"]}},
        ),
        ({"attributes": {"user.email": "bob"}}, {"attributes": {"user.email": "<EMAIL_ADDRESS>"}}),
        (
            {"attributes": {"user": {"name": "Bob", "age": 7}}},
            {"attributes": {"user": {"name": "<USER_ID>", "age": "<USER_ID>"}}},
        ),
        (
            {"user": "u-1", "safety_identifier": "s"},
            {"attributes": {"user": "<USER_ID>", "safety_identifier": "<USER_ID>"}},
        ),
        ({"parameters": {"user": "u-1"}}, {"parameters": {"user": "<USER_ID>"}}),
        ({"labels": {"user_id": "u-1"}}, {"labels": {"user_id": "<USER_ID>"}}),
        ({"messages": [{"content": "hi", "metadata": {"user_id": "u"}}]}, None),
        # near misses
        ({"attributes": {"user.plan": "gold", "superuser": "x", "id": "y", "enduser.ids": "z"}}, ...),
        ({"attributes": {"user_id": None, "user": {}, "enduser.id": True}}, ...),
        ({"tool_calls": [{"arguments": {"user_id": "u-1"}}]}, ...),
    ],
)
def test_fields_that_name_a_person_go_whatever_they_hold(sent: dict[str, Any], expected: Any) -> None:
    judgement = judged({}, event_id="e", **sent)
    document = json.loads(judgement.redacted.model_dump_json(exclude_unset=True, exclude={"event_id"}))
    if expected is None:
        assert "<USER_ID>" in json.dumps(document["messages"])
    else:
        assert document == (
            json.loads(event(**sent).model_dump_json(exclude_unset=True)) if expected is ... else expected
        )


@pytest.mark.parametrize(
    ("pii", "expected"),
    [
        ({"identity_fields": ["member"]}, {"user_id": "u-1", "member": "<USER_ID>"}),
        ({"entities": {"USER_ID": "report"}}, {"user_id": "u-1", "member": "m"}),
        ({"allow": ["u-1"]}, {"user_id": "u-1", "member": "m"}),
        ({"replace": {"USER_ID": "text: somebody"}}, {"user_id": "somebody", "member": "m"}),
    ],
)
def test_identity_fields_by_policy(pii: dict[str, Any], expected: dict[str, str]) -> None:
    judgement = judged(pii, event_id="e", attributes={"user_id": "u-1", "member": "m"})
    assert judgement.redacted.attributes == expected


# --- Limits ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("too_large", "action", "expected"),
    [
        ("quarantine", "quarantine", "<TOO_LARGE>"),
        ("cut", "modify", "<EMAIL_ADDRESS> " + "word " * 392 + "<TOO_LARGE>"),
    ],
)
def test_what_is_too_large_is_replaced_and_never_skipped(too_large: str, action: str, expected: str) -> None:
    text = "ada@example.com " + "word " * 392 + "w" * 30 + "bob@example.com " * 3
    fields = {"messages": [{"content": text}, {"content": "eve@example.com"}], "event_id": "e"}
    judgement = judged({"max_chars": 2_000, "too_large": too_large}, **fields)
    assert judgement.action == action
    assert judgement.redacted.messages[0].content == expected
    assert "@" not in judgement.redacted.model_dump_json()
    told = [finding for finding in judgement.findings if finding.rule == "too_large"]
    assert {(finding.severity, finding.where.pointer) for finding in told} == {("high", "/messages/0/content")}


def test_the_limit_is_for_the_event_and_a_text_within_it_is_whole() -> None:
    fields = {"event_id": "e", "messages": [{"content": "x " * 450}, {"content": "y " * 450}]}
    assert judged({"max_chars": 2_000}, **fields).action == "allow"
    judgement = judged({"max_chars": 1_000}, **fields)
    assert [message.content for message in judgement.redacted.messages] == ["x " * 450, "<TOO_LARGE>"]


HOSTILE = ["a at b dot c ", "%34", "4 1 ", "@ ", "(at) ", "&#52;", "\u200ba", "а", "YWRh", "D E 8 9 ", "_at_", "4/1."]


@pytest.mark.timeout(120)
@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_megabyte_of_disguises_costs_no_more_than_its_size(piece: str) -> None:
    """Seconds; anything that looks back over the text for each of its pieces takes hours."""
    view = second_view(piece * (900_000 // len(piece)))
    assert view is None or len(view.text) <= 900_000


def test_a_hostile_megabyte_is_read_or_held() -> None:
    judgement = judged({}, event_id="e", messages="4 1 1@ " * 120_000)
    assert judgement.action == ("quarantine" if judgement.degraded else "allow")
    assert not judgement.degraded or judgement.redacted.messages[0].parts[0].content == "<WITHHELD>"


# --- Audit and connections ------------------------------------------------------------------------------------------


def test_an_audit_says_how_many_texts_were_compared_and_changes_nothing() -> None:
    text = "write to ada@example.com, call 212-555-0147"
    judgement = judged({"audit_percent": 100}, event_id="e", messages=text)
    assert judgement.scores["pii"]["audit.texts"] > 0
    assert {name for name in judgement.scores["pii"] if name.startswith("audit.only")} == set()
    assert judgement.findings == judged({}, event_id="e", messages=text).findings
    assert "pii" not in judged({}, event_id="e", messages=text).scores


OFFLINE = """
import socket
def refuse(*args, **kwargs):
    raise AssertionError("a connection was opened")
socket.socket.connect = socket.socket.connect_ex = socket.socket.sendto = refuse
socket.create_connection = socket.getaddrinfo = socket.gethostbyname = refuse
from guards.case import Case
from guards.judge import Judge
from guards.pii import PiiGuard
from guards.secrets import SecretsGuard
from schemas.interaction import Interaction
from schemas.policy import Guards
policy = Guards.model_validate({"pii": {"names": "builtin", "languages": ["en", "de"], "audit_percent": 100}})
said = "ada@example.co.uk, https://u:hunter2x@example.museum/x?token=9f8g7h6j5k4l3z2x and ada (at) example (dot) dev"
judge = Judge([PiiGuard(), SecretsGuard()])
judgement = judge.judge([Case(Interaction.model_validate({"messages": said, "output": said * 50}), policy)])[0]
assert not judgement.degraded, judgement.degraded
print(sorted({finding.rule for finding in judgement.findings}))
"""


def test_no_connection_is_ever_opened() -> None:
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", OFFLINE], capture_output=True, text=True, timeout=150, cwd=root)
    assert done.returncode == 0, done.stderr
    assert "EMAIL_ADDRESS" in done.stdout
    assert "URL_PASSWORD" in done.stdout


# --- Where findings stand -------------------------------------------------------------------------------------------


def test_a_finding_names_pointer_start_end_type_and_score() -> None:
    sent = {
        "event_id": "e",
        "messages": [{"role": "user", "content": "é ada@example.com"}],
        "tool_calls": [{"name": "f", "arguments": {"to": ["ada@example.com"], "password": "hunter2!x"}}],
        "attributes": {"a/b ada@example.com": "x", "n": 4111111111111111},
    }
    judgement = Judge([pii_guard(), SecretsGuard()]).judge([case({"pii": {"names": "off"}}, **sent)])[0]
    told = {
        (f.guard, f.rule, f.where.pointer, f.where.start, f.where.end, f.where.in_key, f.confidence)
        for f in judgement.findings
        if f.severity != "low"
    }
    assert told == {
        ("pii", "EMAIL_ADDRESS", "/messages/0/content", 2, 17, False, 1.0),
        ("pii", "EMAIL_ADDRESS", "/tool_calls/0/arguments/to/0", 0, 15, False, 1.0),
        ("pii", "EMAIL_ADDRESS", "/attributes/a~1b <EMAIL_ADDRESS>", 4, 19, True, 1.0),
        ("pii", "CREDIT_CARD", "/attributes/n", 0, 16, False, 1.0),
        ("secrets", "PASSWORD", "/tool_calls/0/arguments/password", 0, 9, False, 0.85),
    }


def test_a_policy_with_everything_is_named_by_its_digest() -> None:
    policy = Policy.model_validate({"guards": {"pii": {"recognizers": [CUSTOMER], "deny": {"X": ["y"]}}}})
    assert policy.ref().digest != Policy().ref().digest
