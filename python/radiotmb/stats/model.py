"""The modelling chain: filter, screen, elimination, boosting, in nested cross-validation.

Every function takes ``engine="r"`` (the chain the results are made with) or ``engine="python"``
(the parallel engine, :mod:`radiotmb.stats.python_engine`). Deterministic steps give the same
numbers in both; forests do not, because no two forest libraries draw alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from radiotmb.stats.bridge import answered_by_r
from radiotmb.stats.chain_results import (
    ChainBootstrap,
    CorrelationFilter,
    ForestElimination,
    NestedCV,
    PermutationNull,
)


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
        Cutoff of :func:`drop_correlated`.
    alpha : float
        Level of :func:`screen_wilcoxon`.
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


@answered_by_r(PermutationNull.from_r, in_python=True, renamed={"rfe": "engine"})
def permutation_null(
    features: pd.DataFrame,
    labels: pd.DataFrame,
    permutations: int = 200,
    first: int = 1,
    selection: str = "nested",
    observed: float | None = None,
    engine: str = "r",
    **more: Any,
) -> PermutationNull:
    """What chance would give: the whole chain, screening included, on permuted labels.

    Parameters
    ----------
    features, labels : pandas.DataFrame
        As in :func:`nested_cv`.
    permutations : int
    first : int
        Number of the first permutation: blocks can be computed apart and combined.
    selection : {"nested", "leaky"}
        ``leaky`` selects features outside the folds, to show what that would have claimed.
    observed : float, optional
        AUC under the true labels; computed where not given.
    engine : {"r", "python"}
    **more
        Further arguments of :func:`nested_cv`: positive, trees, repeats, seed ...

    Returns
    -------
    PermutationNull

    References
    ----------
    Phipson B, Smyth GK. Stat Appl Genet Mol Biol 2010;9:39.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> features = pd.DataFrame(rng.normal(size=(12, 2)), columns=["a", "b"])
    >>> features.insert(0, "patient_id", range(12))
    >>> labels = pd.DataFrame({"patient_id": range(12), "status": ["high", "low"] * 6})
    >>> null = permutation_null(features, labels, permutations=2, trees=5, outer=2, inner=2)
    >>> len(null.null)
    2
    """


@answered_by_r(ChainBootstrap.from_r, renamed={"rfe": "engine"})
def chain_bootstrap(
    features: pd.DataFrame,
    labels: pd.DataFrame,
    resamples: int = 200,
    first: int = 1,
    conf_level: float = 0.95,
    **more: Any,
) -> ChainBootstrap:
    """An interval of the chain's AUC: the whole chain again on patients drawn with replacement.

    Intervals of one set of held-out predictions, DeLong's among them, are too narrow, because
    another cohort would also give other models. R computes it; there is no parallel engine.

    Parameters
    ----------
    features, labels : pandas.DataFrame
        As in :func:`nested_cv`.
    resamples : int
    first : int
        Number of the first resample: blocks can be computed apart and combined.
    conf_level : float
    **more
        Further arguments of :func:`nested_cv`: positive, trees, repeats (5), rfe, seed ...

    Returns
    -------
    ChainBootstrap
        ``auc`` is the mean of the repeats' AUCs, ``lower`` and ``upper`` its interval;
        ``measures`` has Youden index, sensitivity and specificity at the cutoffs of other folds
        too.

    References
    ----------
    Cai B, et al. Bootstrapping the cross-validation estimate. arXiv:2307.00260.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> features = pd.DataFrame(rng.normal(size=(12, 2)), columns=["a", "b"])
    >>> features.insert(0, "patient_id", range(12))
    >>> labels = pd.DataFrame({"patient_id": range(12), "status": ["high", "low"] * 6})
    >>> found = chain_bootstrap(features, labels, resamples=3, trees=5, outer=2, inner=2)
    >>> found.lower <= found.auc <= found.upper
    True
    """


@answered_by_r(ChainBootstrap.from_r)
def combine_bootstraps(bootstraps: Sequence[ChainBootstrap]) -> ChainBootstrap:
    """One bootstrap from blocks of resamples that were computed apart.

    Parameters
    ----------
    bootstraps : sequence of ChainBootstrap
        Of the same features, labels and parameters, with different resamples.

    Returns
    -------
    ChainBootstrap

    Raises
    ------
    StatisticsError
        For blocks of other estimates, other parameters, or a resample twice.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> features = pd.DataFrame(rng.normal(size=(12, 2)), columns=["a", "b"])
    >>> features.insert(0, "patient_id", range(12))
    >>> labels = pd.DataFrame({"patient_id": range(12), "status": ["high", "low"] * 6})
    >>> chain = {"trees": 5, "outer": 2, "inner": 2}
    >>> blocks = [chain_bootstrap(features, labels, resamples=2, first=first, **chain)
    ...           for first in (1, 3)]
    >>> combine_bootstraps(blocks).resampled["resample"].nunique()
    4
    """


@answered_by_r(PermutationNull.from_r, in_python=True)
def combine_nulls(nulls: Sequence[PermutationNull], engine: str = "r") -> PermutationNull:
    """One null from blocks of permutations that were computed apart.

    Parameters
    ----------
    nulls : sequence of PermutationNull
        Of the same features, labels and parameters, with different permutations.
    engine : {"r", "python"}

    Returns
    -------
    PermutationNull

    Raises
    ------
    StatisticsError
        For blocks of another observed area, other parameters, or a permutation twice.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> features = pd.DataFrame(rng.normal(size=(12, 2)), columns=["a", "b"])
    >>> features.insert(0, "patient_id", range(12))
    >>> labels = pd.DataFrame({"patient_id": range(12), "status": ["high", "low"] * 6})
    >>> chain = {"trees": 5, "outer": 2, "inner": 2}
    >>> blocks = [permutation_null(features, labels, permutations=2, first=first, **chain)
    ...           for first in (1, 3)]
    >>> len(combine_nulls(blocks).null)
    4
    """


@answered_by_r(PermutationNull.from_r, in_python=True)
def max_of(nulls: Sequence[PermutationNull], engine: str = "r") -> PermutationNull:
    """The null of the best of several phases, permuted together.

    Parameters
    ----------
    nulls : sequence of PermutationNull
        One a phase, of the same permutations.
    engine : {"r", "python"}

    Returns
    -------
    PermutationNull

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> features = pd.DataFrame(rng.normal(size=(12, 2)), columns=["a", "b"])
    >>> features.insert(0, "patient_id", range(12))
    >>> labels = pd.DataFrame({"patient_id": range(12), "status": ["high", "low"] * 6})
    >>> chain = {"trees": 5, "outer": 2, "inner": 2}
    >>> phases = [permutation_null(features[["patient_id", name]], labels, permutations=3, **chain)
    ...           for name in ("a", "b")]
    >>> best = max_of(phases)
    >>> bool((best.null["auc"] >= phases[0].null["auc"]).all())
    True
    """
