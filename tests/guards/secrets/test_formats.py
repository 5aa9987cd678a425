"""Vendor formats: every one of the table, what is nearly one, and what looks like one and never is.

All tokens here are made up on the spot from a seed. None ever opened anything.
"""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable

import pytest

from guards.secrets.finding import secrets_in
from guards.secrets.formats import FORMATS, Format
from guards.texts import Text

ALNUM = string.ascii_letters + string.digits
URL_SAFE = ALNUM + "-_"
HEX = "0123456789abcdef"
UPPER = string.ascii_uppercase + string.digits
SLACK = "https://hooks.slack.com/services"
DISCORD = "https://discord.com/api/webhooks"
RANDOM = random.Random(20260305)


def some(alphabet: str, length: int) -> str:
    body = "".join(RANDOM.choices(alphabet, k=length - 2))
    return RANDOM.choice(alphabet.replace("-", "").replace("_", "")) + body + RANDOM.choice(alphabet.replace("-", ""))


# One maker per token. The seed makes every run the same; the ranges are those of the vendors' pages.
MAKERS: list[tuple[str, Callable[[], str]]] = [
    ("ANTHROPIC_KEY", lambda: f"sk-ant-api03-{some(URL_SAFE, 93)}AA"),
    ("OPENROUTER_KEY", lambda: f"sk-or-v1-{some(HEX, 64)}"),
    ("LANGFUSE_KEY", lambda: f"sk-lf-{some(HEX, 8)}-{some(HEX, 4)}-{some(HEX, 4)}-{some(HEX, 4)}-{some(HEX, 12)}"),
    ("OPENAI_KEY", lambda: f"sk-proj-{some(URL_SAFE, 156)}"),
    ("OPENAI_KEY", lambda: f"sk-svcacct-{some(URL_SAFE, 100)}"),
    ("OPENAI_KEY", lambda: f"sk-{some(ALNUM, 48)}"),
    ("OPENAI_KEY", lambda: f"sk-{some(HEX, 32)}"),
    ("HUGGING_FACE_TOKEN", lambda: f"hf_{some(string.ascii_letters, 34)}"),
    ("PERPLEXITY_KEY", lambda: f"pplx-{some(ALNUM, 48)}"),
    ("GROQ_KEY", lambda: f"gsk_{some(ALNUM, 52)}"),
    ("XAI_KEY", lambda: f"xai-{some(ALNUM, 80)}"),
    ("REPLICATE_TOKEN", lambda: f"r8_{some(ALNUM, 37)}"),
    ("TOGETHER_KEY", lambda: f"tgp_v1_{some(URL_SAFE, 43)}"),
    ("LANGSMITH_KEY", lambda: f"lsv2_pt_{some(HEX, 32)}_{some(HEX, 10)}"),
    ("PINECONE_KEY", lambda: f"pcsk_{some(ALNUM, 6)}_{some(ALNUM, 63)}"),
    ("NVIDIA_KEY", lambda: f"nvapi-{some(URL_SAFE, 64)}"),
    ("WANDB_KEY", lambda: f"wandb_v1_{some(ALNUM, 77)}"),
    ("AWS_ACCESS_KEY_ID", lambda: f"AKIA{some('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16)}"),
    ("AWS_ACCESS_KEY_ID", lambda: f"ASIA{some('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16)}"),
    ("AWS_BEDROCK_KEY", lambda: f"ABSK{some(ALNUM + '+/', 128)}="),
    ("GOOGLE_API_KEY", lambda: f"AIza{some(URL_SAFE, 35)}"),
    ("GOOGLE_OAUTH_SECRET", lambda: f"GOCSPX-{some(URL_SAFE, 28)}"),
    ("GOOGLE_ACCESS_TOKEN", lambda: f"ya29.{some(URL_SAFE, 160)}"),
    ("AZURE_CLIENT_SECRET", lambda: f"{some(ALNUM, 3)}8Q~{some(ALNUM, 34)}"),
    ("DATABRICKS_TOKEN", lambda: f"dapi{some(HEX, 32)}"),
    ("DIGITALOCEAN_TOKEN", lambda: f"dop_v1_{some(HEX, 64)}"),
    ("VAULT_TOKEN", lambda: f"hvs.{some(URL_SAFE, 24)}"),
    ("GRAFANA_TOKEN", lambda: f"glsa_{some(ALNUM, 32)}_{some(HEX, 8)}"),
    ("SENTRY_TOKEN", lambda: f"sntryu_{some(HEX, 64)}"),
    ("GITHUB_TOKEN", lambda: f"ghp_{some(ALNUM, 36)}"),
    ("GITHUB_TOKEN", lambda: f"ghs_{some(ALNUM, 36)}"),
    ("GITHUB_TOKEN", lambda: f"github_pat_{some(ALNUM, 22)}_{some(ALNUM, 59)}"),
    ("GITLAB_TOKEN", lambda: f"glpat-{some(URL_SAFE, 20)}"),
    ("GITLAB_TOKEN", lambda: f"glrt-{some(URL_SAFE, 20)}"),
    ("ATLASSIAN_TOKEN", lambda: f"ATATT3xFfGF0{some(URL_SAFE, 171)}={some(UPPER, 8)}"),
    ("NPM_TOKEN", lambda: f"npm_{some(ALNUM, 36)}"),
    ("PYPI_TOKEN", lambda: f"pypi-AgEIcHlwaS5vcmc{some(URL_SAFE, 150)}"),
    ("RUBYGEMS_KEY", lambda: f"rubygems_{some(HEX, 48)}"),
    ("CRATES_TOKEN", lambda: f"cio{some(ALNUM, 32)}"),
    ("DOCKER_TOKEN", lambda: f"dckr_pat_{some(URL_SAFE, 27)}"),
    ("STRIPE_KEY", lambda: f"sk_live_{some(ALNUM, 24)}"),
    ("STRIPE_KEY", lambda: f"rk_test_{some(ALNUM, 99)}"),
    ("STRIPE_WEBHOOK_SECRET", lambda: f"whsec_{some(ALNUM, 32)}"),
    ("SQUARE_TOKEN", lambda: f"sq0atp-{some(URL_SAFE, 22)}"),
    ("SHOPIFY_TOKEN", lambda: f"shpat_{some(HEX, 32)}"),
    ("SLACK_TOKEN", lambda: f"xoxb-{some(string.digits, 12)}-{some(string.digits, 12)}-{some(ALNUM, 24)}"),
    ("SLACK_TOKEN", lambda: f"xapp-1-{some(UPPER, 11)}-{some(string.digits, 13)}-{some(HEX, 64)}"),
    ("SLACK_WEBHOOK", lambda: f"{SLACK}/T{some(UPPER, 10)}/B{some(UPPER, 10)}/{some(ALNUM, 24)}"),
    ("SENDGRID_KEY", lambda: f"SG.{some(URL_SAFE, 22)}.{some(URL_SAFE, 43)}"),
    ("MAILGUN_KEY", lambda: f"key-{some(HEX, 32)}"),
    ("TELEGRAM_TOKEN", lambda: f"{RANDOM.randrange(10**8, 10**10)}:AA{some(URL_SAFE, 33)}"),
    ("DISCORD_WEBHOOK", lambda: f"{DISCORD}/{RANDOM.randrange(10**17, 10**19)}/{some(URL_SAFE, 68)}"),
    ("LINEAR_KEY", lambda: f"lin_api_{some(ALNUM, 40)}"),
    ("NOTION_TOKEN", lambda: f"ntn_{some(ALNUM, 46)}"),
    ("POSTMAN_KEY", lambda: f"PMAK-{some(HEX, 24)}-{some(HEX, 34)}"),
    ("NEW_RELIC_KEY", lambda: f"NRAK-{some(UPPER, 27)}"),
    ("SUPABASE_KEY", lambda: f"sb_secret_{some(URL_SAFE, 31)}"),
    ("JWT", lambda: f"eyJhbGciOiJIUzI1NiJ9.eyJ{some(URL_SAFE, 60)}.{some(URL_SAFE, 43)}"),
    ("AGE_KEY", lambda: f"AGE-SECRET-KEY-1{some(UPPER, 58)}"),
]  # fmt: skip


