"""What a policy and settings mean for the detectors: a plan, pinned baselines, how windows are cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from detectors.baseline import Baseline
from detectors.monitor import Plan
from schemas.drift import Segment
from schemas.errors import PolicyError
from schemas.policy import DriftPolicy
from schemas.policy_file import load_policy
from streams.settings import Settings
from streams.watch import baselines
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
    made = DriftPlan(drift, folder, length, drift.lateness or settings.lateness, Detecting(Plan()))
    return DriftPlan(drift, folder, length, made.lateness, _detecting(made, pinned))


def _detecting(made: DriftPlan, pinned: bool) -> Detecting:
    drift = made.drift
    plan = Plan(
        window_ms=made.window_ms,
        learn=max(LEAST_LEARNT, int(drift.learn / made.window)),
        pages_per_month=drift.pages_per_month,
        series=drift.segments * _FACETS,
    )
    if drift.baseline is None or not pinned:
        return Detecting(plan)
    return Detecting(plan, kept_for(made, drift.baseline))


def kept_for(plan: DriftPlan, name: str) -> Mapping[Segment, Baseline]:
    """A baseline of the folder, by name, for windows of the plan. Raises PolicyError."""
    kept = baselines.load(plan.folder, name)
    check_windows(plan, kept.name, kept.window_ms)
    return kept.segments


def check_windows(plan: DriftPlan, name: str, window_ms: int) -> None:
    """Counts of windows of another length would all look like a shift. Raises PolicyError."""
    if window_ms != plan.window_ms:
        raise PolicyError(f"baseline {name} has windows of {_said(window_ms)}, not of {_said(plan.window_ms)}")


def _said(length_ms: int) -> str:
    return f"{length_ms / 60_000:g} min"
