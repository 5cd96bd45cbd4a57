"""PyRadiomics' filtered images of a lesion, each computed on the part of the scan it depends on.

Nearly all of PyRadiomics' time goes into filtering voxels no feature ever sees. A wavelet sub-band
depends on a few voxels around it, a Laplacian of Gaussian on some sigmas, so each filter gets its
own crop of the scan *before* it runs, and what it gives inside the lesion's box is what the whole
scan would have given: to rounding for original and wavelet images, to the stated bound for the
recursive Gaussian, whose response never quite ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import numpy as np
import SimpleITK as sitk
from radiomics import imageoperations

from radiotmb.errors import InputError
from radiotmb.radiomics.array_image import AnyImage, voxels_of
from radiotmb.radiomics.preset import ExtractionPreset
from radiotmb.radiomics.recursive_gaussian import FEWEST_VOXELS, laplacian_of_gaussian
from radiotmb.radiomics.resample import Surroundings
from radiotmb.radiomics.response_maps import response_map
from radiotmb.radiomics.roi import Box, Lesion, crop, inside_of, on_whole
from radiotmb.radiomics.wavelets import wavelet_bands, wavelet_reach

# Image types whose value at a voxel depends on its neighbourhood alone. PyRadiomics scales the
# others (square, logarithm, ...) by the extreme of the image it is given.
LOCAL = ("Original", "LoG", "Wavelet", "Gradient")
# What the images of a preset's IBSI filters are counted under.
RESPONSES = "ibsi2"

Filtered = tuple[str, np.ndarray, str, dict[str, Any]]


def filtered_images(
    surroundings: Surroundings,
    lesion: Lesion,
    preset: ExtractionPreset,
    settings: dict[str, Any],
) -> Iterator[Filtered]:
    """Every image type of a preset, cropped to the lesion's box.

    Parameters
    ----------
    surroundings : Surroundings
        The part of the scan that filters see, HU.
    lesion : Lesion
        The lesion in it, without the voxels a preset takes out.
    preset : ExtractionPreset
    settings : dict
        PyRadiomics settings in force.

    Yields
    ------
    (str, array of shape (z, y, x), str, dict)
        Image type, the image inside the box, PyRadiomics' name of it, and the settings for its
        features. Laplacians of Gaussian come last: they are computed beside whatever Python does
        with the others, unless ITK is held to one thread.

    Raises
    ------
    InputError
        Where an image type gives no image.
    """
    image, box = surroundings.image, lesion.box
    with ThreadPoolExecutor(max_workers=1) as pool:
        jobs = list(_log_jobs(image, box, preset))
        laplacians = [(pool.submit(laplacian_of_gaussian, *job), name) for job, name in jobs]
        if sitk.ProcessObject.GetGlobalDefaultNumberOfThreads() == 1:
            wait([future for future, _ in laplacians])
        for kind, custom in preset.image_types.items():
            arguments = {**settings, **custom}
            if kind == "Original":
                values = _values_in_window(voxels_of(image)[box], preset, np.float64)
                yield kind, np.ascontiguousarray(values), "original", arguments
            elif kind == "Wavelet":
                yield from _wavelet_images(image, box, preset, arguments)
            elif kind != "LoG":
                yield from _other_images(kind, surroundings, lesion, preset, arguments)
        for wanted in preset.ibsi2:
            part, inner = _padded(image, box, wanted.reach(image.GetSpacing()))
            response = sitk.GetArrayFromImage(response_map(in_window(part, preset), wanted))
            yield (
                RESPONSES,
                response[inner],
                wanted.image_type,
                {**settings, **wanted.settings},
            )
        for future, name in laplacians:
            yield "LoG", future.result(), name, {**settings, **preset.image_types["LoG"]}


def _other_images(
    kind: str,
    surroundings: Surroundings,
    lesion: Lesion,
    preset: ExtractionPreset,
    arguments: dict[str, Any],
) -> Iterator[Filtered]:
    if kind in LOCAL:
        part, inner = _padded(surroundings.image, lesion.box, (preset.pad_voxels,) * 3)
    else:
        part, inner = (
            crop(surroundings.image, surroundings.scaled),
            inside_of(surroundings.scaled, lesion.box),
        )
    part = in_window(part, preset)
    mask = on_whole(Lesion(lesion.mask, inner), part) if kind == "LBP3D" else None
    generate = getattr(imageoperations, f"get{kind}Image")
    count = 0
    try:
        for filtered, name, used in generate(part, mask, **arguments):
            count += 1
            yield kind, sitk.GetArrayFromImage(crop(filtered, inner)), name, used
    except (ImportError, AttributeError, IndexError) as error:
        raise InputError(f"image type {kind} cannot be computed ({error})") from error
    if not count:
        raise InputError(
            f"image type {kind} gives no image",
            expected="the packages PyRadiomics needs for it"
            + (" (trimesh, and a SciPy that has them)" if kind == "LBP3D" else ""),
        )


def in_window(
    image: sitk.Image, preset: ExtractionPreset, real: int = sitk.sitkFloat64
) -> sitk.Image:
    """Values outside the window set to its limits, where the preset clamps.

    Whole-number voxels, which cannot hold every limit, become ``real``; others keep their type,
    because PyRadiomics computes in it.
    """
    if preset.window != "clamp":
        return image
    kept = image.GetPixelID() in (sitk.sitkFloat32, sitk.sitkFloat64)
    low, high = preset.window_hu or (-np.inf, np.inf)
    return sitk.Clamp(image, image.GetPixelID() if kept else real, low, high)


def _values_in_window(values: np.ndarray, preset: ExtractionPreset, real: type) -> np.ndarray:
    """As :func:`in_window`, of an array; a copy only where values are set."""
    if preset.window != "clamp":
        return values
    found = values.astype(values.dtype if values.dtype.kind == "f" else real)
    low, high = preset.window_hu or (-np.inf, np.inf)
    return np.clip(found, low, high, out=found)


def _padded(image: AnyImage, box: Box, pad: tuple[int, ...]) -> tuple[sitk.Image, Box]:
    """A crop with a margin, as far as the scan reaches, and the lesion's box inside it."""
    outer = _outer(image, box, pad)
    return crop(image, outer), inside_of(outer, box)


