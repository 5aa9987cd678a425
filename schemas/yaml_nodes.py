"""YAML with places: plain values, and for each of them the line and column it stands at.

What enters is the text of an operator's file; what leaves are plain JSON types and every fault of the text itself
(duplicate keys, tabs, unknown tags). Only the YAML 1.2 core schema is read, so `mode: off` is the word and not a
boolean, and no tag makes an object. Aliases and merges are allowed and bounded: a file must never take more memory
than its size suggests. Why no library does this: `docs/decisions/policy-yaml.md`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Path = tuple[str | int, ...]

# A policy of a large company has some thousand values; aliases that unfold to more are a mistake or an attack.
_VALUES_MAX = 20_000
_DEPTH_MAX = 32

_TAG = "tag:yaml.org,2002:"

# https://yaml.org/spec/1.2.2/#103-core-schema, decimal numbers only. Longer digits are read as text.
_CORE = {
    "bool": (r"true|True|TRUE|false|False|FALSE", "tTfF"),
    "int": (r"[-+]?[0-9]{1,18}", "-+0123456789"),
    "float": (r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]{1,3})?", "-+.0123456789"),
    "null": (r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    "merge": (r"<<", "<"),
}


class Place(NamedTuple):
    """Where in the file, both counted from 1."""

    line: int
    column: int


class Problem(NamedTuple):
    """What is wrong, and where."""

    place: Place
    text: str


class YamlFault(Exception):
    """The text cannot be read any further.

    The operator: never meets it; it becomes a PolicyError that names the line.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.text)
        self.problem = problem


class _Loader(yaml.SafeLoader):
    """Knows no type but those below."""


_Loader.yaml_implicit_resolvers = {}


for _name, (_pattern, _first) in _CORE.items():
    _Loader.add_implicit_resolver(_TAG + _name, re.compile(rf"(?:{_pattern})$"), list(_first))


def _place(mark: Any) -> Place:
    return Place(mark.line + 1, mark.column + 1) if mark is not None else Place(1, 1)


@dataclass
class Document:
    """The values of a file and their places."""

    value: Any = None
    problems: list[Problem] = field(default_factory=list)
    nodes: dict[Path, Node] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    _values: int = 0

    def place(self, path: Path, of_key: bool = False) -> Place:
        """Where the value at a path stands (or its key); of what is not there, where its holder stands."""
        while path and path not in self.nodes:
            path = path[:-1]
        # An empty value stands nowhere, and a mapping begins at its first key: both are known by their own key.
        if path in self.keys and (of_key or isinstance(self.nodes[path], MappingNode) or not self.nodes[path].value):
            return self.keys[path]
        return _place(self.nodes[path].start_mark) if path in self.nodes else Place(1, 1)

    def as_written(self, path: Path) -> str | None:
        """The characters of a scalar, before any type was read into them; None where there is no scalar."""
        node = self.nodes.get(path)
        return node.value if isinstance(node, ScalarNode) else None

    def read(self, node: Node, path: Path = ()) -> Any:
        """The plain value of a node and all below it."""
        self._values += 1
        if self._values > _VALUES_MAX or len(path) > _DEPTH_MAX:
            what = "nested too deeply" if len(path) > _DEPTH_MAX else f"more than {_VALUES_MAX} values"
            raise YamlFault(Problem(_place(node.start_mark), f"{what} (are aliases nested in each other?)"))
        self.nodes[path] = node
        if not isinstance(node, ScalarNode) and node.tag not in (_TAG + "map", _TAG + "seq"):
            self._unknown_tag(node)
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self.read(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        own: dict[str, Any] = {}
        for key, value in node.value:
            if key.tag == _TAG + "merge":
                for source in reversed(value.value if isinstance(value, SequenceNode) else [value]):
                    merged |= self._merge_source(source, path)
        for key, value in node.value:
            if key.tag != _TAG + "merge":
                self._entry(key, value, path, own)
        return {**merged, **own}

    def _merge_source(self, node: Node, path: Path) -> dict[str, Any]:
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        self.problems.append(Problem(_place(node.start_mark), "`<<` takes a mapping"))
        return {}

    def _entry(self, key: Node, value: Node, path: Path, own: dict[str, Any]) -> None:
        if not isinstance(key, ScalarNode):
            self.problems.append(Problem(_place(key.start_mark), "a key must be a word"))
            return
        here, name = (*path, key.value), key.value
        if name in own:
            self.problems.append(
                Problem(_place(key.start_mark), f"{name}: given twice; the first is in line {self.keys[here].line}")
            )
            return
        self.keys[here] = _place(key.start_mark)
        own[name] = self.read(value, here)

    def _scalar(self, node: Node) -> Any:
        kind = node.tag.removeprefix(_TAG)
        try:
            return _SCALARS[kind](node.value)
        except KeyError:
            self.problems.append(
                Problem(_place(node.start_mark), f"the tag {node.tag} means nothing here; leave it out")
            )
        except ValueError:
            self.problems.append(Problem(_place(node.start_mark), f"this is no {kind}"))
        return node.value

    def _unknown_tag(self, node: Node) -> None:
        said = f"the tag {node.tag} means nothing here; leave it out"
        self.problems.append(Problem(_place(node.start_mark), said))


_SCALARS: dict[str, Any] = {
    "str": str,
    "null": lambda _text: None,
    "bool": lambda text: text.lower() == "true",
    "int": int,
    "float": float,
    "merge": str,
}


def read_yaml(text: str) -> Document:
    """One YAML document. Raises YamlFault where it is not YAML, empty, or a bomb."""
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        raise YamlFault(Problem(_place(error.problem_mark or error.context_mark), _said(error))) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, int(error.position)) + 1
        raise YamlFault(Problem(Place(line, 1), "a control character stands here; remove it")) from None
    except RecursionError:
        raise YamlFault(Problem(Place(1, 1), "nested too deeply")) from None
    document = Document()
    if root is not None:
        document.value = document.read(root)
    return document


def _said(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or "not YAML"
    if "'\\t'" in problem:
        return "a tab cannot indent YAML; use spaces"
    if "mapping values are not allowed" in problem:
        return (
            "a `:` is not allowed here: is the line indented as its neighbours are? Text with `: ` in it needs quotes"
        )
    if problem == "but found another document":
        return "a second document begins here; a policy is one"
    return f"not YAML: {problem}"
