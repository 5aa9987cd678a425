"""A guard loads what it needs itself: no Presidio, spaCy or phonenumbers where nobody looks for personal data."""

from __future__ import annotations

import subprocess
import sys

import pytest

LOADED = (
    "import sys, {}; print([name for name in ('presidio_analyzer', 'spacy', 'phonenumbers') if name in sys.modules])"
)


@pytest.mark.parametrize(
    ("module", "loaded"),
    [
        ("guards.secrets", "[]"),
        ("guards.contract", "[]"),
        ("guards.redaction", "[]"),
        ("guards.disguises", "[]"),
        ("guards.pii", "['presidio_analyzer', 'spacy', 'phonenumbers']"),  # the names are right
    ],
)
def test_what_an_import_loads(module: str, loaded: str) -> None:
    said = subprocess.run([sys.executable, "-c", LOADED.format(module)], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == loaded
