"""Response maps: an image filtered as the IBSI's second standard says."""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk
from scipy import ndimage

from radiotmb.errors import InputError
from radiotmb.radiomics.response_filters import BOUNDARIES, ResponseFilter, SeparableKernel
from radiotmb.runtime.notes import Note, add_note

# Sides that differ by less are equal: headers round.
_EQUAL = 1e-3


def response_map(image: sitk.Image, wanted: ResponseFilter) -> sitk.Image:
    """The response of an image to one of the IBSI's filters.

    Parameters
    ----------
    image : SimpleITK.Image
        Three-dimensional.
    wanted : ResponseFilter

    Returns
    -------
    SimpleITK.Image
        64-bit, on the image's grid.

    Raises
    ------
    InputError
        Where the filter is not defined on the image's voxels.

    References
    ----------
    Depeursinge A, et al. Standardised convolutional filtering for radiomics. arXiv:2006.05470.

    Examples
    --------
    >>> from radiotmb.radiomics.response_presets import read_filters
    >>> impulse = np.zeros((9, 9, 9))
    >>> impulse[4, 4, 4] = 1
    >>> [mean] = read_filters([{"filter": "mean", "support": 3}])
    >>> found = response_map(sitk.GetImageFromArray(impulse), mean)
    >>> round(found[3, 4, 5] * 27, 12), found[2, 4, 4]
    (1.0, 0.0)
    """
    spacing = image.GetSpacing()
    check_voxels(spacing, image.GetSize(), wanted)
    values = sitk.GetArrayFromImage(image).astype(float)
    bank = wanted.bank(float(spacing[0]))
    response = _convolved(values, bank[0], wanted.boundary)
    for kernel in bank[1:]:
        other = _convolved(values, kernel, wanted.boundary)
        if wanted.pooling == "max":
            np.maximum(response, other, out=response)
        elif wanted.pooling == "min":
            np.minimum(response, other, out=response)
        else:
            response += other
    if wanted.pooling == "average":
        response /= len(bank)
    if wanted.energy_reach:
        size = 2 * wanted.energy_reach + 1
        response = _averaged(np.abs(response), size, wanted)
    found = sitk.GetImageFromArray(response)
    found.CopyInformation(image)
    return found


def check_voxels(
    spacing_mm: tuple[float, ...], size: tuple[int, ...], wanted: ResponseFilter
) -> None:
    """Refuse voxels a filter is not defined on, and say what it counts in where sides differ.

    Raises
    ------
    InputError
    """
    filtered = spacing_mm[: wanted.dimensions]
    if wanted.dimensions == 3 and size[2] == 1:
        raise InputError(
            f"{wanted.image_type} filters in three dimensions, the image has one slice",
            expected="dimensions: 2, or two kernels",
        )
    if max(filtered) <= min(filtered) * (1 + _EQUAL):
        return
    sides = " x ".join(f"{side:g}" for side in filtered)
    if wanted.isotropic:
        raise InputError(
            f"{wanted.image_type} needs voxels of equal sides, these have {sides} mm",
            expected="resampledPixelSpacing with equal sides, or a filter in two dimensions",
        )
    add_note(
        Note(
            "warning",
            "extraction",
            "image",
            f"{wanted.image_type} counts in voxels, which have {sides} mm here",
        )
    )


def _convolved(values: np.ndarray, kernel: SeparableKernel, boundary: str) -> np.ndarray:
    """Level after level, along z, y and x; what lies beyond the border is set anew each level."""
    for level in range(len(kernel[0])):
        for axis in reversed(range(len(kernel))):
            # The first kernel is that of x, the array's last axis.
            values = ndimage.convolve1d(
                values, kernel[axis][level], axis=2 - axis, mode=BOUNDARIES[boundary]
            )
    return values


def _averaged(values: np.ndarray, size: int, wanted: ResponseFilter) -> np.ndarray:
    weights = (np.full(size, 1 / size),)
    return _convolved(values, (weights,) * wanted.dimensions, wanted.boundary)
