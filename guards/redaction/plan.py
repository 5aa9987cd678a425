"""The one redaction of an event: raw text in, redacted text out, and a map from every raw span to its redacted one.

Built from the sightings that ask for a replacement. Whatever leaves Tidegate about an event (the event itself,
excerpts, evidence, pointers) is cut from the redacted side here, so this module must never hand out raw text.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from guards.case import Sighting, Span
from guards.redaction.cuts import Cut, RedactedText, Stretch, merged
from guards.redaction.json_text import redacted_text
from guards.redaction.quoting import EXCERPT_SIDE, sentence
from guards.redaction.rebuilding import Place, rebuilt, renamed_keys, value_at
from guards.redaction.replacing import Pseudonyms
from guards.texts import Path, Text, pointer_of, texts_of
from schemas.decision import Where
from schemas.interaction import Interaction

WITHHELD = "<WITHHELD>"

# Keys may be as long as the event, and every finding carries two pointers; a longer one names what is around it.
_POINTER_MAX = 1_000

# Words of a closed list: nothing else may stand there, so they say nothing of a person and are never replaced.
_CLOSED: frozenset[Path] = frozenset({("phase",)})


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
        self._renamed = renamed_keys(self._done, self._texts.values())
        self._renamed_steps = {tuple(map(str, path)): new for path, new in self._renamed.items()}
        self.redacted = rebuilt(event, self._done, self._renamed) if self._done else event

    def _plan(self, wanted: Sequence[Sighting]) -> None:
        if self.withheld:
            for text in self._texts.values():
                cut = Cut(0, len(text.value), WITHHELD, "WITHHELD")
                self._done[text.path, text.kind == "key"] = RedactedText(WITHHELD, [cut])
            return
        self._add_short_numbers(wanted)
        by_place: dict[Place, list[Stretch]] = defaultdict(list)
        found: dict[Place, Text] = {}
        for seen in wanted:
            here = self._texts.get((seen.span.pointer, seen.span.in_key))
            for text in [here] if here else self._beneath(seen.span.pointer):
                place = text.path, text.kind == "key"
                found[place] = text
                by_place[place].append(_stretch(seen, text, whole=here is None))
        for place, stretches in by_place.items():
            text = found[place]
            cuts = [self._cut(text, stretch) for stretch in merged(stretches)]
            self.counts.update(cut.kind for cut in cuts)
            self._done[place] = redacted_text(text.value, cuts)

    def _add_short_numbers(self, wanted: Sequence[Sighting]) -> None:
        """Numbers that are too short to be anybody's by themselves, where a field makes them somebody's."""
        unknown = {seen.span.pointer for seen in wanted if (seen.span.pointer, seen.span.in_key) not in self._texts}
        if unknown:
            numbers = [text for text in texts_of(self._raw, digits_min=1) if text.kind == "number"]
            self._texts |= {(text.pointer, False): text for text in numbers if text.pointer in unknown}

    def _beneath(self, pointer: str) -> Sequence[Text]:
        return [text for (place, _), text in self._texts.items() if place.startswith(f"{pointer}/")]

    def _cut(self, text: Text, seen: Stretch) -> Cut:
        value = text.value[seen.start : seen.end]
        said = self._pseudonyms.replacement(seen.kind, value, self._raw, seen.style)
        return Cut(seen.start, seen.end, said, seen.kind)

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

    def quote(self, span: Span, mark: bool = False, side: int = EXCERPT_SIDE) -> str:
        """The redacted sentence around a span, with the span itself between `[` and `]` if asked; of a longer one, so
        many code points on each side."""
        text = self._redacted_value(span)
        if text is None:
            return ""
        start, end = self._moved(span)
        if end <= start:
            start = end = 0
        return sentence(text, min(start, len(text)), min(end, len(text)), mark, side)

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
        value = value_at(self._raw, span.pointer)
        return value if isinstance(value, str) else None


def _stretch(seen: Sighting, text: Text, whole: bool) -> Stretch:
    """All of the text where the span names none of it, and of a number always: half a number is none."""
    start, end = max(0, seen.span.start), min(len(text.value), seen.span.end)
    if whole or start >= end or text.kind == "number":
        start, end = 0, len(text.value)
    return Stretch(start, end, seen.replace or "", seen.confidence, seen.style)


def _where(pointer: str, start: int, end: int, in_key: bool) -> Where:
    if len(pointer) <= _POINTER_MAX:
        return Where(pointer=pointer, start=start, end=end, in_key=in_key)
    return Where(pointer=pointer[:_POINTER_MAX].rpartition("/")[0])
