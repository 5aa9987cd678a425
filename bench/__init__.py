"""Benchmarks: each prints its figures beside a yardstick of the machine that ran it, taken in the same run."""
