"""The lesion: a binary mask cropped to its box, and where the box lies in the scan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import SimpleITK as sitk
from scipy import ndimage

from radiotmb.errors import InputError
from radiotmb.radiomics.array_image import AnyImage, ArrayImage, voxels_of, with_grid_of
from radiotmb.radiomics.scan_options import COMPONENTS

# Three, z, y, x; written open because comprehensions make them.
Box = tuple[slice, ...]
_TOUCHING = np.ones((3, 3, 3))


@dataclass(frozen=True)
class Lesion:
    """A lesion in its scan.

    Attributes
    ----------
    mask : SimpleITK.Image
        8-bit, 1 in the lesion, cropped to its box.
    box : tuple of slice
        Where the box lies in the scan's array (z, y, x).
    components : int
        Unconnected parts before any was left out.
    """

    mask: sitk.Image
    box: Box
    components: int = 1


def lesion_in(mask: AnyImage, component: str = "all") -> Lesion:
    """The lesion of a binary mask of the whole scan.

    Parameters
    ----------
    mask : SimpleITK.Image or ArrayImage
        1 in the lesion.
    component : {"all", "largest"}
        Which of several unconnected parts (26 neighbours) to keep; of equals the first in the
        file's order.

    Raises
    ------
    InputError
        Where the mask is empty.
    """
    if component not in COMPONENTS:
        raise InputError(
            f"no component choice '{component}'", expected=f"one of {', '.join(COMPONENTS)}"
        )
    box = lesion_box(mask)
    part = crop(mask, box)
    parts, count = ndimage.label(sitk.GetArrayViewFromImage(part), structure=_TOUCHING)
    if count == 1 or component == "all":
        return Lesion(part, box, int(count))
    kept = sitk.GetImageFromArray(
        (parts == 1 + int(np.argmax(np.bincount(parts.ravel())[1:]))).astype(np.uint8)
    )
    kept.CopyInformation(part)
    inner = lesion_box(kept)
    return Lesion(crop(kept, inner), inside(box, inner), int(count))


def on_whole(lesion: Lesion, image: AnyImage) -> sitk.Image:
    """The lesion as a binary mask of the whole scan."""
    whole = sitk.Image(image.GetSize(), sitk.sitkUInt8)
    with_grid_of(whole, image)
    start = [along.start for along in reversed(lesion.box)]
    return sitk.Paste(whole, lesion.mask, lesion.mask.GetSize(), destinationIndex=start)


def inside(outer: Box, inner: Box) -> Box:
    """A box given inside another, in the coordinates of the scan."""
    return tuple(
        slice(wide.start + along.start, wide.start + along.stop)
        for wide, along in zip(outer, inner, strict=True)
    )


def inside_of(outer: Box, box: Box) -> Box:
    """A box of the scan in the coordinates of another that holds it."""
    z, y, x = (
        slice(along.start - wide.start, along.stop - wide.start)
        for along, wide in zip(box, outer, strict=True)
    )
    return z, y, x


def lesion_box(mask: AnyImage) -> Box:
    """The smallest box, as slices of the array (z, y, x), that holds a binary mask."""
    voxels = voxels_of(mask)
    slices = np.flatnonzero(voxels.any(axis=(1, 2)))
    if not len(slices):
        raise InputError("the mask is empty")
    held = np.asarray(voxels[slices[0] : slices[-1] + 1].any(axis=0))
    rows, columns = np.flatnonzero(held.any(axis=1)), np.flatnonzero(held.any(axis=0))
    return tuple(slice(int(along[0]), int(along[-1]) + 1) for along in (slices, rows, columns))


def crop(volume: AnyImage, box: Box) -> sitk.Image:
    """The part of a volume inside a box of array slices (z, y, x), in its place in the patient."""
    if isinstance(volume, ArrayImage):
        return volume.part(box)
    z, y, x = box
    return volume[x.start : x.stop, y.start : y.stop, z.start : z.stop]
