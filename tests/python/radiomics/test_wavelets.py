"""The bands of a box are those of PyWavelets' whole volume, bit for bit, named as PyRadiomics'."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import pywt
import SimpleITK as sitk
from hypothesis import given, settings
from hypothesis import strategies as st
from radiomics import imageoperations

from radiotmb.radiomics import extract_features, read_preset
from radiotmb.radiomics.wavelets import wavelet_bands, wavelet_reach


def pyradiomics(values, box, **given_settings):
    image = sitk.GetImageFromArray(values)
    found = imageoperations.getWaveletImage(image, None, **given_settings)
    return {name: sitk.GetArrayFromImage(band)[box] for band, name, _ in found}


def assert_same(found, expected):
    assert list(found) == list(expected)
    for name, band in expected.items():
        np.testing.assert_array_equal(found[name], band, err_msg=name, strict=True)


@pytest.mark.parametrize("wavelet", ["coif1", "haar", "db3", "sym4", "bior2.2", "rbio3.1"])
@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize(("start", "levels"), [(0, 1), (1, 1), (0, 2)])
def test_a_box_has_the_bands_of_the_whole(wavelet, kind, start, levels):
    margin = wavelet_reach(wavelet, start + levels)
    shape = tuple(2 * (margin + size) for size in (2, 3, 4))
    values = np.random.default_rng(3).normal(60, 40, shape).astype(kind)
    box = tuple(slice(margin, size - margin) for size in shape)
    expected = pyradiomics(values, box, wavelet=wavelet, level=levels, start_level=start)
    assert_same(dict(wavelet_bands(values, wavelet, (2, 1, 0), levels, start)), expected)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(0, 2))
def test_slice_by_slice_the_third_axis_is_left_alone(seed, dimension):
    rng = np.random.default_rng(seed)
    values = rng.normal(0, 1, 2 * rng.integers(5, 12, 3)) * rng.choice([1, 1e4])
    margin = wavelet_reach("coif1", 1)
    box = tuple(slice(margin, size - margin) for size in values.shape)
    expected = pyradiomics(values, box, force2D=True, force2Ddimension=dimension)
    axes = [axis for axis in (2, 1, 0) if axis != dimension]
    assert_same(dict(wavelet_bands(values, "coif1", axes, 1)), expected)


def test_a_level_has_every_band_and_the_approximation_last():
    values = np.random.default_rng(1).normal(0, 1, (14, 14, 14))
    names = [name for name, _ in wavelet_bands(values, "coif1", (2, 1, 0), 2)]
    letters = ["".join(band) for band in product("LH", repeat=3)][1:]
    both = [f"wavelet-{band}" for band in letters] + [f"wavelet2-{band}" for band in letters]
    assert names == [*both, "wavelet2-LLL"]


def test_every_discrete_wavelet_reaches_as_far_as_its_kernel():
    for wavelet in pywt.wavelist(kind="discrete"):
        margin = wavelet_reach(wavelet, 1)
        values = np.zeros((2 * margin + 1, 1, 1))
        values[margin] = 1
        bands = dict(wavelet_bands(np.pad(values, [(0, 0), (margin,) * 2, (margin,) * 2]),
                                   wavelet, (0,), 1))  # fmt: skip
        kernel = np.array(pywt.Wavelet(wavelet).dec_lo)
        assert bands["wavelet-L"].item() == kernel[len(kernel) // 2], wavelet


@pytest.mark.parametrize("corner", [(0, 0, 0), (3, 4, 5)])
def test_a_lesion_at_the_border_feels_the_scans_other_side(corner):
    """PyRadiomics' transform is periodic, on an axis of odd length after it is made even."""
    values = np.random.default_rng(4).normal(60, 30, (7, 12, 13))
    image = sitk.GetImageFromArray(values)
    lesion = np.zeros(values.shape, np.uint8)
    lesion[tuple(slice(at, at + 4) for at in corner)] = 1
    mask = sitk.GetImageFromArray(lesion)
    preset = read_preset("study").with_options(sigma=[])
    found = extract_features(image, mask, preset)
    expected = extract_features(image, mask, preset, crop=False)
    assert list(found) == list(expected)
    for name in expected:
        assert found[name] == pytest.approx(expected[name], rel=1e-10, abs=1e-10, nan_ok=True), name
