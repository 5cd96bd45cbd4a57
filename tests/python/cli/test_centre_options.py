"""model, fit and predict of several centres as commands."""

import json

import numpy as np
import pandas as pd
import pytest

from radiotmb.cli.centre_options import Folds, Harmonise, Unseen, centre_arguments, named_columns

CHAIN = ["--trees", "5", "--inner", "2"]


def cohort(folder):
    rng = np.random.default_rng(3)
    centre = np.repeat(["A", "B", "C"], 12)
    status = np.tile(["high", "low", "low"], 12)
    x = rng.normal(size=(36, 5)) + 1.5 * (status == "high")[:, None]
    x += np.repeat([0, 3, 6], 12)[:, None]
    features = pd.DataFrame(x, columns=list("abcde"))
    features.insert(0, "patient_id", [f"P{i:02d}" for i in range(36)])
    features.to_csv(folder / "features.csv", index=False)
    labels = features[["patient_id"]].assign(status=status, centre=centre)
    labels.to_csv(folder / "labels.csv", index=False)
    kernel = np.where(np.arange(36) % 2 == 0, "B30", "B60")
    quality = features[["patient_id"]].assign(kernel=kernel)
    quality.to_csv(folder / "quality.csv", index=False)
    return features, labels


def test_only_what_was_asked_for_is_passed_on():
    none = {"centre": None, "batch": None, "keep": None, "unseen": Unseen.refuse}
    assert centre_arguments(harmonise=Harmonise.none, **none) == {}
    asked = centre_arguments(
        folds=Folds.centre, harmonise=Harmonise.combat, centre="hospital", batch=None,
        keep=["age"], unseen=Unseen.unchanged,
    )  # fmt: skip
    assert asked == {
        "folds": "centre", "harmonise": "combat", "unseen": "unchanged", "centre": "hospital",
        "keep": ["age"],
    }  # fmt: skip
    assert named_columns(asked) == ["hospital", "age"]
    assert named_columns({}) == ["centre"]


@pytest.mark.r
def test_model_leaves_centres_out_and_writes_their_areas(radiotmb, tmp_path):
    cohort(tmp_path)
    tables = ["--features", "features.csv", "--labels", "labels.csv"]
    ran = radiotmb("model", *tables, *CHAIN, "--folds", "centre", "--out", "m", "--json")
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)
    areas = pd.read_csv(tmp_path / "m" / "centres.csv")
    assert areas["centre"].tolist() == ["A", "B", "C"]
    assert [row["centre"] for row in said["validation"]["centres"]] == ["A", "B", "C"]
    assert (tmp_path / "m" / "centre_measures.csv").is_file()
    refused = radiotmb(
        "model", *tables, *CHAIN, "--folds", "centre", "--harmonise", "combat", "--out", "n"
    )
    assert refused.returncode == 2
    assert "hold out the batch 'A', 'B', 'C'" in refused.stderr


@pytest.mark.r
def test_fit_keeps_combat_by_centre_or_scanner_and_predict_applies_it(radiotmb, tmp_path):
    features, labels = cohort(tmp_path)
    tables = ["--features", "features.csv", "--labels", "labels.csv", "--outer", "2"]
    fitted = radiotmb("fit", *tables, *CHAIN, "--harmonise", "combat", "--out", "model.json")
    assert fitted.returncode == 0, fitted.stderr
    unknown = radiotmb("predict", "model.json", "--features", "features.csv")
    assert unknown.returncode == 2
    assert "by the column 'centre', which is not known" in unknown.stderr
    features.assign(centre=labels["centre"]).to_csv(tmp_path / "known.csv", index=False)
    known = radiotmb("predict", "model.json", "--features", "known.csv", "--out", "p.csv")
    assert known.returncode == 0, known.stderr
    assert pd.read_csv(tmp_path / "p.csv")["harmonised"].all()
    features.assign(centre="Z").to_csv(tmp_path / "other.csv", index=False)
    other = ["predict", "model.json", "--features", "other.csv"]
    assert radiotmb(*other).returncode == 2
    assert radiotmb(*other, "--unseen", "unchanged", "--out", "q.csv").returncode == 0
    scanners = ["--batch", "kernel", "--quality", "quality.csv", "--resamples", "2"]
    by_kernel = radiotmb(
        "fit", *tables, *CHAIN, "--harmonise", "combat", *scanners, "--out", "kernel.json"
    )
    assert by_kernel.returncode == 0, by_kernel.stderr
    content = json.loads((tmp_path / "kernel.json").read_text())
    assert content["harmonisation"]["column"] == "kernel"
