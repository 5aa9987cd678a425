"""Tests of the contradiction guard."""
