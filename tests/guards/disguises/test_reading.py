"""Disguised values: the guard's own table of what is caught and what is not, held to its word."""

from __future__ import annotations

import base64
import json
import re
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guards.disguises import plainly, second_view
from guards.disguises.view import Rewriting, View
from guards.pii import PiiGuard
from tests.guards.stubs import case, pii_guard

PLAIN = {"pii": {"names": "off"}}
MAIL, CARD, IBAN = "ada@example.com", "4111111111111111", "DE89370400440532013000"
B64, HEX = base64.b64encode(MAIL.encode()).decode(), MAIL.encode().hex()


def wide(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) for letter in text)


def ornamental(text: str) -> str:
    return "".join(chr(0x1D41A + ord(letter) - ord("a")) if letter.isalpha() else letter for letter in text)


# By the lines of the guard's docstring: values, each with its type. `|` stands around what must go.
CAUGHT: dict[str, list[tuple[str, str]]] = {
    "zero-width, soft-hyphen and other invisible characters inside a value": [
        ("EMAIL_ADDRESS", "ada\u200b@exam\u200dple.com"),
        ("EMAIL_ADDRESS", "a\u00adda@example\u2060.com"),
        ("EMAIL_ADDRESS", "ada\ufeff@\u202eexample.com"),
        ("CREDIT_CARD", "4111\u200b1111\u200c1111\u200d1111"),
        ("IBAN_CODE", "DE89\u200b3704\u20630044\u00ad0532013000"),
    ],
    "full-width, ornamental and other scripts' digits; full-width and ornamental letters and signs": [
        ("EMAIL_ADDRESS", wide(MAIL)),
        ("EMAIL_ADDRESS", ornamental(MAIL)),
        ("EMAIL_ADDRESS", "ada＠example。com"),
        ("CREDIT_CARD", wide(CARD)),
        ("CREDIT_CARD", "".join(chr(0x1D7CE + int(digit)) for digit in CARD)),
        ("CREDIT_CARD", CARD.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))),
        ("IBAN_CODE", wide(IBAN)),
    ],
    "combining marks and keycaps on digits": [
        ("CREDIT_CARD", "\ufe0f\u20e3".join(CARD)),
        ("CREDIT_CARD", "4\u03011\u03021\u0308" + CARD[3:]),
    ],
    "Cyrillic, Greek and other look-alike letters in e-mail addresses": [
        ("EMAIL_ADDRESS", "аdа@exаmple.com"),
        ("EMAIL_ADDRESS", "ada@example.cοm"),
        ("EMAIL_ADDRESS", "ɑdɑ@exɑmple.cоm"),
        ("EMAIL_ADDRESS", "асе@хаос.сом"),
    ],
    "`at` and `dot` in brackets, `at` where a `dot` is spelt too, both in five languages, spaced `@`": [
        ("EMAIL_ADDRESS", "ada (at) example (dot) com"),
        ("EMAIL_ADDRESS", "ada[at]example[dot]com"),
        ("EMAIL_ADDRESS", "ada {AT} example.com"),
        ("EMAIL_ADDRESS", "ada.lovelace at example dot co dot uk"),
        ("EMAIL_ADDRESS", "ada dot lovelace at example dot com"),
        ("EMAIL_ADDRESS", "ada AT example DOT com"),
        ("EMAIL_ADDRESS", "ada_at_example_dot_com"),
        ("EMAIL_ADDRESS", "ada arroba example punto com"),
        ("EMAIL_ADDRESS", "ada arobase example point fr"),
        ("EMAIL_ADDRESS", "ada (ät) example punkt de"),
        ("EMAIL_ADDRESS", "ada (chiocciola) example punto it"),
        ("EMAIL_ADDRESS", "ada(@)example(.)com"),
        ("EMAIL_ADDRESS", "ada@example (dot) com"),
        ("EMAIL_ADDRESS", "ada @ example . com"),
        ("EMAIL_ADDRESS", "ada @ example.com"),
    ],
    "cards and IBANs with spaces, signs or line breaks between any digits": [
        ("CREDIT_CARD", " ".join(CARD)),
        ("CREDIT_CARD", "4111.1111.1111.1111"),
        ("CREDIT_CARD", "4111/1111/1111/1111"),
        ("CREDIT_CARD", "4111 1111\n1111 1111"),
        ("CREDIT_CARD", "4111\r\n1111\r\n1111\r\n1111"),
        ("CREDIT_CARD", "41 11 11 11 11 11 11 11"),
        ("CREDIT_CARD", "_".join(CARD)),
        ("CREDIT_CARD", "3782 822463\n10005"),
        ("IBAN_CODE", "DE89.3704.0044.0532.0130.00"),
        ("IBAN_CODE", "DE89/3704/0044/0532/0130/00"),
        ("IBAN_CODE", "DE89 3704 0044\n0532 0130 00"),
        ("IBAN_CODE", " ".join(IBAN)),
    ],
    "nine to fifteen single digits in a row, spaced alike (telephone numbers, SSNs)": [
        ("PHONE_NUMBER", "2 1 2 5 5 5 0 1 4 7"),
        ("US_SSN", "0 7 8 - 0 5 - 1 1 2 3"),
    ],
    "an e-mail address broken at its `@`, beside a dot, or within its first label": [
        ("EMAIL_ADDRESS", "ada@\nexample.com"),
        ("EMAIL_ADDRESS", "ada\n@example.com"),
        ("EMAIL_ADDRESS", "ada@example.\ncom"),
        ("EMAIL_ADDRESS", "ada@exam\nple.com"),
    ],
    "percent signs, HTML entities, backslash escapes; base64 and hexadecimal blocks; up to three deep": [
        ("EMAIL_ADDRESS", quote(MAIL, safe="")),
        ("EMAIL_ADDRESS", "%61%64%61%40example%2ecom"),
        ("EMAIL_ADDRESS", quote(quote(MAIL, safe=""), safe="")),
        ("EMAIL_ADDRESS", quote(quote(quote(MAIL, safe=""), safe=""), safe="")),
        ("EMAIL_ADDRESS", "ada&#64;example&#x2e;com"),
        ("EMAIL_ADDRESS", "ada&commat;example&period;com"),
        ("EMAIL_ADDRESS", r"ada\u0040example\u002ecom"),
        ("EMAIL_ADDRESS", r"\x61da\x40example.com"),
        ("EMAIL_ADDRESS", B64),
        ("EMAIL_ADDRESS", base64.urlsafe_b64encode(b"mail>>> ada.lovelace@example.com ???").decode().rstrip("=")),
        ("EMAIL_ADDRESS", base64.b64encode(B64.encode()).decode()),
        ("EMAIL_ADDRESS", HEX),
        ("CREDIT_CARD", base64.b64encode(CARD.encode()).decode()),
        ("CREDIT_CARD", "".join(f"&#{ord(digit)};" for digit in CARD)),
        ("IBAN_CODE", quote("DE89 3704 0044 0532 0130 00")),
        ("EMAIL_ADDRESS", quote(wide(MAIL))),
        ("EMAIL_ADDRESS", quote("ada (at) example (dot) com")),
    ],
}
NOT_CAUGHT: dict[str, list[str]] = {
    'numbers in words ("four one one …"), letters for digits (`4lll`), digits in reverse order': [
        "four one one one one one one one one one one one one one one one",
        "4lll lll1 1111 llll",
    ],
    "`ada at example.com`: that is prose": ["ada at example.com"],
    "telephone numbers over two lines; values split over two strings, or over messages": ["212\n555\n0147"],
    "rot13, encryption, compression, pictures; base64 with spaces inside; names in disguise": [
        "nqn@rknzcyr pbz",
        f"{B64[:10]} {B64[10:]}",
    ],
}


