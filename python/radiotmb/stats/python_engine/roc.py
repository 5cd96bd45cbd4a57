"""ROC curve, DeLong's interval and the cutoff of the largest Youden index."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from radiotmb.stats.chain_results import RocYouden
from radiotmb.stats.python_engine.r_errors import argument_error, check_number, data_error


def roc_youden(
    truth: Sequence, probability: Sequence[float], positive: str = "high", conf_level: float = 0.95
) -> RocYouden:
    """See :func:`radiotmb.stats.roc_youden`."""
    is_positive = positive_class(truth, positive)
    score = pd.to_numeric(pd.Series(probability), errors="coerce").to_numpy(float)
    if len(score) != len(is_positive):
        raise argument_error(
            "probability", f"{len(is_positive)} numbers, one for each of `truth`", f"{len(score)}"
        )
    if not np.isfinite(score).all():
        raise data_error("`probability` has missing or infinite values.")
    check_number(conf_level, "conf_level", 0, 1)
    return roc_of(is_positive, score, str(positive), conf_level)


def roc_of(is_positive: np.ndarray, score: np.ndarray, positive: str, level: float) -> RocYouden:
    """The same from checked arrays."""
    n_positive, n_negative = int(is_positive.sum()), int((~is_positive).sum())
    curve = roc_curve(is_positive, score)
    curve["sensitivity_lower"], curve["sensitivity_upper"] = clopper_pearson(
        np.round(curve["sensitivity"] * n_positive), np.array(n_positive), level
    )
    auc = _area(curve)
    flags: list[str] = []
    if min(n_positive, n_negative) < 2:
        lower = upper = math.nan
        flags.append("no DeLong interval with one patient of a class")
    else:
        lower, upper = _delong(is_positive, score, auc, level)
        if lower == upper:
            flags.append("the DeLong interval of a perfect curve has no width")
    best, more = best_youden(curve, score)
    numerator = np.array(
        [best["sensitivity"] * n_positive, best["specificity"] * n_negative], dtype=float
    )
    return RocYouden(
        auc=auc, auc_lower=lower, auc_upper=upper,
        cutoff=best["threshold"], sensitivity=best["sensitivity"],
        specificity=best["specificity"], youden=best["youden"],
        operating_point=share_table(
            ["sensitivity", "specificity"], numerator, np.array([n_positive, n_negative]), level
        ),
        curve=curve, n=len(score), n_positive=n_positive, positive=positive, conf_level=level,
        flags=(*flags, *more),
    )  # fmt: skip


def positive_class(truth: Sequence, positive: str) -> np.ndarray:
    """Whether each status is the positive one; raises where that is not two statuses."""
    series = pd.Series(truth).reset_index(drop=True)
    if series.isna().any():
        raise data_error("`truth` has missing values.")
    series = series.astype(str)
    statuses = series.unique().tolist()
    if len(statuses) != 2:
        raise data_error(
            f"`truth` must hold two statuses, not {len(statuses)} ({', '.join(statuses[:5])})."
        )
    if str(positive) not in statuses:
        quoted = ", ".join(f'"{status}"' for status in statuses)
        raise argument_error("positive", f"one of {quoted}", positive)
    return (series == str(positive)).to_numpy()


def clopper_pearson(
    numerator: np.ndarray, denominator: np.ndarray, level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Exact limits of a share; 0 to 1 where there is nothing to divide by."""
    x, n = np.broadcast_arrays(np.asarray(numerator, float), np.asarray(denominator, float))
    tail = (1 - level) / 2
    with np.errstate(invalid="ignore"):
        lower = np.where(x > 0, stats.beta.ppf(tail, x, n - x + 1), 0.0)
        upper = np.where(x < n, stats.beta.ppf(1 - tail, x + 1, n - x), 1.0)
    return lower, upper


