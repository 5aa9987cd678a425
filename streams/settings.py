"""Settings of a process, from the environment: `TIDEGATE_…`, or `TIDEGATE_…_FILE` naming a file that holds the value.

Frozen once read. Secrets are masked wherever settings are printed. Everything has a default that works on one
machine; only `TIDEGATE_KAFKA` must be set for anything that talks to a broker of yours.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from schemas.errors import PolicyError
from schemas.policy import Duration
from streams.topics import Topics

_PREFIX = "TIDEGATE_"


class FileSource(PydanticBaseSettingsSource):
    """`TIDEGATE_SASL_PASSWORD_FILE=/run/secrets/kafka` sets `sasl_password` to what the file holds."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        """The stripped text of the named file, or nothing."""
        path = os.environ.get(f"{_PREFIX}{field_name.upper()}_FILE")
        return (Path(path).read_text().strip() if path else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        """Every field that a file sets."""
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}


class Settings(BaseSettings):
    """Everything a process can be told. Field `x` is set by `TIDEGATE_X` or `TIDEGATE_X_FILE`."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True, extra="ignore", use_attribute_docstrings=True)

    kafka: str = ""
    """Bootstrap servers, `host:port,host:port`."""
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    """How brokers are spoken to."""
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] | None = None
    """With a SASL protocol."""
    sasl_username: str | None = None
    """With a SASL protocol."""
    sasl_password: SecretStr | None = None
    """With a SASL protocol."""
    ssl_ca: Path | None = None
    """PEM file of the authority that signed the brokers' certificates; absent, the system's."""
    ssl_certificate: Path | None = None
    """PEM file of this client's certificate, for mutual TLS."""
    ssl_key: Path | None = None
    """PEM file of its key."""
    ssl_key_password: SecretStr | None = None
    """Of the key file."""
    schema_registry: str | None = None
    """URL of a Confluent-compatible registry. Set, outputs are Avro; absent, JSON."""
    schema_registry_auth: SecretStr | None = None
    """`user:password` for the registry."""
    topic_prefix: str = ""
    """Before every topic name; keeps several deployments on one cluster apart."""
    partitions: int = Field(default=12, ge=1, le=10_000)
    """Of every topic that `topics apply` makes. Approved, quarantine and the memory of watch must have as many."""
    replication: int = Field(default=-1, ge=-1)
    """Of every topic that `topics apply` makes; -1 is the broker's default."""
    group: str = "tidegate-screen"
    """Consumer group of `screen`."""
    instance: str = Field(default_factory=socket.gethostname)
    """Name of this process among its peers: stable over restarts, different from every other's."""
    policy: Path | None = None
    """Policy file; absent, the built-in one."""
    redaction_key: SecretStr | None = None
    """Key for consistent pseudonyms; absent, replacements carry the type only."""
    redaction_within: Literal["tenant", "conversation"] = "tenant"
    """Where equal values get equal pseudonyms."""
    seal_key: SecretStr | None = None
    """Keys for `replace: sealed`, base64 of 64 bytes each; the first seals, all of them open."""
    support_model: str = ""
    """URL of your own model for second opinions (`second: {use: model}` in the policy)."""
    support_model_token: SecretStr | None = None
    """Bearer token for it."""
    batch_events: int = Field(default=500, ge=1, le=10_000)
    """Most events of one transaction."""
    batch_wait_ms: int = Field(default=10, ge=1, le=1_000)
    """How long a batch waits to fill, in milliseconds."""
    join_age: Duration = timedelta(minutes=15)
    """How long an event is remembered for its conversation and for duplicates."""
    join_bytes: int = Field(default=64 * 1024 * 1024, ge=0)
    """Memory for that, per process, in bytes (estimated from each event's size and structure)."""
    session_timeout_ms: int = Field(default=10_000, ge=6_000, le=300_000)
    """After which a silent worker's partitions go to others."""
    stall_limit: Duration = timedelta(minutes=2)
    """How long a worker may have work and make no progress before it stops itself to be restarted."""
    window: Duration = timedelta(minutes=60)
    """Length of a drift window, in event time."""
    lateness: Duration = timedelta(minutes=5)
    """How far behind the newest event of its partition an event may be and still count."""
    idle: Duration = timedelta(minutes=2)
    """After which a silent partition no longer holds windows open."""
    http_port: int | None = Field(default=None, ge=0, le=65_535)
    """Liveness, readiness and metrics; 0 switches the port off. Absent, 9464 for `screen` and 9465 for `watch`."""
    http_host: str = "0.0.0.0"  # noqa: S104  probes and scrapers come from outside the container
    """Address of that port."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """Of the process's own lines."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  the signature is pydantic-settings'
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments win over the environment, the environment over files."""
        return init_settings, env_settings, FileSource(settings_cls)

    @property
    def topics(self) -> Topics:
        """The topics of this deployment."""
        return Topics(self.topic_prefix)

    def port_of(self, default: int) -> int:
        """The port of a process whose own is `default`; 0 opens none."""
        return default if self.http_port is None else self.http_port

    def client_config(self) -> dict[str, Any]:
        """What every librdkafka client is given: where the brokers are and how to speak to them."""
        if not self.kafka:
            raise PolicyError(
                "TIDEGATE_KAFKA is not set: name the bootstrap servers, as in TIDEGATE_KAFKA=localhost:9092"
            )
        config: Mapping[str, object] = {
            "bootstrap.servers": self.kafka,
            "security.protocol": self.security_protocol,
            "sasl.mechanism": self.sasl_mechanism,
            "sasl.username": self.sasl_username,
            "sasl.password": self.sasl_password.get_secret_value() if self.sasl_password else None,
            "ssl.ca.location": str(self.ssl_ca) if self.ssl_ca else None,
            "ssl.certificate.location": str(self.ssl_certificate) if self.ssl_certificate else None,
            "ssl.key.location": str(self.ssl_key) if self.ssl_key else None,
            "ssl.key.password": self.ssl_key_password.get_secret_value() if self.ssl_key_password else None,
            # The default of 10 s makes each broker restart a 20 s outage (measured); this makes it 2 s.
            "reconnect.backoff.ms": 50,
            "reconnect.backoff.max.ms": 300,
        }
        return {name: value for name, value in config.items() if value is not None}

    def shown(self) -> dict[str, str]:
        """Every setting as text, secrets masked."""
        return {name: "" if value is None else str(value) for name, value in self}


def load_settings(**overrides: Any) -> Settings:
    """Reads the environment. Raises PolicyError naming each variable that is wrong, without its value."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        lines = [
            f"{_PREFIX}{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors(include_input=False)
        ]
        raise PolicyError("; ".join(lines)) from None
    except OSError as error:
        raise PolicyError(f"a TIDEGATE_…_FILE cannot be read: {error.strerror}") from None
