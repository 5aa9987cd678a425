"""How a command ends: exit codes, and one clear line for every error that has one.

What enters is a command; what leaves is an exit code: 0 all is well, 1 something was refuted or is broken, 2 the
command, a setting or a policy is wrong, 70 a fault of ours, 130 interrupted. No text of an event is ever printed: an
error that is not ours shows its class and where it was raised, not what it says.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from typing import TextIO

from confluent_kafka import KafkaException

from schemas.errors import DependencyError, InvariantError, PolicyError
from streams.kafka.clients import error_name

OK, REFUTED, WRONG_USE, OUR_FAULT, INTERRUPTED = 0, 1, 2, 70, 130


def run(command: Callable[[], object]) -> int:
    """Runs a command to its exit code."""
    try:
        command()
    except SystemExit as ended:
        return _code(ended)
    except KeyboardInterrupt:
        return INTERRUPTED
    except PolicyError as error:
        return _said(error, WRONG_USE)
    except (DependencyError, InvariantError) as error:
        return _said(error, REFUTED if isinstance(error, DependencyError) else OUR_FAULT)
    except KafkaException as error:
        return _said(f"Kafka answered {error_name(error)}; `tidegate doctor` looks for the reason", REFUTED)
    except Exception as error:
        return _said(f"{type(error).__name__} at {_where(error)}; this is a fault of Tidegate's", OUR_FAULT)
    return OK


def _code(ended: SystemExit) -> int:
    if isinstance(ended.code, int):
        return ended.code
    return OK if ended.code is None else WRONG_USE


def _said(text: object, code: int) -> int:
    for line in str(text).splitlines():
        print_error(line)
    return code


def print_error(line: str, stream: TextIO | None = None) -> None:
    """One line on standard error."""
    (stream or sys.stderr).write(f"tidegate: {line}\n")


def _where(error: BaseException) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{os.path.basename(frame.filename)}:{frame.lineno}"
