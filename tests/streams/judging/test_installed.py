"""Which guards a process has, and what is said of a plug-in that is none."""

from __future__ import annotations

from importlib.metadata import EntryPoint, EntryPoints

import pytest

from guards.case import Guard
from schemas.errors import PolicyError
from streams.judging import installed
from streams.judging.installed import BUILT_IN, all_guards


class Loud:
    name = "loud"

    def check(self, cases: object) -> list[object]:
        return []


def register(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    points = EntryPoints([EntryPoint(name, value, installed.GROUP)])
    monkeypatch.setattr(installed, "entry_points", lambda group: points.select(group=group))


def test_without_names_there_is_one_of_each() -> None:
    found = all_guards()
    assert [guard.name for guard in found] == list(BUILT_IN)
    assert all(isinstance(guard, Guard) for guard in found)


def test_only_those_asked_for_are_made() -> None:
    assert [guard.name for guard in all_guards(["freshness", "contract"])] == ["contract", "freshness"]


def test_an_unknown_name_is_answered_with_the_known() -> None:
    with pytest.raises(PolicyError, match=r"no guard is called pie; known are pii, secrets, contract"):
        all_guards(["pie"])


def test_a_guard_of_another_package_registers(monkeypatch: pytest.MonkeyPatch) -> None:
    register(monkeypatch, "loud", f"{__name__}:Loud")
    assert isinstance(all_guards(["loud"])[0], Loud)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("pii", f"{__name__}:Loud", "under the name of one of ours"),
        ("loud", "nowhere:Loud", "cannot be made: ModuleNotFoundError"),
        ("loud", "builtins:dict", "is not a guard named loud"),
        ("quiet", f"{__name__}:Loud", "is not a guard named quiet"),
    ],
)
def test_what_is_no_guard_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str) -> None:
    register(monkeypatch, name, value)
    with pytest.raises(PolicyError, match=says):
        all_guards([name])
