"""The policy file: what is judged how, for whom, and what happens when a guard fails.

One YAML file becomes one frozen `Policy`. Scopes override the base for a tenant, workflow or model. What a
policy says is named on every decision by `name`, `version` and a digest of its content.

    name: health-plan
    version: "7"
    guards:
      pii: {entities: {DATE_TIME: redact}}
      freshness: {max_age: {eligibility: 24 h}}
    scopes:
      - match: {tenant: acme, workflow: "claims-*"}
        guards: {contradiction: {mode: shadow}}

Reading the file and telling its author what is wrong lives in `schemas.policy_file`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PrivateAttr,
    model_validator,
)
from pydantic_core import to_json

from schemas.base import Json
from schemas.decision import Mode, PolicyRef, Severity
from schemas.recognizers import Languages, NamesChoice, PredefinedName, RecognizerSpec, TypeName, UserPattern, Word
from schemas.replacement import Replacement

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(s|sec|m|min|h|hours?|d|days?|w|weeks?)")
_UNIT_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}

# Resolved policies kept per (tenant, workflow, model). The names come from events, so the number is bounded.
_RESOLVED_MAX = 4096


def _read_duration(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    found = _DURATION.fullmatch(value.strip())
    if found is None:
        raise ValueError("a duration is a number and a unit: 30 s, 15 min, 24 h, 7 d")
    return timedelta(seconds=float(found[1]) * _UNIT_SECONDS[found[2][0]])


Duration = Annotated[
    timedelta, BeforeValidator(_read_duration), PlainSerializer(lambda value: f"{value.total_seconds():g} s")
]
"""`30 s`, `15 min`, `24 h`, `7 d`."""


class PolicyModel(BaseModel):
    """Policies accept their own fields only: a misspelt key must not silently switch a guard off."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class GuardPolicy(PolicyModel):
    """What every guard's section may say."""

    mode: Mode = "enforce"
    """`shadow`: findings are published and counted, and change nothing."""
    percent: float = Field(default=100, ge=0, le=100)
    """Share of events on which `enforce` has effect, chosen by event id; on the rest the guard is in shadow."""
    threshold: float = Field(default=0.5, ge=0, le=1)
    """Findings below this confidence are left out."""
    hold_from: Severity | Literal["never"] = "high"
    """The least severity of a violation that holds an event back."""
    on_cannot_tell: Literal["allow", "quarantine"] = "allow"
    on_error: Literal["quarantine", "allow"] = "quarantine"
    """When the guard fails or is too slow. `quarantine` is failing closed."""
    time_limit: Duration = timedelta(seconds=10)
    """For one event; a batch has the sum of its events' limits, 60 s at most. CPU time for guards that only compute."""
    rules: dict[str, Mode] = {}
    """A mode for single rules, stricter or laxer than the guard's."""
    options: dict[str, Json] = {}
    """For guards that register themselves; they validate their own."""

    def threshold_of(self, rule: str) -> float:
        """The least confidence of a rule's findings."""
        return self.threshold


EntityAction = Literal["redact", "report", "ignore"]
Preset = Literal["strict", "health", "balanced", "minimal"]

# Names of OpenTelemetry (user, client, source, network; older spellings too), OpenAI, Anthropic and common proxies.
IDENTITY_FIELDS = (
    *("enduser.id", "enduser.pseudo.id", "user.id", "user.email", "user.name", "user.full_name", "user.hash"),
    *("client.address", "source.address", "network.peer.address", "net.peer.ip", "net.sock.peer.addr"),
    *("http.client_ip", "client_ip", "ip_address", "remote_addr", "x-forwarded-for", "x-real-ip"),
    *("user", "user_id", "end_user", "end_user_id", "safety_identifier"),
)


class PiiPolicy(GuardPolicy):
    """Personal data is cured by redaction, so by default it holds nothing back."""

    hold_from: Severity | Literal["never"] = "never"
    threshold: float = Field(default=0.4, ge=0, le=1)
    thresholds: dict[TypeName, Annotated[float, Field(ge=0, le=1)]] = {}
    """A threshold for single types, over `threshold`."""
    entities: dict[str, EntityAction] = {}
    """What to do with single types, over the defaults: everything is redacted, but what the preset names."""
    replace: dict[str, Replacement] = {}
    """What stands in the place of a type, `*` for every other: by default a pseudonym where there is a key, else the
    type."""
    allow: tuple[str, ...] = ()
    """Exact values that are never personal data (a hotline, a public address)."""
    allow_patterns: tuple[UserPattern, ...] = ()
    """Patterns of such values; each must match all of a value."""

    def threshold_of(self, rule: str) -> float:
        """The type's own threshold, else the section's."""
        return self.thresholds.get(rule, self.threshold)

    def replacement_of(self, rule: str) -> str:
        """A word of `schemas.replacement`; empty for the default."""
        return self.replace.get(rule, self.replace.get("*", ""))