def lines_of(kind: str) -> list[str]:
    return re.findall(rf"^ +{kind} {{2,}}(.+)$", PiiGuard.__doc__ or "", re.MULTILINE)


def test_the_guards_table_is_this_one() -> None:
    assert lines_of("caught") == list(CAUGHT)
    assert lines_of("not caught") == list(NOT_CAUGHT)


def cut_spans(text: str) -> list[tuple[str, int, int]]:
    found = pii_guard().check([case(PLAIN, messages=text)])[0].sightings
    return [(seen.rule, seen.span.start, seen.span.end) for seen in found if seen.replace]


@pytest.mark.parametrize("around", ["{}", "It is {}, I think.", "ignore this: {}\nthanks 👩🏽‍🚀", "שלום {} ok"])
@pytest.mark.parametrize(("kind", "value"), [pair for pairs in CAUGHT.values() for pair in pairs])
def test_a_disguised_value_goes_and_nothing_else(kind: str, value: str, around: str) -> None:
    text = around.format(value)
    start = text.index(value)
    spans = {(s, e) for rule, s, e in cut_spans(text) if rule == kind}
    assert min(s for s, _ in spans) == start
    assert max(e for _, e in spans) == start + len(value)


@pytest.mark.parametrize("value", [value for values in NOT_CAUGHT.values() for value in values])
def test_what_is_said_not_to_be_caught_is_not(value: str) -> None:
    assert cut_spans(f"It is {value}, I think.") == []


