"""Token formats of vendors: what each looks like, and the page on which its vendor describes it.

What leaves is one table. Every entry names the vendor's page; where we know of no page that states the shape, the entry
says so (`stated=False`): the format is then as observed in the vendor's own tools and examples. Which pages were read
for this table, and which are named from memory, stands in docs/secrets.md.
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
