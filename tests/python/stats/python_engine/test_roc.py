"""ROC, DeLong and Youden: identities, a textbook curve, and R's numbers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from radiotmb.errors import StatisticsError
from radiotmb.stats import roc_youden

TRUTH = np.repeat(["high", "low"], [8, 14])


def _random(seed, decimals):
    rng = np.random.default_rng(seed)
    return rng.uniform(size=22).round(decimals) + 0.2 * (TRUTH == "high")


@pytest.mark.r
@pytest.mark.parametrize("decimals", [1, 2, 8])
@pytest.mark.parametrize("seed", range(4))
def test_same_numbers_as_r(seed, decimals):
    score = _random(seed, decimals)
    ours, theirs = roc_youden(TRUTH, score, engine="python"), roc_youden(TRUTH, score)
    for name in ("auc", "cutoff", "sensitivity", "specificity", "youden", "n", "n_positive"):
        # Sums of shares may be taken in another order: the last bit of a double.
        assert getattr(ours, name) == pytest.approx(getattr(theirs, name), abs=3e-16, rel=0), name
    assert (ours.auc_lower, ours.auc_upper) == pytest.approx((theirs.auc_lower, theirs.auc_upper))
    assert ours.flags == theirs.flags
    pd.testing.assert_frame_equal(ours.curve, theirs.curve, rtol=1e-12)
    pd.testing.assert_frame_equal(
        ours.operating_point, theirs.operating_point, rtol=1e-12, check_dtype=False
    )


@pytest.mark.r
@pytest.mark.parametrize(
    ("truth", "score"),
    [
        (["high", "low", "low"], [0.9, 0.1, 0.2]),
        (["high", "high", "low", "low"], [0.9, 0.8, 0.1, 0.2]),
        (["high", "high", "low", "low"], [0.5] * 4),
        (["high", "high", "low", "low"], [0.1, 0.2, 0.8, 0.9]),
    ],
    ids=["one of a class", "perfect", "all equal", "backwards"],
)
def test_degenerate_curves_are_decided_as_in_r(truth, score):
    ours, theirs = roc_youden(truth, score, engine="python"), roc_youden(truth, score)
    assert ours.flags == theirs.flags
    for name in ("auc", "auc_lower", "auc_upper", "cutoff", "sensitivity", "specificity"):
        assert getattr(ours, name) == pytest.approx(getattr(theirs, name), nan_ok=True), name
    pd.testing.assert_frame_equal(ours.curve, theirs.curve)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=22, max_size=22))
def test_the_area_is_the_mann_whitney_statistic(values):
    score = np.array(values) / 10
    high, low = score[TRUTH == "high"], score[TRUTH == "low"]
    u = scipy_stats.mannwhitneyu(high, low).statistic
    roc = roc_youden(TRUTH, score, engine="python")
    assert roc.auc == pytest.approx(u / (8 * 14), abs=1e-15)
    assert roc.auc_lower <= roc.auc <= roc.auc_upper
    backwards = roc_youden(TRUTH, -score, engine="python")
    assert backwards.auc == pytest.approx(1 - roc.auc, abs=1e-15)


def test_the_cutoff_calls_what_it_says():
    score = _random(1, 2)
    roc = roc_youden(TRUTH, score, engine="python")
    called = score >= roc.cutoff
    assert called[TRUTH == "high"].mean() == roc.sensitivity
    assert (~called)[TRUTH == "low"].mean() == roc.specificity


@pytest.mark.r
@pytest.mark.parametrize(
    ("truth", "score", "positive"),
    [
        (["high", "low", "none"], [0.1, 0.2, 0.3], "high"),
        (["high", "high"], [0.1, 0.2], "high"),
        (["high", "low"], [0.1, np.nan], "high"),
        (["high", "low"], [0.1, 0.2], "higher"),
        (["high", None], [0.1, 0.2], "high"),
    ],
)
def test_refusals_are_in_rs_words(truth, score, positive):
    messages = []
    for engine in ("r", "python"):
        with pytest.raises(StatisticsError) as caught:
            roc_youden(truth, score, positive, engine=engine)
        messages.append(str(caught.value))
    assert messages[0] == messages[1]
