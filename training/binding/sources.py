"""The sources that weights are fitted on: which belong to one family, which may train, and whose they are.

What enters are the public sets, the tables of `bench.everyday` and the hand-written pairs; what leaves are their claims
as examples. What may only be scored never becomes one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.contradiction_ours import ours
from bench.contradiction_rows import Row, sampled, sources
from training.binding.examples import Example, examples_of, single_out


class Source(NamedTuple):
    """What is known of a source that trains."""

    family: str
    """What is left out together: the same makers, the same tables, or the same kind of text."""
    origin: str
    licence: str


_PROJECT = "this repository"
TRAINS = {
    "clapnq": Source("prose", "`primeqa/clapnq`", "Apache-2.0; Wikipedia, CC BY-SA"),
    "conj_nli": Source("prose", "`swarnaHub/ConjNLI` (Saha, Nie, Bansal, 2020)", "MIT"),
    "factcheck_gpt": Source("prose", "`yuxiaw/Factcheck-GPT`", "Apache-2.0; web text"),
    "fool_me_twice": Source("prose", "`google-research/fool-me-twice`", "Apache-2.0; Wikipedia, CC BY-SA"),
    "q2": Source("prose", "`orhonovich/q-squared`", "Apache-2.0; ParlAI, MIT"),
    "summedits": Source("prose", "`salesforce/factualNLG`", "Apache-2.0; texts of third parties"),
    "tabfact": Source("wikipedia_tables", "`wenhuchen/Table-Fact-Checking`", "MIT; Wikipedia tables"),
    "logicnlg": Source("wikipedia_tables", "`wenhuchen/LogicNLG`", "MIT; Wikipedia tables"),
    "ci_tod_calendar": Source("ci_tod", "`yizhen20133868/CI-ToD`", "MIT"),
    "ci_tod_navigate": Source("ci_tod", "`yizhen20133868/CI-ToD`", "MIT"),
    "ci_tod_weather": Source("ci_tod", "`yizhen20133868/CI-ToD`", "MIT"),
    "dart": Source("dart", "`Yale-LILY/dart`, parts from WikiSQL", "MIT; BSD-3"),
    "infotabs": Source("infotabs", "`infotabs/infotabs`", "Apache-2.0"),
    "quintd": Source("quintd", "`kasnerz/quintd`", "MIT"),
    "rotowire": Source("rotowire", "`ehudreiter/accuracySharedTask`", "CC0-1.0"),
    "tatqa": Source("tatqa", "`NExTplusplus/TAT-QA`", "CC BY 4.0"),
    "everyday": Source("tables", _PROJECT, "Apache-2.0"),
    "styles": Source("tables", _PROJECT, "Apache-2.0"),
    "fields": Source("tables", _PROJECT, "Apache-2.0"),
    "authors_first": Source("authors_first", _PROJECT, "Apache-2.0"),
    "authors_second": Source("authors_second", _PROJECT, "Apache-2.0"),
    "authors_third": Source("authors_third", _PROJECT, "Apache-2.0"),
    "authors_fourth": Source("authors_fourth", _PROJECT, "Apache-2.0"),
    "authors_fifth": Source("authors_fifth", _PROJECT, "Apache-2.0"),
}
"""By source. All others are only ever judged: RAGTruth, ExpertQA, WiCE, FEVER symmetric, the negation sets, FaithDial's
audit and the real exchanges by their terms, the hand-written rows of `authors_judged` so that one set stays unseen."""

WRITTEN = frozenset(("authors_first", "authors_second", "authors_third", "authors_fourth", "authors_fifth"))
"""Families of answers written by hand whose every claim is labelled."""
BINDS = frozenset(("prose", "dart", "infotabs", "ci_tod", "tables")) | WRITTEN
"""Families whose right answers say what one fact says, so that they show which fact was meant."""
_SINGLED_OUT = frozenset(("tables", "ci_tod"))
"""Families without marks whose wrong answers have one wrong value each."""
_FEWER = ("rotowire", "quintd")
_FEWER_MAX = 300
"""Long answers over long contexts: so many speak loudly enough."""


def family(source: str) -> str | None:
    """What a source is left out with; None where it trains nothing."""
    known = TRAINS.get(source)
    return known.family if known is not None else None


def labelled(folder: Path) -> dict[str, list[Row]]:
    """The rows of every source that trains."""
    found = {**sources(folder), **ours()}
    return {source: found[source] for source in TRAINS}


def examples(rows: Mapping[str, Sequence[Row]], size: int) -> list[Example]:
    """The claims of every source, of at most so many answers of each public one."""
    found: list[Example] = []
    for source, of in rows.items():
        public = TRAINS[source].origin != _PROJECT
        kept = sampled(of, min(size, _FEWER_MAX) if source in _FEWER else size) if public else of
        for row in kept:
            found += _claims(row, swaps=2 if public else 1)
    single_out([one for one in found if family(one.source) in _SINGLED_OUT])
    return found


def _claims(row: Row, swaps: int) -> Iterator[Example]:
    asked = next((one["content"] for one in reversed(row.messages) if one["role"] == "user"), "")
    marks = [(one.start, one.end) for one in row.stretches if one.conflict] if row.stretches else None
    swaps = swaps if row.label == "supported" else 0
    yield from examples_of(row.source, row.group, row.id, row.contexts, row.answer, row.label, asked, marks, swaps)
