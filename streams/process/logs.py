"""Logs of a process. A level enters; JSON lines on standard error leave: classes and counts, never values."""

from __future__ import annotations

import logging
import sys

import structlog


def configure_logs(level: str) -> None:
    """One JSON object per line on standard error. Lines name classes, counts and coordinates, never values."""
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
