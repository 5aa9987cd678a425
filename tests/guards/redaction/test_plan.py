"""The one redaction: nothing that was cut is left, and every span is found again on the redacted side."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import from_json

from guards.case import Sighting, Span
from guards.redaction import WITHHELD, Pseudonyms, Redaction
from guards.texts import texts_of
from schemas.decision import Where
from schemas.interaction import Interaction
from tests.guards.stubs import event, sightings_of, span_of
from tests.schemas.records import records

MAIL = r"[a-z0-9]+@[a-z]+\.[a-z]+"


def cut(start: int, end: int, kind: str = "X", confidence: float = 1.0, pointer: str = "/tenant") -> Sighting:
    return Sighting(kind, Span(pointer, start, end), replace=kind, confidence=confidence)


def redacted(text: str, *cuts: Sighting) -> str | None:
    return Redaction(event(tenant=text), cuts).redacted.tenant


def document(redaction: Redaction) -> Any:
    return json.loads(redaction.redacted.model_dump_json(exclude_unset=True))


def mailless(interaction: Interaction) -> Redaction:
    return Redaction(interaction, sightings_of(MAIL, interaction))


@pytest.mark.parametrize(
    ("cuts", "expected"),
    [
        # apart, touching, at the ends
        ([cut(0, 2)], "<X>cdefgh"),
        ([cut(6, 8)], "abcdef<X>"),
        ([cut(0, 2), cut(4, 6)], "<X>cd<X>gh"),
        ([cut(2, 4), cut(4, 6, "Y")], "ab<X><Y>gh"),
        # overlapping ones become one, under the surest type, then the longest
        ([cut(1, 4), cut(3, 6)], "a<X>gh"),
        ([cut(1, 6, "X"), cut(2, 4, "Y")], "a<X>gh"),
        ([cut(1, 6, "X", 0.5), cut(2, 4, "Y", 0.9)], "a<Y>gh"),
        ([cut(1, 3, "X", 0.5), cut(2, 6, "Y", 0.5)], "a<Y>gh"),
        ([cut(1, 3), cut(2, 5), cut(4, 7, "Z", 0.1)], "a<X>h"),
        ([cut(1, 4), cut(1, 4, "Y", 0.9)], "a<X>efgh"),
        # a span of no text is the value as a whole, and so is one that misses the text
        ([cut(0, 0)], "<X>"),
        ([cut(5, 3)], "<X>"),
        ([cut(90, 99)], "<X>"),
        ([cut(-5, 2)], "<X>cdefgh"),
        ([cut(6, 99)], "abcdef<X>"),
        # near misses: what asks for no replacement changes nothing
        ([Sighting("X", Span("/tenant", 0, 2))], "abcdefgh"),
        ([cut(0, 2, pointer="/workflow")], "abcdefgh"),
        ([], "abcdefgh"),
    ],
)
def test_cuts(cuts: list[Sighting], expected: str) -> None:
    assert redacted("abcdefgh", *cuts) == expected


@pytest.mark.parametrize(
    ("raw", "moved"),
    [
        ((0, 1), (0, 1)),
        ((0, 2), (0, 2)),
        ((2, 6), (2, 9)),
        ((3, 4), (2, 9)),
        ((1, 3), (1, 9)),
        ((5, 7), (2, 10)),
        ((6, 7), (9, 10)),
        ((0, 10), (0, 18)),
        ((8, 10), (11, 18)),
        ((7, 8), (10, 11)),
        ((10, 10), (18, 18)),
    ],
)
def test_spans_move_with_the_text(raw: tuple[int, int], moved: tuple[int, int]) -> None:
    """`abcdefghij` becomes `ab<LONG_>gh<LONG_>`... by two cuts of four and two letters."""
    redaction = Redaction(event(tenant="abcdefghij"), [cut(2, 6, "LONG_"), cut(8, 10, "LONG_")])
    assert redaction.redacted.tenant == "ab<LONG_>gh<LONG_>"
    assert redaction.redacted_where(Span("/tenant", *raw)) == Where(pointer="/tenant", start=moved[0], end=moved[1])


def test_offsets_are_code_points() -> None:
    said = "👩🏽‍🚀 é א a@b.co!"
    redaction = mailless(event(tenant=said))
    assert redaction.redacted.tenant == "👩🏽‍🚀 é א <EMAIL_ADDRESS>!"
    where = redaction.redacted_where(Span("/tenant", len(said) - 1, len(said)))
    assert (redaction.redacted.tenant or "")[where.start : where.end] == "!"


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"a@b.co": 1}, {"<EMAIL_ADDRESS>": 1}),
        ({"x a@b.co": "c@d.co"}, {"x <EMAIL_ADDRESS>": "<EMAIL_ADDRESS>"}),
        # two keys that are redacted alike, and one that reads like a redacted one: none is lost
        ({"a@b.co": 1, "c@d.co": 2}, {"<EMAIL_ADDRESS>": 1, "<EMAIL_ADDRESS>#2": 2}),
        ({"a@b.co": 1, "<EMAIL_ADDRESS>": 2}, {"<EMAIL_ADDRESS>#2": 1, "<EMAIL_ADDRESS>": 2}),
        (
            {"<EMAIL_ADDRESS>": 1, "a@b.co": 2, "<EMAIL_ADDRESS>#2": 3, "c@d.co": 4},
            {"<EMAIL_ADDRESS>": 1, "<EMAIL_ADDRESS>#3": 2, "<EMAIL_ADDRESS>#2": 3, "<EMAIL_ADDRESS>#4": 4},
        ),
        # keys within keys, beside values
        (
            {"a@b.co": {"c@d.co": {"e@f.co": "g@h.co"}}, "k": [{"a@b.co": "plain"}]},
            {
                "<EMAIL_ADDRESS>": {"<EMAIL_ADDRESS>": {"<EMAIL_ADDRESS>": "<EMAIL_ADDRESS>"}},
                "k": [{"<EMAIL_ADDRESS>": "plain"}],
            },
        ),
        ({"a/b~@b.co": {"~1a@b.co": "x"}}, {"a/b~@b.co": {"~<EMAIL_ADDRESS>": "x"}}),
        ({"k": {}}, {"k": {}}),
    ],
)
def test_keys_are_redacted_and_none_is_lost(sent: dict[str, Any], expected: dict[str, Any]) -> None:
    redaction = mailless(event(**sent))
    assert document(redaction) == {"attributes": expected}


def test_pointers_carry_redacted_keys() -> None:
    redaction = mailless(event(**{"a@b.co": {"in/ner": ["c@d.co", 5]}}))
    for raw, shown in [
        ("/attributes/a@b.co/in~1ner/0", "/attributes/<EMAIL_ADDRESS>/in~1ner/0"),
        ("/attributes/a@b.co/in~1ner/1", "/attributes/<EMAIL_ADDRESS>/in~1ner/1"),
        ("/attributes/a@b.co", "/attributes/<EMAIL_ADDRESS>"),
        ("/attributes", "/attributes"),
        ("", ""),
    ]:
        assert redaction.pointer(raw) == shown
        assert redaction.where(Span(raw)).pointer == shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"to": "a@b.co", "n": 1}', '{"to": "<EMAIL_ADDRESS>", "n": 1}'),
        ('{"a@b.co": 1}', '{"<EMAIL_ADDRESS>": 1}'),
        (' [ "x\\"a@b.co" ]', ' [ "x\\"<EMAIL_ADDRESS>" ]'),
        ('["\\\\", "a@b.co"]', '["\\\\", "<EMAIL_ADDRESS>"]'),
        # a number becomes text
        ('{"card": 4111111111111111}', '{"card": "<EMAIL_ADDRESS>"}'),
        ("[4111111111111111,1]", '["<EMAIL_ADDRESS>",1]'),
        # a cut over the document's own punctuation falls into two, and one through a number takes all of it
        ('{"k": "stray", "l": 2}', '{"k": "stra<EMAIL_ADDRESS>", "<EMAIL_ADDRESS>": 2}'),
        ("[94111111111111111]", '["<EMAIL_ADDRESS>"]'),
        # two keys that are redacted alike, and a third that already reads so
        ('{"a@b.co":1,"c@d.co":2}', '{"<EMAIL_ADDRESS>":1,"<EMAIL_ADDRESS>#2":2}'),
        ('{"a@b.co":1,"<EMAIL_ADDRESS>":2}', '{"<EMAIL_ADDRESS>#2":1,"<EMAIL_ADDRESS>":2}'),
        ('[{"a@b.co":1},{"c@d.co":2}]', '[{"<EMAIL_ADDRESS>":1},{"<EMAIL_ADDRESS>":2}]'),
        # a document in a string of a document, twice, with a number in it
        (
            json.dumps({"body": json.dumps({"to": "a@b.co", "n": [4111111111111111]})}),
            json.dumps({"body": json.dumps({"to": "<EMAIL_ADDRESS>", "n": ["<EMAIL_ADDRESS>"]})}),
        ),
        (
            json.dumps([json.dumps([json.dumps({"a@b.co": 4111111111111111})])]),
            json.dumps([json.dumps([json.dumps({"<EMAIL_ADDRESS>": "<EMAIL_ADDRESS>"})])]),
        ),
        # near misses: no JSON, so no quotes are added
        ("{4111111111111111}", "{<EMAIL_ADDRESS>}"),
        ('{"to": "a@b.co"', '{"to": "<EMAIL_ADDRESS>"'),
        ("a@b.co [1]", "<EMAIL_ADDRESS> [1]"),
    ],
)
def test_json_in_a_string_stays_json(text: str, expected: str) -> None:
    interaction = event(messages=text)
    found = sightings_of(rf'{MAIL}|4111111111111111|y", "l', interaction)
    redaction = Redaction(interaction, found)
    shown = redaction.redacted.messages[0].parts[0].content
    assert shown == expected


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"attributes": {"card": 4111111111111111}}, {"attributes": {"card": "<CREDIT_CARD>"}}),
        ({"tool_calls": [{"arguments": [4111111111111111]}]}, {"tool_calls": [{"arguments": ["<CREDIT_CARD>"]}]}),
        ({"attributes": {"card": 4111111111111111.5}}, {"attributes": {"card": "<CREDIT_CARD>"}}),
        ({"attributes": {"n": 411111}}, {"attributes": {"n": 411111}}),
    ],
)
def test_long_numbers_go_as_a_whole(sent: dict[str, Any], expected: dict[str, Any]) -> None:
    interaction = event(**sent)
    assert document(Redaction(interaction, sightings_of(r"4111111111111111", interaction, "CREDIT_CARD"))) == expected


def test_a_sighting_on_a_container_takes_every_string_beneath() -> None:
    interaction = event(messages=[{"role": "user", "content": "a"}], tenant="t", attributes={"k": {"x": "y", "n": 1}})
    redaction = Redaction(interaction, [cut(0, 1, pointer="/messages/0"), cut(0, 0, pointer="/attributes/k")])
    assert document(redaction) == {
        "messages": [{"role": "<X>", "content": "<X>"}],
        "tenant": "t",
        "attributes": {"k": {"<X>": "<X>", "<X>#2": 1}},
    }
    assert redaction.counts == {"X": 5}


def test_equal_values_get_equal_names_within_a_tenant_and_others_across() -> None:
    keyed = Pseudonyms(b"key")

    def shown(pseudonyms: Pseudonyms, **fields: Any) -> str:
        interaction = event(messages="a@b.co", **fields)
        content = Redaction(interaction, sightings_of(MAIL, interaction), pseudonyms).redacted.messages[0]
        return str(content.parts[0].content)

    mine = shown(keyed, tenant="acme", conversation_id="1")
    assert re.fullmatch(r"<EMAIL_ADDRESS:[a-z2-7]{10}>", mine)
    assert shown(keyed, tenant="acme", conversation_id="2") == mine
    assert shown(keyed, tenant="other", conversation_id="1") != mine
    assert shown(keyed) not in (mine, shown(keyed, tenant="other"))
    assert shown(Pseudonyms(b"another key"), tenant="acme") != mine
    assert shown(Pseudonyms(), tenant="acme") == "<EMAIL_ADDRESS>"
    within = Pseudonyms(b"key", "conversation")
    assert shown(within, tenant="acme", conversation_id="1") == shown(within, tenant="acme", conversation_id="1")
    assert shown(within, tenant="acme", conversation_id="1") != shown(within, tenant="acme", conversation_id="2")


def test_withholding_leaves_no_text() -> None:
    interaction = event(
        phase="exchange", tenant="t", messages="m", attributes={"k": {"deep": ["v", 1234567]}}, context=["passage"]
    )
    redaction = Redaction(interaction, withhold=True)
    shown = redaction.redacted
    assert {text.value for text in texts_of(shown)} == {WITHHELD, "exchange"}
    assert redaction.quote(Span("/tenant", 0, 1)) == WITHHELD
    assert redaction.text(Span("/messages/0/parts/0/content")) == WITHHELD
    assert redaction.pointer("/attributes/k/deep/0") == f"/attributes/{WITHHELD}/{WITHHELD}/0"


@pytest.mark.parametrize(
    ("text", "span", "plain", "marked"),
    [
        ("One. Two three. Four.", (5, 8), "Two three.", "[Two] three."),
        (
            "One. Write to a@b.co now. Four.",
            (14, 20),
            "Write to <EMAIL_ADDRESS> now.",
            "Write to [<EMAIL_ADDRESS>] now.",
        ),
        ("a@b.co. Then b.", (8, 12), "Then b.", "[Then] b."),
        ("short", (0, 0), "short", "short"),
        ("first\nsecond\nthird", (6, 12), "second", "[second]"),
        ("v1.5 is out", (0, 4), "v1.5 is out", "[v1.5] is out"),
    ],
)
def test_quotes(text: str, span: tuple[int, int], plain: str, marked: str) -> None:
    redaction = mailless(event(tenant=text))
    assert redaction.quote(Span("/tenant", *span)) == plain
    assert redaction.quote(Span("/tenant", *span), mark=True) == marked


def test_quotes_and_pointers_stay_short_whatever_the_event() -> None:
    """Two hundred findings of one event must not quote a megabyte each."""
    interaction = event(tenant="-" * 900_000, attributes={"-" * 500_000: {"inner": "a@b.co"}})
    redaction = mailless(interaction)
    assert len(redaction.quote(Span("/tenant", 0, 900_000), mark=True)) < 500
    where = redaction.redacted_where(sightings_of(MAIL, interaction)[0].span)
    assert where == Where(pointer="/attributes")


@pytest.mark.parametrize(
    "pointer",
    ["/nope", "nope", "/messages/7/content", "/messages/x", "/messages/²", "/attributes/~", "/", "//", "/latency_ms/0"],
)
def test_spans_that_lead_nowhere_are_harmless(pointer: str) -> None:
    redaction = Redaction(event(tenant="t", messages="m", latency_ms=5), [cut(0, 9, pointer=pointer), cut(0, 1)])
    assert redaction.redacted.tenant == "<X>"
    assert redaction.quote(Span(pointer, 3, 9), mark=True) == ""
    assert redaction.text(Span(pointer)) == ""


def test_hostile_events_cost_no_more_than_their_size() -> None:
    """Each took minutes when every cut looked at the whole text, or every key at its whole object."""
    mails = [f"a{number}@b.co" for number in range(15_000)]
    for interaction in (event(attributes=dict.fromkeys(mails, 1)), event(messages=json.dumps(mails))):
        found = sightings_of(MAIL, interaction)
        assert len(found) == len(mails)
        begun = time.process_time()
        redaction = Redaction(interaction, found)
        for sighting in found[:200]:
            redaction.where(sighting.span)
        assert time.process_time() - begun < 5
        assert "@" not in redaction.redacted.model_dump_json()


# --- Any event, any sightings --------------------------------------------------------------------------------------

MARKED = st.sampled_from(
    ["qq7", "xqq7x", "qq7qq7", '{"qq7": "qq7"}', '["qq7", 1]', "[qq7", "é qq7 😀", 'qq7"', "plain"]
)


def marked(value: Any) -> Any:
    """Any JSON with the marker here and there, in keys as in values."""
    return st.recursive(
        MARKED | st.integers() | st.none() | value,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(MARKED | value, inner, max_size=4),
        max_leaves=8,
    )


SHORT = st.text(max_size=6)
EVENTS = st.fixed_dictionaries(
    {},
    optional={
        "event_id": MARKED,
        "tenant": MARKED | SHORT,
        "phase": st.sampled_from(["request", "response"]),
        "labels": st.dictionaries(MARKED | SHORT, MARKED, max_size=3),
        "messages": st.lists(st.fixed_dictionaries({"role": SHORT, "content": MARKED}), max_size=3),
        "context": st.lists(MARKED, max_size=2),
        "tool_calls": st.lists(st.fixed_dictionaries({"arguments": marked(SHORT)}), max_size=2),
        "attributes": st.dictionaries(MARKED | SHORT, marked(SHORT), max_size=4),
    },
).map(Interaction.model_validate)


@settings(max_examples=300, deadline=None)
@given(EVENTS, st.booleans())
def test_nothing_that_was_cut_is_left(interaction: Interaction, keyed: bool) -> None:
    found = sightings_of("qq7", interaction, "MARK")
    redaction = Redaction(interaction, found, Pseudonyms(b"k" if keyed else b""))
    shown = redaction.redacted.model_dump_json(exclude_unset=True)
    assert "qq7" not in shown
    assert redaction.changed == bool(found)
    assert sum(redaction.counts.values()) <= len(found)
    for sighting in found:
        assert "qq7" not in redaction.quote(sighting.span, mark=True)
        assert "qq7" not in redaction.where(sighting.span).pointer
        assert_leads_to_the_replacement(redaction, sighting)
    assert same_shape(interaction.model_dump(exclude_unset=True), redaction.redacted.model_dump(exclude_unset=True))


def assert_leads_to_the_replacement(redaction: Redaction, sighting: Sighting) -> None:
    where = redaction.redacted_where(sighting.span)
    pointed = json.loads(redaction.redacted.model_dump_json(exclude_unset=True))
    steps = [step.replace("~1", "/").replace("~0", "~") for step in where.pointer.split("/")[1:]]
    for step in steps:
        pointed = pointed[int(step)] if isinstance(pointed, list) else pointed[step]
    shown = steps[-1] if where.in_key else pointed
    assert "<MARK" in shown[where.start : where.end]


def same_shape(raw: Any, shown: Any) -> bool:
    """Redaction renames and replaces; it adds nothing and drops nothing."""
    if isinstance(raw, dict):
        pairs = zip(raw.values(), shown.values(), strict=True)
        return len(raw) == len(shown) and all(same_shape(*pair) for pair in pairs)
    if isinstance(raw, list | tuple):
        return len(raw) == len(shown) and all(same_shape(*pair) for pair in zip(raw, shown, strict=True))
    return isinstance(shown, str) or raw == shown


@settings(max_examples=300, deadline=None)
@given(st.data(), records(Interaction))
def test_no_sightings_whatever_raise(data: st.DataObject, interaction: Interaction) -> None:
    texts = texts_of(interaction)
    places = st.sampled_from([span_of(text) for text in texts] or [Span("")])
    offsets = st.integers(-3, 20)
    spans = st.builds(Span, places.map(lambda span: span.pointer) | SHORT, offsets, offsets, st.booleans())
    sightings = st.builds(
        Sighting,
        SHORT,
        spans | places,
        confidence=st.floats(0, 1),
        replace=st.none() | st.text(min_size=1, max_size=6),
    )
    found = data.draw(st.lists(sightings, max_size=6))
    redaction = Redaction(interaction, found, withhold=data.draw(st.booleans()))
    from_json(redaction.redacted.model_dump_json())
    for sighting in found:
        redaction.quote(sighting.span, mark=True)
        redaction.text(sighting.span)
        shown = redaction.redacted_where(sighting.span)
        assert shown.start >= 0
