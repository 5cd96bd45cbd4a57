"""Ridge regression in both engines, and what each refuses."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

from radiotmb.errors import StatisticsError
from radiotmb.stats import nested_cv, permutation_null
from radiotmb.stats.python_engine.regression import (
    fit_ridge,
    glmnet_parameters,
    penalty_losses,
    penalty_path,
)

CHAIN = {"outer": 3, "inner": 3, "learner": "glmnet", "bootstrap": 50, "glmnet": {"nlambda": 12}}


def cohort(n=40, seed=1):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 5)) * [1, 10, 100, 0.1, 1] + [0, 5, 1e4, 0, 1]
    return x, x[:, 0] + rng.normal(size=n) > 0


def test_the_ridge_is_the_minimum_that_a_general_optimiser_finds():
    x, y = cohort()
    penalty = 0.3
    found = fit_ridge(x, y, penalty)
    z = (x - x.mean(axis=0)) / x.std(axis=0, ddof=1)

    def objective(at):
        link = at[0] + z @ at[1:]
        return np.mean(np.logaddexp(0, link) - y * link) + penalty / 2 * (at[1:] ** 2).sum()

    best = minimize(objective, np.zeros(6), method="BFGS", options={"gtol": 1e-10})
    np.testing.assert_allclose(np.r_[found.intercept, found.coefficient], best.x, atol=1e-6)


def test_the_strongest_penalty_leaves_the_share_and_the_path_falls():
    x, y = cohort()
    path = penalty_path(x, y, glmnet_parameters({}), "none")
    assert len(path) == 60
    assert (np.diff(path) < 0).all()
    assert path[-1] / path[0] == pytest.approx(1e-5)
    link = fit_ridge(x, y, path[0]).link(x)
    np.testing.assert_allclose(1 / (1 + np.exp(-link)), y.mean(), atol=0.02)


def test_no_penalty_is_chosen_where_a_fold_would_train_on_one_patient_of_a_class():
    x, _ = cohort(12)
    y = np.arange(12) < 2
    assert penalty_losses(lambda train: x, y, np.array([1.0]), 5, 1, "none") is None


@pytest.mark.r
@pytest.mark.parametrize("more", [{}, {"screen": "inside"}, {"class_weights": "balanced"}])
def test_every_number_is_rs(features, labels, more):
    ours = nested_cv(features, labels, engine="python", **CHAIN, **more)
    theirs = nested_cv(features, labels, **CHAIN, **more)
    pd.testing.assert_frame_equal(ours.folds, theirs.folds)
    pd.testing.assert_frame_equal(ours.predictions, theirs.predictions, rtol=0, atol=1e-6)
    pd.testing.assert_frame_equal(ours.boosting, theirs.boosting, check_dtype=False, rtol=1e-9)
    pd.testing.assert_frame_equal(ours.selections, theirs.selections, check_dtype=False)
    assert ours.flags == theirs.flags


@pytest.mark.r
def test_covariates_and_the_null_are_rs_too(features, labels):
    covariates = features[["patient_id"]].assign(
        age=np.arange(24.0) % 7, sex=np.array(["f", "m"])[np.arange(24) % 2]
    )
    chain = {**CHAIN, "covariates": covariates}
    ours = nested_cv(features, labels, engine="python", **chain)
    theirs = nested_cv(features, labels, **chain)
    pd.testing.assert_frame_equal(ours.predictions, theirs.predictions, rtol=0, atol=1e-6)
    del chain["bootstrap"]
    ours = permutation_null(features, labels, permutations=2, engine="python", **chain)
    theirs = permutation_null(features, labels, permutations=2, **chain)
    np.testing.assert_allclose(ours.null["auc"], theirs.null["auc"], atol=1e-9)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"glmnet": {"alpha": 0.5}}, "of alpha 0, ridge"),
        ({"glmnet": {"alpha": 2}}, "`glmnet` must be"),
        ({"xgboost": {"eta": 0.3}}, "where `xgboost` is given"),
        ({"learner": "xgboost", "glmnet": {"nlambda": 9}}, "where `glmnet` is given"),
        ({"learner": "lasso"}, "`learner` must be one of"),
    ],
)
def test_what_the_engine_lacks_is_refused(features, labels, given, message):
    with pytest.raises(StatisticsError, match=message):
        nested_cv(features, labels, engine="python", **{**CHAIN, "glmnet": {}, **given})
