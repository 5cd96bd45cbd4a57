"""The stationary wavelet transform of a lesion's box, in PyRadiomics' bands and names.

PyWavelets transforms a whole volume along one axis after the other, 14 volumes for eight bands.
Here each pass gives only the planes that the next one needs, and one band is in memory at a time.
Sums are taken in PyWavelets' order: no bit differs.

References
----------
Lee GR, Gommers R, Wasilewski F, Wohlfahrt K, O'Leary A. PyWavelets: a Python package for wavelet
analysis. J Open Source Softw 2019;4(36):1237.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
import pywt

from radiotmb.radiomics._line_filters import convolve


def wavelet_reach(wavelet: str, levels: int) -> int:
    """Voxels away, to each side, that a band of so many levels depends on.

    Examples
    --------
    >>> wavelet_reach("coif1", 1)
    3
    """
    return int(pywt.Wavelet(wavelet).dec_len) // 2 * levels


def wavelet_bands(
    values: np.ndarray, wavelet: str, axes: Sequence[int], levels: int, start_level: int = 0
) -> Iterator[tuple[str, np.ndarray]]:
    """The bands of a box, from the box and its margin.

    Parameters
    ----------
    values : float array of shape (z, y, x)
        The box and :func:`wavelet_reach` voxels to each side, for all levels together.
    wavelet : str
        PyWavelets' name of a discrete wavelet.
    axes : sequence of int
        Of the array, in the order in which they are filtered and named.
    levels, start_level : int
        Levels that are given, and levels before them that are not.

    Yields
    ------
    (str, array)
        PyRadiomics' name, such as ``wavelet-HLL``, and the band inside the box; the approximation
        of the last level comes last.

    Examples
    --------
    >>> even = np.full((8, 8, 8), 2.0)
    >>> bands = dict(wavelet_bands(even, "coif1", (2, 1, 0), 1))
    >>> len(bands), bands["wavelet-LLL"].shape, bool(np.allclose(bands["wavelet-HLL"], 0))
    (8, (2, 2, 2), True)
    """
    letters = dict(zip("LH", _kernels(wavelet, values.dtype), strict=True))
    step = wavelet_reach(wavelet, 1)
    margin = step * (start_level + levels)
    for level in range(1 - start_level, levels + 1):
        margin -= step
        bands = _bands(_cropped(values, step, set(range(values.ndim)) - set(axes)), letters, axes)
        _, values = next(bands)
        if level > 0:
            for name, band in bands:
                inner = _cropped(band, margin, range(values.ndim))
                yield _name(level, name), np.ascontiguousarray(inner)
    yield _name(levels, "L" * len(axes)), values


def _kernels(wavelet: str, kind: np.dtype) -> tuple[np.ndarray, np.ndarray]:
    """PyWavelets' low- and high-pass kernel: what it makes of a single 1.

    Those of single precision are not those of double precision rounded.
    """
    length = int(pywt.Wavelet(wavelet).dec_len)
    impulse = np.zeros(4 * length, kind)
    impulse[length] = 1
    low, high = pywt.swt(impulse, wavelet, level=1)[0]
    first = length - length // 2
    return tuple(band[first : first + length].astype(float) for band in (low, high))


def _name(level: int, band: str) -> str:
    return f"wavelet{'' if level == 1 else level}-{band}"


def _bands(
    values: np.ndarray, letters: dict[str, np.ndarray], axes: Sequence[int], name: str = ""
) -> Iterator[tuple[str, np.ndarray]]:
    """Every band of one level, low-pass first; as much smaller as the kernels are long."""
    if not axes:
        yield name, values
        return
    for letter, weights in letters.items():
        part = _convolved(values, axes[0], weights)
        yield from _bands(part, letters, axes[1:], name + letter)


def _convolved(values: np.ndarray, axis: int, weights: np.ndarray) -> np.ndarray:
    shape = list(values.shape)
    before, length, after = math.prod(shape[:axis]), shape[axis], math.prod(shape[axis + 1 :])
    far = len(weights) // 2
    shape[axis] = length - 2 * far
    found = np.empty(shape, values.dtype)
    convolve(np.ascontiguousarray(values), found, before, length, after, far, length - far, weights)
    return found


def _cropped(values: np.ndarray, margin: int, axes: Sequence[int] | set[int]) -> np.ndarray:
    return values[
        tuple(
            slice(margin, size - margin) if axis in axes else slice(None)
            for axis, size in enumerate(values.shape)
        )
    ]
