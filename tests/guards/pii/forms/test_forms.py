"""Values beside Presidio's patterns: glued to words, at private domains, in queries, beside scripts without spaces."""

from __future__ import annotations

from functools import cache

import pytest

from guards.pii import PiiGuard
from guards.pii.forms import forms_in
from guards.pii.forms.keccak import keccak_256


@cache
def guard() -> PiiGuard:
    return PiiGuard()


def redacted(text: str) -> set[tuple[str, str]]:
    return {(found.type, text[found.start : found.end]) for found in guard().entities(text) if found.score >= 0.4}


FOUND = [
    # At domains that are not public.
    ("ask mirja.holm@fileserver.local about it", ("EMAIL_ADDRESS", "mirja.holm@fileserver.local")),
    ("Cc: t_okafor@branch12.lan", ("EMAIL_ADDRESS", "t_okafor@branch12.lan")),
    ("from j.brandt@mailhub on Monday", ("EMAIL_ADDRESS", "j.brandt@mailhub")),
    ("mailto:paul@hq.corp", ("EMAIL_ADDRESS", "paul@hq.corp")),
    ("her address is runa.holt@parcel.example", ("EMAIL_ADDRESS", "runa.holt@parcel.example")),
    # Machine-readable zones.
    (
        "IDUTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<",
        ("PASSPORT", "7408122F1204159UTO<<<<<<<<<<<6"),
    ),
    # In requests.
    ("GET /find?mail=mirja.holm@example.org&p=2", ("EMAIL_ADDRESS", "mirja.holm@example.org")),
    ("GET /find?mail=mirja.holm%40example.org&p=2", ("EMAIL_ADDRESS", "mirja.holm%40example.org")),
    ("302 /sso?back=%2Fa%3Fu%3Dmirja.holm%2540example.org", ("EMAIL_ADDRESS", "mirja.holm%2540example.org")),
    ("path=/users/mirja.holm@example.org/inbox", ("EMAIL_ADDRESS", "mirja.holm@example.org")),
    ("to=%2B1+202-555-0143&body=hi", ("PHONE_NUMBER", "%2B1+202-555-0143")),
    ("name=Mirja+Holmberg&city=x", ("PERSON", "Mirja+Holmberg")),
    # Glued to a word.
    ("paid4242424242424242today", ("CREDIT_CARD", "4242424242424242")),
    ("pan_4242 4242 4242 4242_x", ("CREDIT_CARD", "4242 4242 4242 4242")),
    ("toGB82WEST12345698765432now", ("IBAN_CODE", "GB82WEST12345698765432")),
    ("FR1420041010050500013M02606pending", ("IBAN_CODE", "FR1420041010050500013M02606")),
    ("оплата4242424242424242карта", ("CREDIT_CARD", "4242424242424242")),
    ("call+442083661177now", ("PHONE_NUMBER", "+442083661177")),
    # Beside scripts without spaces.
    ("卡号5555555555554444，请查收", ("CREDIT_CARD", "5555555555554444")),
    ("担当はmirja.holm@example.jpです", ("EMAIL_ADDRESS", "mirja.holm@example.jp")),
    ("메일은mirja.holm@example.kr로", ("EMAIL_ADDRESS", "mirja.holm@example.kr")),
    ("อีเมลmirja.holm@example.orgค่ะ", ("EMAIL_ADDRESS", "mirja.holm@example.org")),
    ("연락처는010-2345-6789입니다", ("PHONE_NUMBER", "010-2345-6789")),
    ("请拨打手机13912345678", ("PHONE_NUMBER", "13912345678")),
    ("账号是GB82WEST12345698765432。", ("IBAN_CODE", "GB82WEST12345698765432")),
    ("번호는219-09-9998입니다", ("US_SSN", "219-09-9998")),
    # Wallets.
    (
        "GADQQCIKBMGA2DQPCAIREEYUCULBOGAZDINRYHI6D4QCCIRDEQSSMYVS",
        ("CRYPTO", "GADQQCIKBMGA2DQPCAIREEYUCULBOGAZDINRYHI6D4QCCIRDEQSSMYVS"),
    ),
    ("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", ("CRYPTO", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359")),
    ("payout to 0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359.", ("CRYPTO", "0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359")),
    ("TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW", ("CRYPTO", "TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW")),
    ("rf1BiGeXwwQoi8Z2ueFYTEXSwuJYfV2Jpn", ("CRYPTO", "rf1BiGeXwwQoi8Z2ueFYTEXSwuJYfV2Jpn")),
    ("ltc1qr23clxd5mzfsh79vn6pg0kaytjeq8w4uac63a7", ("CRYPTO", "ltc1qr23clxd5mzfsh79vn6pg0kaytjeq8w4uac63a7")),
    (
        "my Solana wallet 7EYnhQoR9YM3N7UoaKRoA44Uy8JeaZV3qyouov87awMs",
        ("CRYPTO", "7EYnhQoR9YM3N7UoaKRoA44Uy8JeaZV3qyouov87awMs"),
    ),
]


@pytest.mark.parametrize(("text", "expected"), FOUND, ids=[text[:40] for text, _ in FOUND])
def test_a_value_is_found_by_itself(text: str, expected: tuple[str, str]) -> None:
    assert expected in redacted(text)


LEFT = [
    # No addresses of persons.
    "icon@3x.png next to vue@3.4.21 and @media",
    "ssh root@db1.internal uptime",
    "scp dump.sql deploy@build7.lan:/srv",
    "git clone git@gitlab.corp:team/app.git",
    "ada@localhost",
    "x = a@b",
    # No check digit, or part of an identifier.
    "paid4242424242424243today",
    "id a1b4242424242424242c3",
    "sha 3c8e4242424242424242d9",
    "toGB82WEST12345698765433now",
    # Of the same length as a wallet.
    "commit 9d2c6916ea5ca1df60bb79ce92ce3ea74c37c5d3",
    "commit hash 0x9d2c6916ea5ca1df60bb79ce92ce3ea74c37c5d3",
    "0x0000000000000000000000000000000000000000",
    "TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMX",
    "ltc1qr23clxd5mzfsh79vn6pg0kaytjeq8w4uac63aq",
    "7EYnhQoR9YM3N7UoaKRoA44Uy8JeaZV3qyouov87awMs",
    "GADQQCIKBMGA2DQPCAIREEYUCULBOGAZDINRYHI6D4QCCIRDEQSSMYVA",
    "x+1234567890123",
]


@pytest.mark.parametrize("text", LEFT, ids=lambda text: text[:40])
def test_a_near_miss_is_left(text: str) -> None:
    assert {(kind, value) for kind, value in redacted(text) if kind not in ("PERSON", "URL", "DATE_TIME")} == set()


def test_keccak_is_that_of_before_the_standard() -> None:
    known = "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"
    assert keccak_256(b"abc").hex() == known
    assert len(keccak_256(b"a" * 400)) == 32


HOSTILE = [
    "a@",
    "@a.",
    "a.a@",
    "4",
    "4111 ",
    "DE89",
    "0x",
    "1a",
    "电话1",
    "a@a.",
    "x=",
    "%40",
    "+1",
    "?a=+",
    "卡4111111",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_long_text_takes_linear_time(piece: str) -> None:
    # A quadratic pattern would not come back from this.
    assert len(list(forms_in(piece * (200_000 // len(piece))))) <= 200_000
