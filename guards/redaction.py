"""The one redaction of an event: raw text in, redacted text out, and a map from every raw span to its redacted one.

Built from the sightings that ask for a replacement. Whatever leaves Tidegate about an event (the event itself,
excerpts, evidence, pointers) is cut from the redacted side here, so this module must never hand out raw text.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b32encode
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from pydantic_core import from_json, to_json

from guards.case import Sighting, Span
from guards.texts import Path, Text, pointer_of, texts_of
from schemas.decision import Where
from schemas.interaction import Interaction

WITHHELD = "<WITHHELD>"

# An excerpt is one sentence; what a sentence may grow to on either side of its span before it is cut. A span may be a
# whole document: of a long one only both ends are quoted, or two hundred findings would quote it two hundred times.
_EXCERPT_SIDE = 120
_EXCERPT_SPAN = 400
_SENTENCE_END = re.compile(r"[.!?](?=\s)|\n")

# Keys may be as long as the event, and every finding carries two pointers; a longer one names what is around it.
_POINTER_MAX = 1_000

_QUOTE = re.compile(r'(?<!\\)(?:\\\\)*"')

# Words of a closed list: nothing else may stand there, so they say nothing of a person and are never replaced.
_CLOSED: frozenset[Path] = frozenset({("phase",)})


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """`<EMAIL_ADDRESS>` without a key; `<EMAIL_ADDRESS:k3f9qa>` with one: equal values stay equal within a tenant or
    conversation, on any worker and on a replay, and cannot be recomputed without the key (HMAC, RFC 2104)."""

    key: bytes = b""
    within: Literal["tenant", "conversation"] = "tenant"

    def replacement(self, kind: str, value: str, event: Interaction) -> str:
        """What stands in the place of a value."""
        if not self.key:
            return f"<{kind}>"
        scope = event.tenant if self.within == "tenant" else event.join_key()
        said = "\x1f".join((self.within, scope or "", kind, value)).encode("utf-8", "surrogatepass")
        digest = hmac.new(self.key, said, hashlib.sha256).digest()
        # 6 base-32 digits are 30 bits: among 1,000 values of one tenant, two meet with probability 1 in 2,000.
        return f"<{kind}:{b32encode(digest)[:6].decode().lower()}>"


class Cut(NamedTuple):
    """A stretch of raw text and what replaces it."""

    start: int
    end: int
    replacement: str
    kind: str


class _Stretch(NamedTuple):
    """What a sighting covers of one text."""

    start: int
    end: int
    kind: str
    confidence: float


def _stretch(seen: Sighting, text: Text, whole: bool) -> _Stretch:
    """All of the text where the span names none of it, and of a number always: half a number is none."""
    start, end = max(0, seen.span.start), min(len(text.value), seen.span.end)
    if whole or start >= end or text.kind == "number":
        start, end = 0, len(text.value)
    return _Stretch(start, end, seen.replace or "", seen.confidence)


def _merged(stretches: Iterable[_Stretch]) -> list[tuple[int, int, str]]:
    """Overlapping stretches become one, under the type that is surest, then longest."""
    merged: list[tuple[int, int, str]] = []
    best: tuple[float, int] = (0.0, 0)
    for seen in sorted(stretches, key=lambda each: (each.start, -each.end)):
        strength = (seen.confidence, seen.end - seen.start)
        if merged and seen.start < merged[-1][1]:
            start, end, old = merged[-1]
            merged[-1] = (start, max(end, seen.end), seen.kind if strength > best else old)
            best = max(best, strength)
        else:
            merged.append((seen.start, seen.end, seen.kind))
            best = strength
    return merged


class RedactedText(NamedTuple):
    """One string after redaction, with the cuts that made it."""

    value: str
    cuts: Sequence[Cut]

    def moved(self, start: int, end: int) -> tuple[int, int]:
        """A raw span's place in the redacted text; a span that touches a cut grows over its replacement."""
        return self._moved(start, at_end=False), max(self._moved(end, at_end=True), self._moved(start, at_end=False))

    def _moved(self, offset: int, at_end: bool) -> int:
        shift = 0
        for cut in self.cuts:
            if offset < cut.end and not (at_end and offset <= cut.start):
                if offset <= cut.start:
                    break
                inside = cut.start + shift
                return inside + len(cut.replacement) if at_end else inside
            if at_end and offset <= cut.start:
                break
            shift += len(cut.replacement) - (cut.end - cut.start)
        return offset + shift


def _apply(text: str, cuts: Sequence[Cut]) -> str:
    pieces, last = [], 0
    for cut in cuts:
        pieces += [text[last : cut.start], cut.replacement]
        last = cut.end
    return "".join([*pieces, text[last:]])


