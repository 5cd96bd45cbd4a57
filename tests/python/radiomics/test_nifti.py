"""NIfTI as converters write it: scaled, of the second version, with oblique axes."""

from __future__ import annotations

import struct

import numpy as np
import pytest
import SimpleITK as sitk

from radiotmb.errors import InputError
from radiotmb.radiomics import ScanOptions, extract_scan, read_preset
from radiotmb.radiomics.images import read_image, read_scan_image
from radiotmb.runtime.notes import collect_notes


def scan(path):
    values = np.random.default_rng(1).normal(60, 20, (8, 40, 40)).astype(np.int16)
    sitk.WriteImage(sitk.GetImageFromArray(values), str(path))
    return path, values


@pytest.mark.parametrize("name", ["scan.nii", "scan.nii.gz"])
def test_a_whole_file_is_read(tmp_path, name):
    path, values = scan(tmp_path / name)
    np.testing.assert_array_equal(sitk.GetArrayFromImage(read_image(path)), values)


@pytest.mark.parametrize("name", ["scan.nii", "scan.nii.gz", "scan.nrrd", "scan.mha"])
@pytest.mark.parametrize("share", [0.999, 0.5])
def test_a_file_that_ends_early_is_refused(tmp_path, name, share):
    # ITK alone gives zeros for the voxels of a NIfTI file that are not there.
    path, _ = scan(tmp_path / name)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(InputError, match=name):
        read_image(path)


def test_several_gzip_members_are_one_volume(tmp_path):
    import gzip

    path, values = scan(tmp_path / "scan.nii")
    whole = path.read_bytes()
    joined = tmp_path / "scan.nii.gz"
    joined.write_bytes(gzip.compress(whole[:9000]) + gzip.compress(whole[9000:]))
    np.testing.assert_array_equal(sitk.GetArrayFromImage(read_image(joined)), values)


def with_fields(path, **fields):
    """A NIfTI-1 file with some fields of its header replaced."""
    places = {"scale": ("<2f", 112), "qform_code": ("<h", 252), "sform_code": ("<h", 254)}
    places["sform"] = ("<12f", 280)
    content = bytearray(path.read_bytes())
    for name, values in fields.items():
        form, at = places[name]
        struct.pack_into(form, content, at, *np.atleast_1d(values).ravel().tolist())
    path.write_bytes(bytes(content))
    return path


def test_a_scan_with_an_intercept_is_whole(tmp_path):
    """As dcm2niix writes a CT: 16 bits stored, real numbers for ITK, which rescales."""
    path, values = scan(tmp_path / "scan.nii")
    with_fields(path, scale=(1.0, -1024.0))
    np.testing.assert_array_equal(sitk.GetArrayFromImage(read_image(path)), values - 1024.0)
    path.write_bytes(path.read_bytes()[:-2])
    with pytest.raises(InputError, match="the file ends early: 25598 of 25600 bytes"):
        read_image(path)


def second_version(values, spacing=(0.7, 0.8, 3.0)):
    """A NIfTI-2 file, its header written by nifti2.h."""
    head = bytearray(544)
    struct.pack_into("<i", head, 0, 540)
    head[4:12] = b"n+2\0\r\n\x1a\n"
    struct.pack_into("<hh", head, 12, 4, 16)
    struct.pack_into("<8q", head, 16, 3, *values.shape[::-1], 1, 1, 1, 1)
    struct.pack_into("<8d", head, 104, 1, *spacing, 1, 1, 1, 1)
    struct.pack_into("<q", head, 168, 544)
    struct.pack_into("<dd", head, 176, 1, -1024)
    struct.pack_into("<ii", head, 344, 0, 1)
    rows = np.hstack([np.diag(spacing), [[-3], [-4], [5]]])
    struct.pack_into("<12d", head, 400, *rows.ravel())
    return bytes(head) + values.astype("<i2").tobytes()


def test_the_second_version_is_read(tmp_path):
    values = np.random.default_rng(1).integers(0, 2000, (4, 5, 6))
    (tmp_path / "scan.nii").write_bytes(second_version(values))
    image = read_image(tmp_path / "scan.nii")
    np.testing.assert_array_equal(sitk.GetArrayFromImage(image), values - 1024.0)
    assert image.GetSpacing() == pytest.approx((0.7, 0.8, 3.0))
    # NIfTI's x and y point the other way than DICOM's.
    assert image.GetOrigin() == pytest.approx((3, 4, 5))
    (tmp_path / "short.nii").write_bytes(second_version(values)[:-9])
    with pytest.raises(InputError, match=r"short.nii: the file ends early"):
        read_image(tmp_path / "short.nii")


