"""Presidio's answers after one scan of the text; see `guards.presidio_scan.analyzer`."""

from guards.presidio_scan.analyzer import ScanningAnalyzer
from guards.presidio_scan.reading import Limits, TooSlow

__all__ = ["Limits", "ScanningAnalyzer", "TooSlow"]
