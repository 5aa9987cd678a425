"""`python -m streams.cli` is `tidegate`."""

from streams.cli import main

main()
