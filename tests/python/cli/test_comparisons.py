"""compare and added-value as commands."""

import json

import numpy as np
import pandas as pd
import pytest

pytestmark = pytest.mark.r

FOLDS = ["--outer", "3", "--inner", "2"]


@pytest.fixture
def tables(tmp_path):
    rng = np.random.default_rng(1)
    features = pd.DataFrame(rng.normal(size=(30, 8)), columns=[f"f{i}" for i in range(8)])
    features.insert(0, "patient_id", [f"P{i:02d}" for i in range(30)])
    high = features["f1"] + rng.normal(scale=0.5, size=30) > 0
    features.to_csv(tmp_path / "features.csv", index=False)
    labels = features[["patient_id"]].assign(status=np.where(high, "high", "low"))
    labels.to_csv(tmp_path / "labels.csv", index=False)
    patients = features[["patient_id"]].assign(
        age=rng.normal(65, 8, 30).round(1), sex=["f", "m"] * 15, os_days=range(100, 130)
    )
    patients.to_csv(tmp_path / "patients.csv", index=False)
    return tmp_path


def test_two_models_are_compared_by_their_predictions(radiotmb, tables):
    inputs = ["--features", "features.csv", "--labels", "labels.csv", *FOLDS]
    for name, more in (("boosted", ["--trees", "10"]), ("ridge", ["--learner", "glmnet"])):
        done = radiotmb("model", *inputs, *more, "--out", name)
        assert done.returncode == 0, done.stderr
    both = ["boosted/predictions.csv", "ridge/predictions.csv"]
    done = radiotmb("compare", *both, "--permutations", "99", "--out", "compared", "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert (said["first"], said["second"]) == ("boosted", "ridge")
    areas = [
        json.loads((tables / name / "summary.json").read_text())["measures"][0]["estimate"]
        for name in ("boosted", "ridge")
    ]
    assert said["difference"] == pytest.approx(areas[1] - areas[0])
    assert said["lower"] is None
    written = pd.read_csv(tables / "compared" / "comparison.csv")
    assert written["p_value"][0] == said["p_value"]
    assert {"model", "net_benefit"} <= set(
        pd.read_csv(tables / "compared" / "comparison_decision.csv")
    )
    assert "no interval" in done.stderr
    other = radiotmb("model", *inputs, "--trees", "10", "--seed", "2", "--out", "other")
    assert other.returncode == 0
    refused = radiotmb("compare", both[0], "other/predictions.csv")
    assert refused.returncode == 2
    assert "of other folds" in refused.stderr


def test_added_value_writes_its_tables(radiotmb, tables):
    inputs = ["--features", "features.csv", "--labels", "labels.csv", "--clinical", "patients.csv"]
    chain = [*FOLDS, "--repeats", "1", "--learner", "glmnet", "--resamples", "2"]
    columns = ["--column", "age", "--column", "sex"]
    done = radiotmb("added-value", *inputs, *columns, *chain, "--out", "added")
    assert done.returncode == 0, done.stderr
    summary = json.loads((tables / "added" / "summary.json").read_text())
    assert summary["columns"] == ["age", "sexm"]
    areas = pd.read_csv(tables / "added" / "added_areas.csv")
    assert areas["model"].tolist() == ["clinical", "image", "both"]
    assert areas["lower"].notna().all()
    assert "permutations = 0" in done.stderr
    for wrong, message in (
        (["--column", "stage"], "patients.csv, --column: no column 'stage'"),
        (["--column", "os_days"], "patients.csv, --clinical: the table has the column 'os_days'"),
    ):
        refused = radiotmb("added-value", *inputs, *wrong, *chain, "--out", "wrong")
        assert refused.returncode == 2
        assert message in refused.stderr
    assert not (tables / "wrong").exists()
