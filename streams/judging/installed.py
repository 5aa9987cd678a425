"""Which guards a process has: the five that come with Tidegate, and those that register themselves.

What enters are names, or nothing for all, and what gives second opinions; what leaves are guards ready to check. A
guard of somebody else's package registers under the entry point group `tidegate.guards`: its name there is the name its
policy section has. Settings are never read here: `streams.judging.court` does, for all commands alike.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from importlib.metadata import EntryPoint, entry_points

from guards.case import Guard
from guards.contradiction.support.second import Second
from schemas.errors import PolicyError

GROUP = "tidegate.guards"


def _pii(_second: Second | None) -> Guard:
    from guards.pii import PiiGuard  # Presidio and spaCy take seconds to load; who asks for others does not wait

    return PiiGuard()


def _secrets(_second: Second | None) -> Guard:
    from guards.secrets import SecretsGuard

    return SecretsGuard()


def _contract(_second: Second | None) -> Guard:
    from guards.contract import ContractGuard

    return ContractGuard()


def _contradiction(second: Second | None) -> Guard:
    from guards.contradiction import ContradictionGuard
    from guards.contradiction.support.supporting import Supporting

    return ContradictionGuard(Supporting(second=second))


def _freshness(_second: Second | None) -> Guard:
    from guards.freshness import FreshnessGuard

    return FreshnessGuard()


BUILT_IN: Mapping[str, Callable[[Second | None], Guard]] = {
    "pii": _pii,
    "secrets": _secrets,
    "contract": _contract,
    "contradiction": _contradiction,
    "freshness": _freshness,
}


def plugin_names() -> list[str]:
    """The guards that register themselves."""
    return sorted(_plugins())


def all_guards(names: Collection[str] | None = None, second: Second | None = None) -> list[Guard]:
    """One of each guard that is asked for, all of them without names. Raises PolicyError for an unknown name."""
    plugins = _plugins()
    taken = sorted(plugins.keys() & BUILT_IN.keys())
    if taken:
        raise PolicyError(f"a plug-in registers a guard under the name of one of ours: {', '.join(taken)}")
    known = [*BUILT_IN, *sorted(plugins)]
    unknown = sorted(set(names or ()) - set(known))
    if unknown:
        raise PolicyError(f"no guard is called {', '.join(unknown)}; known are {', '.join(known)}")
    wanted = [name for name in known if not names or name in names]
    return [BUILT_IN[name](second) if name in BUILT_IN else _plugin(plugins[name]) for name in wanted]


def _plugins() -> Mapping[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}


def _plugin(point: EntryPoint) -> Guard:
    """A guard of another package: a class without arguments, or any callable that makes one."""
    try:
        guard = point.load()()
    except Exception as error:  # whatever another package does must be told with its name
        raise PolicyError(f"the guard {point.name} ({point.value}) cannot be made: {type(error).__name__}") from error
    if not isinstance(guard, Guard) or guard.name != point.name:
        raise PolicyError(f"{point.value} is not a guard named {point.name}: it needs `name` and `check(cases)`")
    return guard
