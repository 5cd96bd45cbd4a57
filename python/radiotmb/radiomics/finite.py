"""Values around a lesion that are not finite: named, and clamped where the preset clamps."""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk

from radiotmb.errors import InputError
from radiotmb.radiomics.array_image import AnyImage, ArrayImage, voxels_of
from radiotmb.radiomics.filters import LOCAL
from radiotmb.radiomics.preset import ExtractionPreset
from radiotmb.radiomics.roi import Box, Lesion, crop
from radiotmb.runtime.notes import Note, add_note

# A spline and a wavelet reach further than the margin kept for the original image.
_FEWEST_VOXELS = 32


def finite_surroundings(image: AnyImage, lesion: Lesion, preset: ExtractionPreset) -> AnyImage:
    """The scan with finite values wherever a filter's values in the lesion depend on them.

    Infinite values become the window's limits, and those that are no number its lower one (air, as
    scanners pad); without a window to clamp to they are refused.

    Parameters
    ----------
    image : SimpleITK.Image or ArrayImage
    lesion : Lesion
    preset : ExtractionPreset

    Raises
    ------
    InputError
        Where values within reach are not finite and the preset does not clamp.

    Examples
    --------
    >>> from radiotmb.radiomics.preset import read_preset
    >>> from radiotmb.radiomics.roi import lesion_in
    >>> image, mask = sitk.Image([9, 9, 9], sitk.sitkFloat32), sitk.Image([9, 9, 9], sitk.sitkUInt8)
    >>> mask[3:6, 3:6, 3:6] = 1
    >>> image[0, 0, 0] = float("nan")
    >>> finite = finite_surroundings(image, lesion_in(mask), read_preset("study"))
    >>> float(voxels_of(finite)[0, 0, 0])
    -150.0
    """
    if image.GetPixelID() not in (sitk.sitkFloat32, sitk.sitkFloat64):
        return image
    # A view looks into the memory of its image, which therefore has a name.
    part = crop(image, _reach(image, lesion, preset))
    count = int(np.sum(~np.isfinite(sitk.GetArrayViewFromImage(part))))
    if not count:
        return image
    said = f"{count} voxels around the lesion have values that are not finite"
    if preset.window != "clamp" or preset.window_hu is None or preset.settings.get("normalize"):
        raise InputError(
            said,
            expected="finite values within the filters' reach",
            hint="A window (--window clamp) sets them to its limits",
        )
    low, high = preset.window_hu
    voxels = np.nan_to_num(voxels_of(image), nan=low, posinf=high, neginf=low)
    add_note(Note("warning", "extraction", "image", f"{said}; set to the window's limits"))
    return ArrayImage.like(image, voxels)


def _reach(image: AnyImage, lesion: Lesion, preset: ExtractionPreset) -> Box:
    z, y, x = (slice(0, size) for size in reversed(image.GetSize()))
    if preset.settings.get("normalize") or set(preset.image_types) - set(LOCAL):
        return z, y, x
    if set(preset.image_types) == {"Original"} and not preset.resamples and not preset.ibsi2:
        return lesion.box
    spacing = np.array(image.GetSpacing()[::-1])
    mm = np.array([preset.pad_sigmas * sigma for sigma in (0.0, *preset.sigmas)]).max()
    mm = np.maximum(mm, preset.response_reach_mm(image.GetSpacing()))
    pad = np.maximum(np.ceil(mm / spacing), max(_FEWEST_VOXELS, preset.pad_voxels)).astype(int)
    z, y, x = (
        slice(max(0, along.start - wide), min(size, along.stop + wide))
        for along, wide, size in zip(lesion.box, pad, image.GetSize()[::-1], strict=True)
    )
    return z, y, x
