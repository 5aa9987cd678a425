"""Words that make two statements of different things, however alike they are otherwise: groups of which a thing is
one and not another.
"""

from __future__ import annotations

CONTRASTS = tuple(
    frozenset(group.split())
    for group in (
        "individual family household",
        "primary specialist urgent emergency preventive",
        "generic brand preferred",
        "first second third fourth fifth last final",
        "previous current next new old prior",
        "adult child senior student",
        "minimum maximum min max lowest highest",
        "standard express premium basic pro gold silver bronze platinum enterprise",
        "start end begin close expire open launch",
        "departure arrival depart arrive",
        "weekday weekend",
        "morning afternoon evening",
        "domestic international",
        "inpatient outpatient",
        "gross net",
        "monthly weekly daily quarterly hourly",
        "male female men women boy girl",
        "north south east west",
        "buy sell",
        "bear born birth die death",
        "employee employer",
        "checkin checkout",
        "deposit fee balance",
    )
)
