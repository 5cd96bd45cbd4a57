"""The background table counts every patient once, under the full name of a level."""

import pandas as pd

from radiotmb.study.background import background_section

PATIENTS = pd.DataFrame(
    {
        "patient_id": ["A", "B", "C", "D"],
        "age": [50.0, 60.5, 71.0, 99.0],
        "sex": ["m", "F", "male", "f"],
        "location": ["right", "left", "rectum", "left"],
    }
)


def test_levels_medians_and_left_colon_with_rectum():
    found = background_section(PATIENTS, pd.Series(["A", "B", "C"])).summary
    assert found["n"] == 3
    assert found["age"] == {"n": 3, "median": 60.5, "minimum": 50.0, "maximum": 71.0}
    assert (found["sex"]["male"], found["sex"]["female"]) == (2, 1)
    assert found["location"]["left_or_rectum"] == 2
    assert round(found["location"]["percent"]["right"], 1) == 33.3


def test_without_patients_the_reason_is_said():
    assert background_section(None, pd.Series(["A"])).summary == {"skipped": "no patients table"}
