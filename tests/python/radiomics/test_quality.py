"""What is said of a scan that may not be what its reader thinks."""

from __future__ import annotations

import numpy as np
import pytest
import SimpleITK as sitk

from radiotmb.radiomics import read_preset
from radiotmb.radiomics.quality import scan_quality
from radiotmb.radiomics.roi import lesion_in


def said(place, spacing=(0.8, 0.8, 3.0), shape=(12, 20, 22)):
    values = np.full(shape, 60.0)
    # Air, as every scan has.
    values[0, 0, 0] = -1000
    image = sitk.GetImageFromArray(values)
    voxels = np.zeros(shape, np.uint8)
    voxels[place] = 1
    mask = sitk.GetImageFromArray(voxels)
    for volume in (image, mask):
        volume.SetSpacing(spacing)
    return scan_quality(image, lesion_in(mask), read_preset("study"))["warnings"]


def test_a_lesion_inside_its_scan_needs_no_word():
    assert said(np.s_[2:8, 5:12, 5:12]) == []


@pytest.mark.parametrize(
    ("place", "axes"),
    [
        (np.s_[0:8, 5:12, 5:12], "z"),
        (np.s_[2:8, 5:20, 5:12], "y"),
        (np.s_[2:8, 5:12, 15:22], "x"),
        (np.s_[:10, :, :], "x, y, z"),
    ],
)
def test_a_lesion_at_the_images_border_is_named(place, axes):
    assert said(place) == [f"the lesion reaches the image's border along {axes} and may be cut off"]


def test_a_plane_has_no_border_along_its_normal():
    found = said(np.s_[:, 4:16, 4:16], shape=(1, 20, 22))
    assert found == ["the lesion lies in one slice"]


@pytest.mark.parametrize("factor", [1e-3, 1e3])
def test_voxels_in_metres_or_micrometres_are_named(factor):
    spacing = tuple(factor * side for side in (0.8, 0.8, 3.0))
    [found] = said(np.s_[2:8, 5:12, 5:12], spacing)
    assert "the file may count in another unit" in found
