"""`tidegate calibrate contradiction`: the threshold of the support score, set on the user's own stream.

What enters is a file of events or the input topic, and the share of alerts that is wanted; what leaves is a threshold,
printed and, where a policy file is named, written into it. Answers are scored as that policy, or else the settings',
has them scored: a score that lacks its second opinion does not count. A topic is only read: no group is joined, nothing
is committed. Nothing of an event is printed.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from detectors.alert_rate import Calibration, TooFewScores, calibrated
from guards.case import Case, Verdict
from schemas.decision import Source
from schemas.errors import InputError, PolicyError
from schemas.policy import Match
from schemas.policy_edit import Setting, fragment, with_setting
from streams.judging.court import Court, open_court
from streams.judging.join import ConversationWindow
from streams.kafka.clients import offset_of, partition_of
from streams.kafka.cluster import admin_client, end_offsets, first_offsets, partitions_of
from streams.kafka.read_through import read_through
from streams.settings import Settings
from streams.terminal.show import print_json
from streams.topics import find_topic
from streams.wire.lines import batches_of
from streams.wire.values import SchemaSource, read_interaction, registry_of

GUARD, SCORE, KEY = "contradiction", "support", "support_threshold"

_BATCH = 64
# A file has no clock of a broker, so nothing in it grows old: only the bytes bound the window.
_AT, _AGE = datetime(2000, 1, 1, tzinfo=UTC), timedelta(days=1)


Record = tuple[bytes | None, Source]


@dataclass(frozen=True, slots=True)
class Wanted:
    """As the command line has it."""

    begin: str
    """A file of JSON lines, or the input topic by its whole or short name."""
    rate: float
    policy: Path | None = None
    match: Match = field(default_factory=Match)
    limit: int = 20_000
    """Newest events of a topic that are read, at most."""
    as_json: bool = False

    @property
    def scope(self) -> dict[str, str]:
        """The patterns that are more than "all"."""
        return {key: value for key, value in self.match.model_dump().items() if value != "*"}


@dataclass(slots=True)
class Counted:
    """What became of the events that were read."""

    scores: list[float] = field(default_factory=list)
    events: Counter[str] = field(default_factory=Counter)

    def line(self) -> str:
        """In words, those with a score first."""
        rest = ", ".join(f"{count} {why}" for why, count in sorted(self.events.items()))
        return f"{len(self.scores)} scored" + (f", {rest}" if rest else "")


def run_calibrate(settings: Settings, wanted: Wanted) -> None:
    """Reads, scores, tells, writes. Raises PolicyError for what is wrong with the command or the policy file."""
    if not 0 < wanted.rate < 1:
        raise PolicyError(f"--alert-rate {wanted.rate:g}: a share between 0 and 1, as in 0.01 for one in a hundred")
    text = _policy_text(wanted.policy)
    court = open_court(settings, wanted.policy, [GUARD])
    counted = score_all(_records(settings, wanted), wanted.match, court, registry_of(settings))
    try:
        found = calibrated(counted.scores, wanted.rate)
    except TooFewScores as error:
        raise PolicyError(
            f"{wanted.begin}: too few answers to calibrate on: {counted.line()}. An alert rate of {wanted.rate:g} "
            f"needs {error.needed} answers with a score; read more events, or ask for a higher rate"
        ) from None
    setting = Setting(GUARD, KEY, found.threshold, wanted.scope)
    if wanted.policy is not None and text is not None:
        _write(wanted.policy, with_setting(text, str(wanted.policy), setting))
    _tell(wanted, counted, found, setting)


def score_all(records: Iterable[Record], match: Match, court: Court, schemas: SchemaSource | None = None) -> Counted:
    """The support score of every event that has one, joined with the events of its conversation before it.

    Args:
        court: one with the contradiction guard alone.
    """
    window = ConversationWindow(_AGE, 64 * 1024 * 1024)
    counted = Counted()
    cases = _cases(records, match, court, window, schemas, counted)
    (guard,) = court.guards
    while batch := list(islice(cases, _BATCH)):
        _score(batch, guard.check(batch), counted)
    return counted


def _cases(
    records: Iterable[Record],
    match: Match,
    court: Court,
    window: ConversationWindow,
    schemas: SchemaSource | None,
    counted: Counted,
) -> Iterator[Case]:
    for raw, source in records:
        try:
            event = read_interaction(raw, schemas)
        except InputError:
            counted.events["unreadable"] += 1
            continue
        others, duplicate_of = window.join(event, source, _AT, len(raw or b""))
        if duplicate_of is not None:
            counted.events["said before"] += 1
        elif match.covers(event.tenant or "", event.workflow or "", event.model or ""):
            yield court.case(event, others, source)
        else:
            counted.events["of another scope"] += 1


def _score(cases: Sequence[Case], verdicts: Sequence[Verdict], counted: Counted) -> None:
    for case, verdict in zip(cases, verdicts, strict=True):
        if verdict.lapses:
            counted.events["without the second opinion"] += 1
        elif SCORE in verdict.scores:
            counted.scores.append(verdict.scores[SCORE])
        elif not case.answers:
            counted.events["without an answer"] += 1
        elif not case.passages:
            counted.events["without context"] += 1
        else:
            counted.events["with nothing to score"] += 1


def _records(settings: Settings, wanted: Wanted) -> Iterator[Record]:
    path = Path(wanted.begin)
    if path.is_file():
        return _lines(path)
    try:
        topic = find_topic(settings.topics, wanted.begin)
    except PolicyError:
        raise PolicyError(f"--from {wanted.begin}: neither a file here nor a topic of Tidegate's") from None
    topic_in = settings.topics.interactions.name
    if topic.name != topic_in:
        raise PolicyError(f"--from {wanted.begin}: scores are set on events as they come in: {topic_in}")
    return _messages(settings, topic.name, wanted.limit)


def _lines(path: Path) -> Iterator[Record]:
    with path.open("rb") as stream:
        number = 0
        for lines in batches_of(stream):
            for line in lines:
                if line.strip():
                    yield line, Source(topic=path.name, partition=0, offset=number)
                number += 1


def _messages(settings: Settings, topic: str, limit: int) -> Iterator[Record]:
    """The newest events, up to where the topic ended when this began."""
    admin = admin_client(settings)
    count = partitions_of(admin).get(topic)
    if count is None:
        raise PolicyError(f"{topic} does not exist; `tidegate topics apply` makes it")
    where = [(topic, number) for number in range(count)]
    ends, firsts = end_offsets(admin, where, committed=True), first_offsets(admin, where)
    share = -(-limit // count)
    ranges = {each: (max(firsts[each], ends[each] - share), ends[each]) for each in where}
    for message in read_through(settings, ranges):
        name, partition = partition_of(message)
        yield message.value(), Source(topic=name, partition=partition, offset=offset_of(message))


def _policy_text(path: Path | None) -> str | None:
    if path is None:
        return None
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise PolicyError(f"{path}: cannot be read as a policy file") from None


def _write(path: Path, text: str) -> None:
    """All of the file or nothing: who reads it meanwhile sees the old one whole."""
    target = path.resolve()
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
            os.chmod(name, target.stat().st_mode)
            os.replace(name, target)
        except OSError:
            with suppress(OSError):
                os.unlink(name)
            raise
    except OSError as error:
        raise PolicyError(f"{path}: cannot be written: {error.strerror}") from None


def _tell(wanted: Wanted, counted: Counted, found: Calibration, setting: Setting) -> None:
    if wanted.as_json:
        said = {name: getattr(found, name) for name in Calibration.__slots__}
        print_json({**said, "alert_rate": wanted.rate, "match": wanted.scope, "unscored": dict(counted.events)})
        return
    lines = [
        f"{counted.line()}",
        f"{KEY}: {found.threshold:g}",
        f"expected: at most {found.expected:.2%} of answers like these are below (95 % interval {found.low:.2%} to "
        f"{found.high:.2%}, from {found.scores} scores, {found.below} of them below)",
    ]
    if wanted.policy is not None:
        lines.append(f"written to {wanted.policy}; raise its version, and restart screen to judge by it")
    else:
        lines += ["no --policy FILE was named; this is what to put into one:", fragment(setting).rstrip()]
    sys.stdout.write("\n".join(lines) + "\n")
