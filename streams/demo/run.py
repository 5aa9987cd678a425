"""The demo from beginning to end: cluster, processes, story, view, books, exit code.

What enters are three choices; what leaves is the story on standard output, and 0 where it came out as told. Whatever
happens, the processes it started are stopped.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from confluent_kafka import Consumer
from rich.console import Console
from rich.text import Text

from schemas.errors import DependencyError
from streams.demo.board import Board
from streams.demo.calendar import Scene, first_day
from streams.demo.ending import console_for_here, print_ending
from streams.demo.ledger import read_ledger
from streams.demo.player import Player
from streams.demo.processes import Process
from streams.demo.reader import reader
from streams.demo.story import Story, scenes, tell
from streams.demo.verdict import missing
from streams.demo.views import View, view_for
from streams.embedded import EmbeddedCluster
from streams.topics import Topics
from streams.watch_config import WatchConfig

SEED = 20

# Real seconds from the first event to the last, and how much ordinary traffic there is.
_LENGTH_S, _FAST_LENGTH_S = 42.0, 6.0
_VOLUME, _FAST_VOLUME = 1.0, 0.3

# Starting takes some 6 s (Presidio, and 3 s that the embedded cluster makes a group's first member wait); a busy
# machine needs several times that.
_START_LIMIT_S = 60.0

# After the last event: until every event has its decision, and until every window is closed and published.
_DECIDE_LIMIT_S, _SUMMARISE_LIMIT_S = 30.0, 15.0

_POLL_S = 0.04


def run_demo(*, fast: bool = False, seed: int = SEED, keep: bool = False) -> int:
    """Plays the story. `fast` tells it in seconds, `keep` leaves the cluster up until Ctrl-C.

    Returns 0 where it came out as told, 1 where something is missing or did not start, 130 on Ctrl-C.
    """
    console = console_for_here()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tidegate-demo-")))
        try:
            return Demo(console, folder, stack).run(fast, seed, keep)
        except KeyboardInterrupt:
            return 130
        except DependencyError as error:
            console.print(Text(f"The demo stopped: {error}", style="bold red"))
            return 1


class Demo:
    """One run. The stack holds what must be closed, in the order it was opened."""

    def __init__(self, console: Console, folder: Path, stack: ExitStack) -> None:
        self._console, self._folder, self._stack = console, folder, stack
        self._topics = Topics()

    def run(self, fast: bool, seed: int, keep: bool) -> int:
        begun = time.monotonic()
        story = tell(seed, first_day(datetime.now(UTC)), _FAST_VOLUME if fast else _VOLUME)
        self._say(f"A health plan's assistant at work: {len(story.records)} events of six days. Seed {seed}.")
        cluster = self._stack.enter_context(EmbeddedCluster())
        cluster.create(*_topic_names(self._topics))
        self._say(f"Brokers inside this process at {cluster.bootstrap}; starting screen and watch beside it ...")
        screen = self._stack.enter_context(Process("screen", cluster.bootstrap, self._folder))
        watch = self._stack.enter_context(Process("watch", cluster.bootstrap, self._folder))
        player = Player(story, cluster.bootstrap, self._topics.interactions.name, _FAST_LENGTH_S if fast else _LENGTH_S)
        with self._stage(cluster.bootstrap, story) as stage:
            stage.wait_until_judging(player, screen, watch)
            stage.play(player, screen, watch)
        ledger = read_ledger(cluster.bootstrap, self._topics)
        print_ending(self._console, story, ledger, self._topics, cluster.bootstrap if keep else "")
        faults = missing(story, ledger)
        for fault in faults:
            self._console.print(Text(f"Not as told: {fault}.", style="bold red"))
        self._console.print()
        self._say(f"{time.monotonic() - begun:.0f} seconds.")
        if keep:
            self._wait(cluster.bootstrap)
        return 1 if faults else 0

    @contextmanager
    def _stage(self, bootstrap: str, story: Story) -> Iterator[Stage]:
        names = [topic.name for topic in self._topics.all() if topic.name != self._topics.watch_changelog.name]
        with reader(bootstrap, names) as consumer:
            yield Stage(story, Board(self._topics, story.begin), consumer, self._console, self._topics)

    def _say(self, line: str) -> None:
        self._console.print(Text(line), highlight=False)

    def _wait(self, bootstrap: str) -> None:
        self._say(f"The cluster stays at {bootstrap} until Ctrl-C.")
        while True:
            time.sleep(1)


class Stage:
    """The story while it runs: plays, looks and shows by turns, in one thread."""

    def __init__(self, story: Story, board: Board, consumer: Consumer, console: Console, topics: Topics) -> None:
        self._board, self._consumer, self._console, self._topics = board, consumer, console, topics
        self._scenes = list(scenes(story))
        self._readable = len(story.records) - story.unreadable
        self._events = len(story.records)

    def wait_until_judging(self, player: Player, screen: Process, watch: Process) -> None:
        """Sends one event ahead and waits for its decision. Raises DependencyError where none comes."""
        player.first()
        deadline = time.monotonic() + _START_LIMIT_S
        while not self._board.counts[self._topics.decisions.name]:
            self._look()
            _must_run(screen)
            _must_run(watch)
            if time.monotonic() > deadline:
                raise DependencyError(f"screen judged nothing within {_START_LIMIT_S:.0f} s")
        watch.wait_for('"recovered"', _START_LIMIT_S)

    def play(self, player: Player, screen: Process, watch: Process) -> None:
        """The story, and then what is still on its way."""
        with view_for(self._console) as view:
            while not player.done:
                player.play()
                self._look()
                self._show(view, player)
                _must_run(screen)
                _must_run(watch)
            player.close()
            self._wait_for(view, player, self._decided, _DECIDE_LIMIT_S)
            self._wait_for(view, player, self._summarised, _SUMMARISE_LIMIT_S)

    def _wait_for(self, view: View, player: Player, reached: object, limit_s: float) -> None:
        deadline = time.monotonic() + limit_s
        assert callable(reached)
        while not reached() and time.monotonic() < deadline:
            self._look()
            self._show(view, player)

    def _decided(self) -> bool:
        return self._board.counts[self._topics.decisions.name] >= self._events

    def _summarised(self) -> bool:
        return self._board.summarised >= self._readable

    def _look(self) -> None:
        for message in self._consumer.consume(500, _POLL_S):
            if message.error() is None:
                self._board.take(message)

    def _show(self, view: View, player: Player) -> None:
        clock = player.clock
        scene: Scene | None = None
        for at, each in self._scenes:
            scene = each if at <= clock else scene
        self._board.tick(clock, scene)
        view.show(self._board)


def _must_run(process: Process) -> None:
    if process.exit_code is not None:
        log = process.log.read_text(encoding="utf-8", errors="replace").splitlines()
        last = log[-1] if log else "it said nothing"
        raise DependencyError(f"{process.command} ended with exit code {process.exit_code}: {last}")


def _topic_names(topics: Topics) -> list[str]:
    watch = WatchConfig(brokers="")
    return list(dict.fromkeys([*(topic.name for topic in topics.all()), watch.partials, watch.changelog]))
