"""What is redacted by default in text that holds few people: documentation, code, configuration, logs.

    python -m bench.false_alarms PATHS... [--files 60] [--seed 7] [--show 100] [--clean FILE] [--types A,B]

Reads a sample of the text files under PATHS, so many of each kind, one stretch of at most 6,000 characters of each,
both drawn by the seed. Prints redacted spans per 1,000 characters by kind and by type, for the guards `pii` and
`secrets`. `--show N` prints N of the spans, drawn by the seed, with what stands around them, to be judged by eye: what
is right among them is no false alarm (licences name their authors), so that the figures are an upper bound.
`--clean FILE` reads JSON lines with an `event` or `input` each, in which nothing should be redacted.

It never writes anything, and what it prints is for the eyes of who measures.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from guards.case import Case, Guard
from guards.pii import PiiGuard
from guards.secrets import SecretsGuard
from schemas.interaction import Interaction

KINDS = {
    "docs": {".md", ".rst", ".txt", ".html", ""},
    "code": {".py", ".js", ".ts", ".go", ".c", ".h", ".sh", ".java", ".rs", ".css", ".pl", ".sql", ".cmake", ".mjs"},
    "config": {".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf", ".json", ".xml", ".properties", ".csv"},
    "logs": {".log"},
}
_STRETCH = 6_000
_AROUND = 60
_READ_MAX = 2_000_000


class Sample(NamedTuple):
    """One stretch of one file."""

    kind: str
    text: str
    suffix: str = ""


class Alarm(NamedTuple):
    """One redacted span, with the text that it stands in."""

    kind: str
    type: str
    text: str
    start: int
    end: int

    def shown(self) -> str:
        """The span between brackets and what is around it, on one line."""
        before = self.text[max(self.start - _AROUND, 0) : self.start]
        after = self.text[self.end : self.end + _AROUND]
        return f"{before}[[{self.text[self.start : self.end]}]]{after}".replace("\n", "⏎")


def kind_of(path: Path) -> str | None:
    """What a file is by the end of its name; logs also by the folder they are in."""
    if "log" in path.parts[1:-1] and path.suffix in ("", ".txt", ".log"):
        return "logs"
    return next((kind for kind, suffixes in KINDS.items() if path.suffix.lower() in suffixes), None)


def files_under(paths: Sequence[Path]) -> dict[str, list[Path]]:
    """The files of every kind, in a fixed order."""
    found: dict[str, list[Path]] = defaultdict(list)
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            kind = kind_of(file)
            if kind and file.is_file() and not file.is_symlink():
                found[kind].append(file)
    return found


def samples(paths: Sequence[Path], files: int, seed: int) -> Iterator[Sample]:
    """A stretch of each drawn file; what is no text is passed over."""
    for kind, known in sorted(files_under(paths).items()):
        drawn = random.Random(f"{seed} {kind}")
        drawn.shuffle(known)
        turns = by_turns(known)
        taken = 0
        # Logs are few and long: each gives as many stretches as are still wanted.
        for file in turns * (1 if kind != "logs" else 1 + files // max(len(turns), 1)):
            text = _text(file)
            if text is None:
                continue
            start = drawn.randrange(max(len(text) - _STRETCH, 0) + 1)
            start = text.rfind("\n", 0, start) + 1
            yield Sample(kind, text[start : start + _STRETCH], file.suffix.lower())
            taken += 1
            if taken == files:
                break


def by_turns(files: Sequence[Path]) -> list[Path]:
    """One of each ending after the other, so that no kind of file outnumbers the others."""
    seen: Counter[str] = Counter()
    turns = []
    for place, file in enumerate(files):
        seen[file.suffix.lower()] += 1
        turns.append((seen[file.suffix.lower()], place, file))
    return [file for _, _, file in sorted(turns)]


def _text(file: Path) -> str | None:
    try:
        raw = file.read_bytes()[:_READ_MAX]
        text = raw.decode()
    except (OSError, ValueError):
        return None
    return text if text.strip() and "\0" not in text else None


def clean_events(file: Path) -> Iterator[Interaction]:
    """Events of JSON lines; each may be wrapped as `event` or `input`."""
    for line in file.read_text("utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        yield Interaction.model_validate(row.get("event") or row.get("input") or row)


def alarms(guards: Sequence[Guard], kind: str, event: Interaction) -> Iterator[Alarm]:
    """What is redacted in an event."""
    case = Case(event)
    values = {(text.pointer, text.kind == "key"): text.value for text in case.texts}
    for guard in guards:
        for seen in guard.check([case])[0].sightings:
            if seen.replace:
                value = values.get((seen.span.pointer, seen.span.in_key), "")
                yield Alarm(kind, seen.replace, value, seen.span.start, seen.span.end)


def main() -> None:
    """Prints the table, and the spans where asked."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    ask.add_argument("paths", nargs="*", type=Path)
    ask.add_argument("--files", type=int, default=60)
    ask.add_argument("--seed", type=int, default=7)
    ask.add_argument("--show", type=int, default=0)
    ask.add_argument("--clean", type=Path)
    ask.add_argument("--types", default="")
    asked = ask.parse_args()
    guards: list[Guard] = [PiiGuard(), SecretsGuard()]
    found: list[Alarm] = []
    characters: Counter[str] = Counter()
    if asked.clean:
        for event in clean_events(asked.clean):
            characters["clean"] += sum(len(text.value) for text in Case(event).texts)
            found += alarms(guards, "clean", event)
    for sample in samples(asked.paths, asked.files, asked.seed):
        characters[sample.kind] += len(sample.text)
        found += alarms(guards, sample.kind, Interaction.model_validate({"tenant": "t", "messages": sample.text}))
    table(found, characters)
    wanted = set(asked.types.split(",")) - {""}
    shown = [alarm for alarm in found if not wanted or alarm.type in wanted]
    random.Random(asked.seed).shuffle(shown)
    for alarm in shown[: asked.show]:
        print(f"{alarm.kind:6} {alarm.type:16} {alarm.shown()}")


def table(found: Sequence[Alarm], characters: Counter[str]) -> None:
    """Redacted spans per 1,000 characters."""
    counts = Counter((alarm.kind, alarm.type) for alarm in found)
    for kind, size in sorted(characters.items()):
        types = [(count, name) for (of, name), count in counts.items() if of == kind]
        per = sum(count for count, _ in types) * 1_000 / max(size, 1)
        each = ", ".join(f"{name} {count}" for count, name in sorted(types, reverse=True))
        print(f"{kind:7} {size:9,} characters, {per:6.3f} redacted per 1,000: {each}")
    whole = sum(characters.values())
    print(f"all     {whole:9,} characters, {len(found) * 1_000 / max(whole, 1):6.3f} redacted per 1,000")


if __name__ == "__main__":
    main()
