"""Intervals are Garwood's, the probability is the Gamma posterior's, R says the same."""

import math
import subprocess

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import poisson

from radiotmb.errors import InputError
from radiotmb.tmb.assay import Line
from radiotmb.tmb.burden import (
    calibrated_status,
    tmb_interval,
    tmb_probability,
    tmb_status,
)


def test_ion_reporters_worked_example():
    # Ion Reporter help pages, algorithm 3.0: 19 counted over 1,198,355 bases.
    row = tmb_status(19, 1_198_355 / 1e6).iloc[0]
    assert round(row.tmb, 2) == 15.86
    assert row.status == "high"


@pytest.mark.parametrize(
    ("count", "lower", "upper"), [(0, 0, 3.69), (1, 0.03, 5.57), (10, 4.80, 18.39)]
)
def test_garwoods_table(count, lower, upper):
    # Exact 95 % limits as tabulated (e.g. Documenta Geigy), over one megabase.
    row = tmb_interval(count, 1).iloc[0]
    assert row.tmb_lower == pytest.approx(lower, abs=0.005)
    assert row.tmb_upper == pytest.approx(upper, abs=0.005)


@settings(deadline=None)
@given(st.integers(1, 5000), st.floats(0.1, 50), st.floats(0.5, 0.999))
def test_each_limit_leaves_half_of_the_error_in_its_tail(count, size, level):
    row = tmb_interval(count, size, level).iloc[0]
    tail = (1 - level) / 2
    assert poisson.sf(count - 1, row.tmb_lower * size) == pytest.approx(tail, rel=1e-6)
    assert poisson.cdf(count, row.tmb_upper * size) == pytest.approx(tail, rel=1e-6)


@pytest.mark.parametrize(("count", "size"), [(0, 1.2), (4, 1.2), (12, 1.2), (40, 1.2), (300, 38)])
def test_probability_is_the_integral_of_the_posterior(count, size):
    # Poisson likelihood times Jeffreys' prior (rate^-1/2), in u = sqrt(rate): no pole at 0.
    top = (count / size) ** 0.5

    def density(u):
        return math.exp(2 * count * math.log(u / max(top, 1)) - (u * u - top * top) * size)

    above = quad(density, math.sqrt(10), 60, points=[top] if top > math.sqrt(10) else None)[0]
    below = quad(density, 1e-12, math.sqrt(10), points=[top] if top < math.sqrt(10) else None)[0]
    found = tmb_probability(count, size, 10)[0]
    assert found == pytest.approx(above / (above + below), abs=1e-7)


@settings(deadline=None)
@given(st.integers(0, 300), st.floats(0.2, 40), st.floats(0.5, 60))
def test_status_and_borderline_follow_their_definitions(count, size, cutoff):
    row = tmb_status(count, size, cutoff).iloc[0]
    assert (row.status == "high") == (row.tmb >= cutoff)
    assert row.borderline == (row.tmb_lower < cutoff <= row.tmb_upper)


def test_twelve_mutations_on_the_panel_are_just_high():
    frame = tmb_status([11, 12], 1.2)
    assert frame["status"].tolist() == ["low", "high"]
    assert frame["borderline"].all()


@pytest.mark.parametrize(
    ("mutations", "megabases"), [(-1, 1), (1.5, 1), (float("nan"), 1), (1, 0), ([1, 2], [1, 2, 3])]
)
def test_what_is_no_count_or_no_size_is_refused(mutations, megabases):
    with pytest.raises(InputError):
        tmb_interval(mutations, megabases)


@settings(deadline=None)
@given(st.integers(0, 200), st.floats(0.3, 3), st.floats(-2, 2))
def test_a_line_without_errors_moves_everything_alike(count, slope, intercept):
    line = Line(apply=True, slope=slope, intercept=intercept)
    plain, moved = tmb_interval(count, 1.2).iloc[0], calibrated_status(count, 1.2, [line]).iloc[0]
    for name in ("tmb", "tmb_lower", "tmb_upper"):
        assert moved[name] == pytest.approx(slope * plain[name] + intercept)
    cut = max(0.0, (10 - intercept) / slope)
    assert moved.p_high == pytest.approx(tmb_probability(count, 1.2, cut)[0])


def test_errors_of_a_line_widen_interval_and_blur_the_status():
    sure = Line(apply=True, slope=1.2, intercept=0.5)
    blurred = sure.model_copy(update={"slope_se": 0.1, "intercept_se": 1.0})
    narrow, wide = (calibrated_status(20, 1.2, [line]).iloc[0] for line in (sure, blurred))
    assert wide.tmb == narrow.tmb == pytest.approx(20.5)
    error = 1.959963984540054 * math.hypot(0.1 * 20 / 1.2, 1.0)
    for side in ("tmb_lower", "tmb_upper"):
        by_hand = math.hypot(narrow[side] - narrow.tmb, error)
        assert abs(wide[side] - wide.tmb) == pytest.approx(by_hand)
    assert 0.5 < wide.p_high < narrow.p_high


def test_the_blurred_probability_is_the_average_over_drawn_lines():
    line = Line(apply=True, slope=1.2, intercept=0.5, slope_se=0.1, intercept_se=1.0)
    found = calibrated_status(14, 1.2, [line])["p_high"][0]
    rng = np.random.default_rng(5)
    rate = rng.gamma(14.5, 1 / 1.2, 400_000)
    drawn = rng.normal(1.2, 0.1, 400_000) * rate + rng.normal(0.5, 1.0, 400_000)
    assert found == pytest.approx((drawn >= 10).mean(), abs=0.003)


def test_two_lines_are_one_after_the_other():
    first, second = Line(apply=True, slope=2, intercept=1), Line(apply=True, slope=0.5, intercept=3)
    found = calibrated_status(12, 1.2, [first, second]).iloc[0]
    assert found.tmb == pytest.approx(0.5 * (2 * 10 + 1) + 3)


@pytest.mark.r
def test_r_gives_the_same_numbers(root, tmp_path):
    counts = [0, 1, 11, 12, 19, 250]
    sizes = [1.2, 0.645, 1.2, 1.2, 1.198355, 38.0]
    script = (
        "options(digits = 17); source('R/conditions.R'); source('R/check-arguments.R');"
        "source('R/burden.R');"
        f"f <- tmb_status(c({','.join(map(str, counts))}), c({','.join(map(str, sizes))}));"
        f"write.csv(f, '{tmp_path}/r.csv', row.names = FALSE)"
    )
    done = subprocess.run(
        ["Rscript", "--vanilla", "-e", script], cwd=root, capture_output=True, text=True
    )
    if done.returncode:
        pytest.skip(f"R's burden.R does not stand alone: {done.stderr.strip()[-200:]}")
    theirs = pd.read_csv(tmp_path / "r.csv")
    ours = tmb_status(counts, sizes)
    pd.testing.assert_frame_equal(
        ours, theirs[list(ours.columns)], check_dtype=False, rtol=1e-9, atol=1e-12
    )
