"""A model goes from R through its file to Python and back, and predicts the same."""

import json
import subprocess

import jsonschema
import numpy as np
import pandas as pd
import pytest

from radiotmb import stats
from radiotmb.errors import InputError, StatisticsError
from radiotmb.inputs.extdata import extdata
from radiotmb.runtime.notes import collect_notes
from radiotmb.stats.fitted_model import with_evidence
from radiotmb.stats.library import r_environment

pytestmark = pytest.mark.r

CHAIN = {"trees": 20, "outer": 3, "inner": 3}

# Reads a model that Python wrote, predicts, and writes the model again.
_IN_R = """
arguments <- commandArgs(TRUE)
model <- radiotmb::read_model(arguments[1])
table <- read.csv(arguments[2], check.names = FALSE)
covariates <- if (nzchar(arguments[5])) read.csv(arguments[5])
found <- predict(model, table, covariates = covariates, error = 0.2, missing = "median")
found$probability <- sprintf("%.17g", found$probability)
found$distance <- sprintf("%.17g", found$distance)
write.csv(found, arguments[3], row.names = FALSE, na = "")
radiotmb::write_model(model, arguments[4])
"""


def cohort(patients: int, seed: int, name: str = "P") -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(patients, 20)).round(6)
    features = pd.DataFrame(x, columns=[f"f{i}" for i in range(20)])
    features.insert(0, "patient_id", [f"{name}{i:04d}" for i in range(patients)])
    high = features["f1"] + features["f2"] + rng.normal(size=patients) > 0
    return features, features[["patient_id"]].assign(status=np.where(high, "high", "low"))


@pytest.fixture(scope="module")
def model():
    features, labels = cohort(40, 1)
    known = features.assign(lesion="primary", phase="portal", preset="abc")
    quality = features[["patient_id"]].assign(kernel="B30f", kvp=120.0)
    return stats.fit_model(known, labels, quality=quality, **CHAIN)


def in_r(model, table, tmp_path, covariates=None) -> tuple[pd.DataFrame, str]:
    paths = [tmp_path / name for name in ("model.json", "table.csv", "r.csv", "again.json")]
    stats.write_model(model, paths[0])
    table.to_csv(paths[1], index=False)
    extra = ""
    if covariates is not None:
        extra = str(tmp_path / "covariates.csv")
        covariates.to_csv(extra, index=False)
    subprocess.run(
        ["Rscript", "--vanilla", "-e", _IN_R, *map(str, paths), extra],
        check=True, capture_output=True, env=r_environment(),
    )  # fmt: skip
    return pd.read_csv(paths[2], keep_default_na=False), paths[3].read_text(encoding="utf-8")


def test_r_and_python_predict_1000_random_tables_alike(model, tmp_path):
    rng = np.random.default_rng(5)
    tables = []
    for number in range(1000):
        scale = rng.choice([0.1, 1, 3, 100])
        table = pd.DataFrame(
            rng.normal(scale=scale, size=(2, 20)), columns=[f"f{i}" for i in range(20)]
        )
        table.insert(0, "patient_id", [f"T{number}a", f"T{number}b"])
        tables.append(table)
    whole = pd.concat(tables, ignore_index=True)
    whole["lesion"] = rng.choice(["primary", "metastasis"], 2000)
    whole["phase"] = rng.choice(["portal", "plain"], 2000)
    whole["kernel"] = rng.choice(["B30f", "B70f"], 2000)
    whole["kvp"] = rng.choice([100.0, 120.0], 2000)
    needed = model.features["name"].tolist()
    whole.loc[rng.random(2000) < 0.05, needed[0]] = np.nan
    theirs, text = in_r(model, whole, tmp_path)
    ours = stats.predict(model, whole, error=0.2, missing="median")
    assert list(ours) == list(theirs)
    for column in ("probability", "distance", "distance_quantile"):
        np.testing.assert_allclose(ours[column], theirs[column].astype(float), atol=1e-7, rtol=1e-7)
    for column in ("patient_id", "status", "set", "outside", "mismatch", "scanner", "filled"):
        assert ours[column].tolist() == theirs[column].tolist(), column
    assert {"", needed[0]} == set(ours["filled"])
    # R writes what it has read, byte for byte.
    assert text == model.text
    one_by_one = pd.concat(
        [stats.predict(model, whole[i : i + 1], error=0.2, missing="median") for i in range(20)]
    )
    assert one_by_one["probability"].tolist() == ours["probability"].tolist()[:20]


