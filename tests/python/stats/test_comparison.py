"""Comparisons of models: R's numbers under Python's names."""

import numpy as np
import pandas as pd
import pytest

from radiotmb import stats
from radiotmb.errors import StatisticsError

pytestmark = pytest.mark.r

CHAIN = {"outer": 3, "inner": 2, "seed": 4}


def test_two_learners_are_compared_with_an_interval(features, labels):
    fits = [
        stats.nested_cv(features, labels, trees=10, bootstrap=20, **CHAIN),
        stats.nested_cv(features, labels, learner="glmnet", bootstrap=20, **CHAIN),
    ]
    draws = [
        stats.chain_bootstrap(
            features, labels, resamples=4, repeats=1, trees=10, **CHAIN, **more
        )
        for more in ({}, {"learner": "glmnet"})
    ]  # fmt: skip
    found = stats.compare_models(*fits, bootstraps=draws, permutations=99)
    areas = [fit.measures.set_index("measure")["estimate"]["auc"] for fit in fits]
    assert found.areas["auc"].tolist() == pytest.approx(areas)
    assert found.difference == pytest.approx(areas[1] - areas[0])
    assert found.lower <= found.difference <= found.upper
    assert found.names == ("xgboost", "glmnet")
    assert set(found.options["option"]) == {"learner"}
    tables = stats.compare_models(
        fits[0].predictions, fits[1].predictions, permutations=99, names=["a", "b"]
    )
    assert tables.p_value == found.p_value
    other = stats.nested_cv(features, labels, trees=10, bootstrap=20, **{**CHAIN, "seed": 5})
    with pytest.raises(StatisticsError, match="of other folds"):
        stats.compare_models(fits[0], other)


def test_the_python_engine_is_compared_too(features, labels):
    fits = [
        stats.nested_cv(features, labels, engine="python", bootstrap=20, **CHAIN, **more)
        for more in ({"trees": 10}, {"learner": "glmnet", "glmnet": {"nlambda": 9}})
    ]
    found = stats.compare_models(*(fit.predictions for fit in fits), permutations=20)
    areas = [fit.measures.set_index("measure")["estimate"]["auc"] for fit in fits]
    assert found.difference == pytest.approx(areas[1] - areas[0])


def test_added_value_has_tables_and_none_where_nothing_was_asked(features, labels):
    rng = np.random.default_rng(3)
    clinical = features[["patient_id"]].assign(
        age=rng.normal(65, 8, 24), sex=np.array(["f", "m"])[np.arange(24) % 2]
    )
    chain = {"learner": "glmnet", "repeats": 1, **CHAIN}
    found = stats.added_value(features, labels, clinical, resamples=3, permutations=4, **chain)
    assert found.columns == ("age", "sexm")
    assert len(found.resampled) == 6
    assert len(found.null) == 4
    assert found.test["p_permutation"].notna().all()
    gain = found.differences.set_index(["second", "first"])["difference"]
    areas = found.areas.set_index("model")["auc"]
    assert gain["both", "clinical"] == pytest.approx(areas["both"] - areas["clinical"])
    without = stats.added_value(features, labels, clinical, resamples=0, **chain)
    assert without.resampled is None
    assert without.null is None
    assert without.areas["lower"].isna().all()
    pd.testing.assert_series_equal(without.areas["auc"], found.areas["auc"])
    assert without.as_dict()["resampled"] is None
    with pytest.raises(StatisticsError, match="tells the outcome"):
        stats.added_value(features, labels, clinical.assign(tmb=1.0), **chain)
