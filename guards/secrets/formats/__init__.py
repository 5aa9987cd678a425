"""Token formats of vendors: what each looks like, and the page on which its vendor describes it.

What leaves is one table. Every entry was written from the vendor's documentation; where no page states the shape,
the entry says so (`stated=False`): the format is then as observed in the vendor's own tools and examples.
"""

from __future__ import annotations

from typing import Final

from guards.secrets.formats.ai import AI
from guards.secrets.formats.business import BUSINESS
from guards.secrets.formats.cloud import CLOUD
from guards.secrets.formats.code import CODE
from guards.secrets.formats.open import OPEN
from guards.secrets.formats.operations import OPERATIONS
from guards.secrets.formats.shape import Format

FORMATS: Final[tuple[Format, ...]] = (*AI, *CLOUD, *CODE, *BUSINESS, *OPERATIONS, *OPEN)

__all__ = ["FORMATS", "Format"]
