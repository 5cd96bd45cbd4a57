"""What a check says of clinical columns and survival before anything is computed."""

import pytest

from radiotmb.study.check import check_study


def said(check):
    return " | ".join(f"{note.level} {note}" for note in check.notes)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ({"group_variables": ["agee"]}, "no column 'agee'. Did you mean 'age'?"),
        ({"group_variables": None}, "warning patients: 'date' holds dates"),
        ({"patients": None}, "error group_variables: are named, but there is no patients table"),
    ],
)  # fmt: skip
def test_a_column_that_fits_nothing_is_named(study, entries, expected):
    assert expected in said(check_study(study(entries)))


def test_clinical_columns_of_one_value_or_none_are_said(study):
    patients = study.tables["patients"].assign(stage="IV", grade=None)
    text = said(check_study(study({"group_variables": ["stage", "grade"]}, patients=patients)))
    assert "warning patients: 'stage' is IV wherever it is known: there is nothing to co" in text
    assert "warning patients: 'grade' is empty: there is nothing to compare" in text


@pytest.mark.parametrize("column", ["os_days", "os_event"])
def test_survival_without_its_columns_is_said(study, column):
    patients = study.tables["patients"].rename(columns={column: "other"})
    text = said(check_study(study(patients=patients)))
    assert f"no column '{column}': survival is not analysed" in text
