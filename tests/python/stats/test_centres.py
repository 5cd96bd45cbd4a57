"""Several centres: ComBat beside neuroCombat, and a harmonised model in R and in Python."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

import jsonschema
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radiotmb import stats
from radiotmb.errors import InputError, StatisticsError
from radiotmb.inputs.extdata import extdata
from radiotmb.stats.model_file import model_of_text, text_of_content
from radiotmb.stats.r import call

pytestmark = pytest.mark.r

CHAIN = {"outer": 3, "inner": 2, "trees": 5, "bootstrap": 5}


def neuro_combat(x: pd.DataFrame, batch: np.ndarray, keep: pd.DataFrame | None) -> np.ndarray:
    """The other implementation's values."""
    from neuroCombat import neuroCombat

    covariates = pd.DataFrame({"batch": batch})
    kinds: dict[str, list[str]] = {"categorical_cols": [], "continuous_cols": []}
    for name in () if keep is None else keep.columns:
        covariates[name] = keep[name].to_numpy()
        numeric = pd.api.types.is_numeric_dtype(keep[name])
        kinds["continuous_cols" if numeric else "categorical_cols"].append(name)
    with contextlib.redirect_stdout(io.StringIO()):
        found = neuroCombat(
            dat=x.to_numpy().T.copy(), covars=covariates, batch_col="batch", **kinds
        )
    return found["data"].T


def batches_of(sizes: list[int]) -> np.ndarray:
    return np.repeat([f"scanner {i}" for i in range(len(sizes))], sizes)


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 2**31 - 1),
    sizes=st.lists(st.integers(4, 15), min_size=2, max_size=4),
    features=st.integers(3, 40),
    kept=st.booleans(),
)
def test_combat_equals_neurocombat(seed: int, sizes: list[int], features: int, kept: bool) -> None:
    rng = np.random.default_rng(seed)
    batch = batches_of(sizes)
    order = rng.permutation(len(batch))
    batch = batch[order]
    shift = {name: rng.normal(size=features) for name in np.unique(batch)}
    x = rng.normal(size=(len(batch), features)) + np.array([shift[name] for name in batch])
    table = pd.DataFrame(
        x * rng.uniform(0.1, 30, features), columns=[f"f{i}" for i in range(features)]
    )
    # Whole numbers: neuroCombat reads a covariate in single precision.
    keep = None
    if kept:
        sex = np.where(np.arange(len(batch)) % 2 == 0, "f", "m")
        keep = pd.DataFrame({"sex": sex, "age": rng.integers(30, 90, len(batch)).astype(float)})
    expected = neuro_combat(table, batch, keep)
    found = np.asarray(stats.fit_combat(table, batch, keep=keep).harmonised)
    assert np.abs(found - expected).max() < 1e-8 * max(1.0, np.abs(expected).max())


