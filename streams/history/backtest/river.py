"""River's detectors as plug-ins of `tidegate backtest --detector`. River is no dependency: install it to use them.

Made for streams of single values, they are fed one value per window here, with River's own defaults, on purpose:
what they say is to be compared with ours, not tuned to it.

References:
    River: https://riverml.xyz/latest/api/drift/ADWIN/
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from streams.history.backtest.plugins import Detector


def adwin() -> Detector:
    """Adaptive windowing (Bifet, Gavalda 2007). Raises ImportError without River."""
    return _made("ADWIN")


def page_hinkley() -> Detector:
    """Page-Hinkley test (Page 1954). Raises ImportError without River."""
    return _made("PageHinkley")


def kswin() -> Detector:
    """Kolmogorov-Smirnov windowing (Raab 2020), with a fixed seed. Raises ImportError without River."""
    return _made("KSWIN", seed=0)


def _made(name: str, **told: Any) -> Detector:
    try:
        drift = import_module("river.drift")
    except ImportError:
        raise ImportError("River is not installed: pip install river") from None
    made: Detector = getattr(drift, name)(**told)
    return made
