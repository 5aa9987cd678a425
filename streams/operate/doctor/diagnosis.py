"""One line of the doctor: what was looked at, how it is, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warn", "fail", "skip"]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """`fail` is broken; `warn` works and should not stay so; `skip` could not be looked at, and says why."""

    about: str
    state: State
    says: str
    do: str = ""
    """What to do, where it is not ok."""


def ok(about: str, says: str) -> Diagnosis:
    """All is well."""
    return Diagnosis(about, "ok", says)


def fail(about: str, says: str, do: str) -> Diagnosis:
    """Broken."""
    return Diagnosis(about, "fail", says, do)


def warn(about: str, says: str, do: str) -> Diagnosis:
    """Works, and should not stay so."""
    return Diagnosis(about, "warn", says, do)


def skip(about: str, says: str) -> Diagnosis:
    """Not looked at."""
    return Diagnosis(about, "skip", says)
