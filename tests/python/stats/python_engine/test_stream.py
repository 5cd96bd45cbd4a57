"""R's random stream, draw for draw."""

import numpy as np
import pandas as pd
import pytest

from radiotmb.stats import derive_seed, r
from radiotmb.stats.python_engine.folds import bootstrap_rows, smaller_class, stratified_folds
from radiotmb.stats.python_engine.stream import RStream


def test_published_first_draws():
    # The permutation everybody knows from R's manual pages: set.seed(1); sample(10).
    assert (RStream(1).sample(10) + 1).tolist() == [9, 4, 7, 1, 2, 5, 3, 10, 6, 8]


def test_a_permutation_holds_everybody_once():
    assert sorted(RStream(7).sample(100).tolist()) == list(range(100))


@pytest.mark.r
@pytest.mark.parametrize(("seed", "n"), [(1, 24), (2147483646, 1), (77, 1000), (0, 70000)])
def test_the_same_draws_as_r(seed, n, tmp_path):
    script = tmp_path / "draws.R"
    script.write_text(
        f"set.seed({seed}, 'Mersenne-Twister', 'Inversion', 'Rejection');"
        f"c(sample.int({n}, min({n}, 30)), sample.int({n}, 50, TRUE), sample.int(7, 5))"
    )
    drawn = r.call("base::source", file=script)["value"]
    stream = RStream(seed)
    ours = [stream.sample(n, min(n, 30)), stream.indices(n, 50), stream.sample(7, 5)]
    assert (np.concatenate(ours) + 1).tolist() == drawn.tolist()


@pytest.mark.r
@pytest.mark.parametrize("parts", [(2022, "phase", "prone"), (0,), (1, "a/b", 3), (7, "Müller", 2)])
def test_the_same_seed_as_r(parts):
    assert derive_seed(*parts) == r.call("derive_seed", seed=parts[0], **_unnamed(parts[1:]))


def _unnamed(parts):
    # paste(seed, ...) takes further arguments in order, whatever their names.
    return {f"part{index}": part for index, part in enumerate(parts)}


def test_folds_are_stratified_and_differ_by_at_most_one():
    y = np.arange(23) < 8
    fold = stratified_folds(y, 5, 3)
    assert np.ptp(np.bincount(fold)[1:]) <= 1
    assert np.ptp([np.sum(y & (fold == k)) for k in range(1, 6)]) <= 1
    assert smaller_class(y) == 8


@pytest.mark.r
def test_the_same_folds_as_r():
    y = np.array(["low", "high", "low"] * 8)
    factor = pd.Categorical(y, categories=["low", "high"])
    theirs = r.call("stratified_folds", y=pd.Series(factor), folds=5, seed=11)
    assert theirs.tolist() == stratified_folds(y == "high", 5, 11).tolist()


@pytest.mark.r
def test_the_same_bootstrap_as_r():
    theirs = r.call("bootstrap_rows", patients=24, bootstrap=20, seed=5)
    assert np.array_equal(theirs - 1, bootstrap_rows(24, 20, 5))
