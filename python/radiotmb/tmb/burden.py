"""What a count over a number of megabases means: exact intervals, probability, status."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from radiotmb.errors import InputError
from radiotmb.tmb.assay import Line
from radiotmb.tmb.gamma_distribution import gamma_quantile, gamma_tail, normal_quantile

if TYPE_CHECKING:
    import pandas as pd

# Columns by their names: a data frame of them costs a command more time than they do.
Plain = dict[str, np.ndarray]


def _checked(
    mutations: ArrayLike, megabases: ArrayLike, conf_level: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    try:
        count = np.atleast_1d(np.asarray(mutations, dtype=float))
        size = np.atleast_1d(np.asarray(megabases, dtype=float))
        count, size = np.broadcast_arrays(count, size)
    except ValueError as error:
        raise InputError(
            "mutations and megabases are not numbers of one length", expected="equal lengths"
        ) from error
    if not (np.isfinite(count).all() and (count >= 0).all() and (count == np.floor(count)).all()):
        raise InputError("mutations are not counts", expected="whole numbers >= 0")
    if not (np.isfinite(size).all() and (size > 0).all()):
        raise InputError("megabases are not sizes", expected="numbers > 0")
    if not 0 < conf_level < 1:
        raise InputError(f"conf_level is {conf_level}", expected="a number between 0 and 1")
    return count, size


def tmb_interval(
    mutations: ArrayLike, megabases: ArrayLike, conf_level: float = 0.95
) -> pd.DataFrame:
    """Burden in mutations/Mb with its exact Poisson interval.

    Parameters
    ----------
    mutations : array-like of int
        Counted mutations.
    megabases : array-like of float
        Bases they were counted over, in Mb.
    conf_level : float

    Returns
    -------
    pandas.DataFrame
        tmb, tmb_lower, tmb_upper (mutations/Mb).

    Raises
    ------
    InputError
        Where a count is no count or a size is not positive.

    References
    ----------
    Garwood F. Fiducial limits for the Poisson distribution. Biometrika 1936;28:437-442.

    Examples
    --------
    >>> tmb_interval(19, 1.198355).round(2)
         tmb  tmb_lower  tmb_upper
    0  15.86       9.55      24.76
    """
    return _frame(_interval(mutations, megabases, conf_level))


def _frame(columns: Plain) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(columns)


def _interval(mutations: ArrayLike, megabases: ArrayLike, conf_level: float) -> Plain:
    count, size = _checked(mutations, megabases, conf_level)
    tail = (1 - conf_level) / 2
    lower = np.where(count > 0, gamma_quantile(np.maximum(count, 1), tail), 0.0)
    upper = gamma_quantile(count + 1, tail, upper=True)
    return {"tmb": count / size, "tmb_lower": lower / size, "tmb_upper": upper / size}


def tmb_probability(mutations: ArrayLike, megabases: ArrayLike, cutoff: float = 10) -> np.ndarray:
    """Probability that the true burden is at or above the cutoff.

    The posterior is Gamma(mutations + 1/2, rate = megabases): Poisson counts under Jeffreys'
    prior.

    Parameters
    ----------
    mutations, megabases : array-like
        As in :func:`tmb_interval`.
    cutoff : float
        In mutations/Mb.

    Returns
    -------
    numpy.ndarray

    References
    ----------
    Jeffreys H. An invariant form for the prior probability in estimation problems. Proc R Soc
    Lond A 1946;186:453-461.

    Examples
    --------
    >>> tmb_probability([4, 12, 40], 1.2).round(3)
    array([0.004, 0.519, 1.   ])
    """
    count, size = _checked(mutations, megabases)
    return gamma_tail(count + 0.5, cutoff * size)


def tmb_status(
    mutations: ArrayLike, megabases: ArrayLike, cutoff: float = 10, conf_level: float = 0.95
) -> pd.DataFrame:
    """Burden, interval, probability and status.

    ``high`` is a burden at or above the cutoff; ``borderline`` an interval that straddles it.

    Parameters
    ----------
    mutations, megabases : array-like
        As in :func:`tmb_interval`.
    cutoff : float
        In mutations/Mb.
    conf_level : float

    Returns
    -------
    pandas.DataFrame
        tmb, tmb_lower, tmb_upper, p_high, status, borderline.

    Examples
    --------
    >>> tmb_status([4, 12], 1.2)[["status", "borderline"]]
      status  borderline
    0    low       False
    1   high        True
    """
    return _frame(_status(mutations, megabases, cutoff, conf_level))


def _status(mutations: ArrayLike, megabases: ArrayLike, cutoff: float, conf_level: float) -> Plain:
    found = _interval(mutations, megabases, conf_level)
    found["p_high"] = tmb_probability(mutations, megabases, cutoff)
    found["status"] = np.where(found["tmb"] >= cutoff, "high", "low")
    found["borderline"] = _straddles(found, cutoff)
    return found


def _straddles(found: Plain, cutoff: float) -> np.ndarray:
    straddles: np.ndarray = (found["tmb_lower"] < cutoff) & (cutoff <= found["tmb_upper"])
    return straddles


def calibrated_status(
    mutations: ArrayLike,
    megabases: ArrayLike,
    lines: Sequence[Line],
    cutoff: float = 10,
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """:func:`tmb_status` of a burden with straight lines over it (slope x burden + intercept).

    The lines' standard errors enter the interval (added to the count's own in quadrature, on
    either side) and the probability (averaged over both coefficients, taken as normal and
    independent). Lines without standard errors move burden, interval and cutoff alike.

    Parameters
    ----------
    mutations, megabases : array-like
        As in :func:`tmb_interval`.
    lines : sequence of Line
        Laid over the burden one after the other.
    cutoff : float
        In mutations/Mb of the last line.
    conf_level : float

    Returns
    -------
    pandas.DataFrame
        As :func:`tmb_status`.

    Examples
    --------
    >>> line = Line(apply=True, slope=2, intercept=1)
    >>> calibrated_status(6, 1.2, [line])[["tmb", "status"]].values.tolist()
    [[11.0, 'high']]
    """
    return _frame(plain_status(mutations, megabases, lines, cutoff, conf_level))


def plain_status(
    mutations: ArrayLike,
    megabases: ArrayLike,
    lines: Sequence[Line],
    cutoff: float = 10,
    conf_level: float = 0.95,
) -> Plain:
    """The columns of :func:`calibrated_status`, without a data frame.

    Examples
    --------
    >>> plain_status(12, 1.2, [])["status"].tolist()
    ['high']
    """
    slope, intercept, variance = 1.0, 0.0, np.zeros(2)
    for line in lines:
        slope, intercept = slope * line.slope, intercept * line.slope + line.intercept
        variance = variance * line.slope**2 + (line.slope_se**2, line.intercept_se**2)
    slope_se, intercept_se = np.sqrt(variance)
    back = max(0.0, (cutoff - intercept) / slope)
    found = _status(mutations, megabases, back, conf_level)
    raw = found["tmb"]
    for name in ("tmb", "tmb_lower", "tmb_upper"):
        found[name] = found[name] * slope + intercept
    if slope_se == intercept_se == 0:
        return found
    error = normal_quantile((1 + conf_level) / 2) * np.sqrt((raw * slope_se) ** 2 + intercept_se**2)
    below = np.hypot(found["tmb"] - found["tmb_lower"], error)
    above = np.hypot(found["tmb_upper"] - found["tmb"], error)
    found["tmb_lower"] = np.maximum(found["tmb"] - below, 0)
    found["tmb_upper"] = found["tmb"] + above
    found["p_high"] = _mean_probability(
        mutations, megabases, cutoff, (slope, slope_se), (intercept, intercept_se)
    )
    found["borderline"] = _straddles(found, cutoff)
    return found


def _mean_probability(
    mutations: ArrayLike,
    megabases: ArrayLike,
    cutoff: float,
    slope: tuple[float, float],
    intercept: tuple[float, float],
) -> np.ndarray:
    """The probability of a high burden, averaged over normal errors of both coefficients."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(15)
    weights = weights / weights.sum()
    total: np.ndarray = np.zeros(len(np.atleast_1d(np.asarray(mutations))))
    for node, weight in zip(nodes, weights, strict=True):
        for other, share in zip(nodes, weights, strict=True):
            tilt = max(slope[0] + node * slope[1], 1e-9)
            back = (cutoff - intercept[0] - other * intercept[1]) / tilt
            total = total + weight * share * tmb_probability(mutations, megabases, max(back, 0.0))
    return total
