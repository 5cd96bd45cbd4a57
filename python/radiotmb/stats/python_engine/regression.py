"""Ridge logistic regression in place of elimination and boosting, as R has it from glmnet."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from radiotmb.stats.python_engine.boosting import class_weight_values
from radiotmb.stats.python_engine.folds import smaller_class, stratified_folds
from radiotmb.stats.python_engine.r_errors import argument_error

GLMNET_DEFAULTS: dict[str, float] = {"alpha": 0, "nlambda": 60, "lambda_min_ratio": 1e-5}
# For a ridge glmnet takes the path's start from this alpha.
_LEAST_ALPHA = 1e-3

FEW = "too few training patients of a class to choose the penalty: the strongest of the path"
SHARE = (
    "no regression with one training patient of a class: everyone has the training patients' share"
)
LEARNER_FLAG = (
    "learner glmnet: the features that pass the screen go into a penalised regression; no forest "
    "eliminates any, so trees, engine, forest and sizes have no part"
)
SCREEN_FLAG = (
    "features were screened before the inner folds that choose the penalty, which is too weak "
    'where the features are noise (screen = "inside" screens in them)'
)


def glmnet_parameters(given: Mapping[str, float] | None) -> dict[str, float]:
    """The default parameters updated with those given; raises for one that this engine lacks."""
    given = dict(given or {})
    found = {**GLMNET_DEFAULTS, **given}
    numbers = all(
        isinstance(value, (int, float)) and math.isfinite(value) for value in found.values()
    )
    if (
        set(found) != set(GLMNET_DEFAULTS)
        or not numbers
        or not 0 <= found["alpha"] <= 1
        or found["nlambda"] < 2
        or found["nlambda"] % 1
        or not 0 < found["lambda_min_ratio"] < 1
    ):
        raise argument_error(
            "glmnet",
            "a list among alpha (0, ridge, to 1, lasso), nlambda (a whole number of at least 2) "
            "and lambda_min_ratio (above 0 and below 1)",
            given,
        )
    if found["alpha"] > 0:
        raise argument_error(
            "glmnet",
            'of alpha 0, ridge, with engine="python" (engine="r" has the elastic net)',
            found["alpha"],
        )
    return found


@dataclass(frozen=True)
class Ridge:
    """The regression in standard deviations of the training patients."""

    intercept: float
    coefficient: np.ndarray
    mean: np.ndarray
    sd: np.ndarray

    def link(self, x: np.ndarray) -> np.ndarray:
        """The log-odds of the second class."""
        return self.intercept + ((x - self.mean) / self.sd) @ self.coefficient


def standardisation(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Means and standard deviations of the columns; 1 where a column is constant."""
    sd = x.std(axis=0, ddof=1)
    return x.mean(axis=0), np.where(sd > 0, sd, 1.0)


def penalty_path(
    x: np.ndarray, y: np.ndarray, parameters: Mapping[str, float], class_weights: str
) -> np.ndarray:
    """Falling penalties, as R's ``penalty_path()``."""
    mean, sd = standardisation(x)
    weight = _weights(y, class_weights)
    residual = weight * (y - (weight * y).sum() / weight.sum())
    slope = np.abs(((x - mean) / sd).T @ residual).max() / weight.sum()
    largest = slope / max(parameters["alpha"], _LEAST_ALPHA)
    steps = np.linspace(0, math.log(parameters["lambda_min_ratio"]), int(parameters["nlambda"]))
    return largest * np.exp(steps)


def fit_ridge(x: np.ndarray, y: np.ndarray, penalty: float, class_weights: str = "none") -> Ridge:
    """The minimum of mean deviance / 2 + penalty / 2 times the squared coefficients.

    References
    ----------
    Friedman J, Hastie T, Tibshirani R. J Stat Softw 2010;33(1).
    """
    from sklearn.linear_model import LogisticRegression

    mean, sd = standardisation(x)
    weight = _weights(y, class_weights)
    fit = LogisticRegression(
        C=1 / (penalty * weight.sum()), solver="newton-cholesky", tol=1e-10, max_iter=500
    ).fit((x - mean) / sd, y, sample_weight=weight)
    return Ridge(float(fit.intercept_[0]), fit.coef_[0], mean, sd)


def penalty_losses(
    columns_of: Callable[[np.ndarray], np.ndarray],
    y: np.ndarray,
    penalties: np.ndarray,
    folds: int,
    seed: int,
    class_weights: str,
) -> np.ndarray | None:
    """The held-out deviance of each penalty in inner folds of the training patients.

    Parameters
    ----------
    columns_of : callable
        The columns of all training patients, chosen by the inner training patients it is given (a
        mask).
    y : array of bool, shape (training patients,)
    penalties : array
    folds : int
    seed : int
    class_weights : {"none", "balanced"}

    Returns
    -------
    numpy.ndarray or None
        None where a fold would train on one patient of a class.
    """
    folds = min(folds, smaller_class(y))
    if folds < 2:
        return None
    fold = stratified_folds(y, folds, seed)
    if any(smaller_class(y[fold != k]) < 2 for k in range(1, folds + 1)):
        return None
    weight = _weights(y, class_weights)
    loss = np.zeros(len(penalties))
    for k in range(1, folds + 1):
        train = fold != k
        x = columns_of(train)
        for place, penalty in enumerate(penalties):
            link = fit_ridge(x[train], y[train], penalty, class_weights).link(x[~train])
            # log(1 + exp(link)) without overflow.
            each = np.maximum(link, 0) + np.log1p(np.exp(-np.abs(link))) - y[~train] * link
            loss[place] += (weight[~train] * each).sum()
    return loss


def _weights(y: np.ndarray, class_weights: str) -> np.ndarray:
    found = class_weight_values(y, class_weights)
    return np.ones(len(y)) if found is None else found


def tuned_ridge(
    x: np.ndarray,
    y: np.ndarray,
    losses: Callable[[np.ndarray], np.ndarray | None],
    parameters: Mapping[str, float],
    class_weights: str,
) -> tuple[Ridge, dict[str, Any], list[str]]:
    """The ridge of the penalty with the smallest held-out deviance, the strongest of equals.

    Returns
    -------
    tuple
        The regression, its alpha and lambda, and flags.
    """
    penalties = penalty_path(x, y, parameters, class_weights)
    found = losses(penalties)
    chosen = 0 if found is None else int(np.argmin(found))
    fit = fit_ridge(x, y, penalties[chosen], class_weights)
    tuned = {"alpha": parameters["alpha"], "lambda": float(penalties[chosen])}
    return fit, tuned, [FEW] if found is None else []
