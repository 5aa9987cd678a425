"""What this machine can do, so that a figure can be compared with another machine's as a ratio.

The yardstick is the standard library's JSON round trip of the benchmark's own 1 KB event: what any Python program
pays to read and write it once.
"""

from __future__ import annotations

import json
import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path


def cpu_us(function: Callable[[], object], per: int, rounds: int = 7) -> float:
    """Median CPU time of one call, in microseconds per unit, over several rounds."""
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        function()
        times.append((time.process_time() - begun) / per * 1e6)
    return statistics.median(times)


def event_of_1_kb(number: int = 0, answer: str = "") -> bytes:
    """An exchange of about 1,000 bytes, as a producer sends it."""
    asked = f"Question {number}: what do I pay for a visit to a specialist in my network, and is a referral needed? "
    said = (
        answer or "You pay the specialist copay of your plan for a visit in the network. A referral is not needed. " * 3
    )
    return json.dumps(
        {
            "event_id": f"event-{number}",
            "phase": "exchange",
            "tenant": "acme",
            "environment": "production",
            "workflow": "benefits",
            "labels": {"team": "members"},
            "conversation_id": f"conversation-{number % 500}",
            "occurred_at": "2026-01-05T10:00:00Z",
            "provider": "example",
            "model": "assistant-large",
            "model_version": "2026-01",
            "parameters": {"temperature": 0.2, "max_tokens": 400},
            "messages": [{"role": "user", "parts": [{"type": "text", "content": asked * 2}]}],
            "output": [{"role": "assistant", "parts": [{"type": "text", "content": said}]}],
            "finish_reasons": ["stop"],
            "usage": {"input_tokens": 61, "output_tokens": 74, "cost": 0.0003},
            "latency_ms": 812.5,
        }
    ).encode()


def yardstick_us() -> float:
    """CPU time of one JSON round trip of the 1 KB event, in microseconds."""
    event = event_of_1_kb()
    return cpu_us(lambda: [json.dumps(json.loads(event)) for _ in range(2000)], 2000)


def machine() -> str:
    """One line that names the machine and its yardstick."""
    cpu = next(
        (line.split(":")[1].strip() for line in _cpuinfo() if line.startswith("model name")), platform.processor()
    )
    return f"{cpu}, Python {platform.python_version()}; yardstick: JSON round trip of 1 KB {yardstick_us():.1f} us"


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.exists() else []
