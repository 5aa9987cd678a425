"""What tells where a secret is kept, how it is hashed or what type it has is none; the same names with a value are."""

from __future__ import annotations

import pytest

from guards.secrets.finding import found_in
from guards.secrets.looks import BARS, looks_secret, score


@pytest.mark.parametrize(
    "text",
    [
        "passwordHasher: argon2id",
        "password.encoder = scrypt",
        "password = vault:kv/data/billing#smtp",
        "db_password: op://Ops/billing/password",
        "db_password: keyring:billing-db",
        "PASSWORD=ssm:/prod/billing/password",
        "password: arn:aws:secretsmanager:eu-west-1:123456789012:secret:billing",
        "secret: projects/p1/secrets/billing/versions/latest",
        "password: kv/prod/billing/password",
        "password: !vault",
        "password: ENC[AES256_GCM,data:p673w==]",
        "password: ${BILLING_PASSWORD}",
        "password: {{ billing.password }}",
        'password = os.getenv("BILLING_PASSWORD")',
        "password: <your password>",
        "password: SecretStr",
        "def login(password: str, token: int) -> None:",
        "password_hash VARCHAR(255) NOT NULL",
        "token_count: 4096",
        "key: primary",
        "sshd[912]: Failed password for root from 198.51.100.7 port 50122 ssh2",
        "password_store: /etc/app/store",
        "passwordValidator: zxcvbn",
    ],
)
def test_a_reference_is_none(text: str) -> None:
    assert [text[each.start : each.end] for each in found_in(text)] == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("DB_PASSWORD_OLD=plum-Orchard7", "plum-Orchard7"),
        ("passwordForBilling: kq82-Lmz1-x", "kq82-Lmz1-x"),
        ("password: vault7!Xk", "vault7!Xk"),
        ("password=file#Plum71", "file#Plum71"),
    ],
)
def test_a_value_under_such_a_name_is_one(text: str, value: str) -> None:
    assert value in [text[each.start : each.end] for each in found_in(text)]


def test_a_weaker_name_asks_for_more() -> None:
    assert BARS["strong"] < BARS["weak"] < BARS["none"]
    assert looks_secret("plum71", "strong")
    assert not looks_secret("plum71", "weak")
    assert [score(each) for each in ("plum", "v2.10.3", "a-b-c", "2024-01-02")] == [0, 0, 0, 0]
