"""A null takes the chain of a fit, and refuses another."""

import numpy as np
import pytest

from radiotmb.errors import StatisticsError
from radiotmb.stats import nested_cv, permutation_null

CHAIN = {"outer": 3, "inner": 2, "trees": 5, "sizes": [1], "alpha": 0.2}


@pytest.mark.r
def test_a_fit_gives_its_chain_to_the_null_and_another_is_refused_as_in_r(single, labels):
    covariates = labels[["patient_id"]].assign(age=np.arange(24.0) % 7)
    other_labels = labels.assign(status=[*labels["status"].tolist()[1:], "high"])
    wrong = {
        "other patients": ((single.iloc[1:], labels), {}),
        "other labels": ((single, other_labels), {}),
        "other repeats": ((single, labels), {"repeats": 3}),
        "other features": ((single.assign(more=np.arange(24.0)), labels), {}),
        "other covariates": ((single, labels), {"covariates": covariates}),
    }
    refused = {}
    for engine in ("python", "r"):
        fit = nested_cv(single, labels, repeats=2, bootstrap=20, **CHAIN, engine=engine)
        null = permutation_null(single, labels, permutations=2, observed=fit, engine=engine)
        assert null.parameters["repeats"] == 2
        assert null.parameters["alpha"] == 0.2
        assert null.observed == pytest.approx(fit.measures["estimate"][0])
        refused[engine] = {}
        for name, (tables, more) in wrong.items():
            with pytest.raises(StatisticsError, match="is of another chain") as error:
                permutation_null(*tables, permutations=2, observed=fit, **more, engine=engine)
            refused[engine][name] = str(error.value)
    assert refused["python"] == refused["r"]


def test_the_null_of_the_given_chain_is_that_of_its_options(single, labels):
    fit = nested_cv(single, labels, repeats=2, bootstrap=20, **CHAIN, engine="python")
    taken = permutation_null(single, labels, permutations=2, observed=fit, engine="python")
    named = permutation_null(single, labels, permutations=2, repeats=2, **CHAIN, engine="python")
    assert taken.null["auc"].tolist() == named.null["auc"].tolist()
    assert taken.p_value == named.p_value


@pytest.mark.r
def test_a_fit_of_the_other_engine_is_another_chain(single, labels):
    fit = nested_cv(single, labels, bootstrap=20, **CHAIN)
    with pytest.raises(StatisticsError, match='its `engine` is "direct", here it is "python"'):
        permutation_null(single, labels, permutations=2, observed=fit, engine="python")


def test_a_fit_gives_what_it_did_with_missing_values_to_the_null(single, labels):
    gap = single.copy()
    gap.iloc[0, gap.columns.get_loc(gap.select_dtypes("number").columns[0])] = np.nan
    fit = nested_cv(gap, labels, bootstrap=20, unusable="impute", **CHAIN, engine="python")
    null = permutation_null(gap, labels, permutations=1, observed=fit, engine="python")
    assert null.observed == pytest.approx(fit.measures["estimate"][0])
