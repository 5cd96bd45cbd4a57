"""Several centres in a study: their columns reach the models, and each centre is left out."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from radiotmb import stats
from radiotmb.errors import InputError
from radiotmb.inputs.extdata import extdata
from radiotmb.runtime.notes import collect_notes
from radiotmb.runtime.workers import Workers
from radiotmb.stats.fitted_model import FittedModel
from radiotmb.study.centres import Places, with_places
from radiotmb.study.modelling_inputs import ModellingInputs
from radiotmb.study.models import model_phases
from radiotmb.study.scan_predictions import with_batch
from radiotmb.study.study_file import Model, Phases, Study

EACH = 12


def tables(centres: str = "ABC", seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Features, burdens and patients of one lesion and phase, a third high in each centre."""
    rng = np.random.default_rng(seed)
    n = EACH * len(centres)
    of_lesion = {"patient_id": [f"P{i:02d}" for i in range(n)], "lesion": "primary"}
    status = np.tile(["high", "low", "low"], n // 3)
    centre = np.repeat(list(centres), EACH)
    x = rng.normal(size=(n, 5)) + 2 * (status == "high")[:, None]
    x += np.array([ord(one) for one in centre])[:, None]
    features = pd.DataFrame({**of_lesion, "phase": "portal"}).join(
        pd.DataFrame(x, columns=[f"original_{name}" for name in "abcde"])
    )
    burden = pd.DataFrame({**of_lesion, "status": status})
    patients = pd.DataFrame({"patient_id": of_lesion["patient_id"], "centre": centre})
    return features, burden, patients.assign(age=rng.integers(40, 80, n))


def study_of(**model: object) -> Study:
    small = {"outer": 3, "inner": 2, "repeats": 1, "trees": 5, "bootstrap_chain": 0}
    return Study(
        samples="samples.csv",
        phases=Phases(primary=["portal"], metastasis=[]),
        model=Model(**{**small, **model}),
    )


def modelled(study: Study, places: Places, **given: object):
    features, burden, _ = tables(**given)
    with collect_notes(printing=False) as notes:
        found = model_phases(study, features, burden, workers=Workers(1), places=places)
    return found, notes


@pytest.mark.r
def test_a_study_with_centres_leaves_each_out_and_shows_the_leak_beside() -> None:
    patients = tables()[2]
    study = study_of(harmonise="combat", unseen="unchanged", keep=["age"], permutations=1)
    found, notes = modelled(study, Places(patients))
    summary = found.summaries["primary", "portal"]
    said = summary["centres"]
    assert said["skipped"] is None
    assert said["auc_lower"] <= said["auc"] <= said["auc_upper"]
    assert said["leaky_auc"] > 0.5
    areas = found.tables["centres"]
    assert areas["centre"].tolist() == ["A", "B", "C"]
    assert (areas["n"] == EACH).all()
    assert set(found.tables["centre_measures"]["measure"]) == {
        "auc", "auc_new_centre", "tau2", "i2",
    }  # fmt: skip
    content = found.fitted["primary", "portal"].content
    assert content["harmonisation"]["column"] == "centre"
    assert [one["name"] for one in content["harmonisation"]["keep"]] == ["age"]
    assert any("ComBat over centre" in note.message for note in notes)
    schema = json.loads(Path(extdata("results.schema.json")).read_text())
    models = {"$defs": schema["$defs"], **schema["properties"]["models"]}
    jsonschema.validate(json.loads(json.dumps([summary])), models)


@pytest.mark.r
def test_folds_of_centres_are_those_of_the_statistics() -> None:
    features, burden, patients = tables()
    found, _ = modelled(study_of(folds="centre"), Places(patients))
    parameters = {"outer": 3, "inner": 2, "trees": 5, "repeats": 1}
    own = stats.validate_centres(
        features.drop(columns=["lesion", "phase"]),
        burden[["patient_id", "status"]].merge(patients, on="patient_id"),
        seed=stats.derive_seed(2022, "phase", "portal"),
        **parameters,
    )
    assert np.allclose(found.tables["centres"]["auc"], own.centres["auc"])
    # The model's own area is that of the pairs within centres.
    area = own.nested.measures.set_index("measure")["estimate"]["auc"]
    assert found.summaries["primary", "portal"]["auc"] == pytest.approx(area)
    assert found.summaries["primary", "portal"]["centres"]["leaky_auc"] is None


@pytest.mark.r
def test_one_centre_alone_is_a_note_and_no_section() -> None:
    patients = tables()[2].assign(centre="A")
    found, notes = modelled(study_of(), Places(patients))
    assert (
        "All patients are of centre A" in found.summaries["primary", "portal"]["centres"]["skipped"]
    )
    assert "centres" not in found.tables
    assert any("centres not left out" in note.message for note in notes)


@pytest.mark.r
def test_without_a_centre_nothing_is_said_of_centres() -> None:
    found, _ = modelled(study_of(), Places(tables()[2].drop(columns="centre")))
    assert "centres" not in found.summaries["primary", "portal"]
    assert "centres" not in found.tables


def inputs_of(patients: list[str]) -> ModellingInputs:
    labels = pd.DataFrame({"patient_id": patients, "status": "high"})
    return ModellingInputs("primary", "portal", labels[["patient_id"]], labels)


def test_a_scanner_column_comes_from_the_scans_of_the_models_phase() -> None:
    quality = pd.DataFrame(
        {
            "patient_id": ["A", "A", "B", "B"],
            "lesion": "primary",
            "phase": ["portal", "late", "portal", "late"],
            "kernel": ["B30", "B60", "B40", "B60"],
        }
    )
    study = study_of(harmonise="combat", batch="kernel")
    found = with_places(study, inputs_of(["A", "B"]), Places(quality=quality)).labels
    assert found["kernel"].tolist() == ["B30", "B40"]
    assert "centre" not in found


def test_the_centre_may_stand_in_the_images_table() -> None:
    images = pd.DataFrame({"patient_id": ["A", "A", "B"], "centre": ["N", "N", "S"]})
    found = with_places(study_of(), inputs_of(["A", "B", "C"]), Places(images=images)).labels
    assert found["centre"].tolist()[:2] == ["N", "S"]
    assert found["centre"].isna().tolist() == [False, False, True]


def test_a_column_that_no_table_has_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="no table has the column 'kernel'"):
        with_places(
            study_of(harmonise="combat", batch="kernel"), inputs_of(["A"]), Places(tables()[2])
        )


def test_the_python_engine_is_refused_what_only_r_does() -> None:
    with pytest.raises(ValidationError, match=r"model.folds: only engine: r"):
        Study(samples="samples.csv", engine="python", model=Model(folds="centre"))
    features, burden, patients = tables()
    study = study_of().model_copy(update={"engine": "python"})
    with collect_notes(printing=False) as notes:
        model_phases(study, features, burden, workers=Workers(1), places=Places(patients))
    assert any(note.subject == "centre" and "only engine: r" in note.message for note in notes)


def test_scans_bring_the_batch_of_a_model_from_their_table() -> None:
    model = FittedModel(json.dumps({"harmonisation": {"column": "centre"}}))
    features = pd.DataFrame({"patient_id": ["A", "B"], "phase": "portal", "f": [1.0, 2.0]})
    images = features[["patient_id", "phase"]].iloc[::-1].assign(centre=["S", "N"])
    assert with_batch(features, images, model)["centre"].tolist() == ["N", "S"]
    plain = FittedModel(json.dumps({}))
    assert "centre" not in with_batch(features, images, plain)
    assert "centre" not in with_batch(features, images.drop(columns="centre"), model)
