"""A model to keep from one features table, with the interval and p-value of its AUC."""

from __future__ import annotations

from typing import Any

import pandas as pd

from radiotmb import stats
from radiotmb.errors import InputError
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
        Of the patients, for the interval of the AUC; 0 for none.
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
    labels = _with_batch(features, labels, quality, parameters.get("batch"))
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


def _with_batch(
    features: pd.DataFrame, labels: pd.DataFrame, quality: pd.DataFrame | None, batch: str | None
) -> pd.DataFrame:
    """The labels with the column that ComBat corrects for, where only the quality table has it."""
    if batch is None or batch in labels or batch in features:
        return labels
    if quality is None or batch not in quality:
        return labels
    keys = [key for key in ("patient_id", "lesion") if key in labels and key in quality]
    known = quality.dropna(subset=[batch])[[*keys, batch]].drop_duplicates()
    if known.duplicated(keys).any():
        twice = known[known.duplicated(keys)].iloc[0]["patient_id"]
        raise InputError(
            f"the quality table has two values of '{batch}' for patient_id '{twice}'",
            expected="one lesion and phase, or one scanner a patient",
        )
    return labels.merge(known, on=keys, how="left")
