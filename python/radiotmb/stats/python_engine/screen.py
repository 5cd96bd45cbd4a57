"""The Mann-Whitney screen, with the p-values of R's ``wilcox.test``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from radiotmb.stats.python_engine.feature_matrix import feature_matrix, two_classes
from radiotmb.stats.python_engine.r_errors import check_number

# `wilcox.test` is exact without ties and below this many patients in each class.
_EXACT_BELOW = 50


def screen_wilcoxon(x: pd.DataFrame, y: Sequence, alpha: float = 0.05) -> pd.DataFrame:
    """See :func:`radiotmb.stats.screen_wilcoxon`."""
    values, names = feature_matrix(x)
    second, _ = two_classes(y, len(values))
    check_number(alpha, "alpha", 0, 1)
    statistic, p_value = wilcoxon_columns(values, second)
    return pd.DataFrame(
        {
            "feature": names,
            "statistic": statistic,
            "p_value": p_value,
            "selected": p_value < alpha,
        }
    )


def wilcoxon_columns(values: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Statistic of the first class and two-sided p-value of every column.

    A constant column has no p-value (NaN).
    """
    first, other = values[~second], values[second]
    statistic, p_value = np.empty(values.shape[1]), np.full(values.shape[1], np.nan)
    small = max(len(first), len(other)) < _EXACT_BELOW
    distinct = np.sort(values, axis=0)
    untied = (np.diff(distinct, axis=0) != 0).all(axis=0)
    constant = (distinct[0] == distinct[-1]) if len(distinct) else np.ones(values.shape[1], bool)
    for exact in (True, False):
        columns = untied & small if exact else ~(untied & small)
        if not columns.any():
            continue
        test = stats.mannwhitneyu(
            first[:, columns], other[:, columns], axis=0,
            alternative="two-sided", method="exact" if exact else "asymptotic",
        )  # fmt: skip
        statistic[columns] = test.statistic
        p_value[columns] = test.pvalue
    p_value[constant] = np.nan
    return statistic, np.minimum(p_value, 1)
