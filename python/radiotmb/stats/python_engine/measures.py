"""Measures of held-out predictions, as in R's ``nested_cv()$measures``.

An interval is named for what it is: those of one set of predictions leave out that another cohort
would have given other models.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy import special, stats

from radiotmb.stats.chain_results import RocYouden
from radiotmb.stats.python_engine.folds import bootstrap_rows
from radiotmb.stats.python_engine.roc import auc_by_ranks, best_youden, clopper_pearson, roc_curve
from radiotmb.stats.python_engine.stream import RStream
from radiotmb.stats.seeds import derive_seed

Row = tuple[str, float, float, float]

THRESHOLDS = np.arange(1, 20) / 20

_NONE = "none: see chain_bootstrap()"
_DELONG = "DeLong, conditional on these predictions: too narrow"
_CONDITIONAL = "for these predictions"
_EXACT = "exact, for this cutoff, which was chosen on the same patients"


def held_out_measures(
    predictions: pd.DataFrame,
    averaged: pd.DataFrame,
    is_positive: np.ndarray,
    roc: RocYouden,
    bootstrap: int,
    seed: int,
) -> pd.DataFrame:
    """measure, estimate, lower, upper, interval."""
    level, score = roc.conf_level, averaged["probability"].to_numpy()
    repeats = predictions["repeat"].nunique()
    by_repeat = predictions["probability"].to_numpy().reshape(repeats, len(score)).T
    apparent = _youden((score >= roc.cutoff).astype(float), is_positive)
    corrected = _youden(_share_called_elsewhere(by_repeat, predictions, is_positive), is_positive)
    point = roc.operating_point[["measure", "estimate", "lower", "upper"]]
    rows = [
        (*_alone("auc", mean_area(by_repeat, is_positive)), _NONE),
        ("auc_averaged", roc.auc, roc.auc_lower, roc.auc_upper, _DELONG),
        *((*row, _CONDITIONAL) for row in calibration(is_positive, score, level, bootstrap, seed)),
        *((*row, _EXACT) for row in point.itertuples(index=False, name=None)),
        (*_alone("youden", apparent), _NONE),
        (*_alone("youden_corrected", corrected), _NONE),
        (*_alone("youden_optimism", apparent - corrected), _NONE),
    ]
    return pd.DataFrame(rows, columns=["measure", "estimate", "lower", "upper", "interval"])


def _alone(measure: str, estimate: float) -> Row:
    return (measure, float(estimate), math.nan, math.nan)


def mean_area(by_repeat: np.ndarray, is_positive: np.ndarray) -> float:
    """The mean of the AUCs of single repeats, the columns of ``by_repeat``."""
    return float(np.mean([auc_by_ranks(is_positive, score) for score in by_repeat.T]))


def _youden(called: np.ndarray, is_positive: np.ndarray) -> float:
    return float(called[is_positive].mean() - called[~is_positive].mean())


def decision_curve(
    is_positive: np.ndarray, score: np.ndarray, level: float, bootstrap: int, seed: int
) -> pd.DataFrame:
    """threshold, model, lower, upper, all, none (net benefit per patient), acted_on."""
    order = np.lexsort((score, is_positive))
    is_positive, score = is_positive[order], score[order]
    n = len(score)
    stream = RStream(derive_seed(seed, "decision curve"))
    drawn = stream.indices(2 * n + 3, n * bootstrap).reshape(bootstrap, n)
    rows = []
    for threshold in THRESHOLDS:
        odds = threshold / (1 - threshold)
        gain = np.where(is_positive, 1.0, -odds)
        called = score >= threshold
        each = gain * called
        # Two halves of each patient, and half a patient of each outcome.
        halves = np.append(np.repeat(each, 2), [1.0, -odds, 0.0])
        lower, upper = _expanded_percentiles(halves[drawn].mean(axis=1), level, n)
        model = each.mean()
        rows.append(
            (threshold, model, min(lower, model), max(upper, model), gain.mean(), 0.0,
             int(called.sum()))
        )  # fmt: skip
    return pd.DataFrame(
        rows, columns=["threshold", "model", "lower", "upper", "all", "none", "acted_on"]
    )


def calibration_curve(is_positive: np.ndarray, score: np.ndarray, level: float) -> pd.DataFrame:
    """predicted, observed, lower, upper, n: groups of patients of similar probability."""
    n = len(score)
    groups = max(2, min(10, n // 6))
    group = np.ceil(stats.rankdata(score) * groups / n)
    rows = []
    for k in np.unique(group):
        members = group == k
        hits, size = is_positive[members].sum(), members.sum()
        lower, upper = clopper_pearson(hits, size, level)
        predicted = np.sort(score[members]).mean()
        rows.append((predicted, hits / size, float(lower), float(upper), int(size)))
    return pd.DataFrame(rows, columns=["predicted", "observed", "lower", "upper", "n"])


def selection_stability(chosen: np.ndarray, level: float) -> pd.DataFrame:
    """Nogueira's stability of selections (rows) of features (columns), with its interval.

    Nogueira S, Sechidis K, Brown G. J Mach Learn Res 2018;18(174):1-54.
    """
    selections, features = chosen.shape
    size = chosen.sum(axis=1)
    share = size.mean() / features
    spread = share * (1 - share)
    row = ("nogueira", math.nan, math.nan, math.nan)
    if selections >= 2 and spread > 0:
        frequency = chosen.mean(axis=0)
        variance = (frequency * (1 - frequency)).mean() * selections / (selections - 1)
        stability = 1 - variance / spread
        part = size / features
        each = (
            chosen @ frequency / features
            - part * share
            + stability / 2 * (part + share - 2 * share * part - 1)
        ) / spread
        error = 2 * math.sqrt(((each - each.mean()) ** 2).sum()) / selections
        half = stats.norm.ppf((1 + level) / 2) * error
        row = ("nogueira", stability, stability - half, min(1, stability + half))
    return pd.DataFrame([row], columns=["measure", "estimate", "lower", "upper"])


def calibration(
    is_positive: np.ndarray, score: np.ndarray, level: float, bootstrap: int, seed: int
) -> list[Row]:
    """Average precision, Brier score, intercept and slope of a logistic recalibration."""
    order = np.lexsort((score, is_positive))
    is_positive, score = is_positive[order], score[order]
    n = len(score)
    drawn = bootstrap_rows(n, bootstrap, derive_seed(seed, "calibration"))
    precision = _average_precision(is_positive, score)
    # A sample without a positive patient has no precision-recall AUC.
    resampled = [
        _average_precision(is_positive[rows], score[rows])
        for rows in drawn.T
        if is_positive[rows].any()
    ]
    brier = (score - is_positive) ** 2
    return [
        ("pr_auc", precision, *_logit_interval(precision, np.array(resampled), level, n)),
        ("brier", brier.mean(), *_expanded_percentiles(brier[drawn].mean(axis=0), level, n)),
        *_recalibration(is_positive, score, level),
    ]


def _expanded_percentiles(values: np.ndarray, level: float, n: int) -> tuple[float, float]:
    """The percentile interval of a mean of n patients at the level that Student's t asks for."""
    quantile = math.sqrt(n / (n - 1)) * stats.t.ppf((1 + level) / 2, n - 1)
    return _percentiles(values, 1 - 2 * stats.norm.cdf(-quantile))


