"""How long a pattern or a text may take, and what is raised beyond.

Nothing enters. It must load no library that finds: every guard needs it, and few need Presidio.
"""

from __future__ import annotations

from dataclasses import dataclass

from schemas.errors import DependencyError


class TooSlow(DependencyError):
    """A pattern or a text did not come to an end in time, so what it holds is not known.

    The operator: simplifies the patterns of the policy; where it has none, one event was too costly, and waits as
    `on_error` says.
    """


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds of work: of the thread's CPU time, so that a busy machine makes no innocent text too slow.

    Presidio gives up a pattern after its time and would silently find nothing by it. Its own patterns need less than
    0.1 s for a hostile megabyte; a second leaves room for a busy machine.
    """

    pattern_s: float = 1.0
    text_s: float = 20.0
