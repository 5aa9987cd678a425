"""The demo from beginning to end: cluster, processes, story, view, books, exit code.

What enters are three choices; what leaves is the story on standard output, and 0 where it came out as told. Whatever
happens, the processes it started are stopped.
"""

from __future__ import annotations

import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.text import Text

from schemas.errors import DependencyError
from streams.demo.board import Board
from streams.demo.books import read_books
from streams.demo.calendar import first_day
from streams.demo.ending import console_for_here, print_ending
from streams.demo.player import Player
from streams.demo.processes import Process
from streams.demo.quiet import copy_policy, learn_quiet_days
from streams.demo.stage import Stage
from streams.demo.story import Story, tell
from streams.demo.verdict import missing
from streams.kafka.embedded import EmbeddedCluster
from streams.topics import Topics

SEED = 20

TOLD, NOT_AS_TOLD, INTERRUPTED = 0, 1, 130

# Real seconds from the first event to the last, and how much ordinary traffic there is: less of it, and an hour would
# hold too few answers to tell a lost field from chance.
_LENGTH_S, _FAST_LENGTH_S = 40.0, 4.0
VOLUME = 1.0


def run_demo(*, fast: bool = False, seed: int = SEED, keep: bool = False) -> int:
    """Plays the story. `fast` tells it in seconds, `keep` leaves the cluster up afterwards until Ctrl-C.

    Returns 0 where it came out as told, 1 where something is missing or did not start, 130 on Ctrl-C in the middle.
    """
    console = console_for_here()
    folder = Path(tempfile.mkdtemp(prefix="tidegate-demo-"))
    code = NOT_AS_TOLD
    try:
        with _told_to_stop_as_by_ctrl_c(), ExitStack() as stack:
            code = Demo(console, folder, stack).run(fast, seed, keep)
    except KeyboardInterrupt:
        code = INTERRUPTED
    except DependencyError as error:
        console.print(Text(f"The demo stopped: {error}", style="bold red"))
    finally:
        if code == NOT_AS_TOLD:
            console.print(Text(f"What screen and watch logged is in {folder}"), soft_wrap=True)
        else:
            shutil.rmtree(folder, ignore_errors=True)
    return code


@contextmanager
def _told_to_stop_as_by_ctrl_c() -> Iterator[None]:
    """A closed terminal or a supervisor's SIGTERM must not leave the processes behind either."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = (signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, signal.default_int_handler) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Demo:
    """One run. The stack holds what must be closed, in the order it was opened."""

    def __init__(self, console: Console, folder: Path, stack: ExitStack) -> None:
        self._console, self._folder, self._stack = console, folder, stack
        self._topics = Topics()

    def run(self, fast: bool, seed: int, keep: bool) -> int:
        """The exit code."""
        begun = time.monotonic()
        story = tell(seed, first_day(datetime.now(UTC)), VOLUME)
        self._say(f"A health plan's assistant at work: six days, {len(story.records):,} events. Seed {seed}.")
        cluster = self._stack.enter_context(EmbeddedCluster())
        cluster.create(*(topic.name for topic in self._topics.all()))
        self._say(f"Brokers run inside this process at {cluster.bootstrap}; screen and watch start beside it.")
        self._play(story, cluster, _FAST_LENGTH_S if fast else _LENGTH_S, seed)
        books = read_books(cluster, self._topics)
        print_ending(self._console, story, books, self._topics, cluster.bootstrap if keep else "")
        faults = missing(story, books)
        self._console.print()
        for fault in faults:
            self._console.print(Text(f"Not as told: {fault}.", style="bold red"))
        self._say(f"{time.monotonic() - begun:.0f} seconds.")
        if keep:
            self._wait(cluster.bootstrap)
        return NOT_AS_TOLD if faults else TOLD

    def _play(self, story: Story, cluster: EmbeddedCluster, length_s: float, seed: int) -> None:
        bootstrap = cluster.bootstrap
        policy = copy_policy(self._folder)
        screen = self._stack.enter_context(Process("screen", bootstrap, self._folder, policy))
        learnt = learn_quiet_days(self._folder, policy, seed, story.begin, VOLUME)
        self._say(
            f"A baseline is made of {learnt:,} events of the two quiet weeks before: tidegate baseline create quiet."
        )
        watch = self._stack.enter_context(Process("watch", bootstrap, self._folder, policy))
        player = Player(story, bootstrap, self._topics.interactions.name, length_s)
        with self._stage(cluster, story) as stage:
            stage.wait_until_judging(player, screen, watch)
            stage.play(player, screen, watch)

    @contextmanager
    def _stage(self, cluster: EmbeddedCluster, story: Story) -> Iterator[Stage]:
        topics = self._topics
        shown = (topics.interactions, *topics.doors(), topics.decisions, topics.violations, topics.drift)
        with cluster.reader(*(topic.name for topic in shown)) as reader:
            yield Stage(story, Board(self._topics, story.begin), reader, self._console, self._topics)

    def _say(self, line: str) -> None:
        self._console.print(Text(line), soft_wrap=True, highlight=False)

    def _wait(self, bootstrap: str) -> None:
        self._say(f"The cluster stays at {bootstrap}, with screen and watch, until Ctrl-C.")
        with suppress(KeyboardInterrupt):
            while True:
                time.sleep(1)
