"""Redacts a text as it arrives: standard input to standard output, with as little delay as is safe.

What enters are bytes of UTF-8, cut anywhere; what leaves is their redacted text, as `guards.redaction.stream` gives
it. Raw text is never written, also where a guard fails: then the rest is left unsaid.
"""

from __future__ import annotations

import codecs
import sys
from pathlib import Path
from typing import BinaryIO

from guards.judge import FINDERS
from guards.redaction.stream import DeltaRedactor, finder
from schemas.interaction import Interaction
from streams.judging.court import open_court
from streams.judging.installed import plugin_names
from streams.settings import Settings

_CHUNK_BYTES = 64 * 1024


def redact_stream(redactor: DeltaRedactor, stream: BinaryIO, out: BinaryIO) -> None:
    """Everything of a stream, written as soon as it is safe. Bytes that are no UTF-8 become U+FFFD."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    read1 = getattr(stream, "read1", stream.read)
    while chunk := read1(_CHUNK_BYTES):
        _write(out, redactor.feed(decoder.decode(chunk)))
    _write(out, redactor.feed(decoder.decode(b"", final=True)) + redactor.close())


def _write(out: BinaryIO, said: str) -> None:
    if said:
        out.write(said.encode("utf-8", "replace"))
        out.flush()


def run_redact(settings: Settings, policy_file: Path | None, tenant: str | None, held_max: int) -> None:
    """Standard input to standard output. Raises PolicyError for a wrong policy, DependencyError where a guard fails."""
    court = open_court(settings, policy_file, [*FINDERS, *plugin_names()])  # of ours no other guard cuts anything out
    event = Interaction(tenant=tenant) if tenant else Interaction()
    find = finder(court.guards, court.policy.guards_for(tenant, None, None), event, court.pseudonyms)
    redact_stream(DeltaRedactor(find, held_max), sys.stdin.buffer, sys.stdout.buffer)
