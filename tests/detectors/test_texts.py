"""What is read of an answer, and that none of its words is kept."""

from __future__ import annotations

import pytest

from detectors.counts import Counts
from detectors.observation import Skew, observe_event
from detectors.texts import CELLS, MAX_CHARS, read_text
from detectors.vocabulary import COMMON, WORDS
from detectors.wording import Wording
from schemas.interaction import Interaction


@pytest.mark.parametrize(
    ("text", "language", "style"),
    [
        ("The plan is active and it covers you.", "en", ()),
        ("Der Plan ist aktiv und nicht beendet.", "de", ()),
        ("El plan es para usted, pero no se paga.", "es", ()),
        ("Le plan est pour vous dans les régions.", "fr", ()),
        ("Я не знаю", "cyrillic", ()),
        ("我不知道", "chinese", ()),
        ("わかりません", "japanese", ()),
        ("لا أعرف", "arabic", ()),
        ("12345", "none", ()),
        ("", "none", ()),
        ("Xyzzy plugh", "latin", ()),
        ("I'm sorry, but I can't help with that.", "en", ("refusal",)),
        ("As an AI language model, I have no opinion.", "en", ("refusal",)),
        ("I’m unable to share this.", "en", ("refusal",)),
        ("You cannot cancel it online.", "en", ()),  # near miss: the answer does not refuse
        ("A sorry state of affairs.", "en", ()),
        ("**Bold** words", "latin", ("markdown",)),
        ("# Title\ntext", "latin", ("markdown",)),
        ("2 * 3 ** 1", "none", ("markdown",)),
        ("One is\n- two\n- three", "en", ("list",)),
        ("```python\nx\n```", "latin", ("code",)),
        ("well-known - a dash", "latin", ()),
    ],
)
def test_language_and_style(text: str, language: str, style: tuple[str, ...]) -> None:
    read = read_text(text)
    assert (read.language, read.style) == (language, style)


def test_a_refusal_deep_in_a_text_is_none() -> None:
    assert read_text("word " * 100 + "I'm sorry").style == ()


def test_cells() -> None:
    read = read_text("However, HOWEVER however!")
    assert read.cells == {COMMON["however"]}
    assert read.words == 3
    assert all(len(COMMON) <= cell < CELLS for cell in read_text("zyxw vuts").cells)
    assert read_text("a b " * MAX_CHARS).words <= MAX_CHARS


def test_no_word_of_a_text_is_kept() -> None:
    counts = Counts()
    for number in range(50):
        event = Interaction(output=f"canary{number} Zanzibar-4711 however", event_id=f"e{number}")
        counts.update(observe_event(event, 1, Skew()))
    kept = counts.encode().lower()
    assert b"canary" not in kept
    assert b"zanzibar" not in kept
    assert b"however" not in kept
    came, went = Wording(counts).changed(counts)
    assert set(came + went) <= set(WORDS)


def test_words_that_came_and_went_are_named() -> None:
    before, after = Counts(), Counts()
    for counts, text in ((before, "the answer is various"), (after, "the answer is absolutely")):
        for _ in range(60):
            counts.update(observe_event(Interaction(output=text), 1, Skew()))
    assert Wording(before).changed(after) == (("absolutely",), ("various",))
