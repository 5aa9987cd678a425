"""JSON in a string: valid before is valid after, of one shape, at every depth, and nothing that was cut is left."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guards.case import Sighting, Span
from guards.redaction import Redaction
from guards.redaction.cuts import Cut
from guards.redaction.json_text import redacted_text
from tests.guards.stubs import event, sightings_of

NUMBER = 4111111111111111
ODD = 'a "quoted" \\ back\nslash <é😀>'


def shown_of(text: str, pattern: str, replacement: str = "<X>") -> str:
    cuts = [Cut(found.start(), found.end(), replacement, "X") for found in re.finditer(pattern, text)]
    return redacted_text(text, cuts).value


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ('{"a": "qq7"}', "qq7", '{"a": "<X>"}'),
        ('{"a": 12}', "12", '{"a": "<X>"}'),
        ('{"a": -1.2e5, "b": 1}', "2e", '{"a": "<X>", "b": 1}'),
        ('[true, null, "qq7"]', "true", '["<X>", null, "qq7"]'),
        # over punctuation: words of JSON's own on the way stay
        ('["a", null, 7, "b"]', 'a", null, 7, "b', '["<X>", null, "<X>", "<X>"]'),
        ('{"k": {"l": 1}}', '"k": {"l"', '{"<X>": {"<X>": 1}}'),
        # an escape is never halved
        (r'["x\u0041y"]', "41y", '["x<X>"]'),
        (r'["x\ud83d\ude00y"]', "de00", '["x<X>y"]'),
        (r'["\\n"]', "n", r'["\\<X>"]'),
        (r'["\n"]', "n", '["<X>"]'),
        # only punctuation: nothing to cut, at any depth and in a key
        ('{"a": 1}', ":", '{"a": 1}'),
        ('{"[1]": 1}', r"\[", '{"[1]": 1}'),
        # a string that only looks like a document
        ('["{qq7"]', "qq7", '["{<X>"]'),
        # near misses: these are no documents
        ('"qq7"', "qq7", '"<X>"'),
        ("[qq7", "qq7", "[<X>"),
        ("[1] qq7", "1", "[<X>] qq7"),
    ],
)
def test_cuts_in_documents(text: str, pattern: str, expected: str) -> None:
    assert shown_of(text, pattern) == expected


def test_a_replacement_is_written_as_json_at_its_own_depth() -> None:
    text = json.dumps({"outer": json.dumps({"inner": json.dumps(["qq7", NUMBER])})})
    shown = json.loads(shown_of(text, f"qq7|{NUMBER}", ODD))
    assert json.loads(json.loads(shown["outer"])["inner"]) == [ODD, ODD]


TEXTS = st.sampled_from(["qq7", "x qq7", "qq7 é😀", 'say "qq7"', "\\qq7\n", "plain", "", "{qq7", "qq7qq7", "\u0000qq7"])
NUMBERS = st.sampled_from([NUMBER, -NUMBER, 7, 1.5])


def documents(depth: int) -> st.SearchStrategy[Any]:
    leaves: st.SearchStrategy[Any] = TEXTS | NUMBERS | st.none() | st.booleans()
    if depth:
        leaves = leaves | st.builds(json.dumps, documents(depth - 1), ensure_ascii=st.booleans())
    whole = st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
        max_leaves=6,
    )
    return whole.filter(lambda value: isinstance(value, dict | list))


def parsed(value: Any) -> Any:
    """A value with every string that is a document read as one."""
    if isinstance(value, str):
        try:
            inner = json.loads(value)
        except ValueError:
            return value
        return ("text of", parsed(inner)) if isinstance(inner, dict | list) else value
    if isinstance(value, dict):
        return {key: parsed(item) for key, item in value.items()}
    return [parsed(item) for item in value] if isinstance(value, list) else value


def assert_same_shape(raw: Any, shown: Any) -> None:
    if isinstance(raw, dict | list | tuple):
        assert type(shown) is type(raw)
        assert len(shown) == len(raw)
        sides = (raw.values(), shown.values()) if isinstance(raw, dict) else (raw, shown)
        for left, right in zip(*sides, strict=True):
            assert_same_shape(left, right)
    else:
        assert raw == shown or isinstance(shown, str)


@settings(max_examples=1000, deadline=None)
@given(documents(2), st.booleans(), st.sampled_from([None, 1]), st.sampled_from(["<X>", ODD, "", "#2"]))
def test_valid_json_stays_valid_and_keeps_its_shape(value: Any, ascii_only: bool, indent: int | None, by: str) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    shown = json.loads(shown_of(text, f"qq7|{NUMBER}", by))
    assert_same_shape(parsed(value), parsed(shown))
    assert "qq7" not in json.dumps(shown)
    assert str(NUMBER) not in json.dumps(shown)


@settings(max_examples=1000, deadline=None)
@given(documents(1), st.lists(st.tuples(st.integers(0, 80), st.integers(1, 30)), max_size=4))
def test_whatever_is_cut_the_document_keeps_its_shape(value: Any, places: list[tuple[int, int]]) -> None:
    text = json.dumps(value, ensure_ascii=False)
    found = [Sighting("X", Span("/tenant", at, at + size), replace="X") for at, size in places if at < len(text)]
    redaction = Redaction(event(tenant=text), found)
    shown = json.loads(redaction.redacted.tenant or "")
    raw = json.loads(text)
    if isinstance(raw, dict):
        assert len(shown) == len(raw)
    assert_same_shape(raw, shown)


@pytest.mark.timeout(60)
def test_a_hostile_document_costs_no_more_than_its_size() -> None:
    mails = {f"a{number}@b.co": number for number in range(20_000)}
    interaction = event(messages=json.dumps({"inner": json.dumps(mails)}))
    redaction = Redaction(interaction, sightings_of(r"[a-z0-9]+@[a-z]+\.[a-z]+", interaction))
    shown = json.loads(json.loads(str(redaction.redacted.messages[0].parts[0].content))["inner"])
    assert len(shown) == len(mails)
    assert redaction.redacted.messages[0].parts[0].content is not None
