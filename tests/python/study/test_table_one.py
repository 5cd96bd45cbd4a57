"""Table 1 of a study, and what of the patients table its output keeps."""

from __future__ import annotations

import pandas as pd
import pytest

from radiotmb.study.study_file import Study
from radiotmb.study.table_one import described_patients, table_one_section


@pytest.fixture
def study(tmp_path) -> Study:
    return Study.model_validate({"name": "s", "samples": "samples.csv", "out": str(tmp_path)})


@pytest.fixture
def patients() -> pd.DataFrame:
    return pd.DataFrame({
        "patient_id": list("ABCDEF"), "surname": ["x"] * 6, "operated": ["2020-01-02"] * 6,
        "age": [50, 55, 60, 65, 70, None], "sex": list("mfmfmf"), "os_days": range(6),
        "os_event": [0, 1] * 3,
    })  # fmt: skip


@pytest.fixture
def statuses() -> pd.DataFrame:
    return pd.DataFrame({
        "patient_id": list("ABCDEF"), "primary_status": ["high", "low"] * 3,
        "metastasis_status": ["low", "low", "high"] * 2,
    })  # fmt: skip


@pytest.mark.r
def test_each_grouping_has_its_table_and_sizes(study, patients, statuses):
    found = table_one_section(study, patients, statuses)
    assert found.summary["primary status"] == {"patients": 6, "sizes": {"high": 3, "low": 3}}
    assert set(found.summary) == {"primary status", "metastasis status", "concordance"}
    table = found.tables["table_one"]
    assert set(table["variable"]) == {"age", "sex"}
    missing = table[(table["comparison"] == "primary status") & (table["level"] == "missing")]
    assert missing[["overall", "high", "low"]].to_numpy().tolist() == [["1", "0", "1"]]


def test_without_a_patients_table_it_says_why(study, statuses):
    assert table_one_section(study, None, statuses).summary == {"skipped": "no patients table"}


def test_what_identifies_a_patient_is_not_kept(study, patients):
    kept = described_patients(study, patients, pd.Series(["A", "C"]))
    assert list(kept) == ["patient_id", "os_days", "os_event", "age", "sex"]
    assert kept["patient_id"].tolist() == ["A", "C"]
    assert described_patients(study, None, pd.Series(["A"])) is None
