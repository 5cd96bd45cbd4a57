"""Is the image worth it, and is one chain better than another: paired comparisons, by R."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from radiotmb.stats.bridge import answered_by_r
from radiotmb.stats.chain_results import AddedValue, ChainBootstrap, ModelComparison, NestedCV


@answered_by_r(AddedValue.from_r, renamed={"rfe": "engine"})
def added_value(
    features: pd.DataFrame,
    labels: pd.DataFrame,
    clinical: pd.DataFrame,
    resamples: int = 100,
    permutations: int = 0,
    conf_level: float = 0.95,
    **more: Any,
) -> AddedValue:
    """What images add to clinical columns: clinical model, image model, both, in the same folds.

    Parameters
    ----------
    features, labels : pandas.DataFrame
        As in :func:`radiotmb.stats.nested_cv`.
    clinical : pandas.DataFrame
        patient_id and the clinical columns, complete.
    resamples : int
        Of the patients, the whole chain on each, for the intervals; 0 for none.
    permutations : int
        Times that the images are dealt to other patients, for the p-value of the likelihood ratio.
    conf_level : float
    **more
        Further arguments of :func:`radiotmb.stats.nested_cv`: positive, trees, learner, repeats
        (5), seed ...

    Returns
    -------
    AddedValue
        ``areas``, ``differences``, ``test`` (likelihood ratio of the held-out image beyond the
        clinical columns, one-sided), ``decision`` (curves side by side).

    Raises
    ------
    StatisticsError
        For clinical columns that are incomplete or tell the outcome, several lesions a patient,
        fewer than 3 folds.

    References
    ----------
    Hoefling H, Tibshirani R. A study of pre-validation. Ann Appl Stat 2008;2:643-664. Heinze G,
    Schemper M. Stat Med 2002;21:2409-2419.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> features = pd.DataFrame(rng.normal(size=(24, 3)), columns=["a", "b", "c"])
    >>> features.insert(0, "patient_id", [f"P{i:02d}" for i in range(24)])
    >>> labels = features[["patient_id"]].assign(
    ...     status=np.where(features["a"] > 0, "high", "low"))
    >>> clinical = features[["patient_id"]].assign(age=rng.normal(65, 8, 24))
    >>> found = added_value(features, labels, clinical, resamples=0, repeats=1, trees=10, outer=3,
    ...     inner=2)
    >>> found.areas["model"].tolist()
    ['clinical', 'image', 'both']
    >>> float(found.differences["difference"][0]) > 0
    True
    """


@answered_by_r(ModelComparison.from_r)
def compare_models(
    first: NestedCV | pd.DataFrame,
    second: NestedCV | pd.DataFrame,
    bootstraps: Sequence[ChainBootstrap] | None = None,
    permutations: int = 2000,
    conf_level: float = 0.95,
    seed: int = 1,
    names: Sequence[str] | None = None,
    positive: str | None = None,
) -> ModelComparison:
    """Compare two chains on the same patients and folds: difference of AUCs, exchange test.

    Parameters
    ----------
    first, second : NestedCV or pandas.DataFrame
        Two cross-validations of the same patients, seed, folds and repeats, or their predictions.
    bootstraps : two ChainBootstrap, optional
        Of ``first`` and of ``second``, with the same seed: the interval of the difference.
    permutations : int
        Exchanges of the two predictions of each patient.
    conf_level : float
    seed : int
    names : two str, optional
        What the two are called.
    positive : str, optional
        The status that is predicted.

    Returns
    -------
    ModelComparison

    Raises
    ------
    StatisticsError
        For other patients, statuses or folds, and bootstraps of other chains or resamples.

    References
    ----------
    Venkatraman ES, Begg CB. Biometrika 1996;83:835-848.

    Examples
    --------
    >>> predictions = pd.DataFrame({
    ...     "patient_id": list("abcdef"), "repeat": 1, "fold": [1, 2, 3] * 2,
    ...     "truth": ["high"] * 3 + ["low"] * 3,
    ...     "probability": [0.9, 0.8, 0.4, 0.5, 0.2, 0.1],
    ... })
    >>> other = predictions.assign(probability=[0.9, 0.8, 0.7, 0.5, 0.2, 0.1])
    >>> found = compare_models(predictions, other, permutations=99)
    >>> found.names, round(found.difference, 4)
    (('first', 'second'), 0.1111)
    """
