"""The rows and columns that a model predicts from: what is there, complete and meant by it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from radiotmb.errors import InputError
from radiotmb.runtime.name_some import name_some
from radiotmb.stats.text_cells import other_spelling, text_cell

_NOT_FEATURES = ("patient_id", "lesion", "role", "phase", "preset")
_LARGEST_SINGLE = 3.4028234e38


def keyed_rows(content: Mapping[str, Any], features: pd.DataFrame) -> pd.DataFrame:
    """One row a patient, lesion and phase; phases side by side where the model has several.

    Parameters
    ----------
    content : mapping
        Of a model.
    features : pandas.DataFrame

    Raises
    ------
    InputError
        For rows without a patient, given twice, or of another preset than the model's.
    """
    if "patient_id" not in features:
        raise InputError("`features` has no column 'patient_id'")
    if features.empty:
        raise InputError("`features` has no rows")
    if features.columns.has_duplicates:
        twice = features.columns[features.columns.duplicated()][0]
        raise InputError(f"`features` has two columns named '{twice}'")
    if features["patient_id"].isna().any():
        place = int(np.flatnonzero(features["patient_id"].isna())[0]) + 1
        raise InputError(f"`features` has no patient_id in row {place}")
    _check_preset(content, features)
    rows = _joined_phases(content, features.assign(patient_id=features["patient_id"].astype(str)))
    keys = [key for key in ("patient_id", "lesion", "phase") if key in rows]
    again = rows.duplicated(keys)
    if again.any():
        where = " in one lesion and phase" if len(keys) > 1 else ""
        raise InputError(
            f"`features` has patient_id '{rows['patient_id'][again].iloc[0]}' twice{where}"
        )
    return rows.reset_index(drop=True)


def feature_columns(
    content: Mapping[str, Any], rows: pd.DataFrame, missing: str
) -> tuple[np.ndarray, np.ndarray]:
    """The model's features in its order, and where they were missing and are filled.

    Raises
    ------
    InputError
        For absent features, by name; for values that are missing (where refused), infinite, or
        beyond single precision.
    """
    names = [feature["name"] for feature in content["features"]]
    absent = [name for name in names if name not in rows]
    if absent:
        shown = name_some(absent, quote="'")
        raise InputError(
            f"`features` lacks {len(absent)} of the {len(names)} features of the model: "
            f"{shown}{other_spelling(absent, list(map(str, rows)))}"
        )
    for name in names:
        if not pd.api.types.is_numeric_dtype(rows[name]):
            cell = text_cell(rows[name], rows["patient_id"].tolist())
            raise InputError(f"`features` has a column that is not numeric: '{name}'{cell}")
    x = rows[names].to_numpy(float, na_value=np.nan)
    holes = np.isnan(x)
    refused = np.isinf(x) | (holes if missing == "refuse" else False)
    if refused.any():
        row, column = (int(where[0]) for where in np.nonzero(refused))
        what = "no value" if holes[row, column] else "an infinite value"
        raise InputError(
            f"`features` has {what} for patient_id '{rows['patient_id'].iloc[row]}' in column "
            f"'{names[column]}'",
            hint="missing = 'median' takes the training patients' median"
            if holes[row, column]
            else None,
        )
    large = np.abs(np.where(holes, 0, x)) > _LARGEST_SINGLE
    if large.any():
        row, column = (int(where[0]) for where in np.nonzero(large))
        raise InputError(
            f"`features` has {x[row, column]:g} in column '{names[column]}' for patient_id "
            f"'{rows['patient_id'].iloc[row]}': beyond single precision, in which the model "
            "computes"
        )
    medians = np.array([feature["median"] for feature in content["features"]])
    return np.where(holes, medians, x), holes


def covariate_columns(
    content: Mapping[str, Any], rows: pd.DataFrame, covariates: pd.DataFrame | None
) -> list[np.ndarray]:
    """The model's covariates as columns of numbers: one a number, one a level but the first.

    Raises
    ------
    InputError
        For one that is absent, incomplete, or has a value no training patient has.
    """
    records = content["covariates"]
    if not records:
        return []
    source = "features"
    if covariates is not None:
        source = "covariates"
        table = covariates.assign(patient_id=covariates["patient_id"].astype(str))
        if table["patient_id"].duplicated().any():
            twice = table["patient_id"][table["patient_id"].duplicated()].iloc[0]
            raise InputError(f"`covariates` has more than one row for patient {twice}")
        rows = table.set_index("patient_id").reindex(rows["patient_id"]).reset_index()
    absent = [one["name"] for one in records if one["name"] not in rows]
    if absent:
        shown = name_some(absent, quote="'")
        raise InputError(f"the model needs the covariate {shown}; `{source}` has no such column")
    columns = []
    for one in records:
        value = rows[one["name"]]
        if value.isna().any():
            raise InputError(f"the covariate '{one['name']}' is not complete")
        if one["kind"] == "number":
            if (
                not pd.api.types.is_numeric_dtype(value)
                or not np.isfinite(value.astype(float)).all()
            ):
                raise InputError(f"the covariate '{one['name']}' must hold finite numbers")
            columns.append(value.to_numpy(float))
            continue
        text = value.astype(str)
        if one["levels"] == ["FALSE", "TRUE"]:
            text = text.str.upper()
        unknown = set(text) - set(one["levels"])
        if unknown:
            raise InputError(
                f"the covariate '{one['name']}' has '{sorted(unknown)[0]}', which no training "
                "patient has",
                expected=", ".join(one["levels"]),
            )
        columns += [(text == level).to_numpy(float) for level in one["levels"][1:]]
    return columns


def rows_of_quality(rows: pd.DataFrame, quality: pd.DataFrame | None) -> pd.DataFrame:
    """The scanner of each row: from the row itself, or from a quality table."""
    if quality is None:
        return rows
    keys = [key for key in ("patient_id", "lesion", "phase") if key in rows and key in quality]
    if "patient_id" not in keys:
        raise InputError("`quality` has no column 'patient_id'")
    table = quality.astype(dict.fromkeys(keys, str)).drop_duplicates(keys)
    return rows[keys].astype(str).merge(table, on=keys, how="left")


def _check_preset(content: Mapping[str, Any], features: pd.DataFrame) -> None:
    if content["preset"] is None or "preset" not in features:
        return
    other = sorted(set(features["preset"].dropna().astype(str)) - {content["preset"]})
    if other:
        raise InputError(
            f"`features` is of another extraction preset ({other[0]}) than the model "
            f"({content['preset']}): their values do not mean the same",
            hint="Extract the scans by the model's preset",
        )


def _joined_phases(content: Mapping[str, Any], features: pd.DataFrame) -> pd.DataFrame:
    parts = content["phases"]
    names = {feature["name"] for feature in content["features"]}
    if len(parts) < 2 or "phase" not in features or names <= set(features.columns):
        return features
    absent = [part for part in parts if part not in set(features["phase"])]
    if absent:
        raise InputError(
            f"the model has the phases {' and '.join(parts)} side by side; `features` has no rows "
            f"of phase '{absent[0]}'"
        )
    keys = [key for key in ("lesion", "patient_id") if key in features]
    used = features[features["phase"].isin(parts)]
    if used.duplicated([*keys, "phase"]).any():
        raise InputError("`features` has a patient twice in one phase")
    columns = [name for name in features.columns if name not in _NOT_FEATURES]
    wide = [
        used[used["phase"] == part].set_index(keys)[columns].add_prefix(f"{part}.")
        for part in parts
    ]
    joined = pd.concat(wide, axis=1, join="inner")
    if joined.empty:
        raise InputError("no patient of `features` has all phases of the model")
    return joined.reset_index()