def _logit_interval(
    estimate: float, resampled: np.ndarray, level: float, n: int
) -> tuple[float, float]:
    """Symmetric on the logit scale; 0 and 1 are taken as half a patient away from there."""

    def logit(x: np.ndarray | float) -> np.ndarray:
        return special.logit(np.clip(x, 0.5 / n, 1 - 0.5 / n))

    half = stats.t.ppf((1 + level) / 2, n - 1) * logit(resampled).std(ddof=1)
    lower, upper = special.expit(logit(estimate) - half), special.expit(logit(estimate) + half)
    return min(float(lower), estimate), max(float(upper), estimate)


def _percentiles(values: np.ndarray | list[float], level: float) -> tuple[float, float]:
    lower, upper = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(lower), float(upper)


def _share_called_elsewhere(
    by_repeat: np.ndarray, predictions: pd.DataFrame, is_positive: np.ndarray
) -> np.ndarray:
    """Share of repeats in which the other folds' cutoff calls a patient positive."""
    fold = predictions["fold"].to_numpy().reshape(by_repeat.T.shape).T
    called = np.zeros_like(by_repeat)
    for repeat in range(by_repeat.shape[1]):
        score = by_repeat[:, repeat]
        for k in np.unique(fold[:, repeat]):
            held_out = fold[:, repeat] == k
            others = score[~held_out]
            curve = roc_curve(is_positive[~held_out], others)
            cutoff = best_youden(curve, others)[0]["threshold"]
            called[held_out, repeat] = score[held_out] >= cutoff
    return called.mean(axis=1)


def _average_precision(is_positive: np.ndarray, score: np.ndarray) -> float:
    """Precision at each distinct threshold, weighted by the recall gained there."""
    order = np.argsort(-score, kind="stable")
    ranked = score[order]
    last_of_tie = np.append(np.diff(ranked) != 0, True)
    hits = np.cumsum(is_positive[order])[last_of_tie]
    called = np.flatnonzero(last_of_tie) + 1
    return float((np.diff(hits, prepend=0) * hits / called).sum() / is_positive.sum())


def _recalibration(is_positive: np.ndarray, score: np.ndarray, level: float) -> list[Row]:
    logit = special.logit(np.clip(score, 1e-6, 1 - 1e-6))
    one = np.ones((len(logit), 1))
    in_large = _logistic(one, is_positive, logit)[0]
    separated = auc_by_ranks(is_positive, score) in (0.0, 1.0)
    slope = (math.nan, math.nan)
    if not separated and logit.std(ddof=1) >= 1e-9:
        slope = _logistic(np.column_stack([one, logit]), is_positive, np.zeros(len(logit)))[-1]
    z = stats.norm.ppf((1 + level) / 2)
    return [
        (name, estimate, estimate - z * error, estimate + z * error)
        for name, (estimate, error) in (
            ("calibration_intercept", in_large),
            ("calibration_slope", slope),
        )
    ]


def _logistic(
    x: np.ndarray, is_positive: np.ndarray, offset: np.ndarray
) -> list[tuple[float, float]]:
    """Coefficients and standard errors of a logistic regression; NaN where it does not converge."""
    beta = np.zeros(x.shape[1])
    missing = [(math.nan, math.nan)] * len(beta)
    for _ in range(25):
        probability = special.expit(x @ beta + offset)
        weight = probability * (1 - probability)
        information = (x * weight[:, None]).T @ x
        try:
            step = np.linalg.solve(information, x.T @ (is_positive - probability))
        except np.linalg.LinAlgError:
            return missing
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            error = np.sqrt(np.diag(np.linalg.inv(information)))
            return missing if (error > 100).any() else list(zip(beta, error, strict=True))
    return missing
