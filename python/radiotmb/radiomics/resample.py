"""Resampling of the lesion's surroundings to another voxel size."""

from __future__ import annotations

from typing import Any

import numpy as np
import SimpleITK as sitk
from radiomics import imageoperations

from radiotmb.errors import InputError
from radiotmb.radiomics.preset import ExtractionPreset
from radiotmb.radiomics.roi import Lesion, crop, lesion_in, on_whole

# A cubic B-spline's coefficients feel a voxel k away with (sqrt(3) - 2)^k: 24 voxels are 2e-14.
_SPLINE_REACH = 24


def resampled(
    image: sitk.Image,
    mask: sitk.Image,
    lesion: Lesion,
    preset: ExtractionPreset,
    settings: dict[str, Any],
) -> tuple[sitk.Image, Lesion]:
    """Image and lesion on PyRadiomics' resampling grid, as far as the preset's filters reach.

    The grid is PyRadiomics' own (aligned to the corner of the whole mask), so only the image is
    cropped before the interpolation.

    Returns
    -------
    (SimpleITK.Image, Lesion)

    Raises
    ------
    InputError
        Where the lesion vanishes between the new voxels.
    """
    old = np.array(image.GetSpacing())
    new = np.array(settings["resampledPixelSpacing"], dtype=float)
    new = np.where(new == 0, old, new)
    reach_mm = max([preset.pad_sigmas * sigma for sigma in preset.sigmas], default=0.0)
    pad = int(max(preset.pad_voxels + 1, np.ceil(reach_mm / new.min())))
    margin = [int(steps) + _SPLINE_REACH for steps in np.ceil(pad * new / old)]
    box = tuple(
        slice(max(0, along.start - wide), min(size, along.stop + wide))
        for along, wide, size in zip(
            lesion.box, reversed(margin), reversed(image.GetSize()), strict=True
        )
    )
    part = crop(image, box)
    # PyRadiomics keeps the voxel type, so that whole Hounsfield units stay whole.
    image, mask = imageoperations.resampleImage(
        part, on_whole(lesion, mask), **{**settings, "padDistance": pad, "label": 1}
    )
    if not sitk.GetArrayViewFromImage(mask).any():
        raise InputError(
            "no voxel of the lesion is left on the resampled grid",
            expected="a voxel size the lesion is larger than",
        )
    return image, lesion_in(sitk.Cast(mask, sitk.sitkUInt8))
