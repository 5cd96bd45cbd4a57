"""Covariates and checked columns in both engines."""

import numpy as np
import pandas as pd
import pytest

from radiotmb.errors import StatisticsError
from radiotmb.stats import nested_cv

SMALL = {"outer": 3, "inner": 3, "trees": 25, "bootstrap": 100}


def _in_both(features, labels, **more):
    given = {**SMALL, **more}
    return [nested_cv(features, labels, **given, engine=engine) for engine in ("python", "r")]


def _covariates(labels):
    return labels[["patient_id"]].assign(
        age=np.arange(24) % 7 + 50.0, sex=["f", "m"] * 12, smoker=np.arange(24) % 3 == 0
    )


@pytest.mark.r
def test_covariates_are_those_of_r(single, labels):
    ours, theirs = _in_both(single, labels, covariates=_covariates(labels).assign(site="A"))
    assert ours.parameters["covariates"] == list(theirs.parameters["covariates"])
    assert ours.flags == theirs.flags
    pd.testing.assert_frame_equal(ours.predictions, theirs.predictions, rtol=0, atol=1e-6)


@pytest.mark.r
@pytest.mark.parametrize(
    "wrong",
    [
        "a patient twice", "infinite", "nothing differs", "incomplete", "huge", "huge feature",
        "a name twice", "no rows", "nothing usable",
    ],
)  # fmt: skip
def test_columns_are_refused_in_rs_words(wrong, single, labels):
    good = _covariates(labels)
    features, given = single, good
    if wrong == "a patient twice":
        given = pd.concat([good, good.head(1)])
    elif wrong == "infinite":
        given = good.assign(age=np.r_[np.inf, good["age"][1:]])
    elif wrong == "nothing differs":
        given = good[["patient_id"]].assign(site="A")
    elif wrong == "incomplete":
        given = good.assign(age=np.r_[good["age"][:23], np.nan])
    elif wrong == "huge":
        given = good.assign(age=np.r_[1e300, good["age"][1:]])
    elif wrong == "huge feature":
        features = single.assign(noise=np.r_[1e300, single["noise"][1:]])
    elif wrong == "a name twice":
        features = pd.concat([single, single[["noise"]]], axis=1)
    elif wrong == "no rows":
        features = single.head(0)
    elif wrong == "nothing usable":
        features = single.assign(f00=np.r_[np.nan, np.ones(23)], noise=1.0)
    messages = []
    for engine in ("r", "python"):
        with pytest.raises(StatisticsError) as refused:
            nested_cv(features, labels, covariates=given, **SMALL, engine=engine)
        messages.append((str(refused.value), refused.value.condition[0]))
    assert messages[0] == messages[1]
