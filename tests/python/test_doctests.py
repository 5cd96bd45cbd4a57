"""Every example in a public docstring runs and prints what it says."""

import doctest
import importlib
import pkgutil
import shutil

import pytest

import radiotmb

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(radiotmb.__path__, "radiotmb.")
    if ".rpackage" not in module.name
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_run(name):
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        # An optional dependency may be absent; a module of our own may not.
        if str(error.name).startswith("radiotmb"):
            raise
        pytest.skip(f"{name}: {error}")
    if name.startswith("radiotmb.stats") and shutil.which("R") is None:
        pytest.skip("R is not installed")
    result = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    assert result.failed == 0
