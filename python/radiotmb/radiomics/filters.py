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
import pywt
import SimpleITK as sitk
from radiomics import imageoperations

from radiotmb.errors import InputError
from radiotmb.radiomics.preset import ExtractionPreset
from radiotmb.radiomics.resample import Surroundings
from radiotmb.radiomics.response_maps import response_map
from radiotmb.radiomics.roi import Box, Lesion, crop, inside_of, on_whole

# Image types whose value at a voxel depends on its neighbourhood alone. PyRadiomics scales the
# others (square, logarithm, ...) by the extreme of the image it is given.
LOCAL = ("Original", "LoG", "Wavelet", "Gradient")
# What the images of a preset's IBSI filters are counted under.
RESPONSES = "ibsi2"

Filtered = tuple[str, sitk.Image, str, dict[str, Any]]


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
    (str, SimpleITK.Image, str, dict)
        Image type, the image inside the box, PyRadiomics' name of it, and the settings for its
        features. Laplacians of Gaussian come last: ITK computes them beside whatever Python does
        with the others, unless it is held to one thread.

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
            if kind == "Wavelet":
                yield from _wavelet_images(image, box, preset, arguments)
            elif kind != "LoG":
                yield from _other_images(kind, surroundings, lesion, preset, arguments)
        for wanted in preset.ibsi2:
            part, inner = _padded(image, box, wanted.reach(image.GetSpacing()))
            response = response_map(in_window(part, preset), wanted)
            yield (
                RESPONSES,
                crop(response, inner),
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
            yield kind, crop(filtered, inner), name, used
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


def _padded(image: sitk.Image, box: Box, pad: tuple[int, ...]) -> tuple[sitk.Image, Box]:
    """A crop with a margin, as far as the scan reaches, and the lesion's box inside it."""
    shape = image.GetSize()[::-1]
    outer = tuple(
        slice(max(0, along.start - margin), min(size, along.stop + margin))
        for along, margin, size in zip(box, pad, shape, strict=True)
    )
    return crop(image, outer), inside_of(outer, box)


def _log_jobs(
    image: sitk.Image, box: Box, preset: ExtractionPreset
) -> Iterator[tuple[tuple[sitk.Image, Box, float], str]]:
    """Arguments of each Laplacian of Gaussian, on an image of its own, and PyRadiomics' name."""
    spacing, size = np.array(image.GetSpacing()), np.array(image.GetSize())
    for sigma in preset.log_sigmas:
        # PyRadiomics' own condition, under which it leaves the filter out silently.
        if size.min() < 4 or (size < np.ceil(sigma / spacing) + 1).any():
            raise InputError(
                f"the image ({' x '.join(map(str, size))} voxels) is too small for a Laplacian of "
                f"Gaussian with sigma {sigma:g} mm",
                expected="at least 4 voxels and one sigma along every axis",
            )
        pad = tuple(int(steps) for steps in np.ceil(preset.pad_sigmas * sigma / spacing[::-1]))
        part, inner = _padded(image, box, pad)
        # Clamped whole numbers fit single precision, and ITK's passes give no more.
        part = in_window(part, preset, sitk.sitkFloat32)
        # A sigma written without a point has none in PyRadiomics' name either.
        yield (part, inner, float(sigma)), f"log-sigma-{str(sigma).replace('.', '-')}-mm-3D"


def laplacian_of_gaussian(image: sitk.Image, box: Box, sigma: float) -> sitk.Image:
    """Laplacian of Gaussian, normalised across scale, of the voxels in a box.

    ITK's LaplacianRecursiveGaussianImageFilter is three second derivatives, each smoothed along
    the two other axes: nine passes over the volume. A pass along one axis needs no margin along
    the axes that were filtered before it, so here the volume shrinks to the box on the way. The
    passes, their order and the single precision of ITK's sums are the same, and so is every bit of
    the result.

    Parameters
    ----------
    image : SimpleITK.Image
        The box and its margin.
    box : tuple of slice
        In the image's array (z, y, x).
    sigma : float
        mm.

    Returns
    -------
    SimpleITK.Image
        Single precision, the size of the box.
    """
    order = sitk.RecursiveGaussianImageFilter
    whole = [slice(0, size) for size in image.GetSize()[::-1]]
    total: np.ndarray | float = 0.0
    for axis in range(3):
        part, left = image, list(whole)
        for along in (axis, *(other for other in range(3) if other != axis)):
            kind = order.SecondOrder if along == axis else order.ZeroOrder
            part = sitk.RecursiveGaussian(part, sigma, True, kind, along)
            here = list(left)
            here[2 - along] = box[2 - along]
            part = crop(part, tuple(here))
            left[2 - along] = slice(0, part.GetSize()[along])
        inverse = 1 / image.GetSpacing()[axis] ** 2
        total = (total + sitk.GetArrayFromImage(part).astype(float) * inverse).astype(np.float32)
    result = sitk.GetImageFromArray(np.asarray(total))
    result.CopyInformation(part)
    return result


def _wavelet_images(
    image: sitk.Image, box: Box, preset: ExtractionPreset, arguments: dict[str, Any]
) -> Iterator[Filtered]:
    steps = arguments.get("start_level", 0) + arguments.get("level", 1)
    reach = pywt.Wavelet(arguments.get("wavelet", "coif1")).dec_len * steps
    pad = max(preset.pad_voxels, reach)
    part = in_window(_wrapped(image, box, pad), preset)
    inside = tuple(slice(pad, pad + along.stop - along.start) for along in box)
    for filtered, name, used in imageoperations.getWaveletImage(part, None, **arguments):
        yield "Wavelet", crop(filtered, inside), name, used


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
