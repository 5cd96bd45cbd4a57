"""Nested cross-validation in both engines on the same folds."""

import numpy as np
import pandas as pd
import pytest

from radiotmb.errors import StatisticsError
from radiotmb.stats import nested_cv

SMALL = {"outer": 3, "inner": 3, "trees": 25, "bootstrap": 100}


@pytest.mark.r
def test_without_a_forest_every_number_is_rs(single, labels):
    # Folds, filter, screen, boosting, ROC, bootstraps, calibration: all of it is compared here.
    ours = nested_cv(single, labels, repeats=2, **SMALL, engine="python")
    theirs = nested_cv(single, labels, repeats=2, **SMALL)
    assert (ours.folds["screened"] == 1).all()
    pd.testing.assert_frame_equal(ours.folds, theirs.folds)
    for table in ("predictions", "averaged", "measures", "decision", "calibration"):
        pd.testing.assert_frame_equal(
            getattr(ours, table), getattr(theirs, table), rtol=0, atol=1e-6
        )
    for table in ("features", "selections", "stability", "boosting", "dropped"):
        pd.testing.assert_frame_equal(
            getattr(ours, table), getattr(theirs, table), check_dtype=False, rtol=1e-9
        )
    assert ours.roc.auc == pytest.approx(theirs.roc.auc, abs=1e-15)
    assert ours.flags == theirs.flags


@pytest.mark.r
def test_with_forests_the_steps_before_them_are_rs(features, labels):
    ours = nested_cv(features, labels, **SMALL, engine="python")
    theirs = nested_cv(features, labels, **SMALL)
    same = ["repeat", "fold", "n_train", "n_test", "kept", "screened"]
    pd.testing.assert_frame_equal(ours.folds[same], theirs.folds[same])
    assert ours.predictions["fold"].tolist() == theirs.predictions["fold"].tolist()
    # The forests draw differently; strong features are found by both.
    assert abs(ours.roc.auc - theirs.roc.auc) < 0.25
    assert set(ours.features["feature"].head(2)) & set(theirs.features["feature"].head(4))


def test_the_order_of_the_rows_does_not_matter(features, labels):
    plain = nested_cv(features, labels, **SMALL, engine="python")
    turned = np.random.default_rng(2).permutation(24)
    again = nested_cv(features.iloc[turned], labels.iloc[turned[::-1]], **SMALL, engine="python")
    assert plain.as_dict() == again.as_dict()


def test_held_out_patients_do_not_reach_the_selection(features, labels):
    plain = nested_cv(features, labels, **SMALL, engine="python")
    fold = plain.predictions.set_index("patient_id")["fold"]
    changed = features.copy()
    held_out = changed["patient_id"].map(fold) == 1
    changed.loc[held_out, changed.columns[1:]] += 100.0
    again = nested_cv(changed, labels, **SMALL, engine="python")
    of = [fit.selections.query("fold == 1")["feature"].tolist() for fit in (plain, again)]
    assert of[0] == of[1]


def _degenerate(features, labels):
    noise = features[["patient_id"]].assign(
        **{f"n{i}": np.tile([0.0, 1.0, 2.0 + i], 8) for i in range(3)}
    )
    few = labels.assign(status=np.repeat(["high", "low"], [3, 21]))
    text = features.assign(hospital="Chiba")
    return {
        "no feature passes": (noise, labels, {}),
        "fewer high patients than folds": (features, few, {"outer": 5, "inner": 5}),
        "a constant and an incomplete column": (
            features.assign(flat=1.0, hole=np.r_[np.nan, np.ones(23)]), labels, {},
        ),
        "a labelled patient without features": (features.iloc[1:], labels, {}),
        "text": (text, labels, {}),
        "one status": (features, labels.assign(status="low"), {}),
        "one patient of a status": (
            features, labels.assign(status=np.repeat(["high", "low"], [1, 23])), {},
        ),
        "a patient twice": (pd.concat([features, features.head(1)]), labels, {}),
        "an unknown patient": (features, labels.iloc[1:], {}),
        "fewer patients than folds": (features.iloc[5:11], labels.iloc[5:11], {"outer": 7}),
        "refused columns": (features.assign(flat=1.0), labels, {"unusable": "refuse"}),
        "three statuses": (features, labels.assign(status=["a", "b", "high"] * 8), {}),
        "an alpha beyond 1": (features, labels, {"alpha": 2}),
    }  # fmt: skip


@pytest.mark.r
@pytest.mark.parametrize(
    "name",
    [
        "no feature passes", "fewer high patients than folds",
        "a constant and an incomplete column", "a labelled patient without features", "text",
        "one status", "one patient of a status", "a patient twice", "an unknown patient",
        "fewer patients than folds", "refused columns", "three statuses", "an alpha beyond 1",
    ],
)  # fmt: skip
def test_degenerate_cases_are_decided_and_flagged_as_in_r(name, features, labels):
    table, status, more = _degenerate(features, labels)[name]
    outcomes = []
    for engine in ("r", "python"):
        try:
            fit = nested_cv(
                table, status, **{**SMALL, "trees": 5, "bootstrap": 20, **more}, engine=engine
            )
            # Which cutoffs tie depends on the forests; the other flags do not.
            flags = [one for one in fit.flags if "Youden" not in one and "chance" not in one]
            outcomes.append((flags, fit.folds["flag"].tolist(), fit.dropped.to_dict("list")))
        except StatisticsError as error:
            outcomes.append((str(error), error.condition[0]))
    assert outcomes[0] == outcomes[1]


def _in_both(features, labels, **more):
    return [
        nested_cv(features, labels, **{**SMALL, **more}, engine=engine)
        for engine in ("python", "r")
    ]


@pytest.mark.r
def test_balanced_weights_do_not_shift_the_probabilities(single):
    few = pd.DataFrame(
        {"patient_id": single["patient_id"], "status": np.repeat(["high", "low"], [6, 18])}
    )
    tune = pd.DataFrame({"max_depth": [1, 3]})
    ours, theirs = _in_both(single, few, class_weights="balanced", tune=tune)
    pd.testing.assert_frame_equal(ours.predictions, theirs.predictions, rtol=0, atol=1e-6)
    assert abs(ours.averaged["probability"].mean() - 0.25) < 0.1


@pytest.mark.r
@pytest.mark.parametrize(
    ("status", "positive"),
    [([0, 1], 1), ([0.0, 1.0], 1.0), ([False, True], True), ([0, 1], "1")],
    ids=["number", "decimal number", "truth value", "text"],
)
def test_a_status_may_be_text_a_number_or_a_truth_value(single, status, positive):
    labels = single[["patient_id"]].assign(status=np.repeat(status[::-1], [8, 16]))
    ours, theirs = _in_both(single, labels, positive=positive)
    assert ours.averaged["truth"].tolist() == theirs.averaged["truth"].tolist()
    assert ours.parameters["positive"] == theirs.parameters["positive"]
    pd.testing.assert_frame_equal(ours.predictions, theirs.predictions, rtol=0, atol=1e-6)
