"""Secrets that their surroundings give away, and prose, code and configuration that only look so."""

from __future__ import annotations

import pytest

from guards.secrets.finding import secrets_in
from guards.texts import Text


def found(text: str) -> list[tuple[str, str]]:
    return [(each.rule, text[each.start : each.end]) for each in secrets_in(Text(("x",), text))]


LONG = "wJalrXUtnFEMIK7MDENGbPxRfiCYzq9R8T2v5w1X"
KEY = "-----BEGIN RSA PRIVATE KEY-----\n" + "MIIEowIBAAKCAQEA7bq9\n" * 4 + "-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("text", "rule", "secret"),
    [
        ("my password is hunter2", "PASSWORD", "hunter2"),
        ("My password is: hunter2.", "PASSWORD", "hunter2"),
        ("the password for the admin account is Tr0ub4dor&3!", "PASSWORD", "Tr0ub4dor&3!"),
        ("password is now 'correct-horse9'", "PASSWORD", "correct-horse9"),
        ("I set my password to S3cr3t-Pw, ok?", "PASSWORD", "S3cr3t-Pw"),
        ("pin is 4821", "PASSWORD", "4821"),
        ("The passphrase was xK9$mmQ2 back then", "PASSWORD", "xK9$mmQ2"),
        ("Password: hunter2", "PASSWORD", "hunter2"),
        ("password=hunter2", "PASSWORD", "hunter2"),
        ("DB_PASSWORD=correcthorse", "PASSWORD", "correcthorse"),
        ("export MYSQL_PWD='s3cret value1'", "PASSWORD", "s3cret value1"),
        ('"password": "swordfish"', "PASSWORD", "swordfish"),
        ('{\\"password\\": \\"swordfish\\"}', "PASSWORD", "swordfish"),
        ("  password: p@ss:w0rd\n", "PASSWORD", "p@ss:w0rd"),
        ("mysql --password=hunter2 -u root", "PASSWORD", "hunter2"),
        ("password='CorrectHorse'", "PASSWORD", "CorrectHorse"),
        ('"password": "correct_horse"', "PASSWORD", "correct_horse"),
        ("passwd => 'tiger77'", "PASSWORD", "tiger77"),
        ("**Password**: hunter2!", "PASSWORD", "hunter2!"),
        ('sasl.jaas.config=Plain required username="kafka" password="k4fka-s3cr3t";', "PASSWORD", "k4fka-s3cr3t"),
        (f"aws_secret_access_key = {LONG}", "AWS_SECRET_ACCESS_KEY", LONG),
        (f"AWS_SECRET_ACCESS_KEY=aB3/dE6+{LONG}", "SECRET_KEY", f"aB3/dE6+{LONG}"),
        (f"COHERE_API_KEY={LONG}", "COHERE_KEY", LONG),
        ('api_key: "0a1b2c3d4e5f60718293a4b5c6d7e8f9"', "SECRET_KEY", "0a1b2c3d4e5f60718293a4b5c6d7e8f9"),
        ("client_secret='Ab1~cd2.Ef3_gh4-Ij5'", "SECRET_KEY", "Ab1~cd2.Ef3_gh4-Ij5"),
        ("my api key is 9f8e7d6c5b4a39281706f5e4", "SECRET_KEY", "9f8e7d6c5b4a39281706f5e4"),
        ("Authorization: Bearer 9f8e7d6c5b4a39281706f5e4", "AUTHORIZATION", "9f8e7d6c5b4a39281706f5e4"),
        ('"Authorization": "Basic YWRtaW46aHVudGVyMg=="', "AUTHORIZATION", "YWRtaW46aHVudGVyMg=="),
        ("-H 'authorization: token 9f8e7d6c5b4a39281706f5e4'", "AUTHORIZATION", "9f8e7d6c5b4a39281706f5e4"),
        ("curl with bearer 9f8e7d6c5b4a39281706f5e4 then", "AUTHORIZATION", "9f8e7d6c5b4a39281706f5e4"),
        ("postgresql://app:s3cr3t@db:5432/plans", "URL_PASSWORD", "s3cr3t"),
        ("https://user:p%40ss@example.org/x", "URL_PASSWORD", "p%40ss"),
        ("redis://:9f8e7d6c@cache/0", "URL_PASSWORD", "9f8e7d6c"),
        ("amqp://u:tiger9@h1,u2@h2", "URL_PASSWORD", "tiger9"),
        ("https://api.example.org/v1?api_key=9f8e7d6c5b4a39281706&x=1", "URL_SECRET", "9f8e7d6c5b4a39281706"),
        ("AccountName=x;AccountKey=" + "aB3/dE6+" * 10 + "aB3/dE==" + ";", "AZURE_ACCOUNT_KEY", None),
        (f"https://x.blob.example.net/c?sv=2024&sig=aB3%2F{LONG}%3D", "AZURE_SAS", None),
        (KEY, "PRIVATE_KEY", KEY),
        (KEY.replace("\n", "\\n"), "PRIVATE_KEY", None),
        (KEY.replace("RSA ", "OPENSSH "), "PRIVATE_KEY", None),
        (KEY.replace("RSA PRIVATE KEY", "PGP PRIVATE KEY BLOCK"), "PRIVATE_KEY", None),
        (KEY[:90], "PRIVATE_KEY", KEY[:90]),
    ],
)  # fmt: skip
def test_a_secret_by_its_context(text: str, rule: str, secret: str | None) -> None:
    ((rule_found, secret_found),) = found(text)
    assert rule_found == rule
    assert secret is None or secret_found == secret


