"""A text read again without its disguises; see `guards.second_reading.reading`."""

from guards.second_reading.reading import TYPES_OF, plainly, second_view
from guards.second_reading.view import View

__all__ = ["TYPES_OF", "View", "plainly", "second_view"]
