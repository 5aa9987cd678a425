"""Re-reads the join window of a partition before its first unjudged event, silently.

What enters are partitions with the offsets they start at; what leaves are the events before, as far back as the
window reaches, handed to a callback in order. Nothing is judged or produced. This is how a response finds its
request after a crash without any state of ours beside the log.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress

import structlog
from confluent_kafka import Message

from schemas.errors import DependencyError
from streams.kafka.clients import Partition, partition_of
from streams.kafka.cluster import admin_client, end_offsets, offsets_since
from streams.kafka.read_through import read_first, read_through
from streams.settings import Settings

log = structlog.get_logger(__name__)

# A window that cannot be read in this time is given up: responses then lack context, which is said (`no_context`),
# while a worker that never starts is an outage.
_REPLAY_LIMIT_S = 30.0

# One record of each partition; milliseconds, unless a broker is away.
_FIRST_LIMIT_S = 10.0


class Replayer:
    """Reads without a group, so that it disturbs nobody's offsets."""

    def __init__(self, settings: Settings, remember: Callable[[Message], None], stop: threading.Event) -> None:
        self._settings = settings
        self._remember = remember
        self._stop = stop

    def replay(self, starts: dict[Partition, int]) -> int:
        """Reads every partition from where its window begins up to its start. Returns the number of events read."""
        waiting = {where: offset for where, offset in starts.items() if offset > 0}
        if not waiting:
            return 0
        ranges = self._ranges(waiting)
        read = 0
        try:
            for message in read_through(self._settings, ranges, _REPLAY_LIMIT_S, partly=True):
                self._remember(message)
                read += 1
                if self._stop.is_set():  # nothing will be judged with it
                    return read
        except DependencyError:
            log.warning("join_window_incomplete", events=read, partitions=len(waiting))
        log.info("join_window_read", events=read, partitions=len(waiting))
        return read

    def _ranges(self, starts: dict[Partition, int]) -> dict[Partition, tuple[int, int]]:
        """The offsets within the window, per partition; partitions with nothing to read are left out."""
        age_ms = int(self._settings.join_age.total_seconds() * 1000)
        admin = admin_client(self._settings)
        ends = end_offsets(admin, starts, committed=True)
        times = self._times({where: (start, ends[where]) for where, start in starts.items()})
        begins = offsets_since(admin, {where: max(0, at_ms - age_ms) for where, at_ms in times.items()})
        return {where: (begin, starts[where]) for where, begin in begins.items() if 0 <= begin < starts[where]}

    def _times(self, unjudged: dict[Partition, tuple[int, int]]) -> dict[Partition, int]:
        """The broker's time of each partition's first unjudged record, in ms; now, where it is still to come."""
        times = dict.fromkeys(unjudged, int(time.time() * 1000))
        with suppress(DependencyError):
            for message in read_first(self._settings, unjudged, _FIRST_LIMIT_S, partly=True):
                times[partition_of(message)] = message.timestamp()[1]
        return times
