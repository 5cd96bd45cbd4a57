"""The screen inside the inner folds of the elimination."""

import numpy as np
import pandas as pd
import pytest

from radiotmb.errors import StatisticsError
from radiotmb.stats import nested_cv

SMALL = {"outer": 3, "inner": 3, "trees": 25, "bootstrap": 100}


def _in_both(features, labels, **more):
    given = {**SMALL, **more}
    return [nested_cv(features, labels, **given, engine=engine) for engine in ("python", "r")]


@pytest.mark.r
def test_the_screen_inside_the_inner_folds_is_rs_where_no_forest_decides(single, labels):
    ours, theirs = _in_both(single, labels, screen="inside")
    assert ours.flags == theirs.flags
    assert not any("screened before" in flag for flag in ours.flags)
    pd.testing.assert_frame_equal(ours.predictions, theirs.predictions, rtol=0, atol=1e-6)


def test_on_noise_the_screen_inside_keeps_fewer_features(labels):
    rng = np.random.default_rng(4)
    noise = pd.DataFrame(rng.normal(size=(24, 400)), columns=[f"n{i}" for i in range(400)])
    noise.insert(0, "patient_id", labels["patient_id"])
    with pytest.raises(StatisticsError, match='`rfe` must be "direct" with `screen = "inside"`'):
        nested_cv(noise, labels, screen="inside", rfe="caret", engine="python")
    of = {
        screen: nested_cv(noise, labels, screen=screen, **SMALL, sizes=[1, 5], engine="python")
        for screen in ("before", "inside")
    }
    assert of["inside"].folds["screened"].tolist() == of["before"].folds["screened"].tolist()
    assert of["inside"].folds["selected"].mean() < of["before"].folds["selected"].mean()
    assert of["inside"].parameters["screen"] == "inside"
