"""The command `tidegate`: what an operator types, and nothing that is loaded before it is asked for."""

from streams.cli.app import main

__all__ = ["main"]
