"""Presidio's answers after one scan of the text; see `guards.presidio_scan.analyzer`."""

from guards.presidio_scan.analyzer import ScanningAnalyzer, scanning_engine
from guards.presidio_scan.audit import Audited, Counts, Differing
from guards.presidio_scan.reading import Limits, TooSlow

__all__ = ["Audited", "Counts", "Differing", "Limits", "ScanningAnalyzer", "TooSlow", "scanning_engine"]
