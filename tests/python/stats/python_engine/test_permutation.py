"""The permutation null in both engines on the same permuted labels."""

import numpy as np
import pandas as pd
import pytest

from radiotmb.errors import StatisticsError
from radiotmb.stats import combine_nulls, max_of, permutation_null
from radiotmb.stats.chain_results import PermutationNull
from radiotmb.stats.python_engine.permutation import sensitivity_at


@pytest.mark.r
def test_the_null_permutes_the_same_labels_as_r(single, labels):
    given = {"permutations": 3, "first": 2, "outer": 3, "inner": 3, "trees": 5, "observed": 0.7}
    ours = permutation_null(single, labels, **given, engine="python")
    theirs = permutation_null(single, labels, **given)
    pd.testing.assert_frame_equal(ours.null, theirs.null, rtol=0, atol=1e-12)
    assert ours.p_value == theirs.p_value
    assert ours.interval == pytest.approx(theirs.interval)


def test_blocks_of_permutations_are_the_whole(features, labels):
    given = {"outer": 2, "inner": 2, "trees": 5, "observed": 0.7, "engine": "python"}
    whole = permutation_null(features, labels, permutations=3, **given).null["auc"].tolist()
    parts = [
        permutation_null(features, labels, permutations=1, first=i, **given).null["auc"].tolist()
        for i in (1, 2, 3)
    ]
    assert [area for part in parts for area in part] == whole


def test_selecting_outside_the_folds_claims_more(features, labels):
    rng = np.random.default_rng(3)
    noise = pd.DataFrame(rng.normal(size=(24, 200)), columns=[f"n{i}" for i in range(200)])
    noise["patient_id"] = features["patient_id"]
    given = {
        "permutations": 6, "outer": 4, "inner": 2, "trees": 5, "observed": 0.7, "engine": "python",
        "xgboost": {"nrounds": 20},
    }  # fmt: skip
    nested = permutation_null(noise, labels, **given).null["auc"].mean()
    leaky = permutation_null(noise, labels, selection="leaky", **given).null["auc"].mean()
    assert leaky > 0.7 > nested


def _block(first: int, auc: list[float], observed: float = 0.7, **parameters) -> PermutationNull:
    numbers = range(first, first + len(auc))
    null = pd.DataFrame({"permutation": list(numbers), "auc": auc})
    return PermutationNull(null, 1.0, observed, [0, 1], parameters)


def test_a_null_put_together_counts_all_of_its_permutations():
    # 0.7 and 0.9 are at least 0.7: (1 + 2) / (1 + 4).
    null = combine_nulls([_block(3, [0.7, 0.2]), _block(1, [0.9, 0.5])], engine="python")
    assert null.null["permutation"].tolist() == [1, 2, 3, 4]
    assert null.null["auc"].tolist() == [0.9, 0.5, 0.7, 0.2]
    assert null.p_value == 3 / 5
    assert null.interval == pytest.approx(np.quantile([0.9, 0.5, 0.7, 0.2], [0.025, 0.975]))


@pytest.mark.r
@pytest.mark.parametrize(
    "second",
    [
        _block(3, [0.4, 0.6], trees=5),
        _block(3, [0.4, 0.6], observed=0.8, trees=5),
        _block(3, [0.4, 0.6], trees=6),
        _block(2, [0.4, 0.6], trees=5),
    ],
    ids=["another block", "another observed area", "other parameters", "a permutation twice"],
)
def test_both_engines_put_together_and_refuse_the_same(second):
    outcomes = []
    for engine in ("r", "python"):
        try:
            null = combine_nulls([_block(1, [0.5, 0.8], trees=5), second], engine=engine)
            outcomes.append((null.null.to_dict("list"), null.p_value, list(null.interval)))
        except StatisticsError as error:
            outcomes.append((str(error), error.condition[0]))
    assert outcomes[0] == outcomes[1]


def test_nothing_to_put_together_is_refused():
    with pytest.raises(StatisticsError, match="a list of permutation_null"):
        combine_nulls([], engine="python")


@pytest.mark.r
def test_the_best_of_phases_is_of_one_chain_in_both_engines():
    phases = [_block(1, [0.5, 0.8], trees=5, outer=5), _block(1, [0.6, 0.7], trees=6, outer=4)]
    for engine in ("python", "r"):
        with pytest.raises(StatisticsError, match=r"their `trees` differ \(5 and 6\)"):
            max_of(phases, engine=engine)
    phases[1].parameters["trees"] = 5
    best = [max_of(phases, engine=engine) for engine in ("python", "r")]
    assert best[0].null["auc"].tolist() == best[1].null["auc"].tolist() == [0.6, 0.8]


def test_a_curve_is_the_best_sensitivity_at_each_share_of_false_positives():
    truth = np.array([True, True, True, False, False, False, False])
    score = np.array([0.9, 0.6, 0.2, 0.7, 0.6, 0.3, 0.1])
    found = sensitivity_at(truth, score, np.array([0, 0.25, 0.5, 0.75]))
    assert found.tolist() == pytest.approx([1 / 3, 1 / 3, 2 / 3, 1])
