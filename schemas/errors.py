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
path of a *declared* field. What the value was stays in the original bytes. Each class says what the operator who
meets it does.
"""

from __future__ import annotations


class TidegateError(Exception):
    """Base of every error that Tidegate raises on purpose.

    The operator: goes by the class below it.
    """


class InputError(TidegateError):
    """The event cannot be processed as it is. `where` names a declared field, never a value or a user's key.

    The operator: finds the class in `tidegate tail deadletter`, has the producer mended, and produces the value again.
    """

    def __init__(self, where: str = "") -> None:
        super().__init__(f"{type(self).__name__}{f' at {where}' if where else ''}")
        self.where = where


class NotJson(InputError):
    """The value is neither JSON nor Confluent-framed Avro (or is JSON with text that is not Unicode).

    The operator: has the producer send UTF-8 JSON or framed Avro; another format needs converting before the topic.
    """


class NotAvro(InputError):
    """The value is framed as Avro, but its bytes do not decode with the schema that its id names.

    The operator: has the producer mended; its bytes and the schema id before them do not belong together.
    """


class UnknownSchema(InputError):
    """The value is framed as Avro with a schema id that the registry does not know.

    The operator: checks that TIDEGATE_SCHEMA_REGISTRY names the producer's registry, then produces the values again.
    """


class WrongType(InputError):
    """A declared field holds a value of another type.

    The operator: has the producer mend the field that the dead letter names.
    """


class TooComplex(InputError):
    """The event is nested too deeply, or holds too many values, to be judged at a bounded cost.

    The operator: has the producer send less in one event; the bounds are no setting.
    """


class Tombstone(InputError):
    """The record has a key and no value: there is nothing to judge.

    The operator: nothing where it is meant (a compacted topic deletes so); else has the producer mended.
    """


class Unproducible(InputError):
    """The judged event cannot be produced: its record is larger than the broker takes.

    The operator: raises `max.message.bytes` of the topics that Tidegate writes, or has smaller events sent.
    """


class DependencyError(TidegateError):
    """Something outside the process failed or was too slow (broker, registry, guard service).

    The operator: runs `tidegate doctor` and mends what it names; work goes on by itself where it is retried.
    """


class PolicyError(TidegateError):
    """A policy or contract file is wrong. Messages name the file, the line, and what would be right.

    The operator: mends the file at the line named, or the option of a command, and starts again.
    """


class InvariantError(TidegateError):
    """A promise of ours is broken; going on could lose or double an event. The process must stop.

    The operator: keeps the log, restarts once, and reports it if it comes back; the fault is ours or in our state.
    """
