"""What a reader should know of a scan before trusting its features."""

from __future__ import annotations

from typing import Any

import numpy as np
import SimpleITK as sitk

from radiotmb.radiomics.array_image import AnyImage, voxels_of
from radiotmb.radiomics.preset import ExtractionPreset
from radiotmb.radiomics.roi import Lesion, crop

FEWEST_VOXELS = 64
# Median attenuation of solid tissue, contrast-enhanced or not; beyond it the image is hardly CT in
# Hounsfield units, or the mask lies on air, fat or bone.
SOFT_TISSUE_HU = (-100.0, 300.0)
# From micro-CT to a thick localiser; beyond it the header is hardly in millimetres.
VOXEL_MM = (0.02, 30.0)

# A scan shows more than a lesion.
_LARGEST_SHARE = 0.9


def scan_quality(
    image: AnyImage,
    lesion: Lesion,
    preset: ExtractionPreset,
    *,
    component: str = "all",
) -> dict[str, Any]:
    """Describe a lesion in its scan.

    Parameters
    ----------
    image : SimpleITK.Image or ArrayImage
        Scan, HU.
    lesion : Lesion
    preset : ExtractionPreset
        For the share of voxels outside its window.
    component : {"all", "largest"}
        What was done about several parts.

    Returns
    -------
    dict
        ``voxels``, ``volume_ml``, ``slices``, ``components``, ``hu_min``, ``hu_median``,
        ``hu_max`` (before the window), ``clamped_share``, ``spacing_x``, ``spacing_y``,
        ``spacing_z`` (mm) and ``warnings`` (list of str).

    Examples
    --------
    >>> from radiotmb.radiomics.preset import read_preset
    >>> from radiotmb.radiomics.roi import lesion_in
    >>> image, mask = sitk.Image([4, 4, 4], sitk.sitkInt16), sitk.Image([4, 4, 4], sitk.sitkUInt8)
    >>> image[0, 0, 0], mask[1:3, 1:3, 1:3] = -1000, 1
    >>> scan_quality(image, lesion_in(mask), read_preset("study"))["warnings"]
    ['8 voxels, under 64']
    """
    part = crop(image, lesion.box)
    values = sitk.GetArrayViewFromImage(part)[sitk.GetArrayViewFromImage(lesion.mask) == 1]
    spacing = image.GetSpacing()
    outside = 0.0
    if preset.window != "none" and preset.window_hu is not None:
        low, high = preset.window_hu
        outside = float(np.mean((values < low) | (values > high)))
    quality: dict[str, Any] = {
        "voxels": int(values.size),
        "volume_ml": float(values.size * np.prod(spacing) / 1000),
        "slices": lesion.mask.GetSize()[2],
        "components": lesion.components,
        "hu_min": float(values.min()),
        "hu_median": float(np.median(values)),
        "hu_max": float(values.max()),
        "clamped_share": outside,
        **{f"spacing_{axis}": float(size) for axis, size in zip("xyz", spacing, strict=True)},
    }
    quality["warnings"] = [
        *_warnings(quality, component),
        *_unlike_a_scan(image, values.size, preset),
        *_border(image, lesion),
    ]
    return quality


def _unlike_a_scan(image: AnyImage, lesion_voxels: int, preset: ExtractionPreset) -> list[str]:
    """What a mask, or an image without air, would look like in a scan's place."""
    whole = voxels_of(image)
    if lesion_voxels > _LARGEST_SHARE * whole.size:
        return ["the lesion fills nearly the whole image"]
    # Of a scan, the first plane already holds air.
    if preset.window_hu is not None and not any((plane < 0).any() for plane in whole):
        return ["no voxel of the image is below 0: hardly Hounsfield units"]
    return []


def _border(image: AnyImage, lesion: Lesion) -> list[str]:
    """Whether the lesion goes on where the image ends."""
    sides = zip(lesion.box, reversed(image.GetSize()), strict=True)
    reached = [
        axis
        for axis, (along, size) in zip("zyx", sides, strict=True)
        if size > 1 and (along.start == 0 or along.stop == size)
    ]
    if not reached:
        return []
    along = ", ".join(reversed(reached))
    return [f"the lesion reaches the image's border along {along} and may be cut off"]


def _warnings(quality: dict[str, Any], component: str) -> list[str]:
    found = []
    if quality["voxels"] < FEWEST_VOXELS:
        found.append(f"{quality['voxels']} voxels, under {FEWEST_VOXELS}")
    if quality["slices"] == 1:
        found.append("the lesion lies in one slice")
    sides = [quality[f"spacing_{axis}"] for axis in "xyz"]
    if not VOXEL_MM[0] <= min(sides) <= max(sides) <= VOXEL_MM[1]:
        shown = " x ".join(f"{side:g}" for side in sides)
        found.append(f"voxels of {shown} mm: the file may count in another unit")
    low, high = SOFT_TISSUE_HU
    if not low <= quality["hu_median"] <= high:
        found.append(
            f"median {quality['hu_median']:.0f} HU, outside soft tissue's {low:.0f} to {high:.0f}"
        )
    if quality["components"] > 1:
        kept = "all kept" if component == "all" else "only the largest kept"
        found.append(f"{quality['components']} unconnected parts, {kept}")
    return found
