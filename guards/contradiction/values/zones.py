"""Time zones as people name them, and how far apart two of them are.

What enters are names of zones; what leaves are zones of the IANA database or `utc+60`, and minutes. A name that the
database of the machine lacks is no zone.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

# An abbreviation stands for the place: "EST" in July is what clocks in New York show.
_NAMES = {
    "utc": "utc gmt z",
    "America/New_York": "et est edt eastern",
    "America/Chicago": "ct cst cdt central",
    "America/Denver": "mt mst mdt mountain",
    "America/Los_Angeles": "pt pst pdt pacific",
    "Europe/London": "bst uk british",
    "Europe/Paris": "cet cest",
    "Europe/Athens": "eet eest",
    "Asia/Kolkata": "ist indian",
    "Asia/Tokyo": "jst",
    "Asia/Seoul": "kst",
    "Asia/Singapore": "sgt",
    "Asia/Hong_Kong": "hkt",
    "Australia/Sydney": "aest aedt",
}
_ZONES = {name: zone for zone, names in _NAMES.items() for name in names.split()}
_OFFSET = re.compile(r"(?:utc|gmt)?\s?([+-])(\d{1,2})(?::?(\d\d))?$")
# Behind a time of day: "14:00Z", "11 pm Central time", "8 am London time", "2 pm (CET)", "9:00 UTC+2".
AFTER = re.compile(
    r"\s?\(?(?P<zone>z\b|(?:utc|gmt)(?:\s?[+-]\d{1,2}(?::?\d\d)?)?\b|[+-]\d\d:?\d\d\b|[ecmp][sd]?t\b|(?:bst|ces?t|ees?t|ist"
    r"|[jk]st|sgt|hkt|ae[sd]t)\b|(?P<place>[a-z]+(?: [a-z]+)?) time\b)\)?"
)


@lru_cache(maxsize=1_024)
def zone_of(name: str) -> str:
    """The zone of a folded name, empty where it is none.

    >>> zone_of("est"), zone_of("+02:00"), zone_of("london"), zone_of("lunch")
    ('America/New_York', 'utc+120', 'Europe/London', '')
    """
    name = name.strip().replace(" standard", "").replace(" daylight", "")
    if (offset := _OFFSET.match(name)) is not None:
        minutes = int(offset[1] + "1") * (60 * int(offset[2]) + int(offset[3] or 0))
        return f"utc{minutes:+d}" if minutes else "utc"
    zone = _ZONES.get(name, name.replace(" ", "_"))
    return zone if zone == "utc" else _known().get(zone.rpartition("/")[2].lower(), "")


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    """The zones of the machine by the name of their place."""
    return {zone.rpartition("/")[2].lower(): zone for zone in sorted(available_timezones()) if "/" in zone[4:]}


@lru_cache(maxsize=4_096)
def shifts(one: str, two: str, day: tuple[int | None, ...] | None) -> frozenset[int]:
    """The minutes that a clock in zone `two` is ahead of one in zone `one`; winter's and summer's where `day` is not
    known.

    >>> sorted(shifts("utc", "Europe/Paris", None)), sorted(shifts("utc", "Europe/Paris", (2026, 7, 1)))
    ([60, 120], [120])
    """
    days = [day] if day is not None else [(2026, 1, 15), (2026, 7, 15)]
    return frozenset(_offset(two, when) - _offset(one, when) for when in days)


def _offset(zone: str, day: tuple[int | None, ...]) -> int:
    if zone.startswith("utc"):
        return int(zone[3:] or 0)
    year, month, number = day
    noon = datetime(year or 2026, month or 1, 1, 12, tzinfo=UTC) + timedelta(days=(number or 1) - 1)
    return int((noon.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()).total_seconds() // 60)
