import gzip

import numpy as np
import pandas as pd
import pytest

from radiotmb.errors import InputError
from radiotmb.inputs.tables import read_table, write_table
from radiotmb.inputs.validation import validate


def burden(**changes):
    columns = {
        "patient_id": ["P1", "P2"],
        "lesion": ["primary", "metastasis"],
        "mutations": [3, 14],
        "megabases": [1.2, 1.2],
    }
    return pd.DataFrame({**columns, **changes})


def test_identifiers_stay_text_and_counts_stay_whole(tmp_path):
    file = tmp_path / "burden.csv"
    file.write_text("patient_id,lesion,mutations,megabases\n007,primary,3,1.2\n")
    table = read_table(file, "burden")
    assert table["patient_id"].tolist() == ["007"]
    assert table["mutations"].dtype == np.int64


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"mutations": ["3", "4.5"]}, "line 3: column 'mutations' of the burden table holds '4.5'"),
        ({"mutations": [3, -1]}, "expected at least 0"),
        ({"mutations": [3.0, 4.5]}, "expected a whole number"),
        ({"megabases": [1.2, 0]}, "holds '0'; expected more than 0"),
        ({"role": ["primary", "liver"]}, "holds 'liver'; expected one of primary, metastasis"),
        ({"patient_id": ["P1", None]}, "an empty cell; expected a value in every row"),
        (
            {"patient_id": ["P1", "P1"], "lesion": ["primary"] * 2},
            "is a duplicate (again in line 3)",
        ),
    ],
)
def test_one_message_names_line_column_and_what_was_expected(changes, said):
    with pytest.raises(InputError) as caught:
        validate(burden(**changes), "burden", file="burden.csv")
    assert str(caught.value).startswith("burden.csv")
    assert said in str(caught.value)


def test_a_whole_number_is_quoted_as_it_is_written(tmp_path):
    file = tmp_path / "patients.csv"
    file.write_text("patient_id,os_days,os_event\nA,10,1\nB,20,2\nC,30,\n")
    with pytest.raises(InputError, match="line 3: column 'os_event' .* holds '2'; expected one of"):
        read_table(file, "patients")


def test_words_where_two_numbers_are_meant_are_told_which(tmp_path):
    file = tmp_path / "patients.csv"
    file.write_text("patient_id,os_days,os_event\nA,10,dead\nB,20,alive\n")
    with pytest.raises(InputError, match="line 2: .*'os_event' .* 'dead'; expected one of 0, 1"):
        read_table(file, "patients")


def test_a_missing_column_is_named_with_the_columns_that_are_needed():
    with pytest.raises(InputError, match="no column 'megabases'.*patient_id, lesion, mutations"):
        validate(burden().drop(columns="megabases"), "burden")
    with pytest.raises(InputError, match="expected an images table with patient_id"):
        validate(burden(), "images")


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff\xfe", gzip.compress(b"patient_id,status\nA,high\n", mtime=0)[:12]]
)
def test_what_is_no_table_is_refused(tmp_path, content):
    file = tmp_path / "labels.csv.gz" if content[:2] == b"\x1f\x8b" else tmp_path / "labels.csv"
    file.write_bytes(content)
    with pytest.raises(InputError, match="labels"):
        read_table(file, "labels")


def test_doubles_survive_being_written_and_read(tmp_path):
    values = np.array([1 / 3, 1e-300, 12345678.9, np.pi])
    features = pd.DataFrame({"patient_id": list("abcd"), "original_glcm_Id": values})
    write_table(features, tmp_path / "features.csv", parquet=True)
    for name in ("features.csv", "features.parquet"):
        again = read_table(tmp_path / name, "features")
        np.testing.assert_array_equal(again["original_glcm_Id"], values)


def test_gzip_tsv_and_the_string_none_are_read_as_they_stand(tmp_path):
    file = tmp_path / "patients.tsv.gz"
    file.write_bytes(gzip.compress(b"patient_id\tstage\nA\tNone\nB\t\n"))
    stage = read_table(file, "patients")["stage"]
    assert stage[0] == "None"
    assert pd.isna(stage[1])


@pytest.mark.parametrize("name", ["burden.parquet", "burden.feather", "burden.arrow"])
def test_a_table_is_written_and_read_as_its_name_says(tmp_path, name):
    table = burden(patient_id=["007", "P2"])
    write_table(table, tmp_path / name)
    assert (tmp_path / name).read_bytes()[:4] in (b"PAR1", b"ARRO")
    again = read_table(tmp_path / name, "burden")
    assert again["patient_id"].tolist() == ["007", "P2"]
    pd.testing.assert_frame_equal(again, validate(table, "burden"))


@pytest.mark.parametrize("name", ["burden.parquet", "burden.feather"])
def test_a_damaged_arrow_file_is_one_message(tmp_path, name):
    write_table(burden(), tmp_path / name)
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match="burden"):
        read_table(tmp_path / name, "burden")


def test_tab_and_gzip_and_workbook_suffixes_are_what_is_written(tmp_path):
    frame = pd.DataFrame({"patient_id": ["007", "=1+1"], "status": ["high", "low"]})
    for name in ("labels.tsv", "labels.txt", "labels.csv.gz", "labels.xlsx", "labels"):
        write_table(frame, tmp_path / name)
    assert (tmp_path / "labels.tsv").read_text().splitlines()[0] == "patient_id\tstatus"
    assert (tmp_path / "labels.csv.gz").read_bytes()[:2] == b"\x1f\x8b"
    assert (tmp_path / "labels.xlsx").read_bytes()[:2] == b"PK"
    for name in ("labels.tsv", "labels.txt", "labels.csv.gz", "labels.xlsx", "labels"):
        pd.testing.assert_frame_equal(read_table(tmp_path / name, "labels"), frame)


def test_a_suffix_that_is_not_written_is_refused(tmp_path):
    with pytest.raises(InputError, match="tables are not written as '.ods'; expected .*xlsx"):
        write_table(burden(), tmp_path / "burden.ods")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_column_is_answered_with_those_the_file_has_and_the_nearest(tmp_path):
    file = tmp_path / "patients.csv"
    file.write_text("patient,os_days\nA,3\n")
    with pytest.raises(InputError) as caught:
        read_table(file, "patients")
    assert "no column 'patient_id' among patient, os_days" in str(caught.value)
    assert "Rename 'patient' to 'patient_id'?" in str(caught.value)


def test_a_workbook_that_unfolds_to_gigabytes_is_refused(tmp_path, monkeypatch):
    write_table(burden(), tmp_path / "burden.xlsx")
    monkeypatch.setattr("radiotmb.inputs.limits.TABLE_BYTES", 100)
    with pytest.raises(InputError, match="more than"):
        read_table(tmp_path / "burden.xlsx", "burden")
