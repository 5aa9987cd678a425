"""The schema registry: which schema an id names, and the ids of our own.

Enter ids and records, leave schemas and ids. A registry that cannot be asked is a `DependencyError`, never an
`UnknownSchema`: an event must not become a dead letter because a neighbour is down.
https://docs.confluent.io/platform/current/schema-registry/develop/api.html
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from confluent_kafka.schema_registry import Schema, SchemaRegistryClient, SchemaRegistryError
from pydantic import BaseModel

from schemas.avro import PUBLISHED, avro_schema
from schemas.errors import DependencyError, NotAvro, TidegateError, UnknownSchema
from streams.settings import Settings
from streams.wire.datum import WriterSchema, writer_schema

T = TypeVar("T")

# All partitions of a worker wait while the registry is asked: three tries of 2 s and the pauses between them, which
# are the client's own: exponential with full jitter.
_CLIENT = {"timeout": 2, "max.retries": 2, "retries.wait.ms": 100, "retries.max.wait.ms": 500}

# An unknown id is asked for again after this long, for it may be registered late or reach this replica late. Until
# then a producer that floods the topic with one costs nothing.
_UNKNOWN_FOR_S = 10.0

# Distinct unknown ids that are remembered: random bytes that begin with a zero make a new one each.
_UNKNOWN_MAX = 10_000

# After it did not answer it is left alone for so long, twice as long each time: a batch of events that need it asks
# once, and those that do not need it are not held up again and again.
_SILENT_S, _SILENT_MAX_S = 0.5, 15.0

# Ids are positive 32-bit integers. What is beyond needs no asking.
_ID_MAX = 2**31 - 1

_SUBJECT_NOT_FOUND, _VERSION_NOT_FOUND, _SCHEMA_NOT_FOUND = 40401, 40402, 40403
_NOT_FOUND = frozenset({_SUBJECT_NOT_FOUND, _VERSION_NOT_FOUND, _SCHEMA_NOT_FOUND})


class SchemaSource(Protocol):
    """Where writer schemas come from: a registry, or a table in a test."""

    def writer_schema(self, schema_id: int) -> WriterSchema:
        """Raises UnknownSchema, NotAvro or TooComplex for the id, DependencyError where it cannot be told."""
        ...


class Registry:
    """A Confluent-compatible schema registry. What an id names never changes, so it is asked for once."""

    def __init__(self, url: str, user_info: str | None = None, **client: Any) -> None:
        """`user_info` is `user:password`; `client` are further properties of Confluent's client (`ssl.…`)."""
        auth = {"basic.auth.user.info": user_info} if user_info else {}
        asking = {**_CLIENT, "url": url, **auth, **client}
        self._client = SchemaRegistryClient(asking)
        # Whoever did not answer three times is asked once the next time: others wait meanwhile.
        self._again = SchemaRegistryClient({**asking, "max.retries": 0})
        self._known: dict[int, WriterSchema | TidegateError] = {}
        self._unknown: dict[int, float] = {}
        self._silent_s = 0.0
        self._asked_again_at = 0.0

    def writer_schema(self, schema_id: int) -> WriterSchema:
        """Raises UnknownSchema, NotAvro or TooComplex for the id, DependencyError where it cannot be told."""
        known = self._known.get(schema_id)
        if known is None:
            known = self._known[schema_id] = self._fetch_patiently(schema_id)
        if isinstance(known, TidegateError):
            raise type(known)
        return known

    def _fetch_patiently(self, schema_id: int) -> WriterSchema | TidegateError:
        now = time.monotonic()
        if not 0 < schema_id <= _ID_MAX or self._unknown.get(schema_id, 0.0) > now:
            raise UnknownSchema
        if now < self._asked_again_at:
            raise DependencyError(f"schema registry: schema {schema_id}: it did not answer a moment ago")
        client, silent_s = (self._again if self._silent_s else self._client), self._silent_s
        self._silent_s = 0.0
        try:
            return self._fetch(client, schema_id)
        except DependencyError:
            self._silent_s = min(_SILENT_MAX_S, silent_s * 2) or _SILENT_S
            self._asked_again_at = time.monotonic() + self._silent_s
            raise
        except _NotFound:  # the id, or a schema that this one refers to
            self._remember_unknown(schema_id)
            raise UnknownSchema from None

    def _fetch(self, client: SchemaRegistryClient, schema_id: int) -> WriterSchema | TidegateError:
        schema = _ask(lambda: client.get_schema(schema_id), f"schema {schema_id}")
        if schema.schema_type == "JSON":
            return WriterSchema()
        if schema.schema_type != "AVRO":
            return NotAvro()
        references = self._references(client, schema, set())
        try:
            return writer_schema(schema.schema_str or "", references)
        except TidegateError as error:
            return error

    def _remember_unknown(self, schema_id: int) -> None:
        if len(self._unknown) >= _UNKNOWN_MAX:
            self._unknown.clear()
        self._unknown[schema_id] = time.monotonic() + _UNKNOWN_FOR_S

    def _references(self, client: SchemaRegistryClient, schema: Schema, seen: set[tuple[str, int]]) -> list[str]:
        """The text of every schema that this one refers to, each after those it needs itself."""
        texts: list[str] = []
        for reference in schema.references or ():
            key = str(reference.subject), int(reference.version or -1)
            if key not in seen:
                seen.add(key)
                found = _ask(lambda key=key: client.get_version(*key).schema, f"{key[0]} version {key[1]}")  # type: ignore[misc]
                texts += [*self._references(client, found, seen), found.schema_str or ""]
        return texts

    def register(self, topic: str, model: type[BaseModel]) -> int:
        """The id of this record's schema as the value of this topic, registered where it is not yet.

        A subject that is new gets the compatibility level that we keep; one that exists keeps its own.
        Raises DependencyError, where the registry refuses the schema too.
        """
        subject = f"{topic}-value"
        schema = Schema(json.dumps(avro_schema(model)), "AVRO")
        try:
            return _id(_ask(lambda: self._client.lookup_schema(subject, schema).schema_id, subject))
        except _NotFound as error:
            if error.code == _SUBJECT_NOT_FOUND:
                level = PUBLISHED.get(model, "FULL_TRANSITIVE")
                _ask(lambda: self._client.set_compatibility(subject, level), f"compatibility of {subject}")
        return _id(_ask(lambda: self._client.register_schema(subject, schema), f"{subject} ({model.__name__})"))

    def ping(self) -> None:
        """Raises DependencyError where the registry does not answer."""
        _ask(lambda: self._client.get_subjects(limit=1), "subjects")

    def close(self) -> None:
        """Closes its connections."""
        self._client.close()
        self._again.close()


