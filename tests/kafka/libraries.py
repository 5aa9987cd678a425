"""What a broker needs on this machine: a Java that runs Kafka 4 and Kafka's own libraries.

A path to each leaves, or `Unavailable` with the reason in a few words. The libraries are fetched once by
Maven; a folder that exists is complete, and never changes while a broker runs from it.
"""

from __future__ import annotations

import fcntl
import hashlib
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
POM = HERE / "pom.xml"
STORE = HERE.parents[1] / ".kafka"

# Kafka 4 brokers are compiled for Java 17.
OLDEST_JAVA = 17

# Named whole, so that no newer plugin changes what a fresh machine fetches.
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"

# 43 MB of jars and Maven's own plugins on the first run; 5 s on a good line.
FETCH_TIMEOUT_S = 600


class Unavailable(Exception):
    """No broker can be started this way. The text is the reason, in a few words."""


def java() -> str:
    """The command that runs a Java of at least 17."""
    command = shutil.which("java")
    if command is None:
        raise Unavailable("no java")
    answer = subprocess.run([command, "-version"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    found = re.search(r'version "(\d+)', answer.stderr + answer.stdout)
    if found is None or int(found[1]) < OLDEST_JAVA:
        raise Unavailable(f"java is older than {OLDEST_JAVA}")
    return command


def libraries() -> Path:
    """The folder with Kafka's jars for this pom, fetched now if this is the first time."""
    folder = STORE / f"libs-{hashlib.sha256(POM.read_bytes()).hexdigest()[:12]}"
    if folder.is_dir():
        return folder
    maven = shutil.which("mvn")
    if maven is None:
        raise Unavailable("no mvn")
    with _one_at_a_time():
        if not folder.is_dir():
            _fetch(maven, folder)
    return folder


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Test runs side by side wait here for the first one's download."""
    STORE.mkdir(exist_ok=True)
    with (STORE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fetch(maven: str, folder: Path) -> None:
    scratch = Path(tempfile.mkdtemp(dir=STORE, prefix="fetch-"))
    command = [maven, "-q", "-B", "-f", str(POM), COPY, f"-DoutputDirectory={scratch}", "-DincludeScope=runtime"]
    try:
        subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=FETCH_TIMEOUT_S)
        scratch.rename(folder)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise Unavailable("mvn could not fetch Kafka") from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
