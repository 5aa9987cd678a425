"""What a policy and settings mean for the detectors: a plan, pinned baselines, how windows are cut."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from detectors.monitor import Plan
from schemas.errors import PolicyError
from schemas.policy import DriftPolicy
from schemas.policy_file import load_policy
from streams.settings import Settings
from streams.watch import baselines
from streams.watch.baselines import Kept
from streams.watch.tenants import Detecting

_FACETS = 64
"""Of a segment, about: what the budget is spread over must not depend on what happens to be watched where."""

LEAST_LEARNT = 8
"""Windows; from fewer nothing is known of how they vary."""


@dataclass(frozen=True, slots=True)
class DriftPlan:
    """All of it."""

    drift: DriftPolicy
    folder: Path
    """Of baselines."""
    window: timedelta
    lateness: timedelta
    detecting: Detecting
    pinned: Kept | None = None
    """The baseline that the detectors start from, where there is one. Read once: who wants another starts anew."""

    @property
    def window_ms(self) -> int:
        """Length of a window."""
        return int(self.window.total_seconds() * 1000)


def drift_plan(
    settings: Settings,
    policy_file: Path | None = None,
    *,
    window: timedelta | None = None,
    pages_per_month: float | None = None,
    learn: timedelta | None = None,
    baseline: str | None = None,
    pinned: bool = True,
) -> DriftPlan:
    """From the policy, under what the command line says; `pinned` reads the pinned baseline. Raises PolicyError."""
    path = policy_file or settings.policy
    policy, _ = load_policy(path)
    said = {"window": window, "pages_per_month": pages_per_month, "learn": learn, "baseline": baseline}
    drift = policy.drift.model_copy(update={name: value for name, value in said.items() if value is not None})
    folder = (path.parent if path else Path()) / drift.baselines
    written = window is not None or "window" in policy.drift.model_fields_set
    length = drift.window if written else settings.window
    plan = Plan(
        window_ms=int(length.total_seconds() * 1000),
        learn=max(LEAST_LEARNT, int(drift.learn / length)),
        pages_per_month=drift.pages_per_month,
        series=drift.segments * _FACETS,
    )
    made = DriftPlan(drift, folder, length, drift.lateness or settings.lateness, Detecting(plan))
    if drift.baseline is None or not pinned:
        return made
    kept = kept_for(made, drift.baseline)
    return replace(made, detecting=Detecting(plan, kept.segments), pinned=kept)


def kept_for(plan: DriftPlan, name: str) -> Kept:
    """A baseline of the folder, by name, for windows of the plan. Raises PolicyError."""
    kept = baselines.load(plan.folder, name)
    check_windows(plan, kept.name, kept.window_ms)
    return kept


def check_windows(plan: DriftPlan, name: str, window_ms: int) -> None:
    """Counts of windows of another length would all look like a shift. Raises PolicyError."""
    if window_ms != plan.window_ms:
        raise PolicyError(f"baseline {name} has windows of {_said(window_ms)}, not of {_said(plan.window_ms)}")


def _said(length_ms: int) -> str:
    return f"{length_ms / 60_000:g} min"
