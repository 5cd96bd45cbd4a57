"""What is read from a study's folder, and what is said where it cannot be read."""

from __future__ import annotations

import pytest

from radiotmb.errors import InputError
from radiotmb.report.sections.summary import all_models
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


def test_models_by_phase_as_version_0_1_wrote_them_are_read(tmp_path, simulated):
    now = simulated.write_output(tmp_path / "now")
    models = all_models(read_output(now))
    old = {model["phase"]: {k: v for k, v in model.items() if k != "phase"} for model in models}
    then = simulated.write_output(tmp_path / "then", models=old)
    assert all_models(read_output(then)) == [
        {"phase": model["phase"], **{k: v for k, v in model.items() if k != "phase"}}
        for model in models
    ]
