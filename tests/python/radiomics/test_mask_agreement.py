"""Agreement of two masks by hand-computed values."""

from __future__ import annotations

import numpy as np
import pytest
import SimpleITK as sitk

from radiotmb.cli.process import exit_status
from radiotmb.errors import InputError
from radiotmb.radiomics import mask_agreement


def box(*slices, spacing=(1.0, 2.0, 5.0)):
    voxels = np.zeros((12, 20, 30), np.uint8)
    voxels[slices] = 1
    mask = sitk.GetImageFromArray(voxels)
    mask.SetSpacing(spacing)
    return mask


def test_a_mask_agrees_with_itself():
    found = mask_agreement(*[box(slice(2, 8), slice(3, 9), slice(4, 20))] * 2)
    assert found.dice == 1
    assert found.hausdorff_95_mm == 0
    assert found.first_ml == found.second_ml == pytest.approx(6 * 6 * 16 * 10 / 1000)


def test_a_shifted_box():
    """Shifted by 4 voxels of 1 mm along x: 12 of 16 columns shared, ends 4 mm apart."""
    one = box(slice(2, 8), slice(3, 9), slice(4, 20))
    two = box(slice(2, 8), slice(3, 9), slice(8, 24))
    found = mask_agreement(one, two)
    assert found.dice == pytest.approx(12 / 16)
    assert found.hausdorff_95_mm == pytest.approx(4)
    assert mask_agreement(two, one) == found


def test_apart_by_slices_is_measured_in_mm():
    one, two = (
        box(slice(2, 3), slice(3, 9), slice(4, 9)),
        box(slice(9, 10), slice(3, 9), slice(4, 9)),
    )
    found = mask_agreement(one, two)
    assert found.dice == 0
    assert found.hausdorff_95_mm == pytest.approx(35)


def test_what_cannot_be_compared_is_refused():
    empty = sitk.Image([30, 20, 12], sitk.sitkUInt8)
    with pytest.raises(InputError, match="a mask is empty"):
        mask_agreement(empty, box(slice(2, 3), slice(3, 9), slice(4, 9)))
    with pytest.raises(InputError, match="different grids"):
        mask_agreement(sitk.Image([3, 3, 3], sitk.sitkUInt8), empty)


def test_the_command_line_measures_two_files(tmp_path, capsys):
    for name, begin in (("a", 4), ("b", 8)):
        mask = box(slice(2, 8), slice(3, 9), slice(begin, begin + 16))
        sitk.WriteImage(mask, str(tmp_path / f"{name}.nrrd"))
    assert exit_status(["agreement", str(tmp_path / "a.nrrd"), str(tmp_path / "b.nrrd")]) == 0
    header, row = capsys.readouterr().out.split()
    assert header == "dice,hausdorff_95_mm,first_ml,second_ml"
    assert row.startswith("0.75,4.0,")


def test_agreement_shows_itself_in_a_notebook():
    from radiotmb.radiomics import MaskAgreement

    html = MaskAgreement(0.9123, 2.5, 10.0, 11.5)._repr_html_()
    assert "Dice: 0.912" in html
    assert "2.5 mm" in html
