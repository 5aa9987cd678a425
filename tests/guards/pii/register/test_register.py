"""What a finding stands in, and what of it remains: lines, numbers, names, spans, and the guard as a whole."""

from __future__ import annotations

import pytest

from guards.pii.names.model import tagger
from guards.pii.register import Weighing, numbers
from guards.pii.register.lines import REGISTERS, Lines
from guards.pii.register.spans import ended
from tests.guards.stubs import case, pii_guard


@pytest.mark.parametrize(
    ("text", "register"),
    [
        ("She rang on Tuesday because the heating had failed again, and nobody answered.", "prose"),
        ("        return [row.strip() for row in self._rows if row is not None]", "code"),
        ("if (items[i].price > limit) { total += items[i].price; }", "code"),
        ('{"warehouse": "north", "pallets": 41, "sealed": true}', "json"),
        ("2026-04-17 08:12:44,118 WARN  [pool-3] c.a.stock.Refill - retry 2 of 5 took 81 ms", "log"),
        ("Apr 17 08:12:44 mx2 postfix/smtpd[4471]: disconnect from unknown[192.0.2.9]", "log"),
        ("| pallet | rack | weight |\n|--------|------|--------|\n| 41     | C7   | 310.5  |", "table"),
    ],
)
def test_lines_are_told_apart(text: str, register: str) -> None:
    assert Lines(text).register(0) == register


def test_shares_are_shares_and_neighbours_count() -> None:
    lines = Lines("total = 4\n\n\nimport os\nfrom shelf import Rack\nrack = Rack(4)\nrack.fill()\n")
    shares = lines.shares(0)
    assert set(shares) == set(REGISTERS)
    assert sum(shares.values()) == pytest.approx(1)
    assert shares["code"] > Lines("total = 4").shares(0)["code"]


def test_a_long_line_is_read_around_the_place_only() -> None:
    text = "x" * 100_000
    start, end = Lines(text).bounds(50_000)
    assert (start, end) == (49_600, 50_400)


def kept(text: str) -> set[str]:
    """Values that are redacted by default, by what the guard says."""
    verdict = pii_guard().check([case(tenant="t", messages=text)])[0]
    return {text[s.span.start : s.span.end] for s in verdict.sightings if s.replace}


@pytest.mark.parametrize(
    "text",
    [
        "cache warmed at 1752310921, next run 1752314521",
        "zone serial 2027041103 was not raised",
        "parcel 5538204417 left the depot",
        "the nightly-20270411-07 image is broken",
        "see https://wiki.example.com/display/OPS/4862018873/Handover",
        "Closes task 6203118894 and build 7782015536.",
        "static k2 and cyclic j4 were merged with republic m5",
        "loss 0.4155550142 after 12 epochs",
        "checkout 9f4155550142ac of the main branch",
        "order 4155550188, invoice 6502530188, ticket 7135550188",
    ],
)
def test_numbers_of_machines_stay(text: str) -> None:
    assert kept(text) == set()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("please ring me on 415-555-0188 after six", "415-555-0188"),
        ("Mobile: 07700 900418", "07700 900418"),
        ("my phone number is 4155550188", "4155550188"),
        ('{"to": "+447700900418", "body": "hello"}', "+447700900418"),
        ("Her NHS number is 401 023 2137.", "401 023 2137"),
        ("driver's license number S2345678", "S2345678"),
    ],
)
def test_numbers_of_people_go(text: str, said: str) -> None:
    assert said in kept(text)


@pytest.mark.parametrize(
    "text",
    [
        "@celery.task\nclass Florence(Widget):\n    def paris(self): ...",
        "kind: Gateway\nmetadata:\n  name: lisbon",
        "font-family: Geneva, Verdana, sans-serif;",
        "from urllib import parse\nreturn json.dumps(parse)",
    ],
)
def test_words_of_machines_stay(text: str) -> None:
    assert kept(text) == set()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Dear Rosamund Pike, your parcel is here.", "Rosamund Pike"),
        ('customer = Customer(name="Wilhelmina Okafor", tier=2)', "Wilhelmina Okafor"),
        ('{"name": "Wilhelmina Okafor", "tier": 2}', "Wilhelmina Okafor"),
        ("2026-04-17 08:12:44 INFO user Wilhelmina Okafor logged in", "Wilhelmina Okafor"),
        ("Viele Grüße\nWilhelmina Okafor", "Wilhelmina Okafor"),
        ("My sister Wilhelmina lives in Rotterdam.", "Wilhelmina"),
    ],
)
def test_names_of_people_go(text: str, said: str) -> None:
    assert said in kept(text)


@pytest.mark.parametrize(
    ("text", "kind", "register", "pieces"),
    [
        ("9 Oak Avenue,2021,3.9", "LOCATION", "table", ["9 Oak Avenue"]),
        ("9 Oak Avenue,Dayton,45402", "LOCATION", "table", ["9 Oak Avenue", "Dayton", "45402"]),
        ("9 Oak Avenue, Dayton, Ohio", "LOCATION", "table", ["9 Oak Avenue, Dayton, Ohio"]),
        ("9 Oak Avenue\nDayton, OH 45402", "LOCATION", "prose", ["9 Oak Avenue\nDayton, OH 45402"]),
        ("Dayton. Invoice 12", "LOCATION", "prose", ["Dayton"]),
        ("St. Louis", "LOCATION", "prose", ["St. Louis"]),
        ("Dayton) and", "LOCATION", "prose", ["Dayton"]),
        ("Queens (NY)", "LOCATION", "prose", ["Queens (NY)"]),
        ("Mary Day\nNurse", "PERSON", "prose", ["Mary Day"]),
        ('Mary Day","age', "PERSON", "json", ["Mary Day"]),
        ("Mary Day <mary", "PERSON", "prose", ["Mary Day"]),
    ],
)
def test_spans_end_where_their_field_does(text: str, kind: str, register: str, pieces: list[str]) -> None:
    assert [text[a:b] for a, b in ended(text, 0, len(text), kind, register, tagger().lists)] == pieces


def test_what_has_a_check_of_its_own_is_not_weighed() -> None:
    text = "x = 4111111111111111"
    assert list(Weighing(text).of("CREDIT_CARD", 4, 20, 1.0)) == [(4, 20, 1.0)]
    assert not numbers.is_weighed("EMAIL_ADDRESS")


def test_types_of_own_recognizers_are_not_weighed() -> None:
    text = "commit 4155550188"
    assert list(Weighing(text, spared={"PHONE_NUMBER"}).of("PHONE_NUMBER", 7, 17, 0.5)) == [(7, 17, 0.5)]
    assert all(score < 0.4 for _, _, score in Weighing(text).of("PHONE_NUMBER", 7, 17, 0.5))


def test_a_score_is_never_raised_and_its_evidence_is_said() -> None:
    weighing = Weighing("call 415-555-0188")
    assert list(weighing.of("PHONE_NUMBER", 5, 17, 0.5)) == [(5, 17, 0.5)]
    assert weighing.evidence("PHONE_NUMBER", 5, 17, 0.5)["own word"] > 0


def test_keys_keep_what_is_nobodys_there() -> None:
    verdict = pii_guard().check(
        [case({"pii": {"entities": {"URL": "redact"}}}, attributes={"app.io": "see app.io", "ada@example.com": "x"})]
    )[0]
    keys = {s.rule for s in verdict.sightings if s.span.in_key and s.replace}
    values = {s.rule for s in verdict.sightings if not s.span.in_key and s.replace}
    assert keys == {"EMAIL_ADDRESS"}
    assert "URL" in values
