"""Rows keep their cells and elements their ends, whatever a finder takes with a value."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guards.redaction.cuts import Cut
from guards.redaction.json_text import redacted_text

ROWS = "name,city,note\nNora Quist,Ghent,\nBo Lund,Turku,calls\n"


def shown_of(text: str, *said: str, by: str = "<X>") -> str:
    starts = [text.index(each) for each in said]
    cuts = [Cut(start, start + len(each), by, "X") for start, each in zip(starts, said, strict=True)]
    return redacted_text(text, cuts).value


@pytest.mark.parametrize(
    ("text", "said", "expected"),
    [
        # CSV: a cut falls into one for each cell
        (ROWS, "Nora Quist,Ghent", "name,city,note\n<X>,<X>,\nBo Lund,Turku,calls\n"),
        (ROWS, "Quist,", "name,city,note\nNora <X>,Ghent,\nBo Lund,Turku,calls\n"),
        (ROWS, "Ghent,\nBo", "name,city,note\nNora Quist,<X>,\n<X> Lund,Turku,calls\n"),
        ('a,b\n"Quist, Nora","x"\n', 'Quist, Nora","x', 'a,b\n"<X>","<X>"\n'),
        ('a,b\n"Quist, Nora","x"\n', '"Quist, Nora"', 'a,b\n"<X>","x"\n'),
        ("a;b\nx;Nora Quist\n", "x;Nora", "a;b\n<X>;<X> Quist\n"),
        ("Nora\tGhent", "Nora\tGhent", "<X>\t<X>"),
        # Markdown
        ("| a | b |\n|---|---|\n| Nora | Ghent |", "Nora | Ghent |", "| a | b |\n|---|---|\n| <X> | <X> |"),
        ("a | b\n--- | ---\nNora | Ghent", "Nora | Ghent", "a | b\n--- | ---\n<X> | <X>"),
        # sentences, and a password with signs in it, stay one
        ("of 12 Elm Street, Ghent, we", "12 Elm Street, Ghent", "of <X>, we"),
        ("12 Elm Street,\nGhent, Belgium", "12 Elm Street,\nGhent", "<X>, Belgium"),
        ("Nora, see Ghent, now\nBo, see Turku, now", "Nora, see Ghent", "<X>, now\nBo, see Turku, now"),
        ('it is p|q,"<b>w', 'p|q,"<b>w', "it is <X>"),
        ("it is p<q>w>7", "p<q>w>7", "it is <X>"),
        # tags
        ("<n>Nora</n><c>Ghent</c>", "Nora</n><c>Ghent", "<n>&lt;X&gt;</n><c>&lt;X&gt;</c>"),
        ("<n>Nora</n><c>Ghent</c>", "Nora</n", "<n>&lt;X&gt;</n><c>Ghent</c>"),
        ("<p>Nora<br>Ghent</p>", "Nora<br>Ghent", "<p><X><br><X></p>"),
        ('<p to="a@b.co">Nora</p>', 'a@b.co">Nora</p>', '<p to="&lt;X&gt;">&lt;X&gt;</p>'),
        ('<p n="Nora" c="Ghent"/>', 'Nora" c="Ghent', '<p n="<X>" c="<X>"/>'),
        ("```xml\n<a>\n<n>Nora</n>\n</a>\n```\nAda", "Nora", "```xml\n<a>\n<n>&lt;X&gt;</n>\n</a>\n```\nAda"),
        ('{"x": "<a>Nora</a>"}', "Nora", '{"x": "<a>&lt;X&gt;</a>"}'),
        # fences
        ("see\n```json\nNora\n```\nx", "```json\nNora\n```\nx", "see\n```json\n<X>\n```\n<X>"),
        ("see\n```json\nNora", "```json", "see\n```json\nNora"),
        # in a string of JSON
        ('{"csv": "a,b\\nNora,Ghent\\n"}', "Nora,Ghent", '{"csv": "a,b\\n<X>,<X>\\n"}'),
    ],
)
def test_no_cut_takes_a_sign_of_form(text: str, said: str, expected: str) -> None:
    assert shown_of(text, said) == expected


CELL = st.text(st.sampled_from('ab c,"\n'), max_size=6)
TABLE = st.integers(2, 4).flatmap(
    lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=2, max_size=5)
)


@settings(max_examples=400, deadline=None)
@given(TABLE, st.integers(0, 60), st.integers(1, 20))
def test_a_table_keeps_its_rows_and_cells(table: list[list[str]], at: int, size: int) -> None:
    table = [[f"x{cell.replace(chr(10), '')}y".replace(", ", ",") for cell in row] for row in table]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(table)
    text = out.getvalue()
    cut = Cut(min(at, len(text) - 1), min(at + size, len(text)), "<X>", "X")
    if cut.start < cut.end:
        shown = list(csv.reader(io.StringIO(redacted_text(text, [cut]).value)))
        assert [len(row) for row in shown] == [len(row) for row in table]


def element(name: str, parts: list[str]) -> str:
    return f'<{name} k="v">{"".join(parts)}</{name}>'


ELEMENT = st.recursive(
    st.sampled_from(["Nora Quist", "x", "7"]),
    lambda inner: st.builds(element, st.sampled_from("abp"), st.lists(inner, min_size=1, max_size=3)),
    max_leaves=6,
)


def _in_tag(text: str, place: int) -> bool:
    """In the name of a tag or of an attribute: who cuts there, wants it."""
    return text.rfind("<", 0, place + 1) > text.rfind(">", 0, place) and text[place] != "v"


@settings(max_examples=400, deadline=None)
@given(ELEMENT, st.integers(0, 80), st.integers(1, 30))
def test_markup_stays_balanced(inner: str, at: int, size: int) -> None:
    text = f"<r>{inner}</r>"
    places = [place for place in range(len(text)) if not _in_tag(text, place)]
    first, last = places[at % len(places)], places[(at + size) % len(places)]
    cut = Cut(min(first, last), max(first, last) + 1, "<X>", "X")
    raw = [tag.tag for tag in ET.fromstring(text).iter()]
    assert [tag.tag for tag in ET.fromstring(redacted_text(text, [cut]).value).iter()] == raw