def test_covariates_weights_and_recalibration_are_alike_too(tmp_path):
    features, labels = cohort(60, 2)

    def covariates_of(table):
        n = np.arange(len(table))
        return table[["patient_id"]].assign(
            age=40.0 + n % 13, sex=np.array(["f", "m"])[n % 2], smoker=n % 3 == 0,
            stage=np.array(["I", "II", "III"])[n % 3],
        )  # fmt: skip

    kept = stats.fit_model(
        features, labels, covariates=covariates_of(features), class_weights="balanced", **CHAIN
    )
    new, truth = cohort(80, 3, "Q")
    recalibrated = stats.recalibrate_model(kept, new, truth, covariates=covariates_of(new))
    assert recalibrated.content["parent"] == kept.checksum
    for one in (kept, recalibrated):
        theirs, text = in_r(one, new, tmp_path, covariates_of(new))
        ours = stats.predict(one, new, covariates=covariates_of(new), error=0.2)
        np.testing.assert_allclose(
            ours["probability"], theirs["probability"].astype(float), atol=1e-7
        )
        assert ours["set"].tolist() == theirs["set"].tolist()
        assert text == one.text
    with_columns = new.merge(covariates_of(new))
    again = stats.predict(recalibrated, with_columns, error=0.2)
    assert again["probability"].tolist() == ours["probability"].tolist()


