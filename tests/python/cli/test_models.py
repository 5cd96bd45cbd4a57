"""fit, predict and validate as commands, and predictions of scans."""

import io
import json

import numpy as np
import pandas as pd
import pytest

from radiotmb.cli.models import fit, predict
from radiotmb.errors import InputError
from radiotmb.simulate import write_demo

pytestmark = pytest.mark.r

FIT = ["fit", "--trees", "10", "--outer", "2", "--inner", "2"]


def cohort(folder, name, patients, seed):
    rng = np.random.default_rng(seed)
    features = pd.DataFrame(rng.normal(size=(patients, 8)), columns=[f"f{i}" for i in range(8)])
    features.insert(0, "patient_id", [f"{name}{i:02d}" for i in range(patients)])
    features.insert(1, "preset", "abc")
    high = features["f1"] + rng.normal(scale=0.5, size=patients) > 0
    features.to_csv(folder / f"{name}.csv", index=False)
    labels = features[["patient_id"]].assign(status=np.where(high, "high", "low"))
    labels.to_csv(folder / f"{name}_labels.csv", index=False)


def test_fit_predict_validate_recalibrate(radiotmb, tmp_path):
    cohort(tmp_path, "here", 30, 1)
    cohort(tmp_path, "there", 40, 2)
    evidence = ["--resamples", "3", "--permutations", "2"]
    tables = ["--features", "here.csv", "--labels", "here_labels.csv"]
    fitted = radiotmb(*FIT, *tables, *evidence, "--out", "model.json", "--json")
    assert fitted.returncode == 0, fitted.stderr
    said = json.loads(fitted.stdout)
    assert said["auc_lower"] <= said["auc"] <= said["auc_upper"]
    assert said["permutations"] == 2
    new = ["--features", "there.csv"]
    predicted = radiotmb("predict", "model.json", *new, "--out", "predictions.csv")
    assert predicted.returncode == 0, predicted.stderr
    assert "the scanners were not compared" in predicted.stderr
    predictions = pd.read_csv(tmp_path / "predictions.csv")
    assert list(predictions)[:4] == ["patient_id", "probability", "status", "set"]
    followed = predictions[["patient_id"]].assign(age=61, kvp=120)
    followed = followed.assign(os_days=range(100, 100 + len(followed)), os_event=1)
    followed.to_csv(tmp_path / "patients.csv", index=False)
    judged = radiotmb(
        "validate", "model.json", *new, "--labels", "there_labels.csv", "--out", "validation",
        "--recalibrated", "theirs.json", "--patients", "patients.csv",
    )  # fmt: skip
    assert judged.returncode == 0, judged.stderr
    unused = "2 columns of `patients` are not used: age, kvp"
    assert unused in " ".join(judged.stderr.split())
    assert unused in json.loads((tmp_path / "validation" / "summary.json").read_text())["flags"]
    summary = json.loads((tmp_path / "validation" / "summary.json").read_text())
    measures = pd.read_csv(tmp_path / "validation" / "measures.csv").set_index("measure")
    assert summary["auc"] == measures.loc["auc", "estimate"]
    assert summary["difference"]["p_value"] is not None
    theirs = json.loads((tmp_path / "theirs.json").read_text())
    assert theirs["parent"] == said["checksum"]


def test_columns_of_labels_that_nothing_reads_reach_the_terminal(radiotmb, tmp_path):
    cohort(tmp_path, "here", 30, 1)
    labels = pd.read_csv(tmp_path / "here_labels.csv").assign(age=61)
    labels.to_csv(tmp_path / "labels.csv", index=False)
    burden = labels.assign(lesion="primary", mutations=3, megabases=1.2)
    other = burden.assign(lesion="metastasis")
    pd.concat([burden, other]).to_csv(tmp_path / "burden.csv", index=False)
    features = pd.read_csv(tmp_path / "here.csv").assign(lesion="primary")
    features.to_csv(tmp_path / "here.csv", index=False)
    for tables in (["labels.csv"], ["burden.csv", "--lesion", "primary"]):
        found = radiotmb(*FIT, "--features", "here.csv", "--labels", *tables, "--out", "m.json")
        assert found.returncode == 0, found.stderr
        assert "1 column of `labels` is not used: age" in " ".join(found.stderr.split())


