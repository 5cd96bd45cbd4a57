"""PyRadiomics' filtered images of a lesion, each computed on the part of the scan it depends on.

Nearly all of PyRadiomics' time goes into filtering voxels no feature ever sees. A wavelet sub-band
depends on a few voxels around it, a Laplacian of Gaussian on some sigmas, so each filter gets its
own crop of the scan *before* it runs, and what it gives inside the lesion's box is what the whole
scan would have given: to rounding for original and wavelet images, to the stated bound for the
recursive Gaussian, whose response never quite ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pywt
import SimpleITK as sitk
from radiomics import imageoperations

from radiotmb.errors import InputError
from radiotmb.radiomics.preset import ExtractionPreset
from radiotmb.radiomics.roi import Box, crop

# Image types whose value at a voxel depends on its neighbourhood alone. PyRadiomics scales the
# others (square, logarithm, ...) by the extreme of the whole image.
LOCAL = ("Original", "LoG", "Wavelet", "Gradient")

Filtered = tuple[sitk.Image, str, dict[str, Any]]


def filtered_images(
    image: sitk.Image, box: Box, preset: ExtractionPreset, settings: dict[str, Any]
) -> Iterator[Filtered]:
    """Every image type of a preset, cropped to the lesion's box.

    Parameters
    ----------
    image : SimpleITK.Image
        The whole scan, HU.
    box : tuple of slice
        The lesion's box (z, y, x).
    preset : ExtractionPreset
    settings : dict
        PyRadiomics settings in force.

    Yields
    ------
    (SimpleITK.Image, str, dict)
        The image inside the box, PyRadiomics' name of it, and the settings for its features.
    """
    for kind, custom in preset.image_types.items():
        arguments = {**settings, **custom}
        if kind == "LoG":
            yield from _log_images(image, box, preset, arguments)
        elif kind == "Wavelet":
            yield from _wavelet_images(image, box, preset, arguments)
        else:
            pad = preset.pad_voxels if kind in LOCAL else max(image.GetSize())
            part, inside = _padded(image, box, (pad,) * 3)
            part = in_window(part, preset)
            generate = getattr(imageoperations, f"get{kind}Image")
            for filtered, name, used in generate(part, None, **arguments):
                yield crop(filtered, inside), name, used


def in_window(image: sitk.Image, preset: ExtractionPreset) -> sitk.Image:
    """Values outside the window set to its limits, where the preset clamps."""
    if preset.window != "clamp":
        return image
    # Integer voxels cannot hold every limit; real ones keep their type because PyRadiomics does.
    if not image.GetPixelIDTypeAsString().endswith("float"):
        image = sitk.Cast(image, sitk.sitkFloat64)
    low, high = preset.window_hu
    return sitk.Clamp(image, image.GetPixelID(), low, high)


def _padded(image: sitk.Image, box: Box, pad: tuple[int, int, int]) -> tuple[sitk.Image, Box]:
    """A crop with a margin, as far as the scan reaches, and the lesion's box inside it."""
    shape = image.GetSize()[::-1]
    outer = tuple(
        slice(max(0, along.start - margin), min(size, along.stop + margin))
        for along, margin, size in zip(box, pad, shape, strict=True)
    )
    inside = tuple(
        slice(along.start - wide.start, along.stop - wide.start)
        for along, wide in zip(box, outer, strict=True)
    )
    return crop(image, outer), inside


def _log_images(
    image: sitk.Image, box: Box, preset: ExtractionPreset, arguments: dict[str, Any]
) -> Iterator[Filtered]:
    spacing = image.GetSpacing()[::-1]
    for sigma in preset.sigmas:
        pad = tuple(int(np.ceil(preset.pad_sigmas * sigma / size)) for size in spacing)
        part, inside = _padded(image, box, pad)
        found = list(
            imageoperations.getLoGImage(
                in_window(part, preset), None, **{**arguments, "sigma": [sigma]}
            )
        )
        if not found:
            raise InputError(
                f"the image ({' x '.join(map(str, image.GetSize()))} voxels) is too small for a "
                f"Laplacian of Gaussian with sigma {sigma:g} mm",
                expected="at least 4 voxels and one sigma along every axis",
            )
        for filtered, name, used in found:
            yield crop(filtered, inside), name, used


def _wavelet_images(
    image: sitk.Image, box: Box, preset: ExtractionPreset, arguments: dict[str, Any]
) -> Iterator[Filtered]:
    steps = arguments.get("start_level", 0) + arguments.get("level", 1)
    reach = pywt.Wavelet(arguments.get("wavelet", "coif1")).dec_len * steps
    pad = max(preset.pad_voxels, reach)
    part = in_window(_wrapped(image, box, pad), preset)
    inside = tuple(slice(pad, pad + along.stop - along.start) for along in box)
    for filtered, name, used in imageoperations.getWaveletImage(part, None, **arguments):
        yield crop(filtered, inside), name, used


def _wrapped(image: sitk.Image, box: Box, pad: int) -> sitk.Image:
    """A crop with a margin that goes on at the scan's other side where the scan ends.

    PyRadiomics' stationary wavelet transform is periodic, after it has made an odd axis even by
    repeating its first plane at the end. A lesion at the border feels that.
    """
    voxels = sitk.GetArrayViewFromImage(image)
    index = []
    for along, size in zip(box, voxels.shape, strict=True):
        period = size + size % 2
        places = np.arange(along.start - pad, along.stop + pad) % period
        index.append(np.where(places == size, 0, places))
    part = sitk.GetImageFromArray(voxels[np.ix_(*index)])
    part.SetSpacing(image.GetSpacing())
    part.SetDirection(image.GetDirection())
    start = [along.start - pad for along in reversed(box)]
    part.SetOrigin(image.TransformContinuousIndexToPhysicalPoint(start))
    return part
