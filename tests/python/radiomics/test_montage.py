"""The picture shows the lesion where it is, in all three planes and any storage order."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import SimpleITK as sitk
from matplotlib.image import imread

from radiotmb.radiomics import montage, read_preset, write_montages
from radiotmb.runtime.workers import Workers


def scan():
    values = np.full((12, 30, 40), -1000, np.int16)
    values[2:11, 4:28, 5:36] = 60
    image = sitk.GetImageFromArray(values)
    image.SetSpacing((0.9, 0.7, 4.0))
    mask = np.zeros(values.shape, np.uint8)
    mask[4:7, 8:14, 24:32] = 1
    mask = sitk.GetImageFromArray(mask)
    mask.CopyInformation(image)
    return image, mask


def outlines(figure):
    """Extent (left, right, low, high) of the drawn outline in each plane, mm from the centre."""
    found = []
    for axes in figure.axes:
        points = np.concatenate(
            [np.array(line) for lines in axes.collections for line in lines.get_segments()]
        )
        found.append([*points.min(axis=0), *points.max(axis=0)])
    return np.array(found)


def test_the_outline_has_the_lesions_size_in_each_plane():
    figure = montage(*scan())
    assert [axes.get_title() for axes in figure.axes] == ["axial", "coronal", "sagittal"]
    left, low, right, high = outlines(figure).T
    # 8 x 6 x 3 voxels of 0.9 x 0.7 x 4 mm.
    np.testing.assert_allclose(right - left, [8 * 0.9, 8 * 0.9, 6 * 0.7])
    np.testing.assert_allclose(high - low, [6 * 0.7, 3 * 4.0, 3 * 4.0])


def test_head_is_up_and_the_axial_plane_is_seen_from_the_feet():
    axial, coronal, sagittal = montage(*scan()).axes
    # Anterior (low y) at the top of the axial plane, head (high z) at the top of the others.
    assert axial.get_ylim()[0] > axial.get_ylim()[1]
    for axes in (coronal, sagittal):
        assert axes.get_ylim()[0] < axes.get_ylim()[1]


def test_the_storage_order_does_not_change_the_picture():
    image, mask = scan()
    one, two = io.BytesIO(), io.BytesIO()
    montage(image, mask).savefig(one, format="png")
    turned = [sitk.DICOMOrient(volume, "RAI") for volume in (image, mask)]
    montage(*turned).savefig(two, format="png")
    for stream in (one, two):
        stream.seek(0)
    np.testing.assert_array_equal(imread(one), imread(two))


def test_a_page_of_pictures_with_what_failed(tmp_path):
    image, mask = scan()
    sitk.WriteImage(image, str(tmp_path / "i.nrrd"))
    sitk.WriteImage(mask, str(tmp_path / "m.nrrd"))
    table = pd.DataFrame(
        [
            ["P 1/../x", "primary", "supine", "i.nrrd", "m.nrrd"],
            ["P2", "primary", "supine", "absent.nrrd", "m.nrrd"],
        ],
        columns=["patient_id", "lesion", "phase", "image", "mask"],
    )
    options = {"folder": tmp_path, "workers": Workers(store=tmp_path / "store")}
    found = write_montages(table, read_preset("study"), out=tmp_path / "a", **options)
    assert found.picture.tolist()[0] == "001_P_1_.._x_primary_supine.png"
    assert pd.isna(found.picture.iloc[1])
    assert "no such file" in found.message.iloc[1]
    assert [path.name for path in (tmp_path / "a").iterdir()] == [found.picture.iloc[0]]
    fresh = write_montages(table, read_preset("study"), out=tmp_path / "b", folder=tmp_path)
    one, two = ((tmp_path / place / fresh.picture.iloc[0]).read_bytes() for place in "ab")
    assert one == two
