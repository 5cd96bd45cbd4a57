"""Phases joined by + are one model of the patients who have all of them."""

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from radiotmb.stats import nested_cv
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


def test_a_label_of_the_mask_is_no_feature():
    labelled = FEATURES.assign(label=1)
    found = modelling_inputs_of_phase(labelled, BURDEN, "primary", "supine+prone")
    assert found.features.columns.tolist() == ["patient_id", "supine.volume", "prone.volume"]


@pytest.mark.r
def test_the_model_of_joined_phases_is_nested_cv_of_both_phases():
    rng = np.random.default_rng(3)
    keys = [
        {"patient_id": f"P{i:02d}", "lesion": lesion, "phase": phase, "preset": "600b6c807e3a"}
        for lesion, phase in (("primary", "prone"), ("metastasis", "plain"), ("primary", "supine"))
        for i in rng.permutation(16)
    ]
    values = pd.DataFrame(rng.normal(size=(48, 6)).round(4), columns=list("abcdef"))
    high = np.array([int(key["patient_id"][1:]) < 6 for key in keys])
    values.loc[high, ["a", "b"]] += 2
    # One patient has no prone scan.
    features = pd.concat([pd.DataFrame(keys), values], axis=1).iloc[1:]
    burden = pd.DataFrame(keys)[["patient_id", "lesion"]].assign(
        status=np.where(high, "high", "low")
    ).iloc[:16]  # fmt: skip
    chain = {"outer": 3, "inner": 3, "trees": 20, "bootstrap": 50}
    inputs = modelling_inputs_of_phase(features, burden, "primary", "supine+prone")
    study = nested_cv(inputs.features, inputs.labels, **chain)
    whole = nested_cv(features, inputs.labels, lesion="primary", phase=["supine", "prone"], **chain)
    assert len(study.averaged) == 15
    for table in ("predictions", "averaged", "folds", "selections", "measures", "boosting"):
        pd.testing.assert_frame_equal(
            getattr(study, table), getattr(whole, table), check_exact=True
        )
    assert study.features["feature"].str.match(r"(supine|prone)\.[a-f]$").all()
