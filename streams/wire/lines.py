"""Lines of a stream. Bytes enter, cut anywhere; batches of whole lines leave, as soon as they are there."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

from schemas.errors import PolicyError

# Guards are faster in batches; more than this would keep the first answer of a file waiting for no gain.
BATCH_LINES = 64


_CHUNK_BYTES = 64 * 1024


@contextmanager
def opened(file: str) -> Iterator[BinaryIO]:
    """The bytes of a file, or of standard input where it is `-`. Raises PolicyError for a file that cannot be opened;
    errors of reading are not the user's."""
    if file == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = open(file, "rb")  # noqa: SIM115  closed below
    except OSError as error:
        raise PolicyError(f"{file}: cannot be read: {error.strerror}") from None
    with stream:
        yield stream


def batches_of(stream: BinaryIO, most: int = BATCH_LINES) -> Iterator[Sequence[bytes]]:
    """Lines as they become readable, without their ends: what a slow pipe has given is not kept waiting for more."""
    rest = bytearray()
    seen = 0
    while chunk := _read(stream):
        rest += chunk
        if b"\n" in chunk:
            *lines, last = bytes(rest).split(b"\n")
            rest = bytearray(last)
            for begin in range(0, len(lines), most):
                yield [_bare(line, seen + begin + at) for at, line in enumerate(lines[begin : begin + most])]
            seen += len(lines)
    if rest:
        yield [_bare(bytes(rest), seen)]


def _read(stream: BinaryIO) -> bytes:
    """What is there now, at least one byte; nothing at the end."""
    read1 = getattr(stream, "read1", stream.read)
    chunk: bytes = read1(_CHUNK_BYTES)
    return chunk


def _bare(line: bytes, index: int) -> bytes:
    return (line.removeprefix(b"\xef\xbb\xbf") if index == 0 else line).removesuffix(b"\r")