@pytest.mark.parametrize(
    "text",
    [
        # near misses: prose, tables, code and other scripts
        "Look at example.com, or at the dot com boom. Meet me @ home. It was late.",
        "He is at work dot matrix printers at home.",
        "The point at issue. A point com pany. Visit us at example dot com.",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16",
        "0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0",
        "| 3 | 6 | 9 | 12 | 15 | 18 | 21 | 24 |\n| 4 | 8 | 12 | 16 | 20 | 24 | 28 | 32 |",
        "2016 | 550\n2017 | 610\n2018 | 670\n2019 | 720\n2020 | 650",
        "4111/1111/1111/1112 and 4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 2",
        "100% of %20 and 5%of &amp; &lt;b&gt; \\n \\u00e9",
        "internationalization/standardization_of_responsibilities",
        "d41d8cd98f00b204e9800998ecf8427e da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA",
        "a² + b² = c², x₁ + x₂, ½ cup, 3× and 5½",
        "Почта работает хорошо, IT-компания в Москве; ώρα καλή",
        "می‌خواهم و नमस्‍ते 👩🏽‍🚀👨‍👩‍👧‍👦",
    ],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert cut_spans(text) == []


def test_only_what_is_disguised_is_looked_at_twice() -> None:
    assert second_view("Write to ada@example.com or call 212-555-0147. It costs 12.50, on 2026-03-05.") is None
    assert second_view("") is None


def test_lone_halves_of_surrogate_pairs_are_read_over() -> None:
    assert [rule for rule, *_ in cut_spans("\ud800 ada (at) example (dot) com \udfff")] == ["EMAIL_ADDRESS"]


def test_inside_json_the_cut_leaves_json() -> None:
    sent = json.dumps({"to": "ad\u0430@ex\u0430mple.com", "note": ["card " + wide(CARD)]})
    assert "\\u" in sent
    found = cut_spans(sent)
    assert {rule for rule, *_ in found} == {"EMAIL_ADDRESS", "CREDIT_CARD"}


@pytest.mark.parametrize(
    "disguised", [value for pairs in CAUGHT.values() for kind, value in pairs if kind == "IBAN_CODE"]
)
def test_without_its_disguise_a_value_is_itself(disguised: str) -> None:
    assert plainly(disguised).replace(" ", "") == IBAN


@settings(max_examples=500)
@given(st.text(alphabet="abc", max_size=12), st.data())
def test_spans_lead_back_over_any_two_steps(text: str, data: st.DataObject) -> None:
    """What a span of the view covers is rewritten, or is what its original says."""

    def step(source: str | View, length: int) -> View:
        rewritings, at = [], 0
        while at < length:
            start = data.draw(st.integers(at, length))
            end = data.draw(st.integers(start, min(length, start + 3)))
            if end > start:
                rewritings.append(Rewriting(start, end, data.draw(st.sampled_from(["", "X", "YY"])), "sign"))
            at = end + 1
        return View(source, rewritings)

    first = step(text, len(text))
    view = step(first, len(first.text))
    for start in range(len(view.text)):
        for end in range(start + 1, len(view.text) + 1):
            begin, stop = view.original(start, end)
            assert 0 <= begin <= stop <= len(text)
            if not view.kinds(start, end):
                assert text[begin:stop] == view.text[start:end]


def test_a_column_of_numbers_is_no_card_and_a_card_in_four_lines_is() -> None:
    column = "64275\n64280\n64287\n67638\n67639\n67641\n67644\n67645\n67647\n67670\n3293\n3295\n3296\n3298\n3313\n"
    assert "CREDIT_CARD" not in {found.type for found in pii_guard().entities(column)}
    assert "CREDIT_CARD" in {found.type for found in pii_guard().entities("card:\n4111\n1111\n1111\n1111\nthanks")}
