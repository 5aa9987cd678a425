"""What gives second opinions: a policy that asks for what is not there is refused when the process starts."""

from __future__ import annotations

import pytest

from schemas.errors import PolicyError
from schemas.policy import Policy
from streams.judging.second_opinions import second_opinion
from streams.settings import Settings


def policy(use: str, scoped: bool) -> Policy:
    guards = {"contradiction": {"second": {"use": use}}}
    scopes = [{"match": {"tenant": "a"}, "guards": guards}] if scoped else []
    return Policy.model_validate({"guards": {} if scoped else guards, "scopes": scopes})


@pytest.mark.parametrize("scoped", [False, True])
def test_a_policy_that_asks_for_what_is_not_there_is_refused(scoped: bool) -> None:
    with pytest.raises(PolicyError, match="TIDEGATE_SUPPORT_MODEL"):
        second_opinion(policy("model", scoped), Settings())
    assert second_opinion(policy("off", scoped), Settings()) is None
    assert second_opinion(policy("model", scoped), Settings(support_model="http://localhost:1/support")) is not None
