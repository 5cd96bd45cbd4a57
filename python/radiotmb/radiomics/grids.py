"""Whether a mask lies on its image's grid, and how one that does not is put there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import SimpleITK as sitk

from radiotmb.errors import InputError
from radiotmb.radiomics.array_image import (
    AnyImage,
    ArrayImage,
    voxels_of,
    whole_image,
    with_grid_of,
)
from radiotmb.runtime.notes import Note, add_note

# Two grids are the same where no voxel of one is further than this share of a voxel from its
# counterpart: NIfTI keeps its affine in single precision, NRRD in double.
GRID_TOLERANCE = 0.01


def same_grid(mask: AnyImage, image: AnyImage) -> bool:
    """Whether two volumes have the same voxels in the same places."""
    if mask.GetSize() != image.GetSize():
        return False
    last = [size - 1 for size in image.GetSize()]
    corners = [[last[axis] * (n >> axis & 1) for axis in range(3)] for n in range(8)]
    apart = max(
        np.linalg.norm(
            np.subtract(
                mask.TransformIndexToPhysicalPoint(corner),
                image.TransformIndexToPhysicalPoint(corner),
            )
        )
        for corner in corners
    )
    return bool(apart <= GRID_TOLERANCE * min(image.GetSpacing()))


def on_grid_of(
    mask: AnyImage, image: AnyImage, *, align: bool = False, file: Path | None = None
) -> AnyImage:
    """The mask with the image's geometry.

    As it is; put in its place where its voxels are some of the image's (a crop, or a SEG that
    stores the lesion's slices only); resampled where asked for; or refused.

    Raises
    ------
    InputError
        Where the grids differ, or no voxel of the mask lies inside the image.
    """
    if same_grid(mask, image):
        return with_grid_of(mask, image)
    placed = _placed(mask, image)
    if placed is not None:
        return placed
    if not align:
        own, other = _grid(mask), _grid(image)
        if own == other:
            own, other = f"{own}, {_directions(mask)}", f"{other}, {_directions(image)}"
        raise InputError(
            f"the mask's grid ({own}) is not its image's ({other})",
            file=file,
            expected="a mask drawn on this image",
            hint="--align-mask resamples the mask onto the image",
        )
    aligned = sitk.Resample(
        whole_image(mask), whole_image(image), sitk.Transform(), sitk.sitkNearestNeighbor, 0
    )
    if not sitk.GetArrayViewFromImage(aligned).any():
        raise InputError("no part of the mask lies inside the image", file=file)
    _say_cut_off(mask, image, file)
    return aligned


def _say_cut_off(mask: AnyImage, image: AnyImage, file: Path | None) -> None:
    """Note how many of the lesion's voxels lie outside the image."""
    voxels = np.argwhere(voxels_of(mask))[:, ::-1]
    axes = np.array(mask.GetDirection()).reshape(3, 3) * mask.GetSpacing()
    places = voxels @ axes.T + mask.GetOrigin()
    own = np.array(image.GetDirection()).reshape(3, 3) * image.GetSpacing()
    index = np.linalg.solve(own, (places - image.GetOrigin()).T).T
    beyond = (index < -0.5 - GRID_TOLERANCE) | (
        index > np.array(image.GetSize()) - 0.5 + GRID_TOLERANCE
    )
    outside = int(beyond.any(axis=1).sum())
    if outside:
        text = f"{outside} of the lesion's {len(voxels)} voxels lie outside the image and are cut"
        add_note(Note("warning", "extraction", str(file or "mask"), f"{text} off"))


def _placed(mask: AnyImage, image: AnyImage) -> ArrayImage | None:
    """A mask whose voxels are a box of the image's, whatever its axes' order and direction."""
    axes = np.array(image.GetDirection()).reshape(3, 3) * image.GetSpacing()
    steps = np.linalg.solve(axes, np.array(mask.GetDirection()).reshape(3, 3) * mask.GetSpacing())
    turned = np.round(steps)
    start = np.linalg.solve(axes, np.subtract(mask.GetOrigin(), image.GetOrigin()))
    ends = start + steps @ (np.array(mask.GetSize()) - 1)
    off = max(np.abs(np.round(ends) - ends).max(), np.abs(np.round(start) - start).max())
    if off > GRID_TOLERANCE or sorted(np.abs(turned).ravel()) != [0] * 6 + [1] * 3:
        return None
    corners = np.round([start, ends]).astype(int)
    low, high = corners.min(axis=0), corners.max(axis=0)
    if (low < 0).any() or (high >= image.GetSize()).any():
        return None
    order = np.abs(turned).argmax(axis=1)
    voxels = voxels_of(mask).T.transpose(order)
    voxels = voxels[tuple(slice(None, None, int(turned[i, a])) for i, a in enumerate(order))]
    whole = np.zeros(image.GetSize()[::-1], np.uint8)
    whole[tuple(slice(a, b + 1) for a, b in zip(low[::-1], high[::-1], strict=True))] = voxels.T
    return ArrayImage.like(image, whole)


def _grid(volume: AnyImage) -> str:
    return (
        f"{_numbers(volume.GetSize())} voxels of {_numbers(volume.GetSpacing())} mm "
        f"from ({', '.join(f'{value:.6g}' for value in volume.GetOrigin())})"
    )


def _directions(volume: AnyImage) -> str:
    axes = np.array(volume.GetDirection()).reshape(3, 3).T
    return "axes " + ", ".join(f"({', '.join(f'{v:.4g}' for v in axis)})" for axis in axes)


def _numbers(values) -> str:
    return " x ".join(f"{value:.6g}" for value in values)
