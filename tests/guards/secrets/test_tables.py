"""Secrets in columns: the head says what stands beneath, and a line of code is no head."""

from __future__ import annotations

import pytest

from guards.secrets.finding import found_in


def found(text: str) -> list[str]:
    return [text[each.start : each.end] for each in found_in(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("site,login,password\nmail,rvos,Heron%Dusk52\nbank,rvos2,badger-FIG-8\n", ["Heron%Dusk52", "badger-FIG-8"]),
        ('site;login;"Passwort"\nmail;rvos;"Heron;Dusk52"\n', ["Heron;Dusk52"]),
        ("Host\tUser\tPassword\nnas\trvos\tHeron%Dusk52", ["Heron%Dusk52"]),
        (
            "| Guest | Gate code |\n|:--|--:|\n| Ito | 6183# |\n| Vos | 7204# |\n\nCall 6183 for help",
            ["6183#", "7204#"],
        ),
        ("| Card | CVV |\n|---|---|\n| visa | 518 |", ["518"]),
        ("name,pin\nrvos,6183\n", ["6183"]),
    ],
)
def test_what_stands_beneath_a_secrets_name_is_found(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "| Parameter | Type | Default |\n|---|---|---|\n| password | string | none |",
        "| Setting | Password | Notes |\n|---|---|---|\n| required | yes | 8 characters |",
        "Method, Token, Cost\nBPE, 4096 tokens, 12\nWordPiece, subword, 9",
        "def f(user, password, host):\n    return g(user, Heron5252, host)",
        "    'pass', 'next',\n    'set', 'row_major2',\n",
        "('py','python3'),\n('pw','pwd'),\n('py3','py3do'),\n",
        "(r'x', Token.Name),\n(r'y', Token.Name.Builtin2),\n",
        "name,password_policy\nmail,Heron5252x\n",
    ],
)
def test_a_table_of_something_else_is_silent(text: str) -> None:
    assert found(text) == []
