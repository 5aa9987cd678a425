"""`python -m bench.planted FILE…`: what leaks of planted values, and what is cut out of text that holds none.

What enters are JSON lines of events, each with the values that must go (`must_go`) and the strings that must stay
(`must_stay`), written by people who have not seen the guards; what leaves is a table by type, and the false alarms per
1,000 characters of events without planted values. Values are looked for anywhere in the redacted event, as a reader
of it would.

Rows: `{"id", "register", "event", "must_go": [{"value", "type"}], "must_stay": [str]}`.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from guards.case import Case, Sighting
from guards.judge import Judge
from guards.pii import PiiGuard
from guards.secrets import SecretsGuard
from schemas.interaction import Interaction
from schemas.policy import Guards

NAMES, SECRETS = frozenset({"PERSON"}), frozenset({"SECRET", "URL_TOKEN", "PASSWORD"})
_NO_IDS = frozenset({"event_id"})


@dataclass(slots=True)
class Counts:
    """What was counted over the rows."""

    planted: Counter[str] = field(default_factory=Counter)
    leaked: Counter[str] = field(default_factory=Counter)
    leaks: list[tuple[str, str, str]] = field(default_factory=list)
    torn: list[tuple[str, str]] = field(default_factory=list)
    stay: int = 0
    alarms: list[tuple[str, str, str]] = field(default_factory=list)
    characters: int = 0

    def leak_rate(self, kinds: Iterable[str] | None = None) -> float:
        """Share of planted values that leaked, of these types or of all."""
        chosen = set(self.planted) if kinds is None else set(kinds)
        planted = sum(self.planted[kind] for kind in chosen)
        return sum(self.leaked[kind] for kind in chosen) / planted if planted else 0.0

    @property
    def per_1000(self) -> float:
        """False alarms per 1,000 characters of clean text."""
        return 1000 * len(self.alarms) / self.characters if self.characters else 0.0


def rows_of(files: Sequence[Path]) -> Iterator[dict[str, Any]]:
    """The rows of files."""
    for file in files:
        yield from (json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip())


def counted(rows: Iterable[dict[str, Any]], guards: Guards | None = None) -> Counts:
    """Judges every row by the default policy, or another."""
    judge, counts = Judge([PiiGuard(), SecretsGuard()]), Counts()
    for row in rows:
        case = Case(Interaction.model_validate(row["event"]), guards or Guards())
        judged = judge.judge([case])[0]
        left = "\n".join(_strings(judged.redacted.model_dump(exclude=set(_NO_IDS))))
        for each in row.get("must_go", ()):
            counts.planted[each["type"]] += 1
            if each["value"] in left:
                counts.leaked[each["type"]] += 1
                counts.leaks.append((row["id"], each["type"], each["value"]))
        for said in row.get("must_stay", ()):
            counts.stay += 1
            if said not in left:
                counts.torn.append((row["id"], said))
        if not row.get("must_go"):
            texts = {text.pointer: text.value for text in case.texts}
            counts.characters += sum(map(len, texts.values()))
            cut = [each for each in judged.sightings if each.replace is not None]
            counts.alarms += [(row["id"], each.rule, _said(each, texts)) for each in _apart(cut)]
    return counts


def _apart(sightings: Sequence[Sighting]) -> Iterator[Sighting]:
    """One sighting for each stretch that is cut out."""
    reached: dict[str, int] = defaultdict(lambda: -1)
    for each in sorted(sightings, key=lambda s: (s.span.pointer, s.span.start, -s.span.end)):
        if each.span.start >= reached[each.span.pointer]:
            yield each
        reached[each.span.pointer] = max(reached[each.span.pointer], each.span.end)


def _said(sighting: Sighting, texts: dict[str, str]) -> str:
    return texts.get(sighting.span.pointer, "")[sighting.span.start : sighting.span.end]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from _strings(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item)
    elif value is not None:
        yield str(value)


def main() -> None:
    """Reads the command line and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--show", action="store_true", help="print every leak, tear and false alarm")
    asked = parser.parse_args()
    counts = counted(rows_of(asked.files))
    print(f"{'type':24}{'planted':>9}{'leaked':>8}{'%':>7}")
    for kind, planted in counts.planted.most_common():
        print(f"{kind:24}{planted:9}{counts.leaked[kind]:8}{100 * counts.leaked[kind] / planted:7.1f}")
    names = 100 * counts.leak_rate(NAMES)
    secrets = 100 * counts.leak_rate(SECRETS & set(counts.planted))
    print(f"leaked: all {100 * counts.leak_rate():.1f} %, names {names:.1f} %, secrets {secrets:.1f} %")
    print(f"torn: {len(counts.torn)} of {counts.stay} strings that must stay")
    alarms = Counter(kind for _, kind, _ in counts.alarms)
    print(f"false alarms: {counts.per_1000:.2f} per 1,000 of {counts.characters} clean characters: {dict(alarms)}")
    if asked.show:
        for name, found in (("leak", counts.leaks), ("torn", counts.torn), ("alarm", counts.alarms)):
            for each in found:
                print(name, *each, sep="\t")


if __name__ == "__main__":
    main()
