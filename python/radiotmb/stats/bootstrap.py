"""How sure the AUC is: the modelling chain on patients drawn with replacement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from radiotmb.stats.bridge import answered_by_r
from radiotmb.stats.chain_results import ChainBootstrap


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
        As in :func:`radiotmb.stats.nested_cv`.
    resamples : int
    first : int
        Number of the first resample: blocks can be computed apart and combined.
    conf_level : float
    **more
        Further arguments of :func:`radiotmb.stats.nested_cv`: positive, trees, repeats (5), rfe,
        seed ...

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
