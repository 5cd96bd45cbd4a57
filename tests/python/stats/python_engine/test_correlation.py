"""The correlation filter keeps the very columns that R keeps."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radiotmb.errors import StatisticsError
from radiotmb.stats import drop_correlated, r
from radiotmb.stats.python_engine.correlation import absolute_pearson, pearson


def families(n, columns, seed):
    """Correlated families with twins that differ by a factor only, as radiomics tables hold."""
    rng = np.random.default_rng(seed)
    hidden = rng.normal(size=(n, max(3, columns // 6)))
    of = rng.integers(0, hidden.shape[1], columns)
    noise = rng.normal(size=(n, columns)) * rng.choice([0, 0.05, 0.3, 1], columns)
    x = hidden[:, of] * rng.uniform(0.5, 2, columns) + noise
    return pd.DataFrame(x, columns=[f"f{i}" for i in range(columns)])


@pytest.mark.r
@pytest.mark.parametrize("order", ["caret", "p"])
@pytest.mark.parametrize(("n", "columns"), [(24, 1037), (24, 100), (24, 99), (77, 60), (150, 400)])
def test_same_columns_as_r(n, columns, order):
    x, y = families(n, columns, seed=n + columns), np.where(np.arange(n) % 3, "low", "high")
    ours = drop_correlated(x, order=order, y=y, engine="python")
    theirs = drop_correlated(x, order=order, y=y)
    assert ours.as_dict() == theirs.as_dict()


@pytest.mark.r
@pytest.mark.parametrize("cutoff", [0.6, 0.9])
def test_same_columns_as_r_on_real_tables(radiomics_tables, cutoff):
    for name, x, target in radiomics_tables():
        for part in (x, x.iloc[:, :95]):
            for order in ("caret", "p"):
                ours = drop_correlated(part, cutoff, order, target, engine="python")
                assert ours.as_dict() == drop_correlated(part, cutoff, order, target).as_dict(), (
                    name
                )


@pytest.mark.r
def test_correlations_are_rs_to_the_last_bit():
    x = families(40, 120, seed=2)
    assert np.array_equal(pearson(x.to_numpy()), r.call("stats::cor", x=x))


@settings(max_examples=30, deadline=None)
@given(st.integers(4, 30), st.integers(2, 130), st.integers(0, 10**6), st.floats(0.1, 0.99))
def test_no_two_kept_columns_are_above_the_cutoff(n, columns, seed, cutoff):
    x = families(n, columns, seed)
    kept = list(drop_correlated(x, cutoff, engine="python").kept)
    assert kept
    square = absolute_pearson(x[kept].to_numpy(), cutoff)
    assert square[~np.eye(len(kept), dtype=bool)].max(initial=0) <= cutoff


def test_constant_columns_are_dropped_and_listed():
    x = pd.DataFrame({"flat": [1.0] * 5, "a": [1.0, 2, 3, 4, 5], "b": [2.0, 1, 4, 3, 6]})
    found = drop_correlated(x, 0.99, engine="python")
    assert found.constant == ("flat",)
    assert found.kept == ("a", "b")


@pytest.mark.r
@pytest.mark.parametrize(
    "x",
    [
        pd.DataFrame({"a": ["x", "y"]}),
        pd.DataFrame({"a": [1.0, np.nan], "b": [1.0, np.inf]}),
        pd.DataFrame([[1.0, 2.0]], columns=["a", "a"]),
    ],
)
def test_refusals_are_in_rs_words(x):
    messages = []
    for engine in ("r", "python"):
        with pytest.raises(StatisticsError) as caught:
            drop_correlated(x, engine=engine)
        messages.append((str(caught.value), caught.value.condition[:2]))
    assert messages[0] == messages[1]
