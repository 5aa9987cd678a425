"""What judges in a process: a policy with its contracts and reference, the guards, and the names for what is cut out.

What enters are settings and a policy; what leaves is a court that never changes: whoever wants another policy makes
another court. Every command that judges gets its guards here, so that none knows a guard, a second opinion or a key
that another does not. It reads no environment, and asks nothing of a policy that the guards it was asked for do not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from guards.case import Case, Guard
from guards.judge import Judge
from guards.redaction import Pseudonyms
from guards.redaction.sealing import Seals, seal_keys
from schemas.contracts import Contract
from schemas.decision import PolicyRef, Source
from schemas.errors import PolicyError
from schemas.interaction import Interaction
from schemas.policy import Guards, Policy
from schemas.policy_file import load_policy
from streams.judging.installed import all_guards
from streams.judging.second_opinions import second_opinion
from streams.settings import Settings


@dataclass(frozen=True, slots=True)
class Court:
    """A policy and all that judges by it. One per process; its judge is not for use by several threads at once."""

    policy: Policy
    contracts: Mapping[str, Contract]
    ref: PolicyRef
    """The policy's name, version and digest, as every decision carries them."""
    guards: tuple[Guard, ...]
    judge: Judge
    """Of these guards, prepared for this policy."""
    pseudonyms: Pseudonyms

    def case(
        self,
        event: Interaction,
        others: Sequence[Interaction] = (),
        source: Source | None = None,
        received_at: datetime | None = None,
    ) -> Case:
        """An event with all that it is judged against: the policy for it, its contract, and its conversation so far."""
        case = Case(
            event=event,
            policy=self.policy.guards_for(event.tenant, event.workflow, event.model),
            others=tuple(others),
            source=source or Source(),
            received_at=received_at,
        )
        return case.under(self.contracts)


def court_of(
    policy: Policy,
    contracts: Mapping[str, Contract],
    guards: Sequence[Guard],
    pseudonyms: Pseudonyms | None = None,
) -> Court:
    """A court of guards that are there already."""
    names = pseudonyms or Pseudonyms()
    judge = Judge(guards, names)
    judge.prepare(policy)
    return Court(policy, contracts, policy.ref(), tuple(guards), judge, names)


def seated(settings: Settings, policy: Policy, contracts: Mapping[str, Contract], names: Collection[str] = ()) -> Court:
    """A court of the guards of these names, of all without names, as the settings have them.

    Raises PolicyError for an unknown guard, and where the policy wants a second opinion or a key that the settings do
    not give.
    """
    second = second_opinion(policy, settings) if not names or "contradiction" in names else None
    pseudonyms = _pseudonyms(settings)
    if pseudonyms.seals is None and any(map(_seals, policy.variants())):
        raise PolicyError("the policy has values sealed, and TIDEGATE_SEAL_KEY is not set: openssl rand -base64 64")
    return court_of(policy, contracts, all_guards(names, second), pseudonyms)


def open_court(settings: Settings, policy_file: Path | None = None, names: Collection[str] = ()) -> Court:
    """The same by the policy of a file; without one by the settings' own. Raises PolicyError."""
    return seated(settings, *load_policy(policy_file or settings.policy), names)


def _seals(guards: Guards) -> bool:
    return "sealed" in {*guards.pii.replace.values(), *guards.secrets.replace.values()}


def _pseudonyms(settings: Settings) -> Pseudonyms:
    key = settings.redaction_key.get_secret_value().encode() if settings.redaction_key else b""
    return Pseudonyms(key, settings.redaction_within, seals_of(settings))


def seals_of(settings: Settings) -> Seals | None:
    """The keys that seal and open, where there are any. Raises PolicyError for one that is no key."""
    return Seals(seal_keys(settings.seal_key.get_secret_value())) if settings.seal_key else None
