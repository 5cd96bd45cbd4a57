"""The models that a study keeps: one model.json each, and what a report says of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from radiotmb.stats.model_file import write_model
from radiotmb.study.joined_phases import parts_of_phase

if TYPE_CHECKING:
    from radiotmb.stats.fitted_model import FittedModel
    from radiotmb.study.models import Models

_FOLDER = "models"
_FILE = "model.json"


def scanners_of(quality: pd.DataFrame, lesion: str, phase: str) -> pd.DataFrame:
    """The scanners of a model's training scans: the quality table of its lesion and phases.

    Parameters
    ----------
    quality : pandas.DataFrame
        patient_id, lesion, phase and what is known of each scan.
    lesion, phase : str
    """
    own = (quality["lesion"] == lesion) & quality["phase"].isin(parts_of_phase(phase))
    return quality[own].drop(columns=["warnings"], errors="ignore").reset_index(drop=True)


def describe_models(models: Models) -> pd.DataFrame:
    """Enter each kept model into its summary, and return all of their features as one table.

    Parameters
    ----------
    models : Models
        Each summary gets ``kept``: file, checksum, cutoff and its origin, number of features, what
        the model is not for, flags.

    Returns
    -------
    pandas.DataFrame
        lesion, phase, feature, importance, direction, low, high, median.
    """
    rows = []
    files = model_files(models)
    for key, model in models.fitted.items():
        models.summaries[key]["kept"] = _summary(model, files[key])
        features = model.features.rename(columns={"name": "feature"})
        features = features.sort_values(["importance", "feature"], ascending=[False, True])
        features.insert(0, "lesion", key[0])
        features.insert(1, "phase", key[1])
        rows.append(features.drop(columns=["mean", "sd"]))
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()


def model_files(models: Models) -> dict[tuple[str, str], str]:
    """The path of each model's file in the output folder: ``models/primary-portal/model.json``."""
    files: dict[tuple[str, str], str] = {}
    for key in models.fitted:
        name = stem = re.sub(r"[^A-Za-z0-9]+", "-", " ".join(key)).strip("-").lower() or "model"
        again = 2
        while f"{_FOLDER}/{name}/{_FILE}" in files.values():
            name, again = f"{stem}-{again}", again + 1
        files[key] = f"{_FOLDER}/{name}/{_FILE}"
    return files


def write_models(models: Models, out: Path) -> None:
    """Write every model's file.

    Parameters
    ----------
    models : Models
    out : Path
        The study's output folder.
    """
    files = model_files(models)
    for key, file in files.items():
        write_model(models.fitted[key], out / file)


def _summary(model: FittedModel, file: str) -> dict[str, Any]:
    content = model.content
    return {
        "file": file,
        "checksum": model.checksum,
        "cutoff": content["cutoff"]["value"],
        "cutoff_origin": content["cutoff"]["origin"],
        "features": len(content["features"]),
        "preset": content["preset"],
        "not_for": content["not_for"],
        "flags": content["flags"],
    }
