"""Runs every benchmark that this machine can: `python -m bench`, or `make bench`."""

from __future__ import annotations

import subprocess
import sys

BENCHMARKS = (
    "judging",
    "overhead",
    "latency",
    "traffic",
    "contradiction",
    "contradiction_cost",
    "everyday",
    "pii",
    "screen_pii",
    "secrets",
    "names",
    "drift",
    "drift_quality",
)


def main() -> int:
    """Each in a process of its own, so that none warms up another. Returns the number that failed."""
    failed = 0
    for name in BENCHMARKS:
        print(f"\n== bench.{name}", flush=True)
        failed += subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
