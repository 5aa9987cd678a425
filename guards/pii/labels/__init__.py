"""What labels say of values: keys, columns, form lines and words before a number; see `guards.pii.labels.reading`."""

from guards.pii.labels.reading import Under, labelled
from guards.pii.labels.values import Labelled
from guards.pii.labels.vocabulary import TYPES

__all__ = ["TYPES", "Labelled", "Under", "labelled"]
