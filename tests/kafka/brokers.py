"""Local KRaft brokers that a test may kill, pause and restart.

A node count enters; a `Cluster` with a bootstrap list leaves, ready for clients. Its processes must never
outlive the test run, not even one that is killed. Its data goes with it; what a killed run leaves, the next removes.

What is decided here, and why:

- Combined mode (each node is broker and controller): three nodes keep a quorum when one dies.
- With three nodes, replication 3 and `min.insync.replicas=2`: the smallest cluster that loses nothing.
- `auto.create.topics.enable=false`, as in production: a topic that nobody made is an error in the test.
- `message.max.bytes`, session time-outs of groups and the like stay at Kafka's defaults, so that what
  passes here passes on a broker that nobody tuned for us.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from tests.kafka.libraries import HERE, Unavailable, java, libraries

# A node is up in about 3 s; on a machine that is also running the tests of a killed cluster, in 15.
START_TIMEOUT_S = 90.0

# A broker of a test holds little; the default heap is a quarter of the machine, three times over.
HEAP = "-Xmx384m"

# Below Linux's ephemeral range (32768 and up). In it, a client that reconnects to a killed broker can be
# given that very port as its own end, connect to itself, and keep the broker from returning.
PORTS = range(20_000, 32_000)

# Ties a node to the thread that started it: Linux kills the node when that thread dies, however it dies.
# Elsewhere only `stop` ends a node. The broker then takes this program's place, so its pid is the node's.
LEASH = """\
import ctypes, os, sys
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, 9)
if os.getppid() != int(sys.argv[1]):
    sys.exit(1)