class PersonalPolicy(PiiPolicy):
    """What only the guard `pii` can do."""

    preset: Preset = "strict"
    """What each type's default is: a word for a table (`guards.pii.presets`); `entities` says otherwise by type."""
    names: NamesChoice = "builtin"
    """Who finds people, places and organisations: `off`, `builtin`, or an entry point of the group `tidegate.names`."""
    deny: dict[TypeName, tuple[Word, ...]] = {}
    """Words that are always redacted, by the type that they are redacted as; case does not count."""
    languages: Languages = ("en",)
    """Every text is read in each of them; each costs as much again."""
    presidio: tuple[PredefinedName, ...] = ()
    """Recognizers of Presidio that are off by default, by name: those of countries, most of them."""
    recognizers: tuple[RecognizerSpec, ...] = ()
    """Recognizers of your own."""
    identity_fields: tuple[Word, ...] = IDENTITY_FIELDS
    """Fields under `attributes`, `labels` and `parameters` whose value is a person's, whatever it looks like."""
    disguises: bool = True
    """Read a text again where something in it may be disguised (`guards.disguises`)."""
    labels: bool = True
    """Read what keys, columns, form lines and words before a number say of a value (`guards.pii.labels`)."""
    max_chars: int = Field(default=1_000_000, ge=1_000, le=100_000_000)
    """Characters of one event that are read."""
    too_large: Literal["quarantine", "cut"] = "quarantine"
    """What lies beyond is replaced in either case; the event is held, or goes on without it."""
    audit_percent: float = Field(default=0, ge=0, le=100)
    """Share of texts that stock Presidio reads again; differences are counted in the metrics."""


class FreshnessPolicy(GuardPolicy):
    """How old context may be, per source (`*` for every other source)."""

    max_age: dict[str, Duration] = {}
    as_of_required: tuple[str, ...] = ()
    """Sources whose context must say how old it is."""


class ContractPolicy(GuardPolicy):
    """Declared outputs and the envelope."""

    max_clock_skew: Duration = timedelta(hours=1)
    """How far in the future of its broker an event's own time may lie."""
    max_event_age: Duration = timedelta(days=7)
    """How far in the past of its broker an event's own time may lie."""


def _second_use(value: object) -> object:
    """A policy of an earlier version is told what became of its word, not only which words there are."""
    if value == "crossencoder":
        raise ValueError("there is no crossencoder any more; say `use: model` for a model of yours, or `use: off`")
    return value


class SecondPolicy(PolicyModel):
    """A second opinion on the sentences that the support score is unsure of."""

    use: Annotated[Literal["off", "model"], BeforeValidator(_second_use)] = "off"
    """`model` needs its address in TIDEGATE_SUPPORT_MODEL."""
    above: float = Field(default=0.1, ge=0, le=1)
    """Sentences that score less are taken as unsupported without it."""
    below: float = Field(default=0.9, ge=0, le=1)
    """Sentences that score more are taken as supported without it."""
    sentences: int = Field(default=8, ge=1, le=100)
    """Of one answer, at most; the weakest first."""
    weight: float = Field(default=0.5, ge=0, le=1)
    """Its share in the score of a sentence; the rest is the support score's own."""
    time_limit: Duration = timedelta(seconds=2)
    """For the request that an event's sentences go out in, retries included; it has the longest limit of its events."""
    on_error: Literal["quarantine", "allow"] = "quarantine"
    """Where the opinion cannot be had: `allow` goes on with the support score alone, and says so."""


class ContradictionPolicy(GuardPolicy):
    """Answers against their context: typed conflicts, and the support score where a threshold was calibrated."""

    support_threshold: float | None = Field(default=None, ge=0, le=1)
    """Answers whose support score is below this are `unsupported`. None ships: `tidegate calibrate contradiction`
    sets it on the user's own stream."""
    hold_from: Severity | Literal["never"] = "never"
    """Conflicts are published and counted, and hold nothing until a policy says so: on answers about JSON that
    others wrote, every second right one was in conflict."""
    support_severity: Severity = "medium"
    """Of `unsupported`; with `hold_from: high` it is published and holds nothing."""
    second: SecondPolicy = SecondPolicy()


class Guards(PolicyModel):
    """A section per guard. Guards that register themselves have theirs under `plugins`."""

    pii: PersonalPolicy = PersonalPolicy()
    secrets: PiiPolicy = PiiPolicy()
    contract: ContractPolicy = ContractPolicy()
    contradiction: ContradictionPolicy = ContradictionPolicy()
    freshness: FreshnessPolicy = FreshnessPolicy()
    plugins: dict[str, GuardPolicy] = {}

    def of(self, guard: str) -> GuardPolicy:
        """The section of a guard by its name; a plug-in without one has the defaults."""
        section = vars(self).get(guard)
        return section if isinstance(section, GuardPolicy) else self.plugins.get(guard, GuardPolicy())


