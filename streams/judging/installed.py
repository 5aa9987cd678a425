"""Which guards a process has: the five that come with Tidegate, and those that register themselves.

What enters are names, or nothing for all; what leaves are guards ready to check. A guard of somebody else's package
registers under the entry point group `tidegate.guards`: its name there is the name its policy section has.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from importlib.metadata import EntryPoint, entry_points

from guards.case import Guard
from schemas.errors import PolicyError

GROUP = "tidegate.guards"


def _pii() -> Guard:
    from guards.pii import PiiGuard  # Presidio and spaCy take seconds to load; who asks for others does not wait

    return PiiGuard()


def _secrets() -> Guard:
    from guards.secrets import SecretsGuard

    return SecretsGuard()


def _contract() -> Guard:
    from guards.contract import ContractGuard

    return ContractGuard()


def _contradiction() -> Guard:
    from guards.contradiction import ContradictionGuard
    from guards.contradiction.support.supporting import Supporting
    from streams.judging.second_opinions import second_opinions
    from streams.settings import load_settings

    return ContradictionGuard(Supporting(seconds=second_opinions(load_settings())))


def _freshness() -> Guard:
    from guards.freshness import FreshnessGuard

    return FreshnessGuard()


BUILT_IN: Mapping[str, Callable[[], Guard]] = {
    "pii": _pii,
    "secrets": _secrets,
    "contract": _contract,
    "contradiction": _contradiction,
    "freshness": _freshness,
}


def all_guards(names: Collection[str] | None = None) -> list[Guard]:
    """One of each guard that is asked for, all of them without names. Raises PolicyError for an unknown name."""
    plugins = {point.name: point for point in entry_points(group=GROUP)}
    taken = sorted(plugins.keys() & BUILT_IN.keys())
    if taken:
        raise PolicyError(f"a plug-in registers a guard under the name of one of ours: {', '.join(taken)}")
    known = [*BUILT_IN, *sorted(plugins)]
    unknown = sorted(set(names or ()) - set(known))
    if unknown:
        raise PolicyError(f"no guard is called {', '.join(unknown)}; known are {', '.join(known)}")
    return [BUILT_IN[name]() if name in BUILT_IN else _plugin(plugins[name]) for name in known if _wanted(name, names)]


def _wanted(name: str, names: Collection[str] | None) -> bool:
    return not names or name in names


def _plugin(point: EntryPoint) -> Guard:
    """A guard of another package: a class without arguments, or any callable that makes one."""
    try:
        guard = point.load()()
    except Exception as error:  # whatever another package does must be told with its name
        raise PolicyError(f"the guard {point.name} ({point.value}) cannot be made: {type(error).__name__}") from error
    if not isinstance(guard, Guard) or guard.name != point.name:
        raise PolicyError(f"{point.value} is not a guard named {point.name}: it needs `name` and `check(cases)`")
    return guard
