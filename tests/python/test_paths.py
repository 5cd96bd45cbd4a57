"""A table's paths stay in its folder unless the user allows more."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiotmb.errors import InputError
from radiotmb.paths import resolve_inside


@pytest.mark.parametrize(
    "path", ["P1.nii", "images/P1.nii", "./images/../P1.nii", "/data/study/images/P1.nii", "a b/c"]
)
def test_paths_inside_are_resolved_from_the_table_s_folder(path):
    assert resolve_inside("/data/study", path).is_relative_to("/data/study")


@pytest.mark.parametrize(
    "path", ["../P1.nii", "images/../../P1.nii", "/etc/passwd", "/data/study-2/P1.nii", ".."]
)
def test_paths_outside_need_the_switch(path):
    with pytest.raises(InputError, match="--allow-outside"):
        resolve_inside("/data/study", path, file="images.csv")
    found = resolve_inside("/data/study", path, allow_outside=True)
    assert found == Path(os.path.normpath(Path("/data/study") / path))


@pytest.mark.parametrize("path", ["", "  ", "a\0b"])
def test_what_is_no_path_is_refused_even_with_the_switch(path):
    with pytest.raises(InputError, match="is no path"):
        resolve_inside("/data/study", path, allow_outside=True)


def test_a_relative_folder_is_taken_from_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert resolve_inside(".", "P1.nii") == tmp_path / "P1.nii"
    assert resolve_inside("study", "P1.nii") == tmp_path / "study" / "P1.nii"


@given(st.text(alphabet="./ab\\ ~$%", max_size=30))
def test_whatever_is_written_nothing_outside_is_reached(text):
    try:
        found = resolve_inside("/data/study", text)
    except InputError:
        return
    assert os.path.commonpath([found, "/data/study"]) == "/data/study"
    assert ".." not in found.parts
