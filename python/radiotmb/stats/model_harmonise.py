"""Takes the features of a model's next patients through the ComBat of its training patients.

The formula is that of R's ``fit_combat()``: Johnson WE, Li C, Rabinovic A. Biostatistics
2007;8:118-127; Fortin JP, et al. NeuroImage 2018;167:104-120.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from radiotmb.errors import InputError
from radiotmb.runtime.name_some import name_some
from radiotmb.stats.model_rows import covariate_columns, rows_of_quality

_RULES = ("refuse", "unchanged")


@dataclass(frozen=True)
class Harmonised:
    """``x`` as the trees saw it in training; ``seen`` says of which rows the batch is known.

    ``seen`` is None where the model harmonises nothing.
    """

    x: np.ndarray
    seen: np.ndarray | None
    flags: tuple[str, ...]


def harmonise(
    content: Mapping[str, Any],
    x: np.ndarray,
    rows: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame | None],
    unseen: str | None = None,
) -> Harmonised:
    """Remove the batch effects that the model learned in training.

    Parameters
    ----------
    content : mapping
        Of a model.
    x : array of float, shape (rows, features)
        Without missing values.
    rows : pandas.DataFrame
        The rows, perhaps with the column that the model harmonises by.
    tables : mapping
        ``covariates`` and ``quality``, or None for each: where the batch and what is kept may stand
        too.
    unseen : {"refuse", "unchanged"}, optional
        What becomes of a batch without training patients; the model's own rule where not given.

    Raises
    ------
    InputError
        For a batch that is not known or has no training patients, where that is refused.
    """
    record = content.get("harmonisation")
    if record is None:
        if unseen is not None:
            raise InputError("`unseen` is of a model that harmonises features; this one does not")
        return Harmonised(x, None, ())
    rule = record["unseen"] if unseen is None else unseen
    if rule not in _RULES:
        raise InputError(f"`unseen` is '{rule}'", expected=" or ".join(_RULES))
    batch = _batches(record, rows, tables.get("quality"), rule)
    places = {one["name"]: place for place, one in enumerate(record["batches"])}
    place = np.array([places.get(one, -1) for one in batch])
    seen = place >= 0
    _refuse_unseen(record, batch, rule)
    kept = _kept(record, rows, tables.get("covariates"))
    adjusted = _adjusted(record, x, place, kept)
    return Harmonised(adjusted, seen, _flags(batch, seen))


def _adjusted(
    record: Mapping[str, Any], x: np.ndarray, place: np.ndarray, kept: np.ndarray
) -> np.ndarray:
    # A model that saw one batch alone has harmonised nothing.
    if len(record["batches"]) < 2:
        return x
    mean, sd = (np.array(record[part], dtype=float) for part in ("grand_mean", "sd"))
    gamma, delta = (
        np.array([one[part] for one in record["batches"]], dtype=float).reshape(-1, len(mean))
        for part in ("gamma", "delta")
    )
    effect = kept @ np.array(record["beta"], dtype=float).reshape(kept.shape[1], len(mean))
    known = place >= 0
    scale = np.where(sd > 0, sd, np.inf)
    z = (x - effect - mean) / scale
    adjusted = x.copy()
    own = place[known]
    adjusted[known] = (z[known] - gamma[own]) / np.sqrt(delta[own]) * sd + mean + effect[known]
    # What did not vary within batches tells nothing but the batch.
    return np.where(sd > 0, adjusted, mean)


def _batches(
    record: Mapping[str, Any], rows: pd.DataFrame, quality: pd.DataFrame | None, rule: str
) -> list[str | None]:
    column = record["column"]
    source = rows
    if column not in rows and quality is not None:
        source = rows_of_quality(rows, quality)
    values = list(source[column]) if column in source else [None] * len(rows)
    batch = [None if pd.isna(one) or str(one) == "" else _as_text(one) for one in values]
    lacking = [str(rows["patient_id"].iloc[i]) for i, one in enumerate(batch) if one is None]
    if lacking and rule == "refuse":
        shown = name_some(lacking, quote="'")
        raise InputError(
            f"the model harmonises features by the column '{column}', which is not known for "
            f"patient_id {shown}",
            expected=", ".join(one["name"] for one in record["batches"]),
            hint="Give it in the features or the quality table; unseen = 'unchanged' takes such "
            "patients as they are",
        )
    return batch


def _refuse_unseen(record: Mapping[str, Any], batch: list[str | None], rule: str) -> None:
    known = [one["name"] for one in record["batches"]]
    other = list(dict.fromkeys(one for one in batch if one is not None and one not in known))
    if other and rule == "refuse":
        shown = name_some(other, quote="'")
        raise InputError(
            f"no training patient is of the batch {shown}: what it does to features is not known",
            expected=", ".join(known),
            hint="unseen = 'unchanged' takes its patients as they are",
        )


def _kept(
    record: Mapping[str, Any], rows: pd.DataFrame, covariates: pd.DataFrame | None
) -> np.ndarray:
    names = [one["name"] for one in record["keep"]]
    own = covariates is not None and all(name in covariates for name in names)
    columns = covariate_columns({"covariates": record["keep"]}, rows, covariates if own else None)
    return np.column_stack(columns) if columns else np.zeros((len(rows), 0))


def _flags(batch: list[str | None], seen: np.ndarray) -> tuple[str, ...]:
    if seen.all():
        return ()
    other = dict.fromkeys(
        one or "not known" for one, known in zip(batch, seen, strict=True) if not known
    )
    return (
        f"{int((~seen).sum())} of {len(batch)} are of a batch without training patients "
        f"({name_some(other)}): features taken as they are",
    )


def _as_text(value: Any) -> str:
    """A batch as R writes it: 120 for 120.0, TRUE for True."""
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value)).upper()
    if isinstance(value, (float, np.floating)):
        return f"{value:.15g}"
    return str(value)
