"""Laplacian of Gaussian by recursive filters, of the voxels in a box alone.

ITK's LaplacianRecursiveGaussianImageFilter is three second derivatives, each smoothed along the
two other axes: nine passes over the volume. A pass along one axis needs no margin along the axes
that were filtered before it, so here the volume shrinks to the box on the way, and lines lie side
by side in the processor's registers. The passes, their order and the single precision between them
are ITK's, and so is every bit of the result.

References
----------
Deriche R. Recursively implementing the Gaussian and its derivatives. INRIA research report 1893,
1993. Farneback G, Westin CF. Improving Deriche-style recursive Gaussian filters. J Math Imaging Vis
2006;26:293.
"""

from __future__ import annotations

import math
from functools import cache, reduce
from operator import add

import numpy as np

from radiotmb.radiomics._line_filters import recursive_gaussian
from radiotmb.radiomics.roi import Box

# Farneback and Westin's fits of two damped oscillations a + b to the Gaussian and its second
# derivative, as in ITK: weights of cosine and sine, and their common frequencies and decays.
_GAUSSIAN = (1.3530, 1.8151, -0.3531, 0.0902)
_SECOND = (-1.3563, 5.2318, 0.3446, -2.2355)
_FREQUENCIES, _DECAYS = (0.6681, 2.0787), (-1.3932, -1.3732)
# Lines the recursion can be begun on.
FEWEST_VOXELS = 4


def laplacian_of_gaussian(
    values: np.ndarray, spacing: tuple[float, ...], box: Box, sigma: float
) -> np.ndarray:
    """Laplacian of Gaussian, normalised across scale, of the voxels in a box.

    Parameters
    ----------
    values : real array of shape (z, y, x)
        The box and its margin, at least four voxels along every axis.
    spacing : tuple of 3 float
        mm along x, y, z.
    box : tuple of slice
        In the array (z, y, x).
    sigma : float
        mm.

    Returns
    -------
    float32 array
        The size of the box.

    Examples
    --------
    >>> impulse = np.zeros((21, 21, 21), np.float32)
    >>> impulse[10, 10, 10] = 1
    >>> found = laplacian_of_gaussian(impulse, (1, 1, 1), (slice(10, 11),) * 3, 2)
    >>> bool(abs(found.item() + 3 / (math.sqrt(2 * math.pi) * 2) ** 3) < 1e-3)
    True
    """
    if values.dtype != np.float32:
        values = values.astype(float)
    values = np.ascontiguousarray(values)
    total: np.ndarray | float = 0.0
    # x first, as in ITK; the array's axes are z, y, x.
    for second in (2, 1, 0):
        part = values
        for axis in (second, *(other for other in (2, 1, 0) if other != second)):
            step = float(spacing[2 - axis])
            part = _filtered(part, axis, box[axis], _coefficients(sigma, step, axis == second))
        inverse = 1 / float(spacing[2 - second]) ** 2
        total = (total + part.astype(float) * inverse).astype(np.float32)
    return np.asarray(total)


def _filtered(
    values: np.ndarray, axis: int, kept: slice, coefficients: tuple[float, ...]
) -> np.ndarray:
    shape = list(values.shape)
    before, length, after = math.prod(shape[:axis]), shape[axis], math.prod(shape[axis + 1 :])
    shape[axis] = kept.stop - kept.start
    found = np.empty(shape, np.float32)
    recursive_gaussian(
        values, found, before, length, after, kept.start, kept.stop, np.array(coefficients)
    )
    return found


@cache
def _coefficients(sigma: float, spacing: float, second: bool) -> tuple[float, ...]:
    """Causal, anticausal and recursive coefficients, and those of what lies beyond the ends."""
    steps = sigma / spacing
    recursive = _recursive(steps)
    order = np.arange(5)
    weights = np.array([1.0, *recursive])
    # Sums of the coefficients, once and twice differentiated, make the filter's moments exact.
    d0, d1, d2 = (_sum(weights * order**power) for power in range(3))
    causal = np.array(_causal(steps, _GAUSSIAN))
    if second:
        curved = np.array(_causal(steps, _SECOND))
        beta = -(2 * _sum(curved) - d0 * curved[0]) / (2 * _sum(causal) - d0 * causal[0])
        n0, n1, n2 = (_moment(curved, power) + beta * _moment(causal, power) for power in range(3))
        causal = curved + beta * causal
        scale = n2 * d0 * d0 - d2 * n0 * d0 - 2 * n1 * d1 * d0 + 2 * d1 * d1 * n0
        causal *= sigma**2 / (scale / (d0 * d0 * d0))
    else:
        causal *= 1.0 / (2 * _sum(causal) / d0 - causal[0])
    anticausal = [
        causal[1] - recursive[0] * causal[0],
        causal[2] - recursive[1] * causal[0],
        causal[3] - recursive[2] * causal[0],
        -recursive[3] * causal[0],
    ]
    first = [d * _sum(causal) / d0 for d in recursive]
    last = [d * _sum(np.array(anticausal)) / d0 for d in recursive]
    return tuple(map(float, (*causal, *anticausal, *recursive, *first, *last)))


def _sum(numbers: np.ndarray) -> float:
    """A sum from the first to the last, as it is written out in ITK."""
    # Not sum(), which makes up for what rounding lost from Python 3.12 on.
    return reduce(add, numbers.tolist())


def _moment(causal: np.ndarray, power: int) -> float:
    order = np.arange(len(causal))
    return _sum((causal * order**power)[1 if power else 0 :])


def _oscillations(steps: float) -> tuple[float, ...]:
    cosines = [math.cos(frequency / steps) for frequency in _FREQUENCIES]
    decays = [math.exp(decay / steps) for decay in _DECAYS]
    return *cosines, *decays


def _recursive(steps: float) -> tuple[float, float, float, float]:
    cos1, cos2, exp1, exp2 = _oscillations(steps)
    return (
        -2 * (exp2 * cos2 + exp1 * cos1),
        4 * cos2 * cos1 * exp1 * exp2 + (exp1 * exp1 + exp2 * exp2),
        -2 * cos1 * exp1 * exp2 * exp2 + -2 * cos2 * exp2 * exp1 * exp1,
        exp1 * exp1 * exp2 * exp2,
    )


def _causal(
    steps: float, fit: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    a1, b1, a2, b2 = fit
    cos1, cos2, exp1, exp2 = _oscillations(steps)
    sin1, sin2 = (math.sin(frequency / steps) for frequency in _FREQUENCIES)
    second = (a1 + a2) * cos2 * cos1
    second -= b1 * cos2 * sin1 + b2 * cos1 * sin2
    second *= 2 * exp1 * exp2
    return (
        a1 + a2,
        exp2 * (b2 * sin2 - (a2 + 2 * a1) * cos2) + exp1 * (b1 * sin1 - (a1 + 2 * a2) * cos1),
        second + (a2 * exp1 * exp1 + a1 * exp2 * exp2),
        exp2 * exp1 * exp1 * (b2 * sin2 - a2 * cos2) + exp1 * exp2 * exp2 * (b1 * sin1 - a1 * cos1),
    )