def test_what_is_wrong_ends_with_status_2_and_leaves_nothing(radiotmb, tmp_path):
    cohort(tmp_path, "here", 30, 1)
    tables = ["--features", "here.csv", "--labels", "here_labels.csv"]
    assert radiotmb(*FIT, *tables, "--out", "model.json").returncode == 0
    text = (tmp_path / "model.json").read_text()
    (tmp_path / "changed.json").write_text(text.replace('"share": 0', '"share": 1'))
    other = (tmp_path / "here.csv").read_text()
    (tmp_path / "other.csv").write_text(other.replace("abc", "xyz"))
    (tmp_path / "less.csv").write_text(other.replace("f1", "g1"))
    for model, features, message in (
        ("changed.json", "here.csv", "changed since it was written"),
        ("model.json", "other.csv", "another extraction preset (xyz)"),
        ("model.json", "less.csv", "'f1'"),
        ("absent.json", "here.csv", "no such file"),
    ):
        done = radiotmb("predict", model, "--features", features, "--out", "predictions.csv")
        assert done.returncode == 2
        assert message in done.stderr
    assert not (tmp_path / "predictions.csv").exists()


def test_options_that_exclude_each_other_are_refused(tmp_path):
    path = tmp_path / "x"
    with pytest.raises(InputError, match="--features or --images"):
        predict(path)
    with pytest.raises(InputError, match="--features or --images"):
        predict(path, features=path, images=path)
    with pytest.raises(InputError, match="--preset goes with --images"):
        predict(path, features=path, preset="study")
    with pytest.raises(InputError, match="--quality goes with --features"):
        predict(path, images=path, quality=path)
    with pytest.raises(InputError, match="gives no interval"):
        fit(path, path, out=path, resamples=1)


def test_scans_are_predicted_as_their_features_are(radiotmb, tmp_path):
    write_demo(tmp_path / "cohort", progress=False)
    images = pd.read_csv(tmp_path / "cohort" / "images.csv")
    of_one = images[(images["lesion"] == "primary") & (images["phase"] == "supine")].head(8)
    of_one.to_csv(tmp_path / "cohort" / "some.csv", index=False)
    table = ["--images", "cohort/some.csv"]
    extracted = radiotmb("extract", *table, "--out", "features.csv", "--quality", "quality.csv")
    assert extracted.returncode == 0, extracted.stderr
    patients = of_one[["patient_id"]].assign(status=["high", "low"] * 4)
    patients.to_csv(tmp_path / "labels.csv", index=False)
    known = ["--features", "features.csv", "--labels", "labels.csv", "--quality", "quality.csv"]
    assert radiotmb(*FIT, *known, "--out", "model.json").returncode == 0
    by_features = radiotmb(
        "predict", "model.json", "--features", "features.csv", "--quality", "quality.csv"
    )
    by_scans = radiotmb("predict", "model.json", *table)
    assert by_scans.returncode == 0, by_scans.stderr
    # A number read from CSV may differ in its last digit.
    found = [pd.read_csv(io.StringIO(done.stdout)) for done in (by_scans, by_features)]
    pd.testing.assert_frame_equal(*found, rtol=1e-12, atol=0)
    assert len(found[0]) == 8
    other = radiotmb("predict", "model.json", *table, "--preset", "study-64")
    assert other.returncode == 2
    assert "is not the model's" in other.stderr


def test_a_comparator_is_fitted_and_training_patients_are_refused(radiotmb, tmp_path):
    cohort(tmp_path, "here", 30, 1)
    cohort(tmp_path, "there", 40, 2)
    tables = ["--features", "here.csv", "--labels", "here_labels.csv"]
    fitted = radiotmb(*FIT, *tables, "--learner", "glmnet", "--out", "model.json")
    assert fitted.returncode == 0, fitted.stderr
    assert json.loads((tmp_path / "model.json").read_text())["trees"] is None
    own = radiotmb("validate", "model.json", *tables, "--out", "validation")
    assert own.returncode == 2
    assert "30 of 30 patients" in own.stderr
    assert not (tmp_path / "validation").exists()
    # Three of them under other names among patients of another hospital.
    for kind, key in (("", "patient_id"), ("_labels", "patient_id")):
        ours, theirs = (pd.read_csv(tmp_path / f"{name}{kind}.csv") for name in ("here", "there"))
        renamed = ours[:3].assign(**{key: ["x", "y", "z"]})
        pd.concat([renamed, theirs]).to_csv(tmp_path / f"mixed{kind}.csv", index=False)
    mixed = ["validate", "model.json", "--features", "mixed.csv", "--labels", "mixed_labels.csv"]
    refused = radiotmb(*mixed, "--out", "validation")
    assert refused.returncode == 2
    assert "x, y, z" in refused.stderr
    assert "--training-patients leave-out" in refused.stderr
    left_out = radiotmb(*mixed, "--out", "validation", "--training-patients", "leave-out")
    assert left_out.returncode == 0, left_out.stderr
    assert "left out, 3 patients that the model was fitted to" in left_out.stderr
    summary = json.loads((tmp_path / "validation" / "summary.json").read_text())
    assert summary["n"] == 40