os.execvp(sys.argv[2], sys.argv[2:])
"""

CONFIG = """\
process.roles=broker,controller
node.id={node}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
controller.quorum.voters={voters}
log.dirs={data}
auto.create.topics.enable=false
default.replication.factor={replicas}
min.insync.replicas={in_sync}
offsets.topic.replication.factor={replicas}
transaction.state.log.replication.factor={replicas}
transaction.state.log.min.isr={in_sync}
share.coordinator.state.topic.replication.factor={replicas}
share.coordinator.state.topic.min.isr={in_sync}
# Fifty partitions of each internal topic make the first group and the first transaction slow.
offsets.topic.num.partitions=4
transaction.state.log.num.partitions=4
share.coordinator.state.topic.num.partitions=1
# A killed node may return when its session has ended: 3 s instead of 9.
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
# The first member of a group need not wait 3 s for others.
group.initial.rebalance.delay.ms=0
# The defaults take 128 MB of the heap for the log cleaner, and more threads than a test needs.
log.cleaner.dedupe.buffer.size=8388608
num.network.threads=2
num.io.threads=4
"""


class Node:
    """One broker process, with a port and a data folder that stay its own across restarts."""

    def __init__(self, number: int, folder: Path) -> None:
        self.number = number
        self.folder = folder
        self.port = free_port()
        self.controller_port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        if self._process is None:
            raise RuntimeError(f"node {self.number} was never started")
        return self._process.pid

    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def configure(self, nodes: list[Node]) -> None:
        self.folder.mkdir()
        voters = ",".join(f"{node.number}@127.0.0.1:{node.controller_port}" for node in nodes)
        text = CONFIG.format(
            node=self.number,
            port=self.port,
            controller=self.controller_port,
            voters=voters,
            data=self.folder / "data",
            replicas=len(nodes),
            in_sync=min(2, len(nodes)),
        )
        (self.folder / "server.properties").write_text(text)

    def format(self, cluster_id: str) -> subprocess.Popen[bytes]:
        """Begin to write the node's first metadata; wait for the process that is returned."""
        config = str(self.folder / "server.properties")
        return self._java("kafka.tools.StorageTool", "format", f"--cluster-id={cluster_id}", "--config", config)

    def start(self) -> None:
        if not self.alive():
            self._process = self._java("kafka.Kafka", str(self.folder / "server.properties"))

    def signal(self, number: signal.Signals) -> None:
        if self.alive():
            os.kill(self.pid, number)

    def end(self) -> None:
        """Kill the process, also a paused one, and wait until it is gone."""
        self.signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait()

    def last_words(self) -> str:
        """The end of what the node wrote to its console."""
        console = self.folder / "console.log"
        return console.read_text(errors="replace")[-2_000:] if console.exists() else ""

    def _java(self, *arguments: str) -> subprocess.Popen[bytes]:
        # C1 alone halves the start and costs nothing at the rates of a test; the serial collector needs no cores.
        tuning = [HEAP, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"]
        logger = f"-Dlog4j2.configurationFile={HERE / 'log4j2.properties'}"
        command = [java(), *tuning, logger, "-cp", f"{libraries()}/*", *arguments]
        with (self.folder / "console.log").open("ab") as console:
            return subprocess.Popen(
                [sys.executable, "-c", LEASH, str(os.getpid()), *command],
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C ends the tests; the tests end the broker
            )


class Cluster:
    """One or three nodes. Use it in a `with` block; it is ready when the block begins and gone when it ends.

    Start it in a thread that lives at least as long as the cluster (see `LEASH`).
    """

    def __init__(self, nodes: int = 1) -> None:
        if nodes not in (1, 3):
            raise ValueError("one node, or three with replication")
        self._size = nodes
        self._folder: Path | None = None
        self.nodes: list[Node] = []

    @property
    def bootstrap(self) -> str:
        return ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)

    def start(self) -> None:
        """Format and start every node, and wait until all of them take clients."""
        java()
        libraries()
        self._folder = scratch_folder()
        self.nodes = [Node(number, self._folder / f"node-{number}") for number in range(1, self._size + 1)]
        try:
            self._format()
            for node in self.nodes:
                node.start()
            self.wait_ready()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End every process and remove the data. A cluster that never started is stopped already."""
        for node in self.nodes:
            node.end()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def kill(self, number: int) -> None:
        """SIGKILL: the node dies at once and says nothing to anybody."""
        self._node(number).end()

    def pause(self, number: int) -> None:
        """SIGSTOP: the node keeps its connections and answers nothing."""
        self._node(number).signal(signal.SIGSTOP)

    def resume(self, number: int) -> None:
        """SIGCONT: a paused node goes on, unaware of the time that passed."""
        self._node(number).signal(signal.SIGCONT)

    def restart(self, number: int, wait: bool = True) -> None:
        """Start a killed node on the data it left; kill it first if it lives."""
        node = self._node(number)
        node.end()
        node.start()
        if wait:
            self.wait_ready()

    def wait_ready(self, timeout_s: float = START_TIMEOUT_S) -> None:
        """Wait until every node that runs knows itself and the others as brokers. A paused node is waited for."""
        deadline = time.monotonic() + timeout_s
        awaited = {node.number: node.port for node in self.nodes if node.alive()}
        # Each is asked by itself: the others list a killed node until its session ends.
        while not all(awaited.keys() <= brokers_known_to(port) for port in awaited.values()):
            self._expect_alive(awaited)
            if time.monotonic() > deadline:
                raise TimeoutError(f"no cluster after {timeout_s:.0f} s\n{self._last_words()}")
            time.sleep(0.1)

    def _format(self) -> None:
        cluster_id = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        for node in self.nodes:
            node.configure(self.nodes)
        formatting = [node.format(cluster_id) for node in self.nodes]
        failed = [process for process in formatting if process.wait(START_TIMEOUT_S)]
        if failed:
            raise Unavailable(f"Kafka could not format its storage\n{self._last_words()}")

    def _expect_alive(self, awaited: Iterable[int]) -> None:
        dead = [number for number in awaited if not self._node(number).alive()]
        if dead:
            raise RuntimeError(f"node {dead[0]} ended by itself\n{self._node(dead[0]).last_words()}")

    def _node(self, number: int) -> Node:
        return self.nodes[number - 1]

    def _last_words(self) -> str:
        return "\n".join(f"node {node.number}: {node.last_words()}" for node in self.nodes)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def brokers_known_to(port: int) -> set[int]:
    """The brokers that the one on this port takes for living; none where nothing answers yet."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        # A client that is new knows no other broker to ask.
        return set(
            AdminClient({"bootstrap.servers": f"127.0.0.1:{port}", "log_level": 0}).list_topics(timeout=1).brokers
        )
    except (OSError, KafkaException):
        return set()


def scratch_folder() -> Path:
    """A new folder for the data of a cluster of this process; those of dead processes are removed."""
    for left in Path(tempfile.gettempdir()).glob("tidegate-kafka-*-*"):
        if not runs(int(left.name.split("-")[2])):
            shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"tidegate-kafka-{os.getpid()}-"))


def runs(pid: int) -> bool:
    """Whether a process of this id exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def free_port() -> int:
    """A TCP port of this machine that nothing listens on, outside the range that clients are given."""
    for port in random.sample(PORTS, 200):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port")
