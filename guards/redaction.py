"""The one redaction of an event: raw text in, redacted text out, and a map from every raw span to its redacted one.

Built from the sightings that ask for a replacement. Whatever leaves Tidegate about an event (the event itself,
excerpts, evidence, pointers) is cut from the redacted side here, so this module must never hand out raw text.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b32encode
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

# An excerpt is one sentence; what a sentence may grow to on either side of its span before it is cut.
_EXCERPT_SIDE = 120
_SENTENCE_END = re.compile(r"[.!?](?=\s)|\n")


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
        said = "\x1f".join((self.within, scope or "", kind, value)).encode()
        digest = hmac.new(self.key, said, hashlib.sha256).digest()
        # 6 base-32 digits are 30 bits: among 1,000 values of one tenant, two meet with probability 1 in 2,000.
        return f"<{kind}:{b32encode(digest)[:6].decode().lower()}>"


class Cut(NamedTuple):
    """A stretch of raw text and what replaces it."""

    start: int
    end: int
    replacement: str
    kind: str


def _merged(sightings: Iterable[Sighting]) -> list[tuple[int, int, str]]:
    """Overlapping spans become one, under the type that is surest, then longest."""
    merged: list[tuple[int, int, str]] = []
    best: tuple[float, int] = (0.0, 0)
    for seen in sorted(sightings, key=lambda s: (s.span.start, -s.span.end)):
        strength = (seen.confidence, seen.span.end - seen.span.start)
        kind = seen.replace or ""
        if merged and seen.span.start < merged[-1][1]:
            start, end, old = merged[-1]
            merged[-1] = (start, max(end, seen.span.end), kind if strength > best else old)
            best = max(best, strength)
        else:
            merged.append((seen.span.start, seen.span.end, kind))
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


def _inside_string(text: str, offset: int) -> bool:
    return len(re.findall(r'(?<!\\)(?:\\\\)*"', text[:offset])) % 2 == 1


def _redacted_text(text: str, cuts: Sequence[Cut]) -> RedactedText:
    """Applies the cuts; a JSON document inside a string stays a JSON document."""
    if not _is_json_document(text):
        return RedactedText(_apply(text, cuts), cuts)
    quoted = [
        cut if _inside_string(text, cut.start) else cut._replace(replacement=to_json(cut.replacement).decode())
        for cut in cuts
    ]
    value = _apply(text, quoted)
    if _is_json_document(value):
        return RedactedText(value, quoted)
    # A cut that runs across the document's own punctuation: the document goes as a whole.
    whole = Cut(0, len(text), to_json([cuts[0].replacement]).decode(), cuts[0].kind)
    return RedactedText(whole.replacement, [whole])


Place = tuple[Path, bool]


class Redaction:
    """The plan for one event. Immutable once built; everything it returns is safe to publish.

    Args:
        event: the raw event.
        sightings: those with `replace` are cut out; others are ignored here.
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
            self._texts = {(text.pointer, text.kind == "key"): text for text in texts}
            self._plan(wanted)
        self.redacted = _rebuilt(event, self._done) if self._done else event

    def _plan(self, wanted: Sequence[Sighting]) -> None:
        if self.withheld:
            for text in self._texts.values():
                cut = Cut(0, len(text.value), WITHHELD, "WITHHELD")
                self._done[text.path, text.kind == "key"] = RedactedText(WITHHELD, [cut])
            return
        by_place: dict[tuple[str, bool], list[Sighting]] = defaultdict(list)
        for seen in wanted:
            by_place[seen.span.pointer, seen.span.in_key].append(seen)
        for place, seen_here in by_place.items():
            text = self._texts[place]
            cuts = [self._cut(text, *stretch) for stretch in _merged(seen_here)]
            self.counts.update(cut.kind for cut in cuts)
            self._done[text.path, text.kind == "key"] = _redacted_text(text.value, cuts)

    def _cut(self, text: Text, start: int, end: int, kind: str) -> Cut:
        if text.kind == "number":
            start, end = 0, len(text.value)
        value = text.value[start:end]
        return Cut(start, end, self._pseudonyms.replacement(kind, value, self._raw), kind)

    @property
    def changed(self) -> bool:
        """True where at least one string was replaced."""
        return bool(self._done)

    def path(self, path: Path) -> Path:
        """A path with the redacted forms of its keys."""
        renamed = _renamed_keys(self._done)
        return tuple(renamed.get(path[: depth + 1], step) for depth, step in enumerate(path)) if renamed else path

    def pointer(self, pointer: str) -> str:
        """A JSON pointer with the redacted forms of its keys."""
        if not self._done or pointer == "":
            return pointer
        text = self._texts.get((pointer, False)) or self._texts.get((pointer, True))
        if text is not None:
            return pointer_of(self.path(text.path))
        steps = tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])
        renamed = {tuple(map(str, path)): new for path, new in _renamed_keys(self._done).items()}
        return pointer_of(tuple(renamed.get(steps[: depth + 1], step) for depth, step in enumerate(steps)))

    def where(self, span: Span) -> Where:
        """A raw span as it is published: raw offsets under a redacted pointer."""
        return Where(pointer=self.pointer(span.pointer), start=span.start, end=span.end, in_key=span.in_key)

    def redacted_where(self, span: Span) -> Where:
        """The same span in the redacted event."""
        done = self._at(span)
        start, end = done.moved(span.start, span.end) if done else (span.start, span.end)
        return Where(pointer=self.pointer(span.pointer), start=start, end=end, in_key=span.in_key)

    def quote(self, span: Span, mark: bool = False) -> str:
        """The redacted sentence around a span, with the span itself between `[` and `]` if asked."""
        text = self._redacted_value(span)
        where = self.redacted_where(span)
        if text is None:
            return ""
        start, end = (where.start, where.end) if where.end > where.start else (0, 0)
        return _sentence(text, min(start, len(text)), min(end, len(text)), mark)

    def text(self, span: Span) -> str:
        """The whole redacted string that a span lies in."""
        return self._redacted_value(span) or ""

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


