"""What the doctor looks at without a broker: the policy, the versions of libraries, the schema registry."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

import confluent_kafka

from schemas.errors import DependencyError, PolicyError
from schemas.policy_file import load_policy
from streams.judging.court import seated
from streams.operate.doctor.diagnosis import Diagnosis, fail, ok, skip, warn
from streams.settings import Settings
from streams.watch.plan import drift_plan
from streams.wire.registry import registry_of

Version = tuple[int, ...]

# Below it, a fatal error of a transactional producer could not be told from a passing one.
_LIBRDKAFKA_LEAST: Version = (2, 12)

# What the transport of watch overrides was measured on these; outside them nobody knows what it counts.
_FAUST_LEAST, _FAUST_BELOW = (0, 15, 2), (0, 16)


def policy(settings: Settings) -> Iterator[Diagnosis]:
    """The policy can be read, `screen` can judge by it, and every guard it speaks of exists."""
    name = str(settings.policy or "built-in")
    try:
        rules, contracts = load_policy(settings.policy)
    except PolicyError as error:
        yield fail("policy", _first_line(error), f"tidegate policy check {name}")
        return
    try:
        court = seated(settings, rules, contracts)
    except PolicyError as error:
        yield fail("guards", _first_line(error), "`screen` refuses to start until this is so")
        return
    guards = {guard.name for guard in court.guards}
    ref = court.ref
    yield ok("policy", f"{ref.name} version {ref.version} ({name}), {len(contracts)} contracts, {len(guards)} guards")
    absent = sorted(set(rules.guards.plugins) - guards)
    if absent:
        yield fail("policy", f"no guard is installed for {', '.join(absent)}", "install it, or take its section out")
    off = sorted(name for name in guards if rules.guards.of(name).mode == "off")
    if {"pii", "secrets"} & set(off):
        yield warn("policy", f"off: {', '.join(off)}; raw text may reach the doors", "use shadow or enforce")


def baseline(settings: Settings) -> Iterator[Diagnosis]:
    """`watch` finds the baseline that the policy pins."""
    try:
        load_policy(settings.policy)
    except PolicyError:
        return  # that it cannot be read is said of the policy
    try:
        pinned = drift_plan(settings).pinned
    except PolicyError as error:
        yield fail("baseline", _first_line(error), "`watch` refuses to start until this is so")
        return
    if pinned is None:
        yield ok("baseline", "none is pinned: each segment learns its own")
        return
    says = f"{pinned.name} ({pinned.baseline_id}), {len(pinned.segments)} segments"
    yield ok("baseline", f"{says}, for a `watch` that starts now; a running one keeps the one that it started with")


def _first_line(error: PolicyError) -> str:
    return str(error).partition("\n")[0]


def versions(_settings: Settings) -> Iterator[Diagnosis]:
    """Libraries are of versions that the promises were measured on."""
    here = _numbers(confluent_kafka.libversion()[0])
    if here < _LIBRDKAFKA_LEAST:
        yield fail("librdkafka", _dotted(here), f"needs {_dotted(_LIBRDKAFKA_LEAST)} or later")
    else:
        yield ok("librdkafka", _dotted(here))
    faust = _numbers(version("faust-streaming"))
    if _FAUST_LEAST <= faust < _FAUST_BELOW:
        yield ok("faust", _dotted(faust))
    else:
        wanted = f"from {_dotted(_FAUST_LEAST)} to below {_dotted(_FAUST_BELOW)}"
        yield fail("faust", _dotted(faust), f"watch counts exactly only with versions {wanted}")


def _numbers(text: str) -> Version:
    parts = [part for part in text.split(".") if part.isdecimal()]
    return tuple(map(int, parts))


def _dotted(numbers: Version) -> str:
    return ".".join(map(str, numbers))


def registry(settings: Settings) -> Iterator[Diagnosis]:
    """The schema registry answers, where there is to be one."""
    if not settings.schema_registry:
        yield skip("registry", "TIDEGATE_SCHEMA_REGISTRY is not set: outputs are JSON, Avro on the input is refused")
        return
    found = None
    try:
        found = registry_of(settings)
        if found is not None:
            found.ping()
        yield ok("registry", "answers")
    except DependencyError as error:
        yield fail("registry", str(error), "check TIDEGATE_SCHEMA_REGISTRY and TIDEGATE_SCHEMA_REGISTRY_AUTH")
    finally:
        if found is not None:
            found.close()