@pytest.mark.parametrize("alpha", [0, 0.5])
def test_a_penalised_regression_is_predicted_alike(tmp_path, alpha):
    pytest.importorskip("rpy2")
    features, labels = cohort(60, 2)
    # Units far apart, where a sum on the features' own scale would lose digits.
    scale = 10.0 ** np.arange(-6, 14)
    features.iloc[:, 1:] = features.iloc[:, 1:] * scale + 1e3 * scale
    covariates = features[["patient_id"]].assign(
        age=40.0 + np.arange(60) % 13, sex=np.array(["f", "m"])[np.arange(60) % 2]
    )
    chain = {"outer": 3, "inner": 3, "learner": "glmnet", "glmnet": {"alpha": alpha}}
    kept = stats.fit_model(features, labels, covariates=covariates, **chain)
    assert kept.content["format_version"] == 2
    schema = json.loads(extdata("model.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(kept.content, schema)
    rng = np.random.default_rng(8)
    new = features.loc[rng.integers(0, 60, 1000)].reset_index(drop=True)
    new.iloc[:, 1:] *= 1 + 1e-4 * rng.normal(size=(1000, 20))
    new["patient_id"] = [f"N{i:04d}" for i in range(1000)]
    own = new[["patient_id"]].assign(
        age=rng.integers(40, 80, 1000).astype(float), sex=rng.choice(["f", "m"], 1000)
    )
    theirs, text = in_r(kept, new, tmp_path, own)
    ours = stats.predict(kept, new, covariates=own, error=0.2)
    np.testing.assert_allclose(ours["probability"], theirs["probability"].astype(float), atol=1e-7)
    assert ours["set"].tolist() == theirs["set"].tolist()
    assert text == kept.text
    shap = stats.predict(kept, new, covariates=own, type="contributions")
    log_odds = shap.drop(columns="patient_id").sum(axis=1)
    np.testing.assert_allclose(1 / (1 + np.exp(-log_odds)), ours["probability"], atol=1e-9)


def test_patients_of_the_training_are_known_by_their_features(model):
    features, labels = cohort(40, 1)
    renamed = features.assign(patient_id=[f"X{i}" for i in range(40)])
    theirs = labels.assign(patient_id=renamed["patient_id"])
    flags = stats.predict(model, renamed).attrs["flags"]
    assert any("40 of 40 are patients that the model was fitted to" in flag for flag in flags)
    with pytest.raises(StatisticsError, match="fitted to .*: X0, X1"):
        stats.validate_model(model, renamed, theirs, bootstrap=20)
    others, truth = cohort(40, 9, "Y")
    assert not any("fitted to" in flag for flag in stats.predict(model, others).attrs["flags"])
    both = (pd.concat([renamed[:5], others]), pd.concat([theirs[:5], truth]))
    found = stats.validate_model(model, *both, bootstrap=20, training_patients="leave_out")
    assert len(found.predictions) == 40
    assert any("left out, 5 patients that the model was fitted to" in flag for flag in found.flags)
    alone = stats.validate_model(model, others, truth, bootstrap=20)
    assert found.auc == alone.auc
    recalibrated = stats.recalibrate_model(model, others, truth)
    with pytest.raises(StatisticsError, match="recalibrated by"):
        stats.validate_model(recalibrated, others, truth, bootstrap=20)
    ours = stats.predict(recalibrated, others).attrs["flags"]
    assert any("recalibrated by" in flag for flag in ours)


def test_contributions_add_up_to_the_log_odds(model):
    features, _ = cohort(30, 6)
    shap = stats.predict(model, features, type="contributions")
    assert list(shap) == ["patient_id", *model.features["name"], "baseline"]
    log_odds = shap.drop(columns="patient_id").sum(axis=1)
    probability = stats.predict(model, features)["probability"]
    np.testing.assert_allclose(1 / (1 + np.exp(-log_odds)), probability, atol=1e-6)


def test_a_model_has_its_cross_validation_and_can_be_given_one(model):
    features, labels = cohort(40, 1)
    nested = stats.nested_cv(features, labels, **CHAIN)
    pd.testing.assert_frame_equal(model.nested.predictions, nested.predictions)
    given = stats.fit_model(features, labels, performance=nested, **CHAIN)
    assert given.content["trees"] == model.content["trees"]
    assert given.performance == model.performance
    with pytest.raises(StatisticsError, match="another chain"):
        stats.fit_model(features, labels, performance=nested, **{**CHAIN, "trees": 21})


def test_evidence_computed_apart_is_what_r_takes(model):
    features, labels = cohort(40, 1)
    interval = stats.chain_bootstrap(features, labels, resamples=4, repeats=1, **CHAIN)
    null = stats.permutation_null(features, labels, permutations=3, **CHAIN)
    ours = with_evidence(model, interval, null)
    theirs = stats.fit_model(features, labels, performance=[model.nested, interval, null], **CHAIN)
    assert ours.performance == pytest.approx(theirs.performance, abs=1e-14)
    assert ours.content["flags"] == theirs.content["flags"]
    assert not any("interval" in flag for flag in ours.content["flags"])
    other = stats.chain_bootstrap(features, labels, resamples=2, repeats=1, **{**CHAIN, "seed": 9})
    with pytest.raises(InputError, match="the model's is"):
        with_evidence(model, other)


def test_validation_is_rs(model):
    new, truth = cohort(60, 4, "Q")
    found = stats.validate_model(model, new, truth, bootstrap=50)
    ours = stats.predict(model, new)
    np.testing.assert_allclose(found.predictions["probability"], ours["probability"], atol=1e-7)
    roc = stats.roc_youden(truth["status"], ours["probability"])
    assert found.auc == pytest.approx(roc.auc)
    assert (found.auc_lower, found.auc_upper) == pytest.approx((roc.auc_lower, roc.auc_upper))
    measures = found.measures.set_index("measure")["estimate"]
    called = ours["probability"] >= model.cutoff
    assert measures["sensitivity"] == called[truth["status"] == "high"].mean()
    assert found.survival is None
    assert found.discordance is None
    patients = new[["patient_id"]].assign(
        os_days=np.arange(60) * 30 + 30, os_event=np.arange(60) % 2
    )
    followed = stats.validate_model(model, new, truth, patients=patients, bootstrap=50)
    assert followed.survival.group == "predicted"


def test_files_keep_to_the_published_schema(model):
    schema = json.loads(extdata("model.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    new, truth = cohort(60, 4, "Q")
    features, labels = cohort(40, 1)
    covariates = features[["patient_id"]].assign(sex=["f", "m"] * 20, age=np.arange(40.0))
    for one in (
        model,
        stats.recalibrate_model(model, new, truth),
        stats.fit_model(features, labels, covariates=covariates, sizes=[2, 3], **CHAIN),
    ):
        jsonschema.validate(one.content, schema)
    # Each entry is described, none is left over.
    assert set(schema["properties"]) - {"regression", "harmonisation"} == set(model.content)


def test_no_patient_is_named(model):
    features, _ = cohort(40, 1)
    assert not any(patient in model.text for patient in features["patient_id"])


def test_flags_are_notes(model):
    features, _ = cohort(5, 7)
    with collect_notes(printing=False) as notes:
        found = stats.predict(model, features)
    assert [note.message for note in notes] == found.attrs["flags"]
    assert any("which preset" in note.message for note in notes)
