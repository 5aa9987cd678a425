"""One broker in a container, for machines with Docker and no Java.

A bootstrap list leaves, or `Unavailable` with the reason. A container never outlives its test run by more
than one run: what a killed run left behind is removed by the next.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time

from tests.kafka.brokers import START_TIMEOUT_S, brokers_known_to, free_port, runs
from tests.kafka.libraries import Unavailable

IMAGE = "apache/kafka:4.1.0"
LABEL = "tidegate.tests"

# The image sets none of these for a single node; the meaning of each is told in `brokers`.
SETTINGS = {
    "KAFKA_NODE_ID": "1",
    "KAFKA_PROCESS_ROLES": "broker,controller",
    "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
    "KAFKA_INTER_BROKER_LISTENER_NAME": "PLAINTEXT",
    "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
    "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
    "KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS": "4",
    "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
    "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "1",
    "KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS": "4",
    "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
    "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
}


class Container:
    """One broker of the official image, published on a port of this machine."""

    def __init__(self) -> None:
        self._docker = _docker()
        self._name = f"tidegate-kafka-{os.getpid()}"
        self.port = free_port()

    @property
    def bootstrap(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        self._remove_leftovers()
        listeners = f"PLAINTEXT://:{self.port},CONTROLLER://:9093"
        settings = {
            **SETTINGS,
            "KAFKA_LISTENERS": listeners,
            "KAFKA_ADVERTISED_LISTENERS": f"PLAINTEXT://{self.bootstrap}",
        }
        arguments = [part for name, value in settings.items() for part in ("--env", f"{name}={value}")]
        publish = f"127.0.0.1:{self.port}:{self.port}"
        label = f"{LABEL}={os.getpid()}"
        run = ["run", "--rm", "--detach", "--name", self._name, "--label", label, "--publish", publish]
        if self._call(*run, *arguments, IMAGE, timeout_s=300).returncode:
            raise Unavailable(f"docker could not run {IMAGE}")
        self._wait_ready()

    def stop(self) -> None:
        self._call("rm", "--force", self._name)

    def _wait_ready(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline:
            if brokers_known_to(self.port):
                return
            time.sleep(0.1)
        self.stop()
        raise Unavailable("the broker in docker did not become ready")

    def _remove_leftovers(self) -> None:
        """Remove containers whose test run no longer lives."""
        listed = self._call(
            "ps", "--all", "--filter", f"label={LABEL}", "--format", f'{{{{.ID}}}} {{{{.Label "{LABEL}"}}}}'
        )
        for line in listed.stdout.splitlines():
            container, owner = line.split()
            if not runs(int(owner)):
                self._call("rm", "--force", container)

    def _call(self, *arguments: str, timeout_s: float = 60) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self._docker, *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=timeout_s
        )


def _docker() -> str:
    """The docker command, if its daemon answers."""
    command = shutil.which("docker")
    if command is None:
        raise Unavailable("no docker")
    try:
        answer = subprocess.run([command, "info"], capture_output=True, stdin=subprocess.DEVNULL, timeout=20)
    except subprocess.TimeoutExpired as error:
        raise Unavailable("docker's daemon does not answer") from error
    if answer.returncode:
        raise Unavailable("docker's daemon does not answer")
    return command
