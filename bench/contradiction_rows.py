"""Public answers with labels, each as a case that a guard can judge. Reads files; judges nothing.

What enters is the folder named by TIDEGATE_DATA (default `../shared/data` beside the repository); what leaves are rows.
A JSON context becomes JSON text. A table becomes a list of JSON records or a Markdown table, by a hash of the row's id,
so that both are met and a row is always the same. A passage stays as it is. A question becomes the message before.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any, Literal, NamedTuple

from guards.case import Case
from schemas.interaction import Interaction

Form = Literal["json", "table", "prose", "none"]
Label = Literal["supported", "contradiction", "unsupported", "neutral"]


class Stretch(NamedTuple):
    """A labelled part of an answer: a conflict, or something else that is wrong with it, such as made-up parts."""

    start: int
    end: int
    conflict: bool
    meta: str = ""
    """What the annotator wrote beside it."""


@dataclass(frozen=True)
class Row:
    """One answer against its context, with what people say of it."""

    id: str
    source: str
    group: str
    """What must not be torn apart: a document, a table, a conversation."""
    kind: str
    """The task and the model, where the source has several."""
    form: Form
    contexts: tuple[str, ...]
    messages: tuple[Mapping[str, str], ...]
    answer: str
    label: Label
    stretches: tuple[Stretch, ...] = ()
    evidence: str = ""
    """The words of a context, or of the talk before, that deny the marked part, where the author wrote them down."""
    of_set: bool = False
    """Of `contradiction2`, as opposed to the older sets, by which rules were written."""

    @cached_property
    def case(self) -> Case:
        """The row as a guard sees it."""
        return case_of(self.contexts, self.answer, self.messages)


def data_folder() -> Path:
    """The folder of the public sets."""
    given = os.environ.get("TIDEGATE_DATA")
    return Path(given) if given else Path(__file__).resolve().parents[1] / "../shared/data"


def case_of(contexts: Sequence[str], answer: str, messages: Sequence[Mapping[str, str]] = ()) -> Case:
    """One exchange."""
    event = {"messages": list(messages) or "?", "context": [{"text": text} for text in contexts], "output": answer}
    return Case(Interaction.model_validate(event))


def exchanges(path: Path) -> list[str]:
    """The answers of the real exchanges."""
    return [one["chatgpt_response"] for one in _lines(path)]


def sampled(rows: Sequence[Row], size: int) -> list[Row]:
    """At most so many rows, one of each group in turn, in an order that depends on ids alone: a larger sample
    contains a smaller one, and few documents never stand for a whole set."""
    groups = defaultdict(list)
    for row in sorted(rows, key=lambda row: hash_of(row.id)):
        groups[row.group].append(row)
    ordered = sorted(groups.values(), key=lambda group: hash_of(group[0].group))
    return [row for row in chain.from_iterable(zip_longest(*ordered)) if row is not None][:size]


def sources(folder: Path) -> dict[str, list[Row]]:
    """Every row by its source."""
    found = {path.stem: [shaped(row) for row in _lines(path)] for path in sorted(folder.glob("contradiction2/*.jsonl"))}
    sets = folder / "contradiction"
    for name in ("calendar", "navigate", "weather"):
        found[f"ci_tod_{name}"] = list(_dialogues(sets, name))
    found["fool_me_twice"] = list(_fool_me_twice(sets / "fool_me_twice_dev.jsonl"))
    found["fever_symmetric"] = list(_fever(sets / "fever_symmetric_dev.jsonl"))
    found["wice"] = list(_wice(sets / "wice_claim_dev.jsonl"))
    found["conj_nli"] = list(_conj_nli(sets / "conj_nli_dev.tsv"))
    answers = exchanges(folder / "traffic/halueval_general_even.jsonl")
    found["traffic_alone"] = [_plain("traffic_alone", n, (), answer, "supported") for n, answer in enumerate(answers)]
    found["traffic_itself"] = [
        _plain("traffic_itself", n, (answer,), answer, "supported") for n, answer in enumerate(answers)
    ]
    return found


def shaped(row: Mapping[str, Any]) -> Row:
    """A row of `contradiction2`."""
    items = row["context"]
    forms: tuple[Form, ...] = ("table", "json")
    return Row(
        id=row["id"],
        source=row["source"],
        group=str(row["group"]),
        kind=row["kind"],
        form=next((form for form in forms if any(form in item for item in items)), "prose"),
        contexts=tuple(_text(item, row["id"]) for item in items),
        messages=({"role": "user", "content": row["question"]},) if row["question"] else (),
        answer=row["answer"],
        label=row["label"],
        stretches=tuple(
            Stretch(span["start"], span["end"], _is_conflict(span["label_type"]), span.get("meta") or "")
            for span in row["spans"]
        ),
        of_set=True,
    )


def _is_conflict(label: str) -> bool:
    """The words of three sources: RAGTruth, quintd, and the accuracy task on RotoWire."""
    return label.endswith("Conflict") or label in ("contradiction", "NUMBER", "NAME", "WORD", "CONTEXT")


def _text(item: Mapping[str, Any], of: str) -> str:
    if "text" in item:
        return str(item["text"])
    if "json" in item:
        return json.dumps(item["json"], ensure_ascii=False)
    table = item["table"]
    return markdown(table) if int(hash_of(of), 16) % 2 else records(table)


def records(table: Mapping[str, Any]) -> str:
    """A table as a list of JSON records; a title goes around it."""
    rows = [dict(zip(_distinct(table["header"]), row, strict=False)) for row in table["rows"]]
    whole = {"title": table["title"], "rows": rows} if table["title"] else rows
    return json.dumps(whole, ensure_ascii=False)


def _distinct(header: Sequence[str]) -> list[str]:
    """The header with a number behind a name that comes again, as data frames have it."""
    return [name if name not in header[:n] else f"{name}.{header[:n].count(name)}" for n, name in enumerate(header)]


def markdown(table: Mapping[str, Any]) -> str:
    """A table as Markdown; a title goes above it."""
    lines = [table["header"], ["---"] * len(table["header"]), *table["rows"]]
    drawn = "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
    return f"## {table['title']}\n\n{drawn}" if table["title"] else drawn


def _dialogues(folder: Path, name: str) -> Iterator[Row]:
    """CI-ToD: the last reply against the knowledge base, with the dialogue before it. A reply at odds with the dialogue
    alone is `unsupported`, so that it is neither right nor a conflict with the context."""
    roles = {"driver": "user", "assistant": "assistant"}
    for path in sorted(folder.glob(f"ci_tod_{name}_*.json")):
        for number, row in enumerate(json.loads(path.read_text("utf-8"))):
            of = row["scenario"]
            said = [{"role": roles[turn["turn"]], "content": turn["utterance"]} for turn in row["dialogue"]]
            at_odds: Label = "unsupported" if "1" in (of["qi"], of["hi"]) else "supported"
            context = json.dumps(of["kb"])
            yield Row(
                id=f"{path.stem}/{number}",
                source=f"ci_tod_{name}",
                group=hash_of(context),
                kind="",
                form="json",
                contexts=(context,),
                messages=tuple(said[:-1]),
                answer=said[-1]["content"],
                label="contradiction" if of["kbi"] == "1" else at_odds,
            )


def _fool_me_twice(path: Path) -> Iterator[Row]:
    """A claim against its gold evidence."""
    for number, row in enumerate(_lines(path)):
        contexts = tuple(one["text"] for one in row["gold_evidence"])
        yield _plain("fool_me_twice", number, contexts, row["text"], _truth(row["label"]))


def _fever(path: Path) -> Iterator[Row]:
    """A claim against one sentence."""
    for number, row in enumerate(_lines(path)):
        yield _plain("fever_symmetric", number, (row["evidence"],), row["claim"], _truth(row["label"]))


def _wice(path: Path) -> Iterator[Row]:
    """A claim against a page; partly supported is unsupported."""
    for number, row in enumerate(_lines(path)):
        label: Label = "supported" if row["label"] == "supported" else "unsupported"
        yield _plain("wice", number, ("\n".join(row["evidence"]),), row["claim"], label)


def _conj_nli(path: Path) -> Iterator[Row]:
    """A hypothesis against its premise."""
    labels: dict[str, Label] = {"entailment": "supported", "contradiction": "contradiction", "neutral": "neutral"}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)):
            yield _plain("conj_nli", number, (row["Premise"],), row["Hypothesis"], labels[row["Label"]])


def _truth(label: str) -> Label:
    return "contradiction" if label == "REFUTES" else "supported"


def _plain(source: str, number: int, contexts: tuple[str, ...], answer: str, label: Label) -> Row:
    group = hash_of("\n".join(contexts) or str(number))
    form: Form = "prose" if contexts else "none"
    return Row(f"{source}/{number}", source, group, "", form, contexts, (), answer, label)


def hash_of(text: str) -> str:
    """What stands for a text: the same for equal ones, another for others."""
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _lines(path: Path) -> Iterator[Any]:
    return map(json.loads, path.read_text("utf-8").splitlines())
