"""Tails and quantiles of the gamma distribution, which exact limits of a Poisson count are.

scipy.special has the same functions; its import is a fifth of the processor time of
``radiotmb tmb`` on a small file. The tests hold these against it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

_EPSILON = 1e-16
_MOST_STEPS = 100  # of the search; it takes about five
_FEW = 16  # values that are faster one by one than as an array; the steps are the same


def gamma_tail(shape: ArrayLike, x: ArrayLike) -> np.ndarray:
    """The upper tail of the gamma distribution with rate 1.

    Parameters
    ----------
    shape : array-like
        From 0.5 on.
    x : array-like
        From 0 on.

    Returns
    -------
    numpy.ndarray

    References
    ----------
    NIST Digital Library of Mathematical Functions, 8.11.4 (the series below the mean) and 8.9.2
    (the continued fraction above it); 5.11.3 for the gamma function.

    Examples
    --------
    >>> gamma_tail([1, 1], [0, math.log(4)]).round(12).tolist()
    [1.0, 0.25]
    """
    shape, x = np.broadcast_arrays(np.asarray(shape, float), np.asarray(x, float))
    return _tails(shape, x)[1]


def gamma_quantile(shape: ArrayLike, tail: float, upper: bool = False) -> np.ndarray:
    """Where the gamma distribution with rate 1 has a tail below, or above, of a given size.

    Parameters
    ----------
    shape : array-like
        From 1 on.
    tail : float
        Between 0 and 1.
    upper : bool
        Whether the tail lies above.

    Returns
    -------
    numpy.ndarray

    Examples
    --------
    >>> gamma_quantile([1, 14], 0.025, upper=True).round(2).tolist()
    [3.69, 22.23]
    """
    shape = np.asarray(shape, float)
    z = NormalDist().inv_cdf(1 - tail if upper else tail)
    # Wilson and Hilferty's cube root, then Halley's steps.
    x = np.maximum(shape * (1 - 1 / (9 * shape) + z / (3 * np.sqrt(shape))) ** 3, 1e-3)
    found = np.zeros(shape.shape, dtype=bool)
    for _ in range(_MOST_STEPS):
        below, above = _tails(shape, x)
        excess = tail - above if upper else below - tail
        newton = excess * x / (_mass(shape, x) * shape)
        bend = np.minimum(1.0, newton * ((shape - 1) / x - 1))
        moved = np.maximum(x - newton / (1 - bend / 2), x / 10)
        close = np.abs(moved - x) <= 4 * _EPSILON * x
        # What is found stays: no value depends on those beside it.
        x = np.where(found, x, moved)
        found |= close
        if found.all():
            break
    return x


def normal_quantile(p: float) -> float:
    """The quantile of the standard normal distribution.

    Examples
    --------
    >>> round(normal_quantile(0.975), 4)
    1.96
    """
    return NormalDist().inv_cdf(p)


def _tails(shape: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Below and above; the one that is smaller, about, is computed and the other is its rest."""
    mass = _mass(shape, x)
    below = x < shape + 1
    lower = mass * _series(shape, np.where(below, x, 0.0))
    upper = mass * shape * _fraction(shape, np.where(below, shape + 2, x))
    return np.where(below, lower, 1 - upper), np.where(below, 1 - lower, upper)


def _mass(shape: np.ndarray, x: np.ndarray) -> np.ndarray:
    """``x^shape e^-x / gamma(shape + 1)``: for a whole shape the Poisson probability."""
    with np.errstate(divide="ignore"):
        away = (x - shape) / shape
        # Either form of the logarithm is exact where the other is not.
        log = np.where(x < shape / 2, np.log(x / shape), np.log1p(away))
    power = shape * (away - log)
    return np.exp(-power - _beyond_stirling(shape)) / np.sqrt(2 * np.pi * shape)


def _beyond_stirling(shape: np.ndarray) -> np.ndarray:
    """What the logarithm of gamma(shape + 1) has more than Stirling's formula."""
    square = 1 / shape**2
    series = 1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188)))
    found: np.ndarray = np.atleast_1d(series / shape)
    for place, small in enumerate(np.atleast_1d(shape).tolist()):
        if small < 16:
            stirling = (small + 0.5) * math.log(small) - small + 0.5 * math.log(2 * math.pi)
            found[place] = math.lgamma(small + 1) - stirling
    return found.reshape(shape.shape)


def _one_by_one(
    function: Callable[[float, float], float], shape: np.ndarray, x: np.ndarray
) -> np.ndarray:
    pairs = zip(shape.ravel().tolist(), x.ravel().tolist(), strict=True)
    return np.array([function(*pair) for pair in pairs]).reshape(shape.shape)


def _series_of_one(shape: float, x: float) -> float:
    term = total = 1.0
    place = 0
    while term > 0.1 * _EPSILON * total:
        place += 1
        term = term * x / (shape + place)
        total = total + term
    return total


def _series(shape: np.ndarray, x: np.ndarray) -> np.ndarray:
    if shape.size <= _FEW:
        return _one_by_one(_series_of_one, shape, x)
    term = total = np.ones(shape.shape)
    place = 0
    while (term > 0.1 * _EPSILON * total).any():
        place += 1
        term = term * x / (shape + place)
        total = total + term
    return total


def _fraction_of_one(shape: float, x: float) -> float:
    down = x + 1 - shape
    ratio = total = 1 / down
    up = 1e300
    place = 0
    while True:
        place += 1
        step = -place * (place - shape)
        down = down + 2
        ratio = 1 / (step * ratio + down)
        up = down + step / up
        total = total * up * ratio
        if abs(up * ratio - 1) < 4 * _EPSILON:
            return total


def _fraction(shape: np.ndarray, x: np.ndarray) -> np.ndarray:
    """By Lentz's method."""
    if shape.size <= _FEW:
        return _one_by_one(_fraction_of_one, shape, x)
    down = x + 1 - shape
    ratio = total = 1 / down
    up = np.full(shape.shape, 1e300)
    found = np.zeros(shape.shape, dtype=bool)
    place = 0
    while not found.all():
        place += 1
        step = -place * (place - shape)
        down = down + 2
        ratio = 1 / (step * ratio + down)
        up = down + step / up
        total = np.where(found, total, total * up * ratio)
        found |= np.abs(up * ratio - 1) < 4 * _EPSILON
    return total
