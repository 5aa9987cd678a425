"""Every value under `data` and `stringData` of a Kubernetes Secret, in YAML and JSON; a ConfigMap's stay.

What enters is plain text, with any number of documents; what leaves are candidates for the values alone. Lines and
tokens are read once each. https://kubernetes.io/docs/concepts/configuration/secret/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from guards.secrets.candidate import Candidate, Finder
from guards.secrets.never import is_reference, stands_for_one

RULE: Final = "KUBERNETES_SECRET"
HOLDERS: Final = frozenset({"data", "stringData"})
_CONFIDENCE: Final = 0.9
_HINT: Final = re.compile(r"kind[\"'\\]{0,5}\s{0,8}:\s{0,8}[\"'\\]{0,5}Secret", re.ASCII)
# A manifest may stand in a JSON string, its line breaks escaped.
_LINE: Final = re.compile(r"(?P<body>[^\n]*)(?P<end>\n|$)")
_ESCAPED_LINE: Final = re.compile(r"(?P<body>(?:(?!\\n|(?<!\\)\")[^\n])*+)(?P<end>\\n|\n|\"|$)")
_IS_ESCAPED: Final = re.compile(r"\\n[ -]{0,8}kind: {0,2}Secret|kind: {0,2}Secret {0,2}\\n", re.ASCII)
_KIND: Final = re.compile(r"[ ]*(?:- +)?[\"']?kind[\"']?:[ ]*[\"']?Secret[\"']?[ \t\r]*(?:#[^\n]*)?", re.ASCII)
_HOLDER: Final = re.compile(
    r"[ ]*(?:- +)?[\"']?(?:data|stringData)[\"']?:[ ]*(?P<flow>\{[^\n]*)?[ \t\r]*(?:#[^\n]*)?", re.ASCII
)
_MEMBER: Final = re.compile(
    r"[ ]*(?:[\"'][^\"'\n]{1,253}[\"']|[\w.-]{1,253})[ ]*:(?:[ ]+(?P<value>[^\n]*?))?[ \t\r]*", re.ASCII
)
_BLOCK: Final = re.compile(r"[|>][-+0-9]{0,2}\s*(?:#[^\n]*)?", re.ASCII)
_FLOW_VALUE: Final = re.compile(
    r":\s*(?:\"(?P<double>(?:[^\"\\\n]|\\.)*+)\"|'(?P<single>[^'\n]*+)'|(?P<bare>[^\s,{}\"'][^,{}\n]*+))"
)
# JSON, as it is and in a string of JSON, once and twice.
_TOKENS: Final = (
    ('"', re.compile(r"\"(?P<said>(?:[^\"\\\n]|\\.)*+)\"|[{}\[\]:,]")),
    ('\\"', re.compile(r"\\\"(?P<said>(?:(?!\\\")[^\n\"])*+)\\\"|[{}\[\]:,]")),
    ('\\\\\\"', re.compile(r"\\\\\\\"(?P<said>(?:(?!\\\\\\\")[^\n\"])*+)\\\\\\\"|[{}\[\]:,]")),
)


class _Line(NamedTuple):
    start: int
    end: int
    indent: int
    """Column of what stands there, behind a dash too; -1 for nothing or a comment."""
    dashed: bool


def _secrets(text: str) -> Iterator[Candidate]:
    for quote, token in _TOKENS:
        if f"kind{quote}" in text:
            yield from _of_json(text, token)
    yield from _of_yaml(text)


def _candidate(text: str, start: int, end: int) -> Iterator[Candidate]:
    value = text[start:end]
    if value.strip() and ("\n" in value or not (stands_for_one(value) or is_reference(value))):
        yield Candidate(RULE, start, end, _CONFIDENCE)


def _lines(text: str) -> list[_Line]:
    lines = []
    pattern = _ESCAPED_LINE if _IS_ESCAPED.search(text) else _LINE
    for found in pattern.finditer(text):
        body = found["body"]
        stripped = body.lstrip(" ")
        indent, dashed = len(body) - len(stripped), stripped.startswith("- ")
        if dashed:
            indent += len(stripped) - len(stripped[1:].lstrip(" "))
        if not stripped.strip() or stripped.startswith("#"):
            indent = -1
        lines.append(_Line(*found.span("body"), indent, dashed))
    return lines


def _of_yaml(text: str) -> Iterator[Candidate]:
    lines = _lines(text)
    read: dict[int, int] = {}  # up to which line, by column: a mapping may say its kind a thousand times
    for number, line in enumerate(lines):
        if number >= read.get(line.indent, 0) and _KIND.fullmatch(text, line.start, line.end) is not None:
            first, last = _object(text, lines, number)
            read[line.indent] = last
            for at in range(first, last):
                held = lines[at]
                holder = _HOLDER.fullmatch(text, held.start, held.end) if held.indent == line.indent else None
                if holder is not None and holder["flow"]:
                    yield from _flow(text, *holder.span("flow"))
                elif holder is not None:
                    yield from _members(text, lines, at + 1, last, line.indent)


def _members(text: str, lines: list[_Line], at: int, last: int, column: int) -> Iterator[Candidate]:
    while at < last and (lines[at].indent > column or lines[at].indent < 0):
        line = lines[at]
        at += 1
        member = _MEMBER.fullmatch(text, line.start, line.end) if line.indent >= 0 else None
        if member is None or not member["value"]:
            continue
        if _BLOCK.fullmatch(member["value"]):
            begun = at
            while at < last and (lines[at].indent > line.indent or lines[at].indent < 0):
                at += 1
            yield from _block(text, lines[begun:at])
        else:
            yield from _scalar(text, *member.span("value"))


def _object(text: str, lines: list[_Line], number: int) -> tuple[int, int]:
    """The lines of the mapping that a line belongs to."""
    column = lines[number].indent
    first, last = number, number + 1
    while first > 0 and not _begins(lines[first], column) and _goes_on(text, lines[first - 1], column):
        first -= 1
    while last < len(lines) and _goes_on(text, lines[last], column) and not _begins(lines[last], column):
        last += 1
    return first, last


def _begins(line: _Line, column: int) -> bool:
    """True for the first line of an item of a list."""
    return line.dashed and line.indent <= column


def _goes_on(text: str, line: _Line, column: int) -> bool:
    return line.indent < 0 or (line.indent >= column and not text.startswith(("---", "```", "..."), line.start))


def _scalar(text: str, start: int, end: int) -> Iterator[Candidate]:
    value = text[start:end]
    if value[:1] in "\"'" and len(value) > 1:
        closing = value.find(value[0], 1)
        yield from _candidate(text, start + 1, start + closing if closing > 0 else end)
        return
    comment = value.find(" #")
    yield from _candidate(text, start, start + len(value[:comment].rstrip()) if comment >= 0 else end)


def _block(text: str, lines: list[_Line]) -> Iterator[Candidate]:
    """A scalar of several lines: one candidate from its first letter to its last."""
    filled = [line for line in lines if text[line.start : line.end].strip()]
    if filled:
        start, end = filled[0].start, filled[-1].end
        held = text[start:end]
        yield from _candidate(text, start + len(held) - len(held.lstrip()), start + len(held.rstrip()))


def _flow(text: str, start: int, end: int) -> Iterator[Candidate]:
    for found in _FLOW_VALUE.finditer(text, start, end):
        first, last = found.span(str(found.lastgroup))
        yield from _candidate(text, first, first + len(text[first:last].rstrip()))


class _Open:
    """An object or a list that has not been closed yet."""

    def __init__(self, key: str, is_object: bool) -> None:
        self.key, self.is_object = key, is_object
        self.is_secret = False
        self.own: list[tuple[int, int]] = []
        self.held: list[tuple[int, int]] = []


def _of_json(text: str, tokens: re.Pattern[str]) -> Iterator[Candidate]:
    open_ones: list[_Open] = []
    key, behind_colon = "", False
    for token in tokens.finditer(text):
        sign = token[0]
        top = open_ones[-1] if open_ones else None
        if sign in "{[":
            open_ones.append(_Open(key if behind_colon else "", sign == "{"))
            key, behind_colon = "", False
        elif sign in "}]":
            if top is not None:
                open_ones.pop()
                yield from _closed(text, top, open_ones[-1] if open_ones else None)
            key, behind_colon = "", False
        elif sign == ":":
            behind_colon = True
        elif sign == ",":
            key, behind_colon = "", False
        elif not behind_colon:
            key = token["said"]
        elif top is not None:
            if key == "kind" and token["said"] == "Secret":
                top.is_secret = True
            elif top.key in HOLDERS:
                top.own.append(token.span("said"))
    while open_ones:  # cut off
        top = open_ones.pop()
        yield from _closed(text, top, open_ones[-1] if open_ones else None)


def _closed(text: str, closed: _Open, around: _Open | None) -> Iterator[Candidate]:
    if closed.is_secret:
        for start, end in closed.held:
            yield from _candidate(text, start, end)
    elif around is not None and closed.key in HOLDERS:
        around.held += closed.own


# `kubectl create secret generic db --from-literal=pass=…`: each literal of the command.
_COMMAND: Final = re.compile(r"\bcreate\s{1,3}secret\s[^\n|;&]{1,2000}", re.ASCII)
_LITERAL: Final = re.compile(
    r"--from-literal[= ]\s{0,2}[\"']?[\w.-]{1,100}=(?:[\"'](?P<quoted>[^\"'\n]{1,400})[\"']|(?P<bare>[^\s\"']{1,400}))",
    re.ASCII,
)


def _literals(text: str) -> Iterator[Candidate]:
    for command in _COMMAND.finditer(text):
        for found in _LITERAL.finditer(text, *command.span()):
            yield from _candidate(text, *found.span(str(found.lastgroup)))


KUBERNETES: Final = (
    Finder(_HINT, _secrets),
    Finder(re.compile(r"create\s{1,3}secret\s[^\n]{1,2000}?--from-literal", re.ASCII), _literals, r"--from-literal"),
)
