"""A volume held as an array is, part by part and whole, the image ITK would have made of it."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest
import SimpleITK as sitk
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from radiotmb.errors import InputError
from radiotmb.radiomics import extract_features, extract_scan, read_mask, read_preset, scan_quality
from radiotmb.radiomics.array_image import ArrayImage, voxels_of, whole_image, with_grid_of
from radiotmb.radiomics.grids import on_grid_of
from radiotmb.radiomics.images import read_scan_image
from radiotmb.radiomics.label_image import refuse_label_image
from radiotmb.radiomics.roi import crop, lesion_in
from radiotmb.radiomics.scan_options import ScanOptions

GRID = ("GetSize", "GetSpacing", "GetOrigin", "GetDirection", "GetPixelID", "GetDimension")


def an_image(kind="int16", seed=1, size=(9, 8, 7)):
    """An oblique image of (z, y, x) voxels."""
    rng = np.random.default_rng(seed)
    image = sitk.GetImageFromArray(rng.normal(60, 30, size).astype(kind))
    image.SetSpacing(rng.uniform(0.3, 6, 3).tolist())
    image.SetOrigin(rng.uniform(-400, 400, 3).tolist())
    image.SetDirection(Rotation.random(random_state=seed).as_matrix().ravel().tolist())
    return image


def held(image):
    return ArrayImage.like(image, sitk.GetArrayFromImage(image))


def assert_same(found, expected):
    for name in GRID:
        assert getattr(found, name)() == getattr(expected, name)(), name
    np.testing.assert_array_equal(voxels_of(found), voxels_of(expected), strict=True)


@pytest.mark.parametrize("kind", ["u1", "i1", "u2", "i2", "u4", "i4", "f4", "f8"])
def test_whole_and_grid_are_those_of_the_image(kind):
    image = an_image(kind)
    volume = held(image)
    assert_same(volume, image)
    assert_same(whole_image(volume), image)
    assert volume.GetPixelIDTypeAsString() == image.GetPixelIDTypeAsString()
    assert volume.TransformIndexToPhysicalPoint([3, -1, 40]) == (
        image.TransformIndexToPhysicalPoint([3, -1, 40])
    )


@given(seed=st.integers(0, 10_000), data=st.data())
def test_a_part_is_the_one_itk_cuts_out(seed, data):
    image = an_image(seed=seed)
    bounds = [
        sorted(data.draw(st.lists(st.integers(0, size), min_size=2, max_size=2, unique=True)))
        for size in reversed(image.GetSize())
    ]
    box = tuple(slice(*pair) for pair in bounds)
    assert_same(crop(held(image), box), crop(image, box))


def test_making_the_whole_image_leaves_one_copy():
    volume = ArrayImage(np.zeros((3, 4, 5), np.int16), (1, 1, 1), (0, 0, 0), np.eye(3).ravel())
    array = weakref.ref(volume.voxels.base)
    whole = volume.whole()
    gc.collect()
    assert array() is None
    assert volume.whole() is whole
    assert np.shares_memory(volume.voxels, sitk.GetArrayViewFromImage(whole))


def test_voxels_cannot_be_changed_through_it():
    given_array = np.zeros((2, 2, 2))
    volume = ArrayImage(given_array, (1, 1, 1), (0, 0, 0), np.eye(3).ravel())
    with pytest.raises(ValueError, match="read-only"):
        volume.voxels[0, 0, 0] = 1
    assert given_array.flags.writeable


@pytest.mark.parametrize("spacing", [(0, 1, 1), (1, -1, 1)])
def test_a_grid_itk_refuses_is_refused(spacing):
    with pytest.raises(RuntimeError):
        sitk.Image([2, 2, 2], sitk.sitkUInt8).SetSpacing(spacing)
    with pytest.raises(RuntimeError):
        ArrayImage(np.zeros((2, 2, 2), np.uint8), spacing, (0, 0, 0), np.eye(3).ravel())


def test_a_mask_takes_its_images_grid_without_a_copy():
    image = an_image()
    mask = ArrayImage(np.ones((9, 8, 7), np.uint8), (1, 1, 1), (0, 0, 0), np.eye(3).ravel())
    placed = with_grid_of(mask, image)
    assert np.shares_memory(placed.voxels, mask.voxels)
    assert_same(placed, ArrayImage.like(image, mask.voxels))
    assert mask.GetOrigin() == (0, 0, 0)
    plain = sitk.Image(image.GetSize(), sitk.sitkUInt8)
    for name in GRID[1:4]:
        assert getattr(with_grid_of(plain, held(image)), name)() == getattr(image, name)()


def scan_and_mask(folder, kind="int16", ending="nii"):
    image = an_image(kind, size=(14, 40, 40))
    image.SetSpacing((0.7, 0.7, 3.0))
    mask = np.zeros((14, 40, 40), np.uint8)
    mask[4:9, 12:24, 10:25] = 2
    mask = sitk.GetImageFromArray(mask)
    mask.CopyInformation(image)
    files = folder / f"image.{ending}", folder / f"mask.{ending}"
    for volume, file in zip((image, mask), files, strict=True):
        sitk.WriteImage(volume, str(file))
    return *files, sitk.ReadImage(str(files[0])), sitk.ReadImage(str(files[1])) == 2


CHANGES = {
    "study": {},
    "not clamped": {"window": "none"},
    "resegmented": {"window": "resegment"},
    "resampled": {"resample_mm": (1.0, 1.0, 0)},
    "slice by slice": {"two_dimensional": True},
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("kind", ["int16", "float32"])
def test_features_of_files_are_those_of_images_bit_for_bit(tmp_path, kind, change):
    image_file, mask_file, image, mask = scan_and_mask(tmp_path, kind)
    preset = read_preset("study").with_options(sigma=[1.0], **CHANGES[change])
    assert isinstance(read_scan_image(image_file, ScanOptions()).volume, ArrayImage)
    found = extract_scan(image_file, mask_file, preset, label=2)
    assert found.features == extract_features(image, mask, preset)
    quality = scan_quality(image, lesion_in(mask), preset)
    assert {name: found.quality[name] for name in quality} == quality


def test_pyradiomics_own_matrices_of_an_image_that_is_not_clamped(tmp_path):
    image_file, mask_file, *_ = scan_and_mask(tmp_path)
    preset = read_preset("study").with_options(window="none", sigma=[])
    ours = extract_scan(image_file, mask_file, preset, label=2).features
    theirs = extract_scan(image_file, mask_file, preset, label=2, engine="pyradiomics").features
    assert theirs == pytest.approx(ours, rel=1e-10)


@pytest.mark.parametrize("kinds", [["Square", "Logarithm"], ["Gradient"]])
def test_image_types_of_pyradiomics_take_it_too(tmp_path, kinds):
    image_file, mask_file, image, mask = scan_and_mask(tmp_path, ending="nrrd")
    names = ", ".join(f"{kind}: {{}}" for kind in kinds)
    file = tmp_path / "preset.yaml"
    file.write_text(f"imageType: {{{names}}}\nsetting: {{normalize: true, binWidth: 0.2}}\n")
    assert extract_scan(image_file, mask_file, file, label=2).features == (
        extract_features(image, mask, file)
    )


def test_a_mask_moved_beside_its_image_is_placed_and_resampled_alike(tmp_path):
    _, _, image, mask = scan_and_mask(tmp_path)
    part = crop(mask, (slice(3, 10), slice(10, 30), slice(8, 30)))
    assert_same(on_grid_of(held(part), held(image)), on_grid_of(part, image))
    off = sitk.Image(mask)
    off.SetOrigin([place + 0.3 for place in mask.GetOrigin()])
    with pytest.raises(InputError, match="is not its image's"):
        on_grid_of(held(off), held(image))
    assert_same(on_grid_of(held(off), held(image), align=True), on_grid_of(off, image, align=True))


def test_what_is_read_publicly_is_an_image_of_simpleitk(tmp_path):
    image_file, mask_file, image, mask = scan_and_mask(tmp_path)
    scan = read_scan_image(image_file, ScanOptions()).image
    assert isinstance(scan, sitk.Image)
    assert_same(scan, image)
    found = read_mask(mask_file, scan, 2)
    assert isinstance(found, sitk.Image)
    assert_same(found, mask)


def test_one_voxel_in_the_last_plane_makes_a_scan_of_a_label_image(tmp_path):
    voxels = np.zeros((5, 6, 7), np.int16)
    voxels[2, 3, 4] = 1
    image = sitk.GetImageFromArray(voxels)
    with pytest.raises(InputError, match="0 and 1 alone"):
        refuse_label_image(image, tmp_path)
    image[6, 5, 4] = 2
    refuse_label_image(image, tmp_path)
    for value in (0, 1):
        refuse_label_image(sitk.GetImageFromArray(np.full((2, 3, 4), value, np.int16)), tmp_path)


def test_air_in_the_last_plane_alone_is_air():
    image = sitk.GetImageFromArray(np.full((5, 20, 20), 50, np.int16))
    mask = sitk.Image(image.GetSize(), sitk.sitkUInt8)
    mask[5:10, 5:10, 1:4] = 1
    preset = read_preset("study")
    said = "no voxel of the image is below 0: hardly Hounsfield units"
    assert said in scan_quality(image, lesion_in(mask), preset)["warnings"]
    image[19, 19, 4] = -1000
    assert said not in scan_quality(image, lesion_in(mask), preset)["warnings"]
