"""Masks as they come: labels, names, grids, parts."""

from __future__ import annotations

import numpy as np
import pytest
import SimpleITK as sitk

from radiotmb.errors import InputError
from radiotmb.radiomics import extract_scan, read_image, read_mask
from radiotmb.radiomics.roi import lesion_in


@pytest.fixture
def image():
    image = sitk.Image([30, 24, 10], sitk.sitkInt16)
    image.SetSpacing((0.7, 0.7, 4.0))
    image.SetOrigin((-100.0, 5.0, -300.0))
    return image


def written(tmp_path, mask, image, name="mask.nrrd"):
    mask.CopyInformation(image)
    sitk.WriteImage(mask, str(tmp_path / name))
    return tmp_path / name


def labelled(boxes):
    voxels = np.zeros((10, 24, 30), np.uint8)
    for value, box in boxes:
        voxels[box] = value
    return sitk.GetImageFromArray(voxels)


def test_a_label_by_number_and_by_segment_name(tmp_path, image):
    mask = labelled([(1, np.s_[1:3, 2:5, 2:5]), (4, np.s_[5:8, 10:15, 10:15])])
    mask.SetMetaData("Segment0_Name", "liver metastasis")
    mask.SetMetaData("Segment0_LabelValue", "4")
    path = written(tmp_path, mask, image, "scan.seg.nrrd")
    by_number = sitk.GetArrayFromImage(read_mask(path, image, 4))
    by_name = sitk.GetArrayFromImage(read_mask(path, image, "liver metastasis"))
    assert by_number.sum() == 75
    np.testing.assert_array_equal(by_number, by_name)
    with pytest.raises(InputError, match="no segment 'liver'; expected one of 'liver metastasis'"):
        read_mask(path, image, "liver")


def test_an_absent_label_lists_those_present(tmp_path, image):
    path = written(tmp_path, labelled([(2, np.s_[1:3, 2:5, 2:5])]), image)
    with pytest.raises(InputError, match="no voxel has label 7; expected one of 2"):
        read_mask(path, image, 7)
    with pytest.raises(InputError, match="label 0 is the background"):
        read_mask(path, image, 0)


def test_an_empty_mask_is_refused(tmp_path, image):
    path = written(tmp_path, labelled([]), image)
    with pytest.raises(InputError, match="the mask is empty"):
        read_mask(path, image)


def test_another_grid_is_refused_or_resampled_on_request(tmp_path, image):
    mask = labelled([(1, np.s_[2:6, 4:12, 6:14])])
    mask.CopyInformation(image)
    moved = sitk.Image(mask)
    moved.SetOrigin((-100.0, 5.0, -296.0))
    sitk.WriteImage(moved, str(tmp_path / "moved.nrrd"))
    with pytest.raises(InputError, match="--align-mask resamples"):
        read_mask(tmp_path / "moved.nrrd", image)
    aligned = read_mask(tmp_path / "moved.nrrd", image, align=True)
    # One slice up in the patient is one slice up in the image.
    np.testing.assert_array_equal(
        sitk.GetArrayFromImage(aligned)[3:7], sitk.GetArrayFromImage(mask)[2:6]
    )
    moved.SetOrigin((5000.0, 5.0, 0.0))
    sitk.WriteImage(moved, str(tmp_path / "elsewhere.nrrd"))
    with pytest.raises(InputError, match="no part of the mask lies inside the image"):
        read_mask(tmp_path / "elsewhere.nrrd", image, align=True)


def test_single_precision_of_a_nifti_affine_is_the_same_grid(tmp_path, image):
    image.SetSpacing((0.5703125, 0.66796875, 1.0 / 3.0))
    mask = labelled([(1, np.s_[2:6, 4:12, 6:14])])
    path = written(tmp_path, mask, image, "mask.nii.gz")
    assert read_mask(path, image).GetOrigin() == image.GetOrigin()


def test_largest_component_and_the_warning(tmp_path, image):
    voxels = [(1, np.s_[1:3, 2:5, 2:5]), (1, np.s_[5:8, 10:15, 10:15])]
    path = written(tmp_path, labelled(voxels), image)
    lesion = lesion_in(read_mask(path, image), "largest")
    assert lesion.components == 2
    assert lesion.box == np.s_[5:8, 10:15, 10:15]
    assert sitk.GetArrayFromImage(read_mask(path, image, component="largest")).sum() == 75
    noisy = sitk.AdditiveGaussianNoise(image, 20.0, 50.0, 1)
    noisy.CopyInformation(image)
    sitk.WriteImage(noisy, str(tmp_path / "image.nrrd"))
    from radiotmb.radiomics import read_preset

    preset = read_preset("study").with_options(sigma=[])
    kept = extract_scan(tmp_path / "image.nrrd", path, preset, component="largest")
    both = extract_scan(tmp_path / "image.nrrd", path, preset)
    assert kept.quality["voxels"] == 75
    assert both.quality["voxels"] == 93
    assert kept.quality["warnings"] == ["2 unconnected parts, only the largest kept"]
    assert both.quality["warnings"] == ["2 unconnected parts, all kept"]
    with pytest.raises(InputError, match="no component choice 'biggest'"):
        extract_scan(tmp_path / "image.nrrd", path, preset, component="biggest")


def test_parts_that_touch_at_a_corner_are_one(image):
    mask = labelled([(1, np.s_[1:3, 2:5, 2:5]), (1, np.s_[3:5, 5:8, 5:8])])
    assert lesion_in(mask).components == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.nii.gz", b"not gzip"), ("a.nrrd", b""), ("a.txt", b"text"), ("a.mha", b"ObjectType = x")],
)
def test_unreadable_images_are_named(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match="not readable as an image|the file is empty") as caught:
        read_image(tmp_path / name)
    assert "\n" not in str(caught.value)
    assert name in str(caught.value)


def test_dimensions_and_components_are_checked(tmp_path):
    sitk.WriteImage(sitk.Image([5, 5], sitk.sitkUInt8), str(tmp_path / "flat.nrrd"))
    with pytest.raises(InputError, match="2 dimensions"):
        read_image(tmp_path / "flat.nrrd")
    sitk.WriteImage(sitk.Image([5, 5, 5], sitk.sitkVectorUInt8, 3), str(tmp_path / "rgb.nrrd"))
    with pytest.raises(InputError, match="3 values a voxel"):
        read_image(tmp_path / "rgb.nrrd")
    with pytest.raises(InputError, match="no such file"):
        read_image(tmp_path / "absent.nrrd")
