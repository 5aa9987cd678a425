"""What the contradiction guard finds and what it flags wrongly, on answers that people labelled: one table.

    python -m bench.contradiction                     the table
    python -m bench.contradiction --source quintd     of some sources (may be given again)
    python -m bench.contradiction --rows 1000         of each source, at most (default 600)
    python -m bench.contradiction --weights FOLDER    each source by weights that never saw its family (below)
    python -m bench.contradiction --page FILE         the table and the goals into their places of a page
    python -m bench.contradiction --json FILE         every figure and what became of every row, into a file
    python -m bench.contradiction --against FILE      what changed since that file was written, by source and by row
    python -m bench.contradiction --read 20           so many wrong flags and so many misses of each source, with texts

A line is a source and a form of context. `sup`, `con` and `oth` are right answers, contradictions, and others: made-up
parts, which count neither for nor against a flag, and those whose context is about something else, which count against.

- `flagged`, `held`: right answers with a conflict, with one of severity `high`, which `hold_from: high` holds
- `found`: contradictions with a conflict; `on mark`: with one on a part that people marked as wrong, where they did
- `precision`: contradictions among what is flagged; `evidence`: conflicts on a mark among those of marked answers
- `AUROC`: how the support score tells contradictions, and all that is not supported, from right answers; beside it the
  share of the answer's words that the context has, the answer alone, and its length in the better direction. Where one
  of the last two is above .65 the line is no headline. Those of ragtruth and quintd are taken inside `kind` (task and
  model), which gives the label away, and averaged by size
- `us`: CPU time per event of the source, in batches of 64

In brackets: the middle 95 % of samples of whole groups. The last lines pool the flags of contradiction2 by form and
average its areas. Then the findings by rule: right (on a contradiction, and on a mark where it has marks), wrong, and
other (on an answer or a part with another fault).

The last column says what the weights that judged a source know of it. With the shipped weights most sources are `in the
fit`, and their figures say how well the past is remembered. `python -m training.binding.fit --held-out FOLDER` writes a
file of weights for each family of sources, fitted without it; with `--weights FOLDER` each source is judged by that of
its family (`held out`), or, where it `never trains`, by that of everything. Rows of our own are marked so. This is of
what binds and decides: the few weights of near-copies and the support score have seen some prose (see their trainings).

Then, of the rows written by hand (`contradiction_ours`), the same by kind of claim, with `evidence` right on both
sides, and what was asked of the guard, met or missed (`contradiction_goals`).

Only `bench.contradiction_judged.judge` makes a guard, one for each source, and only `Case`s reach it: any engine is
measured the same way.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.contradiction_goals import goal_lines, goals, kind_lines
from bench.contradiction_judged import Finding, Judged, judge, standing
from bench.contradiction_ours import TABLE_SOURCES, ours
from bench.contradiction_rows import data_folder, sampled, sources
from bench.contradiction_table import HEAD, Line, by_rule, drawn, filled, line, page_lines, rule_lines, totals
from bench.yardstick import machine
from guards.case import Span
from guards.contradiction.bind.model import Model
from training.binding.sources import family


def main() -> None:
    """Prints the table, or why there is none."""
    asked = _arguments().parse_args()
    folder = data_folder()
    print(machine())
    if not folder.is_dir():
        print("no figures: the folder of the public sets is absent (TIDEGATE_DATA)")
        return
    found = {**sources(folder), **ours()}
    unknown = set(asked.source) - set(found)
    if unknown:
        raise SystemExit(f"no such source: {', '.join(sorted(unknown))}; there are {', '.join(found)}")
    lines, judged = [], []
    print(HEAD)
    for source in asked.source or found:
        model, fit = weights_of(source, asked.weights)
        here, us = judge(sampled(found[source], asked.rows), model)
        judged += here
        for form in sorted({one.row.form for one in here}):
            lines.append(line(source, form, [one for one in here if one.row.form == form], us, fit))
            print(drawn(lines[-1]), flush=True)
    for one in totals(lines, judged):
        lines.append(one)
        print(drawn(one))
    rules = by_rule(judged)
    print(*rule_lines(rules), *kind_lines(judged), sep="\n")
    reached = list(goals(lines, judged))
    print("\ngoals", *goal_lines(reached), sep="\n")
    if asked.read:
        print(*read(judged, asked.read), sep="\n")
    now = report(lines, judged, rules) | {"goals": [one._asdict() | {"standing": one.standing} for one in reached]}
    if asked.against:
        print(*changes(json.loads(asked.against.read_text("utf-8")), now), sep="\n")
    if asked.page:
        page = filled(asked.page.read_text("utf-8"), "table", page_lines(lines))
        asked.page.write_text(filled(page, "goals", goal_lines(reached)), "utf-8")
    if asked.json:
        asked.json.write_text(json.dumps(now, indent=1), "utf-8")


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.contradiction")
    parser.add_argument("--source", action="append", default=[])
    parser.add_argument("--rows", type=int, default=600)
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--page", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--read", type=int, default=0)
    return parser


def weights_of(source: str, folder: Path | None) -> tuple[Model | None, str]:
    """The weights that judge a source, and what they know of it. SystemExit where the folder lacks a file."""
    of = family(source)
    known = "never trains" if of is None else "in the fit" if folder is None else "held out"
    said = f"{known}, ours" if source in TABLE_SOURCES or source.startswith("authors_") else known
    if folder is None:
        return None, said
    path = folder / f"{of or 'whole'}.json"
    if not path.is_file():
        raise SystemExit(f"{path} is absent: python -m training.binding.fit --held-out {folder}")
    return Model(json.loads(path.read_text("utf-8"))), said


def read(judged: Sequence[Judged], size: int) -> Iterator[str]:
    """Wrong flags and misses of each source with their texts, for whoever wants to know why."""
    for source in dict.fromkeys(one.row.source for one in judged):
        here = [one for one in judged if one.row.source == source]
        wrong = [(one, finding) for one in here for finding in one.findings[:1] if standing(one, finding) == "wrong"]
        for one, finding in wrong[:size]:
            yield f"\nWRONG {one.row.id} ({one.row.label}, {finding.severity}): {finding.reason}"
            yield f"  answer:  {_around(one.row.answer, finding.span)}"
            yield f"  context: {_around(*_other_side(one, finding))}"
        for one in [one for one in here if one.row.label == "contradiction" and not one.flagged][:size]:
            yield f"\nMISSED {one.row.id}: {' '.join(one.row.answer.split())[:600]}"
            for mark in one.row.stretches:
                title = "conflict" if mark.conflict else "other"
                yield f"  {title}: {one.row.answer[mark.start : mark.end]!r} {' '.join(mark.meta.split())}"
            yield f"  context: {' | '.join(' '.join(text.split()) for text in one.row.contexts)[:1500]}"


def _other_side(one: Judged, finding: Finding) -> tuple[str, Span]:
    span = finding.other
    return (one.texts.get(span.pointer, ""), span) if span else ("", finding.span)


def _around(text: str, span: Span) -> str:
    begin, end = max(0, span.start - 220), span.end + 160
    marked = f"{text[begin : span.start]}[{text[span.start : span.end]}]{text[span.end : end]}"
    return " ".join(marked.split())


def report(
    lines: Sequence[Line], judged: Sequence[Judged], rules: Mapping[str, Mapping[str, Counter[str]]]
) -> dict[str, Any]:
    """Everything as JSON: no text of the sets in it."""
    return {
        "lines": [asdict(one) for one in lines],
        "rules": {rule: {source: dict(count) for source, count in of.items()} for rule, of in rules.items()},
        "rows": {
            one.row.id: {
                "source": one.row.source,
                "form": one.row.form,
                "label": one.row.label,
                "flagged": one.flagged,
                "held": one.held,
                "support": round(one.support, 6),
                "rules": [finding.rule for finding in one.findings],
            }
            for one in judged
        },
    }


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """What differs between two reports: the figures of each line, and the rows that both have and judge otherwise."""
    old = {(one["source"], one["form"]): one["figures"] for one in before["lines"]}
    yield "\nchanges: before -> now"
    for one in now["lines"]:
        figures = old.get((one["source"], one["form"]), {})
        moved = [
            f"{name} {_change(figures[name], value)}"
            for name, value in one["figures"].items()
            if name in figures and _change(figures[name], value)
        ]
        if moved:
            yield f"{one['source']:16} {one['form']:5} " + " · ".join(moved)
    for what in ("flagged", "held"):
        found = defaultdict(list)
        for row, is_now in now["rows"].items():
            was = before["rows"].get(row)
            if was is not None and was[what] != is_now[what]:
                better = (is_now["label"] == "contradiction") == is_now[what]
                found[f"{'now' if is_now[what] else 'no longer'} {what}", better].append(row)
        for (title, better), rows in sorted(found.items()):
            yield f"{title}, {'better' if better else 'worse'} ({len(rows)}): {' '.join(rows)}"


def _change(was: float | None, value: float | None) -> str:
    if was is None or value is None or abs(was - value) < 0.0005:
        return ""
    return f"{was:.3f} -> {value:.3f}"


if __name__ == "__main__":
    main()
