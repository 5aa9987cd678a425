"""What commands print: tables for a terminal, JSON for a program, settings with their secrets masked."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping

from rich.console import Console

from schemas.contracts import Contract
from schemas.policy import Policy
from streams.settings import Settings

# `https://user:password@registry` in a URL is a secret too.
_USER_INFO = re.compile(r"(?<=//)[^/@\s]*@")


# A pipe has no width; lines that a program reads must not be folded at 80.
_PIPE_WIDTH = 400


def console(stderr: bool = False) -> Console:
    """For people. Takes the width of the terminal, and folds nothing where there is none."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(file=stream, width=None if stream.isatty() else _PIPE_WIDTH, soft_wrap=False)


def print_json(value: object) -> None:
    """For programs: one JSON document on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


def settings_lines(settings: Settings) -> Iterator[str]:
    """`TIDEGATE_X=value  # what it is`, one line for each setting, ready to be pasted into an environment file."""
    for name, value in settings.shown().items():
        said = (type(settings).model_fields[name].description or "").partition("\n")[0]
        shown = _USER_INFO.sub("***@", value)
        yield f"{f'TIDEGATE_{name.upper()}={shown}':<48}  # {said}"


def policy_line(policy: Policy, contracts: Mapping[str, Contract]) -> str:
    """What a policy is, in one line."""
    ref = policy.ref()
    held = f"{len(contracts)} contract{'' if len(contracts) == 1 else 's'}"
    scopes = f"{len(policy.scopes)} scope{'' if len(policy.scopes) == 1 else 's'}"
    return f"ok: {ref.name} version {ref.version}, digest {ref.digest}, {scopes}, {held}"
