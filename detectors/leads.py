"""Which of the facets that move together is named first: those of a baseline enter, what a person would name leaves.

A lost field shortens answers, and longer answers take longer and cost more: what a thing is made of goes before what is
measured of it. Of categories that take from each other the rarer one is named: `length` up, not `stop` down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detectors.counts import Counts
from detectors.facets import Facet, Layout

_MADE_OF = frozenset(
    {"finish_reasons", "error_types", "tools", "context_sources", "silent_sources", "output_json", "output_language"}
)
_JUDGED = frozenset({"rules", "cannot_tell", "degraded", "not_covered"})
_LENGTH = frozenset({"output_words", "output_tokens", "output_text"})
_FOLLOWS = frozenset({"latency_ms", "cost"})

_GROUPS = {"silent_sources": "context_sources"}
"""A source that fell silent is missing among those that gave something."""


@dataclass(frozen=True, slots=True)
class Lead:
    """Of one facet."""

    field: str
    rank: int
    """Lower ones lead: what it is made of, what was judged of it, actions, anything else, length, what follows."""
    group: str = ""
    """Categories that take from each other."""
    common: bool = False
    """Usually so: of its group, the others are named."""


def leads_of(layout: Layout, pooled: Counts) -> tuple[Lead, ...]:
    """Of all facets of a layout, in its order."""
    return tuple(_lead(facet, layout, pooled) for facet in layout.facets)


def _lead(facet: Facet, layout: Layout, pooled: Counts) -> Lead:
    if facet.of[0] not in ("categories", "new", "path", "path_missing"):
        return Lead(facet.field, _rank(facet))
    count, total = layout.share(facet, pooled)
    return Lead(facet.field, _rank(facet), _GROUPS.get(facet.field, facet.field), 2 * count >= total > 0)


def _rank(facet: Facet) -> int:
    ranks = (_MADE_OF, _JUDGED, {"actions"}, (), _LENGTH, _FOLLOWS)
    if facet.field.startswith("$"):
        return 0
    return next((rank for rank, fields in enumerate(ranks) if facet.field in fields), 3)


def leader(moved: Sequence[tuple[int, int]], leads: Sequence[Lead]) -> tuple[int, int]:
    """Of facets and sides, those with most evidence first, the one to name."""
    if not leads:
        return moved[0]
    first = min(moved, key=lambda each: leads[each[0]].rank)
    lead = leads[first[0]]
    if not lead.common:
        return first
    rarer = [each for each in moved if leads[each[0]].group == lead.group and not leads[each[0]].common]
    return min(rarer, key=lambda each: each[1], default=first)