def _renamed_keys(done: Mapping[Place, RedactedText]) -> dict[Path, str]:
    renamed: dict[Path, str] = {}
    taken: Counter[tuple[Path, str]] = Counter()
    for (path, is_key), text in done.items():
        if is_key:
            taken[path[:-1], text.value] += 1
            count = taken[path[:-1], text.value]
            # Two keys of one object may be redacted alike; neither may overwrite the other.
            renamed[path] = text.value if count == 1 else f"{text.value}#{count}"
    return renamed


def _rebuilt(event: Interaction, done: Mapping[Place, RedactedText]) -> Interaction:
    document: Any = event.model_dump(exclude_unset=True)
    for (path, is_key), text in done.items():
        if not is_key:
            _holder(document, path)[path[-1]] = text.value
    renamed = _renamed_keys(done)
    for path in sorted(renamed, key=len, reverse=True):
        holder = _holder(document, path)
        items = [(renamed[path] if key == path[-1] else key, value) for key, value in holder.items()]
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
            value = value[int(name)] if name.isdigit() and int(name) < len(value) else None
        elif isinstance(value, dict):
            value = value.get(name)
        else:
            value = getattr(value, name, None) if name in getattr(type(value), "model_fields", {}) else None
    return value


def _sentence(text: str, start: int, end: int, mark: bool) -> str:
    begin = max(0, start - _EXCERPT_SIDE)
    for found in _SENTENCE_END.finditer(text, begin, start):
        begin = found.end()
    stop = min(len(text), end + _EXCERPT_SIDE)
    closing = _SENTENCE_END.search(text, max(end - 1, start), stop)
    if closing and closing.end() >= end:
        stop = closing.end()
    if mark and end > start:
        return f"{text[begin:start].lstrip()}[{text[start:end]}]{text[end:stop].rstrip()}"
    return text[begin:stop].strip()
