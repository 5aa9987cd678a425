"""Plays the story: sends each record when the story's clock comes to it, with a plain producer as a team would.

What enters are the story and how long it may take; what leaves are records on the input topic. Nothing here waits:
`play` is asked often, and sends whatever is due.
"""

from __future__ import annotations

import time
from datetime import datetime

from confluent_kafka import Producer

from streams.demo.calendar import instant, progress
from streams.demo.story import Story


class Player:
    """Sends one story once.

    Args:
        bootstrap: where the brokers are.
        topic: the input topic.
        length_s: real time from the first record to the last.
    """

    def __init__(self, story: Story, bootstrap: str, topic: str, length_s: float) -> None:
        self._story, self._topic, self._length_s = story, topic, length_s
        self._producer = Producer(
            {"bootstrap.servers": bootstrap, "linger.ms": 5, "partitioner": "murmur2_random", "log_level": 0}
        )
        self._due = [progress(story.begin, record.at) * length_s for record in story.records]
        self._begun: float | None = None
        self.sent = 0

    def first(self) -> None:
        """Sends the first record ahead of the story, to see that somebody judges it."""
        self._send()
        self._producer.flush(10)

    def play(self) -> None:
        """Sends what is due; the clock starts with the first call."""
        if self._begun is None:
            self._begun = time.monotonic()
        while not self.done and self._due[self.sent] <= self._elapsed_s():
            self._send()
        self._producer.poll(0)

    def close(self) -> None:
        """Waits until everything is with the broker."""
        self._producer.flush(10)

    @property
    def done(self) -> bool:
        """Everything is sent."""
        return self.sent == len(self._story.records)

    @property
    def clock(self) -> datetime:
        """What time it is in the story."""
        return instant(self._story.begin, min(1.0, self._elapsed_s() / self._length_s))

    def _elapsed_s(self) -> float:
        return 0.0 if self._begun is None else time.monotonic() - self._begun

    def _send(self) -> None:
        record = self._story.records[self.sent]
        self._producer.produce(self._topic, record.value, record.key)
        self.sent += 1
