"""A claim against rows: what an answer says of a named thing must stand in one of its rows.

What enters is a sentence of the answer and the rows of the context (array elements, table lines, lone objects);
what leaves are the values of which no row of the named thing says so. "Yoga is on Friday with Tom" names the rows
whose event is yoga; Friday and Tom must be theirs.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from guards.contradiction.cells import ARTICLES, Cell, Row
from guards.contradiction.claims import is_denied
from guards.contradiction.conflict import SUPPORTED, Compared
from guards.contradiction.context import Context
from guards.contradiction.slots import cell_relation, conflict_with
from guards.contradiction.statements import Sentence
from guards.contradiction.values import PartialDate, Value
from guards.contradiction.words import STOP, tokens_of

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
_UNSEEN = re.compile(
    r"\b(?:(?:do|does|did|could)(?:n't| ?n t| not) (?:see|find|have|get)|(?:the )?other (?:one|option))\b"
)


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

    def named(self, names: Iterable[Phrase]) -> list[list[Cell]]:
        """The rows whose subject is one of the names."""
        wanted = set(names)
        return [row for row in self.rows if any(cell.column == self.subject and cell.phrase in wanted for cell in row)]


def tables_of(context: Context) -> list[Rows]:
    """The tables of a context, those with names only."""
    grouped: dict[Table, dict[Row, list[Cell]]] = defaultdict(dict)
    for row, cells in context.rows.items():
        passage, path = row
        grouped[passage, path[:-1]][row] = cells
    return [
        table for rows in grouped.values() if (table := _table(list(rows.values())[:_ROWS_MAX])).subject is not None
    ]


def _table(rows: list[list[Cell]]) -> Rows:
    named = [cell for row in rows for cell in row if cell.phrase and cell.value is None]
    columns = list(dict.fromkeys(cell.column for cell in named))
    ranked = sorted(columns, key=_name_rank)
    table = Rows(rows, ranked[0] if ranked else None)
    table.dates.update(
        (cell.column, cell.value.dates) for row in rows for cell in row if cell.value and cell.value.dates
    )
    for cell in named:
        table.phrases[cell.phrase[0]].add((cell.phrase, cell.column))
        if cell.column == table.subject:
            for word in cell.phrase:
                if len(word) >= _ALIAS_LETTERS_MIN and word not in STOP and not word.isdigit():
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
    words = [word for word in tokens_of(folded, start, end) if word.stem not in ARTICLES]
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


def subjects_of(folded: str, start: int, end: int, table: Rows) -> list[Phrase]:
    """Names of the subject column said in a stretch of text, by whole name or by a word only one of them has."""
    whole = [one for one in mentions_of(folded, start, end, table) if one.column == table.subject]
    names = [one.phrase for one in whole]
    for word in tokens_of(folded, start, end):
        owners = table.aliases.get(word.stem, set())
        if len(owners) == 1 and not any(one.start <= word.start < one.end for one in whole):
            names += [name for name in owners if name not in names]
    return names


def compare(
    folded: str, sentence: Sentence, values: Sequence[Value], table: Rows, subject: Sequence[Phrase], named: bool
) -> Iterator[tuple[Value, Compared]]:
    """Every value and name of a sentence that the rows of its subject can judge. `named` is whether the sentence
    itself says the subject; else it was said before."""
    rows = table.named(subject)
    if not rows or _UNSEEN.search(folded, sentence.start, sentence.end):
        return
    mentions = [
        one
        for one in mentions_of(folded, sentence.start, sentence.end, table)
        if not is_denied(folded, sentence, one.start)
    ]
    free = [
        one
        for one in values
        # A number inside a name is part of it, and a count of the rows' own kind counts rows.
        if not any(m.start < one.end and one.start < m.end for m in mentions) and not one.nouns & table.aliases.keys()
    ]
    texts = [_as_value(one) for one in mentions if one.column != table.subject]
    said = [*free, *_of_one_column(texts)]
    if not named and _another_row(said, table):
        return
    for value in said:
        met = [
            (row, cell, found) for row in rows for cell in row if (found := _relation(value, cell, table)) is not None
        ]
        if any(found for _, _, found in met):
            yield value, SUPPORTED
        elif met:
            cell = max(met, key=lambda one: _agreeing(one[0], said, table))[1]
            yield value, Compared(conflict_with(value, cell, 0.95 if len(rows) == 1 else 0.9))


def _another_row(said: Sequence[Value], table: Rows) -> bool:
    """Whether one row says all of it: then the sentence is about that one, whatever was spoken of before."""
    return len(said) > 1 and any(_agreeing(row, said, table) == len(said) for row in table.rows)


def _as_value(mention: Mention) -> Value:
    return Value(
        "text", mention.start, mention.end, text=" ".join(sorted(mention.phrase)), unit="/".join(mention.column)
    )


def _of_one_column(texts: list[Value]) -> list[Value]:
    """A name that stands in two columns is no proof against either."""
    places: dict[int, list[Value]] = defaultdict(list)
    for text in texts:
        places[text.start].append(text)
    return [found[0] for found in places.values() if len(found) == 1]


def _relation(value: Value, cell: Cell, table: Rows) -> bool | None:
    """True: the cell says so; False: it says otherwise; None: it is about something else."""
    if value.kind == "text":
        if "/".join(cell.column) != value.unit or not cell.phrase:
            return None
        return " ".join(sorted(cell.phrase)) == value.text
    found = cell_relation(value, cell)
    if found == "apart":
        return (
            False
            if value.kind == "date"
            and cell.value is not None
            and cell.value.kind == "date"
            and _is_cell(value, cell, table)
            else None
        )
    return found == "same"


def _is_cell(value: Value, cell: Cell, table: Rows) -> bool:
    """Whether another row's cell of the column is written as the value: Sunday against the 10th."""
    return (cell.column, value.dates) in table.dates


def _agreeing(row: list[Cell], said: Sequence[Value], table: Rows) -> int:
    return sum(1 for value in said if any(_relation(value, cell, table) for cell in row))
