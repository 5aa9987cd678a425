"""Presidio's answers after one scan of the text; see `guards.pii.scan.analyzer`."""

from guards.pii.scan.analyzer import ScanningAnalyzer, scanning_engine
from guards.pii.scan.audit import Audited, Counts, Differing

__all__ = ["Audited", "Counts", "Differing", "ScanningAnalyzer", "scanning_engine"]
