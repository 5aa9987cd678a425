"""A session without brokers: every round of it is played by a test."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from streams.kafka.clients import Member, Partition
from streams.kafka.session import Outgoing
from streams.settings import Settings

TOPIC = "llm.interactions.v1"


class Message:
    """An event as a consumer hands it out."""

    def __init__(self, offset: int, value: bytes | None = b"{}", partition: int = 0) -> None:
        self._offset, self._value, self._partition = offset, value, partition

    def topic(self) -> str:
        return TOPIC

    def partition(self) -> int:
        return self._partition

    def offset(self) -> int:
        return self._offset

    def timestamp(self) -> tuple[int, int]:
        return 1, 1_790_000_000_000

    def key(self) -> None:
        return None

    def value(self) -> bytes | None:
        return self._value

    def headers(self) -> None:
        return None


class Session:
    """A session whose every round is played by a test: `rounds` are called one after the other, then it stops."""

    def __init__(self, stop: threading.Event, *rounds: Callable[[Session], list[Message]]) -> None:
        self._stop, self._rounds = stop, list(rounds)
        self.behind: dict[Partition, int] = {}
        self.committed: list[int] = []
        self.rewound: list[int] = []
        self.held: list[tuple[Partition, int, float]] = []
        self.revoke: Callable[[Iterable[Partition]], None]

    def opened(self, _settings: Settings, _member: Member, _assigned: Any, revoked: Any, _waiting: Any) -> Session:
        self.revoke = revoked
        return self

    def hold(self, where: Partition, offset: int, for_s: float) -> None:
        self.held.append((where, offset, for_s))

    def poll(self) -> list[Message]:
        if self._rounds:
            return self._rounds.pop(0)(self)
        self._stop.set()
        return []

    def commit(self, batch: Sequence[Message], outgoing: Sequence[Outgoing]) -> None:
        assert len({record.origin for record in outgoing}) == len(batch)
        self.committed += [message.offset() for message in batch]

    def rewind(self, batch: Iterable[Message]) -> None:
        self.rewound += [message.offset() for message in batch]

    def lag(self) -> dict[Partition, int]:
        return self.behind

    def ready(self) -> bool:
        return True

    def close(self) -> None:
        pass