def _is_json_document(text: str) -> bool:
    if text.lstrip()[:1] not in ("{", "["):
        return False
    try:
        from_json(text)
    except ValueError:
        return False
    return True


def _redacted_text(text: str, cuts: Sequence[Cut]) -> RedactedText:
    """Applies the cuts; a JSON document inside a string stays a JSON document."""
    if not _is_json_document(text):
        return RedactedText(_apply(text, cuts), cuts)
    quotes = [found.end() - 1 for found in _QUOTE.finditer(text)]
    quoted = [
        cut if bisect_left(quotes, cut.start) % 2 else cut._replace(replacement=to_json(cut.replacement).decode())
        for cut in cuts
    ]
    value = _apply(text, quoted)
    if _is_json_document(value):
        return RedactedText(value, quoted)
    # A cut that runs across the document's own punctuation: the document goes as a whole.
    whole = Cut(0, len(text), to_json([cuts[0].replacement]).decode(), cuts[0].kind)
    return RedactedText(whole.replacement, [whole])


Place = tuple[Path, bool]
"""A path, and whether the text there is the key it ends with."""


class Redaction:
    """The plan for one event. Immutable once built; everything it returns is safe to publish.

    Args:
        event: the raw event.
        sightings: those with `replace` are cut out; others are ignored here. One that points at no string takes every
            string beneath.
        withhold: nothing is known about the text (a finder failed), so every string goes.
    """

    def __init__(
        self,
        event: Interaction,
        sightings: Iterable[Sighting] = (),
        pseudonyms: Pseudonyms | None = None,
        texts: Sequence[Text] | None = None,
        withhold: bool = False,
    ) -> None:
        self._raw = event
        self._pseudonyms = pseudonyms or Pseudonyms()
        self.withheld = withhold
        self.counts: Counter[str] = Counter()
        self._done: dict[Place, RedactedText] = {}
        wanted = [s for s in sightings if s.replace is not None and s.span.event == 0]
        self._texts: dict[tuple[str, bool], Text] = {}
        if wanted or withhold:
            texts = tuple(texts_of(event)) if texts is None else texts
            self._texts = {(text.pointer, text.kind == "key"): text for text in texts if text.path not in _CLOSED}
            self._plan(wanted)
        self._renamed = _renamed_keys(self._done, self._texts.values())
        self._renamed_steps = {tuple(map(str, path)): new for path, new in self._renamed.items()}
        self.redacted = _rebuilt(event, self._done, self._renamed) if self._done else event

    def _plan(self, wanted: Sequence[Sighting]) -> None:
        if self.withheld:
            for text in self._texts.values():
                cut = Cut(0, len(text.value), WITHHELD, "WITHHELD")
                self._done[text.path, text.kind == "key"] = RedactedText(WITHHELD, [cut])
            return
        by_place: dict[Place, list[_Stretch]] = defaultdict(list)
        found: dict[Place, Text] = {}
        for seen in wanted:
            here = self._texts.get((seen.span.pointer, seen.span.in_key))
            for text in [here] if here else self._beneath(seen.span.pointer):
                place = text.path, text.kind == "key"
                found[place] = text
                by_place[place].append(_stretch(seen, text, whole=here is None))
        for place, stretches in by_place.items():
            text = found[place]
            cuts = [self._cut(text, *stretch) for stretch in _merged(stretches)]
            self.counts.update(cut.kind for cut in cuts)
            self._done[place] = _redacted_text(text.value, cuts)

    def _beneath(self, pointer: str) -> Sequence[Text]:
        return [text for (place, _), text in self._texts.items() if place.startswith(f"{pointer}/")]

    def _cut(self, text: Text, start: int, end: int, kind: str) -> Cut:
        return Cut(start, end, self._pseudonyms.replacement(kind, text.value[start:end], self._raw), kind)

    @property
    def changed(self) -> bool:
        """True where at least one string was replaced."""
        return bool(self._done)

    def path(self, path: Path) -> Path:
        """A path with the redacted forms of its keys."""
        renamed = self._renamed
        return tuple(renamed.get(path[: depth + 1], step) for depth, step in enumerate(path)) if renamed else path

    def pointer(self, pointer: str) -> str:
        """A JSON pointer with the redacted forms of its keys."""
        if not self._renamed or pointer == "":
            return pointer
        text = self._texts.get((pointer, False)) or self._texts.get((pointer, True))
        if text is not None:
            return pointer_of(self.path(text.path))
        steps = tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])
        renamed = self._renamed_steps
        return pointer_of(tuple(renamed.get(steps[: depth + 1], step) for depth, step in enumerate(steps)))

    def where(self, span: Span) -> Where:
        """A raw span as it is published: raw offsets under a redacted pointer."""
        return _where(self.pointer(span.pointer), span.start, span.end, span.in_key)

    def redacted_where(self, span: Span) -> Where:
        """The same span in the redacted event."""
        start, end = self._moved(span)
        return _where(self.pointer(span.pointer), start, end, span.in_key)

    def quote(self, span: Span, mark: bool = False, side: int = _EXCERPT_SIDE) -> str:
        """The redacted sentence around a span, with the span itself between `[` and `]` if asked; of a longer one, so
        many code points on each side."""
        text = self._redacted_value(span)
        if text is None:
            return ""
        start, end = self._moved(span)
        if end <= start:
            start = end = 0
        return _sentence(text, min(start, len(text)), min(end, len(text)), mark, side)

    def text(self, span: Span) -> str:
        """The whole redacted string that a span lies in."""
        return self._redacted_value(span) or ""

    def _moved(self, span: Span) -> tuple[int, int]:
        done = self._at(span)
        start, end = max(0, span.start), max(0, span.end)
        return done.moved(start, end) if done else (start, end)

    def _at(self, span: Span) -> RedactedText | None:
        text = self._texts.get((span.pointer, span.in_key))
        return self._done.get((text.path, span.in_key)) if text else None

    def _redacted_value(self, span: Span) -> str | None:
        done = self._at(span)
        if done is not None:
            return done.value
        if span.in_key:
            return self.pointer(span.pointer).rsplit("/", 1)[-1].replace("~1", "/").replace("~0", "~")
        value = _value_at(self._raw, span.pointer)
        return value if isinstance(value, str) else None


