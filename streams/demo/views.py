"""Two ways to watch the story: a live screen on a terminal, and plain lines anywhere else.

What enters is the board, again and again; what leaves is on standard output. Neither writes control characters
where nobody would read them as such: that is what the plain view is for.
"""

from __future__ import annotations

import time
from collections import Counter
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from streams.demo.board import Board
from streams.demo.calendar import DAYS, progress
from streams.demo.lines import STYLES, day_time, finding_line, summary_line

# Faster than this, nobody reads; a terminal over a slow line cannot follow either.
_FRAME_S = 0.15

# Below this many columns a finding does not say where it was found.
_WIDE = 96

# Rows of the screen that are not findings or summaries: title, scene, doors and borders.
_FIXED_ROWS = 13


class View(Protocol):
    """Shows a board until its block ends."""

    def show(self, board: Board) -> None:
        """What the board says now."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def view_for(console: Console) -> View:
    """The live screen where there is a terminal to show it on."""
    return LiveView(console) if console.is_terminal and not console.is_dumb_terminal else PlainView(console)


class LiveView:
    """One screen: where the story is, the doors, the latest findings, the latest summaries."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live = Live(console=console, auto_refresh=False, transient=True)
        self._shown_at = 0.0

    def show(self, board: Board) -> None:
        """Draws the screen, at most some times a second."""
        if time.monotonic() - self._shown_at >= _FRAME_S:
            self._shown_at = time.monotonic()
            self._live.update(self._screen(board), refresh=True)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def _screen(self, board: Board) -> RenderableType:
        rows = max(6, self._console.size.height - _FIXED_ROWS)
        for_findings = (rows + 1) // 2
        narrow = self._console.width < _WIDE
        findings = [finding_line(board.begin, seen, narrow) for seen in board.findings[-for_findings:]]
        closed = board.summaries[-(rows - for_findings) :]
        summaries = [summary_line(board.begin, each, narrow) for each in closed]
        return Group(
            _story_so_far(board, self._console.width - 4),
            _doors(board),
            _panel("Findings, as they happen", findings, for_findings),
            _panel("Drift summaries, as windows close", summaries, rows - for_findings),
        )


def _panel(title: str, lines: list[Text], rows: int) -> Panel:
    padding = [Text("")] * (rows - len(lines))
    return Panel(Group(*lines, *padding), title=title, title_align="left", border_style="dim")


def _story_so_far(board: Board, width: int) -> Panel:
    scene = Text(board.scene.title if board.scene else "", no_wrap=True, overflow="ellipsis", style="bold")
    done = int(progress(board.begin, board.clock) * width)
    bar = Text.assemble(("━" * done, "cyan"), ("─" * (width - done), "dim"))
    day = (board.clock - board.begin).days + 1
    title = f"Tidegate · a health plan's assistant · day {day} of {DAYS}, {board.clock:%A %H:%M}"
    return Panel(Group(scene, bar), title=title, title_align="left", border_style="cyan")


def _doors(board: Board) -> Table:
    table = Table.grid(expand=True)
    cells = []
    for name, topic in board.doors():
        table.add_column(justify="center")
        cells.append(
            Text.assemble(
                (f"{board.counts[topic]:,}", f"bold {STYLES.get(name, '')}"),
                (f" {board.rate(topic):.0f}/s\n", "dim"),
                name,
            )
        )
    table.add_row(*cells)
    return table


# Lines that say nothing new: of each kind of finding, plain lines have so many a day; of summaries, those that lost
# something (again so many a day) and every so many of the others.
_ALIKE_A_DAY = 1
_SUMMARY_EVERY = 25

# Nobody crops a line of a pipe or a log, so it is cropped here.
_LINE = 200


class PlainView:
    """One line for each thing worth one; what repeats is counted."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._scene: object = None
        self._findings = self._summaries = 0
        self._told: Counter[tuple[int, str]] = Counter()

    def show(self, board: Board) -> None:
        """Prints what is new."""
        if board.scene is not None and board.scene is not self._scene:
            self._scene = board.scene
            self._say(f"{day_time(board.begin, board.clock)}  {board.scene.title}")
            self._say(f"             {_counts(board)}")
        for seen in board.findings[self._findings :]:
            if self._is_news(board, seen.at, seen.rule):
                self._say("  finding  ", finding_line(board.begin, seen))
        for number, summary in enumerate(board.summaries[self._summaries :], self._summaries):
            lost = bool(summary.lost) and self._is_news(board, summary.report.window_start, "lost")
            if lost or number % _SUMMARY_EVERY == 0:
                self._say("  drift    ", summary_line(board.begin, summary))
        self._findings, self._summaries = len(board.findings), len(board.summaries)

    def _is_news(self, board: Board, at: datetime | None, what: str) -> bool:
        key = ((at - board.begin).days if at else 0, what)
        self._told[key] += 1
        return self._told[key] <= _ALIKE_A_DAY

    def _say(self, *words: str | Text) -> None:
        line = Text.assemble(*words)
        line.truncate(_LINE, overflow="ellipsis")
        self._console.print(line, soft_wrap=True, highlight=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._say(f"             {self._findings} findings and {self._summaries} drift summaries in all")


def _counts(board: Board) -> str:
    return ", ".join(f"{name} {board.counts[topic]:,}" for name, topic in board.doors()[:-1])
