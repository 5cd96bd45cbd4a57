"""Where the tests find real data, and how they skip where it is absent."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples every time, so that a change is judged by what it changes; others with
# RADIOTMB_EXPLORE=1. No example has a deadline: a busy machine is no fault.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("others", deadline=None)
settings.load_profile("others" if os.environ.get("RADIOTMB_EXPLORE") else "same")

ROOT = Path(__file__).resolve().parents[2]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if shutil.which("R"):
        return
    for item in items:
        if "r" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="R is not installed"))


@pytest.fixture(scope="session")
def shared():
    """``shared("radiomics", "lung1_image.nrrd")``: a path to real data, or a skip with a reason."""
    folder = Path(os.environ.get("RADIOTMB_SHARED_DATA", ROOT.parent / "shared" / "data"))

    def path(*parts: str) -> Path:
        found = folder.joinpath(*parts)
        if not found.exists():
            pytest.skip(f"real data not there: {'/'.join(parts)} (set RADIOTMB_SHARED_DATA)")
        return found

    return path


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT
