"""JSON within a text: valid before is valid after, and all that is not cut stays as it is."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guards.redaction.cuts import Cut, applied
from guards.redaction.documents import documents_in
from guards.redaction.json_text import redacted_text
from tests.guards.redaction.test_json_text import NUMBER, ODD, assert_same_shape, documents


def cuts_of(text: str, pattern: str, replacement: str = "<X>", kind: str = "X") -> list[Cut]:
    return [Cut(found.start(), found.end(), replacement, kind) for found in re.finditer(pattern, text)]


def shown_of(text: str, pattern: str, replacement: str = "<X>", kind: str = "X") -> str:
    return redacted_text(text, cuts_of(text, pattern, replacement, kind)).value


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        # in a fence, in a sentence, a document a line, in quotes of a shell
        ('As asked:\n```json\n{"n": 77}\n```\nDone 77.', "77", 'As asked:\n```json\n{"n": "<X>"}\n```\nDone <X>.'),
        ('It is {"n": 77, "m": [77]}, yes', "77", 'It is {"n": "<X>", "m": ["<X>"]}, yes'),
        ('{"n": 77}\n{"n": 78}\n{"n": 77}', "77", '{"n": "<X>"}\n{"n": 78}\n{"n": "<X>"}'),
        ("curl -d '{\"n\": 77}' x/77", "77", "curl -d '{\"n\": \"<X>\"}' x/<X>"),
        ("[\n 77\n]\n", "77", '[\n "<X>"\n]\n'),
        ("ids:\n  [77, 78]\nend", "77", 'ids:\n  ["<X>", 78]\nend'),
        # escaped in a string, with its quotes and without, twice
        (r'body="{\"n\": 77}" 77', "77", r'body="{\"n\": \"<X>\"}" <X>'),
        (r"body={\"n\": 77, \"m\": \"a 77\"} 77", "77", r"body={\"n\": \"<X>\", \"m\": \"a <X>\"} <X>"),
        (json.dumps({"log": 'got {"n": 77} 77'}), "77", json.dumps({"log": 'got {"n": "<X>"} <X>'})),
        (
            json.dumps({"log": json.dumps({"t": 'got {"n": 77}'})}), "77",
            json.dumps({"log": json.dumps({"t": 'got {"n": "<X>"}'})}),
        ),
        # a cut that begins or ends within one
        ('see ab{"n": "ab", "m": 1} ab', 'ab", "m', 'see ab{"n": "<X>", "<X>": 1} ab'),
        ('to ab {"n": 1}', 'ab {"n', 'to <X> {"<X>": 1}'),
        ('{"n": "a"} is b', 'a"} is b', '{"n": "<X>"} <X>'),
        # one that goes as a whole may
        ('key: {"n": 77} end', '{"n": 77}', "key: <X> end"),
        ('key: {"n": 77} end', 'y: {"n": 77} e', "ke<X>nd"),
        # what is inside of what is none
        ('{"a": 1, "b": {"n": 77},}', "77", '{"a": 1, "b": {"n": "<X>"},}'),
        ("{a: [{\"n\": 77}], 'b': 77}", "77", "{a: [{\"n\": \"<X>\"}], 'b': <X>}"),
        # near misses: footnotes, sets, code, other formats
        ("as said [77] and {77}", "77", "as said [<X>] and {<X>}"),
        ("x[77] = 77", "77", "x[<X>] = <X>"),
        ("n: 77\nkey=77", "77", "n: <X>\nkey=<X>"),
        ("{'n': 77}", "77", "{'n': <X>}"),
        ('{"n": 77', "77", '{"n": <X>'),
        ("{{n}} 77 {%", "77", "{{n}} <X> {%"),
    ],
)  # fmt: skip
def test_documents_in_a_text(text: str, pattern: str, expected: str) -> None:
    assert shown_of(text, pattern) == expected


def test_keys_are_never_cut_as_links() -> None:
    text = '{"user.name": "user.name"} user.name'
    assert shown_of(text, r"user\.name", "<URL>", "URL") == '{"user.name": "<URL>"} <URL>'
    assert shown_of(text, r"user\.name") == '{"<X>": "<X>"} <X>'


def frames(text: str) -> list[tuple[str, str]]:
    """What may stand before and behind a document."""
    return [
        ("", ""),
        ("Here is it: ", ", and so on 7"),
        ("```json\n", "\n```\n"),
        ("curl -d '", "'"),
        ("{x [", "} [7"),
        (text, "\n"),
    ]


@settings(max_examples=500, deadline=None)
@given(documents(1), st.integers(0, 5), st.sampled_from([None, 1]), st.sampled_from(["<X>", ODD]))
def test_a_document_stays_one_wherever_it_stands(value: Any, frame: int, indent: int | None, said: str) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    before, after = frames("")[frame]
    around = f"{before}\n{text}\n{after}"
    shown = shown_of(around, f"qq7|{NUMBER}", said)
    assert shown.startswith(f"{before}\n")
    assert shown.endswith(f"\n{after}")
    inner = shown[len(before) + 1 : len(shown) - len(after) - 1]
    assert_same_shape(value, json.loads(inner))
    assert "qq7" not in shown
    assert str(NUMBER) not in shown


@settings(max_examples=500, deadline=None)
@given(documents(0), st.sampled_from(["<X>", ODD]))
def test_a_document_in_a_string_of_a_log_line_stays_one(value: Any, said: str) -> None:
    text = f"POST {json.dumps(json.dumps(value))} 200"
    shown = shown_of(text, f"qq7|{NUMBER}", said)
    assert_same_shape(value, json.loads(json.loads(shown[5:-4])))


TEXTS = st.text(st.sampled_from('ab7{}[]":,\\ \n`1'), max_size=60)


@settings(max_examples=1000, deadline=None)
@given(TEXTS, st.lists(st.tuples(st.integers(0, 60), st.integers(1, 8)), max_size=4))
def test_whatever_the_text_only_cuts_change_it(text: str, places: list[tuple[int, int]]) -> None:
    cuts, last = [], 0
    for at, size in sorted(places):
        if last <= at < len(text):
            last = min(len(text), at + size)
            cuts.append(Cut(at, last, "<X>", "X"))
    done = redacted_text(text, cuts)
    assert done.value == applied(text, done.cuts)
    ends = [0, *(cut.end for cut in done.cuts)]
    assert all(end <= cut.start < cut.end for end, cut in zip(ends, done.cuts, strict=False))
    # Every letter and digit that was to go is gone.
    gone = {place for cut in done.cuts for place in range(cut.start, cut.end)}
    words = {place for cut in cuts for place in range(cut.start, cut.end) if text[place] in "ab"}
    assert words <= gone


@settings(max_examples=500, deadline=None)
@given(TEXTS)
def test_documents_are_json_and_apart(text: str) -> None:
    last = 0
    for start, end, kind in documents_in(text):
        assert last <= start < end
        last = end
        if kind == "document":
            json.loads(text[start:end])


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text",
    [
        "[" * 300_000,
        '{"a":' * 100_000,
        '{"' * 150_000,
        '{\\"' * 100_000,
        '[{"a": 1},' * 50_000,
        '{"a": 1' * 50_000,
        '["' + "x{" * 100_000,
        "{" + " " * 300_000,
        ("[" + " " * 500) * 500,
        "[1" + "1" * 300_000 + "x",
        '"' + '{\\"a\\": 1} ' * 20_000,
        "<" * 300_000,
        "a,b\n" * 50_000,
    ],
)
def test_no_text_takes_more_than_its_size(text: str) -> None:
    text += " 77"
    cuts = [Cut(1, 3, "<X>", "X"), Cut(len(text) - 2, len(text), "<X>", "X")]
    assert "77" not in redacted_text(text, cuts).value
