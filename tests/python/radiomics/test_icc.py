"""ICC(2,1) against published values, identities, and the coverage its interval promises."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from radiotmb.errors import InputError
from radiotmb.radiomics import icc_2_1

# Shrout and Fleiss 1979, table 2: six targets, four judges.
SHROUT = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], float
)


def test_shrout_and_fleiss():
    # Table 4 gives ICC(2,1) = 0.29; the limits are those of R's psych::ICC on the same table.
    found = icc_2_1(SHROUT)
    assert float(found.icc) == pytest.approx(0.2898, abs=5e-5)
    assert float(found.lower) == pytest.approx(0.0188, abs=5e-5)
    assert float(found.upper) == pytest.approx(0.7611, abs=5e-5)


def test_mean_squares_of_shrout_and_fleiss():
    # Their table 3: between targets 11.24, between judges 32.49, residual 1.02.
    from radiotmb.radiomics.icc import _mean_squares

    assert [round(float(ms), 2) for ms in _mean_squares(SHROUT)] == [11.24, 32.49, 1.02]


def test_features_are_independent_of_each_other():
    rng = np.random.default_rng(3)
    other = rng.normal(size=SHROUT.shape)
    both = icc_2_1(np.stack([SHROUT, other], axis=2))
    alone = [float(icc_2_1(SHROUT).icc), float(icc_2_1(other).icc)]
    assert both.icc.tolist() == pytest.approx(alone, rel=1e-12)


@settings(max_examples=50, deadline=None)
@given(
    arrays(float, (5, 3), elements=st.floats(-10, 10, width=16)),
    st.floats(0.1, 50),
    st.floats(-100, 100),
)
def test_unit_and_zero_point_do_not_matter(values, scale, origin):
    one, two = icc_2_1(values), icc_2_1(values * scale + origin)
    if np.isfinite(one.icc) and np.ptp(values) > 1:
        assert float(two.icc) == pytest.approx(float(one.icc), abs=1e-6)
        assert one.icc <= 1 + 1e-9
        assert one.lower <= one.icc + 1e-9
        assert one.icc <= one.upper + 1e-9


def test_the_interval_holds_a_negative_estimate():
    values = np.array([[0, 4, 4], [0, 4, 4], [0, 4, 4], [0, 4, 4], [4, 1, 4]], dtype=float)
    found = icc_2_1(values)
    assert found.icc == pytest.approx(-12 / 61)
    assert found.lower <= found.icc <= found.upper


def test_perfect_constant_and_missing():
    perfect = np.repeat(np.arange(5.0)[:, None], 3, axis=1)
    constant = np.full((5, 3), 7.0)
    missing = np.where(np.eye(5, 3) > 0, np.nan, perfect)
    found = icc_2_1(np.stack([perfect, constant, missing], axis=2))
    assert found.icc[0] == found.lower[0] == found.upper[0] == 1
    assert np.isnan(found.icc[1:]).all()


def test_the_interval_covers_as_often_as_it_says():
    rng = np.random.default_rng(11)
    n, k, features, truth = 20, 6, 4000, 0.8
    subjects = rng.normal(0, np.sqrt(truth), (n, 1, features))
    raters = rng.normal(0, np.sqrt(0.05), (1, k, features))
    found = icc_2_1(subjects + raters + rng.normal(0, np.sqrt(0.15), (n, k, features)))
    covered = np.mean((found.lower <= truth) & (truth <= found.upper))
    # Satterthwaite's degrees of freedom are an approximation: two in a hundred.
    assert 0.93 < covered < 0.97


@pytest.mark.parametrize("shape", [(1, 4), (4, 1)])
def test_one_scan_or_one_measurement_is_refused(shape):
    with pytest.raises(InputError, match="at least 2 scans and 2 measurements"):
        icc_2_1(np.ones(shape))
