"""The Laplacian of Gaussian that shrinks on the way is ITK's, bit for bit."""

from __future__ import annotations

import numpy as np
import pytest
import SimpleITK as sitk
from hypothesis import given, settings
from hypothesis import strategies as st

from radiotmb.errors import InputError
from radiotmb.radiomics import extract_features
from radiotmb.radiomics.recursive_gaussian import FEWEST_VOXELS, _sum, laplacian_of_gaussian


def itks(values, spacing, box, sigma):
    image = sitk.GetImageFromArray(values)
    image.SetSpacing(spacing)
    return sitk.GetArrayFromImage(sitk.LaplacianRecursiveGaussian(image, sigma, True))[box]


@pytest.mark.parametrize("kind", [np.int16, np.float32, np.float64])
@pytest.mark.parametrize("sigma", [0.9, 3.0])
def test_shrinking_laplacian_of_gaussian_is_itks(kind, sigma):
    values = np.random.default_rng(2).normal(60, 90, (22, 41, 37)).round().astype(kind)
    spacing, box = (0.68, 0.71, 5.0), np.s_[3:9, 10:30, 0:37]
    found = laplacian_of_gaussian(values, spacing, box, sigma)
    np.testing.assert_array_equal(found, itks(values, spacing, box, sigma), strict=True)


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 2**32 - 1))
def test_any_box_of_any_volume_is_itks(seed):
    rng = np.random.default_rng(seed)
    shape = rng.integers(FEWEST_VOXELS, 30, 3)
    values = (rng.normal(0, 1, shape) * rng.choice([1e-3, 40, 3e4])).astype(np.float32)
    spacing = tuple(map(float, rng.uniform(0.3, 6, 3)))
    start = [int(rng.integers(0, size)) for size in shape]
    stop = [int(rng.integers(a + 1, size + 1)) for a, size in zip(start, shape, strict=True)]
    box = tuple(slice(a, b) for a, b in zip(start, stop, strict=True))
    sigma = float(rng.uniform(0.3, 6))
    found = laplacian_of_gaussian(values, spacing, box, sigma)
    np.testing.assert_array_equal(found, itks(values, spacing, box, sigma), strict=True)


def test_coefficients_are_summed_in_their_order():
    """Every bit of the result is ITK's, whose sums are written out: no Python makes them better."""
    assert _sum(np.array([1.0, 1e100, 1.0, -1e100])) == 0.0


def test_an_even_image_has_no_edges():
    found = laplacian_of_gaussian(
        np.full((9, 9, 9), 40, np.int16), (1, 1, 1), np.s_[0:9, 0:9, 2:5], 2
    )
    assert found.shape == (9, 9, 3)
    np.testing.assert_allclose(found, 0, atol=1e-4)


def test_an_image_too_small_for_a_sigma_is_refused_not_skipped():
    image = sitk.GetImageFromArray(np.random.default_rng(2).normal(60, 9, (3, 20, 20)))
    mask = sitk.Image([20, 20, 3], sitk.sitkUInt8)
    mask[5:12, 5:12, 0:3] = 1
    with pytest.raises(InputError, match="too small for a Laplacian of Gaussian with sigma 3 mm"):
        extract_features(image, mask)