def found(text: str) -> list[tuple[str, str]]:
    return [(each.rule, text[each.start : each.end]) for each in secrets_in(Text(("x",), text))]


AROUND = [
    "{}",
    "use {} please",
    "({})",
    '"{}"',
    "`{}`",
    "x={}",
    "key={},",
    "{}.",
    "first\n{}\nlast",
    "a\\n{}\\n",
    "?k%3D{}&x",
]


@pytest.mark.parametrize(("rule", "make"), MAKERS, ids=[f"{rule}-{number}" for number, (rule, _) in enumerate(MAKERS)])
def test_a_token_is_found_whatever_stands_around_it(rule: str, make: Callable[[], str]) -> None:
    for around in AROUND:
        token = make()
        assert (rule, token) in found(around.format(token)), around


def test_ninety_nine_of_a_hundred_random_tokens_are_found() -> None:
    tokens = [(rule, make()) for rule, make in MAKERS for _ in range(60)]
    missed = [(rule, token) for rule, token in tokens if (rule, token) not in found(f"it is {token} here")]
    assert len(missed) <= len(tokens) * 0.01, missed[:10]


def test_two_tokens_and_more_context_than_secret() -> None:
    one, two = MAKERS[0][1](), MAKERS[29][1]()
    assert found(f"OPENAI={one}; token: {two}") == [("ANTHROPIC_KEY", one), ("GITHUB_TOKEN", two)]


