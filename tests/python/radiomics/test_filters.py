"""The Laplacian of Gaussian that shrinks on the way is ITK's, bit for bit."""

from __future__ import annotations

import numpy as np
import pytest
import SimpleITK as sitk

from radiotmb.errors import InputError
from radiotmb.radiomics import extract_features
from radiotmb.radiomics.filters import laplacian_of_gaussian


@pytest.mark.parametrize("kind", [sitk.sitkInt16, sitk.sitkFloat32, sitk.sitkFloat64])
@pytest.mark.parametrize("sigma", [0.9, 3.0])
def test_shrinking_laplacian_of_gaussian_is_itks(kind, sigma):
    values = np.random.default_rng(2).normal(60, 90, (22, 41, 37)).round()
    image = sitk.Cast(sitk.GetImageFromArray(values), kind)
    image.SetSpacing((0.68, 0.71, 5.0))
    image.SetOrigin((-3.0, 20.0, 7.0))
    itk = sitk.LaplacianRecursiveGaussian(image, sigma, True)
    box = np.s_[3:9, 10:30, 0:37]
    found = laplacian_of_gaussian(image, box, sigma)
    np.testing.assert_array_equal(
        sitk.GetArrayFromImage(found), sitk.GetArrayFromImage(itk)[box], strict=True
    )
    assert found.GetOrigin() == pytest.approx(itk[0:37, 10:30, 3:9].GetOrigin())


def test_an_image_too_small_for_a_sigma_is_refused_not_skipped():
    image = sitk.GetImageFromArray(np.random.default_rng(2).normal(60, 9, (3, 20, 20)))
    mask = sitk.Image([20, 20, 3], sitk.sitkUInt8)
    mask[5:12, 5:12, 0:3] = 1
    with pytest.raises(InputError, match="too small for a Laplacian of Gaussian with sigma 3 mm"):
        extract_features(image, mask)