def _outer(image: AnyImage, box: Box, pad: tuple[int, ...]) -> Box:
    return tuple(
        slice(max(0, along.start - margin), min(size, along.stop + margin))
        for along, margin, size in zip(box, pad, reversed(image.GetSize()), strict=True)
    )


def _log_jobs(
    image: AnyImage, box: Box, preset: ExtractionPreset
) -> Iterator[tuple[tuple[np.ndarray, tuple[float, ...], Box, float], str]]:
    """Arguments of each Laplacian of Gaussian, on an image of its own, and PyRadiomics' name."""
    spacing, size = np.array(image.GetSpacing()), np.array(image.GetSize())
    for sigma in preset.log_sigmas:
        # PyRadiomics' own condition, under which it leaves the filter out silently.
        if size.min() < FEWEST_VOXELS or (size < np.ceil(sigma / spacing) + 1).any():
            raise InputError(
                f"the image ({' x '.join(map(str, size))} voxels) is too small for a Laplacian of "
                f"Gaussian with sigma {sigma:g} mm",
                expected=f"at least {FEWEST_VOXELS} voxels and one sigma along every axis",
            )
        pad = tuple(int(steps) for steps in np.ceil(preset.pad_sigmas * sigma / spacing[::-1]))
        outer = _outer(image, box, pad)
        # Clamped whole numbers fit single precision, and ITK's passes give no more.
        values = _values_in_window(voxels_of(image)[outer], preset, np.float32)
        job = values, image.GetSpacing(), inside_of(outer, box), float(sigma)
        # A sigma written without a point has none in PyRadiomics' name either.
        yield job, f"log-sigma-{str(sigma).replace('.', '-')}-mm-3D"


def _wavelet_images(
    image: AnyImage, box: Box, preset: ExtractionPreset, arguments: dict[str, Any]
) -> Iterator[Filtered]:
    wavelet, start = arguments.get("wavelet", "coif1"), arguments.get("start_level", 0)
    levels, axes = arguments.get("level", 1), [2, 1, 0]
    if arguments.get("force2D", False):
        axes.remove(arguments.get("force2Ddimension", 0))
    voxels = voxels_of(image)
    part = _wrapped(voxels, box, wavelet_reach(wavelet, start + levels))
    values = _values_in_window(part, preset, np.float64)
    # PyWavelets computes in single precision only where it is given that.
    values = values.astype(np.float32 if values.dtype == np.float32 else float, copy=False)
    for name, band in wavelet_bands(values, wavelet, axes, levels, start):
        yield "Wavelet", band, name, arguments


def _wrapped(voxels: np.ndarray, box: Box, pad: int) -> np.ndarray:
    """A box with a margin that goes on at the scan's other side where the scan ends.

    PyRadiomics' stationary wavelet transform is periodic, after it has made an odd axis even by
    repeating its first plane at the end. A lesion at the border feels that.
    """
    sides = list(zip(box, voxels.shape, strict=True))
    if all(along.start >= pad and along.stop + pad <= size for along, size in sides):
        return voxels[tuple(slice(along.start - pad, along.stop + pad) for along in box)]
    index = []
    for along, size in sides:
        places = np.arange(along.start - pad, along.stop + pad) % (size + size % 2)
        index.append(np.where(places == size, 0, places))
    return np.asarray(voxels[np.ix_(*index)])
