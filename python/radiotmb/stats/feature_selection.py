"""The chain's choice of features: correlation filter, Mann-Whitney screen, elimination.

:func:`radiotmb.stats.nested_cv` runs all three in the training patients of every fold.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from radiotmb.stats.bridge import answered_by_r
from radiotmb.stats.chain_results import CorrelationFilter, ForestElimination


@answered_by_r(CorrelationFilter.from_r, in_python=True)
def drop_correlated(
    x: pd.DataFrame,
    cutoff: float = 0.9,
    order: str = "caret",
    y: Sequence | None = None,
    engine: str = "r",
) -> CorrelationFilter:
    """Drop features until no two kept ones have an absolute Pearson correlation above a cutoff.

    Parameters
    ----------
    x : pandas.DataFrame, shape (patients, features)
    cutoff : float
    order : {"caret", "p"}
        Which of a pair goes: the one ``caret::findCorrelation`` drops by its defaults, or the one
        with the larger Mann-Whitney p-value, which needs ``y``.
    y : sequence of two classes, shape (patients,), optional
    engine : {"r", "python"}

    Returns
    -------
    CorrelationFilter

    Raises
    ------
    StatisticsError
        For missing or infinite values, text columns, repeated names.

    References
    ----------
    Kuhn M. Building predictive models in R using the caret package. J Stat Softw 2008;28(5).

    Examples
    --------
    >>> x = pd.DataFrame({"a": [1, 2, 3, 4], "b": [2, 4, 6, 9], "c": [1, -1, 2, -2]})
    >>> drop_correlated(x).kept == drop_correlated(x, engine="python").kept
    True
    """


@answered_by_r(in_python=True)
def screen_wilcoxon(
    x: pd.DataFrame, y: Sequence, alpha: float = 0.05, engine: str = "r"
) -> pd.DataFrame:
    """Mann-Whitney U test of every feature, with R's ``wilcox.test`` p-values.

    Exact where a feature has no ties and both classes have fewer than 50 patients, otherwise the
    normal approximation with corrections for ties and continuity.

    Parameters
    ----------
    x : pandas.DataFrame, shape (patients, features)
    y : sequence of two classes, shape (patients,)
    alpha : float
        Level below which a feature is selected.
    engine : {"r", "python"}

    Returns
    -------
    pandas.DataFrame
        feature, statistic (of the first class in sorted order), p_value, selected.

    References
    ----------
    Mann HB, Whitney DR. Ann Math Stat 1947;18:50-60.

    Examples
    --------
    >>> x = pd.DataFrame({"mean": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]})
    >>> screen_wilcoxon(x, ["high"] * 3 + ["low"] * 3, engine="python")["p_value"].tolist()
    [0.1]
    """


@answered_by_r(ForestElimination.from_r, in_python=True, renamed={"rfe": "engine"})
def rfe_forest(
    x: pd.DataFrame,
    y: Sequence,
    folds: int = 5,
    trees: int = 500,
    rfe: str = "caret",
    seed: int = 1,
    engine: str = "r",
    **more: Any,
) -> ForestElimination:
    """Recursive feature elimination with a random forest.

    Parameters
    ----------
    x : pandas.DataFrame, shape (patients, features)
    y : sequence of two classes, shape (patients,)
    folds : int
        Stratified inner folds; fewer, with a flag, where the smaller class has fewer patients.
    trees : int
    rfe : {"caret", "direct"}
        R's argument ``engine``: two ways to the same subset.
    seed : int
    engine : {"r", "python"}
        ``python``: the same elimination over scikit-learn's forest, with its own subsets.
    **more
        Further arguments of R's ``rfe_forest()``: ``profile`` (bool, whether to complete the
        accuracy of every size), ``sizes`` (subset sizes to try besides the full set; 1 to 20 where
        not given), ``forest`` ("randomForest" or "ranger"), ``class_weights`` ("none" or
        "balanced").

    Returns
    -------
    ForestElimination

    References
    ----------
    Guyon I, Weston J, Barnhill S, Vapnik V. Mach Learn 2002;46:389-422.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> x = pd.DataFrame(rng.normal(size=(20, 3)), columns=["signal", "noise", "more"])
    >>> y = np.where(x["signal"] > 0, "high", "low")
    >>> rfe_forest(x, y, trees=20, rfe="direct").selected[0]
    'signal'
    """
