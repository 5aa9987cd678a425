"""Judges events from JSON lines, without Kafka: the way to try a policy, a guard, or a day of traffic.

What enters are lines, one interaction each; what leaves is one JSON line for each of them, in their order: action,
findings, scores and the redacted event, or the class of what is wrong with the line. Lines of one conversation see
each other as they would in `screen`. Nothing of a line that cannot be read is repeated.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from pydantic_core import to_json

from guards.case import Case
from guards.judge import Judgement
from guards.pii import PiiGuard
from guards.pii.explaining import Explanation
from schemas.decision import Finding, Source
from schemas.errors import InputError, PolicyError
from streams.judging.court import Court, open_court
from streams.judging.join import ConversationWindow
from streams.settings import Settings
from streams.wire.lines import batches_of, opened
from streams.wire.values import read_interaction, to_json_bytes

# Memory for conversations that span lines: the same as a `screen` process has by default.
_JOIN_BYTES = 64 * 1024 * 1024

# A file has no clock of a broker, so nothing in it grows old: only the bytes bound the window.
_AT, _AGE = datetime(2000, 1, 1, tzinfo=UTC), timedelta(days=1)

_FINDING = {"guard", "rule", "outcome", "severity", "confidence", "mode", "where", "reason", "excerpt", "evidence"}


class Checker:
    """Judges lines of one input, in order.

    Args:
        name: what the input is called in derived ids and coordinates: a file's name, or `-`.
        explain: whether each answer says what became of every candidate for personal data.
    """

    def __init__(self, court: Court, name: str = "-", explain: bool = False) -> None:
        self._court, self._name = court, name
        self._explaining = [each for each in court.guards if isinstance(each, PiiGuard)] if explain else []
        self._window = ConversationWindow(_AGE, _JOIN_BYTES)
        self._lines = 0

    def check(self, lines: Sequence[bytes]) -> list[bytes]:
        """One line of JSON for each line, in order, without line ends."""
        read = [self._case(line, self._lines + index) for index, line in enumerate(lines)]
        judgements = iter(self._court.judge.judge([each[0] for each in read if not isinstance(each, InputError)]))
        answers = [
            _unread(self._lines + index, each)
            if isinstance(each, InputError)
            else self._judged(next(judgements), each[1])
            for index, each in enumerate(read)
        ]
        self._lines += len(lines)
        return answers

    def _judged(self, judgement: Judgement, duplicate_of: Source | None) -> bytes:
        explained = [each for guard in self._explaining for each in guard.explain(judgement.case)]
        return _judged(judgement, duplicate_of, explained if self._explaining else None)

    def _case(self, line: bytes, index: int) -> tuple[Case, Source | None] | InputError:
        source = Source(topic=self._name, partition=0, offset=index)
        try:
            event = read_interaction(line if line.strip() else None)
        except InputError as error:
            return error
        others, duplicate_of = self._window.join(event, source, _AT, len(line))
        return self._court.case(event, others, source), duplicate_of


def check_stream(checker: Checker, stream: BinaryIO, out: BinaryIO) -> None:
    """Everything of a stream, written as soon as it is judged."""
    for lines in batches_of(stream):
        out.write(b"".join(answer + b"\n" for answer in checker.check(lines)))
        out.flush()


def run_check(
    settings: Settings,
    file: str | None,
    policy_file: Path | None,
    names: Collection[str],
    text: str | None = None,
    explain: bool = False,
) -> None:
    """Judges a file, standard input where it is `-`, or one text that a user might have sent. Raises PolicyError for a
    wrong policy, guard or file name, and where neither or both are given."""
    if (file is None) == (text is None):
        raise PolicyError("name a file of events, - for standard input, or --text with one text")
    court = open_court(settings, policy_file, names)
    if file is None:
        line = json.dumps({"messages": text}).encode()
        check_stream(Checker(court, "text", explain), BytesIO(line), sys.stdout.buffer)
        return
    with opened(file) as stream:
        check_stream(Checker(court, Path(file).name, explain), stream, sys.stdout.buffer)


def _unread(index: int, error: InputError) -> bytes:
    said = {"line": index + 1, "event_id": None, "error": type(error).__name__, "where": error.where or None}
    return to_json(said)


def _judged(judgement: Judgement, duplicate_of: Source | None, explained: Sequence[Explanation] | None) -> bytes:
    said: dict[str, Any] = {"event_id": judgement.event_id}
    if judgement.event_id_derived:
        said["event_id_derived"] = judgement.event_id_derived
    if duplicate_of is not None:
        said["duplicate_of_line"] = duplicate_of.offset + 1
    said["action"] = judgement.action
    said["findings"] = list(_shown(judgement.findings))
    said["scores"] = judgement.scores
    said["degraded"] = [each.model_dump(mode="json") for each in judgement.degraded]
    if explained is not None:
        said["explained"] = [each._asdict() for each in explained]
    if judgement.omitted:
        said["findings_omitted"] = judgement.omitted
    return b'%b,"redacted":%b}' % (to_json(said)[:-1], to_json_bytes(judgement.redacted))


def _shown(findings: Iterable[Finding]) -> Iterator[dict[str, Any]]:
    for finding in findings:
        yield finding.model_dump(mode="json", include=_FINDING, exclude_none=True)
