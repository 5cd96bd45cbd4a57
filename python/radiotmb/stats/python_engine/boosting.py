"""XGBoost with the parameters of the R side: one thread, no sampling, exact splits.

With a fixed base score and exact splits, versions and languages agree on every probability.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import xgboost

from radiotmb.stats.python_engine.folds import smaller_class, stratified_folds
from radiotmb.stats.python_engine.r_errors import argument_error

BOOSTING_DEFAULTS: dict[str, float] = {
    "nrounds": 100,
    "eta": 0.1,
    "max_depth": 3,
    "min_child_weight": 1,
    "gamma": 0,
    "lambda": 1,
    "alpha": 0,
}
_FIXED = {
    "objective": "binary:logistic",
    "eval_metric": "logloss",
    "base_score": 0.5,
    "tree_method": "exact",
    "nthread": 1,
    "verbosity": 0,
}


def boosting_parameters(given: Mapping[str, float] | None) -> dict[str, float]:
    """The default parameters updated with those given; raises for an unknown one."""
    given = dict(given or {})
    valid = all(
        name in BOOSTING_DEFAULTS and isinstance(value, (int, float)) and math.isfinite(value)
        for name, value in given.items()
    )
    if not valid:
        names = ", ".join(BOOSTING_DEFAULTS)
        raise argument_error("xgboost", f"a list of numbers among {names}", ", ".join(given))
    return {**BOOSTING_DEFAULTS, **given}


def class_weight_values(second: np.ndarray, class_weights: str) -> np.ndarray | None:
    """A weight a patient, the inverse of the class's frequency; none without ``balanced``."""
    if class_weights == "none":
        return None
    counts = np.array([np.sum(~second), np.sum(second)])
    return (len(second) / (2 * counts))[second.astype(int)]


def fit_boosting(
    x: np.ndarray, second: np.ndarray, parameters: Mapping[str, Any], class_weights: str = "none"
) -> xgboost.Booster:
    """A booster for the probability of the second class."""
    data = xgboost.DMatrix(
        x, label=second.astype(float), weight=class_weight_values(second, class_weights)
    )
    tuned = {name: value for name, value in parameters.items() if name != "nrounds"}
    tuned["max_depth"] = int(tuned["max_depth"])
    return xgboost.train({**_FIXED, **tuned}, data, num_boost_round=int(parameters["nrounds"]))


def predict_boosting(fit: xgboost.Booster, x: np.ndarray) -> np.ndarray:
    """Probabilities of the second class."""
    return fit.predict(xgboost.DMatrix(x)).astype(float)


def unweighted_probability(
    probability: np.ndarray, second: np.ndarray, class_weights: str
) -> np.ndarray:
    """Probabilities without the shift of balanced weights.

    These train as if both classes were equally frequent; the odds are multiplied by the odds of the
    training patients, which changes no order.

    References
    ----------
    King G, Zeng L. Polit Anal 2001;9:137-163.
    """
    if class_weights == "none":
        return probability
    share = second.mean()
    return probability * share / (probability * share + (1 - probability) * (1 - share))


def tune_boosting(
    x: np.ndarray,
    second: np.ndarray,
    parameters: Mapping[str, Any],
    grid: pd.DataFrame | None,
    folds: int,
    seed: int,
    class_weights: str,
) -> dict[str, Any]:
    """The row of the grid with the smallest log loss in inner folds; the first of equals."""
    folds = min(folds, smaller_class(second))
    if grid is None or folds < 2:
        return dict(parameters)
    fold = stratified_folds(second, folds, seed)
    candidates = [{**parameters, **row} for row in grid.to_dict("records")]
    losses = []
    for candidate in candidates:
        loss = 0.0
        for k in range(1, folds + 1):
            train = fold != k
            fit = fit_boosting(x[train], second[train], candidate, class_weights)
            predicted = unweighted_probability(
                predict_boosting(fit, x[~train]), second[train], class_weights
            )
            predicted = np.clip(predicted, 1e-15, 1 - 1e-15)
            loss -= np.log(np.where(second[~train], predicted, 1 - predicted)).sum()
        losses.append(loss / len(second))
    return candidates[int(np.argmin(losses))]
