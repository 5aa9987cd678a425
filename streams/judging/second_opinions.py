"""What gives second opinions in this process, and whether a policy asks for what is not there.

What enters are a policy and settings; what leaves is what the contradiction guard is handed. Nothing is asked here, so
an address where nobody answers is met by the policy's `on_error`, not by a process that does not start.
"""

from __future__ import annotations

from guards.contradiction.support.second import Second
from schemas.errors import PolicyError
from schemas.policy import Policy, Scope
from streams.judging.model_client import ModelClient
from streams.settings import Settings


def second_opinion(policy: Policy, settings: Settings) -> Second | None:
    """The user's own model, where the settings have its address.

    Raises PolicyError for a wrong address, and where the policy or a scope of it asks for a model and there is none.
    """
    if not settings.support_model:
        if "model" in {policy.guards.contradiction.second.use, *map(_use_of, policy.scopes)}:
            raise PolicyError("guards.contradiction.second.use: model needs its address in TIDEGATE_SUPPORT_MODEL")
        return None
    token = settings.support_model_token
    return ModelClient(settings.support_model, token.get_secret_value() if token else None)


def _use_of(scope: Scope) -> str:
    """What a scope's own lines say; a scope was validated with the policy."""
    section = scope.guards.get("contradiction") or {}
    return str((section.get("second") or {}).get("use", "off"))
