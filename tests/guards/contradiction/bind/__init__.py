"""Tests of how a claim is bound to the fact that it speaks of, and decided on."""
