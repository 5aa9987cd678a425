"""What the policy makes of a value: each of its words alone, at its edge, and which of them goes first."""

from __future__ import annotations

from typing import Any

import pytest

from guards import by_policy
from guards.by_policy import Denied, action_for, denied
from guards.scanning.limits import TooSlow
from schemas.policy import EntityAction, PersonalPolicy, PiiPolicy


@pytest.mark.parametrize(
    ("section", "score", "value", "default", "action"),
    [
        ({}, 1.0, "v", "redact", "redact"),
        ({}, 1.0, "v", "report", "report"),
        ({}, 1.0, "v", "ignore", "ignore"),
        # what the section says of a type goes before the default
        ({"entities": {"T": "report"}}, 1.0, "v", "redact", "report"),
        ({"entities": {"T": "redact"}}, 1.0, "v", "ignore", "redact"),
        ({"entities": {"T": "ignore"}}, 1.0, "v", "redact", "ignore"),
        ({"entities": {"U": "ignore"}}, 1.0, "v", "redact", "redact"),
        # a score at the threshold counts
        ({"threshold": 0.5}, 0.5, "v", "redact", "redact"),
        ({"threshold": 0.5}, 0.49, "v", "redact", "ignore"),
        ({"threshold": 0.5, "thresholds": {"T": 0.7}}, 0.6, "v", "redact", "ignore"),
        ({"threshold": 0.5, "thresholds": {"T": 0.3}}, 0.4, "v", "redact", "redact"),
        ({"threshold": 0.5, "thresholds": {"U": 0.3}}, 0.4, "v", "redact", "ignore"),
        # an allowed value is allowed as it is written
        ({"allow": ("v",)}, 1.0, "v", "redact", "ignore"),
        ({"allow": ("v",)}, 1.0, "V", "redact", "redact"),
        ({"allow": ("vw",)}, 1.0, "v", "redact", "redact"),
        # a pattern must match all of a value, in any case, over lines
        ({"allow_patterns": ("a.c",)}, 1.0, "abc", "redact", "ignore"),
        ({"allow_patterns": ("a.c",)}, 1.0, "ABC", "redact", "ignore"),
        ({"allow_patterns": ("a.c",)}, 1.0, "a\nc", "redact", "ignore"),
        ({"allow_patterns": ("a.c",)}, 1.0, "abcd", "redact", "redact"),
        ({"allow_patterns": ("a.c",)}, 1.0, "xabc", "report", "report"),
        ({"allow_patterns": ("x", "a.c")}, 1.0, "abc", "redact", "ignore"),
    ],
)
def test_action(section: dict[str, Any], score: float, value: str, default: EntityAction, action: str) -> None:
    assert action_for(PiiPolicy(**section), "T", score, value, default) == action


def test_denied_words_have_their_type_and_place() -> None:
    policy = PersonalPolicy(deny={"PERSON": ("Ada", "Grace"), "ORGANIZATION": ("Acme",)})
    found = list(denied(policy, "ada of Acme, and Grace"))
    assert found == [Denied("PERSON", 0, 3), Denied("PERSON", 17, 22), Denied("ORGANIZATION", 7, 11)]
    assert list(denied(PersonalPolicy(), "ada of Acme")) == []


class Endless:
    """A pattern that comes to an end only where it is given a time to do so."""

    def fullmatch(self, _text: str, timeout: float | None = None) -> None:
        assert timeout == 1.0
        raise TimeoutError

    finditer = fullmatch


def test_no_pattern_of_a_policy_runs_without_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_policy, "_compiled", lambda _patterns: [Endless()])
    monkeypatch.setattr(by_policy, "_words", lambda _words: Endless())
    with pytest.raises(TooSlow, match=r"^a pattern took longer than it may$"):
        action_for(PiiPolicy(allow_patterns=("a",)), "T", 1.0, "v", "redact")
    with pytest.raises(TooSlow, match=r"^a list of words took longer than it may$"):
        list(denied(PersonalPolicy(deny={"PERSON": ("Ada",)}), "text"))
