"""The error tree, by what the caller can do about it.

    TidegateError
    ├── InputError            the event cannot be processed as it is: dead letter, go on
    │   ├── NotJson           the value is neither JSON nor framed Avro
    │   ├── NotAvro           framed as Avro, but the bytes do not decode with the schema named
    │   ├── UnknownSchema     framed as Avro with a schema id that the registry does not know
    │   ├── WrongType         a field holds a value of another type than the record declares
    │   ├── TooComplex        nested too deeply or with too many values
    │   ├── Tombstone         the record has no value
    │   └── Unproducible      the result cannot be produced (larger than the broker takes)
    ├── DependencyError       something outside failed: retry, breaker, degrade as the policy says
    ├── PolicyError           a policy or contract file is wrong: refuse to start
    └── InvariantError        our own promise is broken: stop the process

Messages never hold text of a user's event: an `InputError` carries a class and, where it helps, the
path of a *declared* field. What the value was stays in the original bytes.
"""

from __future__ import annotations


class TidegateError(Exception):
    """Base of every error that Tidegate raises on purpose."""


class InputError(TidegateError):
    """The event cannot be processed as it is. `where` names a declared field, never a value or a user's key."""

    def __init__(self, where: str = "") -> None:
        super().__init__(f"{type(self).__name__}{f' at {where}' if where else ''}")
        self.where = where


class NotJson(InputError):
    """The value is neither JSON nor Confluent-framed Avro (or is JSON with text that is not Unicode)."""


class NotAvro(InputError):
    """The value is framed as Avro, but its bytes do not decode with the schema that its id names."""


class UnknownSchema(InputError):
    """The value is framed as Avro with a schema id that the registry does not know."""


class WrongType(InputError):
    """A declared field holds a value of another type."""


class TooComplex(InputError):
    """The event is nested too deeply, or holds too many values, to be judged at a bounded cost."""


class Tombstone(InputError):
    """The record has a key and no value: there is nothing to judge."""


class Unproducible(InputError):
    """The judged event cannot be produced: its record is larger than the broker takes."""


class DependencyError(TidegateError):
    """Something outside the process failed or was too slow (broker, registry, guard service)."""


class PolicyError(TidegateError):
    """A policy or contract file is wrong. Messages name the file, the line, and what would be right."""


class InvariantError(TidegateError):
    """A promise of ours is broken; going on could lose or double an event. The process must stop."""