def three_centres(seed: int = 0, each: int = 20) -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(seed)
    centre = np.repeat(["A", "B", "C"], each)
    status = np.tile(np.repeat(["high", "low"], [each * 2 // 5, each - each * 2 // 5]), 3)
    x = rng.normal(size=(3 * each, 8))
    x[status == "high", :2] += 1.5
    number = np.repeat([1.0, 2.0, 3.0], each)[:, None]
    features = pd.DataFrame(
        x * (0.5 + number / 2) + 3 * number, columns=[f"f{i}" for i in range(8)]
    )
    features.insert(0, "patient_id", [f"P{i:03d}" for i in range(3 * each)])
    labels = pd.DataFrame(
        {"patient_id": features["patient_id"], "status": status, "centre": centre}
    )
    return features, labels


@pytest.fixture(scope="module")
def model() -> stats.FittedModel:
    features, labels = three_centres()
    labels["age"] = np.arange(len(labels)) % 7 + 40.0
    labels["sex"] = np.where(np.arange(len(labels)) % 3 == 0, "f", "m")
    return stats.fit_model(features, labels, harmonise="combat", keep=["age", "sex"], **CHAIN)


def new_patients(seed: int = 5) -> pd.DataFrame:
    features, labels = three_centres(seed)
    rng = np.random.default_rng(seed)
    return features.assign(
        centre=labels["centre"],
        age=rng.integers(30, 90, len(labels)),
        sex=rng.choice(["f", "m"], len(labels)),
    )


def test_r_file_python_file_r_give_one_prediction(model, tmp_path: Path) -> None:
    path = stats.write_model(model, tmp_path / "model.json")
    again = stats.read_model(path)
    rewritten = stats.write_model(
        model_of_text(text_of_content(again.content)), tmp_path / "again.json"
    )
    for seed in range(100, 120):
        patients = new_patients(seed)
        ours = stats.predict(again, patients)
        theirs = call(
            "validate_model",
            model=stats.read_model(rewritten),
            features=patients,
            labels=three_centres(seed)[1][["patient_id", "status"]],
            bootstrap=2,
        )["predictions"]
        found = theirs.set_index("patient_id").loc[ours["patient_id"]]
        assert np.abs(ours["probability"] - found["probability"].to_numpy()).max() < 1e-7
        assert (ours["outside"].to_numpy() == found["outside"].to_numpy()).all()
        assert ours["harmonised"].all()


def test_the_file_keeps_to_its_schema(model) -> None:
    schema = json.loads(Path(extdata("model.schema.json")).read_text())
    jsonschema.validate(model.content, schema)
    assert model.content["format_version"] == 2
    assert model.content["harmonisation"]["column"] == "centre"
    assert [one["name"] for one in model.content["harmonisation"]["batches"]] == ["A", "B", "C"]


def test_a_model_without_harmonisation_takes_no_rule_for_batches() -> None:
    features, labels = three_centres()
    plain = stats.fit_model(features, labels[["patient_id", "status"]], **CHAIN)
    assert "harmonisation" not in plain.content
    with pytest.raises(InputError, match="this one does not"):
        stats.predict(plain, features, unseen="unchanged")


def test_another_batch_is_refused_by_name_unless_a_rule_is_chosen(model) -> None:
    patients = new_patients()
    patients.loc[1, "centre"] = "Z"
    with pytest.raises(InputError, match=r"batch 'Z'"):
        stats.predict(model, patients)
    patients.loc[2, "centre"] = None
    with pytest.raises(InputError, match="not known for patient_id 'P002'"):
        stats.predict(model, patients)
    found = stats.predict(model, patients, unseen="unchanged")
    assert found.index[~found["harmonised"]].tolist() == [1, 2]
    assert any("(Z, not known)" in flag for flag in found.attrs["flags"])
    with pytest.raises(InputError, match="refuse or unchanged"):
        stats.predict(model, patients, unseen="guess")
    with pytest.raises(InputError, match="the covariate 'age'"):
        stats.predict(model, new_patients().drop(columns="age"))


def test_the_batch_may_stand_in_the_quality_table_and_rows_do_not_meet(model) -> None:
    patients = new_patients()
    whole = stats.predict(model, patients)
    quality = patients[["patient_id", "centre"]].iloc[::-1]
    apart = stats.predict(model, patients.drop(columns="centre"), quality=quality)
    assert (apart["probability"] == whole["probability"]).all()
    one = stats.predict(model, patients.iloc[[7]])
    assert one["probability"].iloc[0] == whole["probability"].iloc[7]


def test_a_damaged_harmonisation_is_no_model(model) -> None:
    content = json.loads(model.text)
    content["harmonisation"]["sd"].append(1.0)
    with pytest.raises(InputError, match="harmonisation is not whole"):
        model_of_text(text_of_content(content))


def test_centres_are_validated_as_r_does_it() -> None:
    features, labels = three_centres()
    found = stats.validate_centres(features, labels, **CHAIN)
    assert found.centres["centre"].tolist() == ["A", "B", "C"]
    assert found.measures["measure"].tolist() == ["auc", "auc_new_centre", "tau2", "i2"]
    again = stats.validate_centres(features, labels, observed=found.nested)
    pd.testing.assert_frame_equal(again.measures, found.measures)
    by_name = stats.validate_centres(
        features, labels[["patient_id", "status"]], centre=labels["centre"], **CHAIN
    )
    pd.testing.assert_frame_equal(by_name.centres, found.centres)


def test_the_leak_has_its_own_name_and_is_no_model() -> None:
    features, labels = three_centres()
    fit = stats.nested_cv(features, labels, harmonise="leaky", **CHAIN)
    assert any("what that leak claims" in flag for flag in fit.flags)
    with pytest.raises(StatisticsError, match="no model to keep"):
        stats.fit_model(features, labels, harmonise="leaky", **CHAIN)


@pytest.mark.parametrize(
    ("argument", "value"),
    [("folds", "centre"), ("harmonise", "combat"), ("centre", "centre"), ("batch", "centre"),
     ("keep", ["age"])],
)  # fmt: skip
def test_the_python_engine_refuses_what_only_r_does(argument: str, value: object) -> None:
    features, labels = three_centres()
    with pytest.raises(StatisticsError, match=f"`{argument}`: only R"):
        stats.nested_cv(features, labels, engine="python", **{**CHAIN, argument: value})
