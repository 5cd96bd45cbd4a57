"""Our matrices, histogram and mesh measures beside PyRadiomics' own."""

from __future__ import annotations

import re
import warnings
from dataclasses import replace

import numpy as np
import pytest
import SimpleITK as sitk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from radiotmb.errors import InputError
from radiotmb.radiomics import extract_features, read_preset
from radiotmb.radiomics._texture import count_textures

PLAIN = replace(read_preset("study"), image_types={"Original": {}})


def relative(found, expected):
    assert list(found) == list(expected)
    apart = {}
    for name, value in expected.items():
        own = found[name]
        both = np.isnan(own) and np.isnan(value)
        apart[name] = 0.0 if both or own == value else abs(own - value) / abs(value or 1)
    return max(apart.items(), key=lambda pair: pair[1])


def random_lesion(seed):
    """A lesion of random size, shape, texture, bin width and spacing."""
    rng = np.random.default_rng(seed)
    shape = tuple(rng.integers(2, 14, 3))
    values = rng.normal(0, 1, shape).cumsum(int(rng.integers(3))) * rng.choice([3, 30, 300])
    share = rng.choice([0.3, 0.7, 0.97])
    lesion = rng.random(shape) < share
    image = sitk.GetImageFromArray(np.round(values, int(rng.integers(0, 3))))
    mask = sitk.GetImageFromArray(lesion.astype(np.uint8))
    image.SetSpacing(tuple(rng.uniform(0.4, 5, 3)))
    mask.SetSpacing(image.GetSpacing())
    return image, mask, rng


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32 - 1))
def test_random_lesions_have_pyradiomics_values(seed):
    image, mask, rng = random_lesion(seed)
    preset = PLAIN.with_options(bin_width=float(rng.choice([2.5, 20, 25])))
    given_settings = {
        "force2D": bool(rng.integers(2)),
        "force2Ddimension": int(rng.integers(3)),
        "distances": [[1], [1, 2], [2]][rng.integers(3)],
        "gldm_a": int(rng.integers(3)),
        "symmetricalGLCM": bool(rng.integers(2)),
        "weightingNorm": [None, "euclidean", "manhattan", "infinity", "no_weighting"][
            rng.integers(5)
        ],
        "voxelArrayShift": int(rng.choice([0, 100])),
    }
    preset = replace(preset, window="none", settings={**preset.settings, **given_settings})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            expected = extract_features(image, mask, preset, engine="pyradiomics")
        except InputError as error:
            with pytest.raises(InputError, match=re.escape(str(error))):
                extract_features(image, mask, preset)
            return
        name, apart = relative(extract_features(image, mask, preset), expected)
    assert apart < 1e-12, (name, given_settings)


@pytest.mark.slow
def test_a_large_lesion_has_pyradiomics_values():
    rng = np.random.default_rng(5)
    z, y, x = np.ogrid[:60, :60, :60]
    ball = ((z - 30) ** 2 + (y - 29) ** 2 + (x - 31) ** 2 < 27**2).astype(np.uint8)
    image = sitk.GetImageFromArray(rng.normal(50, 60, ball.shape).round().astype(np.int16))
    mask = sitk.GetImageFromArray(ball)
    expected = extract_features(image, mask, PLAIN, engine="pyradiomics")
    name, apart = relative(extract_features(image, mask, PLAIN), expected)
    assert apart < 1e-12, name


def test_more_levels_than_a_matrix_can_have_are_refused():
    image = sitk.GetImageFromArray(np.arange(4000.0).reshape(10, 20, 20))
    mask = sitk.Image([20, 20, 10], sitk.sitkUInt8) + 1
    fine = replace(PLAIN, window="none").with_options(bin_width=0.05)
    with pytest.raises(InputError, match="bins, 4000 of them filled.*--bin-width"):
        extract_features(image, mask, fine)
    with pytest.raises(InputError, match="at most 10000000 bins"):
        extract_features(image, mask, fine.with_options(bin_width=1e-6))
    first = replace(fine, feature_classes={"firstorder": None})
    assert extract_features(image, mask, first)["original_firstorder_Maximum"] == 3999


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_arrays_that_do_not_fit_are_none_and_no_crash(data):
    """The kernel is handed nonsense: sizes, places, levels, directions."""
    numbers = st.integers(-3, 40)
    cells = data.draw(st.integers(0, 30))
    arrays = [
        np.array(data.draw(st.lists(st.integers(0, 5), min_size=cells, max_size=cells)), np.uint16),
        np.array(data.draw(st.lists(numbers, max_size=8)), np.int64),
        np.array(data.draw(st.lists(numbers, max_size=4)), np.int64),
        np.array(data.draw(st.lists(st.integers(0, 4), max_size=4)), np.int64),
        np.array(data.draw(st.lists(numbers, max_size=5)), np.int64),
    ]
    room = [data.draw(st.integers(0, 60)) for _ in range(5)]
    outputs = [
        np.zeros(size, kind)
        for size, kind in zip(
            room, (np.uint32, np.uint32, np.int64, np.float64, np.int64), strict=True
        )
    ]
    longest = data.draw(st.integers(-1, 9))
    found = count_textures(*arrays, data.draw(numbers), longest, *outputs)
    assert found is None or 0 <= found <= len(arrays[1])
