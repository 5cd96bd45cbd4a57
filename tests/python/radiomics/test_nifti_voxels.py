"""A plain NIfTI file read without ITK is what ITK reads; whatever is not plain is left to it."""

from __future__ import annotations

import gzip
import struct

import numpy as np
import pytest
import SimpleITK as sitk

from radiotmb.errors import InputError
from radiotmb.radiomics import read_image
from radiotmb.radiomics.array_image import voxels_of
from radiotmb.radiomics.nifti import read_nifti_header
from radiotmb.radiomics.nifti_voxels import read_plain_voxels
from radiotmb.radiomics.volume_reader import volume_grid

KINDS = ["u1", "i1", "u2", "i2", "u4", "i4", "f4", "f8"]


def plain(file):
    return read_plain_voxels(file, read_nifti_header(file), volume_grid(file, "NiftiImageIO"))


def written(file, kind="i2"):
    """A volume of 4 x 5 x 6 voxels with a grid of its own."""
    rng = np.random.default_rng(1)
    voxels = rng.normal(0, 100, (6, 5, 4)) if kind[0] == "f" else rng.integers(0, 99, (6, 5, 4))
    image = sitk.GetImageFromArray(voxels.astype(kind))
    image.SetSpacing((0.7, 0.8, 3.5))
    image.SetOrigin((-3, 9.5, 40))
    image.SetDirection((0, 1, 0, -1, 0, 0, 0, 0, 1))
    sitk.WriteImage(image, str(file))
    return file


def changed(file, form, at, *values):
    content = bytearray(file.read_bytes())
    struct.pack_into(form, content, at, *values)
    file.write_bytes(content)
    return file


def assert_as_itk_reads(found, file):
    expected = sitk.ReadImage(str(file))
    np.testing.assert_array_equal(voxels_of(found), sitk.GetArrayFromImage(expected), strict=True)
    for name in ("GetSpacing", "GetOrigin", "GetDirection", "GetPixelID"):
        assert getattr(found, name)() == getattr(expected, name)()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["scan.nii", "scan.nii.gz"])
def test_voxels_and_grid_are_itks(tmp_path, kind, name):
    file = written(tmp_path / name, kind)
    image, missing = plain(file)
    assert missing == 0
    assert_as_itk_reads(image, file)


def test_the_other_byte_order(tmp_path):
    file = written(tmp_path / "scan.nii")
    content = bytearray(file.read_bytes())
    for form, at in [
        *(("i", 0), ("8h", 40), ("2h", 70), ("8f", 76), ("3f", 108), ("2h", 252), ("6f", 256)),
        ("12f", 280),
    ]:
        struct.pack_into(f">{form}", content, at, *struct.unpack_from(f"<{form}", content, at))
    content[352:] = np.frombuffer(bytes(content[352:]), "<i2").astype(">i2").tobytes()
    file.write_bytes(content)
    image, _ = plain(file)
    assert_as_itk_reads(image, file)


@pytest.mark.parametrize("kind", ["f4", "f8"])
def test_what_is_no_number_is_0_as_in_itk_and_counted(tmp_path, kind):
    file = written(tmp_path / "scan.nii", kind)
    size = int(kind[1])
    for index, value in ((3, np.nan), (50, np.inf), (119, -np.inf)):
        changed(file, f"<{'f' if kind == 'f4' else 'd'}", 352 + index * size, value)
    image, missing = plain(file)
    assert missing == 3
    assert_as_itk_reads(image, file)


def test_voxels_that_begin_later(tmp_path):
    file = written(tmp_path / "scan.nii")
    content = file.read_bytes()
    file.write_bytes(content[:352] + bytes(48) + content[352:])
    changed(file, "<f", 108, 400.0)
    image, _ = plain(file)
    assert_as_itk_reads(image, file)


def test_a_gzip_file_of_several_members(tmp_path):
    content = written(tmp_path / "scan.nii").read_bytes()
    file = tmp_path / "parts.nii.gz"
    file.write_bytes(gzip.compress(content[:400]) + gzip.compress(content[400:]))
    image, _ = plain(file)
    assert_as_itk_reads(image, file)


@pytest.mark.parametrize(
    ("form", "at", "values"),
    [
        ("<2f", 112, (2.0, 0.0)),  # scaled
        ("<2f", 112, (1.0, -1024.0)),
        ("<2f", 112, (1.0, float("nan"))),
        ("<2f", 112, (float("nan"), 0.0)),
        ("<f", 108, (348.0,)),  # voxels within the header's last bytes
        ("4s", 344, (b"ni1\0",)),  # voxels in another file
        ("4s", 344, (b"\0\0\0\0",)),  # Analyze
        ("<8h", 40, (4, 4, 5, 3, 2, 1, 1, 1)),  # four dimensions
    ],
)
def test_what_is_not_plain_is_left_to_itk(tmp_path, form, at, values):
    sound = written(tmp_path / "scan.nii")
    header, grid = read_nifti_header(sound), volume_grid(sound, "NiftiImageIO")
    assert read_plain_voxels(sound, header, grid) is not None
    odd = changed(sound, form, at, *values)
    assert read_plain_voxels(odd, read_nifti_header(odd), grid) is None


@pytest.mark.parametrize("name", ["size", "bytes", "type"])
def test_a_header_that_itk_understands_otherwise_is_left_to_it(tmp_path, name):
    file = written(tmp_path / "scan.nii")
    grid = volume_grid(file, "NiftiImageIO")
    other = {"size": [4, 6, 5], "bytes": 4, "type": "16-bit unsigned integer"}[name]
    assert read_plain_voxels(file, read_nifti_header(file), {**grid, name: other}) is None


@pytest.mark.parametrize("name", ["scan.nii", "scan.nii.gz"])
def test_a_file_cut_short_is_left_to_itk(tmp_path, name):
    file = written(tmp_path / name)
    header, grid = read_nifti_header(file), volume_grid(file, "NiftiImageIO")
    file.write_bytes(file.read_bytes()[:-40])
    assert read_plain_voxels(file, header, grid) is None


@pytest.mark.parametrize("scaled", [False, True])
@pytest.mark.parametrize("other", ["scan.nii", "scan.NII"])
def test_a_file_of_the_same_name_without_gz_does_not_take_its_place(tmp_path, scaled, other):
    """ITK itself reads the voxels of that one."""
    sitk.WriteImage(sitk.Image([4, 5, 6], sitk.sitkInt16) + 7, str(tmp_path / "b.nii"))
    (tmp_path / "b.nii").rename(tmp_path / other)
    content = bytearray(written(tmp_path / "a.nii").read_bytes())
    expected = np.frombuffer(bytes(content[352:]), "<i2").reshape(6, 5, 4).astype(float)
    if scaled:
        struct.pack_into("<2f", content, 112, 2.0, -1024.0)
        expected = 2 * expected - 1024
    (tmp_path / "scan.nii.gz").write_bytes(gzip.compress(bytes(content)))
    found = sitk.GetArrayFromImage(read_image(tmp_path / "scan.nii.gz"))
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize(("form", "at", "value"), [("<f", 80, -0.7), ("<f", 80, float("nan"))])
def test_a_grid_that_no_image_can_have_is_one_message(tmp_path, form, at, value):
    file = changed(written(tmp_path / "scan.nii"), form, at, value)
    changed(file, "<2h", 252, 0, 0)
    message = "scan.nii"
    try:
        assert read_image(file).GetSpacing()[0] > 0
    except InputError as error:
        message = str(error)
    assert "scan.nii" in message
