"""The intraclass correlation ICC(2,1) with its interval, for many features at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from radiotmb.errors import InputError


@dataclass(frozen=True)
class Agreement:
    """ICC(2,1) of each feature with its confidence limits; NaN where it is not defined.

    Examples
    --------
    >>> icc_2_1(np.array([[[1.0], [1.1]], [[2.0], [2.1]], [[3.0], [3.1]]])).icc.round(2)
    array([1.])
    """

    icc: np.ndarray
    lower: np.ndarray
    upper: np.ndarray


def icc_2_1(values: np.ndarray, conf_level: float = 0.95) -> Agreement:
    """Two-way random effects, absolute agreement, single measurement.

    Parameters
    ----------
    values : array of shape (subjects, measurements) or (subjects, measurements, features)
        Every subject measured under every condition.
    conf_level : float

    Returns
    -------
    Agreement
        Arrays of shape (features,), or scalars' arrays for two dimensions. A feature that is the
        same everywhere, or has a value that is not finite, has no ICC.

    Raises
    ------
    InputError
        With fewer than two subjects or measurements.

    References
    ----------
    Shrout PE, Fleiss JL. Intraclass correlations: uses in assessing rater reliability. Psychol
    Bull 1979;86:420-428. McGraw KO, Wong SP. Forming inferences about some intraclass correlation
    coefficients. Psychol Methods 1996;1:30-46 (the interval, with its correction 1996;1:390).

    Examples
    --------
    >>> ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9],
    ...            [6, 2, 4, 7]]
    >>> found = icc_2_1(np.array(ratings))
    >>> round(float(found.icc), 2), round(float(found.lower), 3), round(float(found.upper), 3)
    (0.29, 0.019, 0.761)
    """
    values = np.asarray(values, dtype=float)
    n, k = values.shape[:2]
    if n < 2 or k < 2:
        raise InputError(
            f"{n} scans measured {k} times", expected="at least 2 scans and 2 measurements of each"
        )
    with np.errstate(all="ignore"):
        rows, columns, error = _mean_squares(values)
        icc = (rows - error) / (rows + (k - 1) * error + k * (columns - error) / n)
        a = k * icc / (n * (1 - icc))
        b = 1 + k * icc * (n - 1) / (n * (1 - icc))
        freedom = (a * columns + b * error) ** 2 / (
            (a * columns) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1))
        )
        tail = 1 - (1 - conf_level) / 2
        below, above = special.fdtri(n - 1, freedom, tail), special.fdtri(freedom, n - 1, tail)
        rest = k * columns + (k * n - k - n) * error
        lower = n * (rows - below * error) / (below * rest + n * rows)
        upper = n * (above * rows - error) / (rest + n * above * rows)
        # Measurements without any error leave no degrees of freedom to the approximation.
        perfect = (rows > 0) & (error <= 1e-24 * rows) & (columns <= 1e-24 * rows)
        # Of few scans that agree less than by chance the approximation's interval may lie beside
        # the estimate: it is widened to hold it.
        lower, upper = np.fmin(lower, icc), np.fmax(upper, icc)
    lower, upper = (np.where(perfect, 1.0, limit) for limit in (lower, upper))
    return Agreement(np.where(perfect, 1.0, icc), lower, upper)


def icc_table(
    cube: np.ndarray, names: list[str], conf_level: float, keys: dict[str, Any]
) -> pd.DataFrame:
    """ICC(2,1) of every feature as a table.

    Parameters
    ----------
    cube : array of shape (scans, measurements, features)
    names : list of str
        The features.
    conf_level : float
    keys : dict
        First columns, the same in every row (lesion, phase).

    Returns
    -------
    pandas.DataFrame
        The keys, feature, icc, lower, upper, scans, measurements, flag (``constant``, ``not
        finite`` or empty).

    Examples
    --------
    >>> cube = np.array([[[1.0], [1.1]], [[2.0], [2.1]], [[4.0], [3.9]]])
    >>> icc_table(cube, ["a"], 0.95, {"lesion": "primary"}).columns.tolist()
    ['lesion', 'feature', 'icc', 'lower', 'upper', 'scans', 'measurements', 'flag']
    """
    found = icc_2_1(cube, conf_level)
    finite = np.isfinite(cube).all(axis=(0, 1))
    flat = finite & (np.ptp(cube, axis=(0, 1)) == 0)
    table = pd.DataFrame(
        {
            "feature": names,
            "icc": found.icc,
            "lower": found.lower,
            "upper": found.upper,
            "scans": cube.shape[0],
            "measurements": cube.shape[1],
            "flag": np.select([~finite, flat], ["not finite", "constant"], ""),
        }
    )
    for position, (name, value) in enumerate(keys.items()):
        table.insert(position, name, value)
    return table


def _mean_squares(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Between subjects, between measurements, and residual."""
    n, k = values.shape[:2]
    grand = values.mean(axis=(0, 1))
    subjects, measurements = values.mean(axis=1), values.mean(axis=0)
    residual = values - subjects[:, None] - measurements[None] + grand
    return (
        k * ((subjects - grand) ** 2).sum(axis=0) / (n - 1),
        n * ((measurements - grand) ** 2).sum(axis=0) / (k - 1),
        (residual**2).sum(axis=(0, 1)) / ((n - 1) * (k - 1)),
    )
