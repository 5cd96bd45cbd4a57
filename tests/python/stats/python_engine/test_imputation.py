"""Missing values are filled from the training patients."""

import numpy as np
import pandas as pd
import pytest

from radiotmb.stats import nested_cv
from radiotmb.stats.python_engine.imputation import impute_medians

SMALL = {"outer": 3, "inner": 3, "trees": 25, "bootstrap": 100}


def _in_both(features, labels, **more):
    given = {**SMALL, **more}
    return [nested_cv(features, labels, **given, engine=engine) for engine in ("python", "r")]


@pytest.mark.r
def test_missing_values_are_filled_from_the_training_patients_as_in_r(single, labels):
    holes = single.copy()
    holes.loc[[2, 9, 17], "f00"] = np.nan
    holes.loc[5, ["f00", "noise"]] = np.nan
    ours, theirs = _in_both(holes, labels, unusable="impute")
    assert "3 missing values in 1 columns filled in each fold" in " ".join(ours.flags)
    assert ours.flags == theirs.flags
    pd.testing.assert_frame_equal(ours.predictions, theirs.predictions, rtol=0, atol=1e-6)
    # A held-out patient's value does not reach the medians of the others.
    fold = ours.predictions.set_index("patient_id")["fold"]
    changed = holes.copy()
    changed.loc[changed["patient_id"].map(fold) == 1, "f00"] += 50.0
    again = nested_cv(changed, labels, unusable="impute", **SMALL, engine="python")
    of = [fit.selections.query("fold == 1")["feature"].tolist() for fit in (ours, again)]
    assert of[0] == of[1]


def test_medians_are_those_of_the_training_patients_alone():
    values = np.array([[1.0, np.nan], [3.0, 4.0], [np.nan, np.nan], [100.0, 8.0]])
    filled = impute_medians(values, values[:2])
    assert filled[2].tolist() == [2.0, 4.0]
    assert filled[0].tolist() == [1.0, 4.0]
    # A column without a value among them is filled with 0.
    assert impute_medians(values, values[[0, 2]])[2].tolist() == [1.0, 0.0]
    whole = np.ones((2, 2))
    assert impute_medians(whole) is whole
