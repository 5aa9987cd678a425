"""The demo: a health plan's assistant at work over six days, judged by real processes on an embedded cluster.

Nothing enters but a seed; what leaves is a story on the terminal and an exit code that says whether it came out as
told. It must never claim anything about delivery: the embedded cluster cannot carry that
(see `streams.kafka.embedded`).
"""

from streams.demo.run import run_demo

__all__ = ["run_demo"]
