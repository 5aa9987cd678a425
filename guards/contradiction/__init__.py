"""Contradiction: does an answer deny the context it was given?"""

from guards.contradiction.guard import ContradictionGuard

__all__ = ["ContradictionGuard"]
