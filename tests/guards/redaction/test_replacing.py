"""What stands in the place of a value: by type, as the policy says, and equal for what is equal."""

from __future__ import annotations

import re
from typing import Any

import pytest

from guards.judge import Judge
from guards.redaction import Pseudonyms
from guards.redaction.replacing import masked, normal_form
from guards.secrets import SecretsGuard
from schemas.interaction import Interaction
from tests.guards.stubs import case, event, pii_guard

KEY = b"0123456789abcdef"
CARD = "4111 1111 1111 1111"


def shown(text: str, pii: dict[str, Any], key: bytes = b"") -> str:
    judgement = Judge([pii_guard()], Pseudonyms(key)).judge(
        [case({"pii": {"names": "off", **pii}}, tenant="t", messages=text)]
    )[0]
    return str(judgement.redacted.messages[0].parts[0].content)


@pytest.mark.parametrize(
    ("replace", "key", "expected"),
    [
        ({}, b"", r"to <EMAIL_ADDRESS> or <CREDIT_CARD>\."),
        ({}, KEY, r"to <EMAIL_ADDRESS:[a-z2-7]{10}> or <CREDIT_CARD:[a-z2-7]{10}>\."),
        ({"*": "type"}, KEY, r"to <EMAIL_ADDRESS> or <CREDIT_CARD>\."),
        ({"CREDIT_CARD": "mask"}, b"", r"to <EMAIL_ADDRESS> or \*{4} \*{4} \*{4} 1111\."),
        ({"CREDIT_CARD": "mask", "*": "remove"}, b"", r"to  or \*{4} \*{4} \*{4} 1111\."),
        ({"EMAIL_ADDRESS": "text: [mail]"}, KEY, r"to \[mail\] or <CREDIT_CARD:[a-z2-7]{10}>\."),
        ({"EMAIL_ADDRESS": "text:"}, b"", r"to  or <CREDIT_CARD>\."),
        # without a key there is no pseudonym to give
        ({"EMAIL_ADDRESS": "pseudonym"}, b"", r"to <EMAIL_ADDRESS> or <CREDIT_CARD>\."),
    ],
)
def test_the_policy_says_what_stands_there(replace: dict[str, str], key: bytes, expected: str) -> None:
    assert re.fullmatch(expected, shown(f"to ada@example.com or {CARD}.", {"replace": replace}, key))


def test_a_secret_is_replaced_by_its_own_section() -> None:
    policy = {"secrets": {"replace": {"PASSWORD": "text: ***"}, "allow_patterns": ["public.*"]}}
    judge = Judge([SecretsGuard()])
    said = ["my password is hunter2!, ok", "my password is public7!x, ok"]
    found = [judge.judge([case(policy, messages=text)])[0].redacted.messages[0].parts[0].content for text in said]
    assert found == ["my password is ***, ok", said[1]]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (CARD, "**** **** **** 1111"),
        ("12345678", "****5678"),
        ("1234567", "*******"),
        ("", ""),
        ("a-b", "*-*"),
        ("４１１１１１１１", "****１１１１"),
        ("geheim\u200bnis!", "*****m\u200bnis*".replace("\u200b", "*")),
    ],
)
def test_masks(value: str, expected: str) -> None:
    assert masked(value) == expected
    assert len(masked(value)) == len(value)


@pytest.mark.parametrize(
    ("kind", "same", "other"),
    [
        (
            "EMAIL_ADDRESS",
            ["Ada@Example.com", "ada@example.com", "ada (at) example [dot] com", "ａｄａ@example.com"],
            "ad@example.com",
        ),
        ("EMAIL_ADDRESS", ["ada@example.com", "YWRhQGV4YW1wbGUuY29t", "ada%40example.com"], "ada@example.co"),
        (
            "CREDIT_CARD",
            [CARD, CARD.replace(" ", "-"), CARD.replace(" ", ""), " ".join(CARD.replace(" ", ""))],
            "4111 1111 1111 1112",
        ),
        ("PHONE_NUMBER", ["(212) 555-0147", "212.555.0147", "212 555 0147"], "+1 212 555 0147"),
        ("IBAN_CODE", ["DE89 3704 0044 0532 0130 00", "de89370400440532013000"], "DE89370400440532013001"),
        ("US_SSN", ["078-05-1120", "078 05 1120"], "078-05-1121"),
        ("PERSON", ["Ada  Lovelace", "ada lovelace", "ADA\nLOVELACE"], "Ada Lovelac"),
        ("USER_ID", ["u-1"], "U-1"),
        ("PASSWORD", ["hunter2"], "Hunter2"),
        ("CRYPTO", ["1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"], "1bvbmseystwetqtfn5au4m4gfg7xjanvn2"),
    ],
)
def test_what_means_the_same_gets_one_pseudonym(kind: str, same: list[str], other: str) -> None:
    names = Pseudonyms(KEY)
    given = [names.replacement(kind, value, event(tenant="t")) for value in [*same, other]]
    assert len(set(given[:-1])) == 1
    assert given[-1] != given[0]


def test_a_pseudonym_depends_on_key_scope_and_type_and_says_nothing_else() -> None:
    def named(key: bytes, within: Any, kind: str, **fields: Any) -> str:
        return Pseudonyms(key, within).replacement(kind, "ada", Interaction.model_validate(fields)).split(":")[1]

    base = {"tenant": "t", "conversation_id": "c"}
    given = {
        named(KEY, "tenant", "PERSON", **base),
        named(KEY + b"x", "tenant", "PERSON", **base),
        named(KEY, "tenant", "USER_ID", **base),
        named(KEY, "tenant", "PERSON", **{**base, "tenant": "u"}),
        named(KEY, "conversation", "PERSON", **base),
        named(KEY, "conversation", "PERSON", **{**base, "conversation_id": "d"}),
    }
    assert len(given) == 6
    assert named(KEY, "tenant", "PERSON", **{**base, "conversation_id": "d"}) in given


def test_normal_forms_leave_other_types_as_they_are() -> None:
    assert normal_form("OPENAI_KEY", "sk-AbC 12") == "sk-AbC 12"
