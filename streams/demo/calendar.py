"""The six days: who is at work when, what happens on which of them, and how long each lasts on the screen.

What enters is the day the story begins; what leaves are instants. Everything else in the demo asks here.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

DAYS = 6
OPENS, CLOSES = 8, 18
"""Hours of the day between which members write."""

FEED_HOUR = 5
"""When eligibility is loaded, on the days it is."""
STALE_DAYS = (3, 4, 5)
"""On these it is not. The last good load is that of day 2."""
RELEASE_DAY, RELEASE_FROM, RELEASE_TO = 5, 9, 15
"""Day and hours of model version 4.3.0 in the portal, which drops a field; then it is rolled back."""

# Conversations a day: quiet at both ends.
CONVERSATIONS = (55, 85, 95, 95, 85, 55)


class Scene(NamedTuple):
    """A line of the narrator."""

    day: int
    hour: float
    title: str


SCENES = (
    Scene(1, OPENS, "A quiet day. Members ask, the assistant answers; addresses and phone numbers are redacted."),
    Scene(2, OPENS, "Members paste what they should not: a card number, a social security number, a password, a key."),
    Scene(2, 15, "One answer quotes a deductible that is not the plan's. The answer reads just as well as any other."),
    Scene(2, 16, "The portal's JSON is cut off by a token limit."),
    Scene(3, OPENS, "Last night's eligibility load did not run, and nobody noticed. Every answer still looks fine."),
    Scene(4, OPENS, "Second day without a load. The record that answers lean on is two days old."),
    Scene(5, OPENS, "Third day without a load."),
    Scene(5, RELEASE_FROM, "Model 4.3.0 goes live in the portal. Its JSON no longer says which plan the member is on."),
    Scene(5, 13, "A broken producer sends what nobody can read."),
    Scene(5, RELEASE_TO, "4.3.0 is rolled back."),
    Scene(6, OPENS, "The load ran again. A quiet day."),
)


def first_day(now: datetime) -> datetime:
    """Midnight (UTC) six days before today: the story ends yesterday evening, well within an event's allowed age."""
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=DAYS)


def moment(begin: datetime, day: int, hour: float) -> datetime:
    """An hour of one of the days, counted from 1."""
    return begin + timedelta(days=day - 1, hours=hour)


def loaded_at(begin: datetime, at: datetime) -> datetime:
    """When eligibility was last loaded before an instant; days before the story have numbers below 1."""
    today = (at - begin).days + 1
    days = [day for day in range(today - len(STALE_DAYS) - 1, today + 1) if day not in STALE_DAYS]
    loads = [moment(begin, day, FEED_HOUR) for day in days]
    return max(load for load in loads if load <= at)


def is_released(begin: datetime, at: datetime) -> bool:
    """Whether model version 4.3.0 answers at an instant."""
    return moment(begin, RELEASE_DAY, RELEASE_FROM) <= at < moment(begin, RELEASE_DAY, RELEASE_TO)


def progress(begin: datetime, at: datetime) -> float:
    """How much of the story has passed, 0 to 1. Nights take no time."""
    days, rest = divmod((at - begin) / timedelta(days=1), 1)
    share = (rest * 24 - OPENS) / (CLOSES - OPENS)
    return min(1.0, max(0.0, (days + min(1.0, max(0.0, share))) / DAYS))


def instant(begin: datetime, share: float) -> datetime:
    """The inverse of `progress`: what the story's clock shows."""
    days, rest = divmod(min(share, 0.999999) * DAYS, 1)
    return moment(begin, int(days) + 1, OPENS + rest * (CLOSES - OPENS))