@pytest.mark.parametrize(("units", "side"), [(0, 0.7), (2, 0.7), (1, 700.0), (3, 0.0007)])
def test_the_second_versions_units_are_those_of_the_first(tmp_path, units, side):
    """nifti2.h: metres 1, millimetres 2, micrometres 3; time stands in the bits above."""
    content = bytearray(second_version(np.zeros((4, 5, 6))))
    struct.pack_into("<i", content, 500, units | 8)
    (tmp_path / "scan.nii").write_bytes(content)
    assert read_image(tmp_path / "scan.nii").GetSpacing()[0] == pytest.approx(side)


@pytest.mark.parametrize(
    ("at", "form", "value", "field"),
    [
        (104 + 8, "d", 1e300, "pixdim"),
        (344, "i", 2**20, "qform_code"),
    ],
)
def test_what_the_first_version_cannot_say_is_refused(tmp_path, at, form, value, field):
    content = bytearray(second_version(np.zeros((4, 5, 6))))
    struct.pack_into(f"<{form}", content, at, value)
    file = tmp_path / "scan.nii"
    file.write_bytes(content)
    with pytest.raises(InputError, match=rf"scan\.nii: the header's field {field} holds"):
        read_image(file)


@pytest.mark.parametrize("qform", [0, 1])
def test_sheared_axes_are_refused_or_repaired_on_request(tmp_path, qform):
    path, values = scan(tmp_path / "scan.nii")
    sheared = [[1.0, 0.02, 0, 3], [0, 1, 0, 4], [0, 0, 1, 5]]
    with_fields(path, sform_code=1, qform_code=qform, sform=sheared)
    if not qform:
        with pytest.raises(InputError, match="not at right angles.*--repair-axes"):
            read_image(path)
    with collect_notes(printing=False) as notes:
        image = read_scan_image(path, ScanOptions(repair_axes=True)).image
    np.testing.assert_array_equal(sitk.GetArrayFromImage(image), values)
    axes = np.array(image.GetDirection()).reshape(3, 3)
    np.testing.assert_allclose(axes.T @ axes, np.eye(3), atol=1e-5)
    assert "88.85 degrees apart" in notes[0].message
    assert ("qform" if qform else "nearest right angles") in notes[0].message


def test_a_flat_image_where_the_preset_is_flat(tmp_path):
    rng = np.random.default_rng(3)
    image = sitk.GetImageFromArray(rng.normal(60, 20, (30, 40)).astype(np.float32))
    lesion = np.zeros((30, 40), np.uint8)
    lesion[8:20, 10:30] = 1
    mask = sitk.GetImageFromArray(lesion)
    sitk.WriteImage(image, str(tmp_path / "i.nrrd"))
    sitk.WriteImage(mask, str(tmp_path / "m.nrrd"))
    file = tmp_path / "flat.yaml"
    file.write_text("setting: {force2D: true}\nimageType: {Original: {}}\n")
    preset = read_preset(file)
    found = extract_scan(tmp_path / "i.nrrd", tmp_path / "m.nrrd", preset)
    assert "original_firstorder_Mean" in found.features
    assert not any("_shape_" in name for name in found.features)
    assert "a two-dimensional image has no shape features" in str(found.quality["warnings"])
    with pytest.raises(InputError, match=r"2 dimensions.*--two-dimensional"):
        extract_scan(tmp_path / "i.nrrd", tmp_path / "m.nrrd", "study")
    from radiomics.featureextractor import RadiomicsFeatureExtractor

    shipped = RadiomicsFeatureExtractor(str(file), additionalInfo=False, force2D=False)
    shipped = shipped.execute(image, mask)
    for name, value in found.features.items():
        assert value == pytest.approx(float(shipped[name]), rel=1e-9), name


@pytest.mark.parametrize("name", ["scan.nii", "scan.nii.gz"])
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_voxels_that_are_no_numbers_are_counted_and_said(tmp_path, name, kind):
    voxels = np.full((4, 5, 6), 40, kind)
    voxels[0, 0, :3] = np.nan
    voxels[1, 1, 1] = np.inf
    sitk.WriteImage(sitk.GetImageFromArray(voxels), str(tmp_path / name))
    with collect_notes(printing=False) as notes:
        read_image(tmp_path / name)
    (note,) = notes
    assert note.message.startswith("4 voxels are no numbers (NaN or infinite) and were read as 0")


def test_whole_numbers_are_always_numbers(tmp_path):
    sitk.WriteImage(sitk.Image([4, 5, 6], sitk.sitkInt16), str(tmp_path / "scan.nii"))
    with collect_notes(printing=False) as notes:
        read_image(tmp_path / "scan.nii")
    assert notes == []
