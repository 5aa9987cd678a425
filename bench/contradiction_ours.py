"""Our own answers with labels, as rows like the public ones. Reads files beside the tests; judges nothing.

`authors_*` were written by hand for a folder of `tests/guards/contradiction/authors` each, before the engine met them:
pairs of a right answer and a wrong one, with the wrong words and the words of the context that deny them. The tables
are those of `bench.everyday`, whose answers have a label alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bench.contradiction_rows import Form, Label, Row, Stretch, hash_of
from bench.everyday import PARTS, TABLES, rows_of

TABLE_SOURCES = ("everyday", "styles", "fields")


def ours() -> dict[str, list[Row]]:
    """Every row by its source."""
    found = {f"authors_{folder.name}": list(_authored(folder)) for folder in sorted((TABLES / "authors").iterdir())}
    return found | {table: list(_tabled(table)) for table in TABLE_SOURCES}


def _authored(folder: Path) -> Iterator[Row]:
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            yield authored(json.loads(line), f"authors_{folder.name}")


def authored(row: Mapping[str, Any], source: str) -> Row:
    """A row written by hand. ValueError where the wrong words are not in its answer, or nowhere the denying ones."""
    contexts = tuple(_text(one) for one in row["context"])
    said = [{"role": one["role"], "content": one["text"]} for one in row.get("history") or ()]
    said += [{"role": "user", "content": row["question"]}] if row["question"] else []
    answer, wrong, evidence = row["answer"], row["wrong"] or "", row["evidence"] or ""
    if wrong not in answer or not any(evidence in text for text in (*contexts, *(one["content"] for one in said))):
        raise ValueError(f"{row['id']}: what is wrong, or what denies it, is not in the texts")
    at = answer.index(wrong)
    marks = (Stretch(at, at + len(wrong), conflict=True),) if wrong and row["label"] == "contradiction" else ()
    structured: Form = "json" if any("json" in one for one in row["context"]) else "table"
    return Row(
        id=f"{source}/{row['id']}",
        source=source,
        group=hash_of("\n".join(contexts)),
        kind=row["kind"],
        form=structured if row["form"] == "structured" else "prose",
        contexts=contexts,
        messages=tuple(said),
        answer=answer,
        label=row["label"],
        stretches=marks,
        evidence=evidence,
    )


def _tabled(table: str) -> Iterator[Row]:
    for part in (*PARTS, "last") if table == "fields" else PARTS:
        for number, row in enumerate(rows_of(part, table)):
            contexts = tuple(one if isinstance(one, str) else json.dumps(one) for one in row.context)
            form: Form = "prose" if all(isinstance(one, str) for one in row.context) else "json"
            answers: tuple[tuple[Label, tuple[str, ...]], ...] = (
                ("contradiction", row.denied),
                ("supported", row.true),
            )
            for label, said in answers:
                for place, answer in enumerate(said):
                    of = f"{table}/{part}/{number}"
                    yield Row(f"{of}/{label}{place}", table, of, row.of, form, contexts, (), answer, label)


def _text(item: Mapping[str, Any]) -> str:
    return str(item["text"]) if "text" in item else json.dumps(item["json"], ensure_ascii=False)
