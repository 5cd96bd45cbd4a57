"""A model to keep from one features table, with the interval and p-value of its area."""

from __future__ import annotations

from typing import Any

import pandas as pd

from radiotmb import stats
from radiotmb.runtime.notes import Note, add_note
from radiotmb.runtime.workers import Workers
from radiotmb.stats.fitted_model import FittedModel, with_evidence
from radiotmb.study.bootstraps import bootstrap_of_one
from radiotmb.study.nulls import null_of_one


def fit_kept_model(
    features: pd.DataFrame,
    labels: pd.DataFrame,
    *,
    quality: pd.DataFrame | None = None,
    resamples: int = 0,
    permutations: int = 0,
    workers: Workers | int = 1,
    **parameters: Any,
) -> FittedModel:
    """Fit the chain to all patients and say how well it predicts held-out ones.

    Parameters
    ----------
    features, labels : pandas.DataFrame
        As in :func:`radiotmb.stats.fit_model`.
    quality : pandas.DataFrame, optional
        patient_id and scanner columns.
    resamples : int
        Of the patients, for the interval of the area; 0 for none.
    permutations : int
        Of the labels, for the p-value; 0 for none.
    workers : Workers or int
        Where resamples and permutations run; a number is that many processes of this machine.
    **parameters
        Of :func:`radiotmb.stats.nested_cv`.

    Returns
    -------
    FittedModel
    """
    parameters.setdefault("repeats", 1)
    model = stats.fit_model(features, labels, quality=quality, **parameters)
    bare = features.drop(columns=["lesion", "role", "phase", "preset"], errors="ignore")
    interval = (
        bootstrap_of_one(bare, labels, parameters, resamples, workers=workers)
        if resamples
        else None
    )
    null = None
    if permutations:
        observed = {**parameters, "engine": "r", "observed": model.performance["auc"]}
        null = null_of_one(bare, labels, observed, permutations, workers=workers)
    model = with_evidence(model, interval, null)
    for flag in model.content["flags"]:
        add_note(Note("warning", "models", "model", flag))
    return model
