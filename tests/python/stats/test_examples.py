"""Every example in the documentation of the statistics gives what it shows."""

import doctest
import importlib
import pkgutil

import pytest

import radiotmb.stats

_MODULES = ["radiotmb.stats"] + [
    module.name
    for module in pkgutil.walk_packages(radiotmb.stats.__path__, prefix="radiotmb.stats.")
]


@pytest.mark.r
@pytest.mark.parametrize("name", _MODULES)
def test_examples(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
