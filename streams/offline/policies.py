"""`tidegate policy check` and `policy explain`: what a policy says before anything is judged by it.

What enters is a policy file; what leaves are lines for its author: which of its words speak of types that nothing
finds, and for one tenant, workflow and model what is done with every type, and by which of its lines. Nothing is
judged here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from rich.table import Table

from guards.pii import PiiGuard
from guards.pii.presets import preset_rows
from guards.secrets.recognizers import RULES as SECRET_TYPES
from schemas.policy import EntityAction, Guards, PersonalPolicy, PiiPolicy, Policy
from schemas.policy_file import default_policy_text, load_policy
from schemas.yaml_nodes import Document, read_yaml
from streams.terminal.show import console, print_json

_BY_TYPE = ("entities", "thresholds", "replace", "rules")
_FINDERS = ("pii", "secrets")
_EVERY = "*"


Said = Callable[..., str | None]
"""The place in the file that says a thing of a guard, the strongest scope's first."""


class Treatment(NamedTuple):
    """What is done with a type, and who says so."""

    guard: str
    type: str
    action: EntityAction
    threshold: float
    replacement: str
    by: str
    """`preset strict`, or the place in the file: `policy.yaml:7`."""


def warnings_of(file: Path, policy: Policy) -> Iterator[str]:
    """A line for each word of a policy's lists by type that nothing finds; the policy is the one of the file."""
    document = read_yaml(file.read_text("utf-8-sig"))
    pii = PiiGuard(usual=policy.guards.pii)
    for at, guards in _sections(policy):
        known = {"pii": pii.types(guards.pii), "secrets": frozenset(SECRET_TYPES)}
        for guard in _FINDERS:
            for name in _BY_TYPE:
                for kind in _value(document, (*at, guard, name)) or ():
                    if kind != _EVERY and kind not in known[guard] and kind != "too_large":
                        place = document.place((*at, guard, name, kind), of_key=True)
                        where = ".".join(map(str, (*at, guard, name, kind)))
                        said = f"nothing finds this type{_hint(kind, known)}"
                        yield f"{file}:{place.line}:{place.column}: {where}: {said}"


def _hint(kind: str, known: Mapping[str, frozenset[str]]) -> str:
    close = get_close_matches(kind, [each for kinds in known.values() for each in sorted(kinds)], 1, cutoff=0.4)
    return f"; did you mean {close[0]}?" if close else ""


def _sections(policy: Policy) -> Iterator[tuple[tuple[str | int, ...], Guards]]:
    """Each place where guards are spoken of, with the guards as they stand there."""
    base, *scoped = policy.variants()
    yield ("guards",), base
    for index, guards in enumerate(scoped):
        yield ("scopes", index, "guards"), guards


def _value(document: Document, at: Sequence[str | int]) -> Any:
    value = document.value
    for step in at:
        value = value[int(step)] if isinstance(value, list) else value.get(step) if isinstance(value, dict) else None
    return value


def explained(file: Path | None, tenant: str, workflow: str, model: str) -> list[Treatment]:
    """What is done with each type for one tenant, workflow and model. Raises PolicyError for a wrong file."""
    policy, _ = load_policy(file)
    guards = policy.guards_for(tenant, workflow, model)
    document = read_yaml(file.read_text("utf-8-sig") if file else default_policy_text())
    name = str(file) if file else "default_policy.yaml"
    matching = [
        ("scopes", index, "guards")
        for index, scope in reversed(list(enumerate(policy.scopes)))
        if scope.match.covers(tenant, workflow, model)
    ]
    places = [*matching, ("guards",)]

    def said(guard: str, *path: str) -> str | None:
        for at in places:
            if _value(document, (*at, guard, *path)) is not None:
                return f"{name}:{document.place((*at, guard, *path), of_key=True).line}"
        return None

    return [
        *_of_pii(guards.pii, PiiGuard(usual=guards.pii).types(guards.pii), said),
        *(_row("secrets", guards.secrets, kind, "redact", "every secret", said) for kind in sorted(SECRET_TYPES)),
    ]


def _of_pii(section: PersonalPolicy, kinds: Iterable[str], said: Said) -> Iterator[Treatment]:
    place = said("pii", "preset")
    by = f"preset {section.preset}" + (f", {place}" if place else "")
    for kind in sorted({*kinds, *section.entities}):
        for label, action in preset_rows(section.preset, kind):
            if label == kind or kind not in section.entities:
                yield _row("pii", section, label, action, by, said)


def _row(guard: str, section: PiiPolicy, label: str, action: EntityAction, by: str, said: Said) -> Treatment:
    kind = label.partition(",")[0]
    action = section.entities.get(kind, action)
    replacement = (section.replacement_of(kind) or "pseudonym") if action == "redact" else ""
    return Treatment(guard, label, action, section.threshold_of(kind), replacement, said(guard, "entities", kind) or by)


def show_treatments(found: Sequence[Treatment], as_json: bool) -> None:
    """A table for people, a JSON line a type for programs."""
    if as_json:
        for each in found:
            print_json(each._asdict())
        return
    table = Table("guard", "type", "is", "from", "replaced by", "because of", box=None, pad_edge=False)
    for each in found:
        table.add_row(each.guard, each.type, _DONE[each.action], f"{each.threshold:g}", each.replacement, each.by)
    console().print(table)


_DONE: Mapping[EntityAction, str] = {"redact": "redacted", "report": "reported", "ignore": "left"}
