"""Predictions of a model for scans: extracted by the model's own preset, then predicted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from radiotmb import radiomics, stats
from radiotmb.errors import InputError
from radiotmb.inputs.extdata import preset_names
from radiotmb.runtime.workers import Workers
from radiotmb.stats.fitted_model import FittedModel


def predict_scans(
    model: FittedModel,
    images: pd.DataFrame,
    *,
    folder: Path,
    preset: str | Path | None = None,
    workers: Workers | int = 1,
    options: radiomics.ScanOptions | None = None,
    **how: Any,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Extract the features of every scan of a table and predict with a model.

    Parameters
    ----------
    model : FittedModel
    images : pandas.DataFrame
        patient_id, lesion, phase, image, mask.
    folder : path
        Where relative paths in the table start.
    preset : str or path, optional
        Must be the model's; without it the shipped preset that is.
    workers : Workers or int
    options : ScanOptions, optional
    **how
        ``error``, ``missing`` and ``unseen``, as in :func:`radiotmb.stats.predict`.

    Returns
    -------
    predictions, failures : pandas.DataFrame
        The predictions of the scans that could be read, and those that could not.

    Raises
    ------
    InputError
        Where the preset is not the model's, or no scan could be read.
    """
    cohort = radiomics.extract_cohort(
        images, preset_of_model(model, preset), folder=folder, workers=workers, options=options
    )
    if cohort.features.empty:
        raise InputError(
            "no scan could be read", hint=f"The first reason: {cohort.failures['message'].iloc[0]}"
        )
    predictions = stats.predict(
        model,
        with_batch(cohort.features, images, model),
        quality=cohort.quality,
        **how,
    )
    return predictions, cohort.failures


def with_batch(features: pd.DataFrame, images: pd.DataFrame, model: FittedModel) -> pd.DataFrame:
    """The features with the column that the model harmonises by, where the scans' table has it.

    Parameters
    ----------
    features : pandas.DataFrame
        patient_id, lesion, phase and the features.
    images : pandas.DataFrame
        The table of their scans.
    model : FittedModel
    """
    column = (model.content.get("harmonisation") or {}).get("column")
    if column is None or column in features or column not in images:
        return features
    keys = [key for key in ("patient_id", "lesion", "phase") if key in features and key in images]
    known = images[[*keys, column]].drop_duplicates(keys)
    return features.merge(known, on=keys, how="left")


def preset_of_model(
    model: FittedModel, preset: str | Path | None = None
) -> radiomics.ExtractionPreset:
    """The extraction preset of a model, found by its hash; or the one given, if it is that.

    Raises
    ------
    InputError
        Where it is another, or none that is shipped.
    """
    own = model.content["preset"]
    if preset is not None:
        given = radiomics.read_preset(preset)
        if own is not None and given.hash != own:
            raise InputError(
                f"the preset '{given.name}' ({given.hash}) is not the model's ({own})",
                expected="the preset of the scans that the model was fitted to",
            )
        return given
    if own is None:
        raise InputError(
            "the model does not say of which preset its features are",
            hint="Name the preset with --preset",
        )
    for name in preset_names("extraction"):
        shipped = radiomics.read_preset(name)
        if shipped.hash == own:
            return shipped
    raise InputError(
        f"no shipped preset is the model's ({own})", hint="Name its file with --preset"
    )
