"""Values that look like secrets in the line of a word for one, and what else stands in such lines."""

from __future__ import annotations

import pytest

from guards.secrets.finding import found_in


def found(text: str) -> list[str]:
    return [text[each.start : each.end] for each in found_in(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("the broker creds are still in the old pod, sorry: ingest_rw / t4rn*Cobalt*58", "t4rn*Cobalt*58"),
        ("move `Qlb4k#Heron-dusk` and the signing key into the vault", "Qlb4k#Heron-dusk"),
        ("my brother changed the netflix pw, it used to be pancakeday2011", "pancakeday2011"),
        ('guests may use the wifi "paper-lanterns-41"', "paper-lanterns-41"),
        ("the blob decodes to svc-mail:Plm-44_dawn", "Plm-44_dawn"),
        ("the temp password we texted her is Heron52, she has to change it", "Heron52"),
        ('"What\'s your password?" "It\'s Heron52."', "Heron52"),
        ("WIFI:T:WPA;S:Barn;P:heron-dusk-52;;", "heron-dusk-52"),
        ("db.example.com:5432:orders:svc:Heron%Dusk52", "Heron%Dusk52"),
        ("wifi_password: seven-swans-a-swimming", "seven-swans-a-swimming"),
        ('{"auths":{"reg.example.io":{"auth":"c3ZjOkxhbnRlcm4tNTE4"}}}', "c3ZjOkxhbnRlcm4tNTE4"),
        ("key box 0582 is behind the meter", "0582"),
    ],
)
def test_a_value_is_found_by_its_look(text: str, value: str) -> None:
    assert found(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "the secret is stored by HMAC-SHA256 under billing-db-01 in eu-west-1",
        "login at https://id.example.com/a1b2c3d4 or by ada@example.com",
        "credentials are read from ~/.config/app/settings2.json",
        "password rules: required|min:8|confirmed",
        "our wifi works on 802.11ax and WPA3",
        "creds are rotated by rotate_all_v2() on 2026-03-01 at 09:30:00",
        "secrets: see issue JIRA-20481 and commit 9d2c6916ea",
        "basic: true",
        "the password hashing is SHA256 and the password policy is NIST800",
        "what is the password encryption? It is AES256",
        "a password such as `Kitten11` or `Autumn2025!` is refused",
        "derive_key(secret, 0x9E37_79B9_7F4A_7C15) mixes the seed",
        "the secret was changed in 9d2c6916ea5c",
        "auth: aGVsbG8gd29ybGQhISE",
    ],
)
def test_what_else_stands_there_is_left(text: str) -> None:
    assert found(text) == []
