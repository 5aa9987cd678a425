"""The error tree: what a caller can do about each, and that none says what the value was."""

from __future__ import annotations

import pytest

from schemas import (
    DependencyError,
    InputError,
    InvariantError,
    NotJson,
    PolicyError,
    TidegateError,
    Unproducible,
    WrongType,
    errors,
)

EVERY = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, TidegateError)]
INPUT = [value for value in EVERY if issubclass(value, InputError)]


@pytest.mark.parametrize("error", EVERY, ids=lambda error: error.__name__)
def test_each_stands_under_what_its_caller_can_do(error: type[TidegateError]) -> None:
    families = (InputError, DependencyError, PolicyError, InvariantError)
    assert error is TidegateError or sum(issubclass(error, family) for family in families) == 1


@pytest.mark.parametrize("error", EVERY, ids=lambda error: error.__name__)
def test_the_tree_is_drawn_in_the_module(error: type[TidegateError]) -> None:
    drawn = (errors.__doc__ or "").split()
    assert error.__name__ in drawn
    assert error.__doc__


@pytest.mark.parametrize("error", EVERY, ids=lambda error: error.__name__)
def test_each_says_what_the_operator_does(error: type[TidegateError]) -> None:
    assert "\n    The operator: " in (vars(error)["__doc__"] or "")


@pytest.mark.parametrize("error", INPUT, ids=lambda error: error.__name__)
def test_an_input_error_is_its_class_and_a_place(error: type[InputError]) -> None:
    assert str(error()) == error.__name__
    assert str(error("/usage/cost")) == f"{error.__name__} at /usage/cost"
    assert error("/usage/cost").where == "/usage/cost"


def test_a_dead_letter_can_be_told_from_the_rest() -> None:
    assert issubclass(NotJson, InputError)
    assert issubclass(Unproducible, InputError)
    assert not issubclass(DependencyError, InputError)
    with pytest.raises(InputError):
        raise WrongType("/messages/0")