def share_table(
    measures: list[str], numerator: np.ndarray, denominator: np.ndarray, level: float
) -> pd.DataFrame:
    """measure, estimate, lower, upper, numerator, denominator."""
    lower, upper = clopper_pearson(numerator, denominator, level)
    with np.errstate(invalid="ignore", divide="ignore"):
        estimate = np.asarray(numerator) / np.asarray(denominator)
    return pd.DataFrame(
        {
            "measure": measures,
            "estimate": estimate,
            "lower": lower,
            "upper": upper,
            "numerator": numerator,
            "denominator": denominator,
        }
    )


def auc_by_ranks(is_positive: np.ndarray, score: np.ndarray) -> float:
    """The Mann-Whitney form of the AUC, for the many curves of a null."""
    n_positive = is_positive.sum()
    ranks = stats.rankdata(score)[is_positive].sum()
    return float((ranks - n_positive * (n_positive + 1) / 2) / (n_positive * (~is_positive).sum()))


def best_youden(curve: pd.DataFrame, score: np.ndarray) -> tuple[dict[str, float], list[str]]:
    """The finite threshold with the largest Youden index; of equals the most sensitive one."""
    finite = curve[np.isfinite(curve["threshold"])]
    if finite.empty:
        worthless = {
            "threshold": float(score[0]),
            "sensitivity": 1.0,
            "specificity": 0.0,
            "youden": 0.0,
        }
        return worthless, ["all probabilities are equal: every patient is called positive"]
    youden = (finite["sensitivity"] + finite["specificity"] - 1).to_numpy()
    largest = np.flatnonzero(youden > youden.max() - 1e-9)
    best = finite.iloc[largest[finite["threshold"].to_numpy()[largest].argmin()]]
    value = float(best["sensitivity"] + best["specificity"] - 1)
    flags = []
    if len(largest) > 1:
        flags.append(f"{len(largest)} cutoffs share the largest Youden index")
    if value <= 0:
        flags.append("no cutoff is better than chance")
    point = {name: float(best[name]) for name in ("threshold", "sensitivity", "specificity")}
    return {**point, "youden": value}, flags


def roc_curve(is_positive: np.ndarray, score: np.ndarray) -> pd.DataFrame:
    """Thresholds half way between neighbouring scores, from the most sensitive on."""
    distinct = np.unique(score)
    middle = (distinct[:-1] + distinct[1:]) / 2
    # Half way between two neighbouring doubles is one of them: the upper one parts them.
    middle = np.where(middle > distinct[:-1], middle, distinct[1:])
    hits, others = np.sort(score[is_positive]), np.sort(score[~is_positive])
    # Counted from above, so that a share of patients is the nearest double.
    called = len(hits) - np.append(np.searchsorted(hits, distinct), len(hits))
    spared = np.append(np.searchsorted(others, distinct), len(others))
    threshold = np.concatenate([[-np.inf], middle, [np.inf]])
    return pd.DataFrame(
        {
            "threshold": threshold,
            "sensitivity": called / len(hits),
            "specificity": spared / len(others),
        }
    )


def _area(curve: pd.DataFrame) -> float:
    """The trapezoids under the curve."""
    sensitivity = curve["sensitivity"].to_numpy()
    width = np.diff(curve["specificity"].to_numpy())
    height = (sensitivity[1:] + sensitivity[:-1]) / 2
    return math.fsum(width * height)


def _delong(
    is_positive: np.ndarray, score: np.ndarray, auc: float, level: float
) -> tuple[float, float]:
    """DeLong's interval from the placements of each patient, cut to 0 and 1."""
    hits, others = score[is_positive], score[~is_positive]
    wins = (np.sign(hits[:, None] - others[None, :]) + 1) / 2
    variance = wins.mean(axis=1).var(ddof=1) / len(hits) + wins.mean(axis=0).var(ddof=1) / len(
        others
    )
    half = stats.norm.ppf((1 + level) / 2) * math.sqrt(variance)
    return max(0.0, auc - half), min(1.0, auc + half)
