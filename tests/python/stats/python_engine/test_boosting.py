"""XGBoost in both languages on the same matrix."""

import numpy as np
import pandas as pd
import pytest

from radiotmb.stats import r
from radiotmb.stats.python_engine.boosting import (
    boosting_parameters,
    class_weight_values,
    fit_boosting,
    predict_boosting,
    tune_boosting,
)


def _matrix(n=60, seed=1):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 6))
    y = x[:, 0] + rng.normal(scale=0.7, size=n) > 0.3
    return x, y


@pytest.mark.r
@pytest.mark.parametrize(
    "given",
    [{}, {"nrounds": 30, "max_depth": 6, "eta": 0.3, "lambda": 0}, {"alpha": 1, "gamma": 1}],
)
def test_same_probabilities_as_r(given, tmp_path):
    x, y = _matrix()
    new = _matrix(30, seed=2)[0]
    pd.DataFrame(x).to_csv(tmp_path / "x.csv", index=False, float_format="%.17g")
    pd.DataFrame(new).to_csv(tmp_path / "new.csv", index=False, float_format="%.17g")
    parameters = ", ".join(f"{name} = {value}" for name, value in given.items())
    script = tmp_path / "boost.R"
    script.write_text(
        f"x <- as.matrix(read.csv('{tmp_path}/x.csv'));"
        f"new <- as.matrix(read.csv('{tmp_path}/new.csv'));"
        f"y <- factor(c({', '.join(str(int(one)) for one in y)}));"
        "at <- asNamespace('radiotmb');"
        f"p <- at$boosting_parameters(list({parameters}));"
        "at$predict_boosting(at$fit_boosting(x, y, p), new)"
    )
    theirs = r.call("base::source", file=script)["value"]
    ours = predict_boosting(fit_boosting(x, y, boosting_parameters(given)), new)
    assert np.abs(ours - theirs).max() < 1e-6


def test_balanced_weights_give_both_classes_the_same_total():
    y = np.arange(24) < 6
    weight = class_weight_values(y, "balanced")
    assert weight[y].sum() == pytest.approx(weight[~y].sum())
    assert class_weight_values(y, "none") is None


def test_tuning_takes_the_smaller_log_loss():
    x, y = _matrix()
    grid = pd.DataFrame({"nrounds": [1, 40], "eta": [0.01, 0.1]})
    tuned = tune_boosting(x, y, boosting_parameters({}), grid, 5, 1, "none")
    assert tuned["nrounds"] == 40
