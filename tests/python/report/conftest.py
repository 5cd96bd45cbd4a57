"""Output folders for the report's tests."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

_SPEC = importlib.util.spec_from_file_location(
    "simulated_output", Path(__file__).with_name("simulated_output.py")
)
_SIMULATED = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_SIMULATED)


@pytest.fixture(scope="session")
def simulated():
    """The module that makes output folders: simulate_tables, simulate_results, write_output."""
    return _SIMULATED


@pytest.fixture
def output(tmp_path, simulated) -> Path:
    """A complete output folder."""
    return simulated.write_output(tmp_path / "results")
