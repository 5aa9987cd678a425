"""Every exported name exists, in every module of the rooms."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import detectors
import guards
import schemas
import streams

MODULES = sorted(
    module.name
    for room in (schemas, guards, detectors, streams)
    for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}.")
    if not module.name.endswith("__main__")  # importing one of those is running it
)


@pytest.mark.parametrize("name", ["schemas", "guards", "detectors", "streams", *MODULES])
def test_exported_names_exist(name: str) -> None:
    module = importlib.import_module(name)
    exported = getattr(module, "__all__", [])
    assert [each for each in exported if not hasattr(module, each)] == []
    assert sorted(exported) == sorted(set(exported))


@pytest.mark.parametrize("name", MODULES)
def test_every_module_opens_with_what_it_is(name: str) -> None:
    assert importlib.import_module(name).__doc__
