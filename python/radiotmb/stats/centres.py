"""Several centres: ComBat, and the chain judged in centres that it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from radiotmb.stats.bridge import answered_by_r
from radiotmb.stats.chain_results import CentreValidation, Combat, NestedCV


@answered_by_r(CentreValidation.from_r, renamed={"rfe": "engine"})
def validate_centres(
    features: pd.DataFrame,
    labels: pd.DataFrame,
    positive: str | None = None,
    centre: str | Sequence[Any] | pd.DataFrame | None = None,
    observed: NestedCV | None = None,
    conf_level: float = 0.95,
    **more: Any,
) -> CentreValidation:
    """Internal-external validation: each centre predicted by a model of the others.

    Parameters
    ----------
    features, labels : pandas.DataFrame
        As in :func:`radiotmb.stats.nested_cv`; ``labels`` with a column ``centre``, unless
        ``centre`` says where it stands.
    positive : str, optional
        The status to predict; ``"high"`` where not given.
    centre : str, sequence or pandas.DataFrame, optional
        Another column of ``labels`` or ``features``, a value for each row of ``labels``, or a table
        of patient_id and centre.
    observed : NestedCV, optional
        A cross-validation with ``folds="centre"``, in place of running it.
    conf_level : float
    **more
        Further arguments of :func:`radiotmb.stats.nested_cv`: trees, seed, harmonise ...

    Returns
    -------
    CentreValidation
        ``centres`` has the AUC of each centre with its interval; ``measures`` the random-effects
        mean (restricted maximum likelihood, Hartung and Knapp), the prediction interval of a new
        centre, the variance between centres and I2.

    Raises
    ------
    StatisticsError
        Where a centre leaves too few patients to train on, or none has both statuses.

    References
    ----------
    Royston P, Parmar MKB, Sylvester R. Stat Med 2004;23:907-926. Snell KIE, et al. Stat Methods Med
    Res 2018;27:3505-3522. Hartung J, Knapp G. Stat Med 2001;20:3875-3889.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> features = pd.DataFrame(rng.normal(size=(36, 2)), columns=["a", "b"])
    >>> features.insert(0, "patient_id", range(36))
    >>> labels = pd.DataFrame({"patient_id": range(36), "status": ["high", "low"] * 18,
    ...                        "centre": ["North", "South", "West"] * 12})
    >>> found = validate_centres(features, labels, trees=5, inner=2, bootstrap=10)
    >>> found.centres["centre"].tolist()
    ['North', 'South', 'West']
    """


@answered_by_r(Combat.from_r)
def fit_combat(
    x: pd.DataFrame,
    batch: Sequence[Any],
    keep: pd.DataFrame | None = None,
    confounded: str = "refuse",
) -> Combat:
    """ComBat: how batches shift and scale each feature, by parametric empirical Bayes, removed.

    Parameters
    ----------
    x : pandas.DataFrame, shape (patients, features)
        Finite numbers.
    batch : sequence, shape (patients,)
        Centre, scanner or kernel of each patient.
    keep : pandas.DataFrame, shape (patients, columns), optional
        What shall be kept; not the status that is to be predicted.
    confounded : {"refuse", "drop"}
        What becomes of a column of ``keep`` that the batches determine.

    Returns
    -------
    Combat
        ``harmonised`` equals neuroCombat's values to 1e-8.

    Raises
    ------
    StatisticsError
        For missing values, and for columns of ``keep`` that cannot be told from the batches.

    References
    ----------
    Johnson WE, Li C, Rabinovic A. Biostatistics 2007;8:118-127. Fortin JP, et al. NeuroImage
    2018;167:104-120.

    Examples
    --------
    >>> x = pd.DataFrame({"a": [1.0, 2, 3, 11, 12, 13], "b": [5.0, 7, 6, 1, 3, 2]})
    >>> found = fit_combat(x, ["A", "A", "A", "B", "B", "B"])
    >>> found.batches["batch"].tolist()
    ['A', 'B']
    """
