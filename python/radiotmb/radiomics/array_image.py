"""A volume that stays an array: SimpleITK gets the parts it computes on, not the whole scan.

To fill a SimpleITK image of a whole CT takes longer than to read its file, because ITK's memory is
handed out page by page. Features depend on the lesion's surroundings only.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import SimpleITK as sitk


class ArrayImage:
    """A three-dimensional scalar volume, with SimpleITK's methods for its grid.

    Parameters
    ----------
    voxels : array of shape (z, y, x)
        Of a voxel type that ITK has; it is not copied, and nobody may change it afterwards.
    spacing, origin : sequence of 3 float
        mm along x, y, z.
    direction : sequence of 9 float

    Raises
    ------
    RuntimeError
        Where ITK takes no such grid.

    Examples
    --------
    >>> volume = ArrayImage(np.arange(24).reshape(2, 3, 4), (1, 1, 5), (0, 0, 7), np.eye(3).ravel())
    >>> part = volume.part((slice(1, 2), slice(0, 2), slice(2, 4)))
    >>> part.GetOrigin(), sitk.GetArrayFromImage(part).tolist()
    ((2.0, 0.0, 12.0), [[[14, 15], [18, 19]]])
    >>> volume.GetSize() == volume.whole().GetSize()
    True
    """

    def __init__(self, voxels: np.ndarray, spacing: Any, origin: Any, direction: Any) -> None:
        # One voxel of ITK's knows the grid's arithmetic.
        self._grid = sitk.GetImageFromArray(np.zeros((1, 1, 1), voxels.dtype))
        self._grid.SetSpacing([float(length) for length in spacing])
        self._grid.SetOrigin([float(place) for place in origin])
        self._grid.SetDirection([float(cosine) for cosine in direction])
        self.voxels = voxels.view()
        self.voxels.flags.writeable = False
        self._whole: sitk.Image | None = None

    @classmethod
    def like(cls, volume: AnyImage, voxels: np.ndarray) -> ArrayImage:
        """Other voxels on the grid of a volume."""
        return cls(voxels, volume.GetSpacing(), volume.GetOrigin(), volume.GetDirection())

    def part(self, box: tuple[slice, ...]) -> sitk.Image:
        """The voxels inside a box of array slices (z, y, x), in their place in the patient."""
        part = sitk.GetImageFromArray(np.ascontiguousarray(self.voxels[box]))
        start = [int(along.start) for along in reversed(box)]
        part.SetOrigin(self._grid.TransformIndexToPhysicalPoint(start))
        part.SetSpacing(self.GetSpacing())
        part.SetDirection(self.GetDirection())
        return part

    def whole(self) -> sitk.Image:
        """All of it, made at the first call."""
        if self._whole is None:
            self._whole = self.part(tuple(slice(0, size) for size in self.voxels.shape))
            # One copy is enough.
            self.voxels = sitk.GetArrayViewFromImage(self._whole)
        return self._whole

    def GetDimension(self) -> int:
        return self.voxels.ndim

    def GetSize(self) -> tuple[int, ...]:
        return tuple(reversed(self.voxels.shape))

    def GetNumberOfComponentsPerPixel(self) -> int:
        return 1

    def GetPixelID(self) -> int:
        return int(self._grid.GetPixelID())

    def GetPixelIDTypeAsString(self) -> str:
        return str(self._grid.GetPixelIDTypeAsString())

    def GetSpacing(self) -> tuple[float, ...]:
        return tuple(self._grid.GetSpacing())

    def GetOrigin(self) -> tuple[float, ...]:
        return tuple(self._grid.GetOrigin())

    def GetDirection(self) -> tuple[float, ...]:
        return tuple(self._grid.GetDirection())

    def TransformIndexToPhysicalPoint(self, index: Any) -> tuple[float, ...]:
        return tuple(self._grid.TransformIndexToPhysicalPoint(index))


# What the extraction takes for a scan or a mask.
AnyImage: TypeAlias = sitk.Image | ArrayImage


def whole_image(volume: AnyImage) -> sitk.Image:
    """The volume as an image of SimpleITK's."""
    return volume.whole() if isinstance(volume, ArrayImage) else volume


def voxels_of(volume: AnyImage) -> np.ndarray:
    """The voxels as an array of shape (z, y, x), not to be changed.

    Of a SimpleITK image it is a view, which lasts as long as the image.
    """
    if isinstance(volume, ArrayImage):
        return volume.voxels
    return np.asarray(sitk.GetArrayViewFromImage(volume))


def with_grid_of(volume: AnyImage, image: AnyImage) -> AnyImage:
    """The voxels of a volume with the spacing, origin and direction of another of its size."""
    if isinstance(volume, ArrayImage):
        return ArrayImage.like(image, volume.voxels)
    volume.SetSpacing(image.GetSpacing())
    volume.SetOrigin(image.GetOrigin())
    volume.SetDirection(image.GetDirection())
    return volume