@pytest.mark.parametrize(
    "text",
    [
        "550e8400-e29b-41d4-a716-446655440000",
        "AKIAQWERTYUIOPASDFGHJKLZ is longer than an access key id",
        "npm_aB3dE6gH9jK2aB3dE6gH9jK2aB3dE6gH9jK2aB3d",
        "XAKIAQWERTYUIOPASDF5",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "sha256:" + "ab12" * 16,
        "sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "sk-proj-your-api-key-goes-here-1234",
        "sk-ant-api03-...",
        "sk-********************************",
        "ghp_XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX",
        "ghp_" + "0" * 36,
        "AKIAIOSFODNN7EXAMPLE",
        "sk_test_<your-key-goes-here>",
        "sk-proj-notes-about-the-quarterly-planning",
        "sk-fading-circle-container-wrapper",
        "task-" + "a1B2" * 10,
        "risk-assessment-2024-methodology-overview",
        "eyJ",
        "the hf_hub_download_with_progress function",
        "key-value-store-of-1234567890abcdef",
        "AKIA is the prefix of access keys",
        "gh_pages_and_other_branches_of_the_repository",
        "npm_config_registry_and_other_names_of_that",
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg/AKIAQWERTYUIOPASDFGH/ghp_" + "aB3" * 12,
        "Antidisestablishmentarianism and Donaudampfschifffahrtsgesellschaft",
        "https://example.org/a/very/long/path/with-many-segments/and_names/2024/index.html",
    ],
)
def test_what_is_never_a_token(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ("ghp_" + "aB3" * 11, "a letter short"),
        ("AKIA" + "ABCDEFGH234567", "two short"),
        ("AKIA" + "ABCDEFGH23456701", "0 and 1 are no base32"),
        ("AIza" + "aB3" * 11, "two short"),
        ("hvs." + "aB3" * 7, "three short"),
        ("sk-" + "aB3" * 6, "two short"),
        ("xghp_" + "aB3" * 12, "inside a word"),
    ],
)
def test_a_near_miss(token: str, reason: str) -> None:
    assert found(f"use {token} please") == [], reason


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.rule)
def test_a_format_cites_its_page(known: Format) -> None:
    assert re.fullmatch(r"[A-Z0-9_]+", known.rule)
    assert re.match(r"https://[a-z0-9.-]+/", known.page)