def _where(pointer: str, start: int, end: int, in_key: bool) -> Where:
    if len(pointer) <= _POINTER_MAX:
        return Where(pointer=pointer, start=start, end=end, in_key=in_key)
    return Where(pointer=pointer[:_POINTER_MAX].rpartition("/")[0])


def _renamed_keys(done: Mapping[Place, RedactedText], texts: Iterable[Text]) -> dict[Path, str]:
    """The new names of redacted keys. Two keys of one object may be redacted alike, or as a third already reads;
    none may overwrite another."""
    parents = {path[:-1] for path, is_key in done if is_key}
    if not parents:
        return {}
    taken = {
        (text.path[:-1], text.value)
        for text in texts
        if text.kind == "key" and text.path[:-1] in parents and (text.path, True) not in done
    }
    counts: Counter[tuple[Path, str]] = Counter()
    renamed: dict[Path, str] = {}
    for (path, is_key), text in done.items():
        if is_key:
            parent, name = path[:-1], text.value
            while (parent, name) in taken:
                counts[parent, text.value] += 1
                name = f"{text.value}#{counts[parent, text.value] + 1}"
            taken.add((parent, name))
            renamed[path] = name
    return renamed


def _rebuilt(event: Interaction, done: Mapping[Place, RedactedText], renamed: Mapping[Path, str]) -> Interaction:
    document: Any = event.model_dump(exclude_unset=True)
    for (path, is_key), text in done.items():
        if not is_key:
            _holder(document, path)[path[-1]] = text.value
    for parent in sorted({path[:-1] for path in renamed}, key=len, reverse=True):
        holder = _holder(document, (*parent, ""))
        items = [(renamed.get((*parent, key), key), value) for key, value in holder.items()]
        holder.clear()
        holder.update(items)
    return Interaction.model_validate(document)


def _holder(document: Any, path: Path) -> Any:
    """The innermost container of a path; tuples on the way become lists, so that they can be written to."""
    for step in path[:-1]:
        child = document[step]
        if isinstance(child, tuple):
            document[step] = child = list(child)
        document = child
    return document


def _value_at(event: Interaction, pointer: str) -> Any:
    value: Any = event
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, tuple | list):
            value = value[int(name)] if name.isdecimal() and int(name) < len(value) else None
        elif isinstance(value, dict):
            value = value.get(name)
        else:
            value = getattr(value, name, None) if name in getattr(type(value), "model_fields", {}) else None
    return value


def _sentence(text: str, start: int, end: int, mark: bool, side: int) -> str:
    begin = max(0, start - side)
    for found in _SENTENCE_END.finditer(text, begin, start):
        begin = found.end()
    stop = min(len(text), end + side)
    closing = _SENTENCE_END.search(text, max(end - 1, start), stop)
    if closing and closing.end() >= end:
        stop = closing.end()
    said = text[start:end]
    if len(said) > _EXCERPT_SPAN:
        said = f"{said[: _EXCERPT_SPAN // 2]} … {said[-_EXCERPT_SPAN // 2 :]}"
    if mark and end > start:
        return f"{text[begin:start].lstrip()}[{said}]{text[end:stop].rstrip()}"
    return f"{text[begin:start]}{said}{text[end:stop]}".strip()
