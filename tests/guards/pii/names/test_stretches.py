"""Stretches that can hold a name: what is read, what is not, and that a name is found in a sea of prose."""

from __future__ import annotations

import pytest

from guards.pii.names.model import tagger
from guards.pii.names.recognizer import NamesRecognizer
from guards.pii.names.stretches import WORD, Pair, lines_of, stretches_of
from guards.pii.names.tokens import tokens_in, tokens_of

RECOGNIZER = NamesRecognizer()
PROSE = "The water was cold and the road was long, as it always is when one walks alone by night. "


def read(text: str, *names: str, small: frozenset[str] = frozenset()) -> list[str]:
    def may_be(pairs: list[Pair]) -> set[Pair]:
        return {pair for pair in pairs if pair[0] in names}

    return [text[begin:end] for begin, end in stretches_of(text, list(lines_of(text)), small, may_be)]


def test_prose_without_a_candidate_is_not_read() -> None:
    assert read(PROSE * 20) == []


def test_a_candidate_brings_its_neighbours_and_no_half_words() -> None:
    (stretch,) = read(f"{PROSE}Then Ingeborg came. {PROSE}", "Ingeborg")
    assert "Then Ingeborg came." in stretch
    assert set(WORD.findall(stretch)) <= set(WORD.findall(PROSE)) | {"Then", "Ingeborg", "came"}


def test_neighbouring_candidates_share_a_stretch_and_far_ones_do_not() -> None:
    assert len(read("Ada met Bea. " + PROSE * 3 + "Cyd left.", "Ada", "Bea", "Cyd")) == 2


@pytest.mark.parametrize(
    "line", ["ask winsome about it", "ASK WINSOME ABOUT IT", "小野寺さんに聞いてください", "שאל את דוד"]
)
def test_lines_without_mixed_capitals_are_read_whole(line: str) -> None:
    assert read(line) == [line]


def test_small_names_of_the_lists_are_candidates_in_mixed_lines() -> None:
    text = f"{PROSE}{PROSE}Then asked marguerite for bread. {PROSE}{PROSE}"
    assert "marguerite" in tagger().small_names(set(WORD.findall(text)))
    assert read(text, small=frozenset({"marguerite"})) != []
    assert tagger().small_names({"road", "bread", "will", "grace"}) == set()


@pytest.mark.parametrize("name", ["Oluwaseun Adeyemi", "Marguerite Delacroix", "Siobhán Ó Briain", "Thu Trang Nguyễn"])
def test_a_name_is_found_in_a_sea_of_prose(name: str) -> None:
    text = PROSE * 30 + f"My doctor is {name} from the clinic. " + PROSE * 30
    found = RECOGNIZER.analyze(text, ["PERSON"])
    assert [text[each.start : each.end] for each in found] == [name]


def test_what_stands_in_the_stretches_is_tokenized_as_in_the_whole() -> None:
    text = f"Dear Ms. O'Neill,\n\n{PROSE}\nRegards,\nJoy Mbeki\nHead of Sales"
    lines = list(lines_of(text))
    assert tokens_in(text, lines) == tokens_of(text)
    some = tokens_in(text, lines, [(0, 17), (text.index("Regards"), len(text))])
    said = ["Dear", "Ms", ".", "O'Neill", ",", "Regards", ",", "\n", "Joy", "Mbeki", "\n", "Head", "of", "Sales"]
    assert some.words == said


def test_a_run_without_spaces_costs_no_more_than_its_length() -> None:
    text = "A" * 3 + "b" * 50_000 + "." + "Ada" + "c" * 50_000
    assert all(end - begin < 120_000 for begin, end in stretches_of(text, list(lines_of(text)), set(), set))


def test_a_word_may_be_a_name_by_its_own_weights() -> None:
    model = tagger()
    pairs = {("Marguerite", 0), ("Oluwaseun", 0), ("The", 0), ("However", 0), ("Because", 0)}
    assert model.may_be(pairs) == {("Marguerite", 0), ("Oluwaseun", 0)}
