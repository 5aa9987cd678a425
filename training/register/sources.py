"""Natural text to learn from: what every Python and every Debian brings, and the public sets of names.

What enters are the folders of this machine; what leaves are stretches of files, lines with the register they are of,
and sentences with their names. Nothing of it ships. Somebody else's machine has other files, and gives other weights.
"""

from __future__ import annotations

import io
import re
import sysconfig
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bench.false_alarms import Sample, samples
from training.register.made import Made

_SETS = ("wikigold", "wnut17_train", "wnut17_dev", "btc_a", "btc_b", "btc_e", "btc_f", "btc_g", "btc_h")
_KINDS = {"PER": "PERSON", "LOC": "LOCATION", "person": "PERSON", "location": "LOCATION"}
_OTHER_KINDS = {"ORG", "corporation", "group"}
_NO_SPACE_BEFORE = frozenset(".,!?;:)]}%'’”") | {"'s", "n't", "'re", "'m", "'ll", "'ve", "'d", "’s", "..."}
_NO_SPACE_AFTER = frozenset("([{#@$“")
_CONFIG = {".json": "json", ".csv": "table"}
_SENTENCE = re.compile(r"\s*[-*•>\d.)\s]{0,6}[A-Z\"'(].*\b[a-z]{2,} [a-z]{2,}\b")
_ROW = re.compile(
    r"\s*\|.*\|\s*$|[^,\n]{0,60}(?:,[^,\n ]{0,60}){3,}$|[^\t\n]+(?:\t[^\t\n]*){2,}$|\S+(?:\s{2,}\S+){2,}\s*$"
)


@cache
def folders() -> tuple[Path, ...]:
    """The standard library with what is installed beside it, packages, documentation and logs of a Debian."""
    named = {Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "purelib")}
    return (*sorted(named), Path("/usr/share/doc"), Path("/var/log"))


def stretches(files: int, seed: int) -> Iterator[Sample]:
    """So many files of each kind."""
    return samples([folder for folder in folders() if folder.is_dir()], files, seed)


def sentences(folder: Path) -> Iterator[Made]:
    """The public sets of names; spans of organisations are left out as neither."""
    for name in _SETS:
        rows: list[tuple[str, str]] = []
        for line in [*(folder / f"{name}.conll").read_text("utf-8").splitlines(), ""]:
            parts = line.rsplit("\t" if "\t" in line else " ", 1)
            if len(parts) == 2 and parts[0].strip() and parts[0] != "-DOCSTART-":
                rows.append((parts[0].strip(), parts[1].strip()))
            elif rows:
                yield _sentence(rows, name)
                rows = []


def _sentence(rows: list[tuple[str, str]], source: str) -> Made:
    text, glue, open_kind = "", "", ""
    spans: list[tuple[int, int, str]] = []
    for word, tag in rows:
        text += ("" if not text or word in _NO_SPACE_BEFORE else glue) + word
        glue = "" if word in _NO_SPACE_AFTER else " "
        kind = _KINDS.get(tag[2:], "ORGANIZATION" if tag[2:] in _OTHER_KINDS else "")
        if kind and kind == open_kind and not tag.startswith("B-"):
            spans[-1] = (spans[-1][0], len(text), kind)
        elif kind:
            spans.append((len(text) - len(word), len(text), kind))
        open_kind = kind
    return Made(text, tuple(spans), source)


def labelled_lines(sample: Sample) -> Iterator[tuple[int, str]]:
    """Number and register of the lines of a stretch that are surely of one; the others are passed over."""
    lines = sample.text.split("\n")
    code = _code_lines(sample.text) if sample.kind == "code" else frozenset()
    rows = [bool(_ROW.match(line)) for line in lines]
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        beside = rows[max(number - 1, 0) : number + 2]
        if sample.kind == "logs":
            yield number, "log"
        elif sample.kind == "config":
            yield number, _CONFIG.get(sample.suffix, "config")
        elif number in code:
            yield number, "code"
        elif sample.kind == "docs" and all(beside) and len(beside) > 1:
            yield number, "table"
        elif sample.kind == "docs" and _SENTENCE.match(line) and not line.startswith(("    ", "\t")):
            yield number, "prose"


def _code_lines(text: str) -> frozenset[int]:
    """Lines with Python outside comments and long strings; of other languages, those that no comment begins."""
    spoken: set[int] = set()
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            long_string = token.type == tokenize.STRING and token.end[0] > token.start[0]
            if token.type == tokenize.COMMENT or long_string:
                spoken.update(range(token.start[0] - 1, token.end[0]))
    except (tokenize.TokenError, SyntaxError):
        pass
    lines = text.split("\n")
    return frozenset(
        number
        for number, line in enumerate(lines)
        if number not in spoken and not line.strip().startswith(("#", "//", "*", "/*", '"""', "'''"))
    )
