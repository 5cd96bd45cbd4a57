"""The Mann-Whitney screen against R, and against itself under what must not matter."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radiotmb.stats import screen_wilcoxon

CASES = {
    "exact": (24, 8, None),
    "ties": (24, 8, 0),
    "normal below 50": (48, 20, 1),
    "normal from 50 on": (130, 55, None),
    "unequal": (60, 3, None),
}


def _case(n, first, decimals, seed=3):
    x = np.random.default_rng(seed).normal(size=(n, 40))
    x = x if decimals is None else x.round(decimals)
    x[:, 0] = 1.0
    return pd.DataFrame(x, columns=[f"f{i}" for i in range(40)]), ["high"] * first + ["low"] * (
        n - first
    )


@pytest.mark.r
@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_same_p_values_as_r(case):
    x, y = _case(*case)
    ours, theirs = screen_wilcoxon(x, y, engine="python"), screen_wilcoxon(x, y)
    pd.testing.assert_frame_equal(ours, theirs, rtol=1e-12, atol=0)


@pytest.mark.r
def test_same_p_values_as_r_on_real_tables(radiomics_tables):
    for _, x, target in radiomics_tables():
        ours, theirs = screen_wilcoxon(x, target, engine="python"), screen_wilcoxon(x, target)
        assert np.nanmax(np.abs(ours["p_value"] - theirs["p_value"])) < 1e-12
        assert ours["selected"].tolist() == theirs["selected"].tolist()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 12))
def test_order_and_monotone_transformations_do_not_matter(seed, first):
    x, y = _case(15, first, 1, seed)
    plain = screen_wilcoxon(x, y, engine="python")
    rng = np.random.default_rng(seed)
    turned = rng.permutation(15)
    again = screen_wilcoxon(np.exp(x.iloc[turned]), np.array(y)[turned], engine="python")
    pd.testing.assert_frame_equal(again, plain, rtol=1e-12)


def test_a_constant_feature_has_no_p_value():
    x, y = _case(24, 8, None)
    screened = screen_wilcoxon(x, y, engine="python")
    assert np.isnan(screened["p_value"][0])
    assert not screened["selected"][0]
