"""Redaction of a text that arrives in pieces: token deltas on their way through a gateway.

What enters are chunks, cut anywhere; what leaves is redacted text, as early as it is safe. At most `held_max`
characters are held back. What is found does not depend on where the chunks were cut: the text is read again at every so
many of its characters. Nothing that is held may be sent once a reading failed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from guards.case import Case, Guard, Sighting
from guards.redaction.cuts import Cut, Stretch, merged
from guards.redaction.replacing import Pseudonyms
from schemas.interaction import Interaction
from schemas.policy import Guards

HELD_MAX = 256
HELD_LEAST = 128

# Raw text before what is held is read with it: Presidio's context words stand up to five words before a value.
_BEFORE = 256
# A value that has no end yet (a private key) is read again from its beginning, up to this many characters back.
_OPEN_MAX = 16_384
# Characters after a value that say where it ends: the rest of a domain, of a number's last group.
_AFTER = 32

_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")

Find = Callable[[str], Sequence[Cut]]
"""What is to be cut of a text: in order and apart."""


class DeltaRedactor:
    """One stream of text.

    A value of at most `longest` characters is redacted as it would be in the whole text. Of a longer one, what has
    arrived is replaced once it must be released, and what follows is swallowed for as long as it still reads as the
    same value and began at most 16,384 characters ago. A value that shows what it is only after more than `held_max`
    characters has its beginning released before that.

    Args:
        find: what is to be cut; `finder` makes one from guards and a policy.
        held_max: most characters that are held back, 128 at least.

    Example:
        >>> redactor = DeltaRedactor(lambda text: [Cut(*m.span(), "<X>", "X") for m in re.finditer("a+b", text)])
        >>> "".join([redactor.feed("xa"), redactor.feed("ab"), redactor.feed("c"), redactor.close()])
        'x<X>c'
    """

    def __init__(self, find: Find, held_max: int = HELD_MAX) -> None:
        if held_max < HELD_LEAST:
            raise ValueError(f"a stream must hold back at least {HELD_LEAST} characters")
        self._find = find
        self._step = held_max // 4
        self._back = held_max - self._step
        self.longest = self._back - _AFTER
        """Characters of the longest value that is surely found as in the whole text."""
        self._raw = ""
        self._half = ""  # of a surrogate pair whose other half is in the next chunk
        self._done = 0  # up to where of `_raw` everything has been said
        self._after_cut = False
        self._open = 0  # where the last value began
        self._until_step = self._step

    @property
    def held(self) -> int:
        """Characters that have arrived and are held back."""
        return len(self._raw) - self._done

    def feed(self, chunk: str) -> str:
        """Takes the next chunk; returns what may be sent. Raises what `find` raises; then nothing more may be sent."""
        chunk = self._half + chunk
        self._half = chunk[-1:] if "\ud800" <= chunk[-1:] <= "\udbff" else ""
        chunk = _PAIR.sub(_joined, chunk[: len(chunk) - len(self._half)])
        said: list[str] = []
        at = 0
        while at < len(chunk):
            piece = chunk[at : at + self._until_step]
            at += len(piece)
            self._raw += piece
            self._until_step -= len(piece)
            if self._until_step == 0:
                self._until_step = self._step
                said.append(self._release(len(self._raw) - self._back))
        return "".join(said)

    def close(self) -> str:
        """The rest, at the end of the text."""
        self._raw += self._half
        self._half = ""
        return self._release(len(self._raw))

    def _release(self, safe: int) -> str:
        """Everything before `safe` that has not been said, and the rest of a value that began before it."""
        if safe <= self._done:
            return ""
        said: list[str] = []
        for cut in self._find(self._raw):
            if cut.start >= safe:
                break
            if cut.end > self._done:
                if cut.start >= self._done:
                    said += (self._raw[self._done : cut.start], cut.replacement)
                elif not self._after_cut:
                    said.append(cut.replacement)  # its beginning is out; its rest is not
                self._done, self._open, self._after_cut = cut.end, cut.start, True
        if self._done < safe:
            said.append(self._raw[self._done : safe])
            self._done, self._after_cut = safe, False
        self._forget()
        return "".join(said)

    def _forget(self) -> None:
        """Drops what no later reading needs, between two words where there is a gap."""
        begin = max(0, self._done - _BEFORE)
        begin = max(begin, self._raw.find(" ", begin, self._done))
        if self._after_cut and self._done - self._open <= _OPEN_MAX:
            begin = min(begin, self._open)
        self._raw = self._raw[begin:]
        self._done -= begin
        self._open = max(0, self._open - begin)


def _joined(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def finder(guards: Sequence[Guard], policy: Guards, event: Interaction, pseudonyms: Pseudonyms | None = None) -> Find:
    """What guards redact of the answer to be.

    Args:
        guards: those that find, `pii` and `secrets`.
        policy: of the event's tenant, workflow and model.
        event: all that is known of the answer already: its tenant and conversation, for pseudonyms.
    """
    names = pseudonyms or Pseudonyms()

    def cut(text: str, seen: Stretch) -> Cut:
        said = names.replacement(seen.kind, text[seen.start : seen.end], event, seen.style)
        return Cut(seen.start, seen.end, said, seen.kind)

    def find(text: str) -> Sequence[Cut]:
        case = Case(Interaction.model_validate({"output": [{"content": text}]}), policy)
        wanted = [seen for guard in guards for seen in _seen(guard, case)]
        stretches = [Stretch(s.span.start, s.span.end, s.replace or "", s.confidence, s.style) for s in wanted]
        return [cut(text, each) for each in merged(stretches)]

    return find


def _seen(guard: Guard, case: Case) -> list[Sighting]:
    if case.policy.of(guard.name).mode != "enforce":
        return []
    return [each for each in guard.check([case])[0].sightings if each.replace and _in_text(each)]


def _in_text(seen: Sighting) -> bool:
    return seen.span.pointer.endswith("/content")