def registry_of(settings: Settings) -> Registry | None:
    """The registry of a deployment, if it has one. A private authority is named by `SSL_CERT_FILE`.

    Raises DependencyError where the URL is not one.
    """
    if not settings.schema_registry:
        return None
    auth = settings.schema_registry_auth
    try:
        return Registry(settings.schema_registry, auth.get_secret_value() if auth else None)
    except ValueError:  # its text may quote a URL with a password in it
        raise DependencyError("schema registry: its URL is none, or its credentials are not `user:password`") from None


class _NotFound(Exception):
    def __init__(self, code: int) -> None:
        super().__init__()
        self.code = code


def _id(schema_id: int | None) -> int:
    if schema_id is None:
        raise DependencyError("schema registry: it answered without an id")
    return schema_id


def _ask(question: Callable[[], T], about: str) -> T:
    try:
        return question()
    except SchemaRegistryError as error:
        # A bare 404 is a wrong URL or a proxy that speaks for the registry; only these codes are its own word.
        if error.error_code in _NOT_FOUND:
            raise _NotFound(error.error_code) from None
        raise DependencyError(
            f"schema registry: {about}: HTTP {error.http_status_code}, code {error.error_code}"
        ) from None
    except Exception as error:
        raise DependencyError(f"schema registry: {about}: {type(error).__name__}") from None
