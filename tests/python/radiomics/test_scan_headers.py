"""Headers alone tell whether a mask lies on its image, and whether the two are exchanged."""

import numpy as np
import pytest
import SimpleITK as sitk

from radiotmb.errors import InputError
from radiotmb.radiomics import ScanOptions, check_labels, check_scan_headers


def written(path, kind, size=(12, 10, 8), **grid):
    volume = sitk.Image(size, kind)
    for name, value in grid.items():
        getattr(volume, f"Set{name}")(value)
    sitk.WriteImage(volume, str(path))
    return path


@pytest.fixture
def image(tmp_path):
    return written(tmp_path / "image.nii.gz", sitk.sitkInt16, Spacing=(0.7, 0.7, 5.0))


@pytest.mark.parametrize("name", ["mask.nii.gz", "mask.nrrd", "mask.mha"])
def test_one_grid_in_two_formats_is_one_grid(tmp_path, image, name):
    mask = written(tmp_path / name, sitk.sitkUInt8, Spacing=(0.7, 0.7, 5.0))
    check_scan_headers(image, mask)


def test_a_box_of_the_image_is_on_its_grid_and_one_that_leaves_it_is_not(tmp_path, image):
    grid = {"Spacing": (0.7, 0.7, 5.0)}
    inside = written(
        tmp_path / "in.nrrd", sitk.sitkUInt8, (4, 4, 4), Origin=(0.7, 1.4, 10.0), **grid
    )
    check_scan_headers(image, inside)
    beyond = written(
        tmp_path / "out.nrrd", sitk.sitkUInt8, (4, 4, 4), Origin=(0.7, 1.4, 30.0), **grid
    )
    with pytest.raises(InputError, match="the mask's grid") as refused:
        check_scan_headers(image, beyond)
    assert refused.value.expected == "a mask drawn on this image"


def test_turned_axes_are_the_same_voxels(tmp_path, image):
    # ITK's origin is the first voxel's: at the other end where the axis runs backwards.
    turned = written(
        tmp_path / "turned.nrrd", sitk.sitkUInt8, Spacing=(0.7, 0.7, 5.0),
        Direction=(-1, 0, 0, 0, 1, 0, 0, 0, 1), Origin=(0.7 * 11, 0, 0),
    )  # fmt: skip
    check_scan_headers(image, turned)


def test_half_a_voxel_aside_is_another_grid_unless_it_is_to_be_aligned(tmp_path, image):
    aside = written(
        tmp_path / "aside.nrrd", sitk.sitkUInt8, Spacing=(0.7, 0.7, 5.0), Origin=(0.35, 0, 0)
    )
    with pytest.raises(InputError, match="the mask's grid"):
        check_scan_headers(image, aside)
    check_scan_headers(image, aside, ScanOptions(align=True))


def test_exchanged_files_are_told_by_their_voxel_types(tmp_path, image):
    mask = written(tmp_path / "mask.nrrd", sitk.sitkUInt8, Spacing=(0.7, 0.7, 5.0))
    with pytest.raises(InputError, match="image and mask are swapped"):
        check_scan_headers(mask, image)


def test_labels_are_those_of_the_voxels(tmp_path):
    voxels = np.zeros((8, 10, 12), np.uint8)
    voxels[2:4, 2:4, 2:4], voxels[5, 5, 5:8] = 1, 3
    sitk.WriteImage(sitk.GetImageFromArray(voxels), str(tmp_path / "mask.nrrd"))
    for label in (None, 1, "3", "1,3", "all"):
        check_labels(tmp_path / "mask.nrrd", label)
    with pytest.raises(InputError, match="no voxel has label 2; expected one of 1, 3"):
        check_labels(tmp_path / "mask.nrrd", "2")