SegmentName = Literal["tenant", "workflow", "model", "model_version", "prompt_version", "policy_version"]


def _window_length(value: timedelta) -> timedelta:
    if not timedelta(seconds=1) <= value <= timedelta(days=7):
        raise ValueError("a window is at least 1 s and at most 7 d long")
    return value


def is_baseline_name(name: str) -> bool:
    """Whether a baseline may be called so: it is a file name too."""
    return re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", name) is not None


def _baseline_name(value: str) -> str:
    if not is_baseline_name(value):
        raise ValueError(
            "a name of a baseline has letters, digits, `.`, `_` and `-`, and begins with one of the first two"
        )
    return value


class DriftPolicy(PolicyModel):
    """What `watch` and `backtest` tell apart, and how often they may be wrong."""

    pages_per_month: float = Field(default=1, gt=0, le=10_000)
    """False alerts that are acceptable, over everything that is watched: the one knob."""
    segments: int = Field(default=100, ge=1, le=100_000)
    """Over how many segments that budget is spread: as many as are expected, and rather too many than too few."""
    window: Annotated[Duration, AfterValidator(_window_length)] = timedelta(hours=1)
    """Length of a window, in event time. Where it is not written, `watch` goes by TIDEGATE_WINDOW."""
    lateness: Duration | None = None
    """How far behind the newest event of its partition an event may be and still count; absent, TIDEGATE_LATENESS."""
    learn: Duration = timedelta(days=14)
    """How long a new segment only learns; two weeks show every weekday twice."""
    segment_by: tuple[SegmentName, ...] = (
        "tenant", "workflow", "model", "model_version", "prompt_version", "policy_version",
    )  # fmt: skip
    cohort: str | None = None
    """Label or attribute whose values are compared: a gap between them in what is held is watched like a number."""
    baseline: Annotated[str, AfterValidator(_baseline_name)] | None = None
    """A pinned baseline by its name, or `newest` for the one made last; absent, each segment learns its own."""
    baselines: str = "baselines"
    """Folder of baselines, relative to the policy file."""


class Match(PolicyModel):
    """Which events a scope is for. Shell patterns; what is left out matches all."""

    tenant: str = "*"
    workflow: str = "*"
    model: str = "*"

    def covers(self, tenant: str, workflow: str, model: str) -> bool:
        """True where every pattern matches."""
        return (
            fnmatchcase(tenant, self.tenant) and fnmatchcase(workflow, self.workflow) and fnmatchcase(model, self.model)
        )


class Scope(PolicyModel):
    """Overrides for the events it matches. Later scopes win over earlier ones."""

    match: Match
    guards: dict[str, Any]


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in over.items():
        old = result.get(key)
        result[key] = _merged(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return result


class Policy(PolicyModel):
    """Everything one deployment judges by."""

    name: str = "default"
    version: str = "1"
    guards: Guards = Guards()
    drift: DriftPolicy = DriftPolicy()
    scopes: tuple[Scope, ...] = ()
    contracts: str = "contracts"
    """Folder of output contracts, relative to the policy file: `NAME@VERSION.json`, JSON Schema each."""
    contracts_digest: str = ""
    """Set by the loader; not written by hand."""

    _resolve: Any = PrivateAttr()

    @model_validator(mode="after")
    def _scopes_must_resolve(self) -> Policy:
        for scope in self.scopes:
            self._overridden([scope])
        return self

    def model_post_init(self, _context: Any, /) -> None:
        """Prepares the bounded memory of resolved scopes."""
        self._resolve = lru_cache(maxsize=_RESOLVED_MAX)(self._resolved)

    def _overridden(self, scopes: list[Scope]) -> Guards:
        raw: dict[str, Any] = self.guards.model_dump(exclude_unset=True)
        for scope in scopes:
            raw = _merged(raw, scope.guards)
        return Guards.model_validate(raw)

    def _resolved(self, tenant: str, workflow: str, model: str) -> Guards:
        matching = [scope for scope in self.scopes if scope.match.covers(tenant, workflow, model)]
        return self._overridden(matching) if matching else self.guards

    def guards_for(self, tenant: str | None, workflow: str | None, model: str | None) -> Guards:
        """The guards' sections as they stand for one event."""
        if not self.scopes:
            return self.guards
        resolved: Guards = self._resolve(tenant or "", workflow or "", model or "")
        return resolved

    def variants(self) -> Iterator[Guards]:
        """The guards' sections without any scope, and with each scope alone."""
        yield self.guards
        for scope in self.scopes:
            yield self._overridden([scope])

    def ref(self) -> PolicyRef:
        """Name, version and digest, as every decision carries them."""
        said = to_json(self.model_dump(mode="json", exclude_unset=True))
        return PolicyRef(name=self.name, version=self.version, digest=hashlib.sha256(said).hexdigest()[:16])
