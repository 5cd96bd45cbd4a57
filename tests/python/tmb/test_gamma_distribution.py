"""Tails and quantiles equal scipy's, from the smallest counts to those of hypermutated genomes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from radiotmb.tmb.gamma_distribution import gamma_quantile, gamma_tail, normal_quantile

COUNTS = np.unique(np.concatenate([np.arange(1, 60), np.geomspace(60, 200_000, 40).round()]))


@pytest.mark.parametrize("tail", [0.25, 0.05, 0.025, 0.005, 1e-6])
def test_quantiles_equal_scipys(tail):
    np.testing.assert_allclose(
        gamma_quantile(COUNTS, tail), special.gammaincinv(COUNTS, tail), rtol=1e-12
    )
    np.testing.assert_allclose(
        gamma_quantile(COUNTS, tail, upper=True), special.gammainccinv(COUNTS, tail), rtol=1e-12
    )


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 5000), st.floats(0, 10_000))
def test_tails_equal_scipys(count, x):
    for shape in (count + 0.5, count + 1.0):
        np.testing.assert_allclose(
            gamma_tail(shape, x), special.gammaincc(shape, x), rtol=1e-11, atol=1e-13
        )


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 3000), st.floats(1e-9, 0.999999), st.booleans())
def test_a_quantile_has_the_tail_it_was_asked_for(count, tail, upper):
    x = gamma_quantile(count, tail, upper)
    found = special.gammaincc(count, x) if upper else special.gammainc(count, x)
    np.testing.assert_allclose(found, tail, rtol=1e-10)


def test_the_ends():
    assert gamma_tail([0.5, 3], [0, 0]).tolist() == [1, 1]
    assert gamma_tail(2, 1e6) == 0
    assert normal_quantile(0.975) == pytest.approx(special.ndtri(0.975), rel=1e-15)


def test_no_value_depends_on_those_beside_it():
    alone = [float(gamma_quantile(count, 0.025)) for count in COUNTS]
    assert gamma_quantile(COUNTS, 0.025).tolist() == alone
    tails = [float(gamma_tail(count, 40.0)) for count in COUNTS]
    assert gamma_tail(COUNTS, 40.0).tolist() == tails
