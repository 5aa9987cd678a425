"""The time of an event, and what is wrong with the one its producer gave.

What enters is a case; what leaves is an instant in UTC that other guards may measure ages from. No guard reads
the clock of this machine: a replay must say the same as the first run.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from guards.case import Case

ClockFault = Literal["before_2000", "in_future", "too_old"]

# No LLM event is older; a clock that starts at its epoch (1970, 1980) shows itself here even without a broker's time.
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


def clock_fault(case: Case) -> ClockFault | None:
    """What is wrong with `occurred_at` by the contract policy's limits; None where it is absent or plausible."""
    occurred, received = case.event.occurred_at, received_at(case)
    if occurred is None:
        return None
    if occurred < _EARLIEST:
        return "before_2000"
    if received is None:
        return None
    limits = case.policy.contract
    if occurred - received > limits.max_clock_skew:
        return "in_future"
    return "too_old" if received - occurred > limits.max_event_age else None


def event_time(case: Case) -> datetime | None:
    """When the event happened: `occurred_at` where it is plausible, else when the broker took it.

    A producer whose clock stands at 1970 must not make every context look fresh.
    """
    if case.event.occurred_at is not None and clock_fault(case) is None:
        return case.event.occurred_at
    return received_at(case) or case.event.occurred_at


def received_at(case: Case) -> datetime | None:
    """The broker's time in UTC; one without an offset is taken as UTC."""
    received = case.received_at
    return received.replace(tzinfo=UTC) if received is not None and received.tzinfo is None else received
