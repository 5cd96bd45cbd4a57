"""The transformers keep scikit-learn's contract, and the chain's numbers."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import parametrize_with_checks

from radiotmb.stats import drop_correlated, screen_wilcoxon
from radiotmb.stats.transformers import CorrelationFilter, WilcoxonScreen


@parametrize_with_checks([CorrelationFilter(), CorrelationFilter(order="p"), WilcoxonScreen()])
def test_estimator_checks(estimator, check):
    check(estimator)


@pytest.fixture
def table():
    rng = np.random.default_rng(4)
    base = rng.normal(size=(30, 12))
    x = np.hstack([base, base * 2 + rng.normal(scale=0.05, size=base.shape)])
    return pd.DataFrame(x, columns=[f"f{i}" for i in range(24)]), np.repeat(["high", "low"], 15)


@pytest.mark.parametrize("order", ["caret", "p"])
def test_keeps_what_the_filter_keeps(table, order):
    x, y = table
    kept = CorrelationFilter(0.9, order).set_output(transform="pandas").fit_transform(x, y)
    assert tuple(kept.columns) == drop_correlated(x, 0.9, order, y, engine="python").kept


def test_no_two_kept_features_are_above_the_cutoff(table):
    kept = CorrelationFilter(0.9).fit_transform(table[0])
    correlation = np.abs(np.corrcoef(kept, rowvar=False))
    assert correlation[~np.eye(len(correlation), dtype=bool)].max() <= 0.9


def test_screen_has_the_p_values_of_the_screen(table):
    x, y = table
    assert np.array_equal(
        WilcoxonScreen().fit(x, y).p_values_, screen_wilcoxon(x, y, engine="python")["p_value"]
    )


def test_where_nothing_passes_the_two_smallest_p_values_stay(table):
    x, y = table
    screen = WilcoxonScreen(alpha=0.0).fit(x, y)
    assert screen.fell_back_
    assert set(np.flatnonzero(screen.get_support())) == set(np.argsort(screen.p_values_)[:2])


def test_selection_inside_a_pipeline_sees_training_rows_only():
    # 400 features of pure noise: selecting on all rows first would lift this far above one half.
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(60, 400)), np.tile([0, 1], 30)
    chain = make_pipeline(CorrelationFilter(), WilcoxonScreen(), LogisticRegression())
    inside = cross_val_score(chain, x, y, cv=5, scoring="roc_auc").mean()
    leaked = WilcoxonScreen().fit_transform(x, y)
    outside = cross_val_score(LogisticRegression(), leaked, y, cv=5, scoring="roc_auc").mean()
    assert inside < 0.65 < 0.85 < outside


@pytest.mark.parametrize(
    ("estimator", "message"),
    [
        (CorrelationFilter(cutoff=1.5), "cutoff must be a number from 0 to 1"),
        (CorrelationFilter(order="q"), "order must be 'caret' or 'p'"),
        (WilcoxonScreen(alpha="x"), "alpha must be a number from 0 to 1"),
        (WilcoxonScreen(at_least=-1), "at_least must be a whole number"),
    ],
)
def test_wrong_parameters_are_named(table, estimator, message):
    with pytest.raises(ValueError, match=message):
        estimator.fit(*table)


def test_one_class_is_refused(table):
    with pytest.raises(ValueError, match="1 class"):
        WilcoxonScreen().fit(table[0], ["high"] * 30)