@pytest.mark.parametrize(
    "text",
    [
        "Your password is required.",
        "The password is incorrect, try again.",
        "A password is 8-16 characters long.",
        "password is case-sensitive",
        "Password: must contain a number",
        "Password reset: see below",
        "the secret to success is consistency",
        "The token is expired",
        "a token is worth 0.75 words",
        "password: changeme",
        "password=<your-password>",
        "password=${DB_PASSWORD}",
        "password={{ vault_password }}",
        "password = os.environ['DB_PASSWORD']",
        "password = get_password(user)",
        "password=self.password",
        "password=user_password",
        "def login(username: str, password: str) -> None:",
        "password: string;",
        "password: SecretStr",
        "InvalidTokenError = InvalidClaimError",
        "password: null",
        '"password": "********"',
        '"password": {"type": "string", "minLength": 12}',
        '"Password": "Enter your password"',
        '<input type="password" name="password" placeholder="Password">',
        "api_key: YOUR_API_KEY",
        "api_key=sk-xxxxxxxxxxxxxxxx",
        "API key: https://acme.org/docs/v2/keys",
        "token: 550e8400-e29b-41d4-a716-446655440000",
        "token_expires_at: 2026-03-05T12:00:00Z",
        "next_page_token: 9f8e7d6c5b4a39281706f5e4",
        "max_tokens: 4096, prompt_tokens=1234567890123",
        "secret_name=prod/db/plan2-credentials",
        "private_key: /etc/ssl/private/server1.key",
        "Authorization: Bearer <token>",
        "Authorization: Bearer YOUR_ACCESS_TOKEN_1",
        "a bearer of good news since 2024",
        "https://user:password@example.org/",
        "s3://access_key_id:secret_access_key@bucket/key",
        "http://localhost:8080/path@x",
        "https://example.org/a:b/c@d",
        "mailto:ada@example.org",
        "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKC\n-----END PUBLIC KEY-----",
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        "begin with -----BEGIN PRIVATE KEY----- and paste yours",
        "commit da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "pass the salt, the pin is mightier",
        "Use two passwords: one for work and one for home.",
        "passwords should be at least 12 characters",
    ],
)
def test_what_only_looks_like_one(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("path", "value", "rule"),
    [
        (("attributes", "password"), "swordfish", "PASSWORD"),
        (("attributes", "dbPassword"), "swordfish", "PASSWORD"),
        (("attributes", "headers", "x-api-key"), "9f8e7d6c5b4a39281706f5e4", "SECRET_KEY"),
        (("attributes", "client_secret"), "9f8e7d6c5b4a39281706f5e4", "SECRET_KEY"),
        (("attributes", "password"), "", None),
        (("attributes", "password"), "string", None),
        (("attributes", "password_hint"), "swordfish", None),
        (("attributes", "next_token"), "9f8e7d6c5b4a39281706f5e4", None),
        (("attributes", "token_type"), "9f8e7d6c5b4a39281706f5e4", None),
        (("attributes", "note"), "swordfish", None),
        (("attributes", "secrets", 0), "swordfish", None),
    ],
)
def test_a_member_whose_key_says_so(path: tuple[str | int, ...], value: str, rule: str | None) -> None:
    expected = [(rule, 0, len(value))] if rule else []
    assert [each[:3] for each in secrets_in(Text(path, value))] == expected
