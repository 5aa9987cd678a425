"""Real traffic: 2,254 ChatGPT exchanges through `tidegate check`, and through `screen` on a real broker.

    python -m bench.traffic [--data FOLDER]

The exchanges are the even half of HaluEval's general set (MIT), which have no context: every contradiction must be
`cannot_tell`. Findings are counted by guard, rule and outcome, and the time of either way is taken. The folder is
named by `--data` or `TIDEGATE_DATA`; without it the benchmark says so and ends.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from confluent_kafka import Producer
from pydantic_core import from_json

from bench.latency import consumer_of, count
from bench.yardstick import machine
from streams.topics import Topics
from tests.kafka.brokers import Cluster
from tests.kafka.libraries import Unavailable
from tests.streams.reading import make_topics, read_all
from tests.streams.workers import Worker

FILE = Path("traffic/halueval_general_even.jsonl")


def events(data: Path) -> list[bytes]:
    """Each exchange as its producer would send it."""
    rows = [json.loads(line) for line in (data / FILE).read_text().splitlines()]
    return [
        json.dumps(
            {
                "event_id": f"traffic-{number}",
                "phase": "exchange",
                "tenant": "traffic",
                "workflow": "chat",
                "model": "chatgpt",
                "conversation_id": f"traffic-{number}",
                "occurred_at": datetime.now(UTC).isoformat(),
                "messages": [{"role": "user", "parts": [{"type": "text", "content": row["user_query"]}]}],
                "output": [{"role": "assistant", "parts": [{"type": "text", "content": row["chatgpt_response"]}]}],
                "finish_reasons": ["stop"],
            }
        ).encode()
        for number, row in enumerate(rows)
    ]


def through_check(lines: list[bytes]) -> tuple[Counter[str], float]:
    """Findings counted, and seconds of wall time, the start of the process included."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "streams.cli", "check", "-"]
    done = subprocess.run(command, input=b"\n".join(lines) + b"\n", capture_output=True, check=True)
    took = time.monotonic() - begun
    return tally([from_json(line) for line in done.stdout.splitlines()]), took


def tally(decisions: list[dict[str, object]]) -> Counter[str]:
    """Events by action, and findings by guard, rule and outcome."""
    counted: Counter[str] = Counter()
    for decision in decisions:
        counted[f"action {decision['action']}"] += 1
        findings = decision["findings"]
        assert isinstance(findings, list)
        counted.update(f"{each['guard']}.{each['rule']} {each['outcome']}" for each in findings)
    return counted


def through_kafka(lines: list[bytes]) -> tuple[Counter[str], float]:
    """The same through one `screen` on a real broker: seconds from the first event to the last decision."""
    topics = Topics()
    with tempfile.TemporaryDirectory() as folder, Cluster() as cluster:
        make_topics(cluster.bootstrap, topics, 4)
        reader = consumer_of(cluster.bootstrap, topics.decisions.name)
        worker = Worker("screen", Path(folder), "traffic", {"TIDEGATE_KAFKA": cluster.bootstrap})
        producer = Producer({"bootstrap.servers": cluster.bootstrap})
        with worker:
            producer.produce(topics.interactions.name, b"{}")  # its decision says that the worker is up
            producer.flush(30)
            count(reader, 1, 60)
            begun = time.monotonic()
            for number, line in enumerate(lines):
                producer.produce(topics.interactions.name, line, key=str(number))
                producer.poll(0)
            producer.flush(60)
            count(reader, len(lines), 300)
            took = time.monotonic() - begun
            worker.stop()
        reader.close()
        decisions = [
            from_json(message.value() or b"{}") for message in read_all(cluster.bootstrap, topics.decisions.name)
        ]
    return tally([each for each in decisions if str(each["event_id"]).startswith("traffic-")]), took


def main() -> None:
    """Prints both tallies; they must be equal."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=Path(os.environ.get("TIDEGATE_DATA", "../shared/data")))
    data = options.parse_args().data
    if not (data / FILE).exists():
        print(f"skipped: no {FILE} under the data folder (--data or TIDEGATE_DATA)")
        return
    print(machine())
    lines = events(data)
    size = sum(map(len, lines))
    checked, took = through_check(lines)
    print(
        f"tidegate check: {len(lines)} exchanges, {size / 1e6:.1f} MB, {took:.1f} s, {len(lines) / took:.0f} a second"
    )
    for name, number in sorted(checked.items()):
        print(f"  {name:48} {number:6}")
    try:
        screened, took = through_kafka(lines)
    except Unavailable as reason:
        print(f"through Kafka: skipped ({reason})")
        return
    print(f"through screen on a real broker: {took:.1f} s, {len(lines) / took:.0f} a second")
    same = (
        "equal to those of tidegate check"
        if screened == checked
        else f"DIFFERENT: {screened - checked} {checked - screened}"
    )
    print(f"  findings and actions: {same}")


if __name__ == "__main__":
    main()
