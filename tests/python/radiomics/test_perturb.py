"""Perturbations do what they are named for, by the amount they are given."""

from __future__ import annotations

import numpy as np
import pytest
import SimpleITK as sitk

from radiotmb.errors import InputError
from radiotmb.radiomics import Perturbation
from radiotmb.radiomics.perturb import moved, noise_sd, perturbed, with_volume


@pytest.fixture
def ball():
    z, y, x = np.ogrid[:16, :48, :48]
    inside = ((z - 8) * 4.0) ** 2 + ((y - 23) * 0.8) ** 2 + ((x - 25) * 0.8) ** 2 < 14**2
    mask = sitk.GetImageFromArray(inside.astype(np.uint8))
    mask.SetSpacing((0.8, 0.8, 4.0))
    return mask


def like(mask, values):
    image = sitk.GetImageFromArray(values)
    image.CopyInformation(mask)
    return image


@pytest.mark.parametrize("share", [-0.3, -0.01, 0.0, 0.2])
def test_volume_changes_by_the_share(ball, share):
    before, after = (sitk.GetArrayFromImage(m) > 0 for m in (ball, with_volume(ball, share)))
    assert after.sum() == round(before.sum() * (1 + share))
    # It grows around what was there and shrinks within it.
    assert (before <= after).all() if share >= 0 else (after <= before).all()


def test_the_noise_of_noise_is_its_standard_deviation(ball):
    rng = np.random.default_rng(4)
    z, y, _ = np.mgrid[:16, :48, :48]
    anatomy = 60 + 100 * (y > 24) + 3.0 * z
    image = like(ball, anatomy + rng.normal(0, 12, z.shape))
    assert noise_sd(image) == pytest.approx(12, rel=0.05)


def test_a_whole_voxel_shift_moves_whole_voxels(ball):
    rng = np.random.default_rng(4)
    image = like(ball, rng.normal(60, 30, (16, 48, 48)).round().astype(np.int16))
    image_2, mask_2 = moved(image, ball, np.array([2.0, 0.0, -1.0]), 0.0)
    one, two = sitk.GetArrayFromImage(image), sitk.GetArrayFromImage(image_2)
    np.testing.assert_array_equal(two[1:, :, :-2], one[:-1, :, 2:])
    one, two = sitk.GetArrayFromImage(ball), sitk.GetArrayFromImage(mask_2)
    np.testing.assert_array_equal(two[1:, :, :-2], one[:-1, :, 2:])


def test_image_and_mask_turn_together(ball):
    lesion = sitk.GetArrayFromImage(ball).astype(float)
    image = like(ball, np.where(lesion > 0, 200.0, 0.0))
    image_2, mask_2 = moved(image, ball, np.array([0.4, -0.3, 0.2]), 25.0)
    bright = sitk.GetArrayFromImage(image_2) > 100
    drawn = sitk.GetArrayFromImage(mask_2) > 0
    assert 2 * (bright & drawn).sum() / (bright.sum() + drawn.sum()) > 0.97


def test_a_turn_keeps_the_centre(ball):
    _, turned = moved(like(ball, np.zeros((16, 48, 48))), ball, np.zeros(3), 40.0)
    before, after = (np.argwhere(sitk.GetArrayFromImage(m)).mean(axis=0) for m in (ball, turned))
    np.testing.assert_allclose(before, after, atol=0.1)


def test_same_seed_same_variant_and_voxel_type_kept(ball):
    image = like(ball, np.random.default_rng(0).normal(60, 30, (16, 48, 48)).astype(np.int16))
    one = perturbed(image, ball, Perturbation(), np.random.default_rng(5))
    two = perturbed(image, ball, Perturbation(), np.random.default_rng(5))
    three = perturbed(image, ball, Perturbation(), np.random.default_rng(6))
    for a, b in zip(one, two, strict=True):
        np.testing.assert_array_equal(sitk.GetArrayFromImage(a), sitk.GetArrayFromImage(b))
    assert (sitk.GetArrayFromImage(one[0]) != sitk.GetArrayFromImage(three[0])).any()
    assert one[0].GetPixelID() == sitk.sitkInt16


def test_no_change_is_no_change(ball):
    image = like(ball, np.random.default_rng(0).normal(60, 30, (16, 48, 48)).astype(np.int16))
    none = Perturbation(0.0, 0.0, 0.0, 0.0)
    for a, b in zip(
        perturbed(image, ball, none, np.random.default_rng(1)), (image, ball), strict=True
    ):
        np.testing.assert_array_equal(sitk.GetArrayFromImage(a), sitk.GetArrayFromImage(b))


@pytest.mark.parametrize("wrong", [{"volume_share": 1.0}, {"noise_level": -1}])
def test_limits_that_make_no_sense_are_refused(wrong):
    with pytest.raises(InputError):
        Perturbation(**wrong)
