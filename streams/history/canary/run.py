"""`tidegate canary BEFORE AFTER`: reads both sides, judges bare interactions by the policy, prints what flipped.

What leaves is a table or JSON, and an exit code for gates: 0 no regression, 1 a regression, 2 nothing that could be
compared. A side that cannot be read is an error, never a pass.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic_core import to_json
from rich.table import Table
from rich.text import Text

from schemas.decision import Approved, DecisionBrief, rules_of
from schemas.errors import DependencyError, PolicyError
from schemas.policy_file import load_policy
from streams.history.canary.compare import Comparison, Flips, Side, compare
from streams.history.sources import Entry, Record, Source
from streams.judging.court import Court, seated
from streams.settings import Settings
from streams.terminal.plain_text import plain
from streams.terminal.show import console

NO_REGRESSION, REGRESSION = 0, 1

_BATCH = 64


def run_canary(
    settings: Settings,
    before: str,
    after: str,
    policy_file: Path | None,
    level: float,
    lower_is_better: Sequence[str],
    as_json: bool,
) -> int:
    """The exit code. Raises PolicyError (exit code 2) where there is nothing to compare."""
    judge = _Judging(settings, policy_file)
    try:
        sides = [read_side(Source(settings, text), judge) for text in (before, after)]
    except DependencyError as error:
        raise PolicyError(str(error)) from None  # a gate must not take "unreachable" for "regressed"
    for text, side in zip((before, after), sides, strict=True):
        if side.unread:
            raise PolicyError(f"{text}: {side.unread} records could not be read")
        if not side.answers:
            raise PolicyError(f"{text}: no answered prompt in it; an event needs its messages, or a `prompt_id`")
    found = compare(sides[0], sides[1], level, lower_is_better)
    if not found.pairs:
        raise PolicyError("no prompt is on both sides")
    sys.stdout.write(to_json(as_value(found)).decode() + "\n") if as_json else _print(found, level)
    return REGRESSION if found.regressed else NO_REGRESSION


class _Judging:
    """Decisions for interactions that come without one."""

    def __init__(self, settings: Settings, policy_file: Path | None) -> None:
        self._settings = settings
        self._policy, self._contracts = load_policy(policy_file or settings.policy)

    @cached_property
    def _court(self) -> Court:
        """Only where there is something to judge: guards take seconds to load, and may want what is not there."""
        return seated(self._settings, self._policy, self._contracts)

    def decided(self, batch: Sequence[Entry]) -> list[Record]:
        bare = [entry for entry in batch if not entry.judged]
        briefs = iter(self._briefs(bare)) if bare else iter(())
        return [
            entry.record if entry.judged else Approved(event=entry.record.event, decision=next(briefs))
            for entry in batch
        ]

    def _briefs(self, batch: Sequence[Entry]) -> list[DecisionBrief]:
        return [
            DecisionBrief(
                action=judgement.action,
                rules=rules_of(judgement.findings, "violation"),
                cannot_tell=rules_of(judgement.findings, "cannot_tell"),
            )
            for judgement in self._court.judge.judge([self._court.case(entry.record.event) for entry in batch])
        ]


def read_side(source: Source, judging: _Judging) -> Side:
    """Everything of one source."""
    side = Side()
    batch: list[Entry] = []
    for entry in source:
        batch.append(entry)
        if len(batch) == _BATCH:
            _take(side, judging, batch)
            batch = []
    _take(side, judging, batch)
    side.unread = source.unread
    return side


def _take(side: Side, judging: _Judging, batch: Sequence[Entry]) -> None:
    for record in judging.decided(batch):
        side.add(record)


def as_value(found: Comparison) -> dict[str, Any]:
    """As `--json` prints it."""
    return {
        "pairs": found.pairs,
        "unanswered_now": len(found.before.answers) - found.pairs,
        "new_prompts": found.only_after,
        "repeated": [found.before.repeated, found.after.repeated],
        "regressed": found.regressed,
        "checks": [asdict(flips) for flips in found.flips],
    }


def _print(found: Comparison, level: float) -> None:
    out = console()
    out.print(_told(found), soft_wrap=True)
    table = Table("check", "pairs", "got worse", "got better", "p", "", box=None, pad_edge=False)
    for flips in sorted(found.flips, key=lambda each: (not each.regressed, each.kind == "number", each.p_worse)):
        if flips.worse or flips.better:
            p = flips.p_either if flips.kind == "number" else flips.p_worse
            cells = (str(flips.pairs), str(flips.worse), str(flips.better), f"{p:.2g}", _word(flips))
            table.add_row(Text(plain(flips.name)), *cells, style="bold red" if flips.regressed else "")
    if table.row_count:
        out.print(table)
    steady = sum(not (flips.worse or flips.better) for flips in found.flips)
    out.print(f"{steady} checks without a flip.", soft_wrap=True)
    out.print("Regression." if found.regressed else f"No regression at level {level:g}.", soft_wrap=True)


def _told(found: Comparison) -> str:
    gone, new = len(found.before.answers) - found.pairs, found.only_after
    rest = f", {gone} not answered any more" if gone else ""
    return f"{found.pairs} prompts on both sides{rest}{f', {new} new' if new else ''}."


def _word(flips: Flips) -> str:
    if flips.regressed:
        return "REGRESSION"
    return {"number": "more / less; no gate", "score": "lower / higher", "check": ""}[flips.kind]
