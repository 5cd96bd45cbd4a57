"""Checks the input of the chain: a finite numeric matrix with named columns, and two classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from radiotmb.runtime.name_some import name_some
from radiotmb.stats.python_engine.r_errors import argument_error, data_error


def feature_matrix(x: Any, argument: str = "x") -> tuple[np.ndarray, list[str]]:
    """Values (patients x features, float64) and feature names; raises where not finite."""
    if not isinstance(x, pd.DataFrame):
        raise argument_error(argument, "a numeric data frame", type(x).__name__)
    names = [str(name) for name in x.columns]
    text = [
        name for name, dtype in zip(names, x.dtypes, strict=True)
        if not pd.api.types.is_numeric_dtype(dtype)
    ]  # fmt: skip
    if text:
        raise data_error(f"`{argument}` has a column that is not numeric: '{text[0]}'.")
    repeated = pd.Index(names)[pd.Index(names).duplicated()]
    if len(repeated):
        raise data_error(f"`{argument}` has two columns named '{repeated[0]}'.")
    values = x.to_numpy(dtype=float, na_value=np.nan)
    unusable = np.flatnonzero(~np.isfinite(values).all(axis=0))
    if len(unusable):
        shown = name_some([names[column] for column in unusable], 1, quote="'")
        raise data_error(f"`{argument}` has missing or infinite values in column {shown}.")
    return values, names


def two_classes(y: Sequence, n: int, argument: str = "y") -> tuple[np.ndarray, list[str]]:
    """Whether each row is of the second class, and the two classes in order."""
    series = pd.Series(y).reset_index(drop=True)
    if len(series) != n:
        raise argument_error(
            argument, f"two classes, one for each of the {n} rows", f"{len(series)} values"
        )
    if series.isna().any():
        raise data_error(f"`{argument}` has missing values.")
    if isinstance(series.dtype, pd.CategoricalDtype):
        levels = [str(level) for level in series.cat.remove_unused_categories().cat.categories]
    else:
        levels = [str(level) for level in sorted(series.unique())]
    if len(levels) != 2:
        raise data_error(
            f"`{argument}` must hold two classes, not {len(levels)} ({', '.join(levels[:5])})."
        )
    return (series.astype(str) == levels[1]).to_numpy(), levels


def constant_columns(values: np.ndarray) -> np.ndarray:
    """Which columns have one value only."""
    return (values == values[:1]).all(axis=0) if len(values) else np.ones(values.shape[1], bool)
