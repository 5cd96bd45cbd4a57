"""The correlation filter: the columns that ``caret::findCorrelation`` drops by its defaults."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from radiotmb.stats.chain_results import CorrelationFilter
from radiotmb.stats.python_engine.feature_matrix import (
    constant_columns,
    feature_matrix,
    two_classes,
)
from radiotmb.stats.python_engine.r_errors import check_choice, check_number
from radiotmb.stats.python_engine.screen import wilcoxon_columns

# caret's `exact = ncol(x) < 100`.
_EXACT_BELOW = 100
# Far above the rounding of a correlation, far below a difference that means something.
_ROUNDING = 1e-11


def drop_correlated(
    x: pd.DataFrame, cutoff: float = 0.9, order: str = "caret", y: Sequence | None = None
) -> CorrelationFilter:
    """See :func:`radiotmb.stats.drop_correlated`."""
    values, names = feature_matrix(x)
    check_number(cutoff, "cutoff", 0, 1)
    check_choice(order, "order", ("caret", "p"))
    second = None if order == "caret" else two_classes(y if y is not None else [], len(values))[0]
    kept, algorithm = filter_columns(values, cutoff, order, second)
    constant = constant_columns(values)
    chosen = set(kept.tolist())
    return CorrelationFilter(
        kept=tuple(names[index] for index in kept),
        dropped=tuple(name for index, name in enumerate(names) if index not in chosen),
        constant=tuple(name for name, flat in zip(names, constant, strict=True) if flat),
        algorithm=algorithm,
        cutoff=float(cutoff),
    )


def filter_columns(
    values: np.ndarray, cutoff: float, order: str, second: np.ndarray | None
) -> tuple[np.ndarray, str]:
    """Positions of the kept columns, in column order, and the algorithm's name."""
    candidates = np.flatnonzero(~constant_columns(values))
    if len(candidates) < 2:
        return candidates, "none"
    correlation = absolute_pearson(values[:, candidates], cutoff)
    if order == "caret" or second is None:
        exact = len(candidates) < _EXACT_BELOW
        drop = (_drop_exact if exact else _drop_fast)(correlation, cutoff)
        stays = np.setdiff1d(np.arange(len(candidates)), drop)
        return candidates[stays], "caret exact" if exact else "caret fast"
    p_value = wilcoxon_columns(values[:, candidates], second)[1]
    ranking = np.argsort(p_value, kind="stable")
    return candidates[_keep_by_rank(correlation, cutoff, ranking)], "smallest p first"


def pearson(values: np.ndarray, rows: np.ndarray | None = None) -> np.ndarray:
    """Pearson correlations of some columns with all, to the last bit of R's ``cor()``.

    Sums are taken in the extended precision and the order that R takes them in.
    """
    n, columns = values.shape
    rows = np.arange(columns) if rows is None else rows
    mean = _accumulate(values) / n
    mean = mean + _accumulate(values - mean) / n
    centred = values - mean.astype(float).astype(np.longdouble)
    covariance = np.zeros((len(rows), columns), dtype=np.longdouble)
    for patient in centred:
        covariance += np.multiply.outer(patient[rows], patient)
    covariance = (covariance / (n - 1)).astype(float)
    spread = np.sqrt((_accumulate(centred * centred) / (n - 1)).astype(float))
    with np.errstate(invalid="ignore", divide="ignore"):
        correlation = np.clip(covariance / np.multiply.outer(spread[rows], spread), -1, 1)
    # Columns that differ by less than doubles can square have no correlation: it counts as none.
    correlation[~np.isfinite(correlation)] = 0
    correlation[np.arange(len(rows)), rows] = 1
    return correlation


def absolute_pearson(values: np.ndarray, cutoff: float) -> np.ndarray:
    """Absolute correlations, exact to the last bit wherever that decides.

    Radiomics tables hold features that are multiples of each other. Which of two such twins goes
    is decided by the last bit of their mean correlations, so the columns whose rank or whose
    distance to the cutoff is a matter of rounding are computed again as R computes them.
    """
    if values.shape[1] < _EXACT_BELOW:
        return np.abs(pearson(values))
    standard = values - values.mean(axis=0)
    size = np.sqrt((standard**2).sum(axis=0))
    standard = np.divide(standard, size, out=np.zeros_like(standard), where=size > 0)
    correlation = np.abs(standard.T @ standard)
    np.fill_diagonal(correlation, 1)
    mean = correlation.mean(axis=0)
    row, column = np.nonzero(np.triu(correlation > cutoff - _ROUNDING, k=1))
    doubtful = np.abs(correlation[row, column] - cutoff) < _ROUNDING
    doubtful |= np.abs(mean[row] - mean[column]) < _ROUNDING
    again = np.unique(np.concatenate([row[doubtful], column[doubtful]]))
    exact = np.abs(pearson(values, again))
    correlation[again] = exact
    correlation[:, again] = exact.T
    return correlation


def _accumulate(values: np.ndarray) -> np.ndarray:
    """Column sums, one row after the other (numpy's own sum pairs the rows)."""
    total = np.zeros(values.shape[1:], dtype=np.longdouble)
    for row in values:
        total += row
    return total


def _mean(values: np.ndarray) -> float:
    """R's ``mean()``: a sum in extended precision, then its remainder."""
    first = np.add.accumulate(values.astype(np.longdouble))[-1] / len(values)
    rest = np.add.accumulate(values - first)[-1] / len(values)
    return float(first + rest)


def _drop_fast(correlation: np.ndarray, cutoff: float) -> np.ndarray:
    """caret's ``findCorrelation_fast``: of each pair, the column with the larger mean goes."""
    mean = (_accumulate(correlation) / len(correlation)).astype(float)
    # Ranked as a factor, that is as text of 15 digits.
    rank = np.array([float(f"{value:.15g}") for value in mean])
    row, column = np.nonzero(np.triu(correlation > cutoff, k=1))
    return np.unique(np.where(rank[column] > rank[row], column, row))


def _drop_exact(correlation: np.ndarray, cutoff: float) -> np.ndarray:
    """caret's ``findCorrelation_exact``: one by one, from the column with the largest mean."""
    size = len(correlation)
    off_diagonal = ~np.eye(size, dtype=bool)
    means = np.array([_mean(correlation[off_diagonal[:, j], j]) for j in range(size)])
    order = np.argsort(-means, kind="stable")
    ordered = correlation[np.ix_(order, order)]
    left = ordered.copy()
    np.fill_diagonal(left, np.nan)
    gone = np.zeros(size, dtype=bool)
    for i in range(size - 1):
        if not (left > cutoff).any():
            break
        for j in range(i + 1, size):
            if gone[i]:
                break
            if gone[j] or not ordered[i, j] > cutoff:
                continue
            own = left[i][~np.isnan(left[i])]
            others = np.delete(left, j, axis=0).ravel(order="F")
            others = others[~np.isnan(others)]
            loser = i if len(own) and _mean(own) > _mean(others) else j
            gone[loser] = True
            left[loser, :] = np.nan
            left[:, loser] = np.nan
    return order[gone]


def _keep_by_rank(correlation: np.ndarray, cutoff: float, ranking: np.ndarray) -> np.ndarray:
    """Each column in the given order, unless it correlates with one already kept."""
    above = correlation > cutoff
    blocked = np.zeros(len(above), dtype=bool)
    stays = np.zeros(len(above), dtype=bool)
    for column in ranking:
        if not blocked[column]:
            stays[column] = True
            blocked |= above[:, column]
    return np.flatnonzero(stays)
