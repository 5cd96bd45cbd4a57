"""Phases joined by + are one model of the patients who have all of them."""

import pandas as pd
import pytest
from pydantic import ValidationError

from radiotmb.study.modelling_inputs import modelling_inputs_of_phase
from radiotmb.study.study_file import Phases

FEATURES = pd.DataFrame(
    {
        "patient_id": ["b", "a", "a", "b", "c"],
        "lesion": "primary",
        "phase": ["supine", "supine", "prone", "prone", "supine"],
        "preset": "x",
        "volume": [2.0, 1.0, 10.0, 20.0, 3.0],
    }
)
BURDEN = pd.DataFrame(
    {"patient_id": ["a", "b", "c"], "lesion": "primary", "status": ["high", "low", "low"]}
)


def test_both_phases_of_a_patient_stand_in_one_row():
    found = modelling_inputs_of_phase(FEATURES, BURDEN, "primary", "supine+prone")
    assert found.features.to_dict("list") == {
        "patient_id": ["a", "b"], "supine.volume": [1.0, 2.0], "prone.volume": [10.0, 20.0],
    }  # fmt: skip
    assert found.labels["status"].tolist() == ["high", "low"]


def test_one_phase_is_taken_alone():
    found = modelling_inputs_of_phase(FEATURES, BURDEN, "primary", "supine")
    assert found.features.to_dict("list") == {
        "patient_id": ["a", "b", "c"], "volume": [1.0, 2.0, 3.0],
    }  # fmt: skip


@pytest.mark.parametrize("phase", ["supine+", "+", "supine+supine"])
def test_a_joined_phase_without_a_name_or_with_one_twice_is_refused(phase):
    with pytest.raises(ValidationError, match="joined by"):
        Phases(primary=[phase], pair=None)
