"""Mesh measures in linear time equal PyRadiomics' own mesh."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from radiomics import cShape

from radiotmb.radiomics.lesion_shape import mesh_measures


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_any_mask_has_pyradiomics_mesh(seed):
    rng = np.random.default_rng(seed)
    inside = np.pad(rng.random(rng.integers(1, 12, 3)) < rng.choice([0.2, 0.6, 0.95]), 1)
    if not inside.any():
        return
    spacing = rng.uniform(0.3, 5, 3)
    area, volume, diameters = cShape.calculate_coefficients(inside, spacing)
    found = mesh_measures(inside, spacing)
    assert found[0] == pytest.approx(area, rel=1e-12)
    assert found[1] == pytest.approx(volume, rel=1e-11, abs=1e-9)
    assert found[2] == pytest.approx(diameters, rel=1e-12)


@pytest.mark.parametrize("shape", [(1, 9, 9), (9, 1, 9), (1, 1, 30), (20, 21, 22)])
def test_boxes_of_any_flatness(shape):
    inside = np.pad(np.ones(shape, bool), 1)
    spacing = np.array([2.0, 0.7, 0.7])
    area, volume, diameters = cShape.calculate_coefficients(inside, spacing)
    found = mesh_measures(inside, spacing)
    assert found[:2] == pytest.approx((area, volume), rel=1e-12)
    assert found[2] == pytest.approx(diameters, rel=1e-12)
