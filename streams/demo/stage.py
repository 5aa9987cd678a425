"""The story while it runs: plays, looks and shows by turns, in one thread.

What enters are the player, the processes and what is read from the topics; what leaves is a board that a view has
shown. It raises DependencyError where a process ends or nothing is judged.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import nullcontext

from rich.console import Console

from schemas.errors import DependencyError
from streams.demo.board import Board
from streams.demo.player import Player
from streams.demo.processes import Process
from streams.demo.story import Story, scenes
from streams.demo.views import View, view_for
from streams.kafka.read_through import Reader
from streams.topics import Topics

# Starting takes some 7 s (Presidio, and 3 s that the embedded cluster makes a group's first member wait); a busy
# machine needs several times that.
_START_LIMIT_S = 90.0

# After the last event: until every event has its decision, and until every window is closed and published. The
# embedded cluster lets an idle reader wait 1.5 s whatever comes meanwhile, and watch reads three topics in a row.
_DECIDE_LIMIT_S, _SUMMARISE_LIMIT_S = 30.0, 30.0

_POLL_S = 0.04


class Stage:
    """One telling."""

    def __init__(self, story: Story, board: Board, reader: Reader, console: Console, topics: Topics) -> None:
        self._board, self._reader, self._console, self._topics = board, reader, console, topics
        self._scenes = list(scenes(story))
        self._events = len(story.records)
        self._readable = self._events - story.unreadable

    def wait_until_judging(self, player: Player, screen: Process, watch: Process) -> None:
        """Sends one event ahead and waits for its decision. Raises DependencyError where none comes."""
        player.first()
        deadline = time.monotonic() + _START_LIMIT_S
        with self._console.status("They load their guards …") if self._console.is_terminal else nullcontext():
            while not (self._judged() and watch.said('"recovered"')):
                self._look()
                _must_run(screen, watch)
                if time.monotonic() > deadline:
                    late = "watch" if self._judged() else "screen"
                    raise DependencyError(f"{late} did not start within {_START_LIMIT_S:.0f} s")

    def play(self, player: Player, screen: Process, watch: Process) -> None:
        """The story, and then what is still on its way."""
        with view_for(self._console) as view:
            while not player.done:
                player.play()
                self._step(view, player, screen, watch)
            player.close()
            for reached, limit_s in ((self._all_judged, _DECIDE_LIMIT_S), (self._summarised, _SUMMARISE_LIMIT_S)):
                self._wait_for(reached, limit_s, lambda: self._step(view, player, screen, watch))

    def _wait_for(self, reached: Callable[[], bool], limit_s: float, step: Callable[[], None]) -> None:
        deadline = time.monotonic() + limit_s
        while not reached() and time.monotonic() < deadline:
            step()

    def _step(self, view: View, player: Player, *processes: Process) -> None:
        self._look()
        clock = player.clock
        told = [scene for at, scene in self._scenes if at <= clock]
        self._board.tick(clock, told[-1] if told else None)
        view.show(self._board)
        _must_run(*processes)

    def _look(self) -> None:
        for message in self._reader.poll(_POLL_S):
            self._board.take(message)

    def _judged(self) -> int:
        return self._board.counts[self._topics.decisions.name]

    def _all_judged(self) -> bool:
        return self._judged() >= self._events

    def _summarised(self) -> bool:
        return self._board.summarised >= self._readable


def _must_run(*processes: Process) -> None:
    for process in processes:
        if process.exit_code is not None:
            raise DependencyError(f"{process.command} ended with exit code {process.exit_code}")
