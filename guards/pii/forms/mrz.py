"""Machine-readable zones of passports, visas and identity cards: names, numbers and birth dates in two or three lines.

What enters is text; what leaves are entities, a line each. The lines are 30, 36 or 44 signs long, of capitals, digits
and `<` only, and nothing else is written so; a scan may lose some signs at the end.
Layout: ICAO Doc 9303, https://www.icao.int/publications/pages/publication.aspx?docnum=9303
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from guards.pii.forms.entity import Entity

TYPE: Final = "PASSPORT"
# The first line names the kind of document and the state; those behind it begin right on the next line.
_ZONE: Final = re.compile(
    r"(?<![A-Z0-9<])[PVIAC][A-Z<][A-Z<]{3}[A-Z0-9<]{21,56}(?![A-Za-z0-9])(?:\r?\n[A-Z0-9<]{26,60}(?![A-Za-z0-9])){0,2}"
)
_FILLING: Final = 3
_SURE: Final = 0.9


def zones_in(text: str) -> Iterator[Entity]:
    """Every line of such a zone.

    >>> text = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
    >>> [(found.type, found.start, found.end) for found in zones_in(text)]
    [('PASSPORT', 0, 44), ('PASSPORT', 45, 89)]
    """
    for found in _ZONE.finditer(text):
        if found[0].count("<") >= _FILLING and "<<" in found[0]:
            at = found.start()
            for line in found[0].split("\n"):
                yield Entity(TYPE, at, at + len(line.rstrip("\r")), _SURE)
                at += len(line) + 1
