"""Measures of held-out predictions, as in R's ``nested_cv()$measures``.

All bootstraps draw patients, never single predictions: the repeats of one patient are not
independent.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy import special, stats

from radiotmb.stats.python_engine.folds import bootstrap_rows
from radiotmb.stats.python_engine.roc import auc_by_ranks, best_youden, clopper_pearson, roc_curve
from radiotmb.stats.results import RocYouden
from radiotmb.stats.seeds import derive_seed

Row = tuple[str, float, float, float]

THRESHOLDS = np.arange(1, 20) / 20


def held_out_measures(
    predictions: pd.DataFrame,
    averaged: pd.DataFrame,
    is_positive: np.ndarray,
    roc: RocYouden,
    bootstrap: int,
    seed: int,
) -> pd.DataFrame:
    """measure, estimate, lower, upper."""
    level, score = roc.conf_level, averaged["probability"].to_numpy()
    drawn = bootstrap_rows(is_positive, bootstrap, derive_seed(seed, "measures"))
    repeats = predictions["repeat"].nunique()
    by_repeat = predictions["probability"].to_numpy().reshape(repeats, len(score)).T
    corrected = _share_called_elsewhere(by_repeat, predictions, is_positive)
    rows: list[Row] = [
        ("auc", roc.auc, roc.auc_lower, roc.auc_upper),
        _area("auc_bootstrap", score[:, None], is_positive, drawn, level),
        _area("auc_repeats", by_repeat, is_positive, drawn, level),
        *calibration(is_positive, score, level, bootstrap, seed),
        *roc.operating_point[["measure", "estimate", "lower", "upper"]].itertuples(
            index=False, name=None
        ),
        *_corrected_point(corrected, is_positive, level),
        *_youden((score >= roc.cutoff).astype(float), corrected, is_positive, drawn, level),
    ]
    return pd.DataFrame(rows, columns=["measure", "estimate", "lower", "upper"])


def decision_curve(
    is_positive: np.ndarray, score: np.ndarray, level: float, bootstrap: int, seed: int
) -> pd.DataFrame:
    """threshold, model, lower, upper, all, none: net benefit per patient."""
    order = np.lexsort((score, is_positive))
    is_positive, score = is_positive[order], score[order]
    drawn = bootstrap_rows(is_positive, bootstrap, derive_seed(seed, "decision curve"))
    rows = []
    for threshold in THRESHOLDS:
        gain = np.where(is_positive, 1.0, -threshold / (1 - threshold))
        each = gain * (score >= threshold)
        lower, upper = _percentiles(each[drawn].mean(axis=0), level)
        rows.append((threshold, each.mean(), lower, upper, gain.mean(), 0.0))
    return pd.DataFrame(rows, columns=["threshold", "model", "lower", "upper", "all", "none"])


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
    drawn = bootstrap_rows(is_positive, bootstrap, derive_seed(seed, "calibration"))
    precision = [_average_precision(is_positive[rows], score[rows]) for rows in drawn.T]
    brier = (score - is_positive) ** 2
    return [
        ("pr_auc", _average_precision(is_positive, score), *_percentiles(precision, level)),
        ("brier", brier.mean(), *_percentiles(brier[drawn].mean(axis=0), level)),
        *_recalibration(is_positive, score, level),
    ]


def _percentiles(values: np.ndarray | list[float], level: float) -> tuple[float, float]:
    lower, upper = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(lower), float(upper)


def _area(
    measure: str, score: np.ndarray, is_positive: np.ndarray, drawn: np.ndarray, level: float
) -> Row:
    """The mean area over the columns of ``score``; a bootstrap sample reweighs pairs."""
    wins = np.mean(
        [
            (np.sign(column[is_positive][:, None] - column[~is_positive][None, :]) + 1) / 2
            for column in score.T
        ],
        axis=0,
    )
    times = np.stack([np.bincount(rows, minlength=len(is_positive)) for rows in drawn.T], axis=1)
    hits, others = times[is_positive], times[~is_positive]
    resampled = ((wins.T @ hits) * others).sum(axis=0) / wins.size
    return (measure, float(wins.mean()), *_percentiles(resampled, level))


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


def _corrected_point(called: np.ndarray, is_positive: np.ndarray, level: float) -> list[Row]:
    rows: list[Row] = []
    for name, right in (
        ("sensitivity_corrected", called[is_positive]),
        ("specificity_corrected", 1 - called[~is_positive]),
    ):
        lower, upper = clopper_pearson(right.mean() * len(right), np.array(len(right)), level)
        rows.append((name, float(right.mean()), float(lower), float(upper)))
    return rows


def _youden(
    apparent: np.ndarray,
    corrected: np.ndarray,
    is_positive: np.ndarray,
    drawn: np.ndarray,
    level: float,
) -> list[Row]:
    """The index as it appears, as the other folds' cutoffs give it, and the difference."""
    weight = np.where(is_positive, 1 / is_positive.mean(), -1 / (~is_positive).mean())
    parts = {"youden": apparent * weight, "youden_corrected": corrected * weight}
    parts["youden_optimism"] = parts["youden"] - parts["youden_corrected"]
    return [
        (name, float(part.mean()), *_percentiles(part[drawn].mean(axis=0), level))
        for name, part in parts.items()
    ]


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
