"""Missing feature values as medians of the training patients, which alone are looked at."""

from __future__ import annotations

import numpy as np


def impute_medians(values: np.ndarray, training: np.ndarray | None = None) -> np.ndarray:
    """Fill missing values of each column with its median.

    Parameters
    ----------
    values : array of float, shape (patients, features)
        With NaN where a value is missing.
    training : array of float, shape (training patients, features), optional
        Whose medians they are; those of all patients where not given. A column without a value
        there is filled with 0.

    Examples
    --------
    >>> impute_medians(np.array([[1.0], [3.0], [np.nan]])).ravel().tolist()
    [1.0, 3.0, 2.0]
    """
    incomplete = np.flatnonzero(np.isnan(values).any(axis=0))
    if not len(incomplete):
        return values
    filled = values.copy()
    seen = (values if training is None else training)[:, incomplete]
    medians = np.zeros(len(incomplete))
    there = ~np.isnan(seen).all(axis=0)
    medians[there] = np.nanmedian(seen[:, there], axis=0)
    for column, median in zip(incomplete, medians, strict=True):
        filled[np.isnan(filled[:, column]), column] = median
    return filled
