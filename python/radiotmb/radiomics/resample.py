"""The part of a scan that is filtered: resampled or cropped first, where a preset says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import SimpleITK as sitk
from radiomics import imageoperations

from radiotmb.errors import InputError
from radiotmb.radiomics.array_image import AnyImage
from radiotmb.radiomics.preset import ExtractionPreset
from radiotmb.radiomics.roi import Box, Lesion, crop, lesion_in, on_whole

# A cubic B-spline's coefficients feel a voxel k away with (sqrt(3) - 2)^k: 24 voxels are 2e-14.
_SPLINE_REACH = 24
# PyRadiomics' own default, in voxels of the new grid.
_PAD_DISTANCE = 5


@dataclass(frozen=True)
class Surroundings:
    """A lesion in the part of its scan that filters see.

    Attributes
    ----------
    image : SimpleITK.Image or ArrayImage
    lesion : Lesion
    scaled : tuple of slice
        The part of the image whose largest value PyRadiomics scales square, square root, logarithm
        and exponential by (z, y, x).
    """

    image: AnyImage
    lesion: Lesion
    scaled: Box


def surroundings_of(
    image: AnyImage,
    mask: AnyImage,
    lesion: Lesion,
    preset: ExtractionPreset,
    settings: dict[str, Any],
) -> Surroundings:
    """The whole scan, or what resampling and ``preCrop`` make of it.

    Parameters
    ----------
    image, mask : SimpleITK.Image or ArrayImage
        On one grid.
    lesion : Lesion
        Of that mask.
    preset : ExtractionPreset
    settings : dict
        PyRadiomics settings in force.

    Raises
    ------
    InputError
        Where the lesion vanishes between the new voxels.
    """
    if preset.resamples:
        return _resampled(image, mask, lesion, preset, settings)
    if settings.get("preCrop"):
        return _cropped(image, lesion, int(settings.get("padDistance", 0)))
    return Surroundings(image, lesion, _all_of(image))


def _all_of(image: AnyImage) -> Box:
    x, y, z = image.GetSize()
    return slice(0, z), slice(0, y), slice(0, x)


def _cropped(image: AnyImage, lesion: Lesion, pad: int) -> Surroundings:
    """The lesion's box and a margin, which is all PyRadiomics filters after ``preCrop``."""
    outer = _padded(lesion.box, pad, image)
    part = crop(image, outer)
    inner = tuple(
        slice(along.start - wide.start, along.stop - wide.start)
        for along, wide in zip(lesion.box, outer, strict=True)
    )
    return Surroundings(part, Lesion(lesion.mask, inner, lesion.components), _all_of(part))


def _padded(box: Box, pad: int, image: AnyImage) -> Box:
    z, y, x = (
        slice(max(0, along.start - pad), min(size, along.stop + pad))
        for along, size in zip(box, reversed(image.GetSize()), strict=True)
    )
    return z, y, x


def _resampled(
    image: AnyImage,
    mask: AnyImage,
    lesion: Lesion,
    preset: ExtractionPreset,
    settings: dict[str, Any],
) -> Surroundings:
    """Image and lesion on PyRadiomics' resampling grid, as far as the preset's filters reach.

    The grid is PyRadiomics' own (aligned to the corner of the whole mask), so only the image is
    cropped before the interpolation.
    """
    old = np.array(image.GetSpacing())
    new = np.array(settings["resampledPixelSpacing"], dtype=float)
    new = np.where(new == 0, old, new)
    least = int(settings.get("padDistance", _PAD_DISTANCE))
    reach_mm = max([preset.pad_sigmas * sigma for sigma in preset.sigmas], default=0.0)
    responses = [far for one in preset.ibsi2 for far in one.reach(new.tolist())]
    pad = int(max(preset.pad_voxels + 1, np.ceil(reach_mm / new.min()), least, *responses))
    if preset.padded_as_pyradiomics:
        pad = least
    margin = [int(steps) + _SPLINE_REACH for steps in np.ceil(pad * new / old)]
    box = tuple(
        slice(max(0, along.start - wide), min(size, along.stop + wide))
        for along, wide, size in zip(
            lesion.box, reversed(margin), reversed(image.GetSize()), strict=True
        )
    )
    whole = on_whole(lesion, mask)
    # PyRadiomics keeps the voxel type, so that whole Hounsfield units stay whole.
    given = {**settings, "padDistance": pad, "label": 1}
    part, kept = imageoperations.resampleImage(crop(image, box), whole, **given)
    if not sitk.GetArrayViewFromImage(kept).any():
        raise InputError(
            "no voxel of the lesion is left on the resampled grid",
            expected="a voxel size the lesion is larger than",
        )
    scaled = _scaled_part(lesion, mask, part, pad, least)
    return Surroundings(part, lesion_in(sitk.Cast(kept, sitk.sitkUInt8)), scaled)


def _scaled_part(lesion: Lesion, mask: AnyImage, part: sitk.Image, pad: int, least: int) -> Box:
    """The part of a wider resampled image that PyRadiomics would have kept with its own margin."""
    ratio = np.array(mask.GetSpacing()) / np.array(part.GetSpacing())
    start = np.array([along.start for along in reversed(lesion.box)])
    stop = np.array([along.stop for along in reversed(lesion.box)])
    low, high = np.floor((start - 0.5) * ratio), np.ceil((stop - 0.5) * ratio)
    if np.allclose(ratio, 1):
        # Nothing is interpolated, and PyRadiomics crops as it does before any filter.
        low, high = start, stop - 1
    last = np.ceil(np.array(mask.GetSize()) * ratio) - 1
    wide = np.maximum(low - pad, 0)
    first = (np.maximum(low - least, 0) - wide).astype(int)
    end = (np.minimum(high + least, last) - wide).astype(int) + 1
    x, y, z = (
        slice(int(max(0, a)), int(min(size, b)))
        for a, b, size in zip(first, end, part.GetSize(), strict=True)
    )
    return z, y, x
