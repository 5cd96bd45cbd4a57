"""Whatever the orientation, label, voxel type or place of a lesion: values, or a clear refusal."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from radiotmb.errors import InputError
from radiotmb.radiomics import extract_features, extract_scan, read_preset

STUDY = read_preset("study")
# The original image alone: every reader, mask and crop is on its path, and it takes milliseconds.
PLAIN = replace(STUDY, image_types={"Original": {}})
FILTERED = STUDY.with_options(sigma=[1.0])
SHAPE = (9, 14, 12)
FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def scan(kind=sitk.sitkInt16, seed=0):
    values = np.random.default_rng(seed).integers(0, 120, SHAPE)
    image = sitk.Cast(sitk.GetImageFromArray(values), kind)
    image.SetSpacing((0.7, 0.9, 3.0))
    return image


def mask_of(image, box, label=1, kind=sitk.sitkUInt8):
    voxels = np.zeros(image.GetSize()[::-1], np.uint8)
    voxels[box] = 1
    mask = sitk.Cast(sitk.GetImageFromArray(voxels), kind) * label
    mask.CopyInformation(image)
    return mask


def boxes():
    def box(ends):
        return tuple(slice(min(pair), max(pair)) for pair in ends)

    sides = [
        st.tuples(st.integers(0, size), st.integers(0, size)).filter(lambda p: p[0] != p[1])
        for size in SHAPE
    ]
    return st.tuples(*sides).map(box)


@FEW
@given(boxes(), st.sampled_from([PLAIN, FILTERED]))
def test_any_box_gives_all_features_or_a_clear_refusal(box, preset):
    image = scan()
    size = [along.stop - along.start for along in box]
    if sum(side > 1 for side in size) < 2:
        with pytest.raises(InputError, match="single voxel|axis only"):
            extract_features(image, mask_of(image, box), preset)
        return
    values = extract_features(image, mask_of(image, box), preset)
    assert len(values) == (107 if preset is PLAIN else 944)
    assert values["original_shape_VoxelVolume"] == pytest.approx(np.prod(size) * 0.7 * 0.9 * 3)


@FEW
@given(st.integers(0, 2**32 - 1))
def test_any_scattered_mask_gives_values_or_a_clear_refusal(seed):
    image = scan()
    drawn = np.random.default_rng(seed).random(SHAPE) < 10 ** -(seed % 4)
    mask = sitk.GetImageFromArray(drawn.astype(np.uint8))
    mask.CopyInformation(image)
    extent = [len(np.unique(along)) for along in np.nonzero(drawn)]
    if sum(side > 1 for side in extent) < 2:
        with pytest.raises(InputError, match="the mask is empty|no voxel|single voxel|axis only"):
            extract_features(image, mask, PLAIN)
        return
    assert len(extract_features(image, mask, PLAIN)) == 107


INTEGERS = [sitk.sitkUInt8, sitk.sitkInt16, sitk.sitkUInt16, sitk.sitkInt32, sitk.sitkUInt32]
LABELS = [sitk.sitkUInt8, sitk.sitkInt16, sitk.sitkUInt16, sitk.sitkFloat32, sitk.sitkFloat64]


@FEW
@given(
    st.sampled_from([*INTEGERS, sitk.sitkInt8, sitk.sitkFloat64]),
    st.sampled_from(LABELS),
    st.integers(1, 250),
    st.sampled_from([".nrrd", ".nii", ".nii.gz", ".mha"]),
)
def test_voxel_type_label_and_format_do_not_matter(kind, label_kind, label, suffix):
    box = np.s_[2:7, 3:11, 2:10]
    expected = extract_features(scan(), mask_of(scan(), box), PLAIN)
    image = scan(kind)
    with tempfile.TemporaryDirectory() as folder:
        image_path, mask_path = Path(folder) / f"i{suffix}", Path(folder) / f"m{suffix}"
        sitk.WriteImage(image, str(image_path))
        sitk.WriteImage(mask_of(image, box, label, label_kind), str(mask_path))
        found = extract_scan(image_path, mask_path, PLAIN, label).features
    # NIfTI keeps the voxel size in single precision.
    assert found == pytest.approx(expected, rel=1e-5, abs=1e-9)


@FEW
@given(
    st.permutations([0, 1, 2]),
    st.tuples(*[st.booleans()] * 3),
    st.tuples(*[st.floats(-500, 500, allow_nan=False)] * 3),
)
def test_the_place_and_direction_of_the_axes_do_not_matter(order, flips, origin):
    """Voxels stored as they are, in any direction of the patient: same features."""
    image = scan()
    box = np.s_[0:5, 3:14, 2:10]
    mask = mask_of(image, box)
    expected = extract_features(image, mask, FILTERED)
    direction = np.eye(3)[list(order)] * np.where(flips, -1, 1)[:, None]
    for volume in (image, mask):
        volume.SetDirection(direction.ravel().tolist())
        volume.SetOrigin(origin)
    assert extract_features(image, mask, FILTERED) == expected


@FEW
@given(st.tuples(*[st.booleans()] * 3))
def test_a_mirrored_scan_has_the_same_features(flips):
    """Direction-averaged textures, shape and histogram do not know left from right."""
    image = scan()
    mask = mask_of(image, np.s_[1:6, 3:12, 2:10])
    voxels = sitk.GetArrayFromImage(mask)
    voxels[1, 3:5] = 0
    mask = sitk.GetImageFromArray(voxels)
    mask.CopyInformation(image)
    expected = extract_features(image, mask, PLAIN)
    found = extract_features(sitk.Flip(image, flips), sitk.Flip(mask, flips), PLAIN)
    # The longest diameter looks at the mesh, whose vertices lie mirrored too.
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-12)


@FEW
@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, 9))
def test_what_lies_around_does_not_matter_to_the_original_image(z, y, x):
    """The lesion moved inside a larger scan, other tissue around it: same features."""
    image = scan()
    box = np.s_[2:7, 3:11, 2:10]
    expected = extract_features(image, mask_of(image, box), PLAIN)
    voxels = np.full((20, 30, 35), 400, np.int16)
    moved = np.s_[z : z + 5, y : y + 8, x : x + 8]
    voxels[moved] = sitk.GetArrayFromImage(image)[box]
    larger = sitk.GetImageFromArray(voxels)
    larger.SetSpacing(image.GetSpacing())
    assert extract_features(larger, mask_of(larger, moved), PLAIN) == expected


def test_a_lesion_as_long_as_wide_is_not_elongated():
    """Its two longer axes come as a conjugate pair from PyRadiomics' solver on some machines."""
    z, y, x = np.ogrid[:24, :160, :160]
    place = [((z - 10.8) * 5) ** 2, ((y - 72) * 0.68) ** 2, ((x - 72) * 0.68) ** 2]
    ball = (sum(place) <= (14_000 * 3 / 4 / np.pi) ** (2 / 3)).astype(np.uint8)
    image, mask = (
        sitk.GetImageFromArray(ball.astype(kind) * level)
        for kind, level in ((np.int16, 100), (np.uint8, 1))
    )
    for volume in (image, mask):
        volume.SetSpacing((0.68, 0.68, 5.0))
    found = extract_features(image, mask, PLAIN)
    assert found["original_shape_Elongation"] == pytest.approx(1, abs=1e-12)
    assert all(isinstance(value, float) for value in found.values())
