"""The features are PyRadiomics' own, whatever part of the scan was filtered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import SimpleITK as sitk
from radiomics.featureextractor import RadiomicsFeatureExtractor

from radiotmb.cli.process import exit_status
from radiotmb.errors import InputError
from radiotmb.radiomics import extract_features, extract_scan, read_image, read_mask, read_preset


def relative(found: dict[str, float], expected: dict[str, float]) -> pd.Series:
    found, expected = pd.Series(found), pd.Series(expected)
    assert list(found.index) == list(expected.index)
    apart = (found - expected).abs()
    return (apart / expected.abs()).where(apart > 0, 0.0)


def volume(shape=(14, 33, 30), seed=1, spacing=(0.8, 0.8, 3.0)):
    values = np.random.default_rng(seed).normal(60, 90, shape).round().astype(np.int16)
    image = sitk.GetImageFromArray(values)
    image.SetSpacing(spacing)
    return image


def lesion(image, box):
    mask = np.zeros(image.GetSize()[::-1], np.uint8)
    mask[box] = 1
    mask = sitk.GetImageFromArray(mask)
    mask.CopyInformation(image)
    return mask


@pytest.fixture(scope="module")
def lung1(shared):
    table = pd.read_csv(
        shared("radiomics", "lung1_features_pyradiomics_2.2.0.csv"), index_col="feature"
    )
    image = shared("radiomics", "lung1_image.nrrd")
    return image, shared("radiomics", "lung1_label.nrrd"), table["value"].to_dict()


def test_lung1_equals_pyradiomics_2_2_0(lung1):
    image, mask, expected = lung1
    apart = relative(extract_scan(image, mask).features, expected)
    assert len(apart) == 1037
    log = apart.index.str.startswith("log-sigma")
    assert apart[~log].max() < 1e-12
    assert apart[log].max() < 1e-6


def test_lung1_log_error_falls_with_the_margin(lung1):
    image, mask, expected = lung1
    preset = read_preset("study").with_options(pad_sigmas=16)
    apart = relative(extract_scan(image, mask, preset).features, expected)
    assert apart.max() < 1e-8


@pytest.mark.slow
@pytest.mark.parametrize("name", ["STS_008", "STS_025"])
def test_real_scans_equal_pyradiomics_uncropped(shared, name):
    image = read_image(shared("radiomics", "sts", f"{name}_CT_image.nii.gz"))
    mask = read_mask(shared("radiomics", "sts", f"{name}_CT_mask.nii.gz"), image)
    apart = relative(extract_features(image, mask), extract_features(image, mask, crop=False))
    log = apart.index.str.startswith("log-sigma")
    assert len(apart) == 1037
    assert apart[~log].max() < 1e-12
    assert apart[log].max() < 1e-6


@pytest.mark.slow
def test_every_real_scan_has_1037_finite_values(shared):
    for path in sorted(shared("radiomics", "sts").glob("*_CT_image.nii.gz")):
        values = extract_scan(path, path.with_name(path.name.replace("image", "mask"))).features
        assert len(values) == 1037
        assert np.isfinite(list(values.values())).all(), path.name


# The stationary wavelet transform is periodic and makes odd axes even: every border is a case.
@pytest.mark.parametrize(
    "box",
    [
        np.s_[0:4, 0:7, 0:8],
        np.s_[10:14, 26:33, 22:30],
        np.s_[5:9, 12:20, 10:18],
        np.s_[1:14, 1:33, 2:30],
        np.s_[13:14, 2:9, 20:30],
    ],
)
@pytest.mark.parametrize("shape", [(14, 33, 30), (15, 34, 31)])
def test_crop_changes_nothing_at_the_borders(box, shape):
    image = volume(shape)
    mask = lesion(image, box)
    preset = read_preset("study").with_options(sigma=[1.0])
    apart = relative(
        extract_features(image, mask, preset), extract_features(image, mask, preset, crop=False)
    )
    log = apart.index.str.startswith("log-sigma")
    assert apart[~log].max() < 1e-12
    # Noise has a Laplacian around zero, so its mean and median are small against their error.
    assert apart[log].max() < 1e-5


def test_two_dimensional_resegmented_and_other_wavelets_equal_pyradiomics():
    image = volume()
    mask = lesion(image, np.s_[3:9, 5:20, 6:22])
    preset = read_preset("study").with_options(
        sigma=[1.0], two_dimensional=True, window="resegment"
    )
    preset.image_types["Wavelet"].update(wavelet="db3", level=2)
    apart = relative(
        extract_features(image, mask, preset), extract_features(image, mask, preset, crop=False)
    )
    log = apart.index.str.startswith("log-sigma")
    assert apart[~log].max() < 1e-12
    assert apart[log].max() < 1e-6


def test_the_window_clamps_before_the_filters():
    image = volume()
    mask = lesion(image, np.s_[3:9, 5:20, 6:22])
    preset = read_preset("study").with_options(window_hu=(0, 100))
    values = extract_features(image, mask, preset)
    assert values["original_firstorder_Minimum"] == 0
    assert values["original_firstorder_Maximum"] == 100
    clamped = sitk.Clamp(image, sitk.sitkInt16, 0, 100)
    assert extract_features(clamped, mask, preset.with_options(window="none")) == values


def test_grey_levels_over_the_window():
    # 650 HU in 64 levels: 10.15625 HU each; -150 is level 1, 500 level 64.
    image = volume((4, 8, 8))
    values = sitk.GetArrayFromImage(image)
    values[:] = -150
    values[1:3, 2:6, 2:4], values[1:3, 2:6, 4:6] = -130, 499
    planted = sitk.GetImageFromArray(values)
    planted.CopyInformation(image)
    mask = lesion(image, np.s_[1:3, 2:6, 2:6])
    types = {"sigma": []}
    found = extract_features(planted, mask, read_preset("study-64").with_options(**types))
    # Levels 2 and 64 in equal shares: mean of the squares (4 + 4096) / 2.
    assert found["original_glszm_HighGrayLevelZoneEmphasis"] == pytest.approx(2050)
    literal = extract_features(planted, mask, read_preset("study-literal").with_options(**types))
    assert literal["original_glszm_HighGrayLevelZoneEmphasis"] == pytest.approx(2050)
    assert literal["original_firstorder_Entropy"] == pytest.approx(1.0)


def test_resampling_equals_pyradiomics_with_the_same_margin():
    image = volume((20, 40, 40))
    mask = lesion(image, np.s_[6:12, 12:28, 10:26])
    preset = read_preset("study").with_options(sigma=[], resample_mm=(1.0, 1.0, 2.0), window="none")
    preset.image_types.pop("Wavelet")
    shipped = RadiomicsFeatureExtractor(**preset.settings, additionalInfo=False)
    expected = {name: float(value) for name, value in shipped.execute(image, mask).items()}
    apart = relative(extract_features(image, mask, preset), expected)
    assert apart.max() < 1e-9


@pytest.mark.parametrize(
    ("box", "message"),
    [(np.s_[3:4, 5:6, 6:7], "single voxel"), (np.s_[3:4, 5:9, 6:7], "1 axis only")],
)
def test_lesions_too_small_are_refused(box, message):
    image = volume()
    with pytest.raises(InputError, match=message):
        extract_features(image, lesion(image, box))


def test_values_that_are_not_finite_are_refused():
    image = sitk.Cast(volume(), sitk.sitkFloat32)
    image[10, 10, 4] = float("nan")
    with pytest.raises(InputError, match="not finite"):
        extract_features(image, lesion(image, np.s_[3:9, 5:20, 6:22]))


PLAIN = replace(read_preset("study"), image_types={"Original": {}})


def written(tmp_path, image, mask):
    sitk.WriteImage(image, str(tmp_path / "i.nrrd"))
    sitk.WriteImage(mask, str(tmp_path / "m.nrrd"))
    return tmp_path / "i.nrrd", tmp_path / "m.nrrd"


def test_the_label_of_a_parameter_file_is_taken_unless_another_is_asked_for(tmp_path):
    image = volume()
    mask = lesion(image, np.s_[3:9, 5:20, 6:22])
    mask[2:6, 25:31, 1:3] = 2
    paths = written(tmp_path, image, mask)
    file = tmp_path / "p.yaml"
    file.write_text("setting: {label: 2}\nimageType: {Original: {}}\n")
    preset = read_preset(file)
    assert extract_scan(*paths, preset).quality["voxels"] == 4 * 6 * 2
    asked = extract_scan(*paths, preset, 1)
    assert asked.quality["voxels"] == 6 * 15 * 16
    assert "its label is 2, 1 was asked for and taken" in asked.quality["warnings"]


@pytest.mark.parametrize("kind", ["Square", "SquareRoot", "Logarithm", "Exponential"])
def test_a_laplacian_beside_them_does_not_change_scaled_images(kind):
    image = volume((20, 40, 40))
    mask = lesion(image, np.s_[6:12, 12:28, 10:26])
    alone = replace(PLAIN, image_types={kind: {}}).with_options(resample_mm=(1, 1, 2))
    both = replace(alone, image_types={kind: {}, "LoG": {"sigma": [5.0]}})
    found = extract_features(image, mask, both)
    for name, value in extract_features(image, mask, alone).items():
        assert found[name] == pytest.approx(value, rel=1e-9), name


def test_what_is_not_finite_around_a_lesion_is_clamped_or_named(tmp_path):
    image = sitk.Cast(volume(), sitk.sitkFloat32)
    mask = lesion(image, np.s_[4:9, 9:20, 8:22])
    for value in ("nan", "inf"):
        image[1, 2, 3] = float(value)
        preset = read_preset("study").with_options(sigma=[1.0])
        found = extract_scan(*written(tmp_path, image, mask), preset)
        assert np.isfinite(list(found.features.values())).all()
        assert any("1 voxels around the lesion" in text for text in found.quality["warnings"])
        with pytest.raises(InputError, match="1 voxels around the lesion have values that are not"):
            extract_features(image, mask, preset.with_options(window="none"))
        # The original image alone does not feel it.
        assert extract_features(image, mask, replace(PLAIN, window="none"))


def test_one_grey_level_is_a_warning(tmp_path):
    image = sitk.Image([20, 20, 10], sitk.sitkInt16) + 50
    mask = lesion(image, np.s_[3:7, 5:12, 6:12])
    found = extract_scan(*written(tmp_path, image, mask), PLAIN)
    assert "one grey level only in original" in found.quality["warnings"]


@pytest.mark.parametrize("width", ["0", "0.005", "-1"])
def test_a_bin_width_that_makes_no_sense_is_status_2(tmp_path, width, capsys):
    image = volume()
    paths = written(tmp_path, image, lesion(image, np.s_[3:9, 5:20, 6:22]))
    asked = ["extract", *map(str, paths), "--bin-width", width, "--sigma", "1"]
    assert exit_status(asked) == 2


def test_another_engine_gives_the_same_and_no_third_is_known():
    image = volume()
    mask = lesion(image, np.s_[3:9, 5:20, 6:22])
    apart = relative(
        extract_features(image, mask, PLAIN),
        extract_features(image, mask, PLAIN, engine="pyradiomics"),
    )
    assert apart.max() < 1e-12
    with pytest.raises(InputError, match="no engine 'other'"):
        extract_features(image, mask, PLAIN, engine="other")


def test_a_mask_that_is_handed_over_is_left_as_it_was():
    """Within the tolerance it is put on the image's grid: a copy of it."""
    values = np.random.default_rng(1).normal(50, 20, (8, 12, 12))
    image, mask = sitk.GetImageFromArray(values), sitk.Image([12, 12, 8], sitk.sitkUInt8)
    mask[2:9, 2:9, 2:6] = 1
    mask.SetOrigin((1e-5, 0, 0))
    extract_features(image, mask, read_preset("study").with_options(sigma=[]))
    assert mask.GetOrigin() == (1e-5, 0, 0)
    assert int(sitk.GetArrayViewFromImage(mask).sum()) == 7 * 7 * 4
