"""What is read from a study's folder, and what is said where it cannot be read."""

from __future__ import annotations

import pytest

from radiotmb.errors import InputError
from radiotmb.report.study_output import read_output


def test_names_stay_names(tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "results.json").write_text("{}")
    (tmp_path / "tables" / "pairs.csv").write_text("patient_id,ratio\n007,1.5\n008,NA\n")
    table = read_output(tmp_path).table("pairs")
    assert list(table["patient_id"]) == ["007", "008"]
    assert table["ratio"].isna().tolist() == [False, True]


@pytest.mark.parametrize("content", ["", "patient_id,ratio\n"])
def test_an_empty_table_is_none(tmp_path, content):
    (tmp_path / "tables").mkdir()
    (tmp_path / "results.json").write_text("{}")
    (tmp_path / "tables" / "pairs.csv").write_text(content)
    assert read_output(tmp_path).table("pairs") is None
    assert read_output(tmp_path).table("burden") is None
    assert read_output(tmp_path).failures is None


def test_a_folder_without_results_says_what_to_run(tmp_path):
    with pytest.raises(InputError, match=r"results\.json.*radiotmb run"):
        read_output(tmp_path)


@pytest.mark.parametrize("content", ["{", "[1, 2]"])
def test_broken_results_are_an_input_error(tmp_path, content):
    (tmp_path / "results.json").write_text(content)
    with pytest.raises(InputError, match=r"results\.json"):
        read_output(tmp_path)


def test_a_result_by_its_path(output):
    found = read_output(output)
    assert found.result("cohort", "patients") == 24
    assert found.result("cohort", "countries", default="?") == "?"
    assert found.result("study", "name") is None
