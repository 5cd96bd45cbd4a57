"""Which columns of a patients table are groups of patients."""

import pandas as pd
import pytest

from radiotmb.study.group_variables import compared_variables, spelled_alike, why_not_compared


@pytest.mark.parametrize("name", ["name", "surname", "Last_Name", "birth_date", "DOB", "mrn"])
def test_what_identifies_patients_is_never_compared(name):
    assert "identify patients" in (why_not_compared(name, pd.Series([1, 2])) or "")


@pytest.mark.parametrize("name", ["age", "filename_length", "location", "stage", "rename"])
def test_a_clinical_name_is_none_that_identifies(name):
    assert why_not_compared(name, pd.Series([1, 2])) is None


def test_a_ninth_text_is_one_too_many():
    eight = pd.Series([f"T{i}" for i in range(8)] * 2)
    assert why_not_compared("stage", eight) is None
    assert "9 different texts" in (why_not_compared("stage", pd.Series([*eight, "T9"])) or "")


def test_a_column_is_left_out_only_where_none_is_named():
    patients = pd.DataFrame({"patient_id": ["A"], "sex": ["f"], "operated": ["2020-01-02"]})
    assert compared_variables(patients, None, {"patient_id"}) == ["sex"]
    assert compared_variables(patients, ["operated"], {"patient_id"}) == ["operated"]


def test_blanks_and_capitals_make_no_new_group():
    assert spelled_alike(pd.Series(["left colon", "Left  colon", "rectum"])) == [
        ("left colon", "Left  colon")
    ]
    assert spelled_alike(pd.Series([1, 1, 2])) == []
