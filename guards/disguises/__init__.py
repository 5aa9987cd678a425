"""A text read again without its disguises; see `guards.disguises.reading`."""

from guards.disguises.reading import TYPES_OF, plainly, second_view
from guards.disguises.view import View

__all__ = ["TYPES_OF", "View", "plainly", "second_view"]
