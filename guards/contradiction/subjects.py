"""The rows of structured context and the names that they are known by.

What enters are cells; what leaves are tables with their subject column, and the names of a table that a stretch of
text says: whole ("yoga activity"), or by a word that only one name has ("yoga").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from guards.contradiction.cells import ARTICLES, Cell, Row
from guards.contradiction.text.words import STOP, Word, stem, tokens_of
from guards.contradiction.values.value import PartialDate

Table = tuple[int, tuple[str | int, ...]]
Phrase = tuple[str, ...]

# The column that says what a row is about, by the names such columns have; else the first that holds names.
_NAMES = (
    "name",
    "titl",
    "event",
    "poi",
    "product",
    "item",
    "servic",
    "plan",
    "drug",
    "medication",
    "provider",
    "label",
    "city",
    "plac",
    "id",
)
_ROWS_MAX = 500
_TABLES_MAX = 64
"""The largest tables of a context; what more there is stays unread, so that an answer's cost has a bound."""
_ALIAS_LETTERS_MIN = 4
# The last word of many names: a street or a hotel that the context lacks is not the one that it has.
_HEADS = "street avenue road drive lane court square place hotel market store center centre restaurant"
_NO_ALIAS = STOP | {stem(word) for word in _HEADS.split()}


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of the context said in the answer, and the cells that hold it."""

    phrase: Phrase
    column: tuple[str, ...]
    start: int
    end: int


@dataclass
class Rows:
    """The rows of one table: cells by row, the subject column, its names and the words that tell them apart."""

    rows: list[list[Cell]]
    subject: tuple[str, ...] | None
    phrases: dict[str, set[tuple[Phrase, tuple[str, ...]]]] = field(default_factory=lambda: defaultdict(set))
    aliases: dict[str, set[Phrase]] = field(default_factory=lambda: defaultdict(set))
    dates: set[tuple[tuple[str, ...], tuple[PartialDate, ...]]] = field(default_factory=set)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every stem that a name of the table can be met by."""
        return frozenset(self.phrases) | frozenset(self.aliases)

    def named(self, names: Iterable[Phrase]) -> list[list[Cell]]:
        """The rows whose subject is one of the names."""
        wanted = set(names)
        return [row for row in self.rows if any(cell.column == self.subject and cell.phrase in wanted for cell in row)]


def tables_of(cells_by_row: Mapping[Row, list[Cell]]) -> list[Rows]:
    """The tables of a context, those with names only."""
    grouped: dict[Table, dict[Row, list[Cell]]] = defaultdict(dict)
    for row, cells in cells_by_row.items():
        passage, path = row
        grouped[passage, path[:-1]][row] = cells
    largest = sorted(grouped.values(), key=len, reverse=True)[:_TABLES_MAX]
    tables = [_table(list(rows.values())[:_ROWS_MAX]) for rows in largest]
    return [table for table in tables if table.subject is not None]


def _table(rows: list[list[Cell]]) -> Rows:
    phrases = [cell for row in rows for cell in row if cell.phrase]
    named = [cell for cell in phrases if cell.value is None and cell.holds is None]
    named = named or [cell for cell in phrases if cell.value is not None and cell.value.kind == "code"]
    columns = list(dict.fromkeys(cell.column for cell in named))
    ranked = sorted(columns, key=_name_rank)
    table = Rows(rows, ranked[0] if ranked else None)
    table.dates.update(
        (cell.column, cell.value.dates) for row in rows for cell in row if cell.value and cell.value.dates
    )
    for cell in named:
        table.phrases[cell.phrase[0]].add((cell.phrase, cell.column))
    # A word that other columns use too ("conference", "shopping") tells no name from another.
    common = {word for cell in named if cell.column != table.subject for word in cell.phrase}
    for cell in named:
        if cell.column == table.subject:
            for word in set(cell.phrase) - common:
                if len(word) >= _ALIAS_LETTERS_MIN and word not in _NO_ALIAS and not word.isdigit():
                    table.aliases[word].add(cell.phrase)
    return table


def _name_rank(column: tuple[str, ...]) -> int:
    last = column[-1].lower().rstrip("e") if column else ""
    for rank, name in enumerate(_NAMES):
        if last == name or last.endswith(("_" + name, name)):
            return rank
    return len(_NAMES)


def mentions_of(folded: str, start: int, end: int, table: Rows) -> list[Mention]:
    """Whole names of any column said in a stretch of text; the longest at each place."""
    return _mentions(tokens_of(folded, start, end), table)


def _mentions(tokens: list[Word], table: Rows) -> list[Mention]:
    if table.phrases.keys().isdisjoint(word.stem for word in tokens):
        return []
    words = [word for word in tokens if word.stem not in ARTICLES]
    stems = [word.stem for word in words]
    found: list[Mention] = []
    place = 0
    while place < len(stems):
        at = [(p, c) for p, c in table.phrases.get(stems[place], ()) if tuple(stems[place : place + len(p)]) == p]
        longest = max((len(p) for p, _ in at), default=0)
        for phrase, column in sorted(at):
            if len(phrase) == longest:
                found.append(Mention(phrase, column, words[place].start, words[place + longest - 1].end))
        place += longest or 1
    return found


def subjects_in(tokens: list[Word], table: Rows) -> list[Phrase]:
    """Names of the subject column said in a stretch, by its tokens: by whole name or by a word only one of them has."""
    whole = _mentions(tokens, table)
    names = [one.phrase for one in whole if one.column == table.subject]
    for word in tokens:
        owners = table.aliases.get(word.stem)
        if owners is not None and len(owners) == 1 and not any(one.start <= word.start < one.end for one in whole):
            names += [name for name in owners if name not in names]
    return names
