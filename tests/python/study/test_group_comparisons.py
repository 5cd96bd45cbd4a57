"""Clinical variables by group: what the section says, and when it is skipped."""

import pandas as pd
import pytest

from radiotmb.errors import StatisticsError
from radiotmb.study.group_comparisons import compare_each_grouping, groups_section
from radiotmb.study.study_file import Study

IDS = [f"P{i:02d}" for i in range(12)]
STATUSES = pd.DataFrame(
    {
        "patient_id": IDS,
        "primary_status": ["high"] * 5 + ["low"] * 7,
        "metastasis_status": ["high"] * 2 + ["low"] * 8 + ["high"] * 2,
    }
)  # 2 both high, 3 primary only, 5 both low, 2 metastasis only
PATIENTS = pd.DataFrame(
    {
        "patient_id": IDS, "os_days": [float(100 * i) for i in range(1, 13)],
        "os_event": [1.0, 0.0] * 6, "age": range(50, 62), "sex": ["f", "m", "m"] * 4,
    }
)  # fmt: skip
STUDY = Study(samples="samples.csv")


def test_groups_need_clinical_columns():
    assert groups_section(STUDY, None, STATUSES).summary == {"skipped": "no patients table"}
    bare = PATIENTS[["patient_id", "os_days", "os_event"]]
    section = groups_section(STUDY, bare, STATUSES)
    assert section.summary == {"skipped": "the patients table has no clinical columns"}


@pytest.mark.r
def test_clinical_variables_are_compared_in_three_ways():
    section = groups_section(STUDY, PATIENTS, STATUSES)
    table = section.tables["groups"]
    assert set(table["comparison"]) == {"primary status", "metastasis status", "concordance"}
    assert set(table["variable"]) == {"age", "sex"}
    only_age = STUDY.model_copy(update={"group_variables": ["age"]})
    table = groups_section(only_age, PATIENTS, STATUSES).tables["groups"]
    assert set(table["variable"]) == {"age"}


def test_a_grouping_that_cannot_be_compared_is_skipped_with_the_reason_and_the_others_stay():
    groups = pd.DataFrame({"patient_id": IDS, "a": ["x", "y"] * 6, "b": [None, *["x"] * 11]})

    def compare(patients, group, variables):
        if patients[group].nunique() < 2:
            raise StatisticsError("one group only")
        return len(patients), sorted(variables)

    found, skipped = compare_each_grouping(STUDY, PATIENTS, STATUSES, groups, compare=compare)
    assert found == {"a": (12, ["age", "sex"])}
    assert skipped == {"b": "one group only"}
