"""A `screen` that says everything it can say: debug lines of every library, and its spans in a file at the end."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import Any

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from streams.screen.run import run_screen
from streams.settings import Settings, load_settings


def talkative(settings: Settings) -> dict[str, Any]:
    """librdkafka's own lines on standard error, all but those of each byte of the protocol."""
    return {**quiet(settings), "debug": "all", "log_level": 7}


quiet = Settings.client_config


def main(spans: Path) -> None:
    logging.basicConfig(level=logging.DEBUG)
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    Settings.client_config = talkative  # type: ignore[method-assign]
    run_screen(load_settings())
    spans.write_text(json.dumps([json.loads(span.to_json()) for span in exporter.get_finished_spans()]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
