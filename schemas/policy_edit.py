"""Puts one value of one guard into the text of a policy file, and leaves every other character as it is.

What enters is the text and the value; what leaves is the new text. Comments, order and quoting stay. The result is
read again and compared: where anything else would have changed, nothing is written and the error says what to paste.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from yaml.nodes import MappingNode, Node, SequenceNode

from schemas.errors import PolicyError
from schemas.policy_file import parse_policy
from schemas.yaml_nodes import Document, YamlFault, read_yaml
from schemas.yaml_nodes import Path as Where


class Setting(NamedTuple):
    """A value of a guard's section, for all events or for those of a scope."""

    guard: str
    key: str
    value: float
    match: Mapping[str, str] = {}
    """Of the scope; empty for the base."""


def with_setting(text: str, name: str, setting: Setting) -> str:
    """The text of the policy called `name` with the setting. Raises PolicyError."""
    parse_policy(text, name)
    edited = _edited(text, setting)
    if not edited.endswith("\n") and text.endswith("\n"):
        edited += "\n"
    if _plain(edited) != _wanted(_plain(text), setting):
        raise PolicyError(f"{name}: this file cannot be edited in place; put this into it:\n{fragment(setting)}")
    parse_policy(edited, name)
    return edited


def fragment(setting: Setting) -> str:
    """The setting as a piece of a policy file."""
    line = f"guards: {{{setting.guard}: {{{setting.key}: {setting.value:g}}}}}"
    if not setting.match:
        return f"guards:\n  {setting.guard}:\n    {setting.key}: {setting.value:g}\n"
    return f"scopes:\n{_scope(setting, '  ', line)}"


def _scope(setting: Setting, indent: str, line: str) -> str:
    match = ", ".join(f"{key}: {_quoted(value)}" for key, value in setting.match.items())
    return f"{indent}- match: {{{match}}}\n{indent}  {line}\n"


def _quoted(value: str) -> str:
    """Double-quoted: a name from an operator's shell may hold anything."""
    return '"' + re.sub(r'[\\"]', r"\\\g<0>", value) + '"'


def _plain(text: str) -> Any:
    try:
        return read_yaml(text).value
    except YamlFault:
        return None


def _wanted(value: Any, setting: Setting) -> Any:
    """The values of the file with the setting, made without looking at its text."""
    result = dict(value)
    holder = result
    if setting.match:
        scopes = [dict(scope) for scope in result.get("scopes") or []]
        same = [scope for scope in scopes if scope.get("match") == dict(setting.match)]
        if not same:
            same = [{"match": dict(setting.match)}]
            scopes += same
        result["scopes"], holder = scopes, same[-1]
    guards = holder["guards"] = dict(holder.get("guards") or {})
    guards[setting.guard] = {**(guards.get(setting.guard) or {}), setting.key: setting.value}
    return result


def _edited(text: str, setting: Setting) -> str:
    document = read_yaml(text)
    holder: Where = ()
    if setting.match:
        scopes = document.value.get("scopes") or []
        same = [number for number, scope in enumerate(scopes) if scope.get("match") == dict(setting.match)]
        if not same:
            return _with_scope(text, document, setting)
        holder = ("scopes", same[-1])
    value = f"{setting.value:g}"
    guard: Where = (*holder, "guards", setting.guard)
    if (*guard, setting.key) in document.nodes:
        return _replaced(text, document.nodes[*guard, setting.key], value)
    if guard in document.nodes:
        return _inserted(text, document.nodes[guard], f"{setting.key}: {value}")
    if (*holder, "guards") in document.nodes:
        return _inserted(text, document.nodes[*holder, "guards"], f"{setting.guard}: {{{setting.key}: {value}}}")
    return f"{_ended(text)}guards:\n  {setting.guard}:\n    {setting.key}: {value}\n"


def _replaced(text: str, node: Node, value: str) -> str:
    return text[: node.start_mark.index] + value + text[node.end_mark.index :]


def _inserted(text: str, node: Node, entry: str) -> str:
    """The entry as the first of a mapping, in the mapping's own style."""
    begin = node.start_mark.index
    if not isinstance(node, MappingNode):
        return text
    if node.flow_style:
        return f"{text[: begin + 1]}{entry}{', ' if node.value else ''}{text[begin + 1 :].lstrip(' ')}"
    return f"{text[:begin]}{entry}\n{' ' * node.start_mark.column}{text[begin:]}"


def _with_scope(text: str, document: Document, setting: Setting) -> str:
    """A new scope, the last and so the strongest."""
    line = f"guards: {{{setting.guard}: {{{setting.key}: {setting.value:g}}}}}"
    node = document.nodes.get(("scopes",))
    if node is None:
        return f"{_ended(text)}scopes:\n{_scope(setting, '  ', line)}"
    if isinstance(node, SequenceNode) and node.value and not node.flow_style:
        end = text.find("\n", _end_of(node.value[-1]) - 1) + 1 or len(text)
        return _ended(text[:end]) + _scope(setting, " " * node.start_mark.column, line) + text[end:]
    if isinstance(node, SequenceNode) and not node.value:
        head, tail = text[: node.start_mark.index].rstrip(" "), text[node.end_mark.index :]
        end = tail.find("\n") + 1 or len(tail)
        return f"{head}{_ended(tail[:end]) if tail[:end].strip() else chr(10)}{_scope(setting, '  ', line)}{tail[end:]}"
    return text


def _end_of(node: Node) -> int:
    """Behind the last character of a node: the end of a block reaches over the blank lines and comments after it."""
    if isinstance(node, MappingNode) and not node.flow_style and node.value:
        return _end_of(node.value[-1][1])
    if isinstance(node, SequenceNode) and not node.flow_style and node.value:
        return _end_of(node.value[-1])
    return int(node.end_mark.index)


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"
