"""What a lesion's voxels have in common in all its filtered images, found once."""

from __future__ import annotations

from typing import Any

import numpy as np
import SimpleITK as sitk

from radiotmb.radiomics.texture_matrices import TextureGrid


class LesionVoxels:
    """The voxels of a lesion's mask.

    Attributes
    ----------
    mask : SimpleITK.Image
        1 in the lesion, cropped to its box.
    inside : bool array of shape (z, y, x)
    places : array of shape (voxels,)
        In the flattened box, ascending.
    stand_in : SimpleITK.Image
        One voxel with the lesion's spacing, for feature classes that look at given arrays only.

    Examples
    --------
    >>> mask = sitk.Image([4, 3, 2], sitk.sitkUInt8)
    >>> mask[1, 0, 0] = mask[2, 2, 1] = 1
    >>> voxels = LesionVoxels(mask)
    >>> voxels.places.tolist(), voxels.values_of(np.arange(24).reshape(2, 3, 4)).tolist()
    ([1, 22], [1, 22])
    """

    def __init__(self, mask: sitk.Image) -> None:
        self.mask = mask
        self.inside = sitk.GetArrayViewFromImage(mask) == 1
        self.places = np.flatnonzero(self.inside)
        self.stand_in = sitk.GetImageFromArray(np.ones((1,) * mask.GetDimension(), np.uint8))
        self.stand_in.SetSpacing(mask.GetSpacing())
        self._grids: dict[str, TextureGrid] = {}

    def values_of(self, image: np.ndarray) -> np.ndarray:
        """An image's values in the lesion, in the order of the voxels."""
        return image.reshape(-1)[self.places]

    def image_of(self, voxels: np.ndarray) -> sitk.Image:
        """Voxels of the box as an image in the lesion's place."""
        image = sitk.GetImageFromArray(voxels)
        image.CopyInformation(self.mask)
        return image

    def texture_grid(self, settings: dict[str, Any]) -> TextureGrid:
        """The directions of the lesion's texture matrices, and its voxels with a margin."""
        keys = ("distances", "force2D", "force2Ddimension")
        key = repr([settings.get(name) for name in keys])
        if key not in self._grids:
            self._grids[key] = TextureGrid(self.inside, settings)
        return self._grids[key]
