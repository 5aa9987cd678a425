"""A processor that is none of ours: of each record on the doors it makes one on the outcomes, naming where it stood.

It has the loop of `screen` and its instance name, and a group of its own. It is a process, so that it can be killed.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from confluent_kafka import Message
from prometheus_client import CollectorRegistry

from streams.kafka.clients import Member, Partition, offset_of, partition_of
from streams.kafka.serving import Serving
from streams.kafka.session import Outgoing
from streams.kafka.session_metrics import SessionMetrics
from streams.process.health import Health
from streams.process.logs import configure_logs
from streams.process.signals import stop_on_signals
from streams.settings import Settings, load_settings


@dataclass
class Copied:
    """One record of each message."""

    messages: list[Message]
    outgoing: list[Outgoing]
    waiting: dict[Partition, str]

    def unproducible(self, origin: int, again: bool) -> Iterable[Outgoing]:
        """None of these is ever too large."""
        raise AssertionError

    def committed(self, refused: Collection[int]) -> None:
        """Counts nothing."""
        assert not refused


class Copies:
    """Reads the doors, writes outcomes."""

    def __init__(self, settings: Settings) -> None:
        self._to = settings.topics.outcomes.name

    def assigned(self, starts: dict[Partition, int]) -> None:
        """Nothing to prepare."""

    def revoked(self, partitions: Sequence[Partition]) -> None:
        """Nothing to forget."""

    def work(self, part: Sequence[Message], stop: threading.Event) -> Copied:
        """A copy of each."""
        return Copied(list(part), [self._copy(message, origin) for origin, message in enumerate(part)], {})

    def _copy(self, message: Message, origin: int) -> Outgoing:
        source = "{}/{}/{}".format(*partition_of(message), offset_of(message))
        return Outgoing(self._to, message.key(), b"{}", [("tidegate-source", source.encode())], origin)


def main() -> None:
    """Until it is told to stop."""
    settings = load_settings()
    configure_logs(settings.log_level)
    doors = tuple(topic.name for topic in settings.topics.doors())
    member = Member(doors, "tidegate-toy", settings.instance)
    Serving(settings, member, Copies(settings), SessionMetrics(CollectorRegistry()), Health()).run(stop_on_signals())


if __name__ == "__main__":
    main()
