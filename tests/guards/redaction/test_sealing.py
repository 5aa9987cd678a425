"""Sealed values: equal for what is equal, closed to every other tenant, type and key, and bounded in size."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guards.judge import Judge
from guards.redaction import Pseudonyms
from guards.redaction.sealing import EVENT_BYTES_MAX, SEAL, VALUE_BYTES_MAX, Seals, key_id, seal_keys
from schemas.errors import PolicyError
from tests.guards.stubs import case, pii_guard

OLD, NEW = bytes(range(64)), bytes(range(64, 128))
SEALS = Seals([OLD])


def redacted(text: str, tenant: str = "acme", **pii: Any) -> str:
    judge = Judge([pii_guard()], Pseudonyms(seals=SEALS))
    asked = case({"pii": {"names": "off", "replace": {"*": "sealed"}, **pii}}, tenant=tenant, messages=text)
    return str(judge.judge([asked])[0].redacted.messages[0].parts[0].content)


@settings(max_examples=60)
@given(st.text(min_size=1, max_size=200), st.one_of(st.none(), st.text(max_size=20)))
def test_what_was_sealed_comes_back_and_the_same_value_is_sealed_alike(value: str, tenant: str | None) -> None:
    sealed = SEALS.sealed("PERSON", value, tenant)
    assert sealed is not None
    assert SEAL.fullmatch(sealed)
    assert value not in sealed or len(value) < 5
    assert sealed == Seals([OLD, NEW]).sealed("PERSON", value, tenant)
    opened = SEALS.opened(sealed, tenant)
    assert opened is not None
    assert opened.value == value
    assert opened.type == "PERSON"


def test_half_a_surrogate_pair_can_be_sealed() -> None:
    sealed = SEALS.sealed("PERSON", "\ud83d", "acme")
    assert sealed is not None
    opened = SEALS.opened(sealed, "acme")
    assert opened is not None
    assert opened.value == "\ud83d"


def test_another_tenant_type_or_key_opens_nothing() -> None:
    sealed = SEALS.sealed("PERSON", "Ada", "acme")
    assert sealed is not None
    assert SEALS.opened(sealed, "globex") is None
    assert SEALS.opened(sealed, None) is None
    assert SEALS.opened(sealed.replace("PERSON", "LOCATION"), "acme") is None
    assert Seals([NEW]).opened(sealed, "acme") is None
    forged = f"<PERSON:~{key_id(OLD)}:{'A' * 30}>"
    assert SEAL.fullmatch(forged)
    assert SEALS.opened(forged, "acme") is None
    assert SEALS.sealed("PERSON", "Ada", "globex") != sealed
    assert SEALS.sealed("PERSON", "Ada", "") != SEALS.sealed("PERSON", "Ada", None)


def test_a_new_key_before_the_old_one_seals_and_both_open() -> None:
    rotated = Seals([NEW, OLD])
    before, after = SEALS.sealed("PERSON", "Ada", "acme"), rotated.sealed("PERSON", "Ada", "acme")
    assert before
    assert after
    assert before != after
    assert key_id(NEW) in after
    assert [opened.value for each in (before, after) if (opened := rotated.opened(each, "acme"))] == ["Ada", "Ada"]


def test_keys_are_read_from_base64_and_a_wrong_one_is_refused_without_its_text() -> None:
    one, two = (base64.b64encode(key).decode() for key in (OLD, NEW))
    assert seal_keys(f" {one},\n{two}\n") == [OLD, NEW]
    for wrong in ("hunter2hunter2", one[:-8], ""):
        with pytest.raises(PolicyError) as error:
            seal_keys(wrong)
        assert not wrong or wrong not in str(error.value)


def test_a_policy_seals_what_is_found() -> None:
    shown = redacted("to ada@example.com, again ada@example.com")
    first, second = SEAL.finditer(shown)
    assert first[0] == second[0]
    opened = SEALS.opened(first[0], "acme")
    assert opened is not None
    assert opened.value == "ada@example.com"
    assert shown == f"to {first[0]}, again {first[0]}"


def test_a_value_too_long_to_be_sealed_has_its_type() -> None:
    long = "PROJECT-" + "x" * VALUE_BYTES_MAX
    assert redacted(f"see {long} there", deny={"PROJECT": [long]}) == "see <PROJECT> there"


def test_one_event_holds_so_many_seals_and_no_more() -> None:
    shown = redacted(" ".join(f"a{number}@example.com" for number in range(5_000)))
    size = sum(len(found[0]) for found in SEAL.finditer(shown))
    assert EVENT_BYTES_MAX <= size <= EVENT_BYTES_MAX + 200
    assert shown.endswith("<EMAIL_ADDRESS>")
    assert "@" not in shown
