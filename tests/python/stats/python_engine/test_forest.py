"""The forest grows scikit-learn's own trees, and the elimination finds what is there."""

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import RandomForestClassifier

from radiotmb.errors import StatisticsError
from radiotmb.stats import rfe_forest
from radiotmb.stats.python_engine import forest as forest_module
from radiotmb.stats.python_engine.forest import Forest, grow_tree, grow_tree_slowly


def _problem(n=80, columns=8, seed=1):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, columns)).astype(np.float32)
    return x, x[:, 0] + x[:, 1] * 0.7 + rng.normal(scale=0.6, size=n) > 0


@pytest.mark.parametrize("seed", range(5))
def test_a_tree_is_that_of_the_public_class(seed):
    x, second = _problem(seed=seed)
    weight = np.random.default_rng(seed).integers(0, 3, len(x)).astype(float)
    fast = grow_tree(x, second, weight, 3, np.random.RandomState(seed))
    slow = grow_tree_slowly(x, second, weight, 3, np.random.RandomState(seed))
    assert fast.feature.tolist() == slow.feature.tolist()
    assert fast.threshold.tolist() == slow.threshold.tolist()


def test_without_the_inner_builder_the_forest_is_the_same(monkeypatch):
    x, second = _problem(40)
    fast = Forest(x, second, 20, 3)
    monkeypatch.setattr(forest_module, "DepthFirstTreeBuilder", None)
    slow = Forest(x, second, 20, 3)
    new = _problem(200, seed=9)[0]
    assert fast.predict(new).tolist() == slow.predict(new).tolist()
    assert fast.importance(x, second).tolist() == slow.importance(x, second).tolist()


def test_predicts_as_well_as_scikit_learns_forest():
    x, second = _problem(120)
    new, truth = _problem(600, seed=5)
    ours = np.mean(Forest(x, second, 300, 1).predict(new) == truth)
    theirs = RandomForestClassifier(300, random_state=1).fit(x, second).score(new, truth)
    assert abs(ours - theirs) < 0.03


def test_importance_names_the_informative_features():
    x, second = _problem()
    importance = Forest(x, second, 300, 1).importance(x, second)
    assert set(np.argsort(-importance)[:2]) == {0, 1}
    assert np.abs(importance[2:]).max() < importance[:2].min()


def _table():
    x, second = _problem(60)
    names = [f"f{i}" for i in range(8)]
    return pd.DataFrame(x.astype(float), columns=names), np.where(second, "low", "high")


@pytest.mark.r
def test_both_engines_find_the_informative_features():
    x, y = _table()
    ours = rfe_forest(x, y, trees=150, engine="python")
    theirs = rfe_forest(x, y, trees=150, rfe="direct")
    assert set(ours.selected[:2]) == set(theirs.selected[:2]) == {"f0", "f1"}
    assert ours.profile["size"].tolist() == theirs.profile["size"].tolist()
    assert (ours.profile["accuracy"] - theirs.profile["accuracy"]).abs().max() < 0.1


def test_giving_up_hopeless_sizes_changes_nothing():
    x, y = _table()
    whole = rfe_forest(x, y, trees=60, profile=True, engine="python")
    quick = rfe_forest(x, y, trees=60, profile=False, engine="python")
    assert whole.selected == quick.selected
    assert whole.profile["accuracy"].notna().all()
    assert quick.profile["folds"].sum() <= whole.profile["folds"].sum()


def test_fewer_patients_than_folds_means_fewer_folds():
    x, y = _table()
    few = np.flatnonzero(y == "high")[:3]
    rows = np.r_[few, np.flatnonzero(y == "low")[:9]]
    found = rfe_forest(x.iloc[rows], y[rows], trees=20, engine="python")
    assert found.flags == ("3 inner folds instead of 5",)
    with pytest.raises(StatisticsError, match='`y` has one patient of class "high"'):
        rfe_forest(x.iloc[rows[2:]], y[rows[2:]], trees=20, engine="python")
