"""Regions by number and name, whatever the format that holds them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import SimpleITK as sitk

from radiotmb.errors import InputError
from radiotmb.radiomics import extract_cohort, list_regions, read_mask, read_preset
from radiotmb.runtime.notes import collect_notes

SHAPE = (8, 20, 22)
ONE, TWO = np.s_[1:4, 2:9, 2:9], np.s_[2:6, 6:15, 6:15]


@pytest.fixture
def image():
    values = np.random.default_rng(2).normal(60, 30, SHAPE).astype(np.int16)
    image = sitk.GetImageFromArray(values)
    image.SetSpacing((0.8, 0.8, 2.5))
    return image


def written(path, image, voxels, **entries):
    mask = sitk.GetImageFromArray(voxels, isVector=voxels.ndim == 4)
    mask.CopyInformation(image)
    for key, value in entries.items():
        mask.SetMetaData(key, str(value))
    sitk.WriteImage(mask, str(path))
    return path


def segments(*triples):
    entries = {}
    for index, (name, value, layer) in enumerate(triples):
        entries |= {
            f"Segment{index}_Name": name,
            f"Segment{index}_LabelValue": value,
            f"Segment{index}_Layer": layer,
        }
    return entries


@pytest.fixture
def layered(tmp_path, image):
    """Two segments that overlap, as 3D Slicer saves them: a layer each."""
    voxels = np.zeros((*SHAPE, 2), np.uint8)
    voxels[(*ONE, 0)], voxels[(*TWO, 1)] = 1, 1
    named = segments(("Liver", 1, 0), ("GTV", 1, 1))
    return written(tmp_path / "two.seg.nrrd", image, voxels, **named)


def test_segments_that_overlap_are_read_layer_by_layer(layered, image):
    for name, box in (("liver", ONE), ("GTV", TWO)):
        expected = np.zeros(SHAPE, np.uint8)
        expected[box] = 1
        found = sitk.GetArrayFromImage(read_mask(layered, image, name))
        np.testing.assert_array_equal(found, expected)
    with pytest.raises(InputError, match="2 segments and no choice"):
        read_mask(layered, image)
    with pytest.raises(InputError, match=r"2 segments are meant by '1'"):
        read_mask(layered, image, 1)


def test_the_regions_of_a_segmentation_are_listed(layered, image):
    table = list_regions(layered)
    assert table["name"].tolist() == ["Liver", "GTV"]
    assert table["voxels"].tolist() == [3 * 7 * 7, 4 * 9 * 9]
    assert table["volume_ml"].tolist() == pytest.approx([147 * 1.6 / 1000, 324 * 1.6 / 1000])


def test_two_segments_of_one_name_are_refused(tmp_path, image):
    voxels = np.zeros(SHAPE, np.uint8)
    voxels[ONE], voxels[5:7, 12:18, 12:18] = 1, 2
    named = segments(("GTV", 1, 0), ("GTV", 2, 0))
    path = written(tmp_path / "dup.seg.nrrd", image, voxels, **named)
    with pytest.raises(InputError, match=r"2 segments are meant by 'GTV' \('GTV' \(1\), 'GTV' \(2"):
        read_mask(path, image, "GTV")
    assert sitk.GetArrayFromImage(read_mask(path, image, 2)).sum() == 72


def test_names_do_not_depend_on_case_and_blanks(tmp_path, image):
    voxels = np.zeros(SHAPE, np.uint8)
    voxels[ONE], voxels[5:7, 12:18, 12:18] = 1, 2
    named = segments(("Liver  met", 1, 0), ("GTV", 2, 0))
    path = written(tmp_path / "m.seg.nrrd", image, voxels, **named)
    assert sitk.GetArrayFromImage(read_mask(path, image, " liver MET ")).sum() == 147


@pytest.mark.parametrize("off", [-6e-8, 4e-4, -9e-4])
def test_labels_that_are_nearly_whole_are_whole(tmp_path, image, off):
    voxels = np.zeros(SHAPE, np.float32)
    voxels[ONE], voxels[5:7, 12:18, 12:18] = 1 + off, 2
    path = written(tmp_path / "m.nrrd", image, voxels)
    assert sitk.GetArrayFromImage(read_mask(path, image)).sum() == 147
    assert list_regions(path)["number"].tolist() == [1, 2]


def test_labels_between_whole_numbers_are_not(tmp_path, image):
    voxels = np.zeros(SHAPE, np.float32)
    voxels[ONE] = 0.5
    path = written(tmp_path / "m.nrrd", image, voxels)
    with pytest.raises(InputError, match=r"147 voxels hold no whole number \(0\.5\).*threshold"):
        read_mask(path, image)
    with pytest.raises(InputError, match=r"m\.nrrd: 147 voxels hold no whole number"):
        list_regions(path)


@pytest.mark.parametrize("kind", [np.int16, np.float32, np.uint16])
def test_an_image_given_as_a_mask_is_refused(tmp_path, image, kind):
    """Which is what arguments in the wrong order are."""
    values = np.arange(np.prod(SHAPE)).reshape(SHAPE) % 1800
    path = written(tmp_path / "ct.nrrd", image, (values - (kind != np.uint16) * 1024).astype(kind))
    said = "1799 different values; expected labels"
    if kind != np.uint16:
        said = r"holds negative values \(from -1024\), as a scan; expected a label image, 0 .*"
    for read in (lambda: read_mask(path, image, 3), lambda: list_regions(path)):
        with pytest.raises(InputError, match=rf"ct\.nrrd: {said}\. Are image and mask exchanged"):
            read()


def test_an_atlas_is_a_mask(tmp_path, image):
    voxels = np.zeros(SHAPE, np.uint16)
    voxels[ONE], voxels[5:7, 12:18, 12:18] = 1, 14_175
    path = written(tmp_path / "m.nrrd", image, voxels)
    assert list_regions(path)["number"].tolist() == [1, 14_175]


def test_axes_that_differ_are_printed(tmp_path, image):
    voxels = np.zeros(SHAPE, np.uint8)
    voxels[ONE] = 1
    mask = sitk.GetImageFromArray(voxels)
    mask.CopyInformation(image)
    mask.SetDirection((-1, 0, 0, 0, -1, 0, 0, 0, 1))
    sitk.WriteImage(mask, str(tmp_path / "m.nrrd"))
    with pytest.raises(InputError, match=r"axes \(-1, 0, 0\).*axes \(1, 0, 0\)"):
        read_mask(tmp_path / "m.nrrd", image)


def test_a_lesion_cut_off_by_the_image_says_how_much(tmp_path, image):
    voxels = np.zeros(SHAPE, np.uint8)
    voxels[0:4, 2:9, 2:9] = 1
    mask = sitk.GetImageFromArray(voxels)
    mask.CopyInformation(image)
    mask.SetOrigin((0.0, 0.0, -5.0))
    sitk.WriteImage(mask, str(tmp_path / "m.nrrd"))
    with collect_notes(printing=False) as notes:
        found = read_mask(tmp_path / "m.nrrd", image, align=True)
    assert sitk.GetArrayFromImage(found).sum() == 98
    assert notes[0].message == "98 of the lesion's 196 voxels lie outside the image and are cut off"


QUICK = read_preset("study").with_options(sigma=[])
QUICK.image_types.pop("Wavelet")


@pytest.mark.parametrize(
    ("label", "expected"),
    [("GTV, liver", ["GTV", "liver"]), ("all", ["Liver", "GTV"]), ("gtv", None)],
)
def test_several_regions_of_one_mask_are_a_row_each(tmp_path, layered, image, label, expected):
    sitk.WriteImage(image, str(tmp_path / "i.nrrd"))
    row = ["P1", "primary", "p", "i.nrrd", layered.name, label]
    names = ["patient_id", "lesion", "phase", "image", "mask", "label"]
    result = extract_cohort(pd.DataFrame([row], columns=names), QUICK, folder=tmp_path)
    assert result.failures.empty
    assert ("label" in result.features) == (expected is not None)
    if expected:
        assert result.features["label"].tolist() == expected
        volumes = result.features.set_index("label")["original_shape_VoxelVolume"]
        assert volumes[expected[expected.index("GTV")]] == pytest.approx(324 * 1.6)


def test_an_empty_cell_takes_the_default(tmp_path, image):
    voxels = np.zeros(SHAPE, np.uint8)
    voxels[ONE], voxels[5:7, 12:18, 12:18] = 1, 2
    written(tmp_path / "m.nrrd", image, voxels)
    sitk.WriteImage(image, str(tmp_path / "i.nrrd"))
    (tmp_path / "images.csv").write_text(
        "patient_id,lesion,phase,image,mask,label\n1,primary,p,i.nrrd,m.nrrd,2\n"
        "2,primary,p,i.nrrd,m.nrrd,\n"
    )
    from radiotmb.inputs.tables import read_table

    table = read_table(tmp_path / "images.csv", "images")
    result = extract_cohort(table, QUICK, folder=tmp_path)
    assert result.quality["voxels"].tolist() == [72, 147]
