"""What gives second opinions in this process, and whether a policy asks for what is not there.

What enters are settings and a policy; what leaves is what the contradiction guard is handed. The cross-encoder is
loaded when it is first asked, so that a process whose policy does not use it neither imports nor waits for anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from guards.contradiction.support.crossencoder import load, require
from guards.contradiction.support.second import Pair, Second
from schemas.errors import PolicyError
from schemas.policy import Policy, Scope
from streams.judging.model_client import ModelClient
from streams.settings import Settings


def second_opinions(settings: Settings) -> Mapping[str, Second]:
    """By the policy's word for it. Raises PolicyError for a wrong address."""
    found: dict[str, Second] = {"crossencoder": _Lazy(settings.crossencoder)}
    if settings.support_model:
        token = settings.support_model_token
        found["model"] = ModelClient(settings.support_model, token.get_secret_value() if token else None)
    return found


def require_seconds(policy: Policy, settings: Settings) -> None:
    """Raises PolicyError where the policy, or a scope of it, uses what this process does not have."""
    uses = {policy.guards.contradiction.second.use, *map(_use_of, policy.scopes)}
    if "model" in uses and not settings.support_model:
        raise PolicyError("guards.contradiction.second.use: model needs its address in TIDEGATE_SUPPORT_MODEL")
    if "crossencoder" in uses:
        require(settings.crossencoder)


def _use_of(scope: Scope) -> str:
    """What a scope's own lines say; a scope was validated with the policy."""
    section = scope.guards.get("contradiction") or {}
    return str((section.get("second") or {}).get("use", "off"))


class _Lazy:
    """The cross-encoder of a folder, loaded by the first call."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._loaded: Second | None = None

    def score(self, pairs: Sequence[Pair], limit_s: float) -> Sequence[float]:
        """As the cross-encoder does."""
        if self._loaded is None:
            self._loaded = load(self._folder)
        return self._loaded.score(pairs, limit_s)
