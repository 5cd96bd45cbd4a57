"""Output folders for the report's tests."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

_FOLDER = Path(__file__).with_name("simulated_output")
_SPEC = importlib.util.spec_from_file_location(
    "simulated_output", _FOLDER / "__init__.py", submodule_search_locations=[str(_FOLDER)]
)
_SIMULATED = importlib.util.module_from_spec(_SPEC)
sys.modules[_SPEC.name] = _SIMULATED
_SPEC.loader.exec_module(_SIMULATED)


@pytest.fixture(scope="session")
def simulated():
    """The module that makes output folders: simulate_tables, simulate_results, write_output."""
    return _SIMULATED


@pytest.fixture
def output(tmp_path, simulated) -> Path:
    """A complete output folder."""
    return simulated.write_output(tmp_path / "results")
