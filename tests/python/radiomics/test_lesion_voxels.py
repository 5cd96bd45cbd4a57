"""What is found once of a lesion holds for all its images."""

from __future__ import annotations

import numpy as np
import SimpleITK as sitk

from radiotmb.radiomics.lesion_voxels import LesionVoxels


def lesion():
    inside = np.random.default_rng(1).random((4, 5, 6)) < 0.4
    mask = sitk.GetImageFromArray(inside.astype(np.uint8))
    mask.SetSpacing((0.7, 0.8, 5.0))
    mask.SetOrigin((3, -2, 9))
    return inside, LesionVoxels(mask)


def test_values_come_in_the_order_of_the_voxels_whatever_the_memory():
    inside, voxels = lesion()
    image = np.random.default_rng(2).normal(0, 1, (8, 10, 12))
    for part in (image[:4, :5, :6], image[::2, ::2, ::2], np.asfortranarray(image[:4, :5, :6])):
        np.testing.assert_array_equal(voxels.values_of(part), part[inside])


def test_an_image_of_the_box_lies_where_the_mask_does():
    _, voxels = lesion()
    image = voxels.image_of(np.zeros((4, 5, 6)))
    assert image.GetOrigin() == voxels.mask.GetOrigin()
    assert image.GetSpacing() == voxels.stand_in.GetSpacing() == (0.7, 0.8, 5.0)


def test_directions_are_those_of_the_settings():
    _, voxels = lesion()
    whole, flat = voxels.texture_grid({}), voxels.texture_grid({"force2D": True})
    assert len(whole.pair_angles) == len(whole.run_angles) == 13
    assert len(flat.pair_angles) == 4
    far = voxels.texture_grid({"distances": [1, 2]})
    # A cube of five voxels has 124 others than its middle, half of them in one direction.
    assert (len(far.pair_angles), len(far.run_angles)) == (62, 13)
    assert voxels.texture_grid({"distances": [1, 2]}) is far
