"""Names without spaces: where a family name is drawn together, and where a Korean word is cut."""

from __future__ import annotations

import pytest

from guards.pii.names.eastern import hangul_of
from guards.pii.names.tokens import tokens_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("佐々木さんは元気", ["佐々木", "さん", "は", "元", "気"]),
        ("長谷川 翼様", ["長谷川", "翼", "様"]),
        ("欧阳修先生", ["欧阳", "修", "先", "生"]),
        ("東京の本", ["東", "京", "の", "本"]),
        ("最近の石", ["最", "近", "の", "石"]),
        ("박서연님께 전화", ["박서연", "님", "께", "전화"]),
        ("씨는 말했다", ["씨", "는", "말했다"]),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert tokens_of(text).words == expected


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("정하은이가", ("정하은", "", "이가")),
        ("황보라씨를", ("황보라", "씨", "를")),
        ("남궁혁", ("남궁혁", "", "")),
        ("날씨", ("날씨", "", "")),
        ("컴퓨터를", ("컴퓨터를", "", "")),
    ],
)
def test_korean_words_end_where_the_name_ends(word: str, parts: tuple[str, str, str]) -> None:
    assert hangul_of(word) == parts
    assert "".join(parts) == word
