"""What was measured can be looked at, and measured again."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import SimpleITK as sitk

from radiotmb.cli.process import exit_status
from radiotmb.errors import InputError
from radiotmb.radiomics import extract_features, read_preset, save_masks


@pytest.fixture
def scans(tmp_path):
    values = np.random.default_rng(1).normal(60, 40, (12, 40, 40)).astype(np.int16)
    image = sitk.GetImageFromArray(values)
    image.SetSpacing((0.7, 0.7, 3.0))
    voxels = np.zeros(values.shape, np.uint8)
    voxels[3:8, 10:24, 12:28] = 1
    mask = sitk.GetImageFromArray(voxels)
    mask.CopyInformation(image)
    sitk.WriteImage(image, str(tmp_path / "i.nrrd"))
    sitk.WriteImage(mask, str(tmp_path / "m.nrrd"))
    rows = [
        ["P/1", "primary", "p", "i.nrrd", "m.nrrd"],
        ["P2", "primary", "p", "no.nrrd", "m.nrrd"],
    ]
    return pd.DataFrame(rows, columns=["patient_id", "lesion", "phase", "image", "mask"]), tmp_path


@pytest.mark.parametrize("file_format", [".nrrd", ".nii"])
def test_the_saved_volumes_have_the_features_that_were_measured(scans, file_format):
    table, folder = scans
    preset = read_preset("study").with_options(resample_mm=(1, 1, 2), sigma=[], window="resegment")
    preset.image_types.pop("Wavelet")
    out = folder / "out"
    found = save_masks(table, preset, out=out, folder=folder, file_format=file_format)
    assert found["image"].tolist()[0] == f"001_P_1_primary_p_image{file_format}"
    assert "no such file" in found["message"].iloc[1]
    image, mask = (sitk.ReadImage(str(out / found[what].iloc[0])) for what in ("image", "mask"))
    assert image.GetSpacing() == pytest.approx((1, 1, 2))
    original = [sitk.ReadImage(str(folder / name)) for name in ("i.nrrd", "m.nrrd")]
    expected = extract_features(*original, preset)
    again = extract_features(image, mask, preset.with_options(resample_mm=(0, 0, 0)))
    for name in ("original_firstorder_Mean", "original_glcm_Contrast"):
        assert again[name] == pytest.approx(expected[name], rel=1e-9)


def test_the_command_line_saves_and_other_formats_are_refused(scans):
    table, folder = scans
    asked = ["extract", str(folder / "i.nrrd"), str(folder / "m.nrrd"), "--sigma", "1", "--quiet"]
    assert exit_status([*asked, "--save-masks", str(folder / "out")]) == 0
    assert sorted(path.suffix for path in (folder / "out").iterdir()) == [".nrrd", ".nrrd"]
    with pytest.raises(InputError, match="no format '.png'"):
        save_masks(table, "study", out=folder, folder=folder, file_format=".png")
