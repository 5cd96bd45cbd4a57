"""Covariates, which are in every model, and the checks of columns that features share with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from radiotmb.runtime.name_some import LONGEST_NAME, name_some, shown_name
from radiotmb.stats.python_engine.r_errors import argument_error, data_error

# Boosting computes in single precision, in which larger numbers are infinite.
_LARGEST = 3.4028234e38


def need_columns(frame: pd.DataFrame, argument: str, columns: Sequence[str]) -> None:
    """Raise unless the argument is a data frame with these columns."""
    if not isinstance(frame, pd.DataFrame):
        raise argument_error(argument, "a data frame", type(frame).__name__)
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        has = ", ".join(map(str, frame.columns[:10]))
        raise data_error(
            f"`{argument}` has no column {', '.join(map(repr, missing))}; it has {has}."
        )


def check_column_names(columns: Iterable, argument: str) -> None:
    """Raise for a column without a name, and for two of one name."""
    names = pd.Index(columns)
    nameless = np.flatnonzero(names.isna() | (names.astype(str) == ""))
    if len(nameless):
        raise data_error(f"`{argument}` has a column without a name (number {nameless[0] + 1}).")
    if names.has_duplicates:
        twice = shown_name(names[names.duplicated()][0], LONGEST_NAME)
        raise data_error(f"`{argument}` has two columns named '{twice}'.")


def check_single_precision(columns: pd.DataFrame, argument: str, patient_id: Sequence[str]) -> None:
    """Raise for a number that boosting would take for infinite."""
    for name in columns.columns:
        value = columns[name].to_numpy(dtype=float, na_value=np.nan)
        over = np.flatnonzero(np.isfinite(value) & (np.abs(value) > _LARGEST))
        if len(over):
            raise data_error(
                f"`{argument}` has {value[over[0]]:g} in column '{name}' for patient_id "
                f"'{patient_id[over[0]]}': beyond single precision ({_LARGEST:.1e}), in which the "
                "model computes. Rescale the column or leave it out."
            )


def covariate_matrix(
    covariates: pd.DataFrame | None, patient_id: list[str]
) -> tuple[np.ndarray | None, list[str], list[str]]:
    """Numbers as they are, texts and categories as indicators against their first level.

    Parameters
    ----------
    covariates : pandas.DataFrame or None
        patient_id and the columns of every model.
    patient_id : list of str
        The patients, in the order of the rows wanted.

    Returns
    -------
    tuple
        The columns (patients x covariates) or None, their names, and flags: a column that is the
        same in every patient is left out.

    Raises
    ------
    StatisticsError
        For a patient twice or incomplete, an infinite number, no column that differs.
    """
    if covariates is None:
        return None, [], []
    need_columns(covariates, "covariates", ["patient_id"])
    check_column_names(covariates.columns, "covariates")
    table = covariates.assign(patient_id=covariates["patient_id"].astype(str))
    twice = table.loc[table["patient_id"].duplicated(), "patient_id"]
    if len(twice):
        raise data_error(f"`covariates` has patient_id '{twice.iloc[0]}' twice.")
    table = table.set_index("patient_id").reindex(patient_id)
    incomplete = table.isna().any(axis=1)
    known = set(covariates["patient_id"].astype(str))
    lacking = [one for one in patient_id if one not in known or incomplete[one]]
    if lacking:
        raise data_error(f"`covariates` is not complete for patient_id '{lacking[0]}'.")
    _check_finite(table, patient_id)
    constant = [name for name in table.columns if table[name].nunique() < 2]
    flags = []
    if constant:
        flags.append(f"covariates left out, the same in every patient: {name_some(constant)}")
    table = table.drop(columns=constant)
    if table.shape[1] == 0:
        raise data_error("`covariates` has no column that differs between patients.")
    logical = [name for name in table.columns if pd.api.types.is_bool_dtype(table[name].dtype)]
    table = table.astype(dict.fromkeys(logical, float))
    table = table.rename(columns={name: f"{name}TRUE" for name in logical})
    # Column by column: all at once puts the indicators behind the numbers.
    wide = pd.concat(
        [pd.get_dummies(table[[name]], drop_first=True, prefix_sep="") for name in table.columns],
        axis=1,
    )
    return wide.to_numpy(dtype=float), [str(name) for name in wide.columns], flags


def _check_finite(table: pd.DataFrame, patient_id: list[str]) -> None:
    numeric = table.select_dtypes("number")
    for name in numeric.columns:
        value = numeric[name].to_numpy(dtype=float)
        infinite = np.flatnonzero(np.isinf(value))
        if len(infinite):
            raise data_error(
                f"`covariates` has {'Inf' if value[infinite[0]] > 0 else '-Inf'} in column "
                f"'{name}' for patient_id '{patient_id[infinite[0]]}'; it must be a finite number."
            )
    check_single_precision(numeric, "covariates", patient_id)
