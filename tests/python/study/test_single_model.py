"""`radiotmb model`: the permutations beside the model, on any number of workers."""

import filecmp

import numpy as np
import pandas as pd
import pytest

from radiotmb.stats import permutation_null
from radiotmb.study.nulls import PERMUTATIONS_PER_TASK
from radiotmb.study.single_model import model_one

CHAIN = {"outer": 2, "inner": 2, "trees": 5, "xgboost": {"nrounds": 5}}
PERMUTATIONS = PERMUTATIONS_PER_TASK + 3  # two blocks, one of them short


@pytest.fixture(scope="module")
def tables() -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(4)
    patient = [f"P{i:02d}" for i in range(16)]
    features = pd.DataFrame(rng.normal(size=(16, 8)).round(4), columns=[f"f{i}" for i in range(8)])
    features.insert(0, "patient_id", patient)
    labels = pd.DataFrame({"patient_id": patient, "status": np.repeat(["high", "low"], [6, 10])})
    return features, labels


@pytest.mark.parametrize("engine", [pytest.param("r", marks=pytest.mark.r), "python"])
def test_two_workers_write_what_one_writes(tables, engine, tmp_path):
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder, workers in zip(folders, (1, 2), strict=True):
        model_one(
            *tables, folder, permutations=PERMUTATIONS, engine=engine, workers=workers, **CHAIN
        )
    names = sorted(path.name for path in folders[0].iterdir())
    assert "permutation.csv" in names
    assert filecmp.cmpfiles(*folders, names, shallow=False) == (names, [], [])


@pytest.mark.parametrize("engine", [pytest.param("r", marks=pytest.mark.r), "python"])
def test_the_null_in_blocks_is_the_null_in_one(tables, engine, tmp_path):
    fit = model_one(*tables, tmp_path, permutations=PERMUTATIONS, engine=engine, **CHAIN)
    whole = permutation_null(*tables, permutations=PERMUTATIONS, engine=engine, **CHAIN)
    null = pd.read_csv(tmp_path / "permutation.csv")
    pd.testing.assert_frame_equal(null, whole.null, check_dtype=False, rtol=0, atol=1e-15)
    found = fit.summary["permutation"]
    assert found["p_value"] == whole.p_value
    assert found["observed"] == pytest.approx(whole.observed, abs=1e-12)
    assert found["observed"] == fit.summary["roc"]["auc"]
