"""The modelling chain: filter, screen, elimination, boosting, in nested cross-validation.

Every step takes ``engine="r"`` (the chain the results are made with) or ``engine="python"``
(the parallel engine, :mod:`radiotmb.stats.python_engine`). Deterministic steps give the same
numbers in both; forests do not, because no two forest libraries draw alike.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from radiotmb.stats.bridge import answered_by_r
from radiotmb.stats.chain_results import NestedCV


@answered_by_r(NestedCV.from_r, in_python=True, renamed={"rfe": "engine"})
def nested_cv(
    features: pd.DataFrame,
    labels: pd.DataFrame,
    positive: str = "high",
    outer: int = 5,
    inner: int = 5,
    repeats: int = 1,
    correlation: float = 0.9,
    alpha: float = 0.05,
    trees: int = 500,
    rfe: str = "direct",
    seed: int = 1,
    engine: str = "r",
    **more: Any,
) -> NestedCV:
    """The whole chain in nested cross-validation: no step sees a held-out patient.

    Parameters
    ----------
    features : pandas.DataFrame
        patient_id and one numeric column a feature; one lesion and one phase.
    labels : pandas.DataFrame
        patient_id, status.
    positive : str
        The status whose probability is predicted.
    outer, inner, repeats : int
    correlation : float
        Cutoff of :func:`radiotmb.stats.drop_correlated`.
    alpha : float
        Level of :func:`radiotmb.stats.screen_wilcoxon`.
    trees : int
    rfe : {"direct", "caret"}
        R's argument ``engine``: two ways to the same subsets.
    seed : int
    engine : {"r", "python"}
    **more
        Further arguments of R's ``nested_cv()``: phase, lesion, covariates, icc, min_icc, tune,
        xgboost, forest, sizes, order, class_weights, screen, and for several centres, by R alone,
        folds, centre, harmonise, batch, keep, unseen ...

    Returns
    -------
    NestedCV

    Raises
    ------
    StatisticsError
        For one status only, fewer patients than folds, repeated or unknown patients.

    References
    ----------
    Varma S, Simon R. Bias in error estimation when using cross-validation for model selection.
    BMC Bioinformatics 2006;7:91.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> features = pd.DataFrame(rng.normal(size=(20, 3)), columns=["a", "b", "c"])
    >>> features.insert(0, "patient_id", [f"P{i:02d}" for i in range(20)])
    >>> labels = features[["patient_id"]].assign(
    ...     status=np.where(features["a"] > 0, "high", "low"))
    >>> fit = nested_cv(features, labels, trees=20, engine="python")
    >>> fit.features["feature"].iloc[0]
    'a'
    """
