"""The models that a study keeps: their files, what the report says, a second cohort."""

import json

import numpy as np
import pandas as pd
import pytest

from radiotmb import stats
from radiotmb.errors import InputError
from radiotmb.runtime.notes import collect_notes
from radiotmb.runtime.workers import Workers
from radiotmb.stats.fitted_model import FittedModel
from radiotmb.stats.model_file import read_model
from radiotmb.study.external import external_section
from radiotmb.study.kept_model import fit_kept_model
from radiotmb.study.kept_models import describe_models, model_files, scanners_of, write_models
from radiotmb.study.models import Models, model_phases
from radiotmb.study.output_folder import record_outputs, remove_earlier
from radiotmb.study.scan_predictions import preset_of_model
from radiotmb.study.study_file import Study, read_study

CHAIN = {"outer": 2, "inner": 2, "trees": 5}


def cohort(patients: int, seed: int, name: str = "P") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Features of both lesions in one phase, and their burdens."""
    rng = np.random.default_rng(seed)
    patient = [f"{name}{i:02d}" for i in range(patients)]
    features, burden = [], []
    for lesion in ("primary", "metastasis"):
        x = rng.normal(size=(patients, 6)).round(6)
        table = pd.DataFrame(x, columns=[f"f{i}" for i in range(6)])
        table.insert(0, "patient_id", patient)
        table.insert(1, "lesion", lesion)
        table.insert(2, "phase", "portal")
        table.insert(3, "preset", "abc")
        high = table["f1"] + rng.normal(scale=0.5, size=patients) > 0
        mutations = np.where(high, 20, 3)
        features.append(table)
        burden.append(
            table[["patient_id", "lesion"]].assign(
                mutations=mutations, megabases=1.2, status=np.where(high, "high", "low")
            )
        )
    return pd.concat(features, ignore_index=True), pd.concat(burden, ignore_index=True)


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Study:
    folder = tmp_path_factory.mktemp("study")
    features, burden = cohort(40, 7, "Q")
    features.to_csv(folder / "theirs.csv", index=False)
    burden.to_csv(folder / "their-burden.csv", index=False)
    patients = features[["patient_id"]].drop_duplicates()
    patients.assign(os_days=np.arange(40) * 30 + 30, os_event=np.arange(40) % 2).to_csv(
        folder / "their-patients.csv", index=False
    )
    (folder / "study.yaml").write_text(
        "samples: samples.csv\n"
        "phases: {primary: [portal], metastasis: [portal], pair: [portal, portal]}\n"
        "model: {outer: 2, inner: 2, trees: 5, repeats: 1, bootstrap_chain: 3, permutations: 2,"
        " permutation_trees: 3}\n"
        "external:\n  name: the other hospital\n  features: theirs.csv\n"
        "  labels: their-burden.csv\n  patients: their-patients.csv\n"
    )
    return read_study(folder / "study.yaml")


@pytest.fixture(scope="module")
def models(study) -> Models:
    features, burden = cohort(30, 1)
    quality = features[["patient_id", "lesion", "phase"]].assign(kernel="B30f", warnings="")
    return model_phases(study, features, burden, workers=Workers(), quality=quality)


@pytest.mark.r
def test_every_modelled_lesion_and_phase_has_a_model_with_its_evidence(models):
    assert set(models.fitted) == {("primary", "portal"), ("metastasis", "portal")}
    for key, model in models.fitted.items():
        summary, content = models.summaries[key], model.content
        assert (content["lesion"], content["phases"], content["preset"]) == (
            key[0], ["portal"], "abc",
        )  # fmt: skip
        assert content["scanner"]["texts"] == {"kernel": ["B30f"]}
        for name in ("auc", "auc_lower", "auc_upper", "p_permutation", "permutations"):
            assert content["performance"][name] == pytest.approx(summary[name], abs=1e-12)
        assert content["cutoff"]["value"] == pytest.approx(summary["cutoff"])
        assert "the p-value is that of a chain of 3 trees and 1 repeat" in content["flags"]


@pytest.mark.r
def test_files_are_written_and_those_of_an_earlier_run_go(models, tmp_path):
    earlier = tmp_path / "models" / "primary-gone" / "model.json"
    earlier.parent.mkdir(parents=True)
    earlier.touch()
    mine = tmp_path / "models" / "mine" / "model.json"
    mine.parent.mkdir()
    mine.touch()
    record_outputs(tmp_path, ["models/primary-gone/model.json"])
    described = describe_models(models)
    remove_earlier(tmp_path, model_files(models).values())
    write_models(models, tmp_path)
    assert not earlier.parent.exists()
    assert mine.exists()
    for key, model in models.fitted.items():
        kept = models.summaries[key]["kept"]
        assert read_model(tmp_path / kept["file"]).text == model.text
        assert kept["checksum"] == model.checksum
        own = described[(described["lesion"] == key[0]) & (described["phase"] == key[1])]
        assert set(own["feature"]) == set(model.features["name"])
        assert own["importance"].is_monotonic_decreasing


def test_phases_that_would_share_a_folder_have_folders_of_their_own():
    model = FittedModel("{}")
    keys = [("primary", "a+b"), ("primary", "a b"), ("primary", "../../etc"), ("primary", "é")]
    files = model_files(Models(fitted=dict.fromkeys(keys, model)))
    assert list(files.values()) == [
        "models/primary-a-b/model.json", "models/primary-a-b-2/model.json",
        "models/primary-etc/model.json", "models/primary/model.json",
    ]  # fmt: skip


def test_scanners_are_those_of_the_models_own_scans():
    quality = pd.DataFrame(
        {"patient_id": ["A"] * 3, "lesion": ["primary", "primary", "metastasis"],
         "phase": ["supine", "prone", "supine"], "kernel": ["a", "b", "c"], "warnings": ""}
    )  # fmt: skip
    assert scanners_of(quality, "primary", "supine")["kernel"].tolist() == ["a"]
    assert scanners_of(quality, "primary", "supine+prone")["kernel"].tolist() == ["a", "b"]


@pytest.mark.r
def test_models_are_validated_on_the_external_cohort(study, models):
    section = external_section(study, models)
    assert section.summary["name"] == "the other hospital"
    features, burden = cohort(40, 7, "Q")
    for row in section.summary["models"]:
        own = features[features["lesion"] == row["lesion"]]
        truth = burden[burden["lesion"] == row["lesion"]]
        model = models.fitted[row["lesion"], row["phase"]]
        ours = stats.predict(model, own)["probability"]
        assert row["auc"] == pytest.approx(stats.roc_youden(truth["status"], ours).auc)
        assert row["difference"]["p_value"] is not None
    assert set(section.tables["external_measures"]["lesion"]) == {"primary", "metastasis"}
    assert "external_hazard_ratios" in section.tables
    # The study's pair of phases: both predictions together.
    discordance = section.tables["external_discordance"]
    assert set(discordance["lesion"]) == {"metastasis"}
    json.dumps(section.summary, allow_nan=False)


@pytest.mark.r
def test_columns_of_the_external_tables_that_nothing_reads_are_named(study, models, tmp_path):
    features, burden = cohort(40, 7, "Q")
    features.to_csv(tmp_path / "theirs.csv", index=False)
    burden.assign(purity=0.4).to_csv(tmp_path / "their-burden.csv", index=False)
    followed = pd.read_csv(study.resolve(study.external.patients)).assign(age=61, sex="f")
    followed.to_csv(tmp_path / "their-patients.csv", index=False)
    with collect_notes(printing=False) as notes:
        external_section(study.model_copy(update={"folder": tmp_path}), models)
    named = [str(note) for note in notes if "not used" in note.message]
    assert named == [
        "external their-patients.csv: 2 columns are not used: age, sex",
        "external their-burden.csv: 1 column is not used: purity",
    ]
    only = features[features["lesion"] == "primary"]
    only.to_csv(tmp_path / "theirs.csv", index=False)
    own = burden.loc[burden["lesion"] == "primary", ["patient_id", "status"]]
    own.assign(age=61).to_csv(tmp_path / "their-burden.csv", index=False)
    with collect_notes(printing=False) as notes:
        section = external_section(study.model_copy(update={"folder": tmp_path}), models)
    assert "external their-burden.csv: 1 column is not used: age" in map(str, notes)
    assert section.summary["models"][0]["auc"] is not None


@pytest.mark.r
def test_a_cohort_without_a_lesion_is_said_and_the_other_validated(study, models, tmp_path):
    features, burden = cohort(40, 7, "Q")
    features[features["lesion"] == "primary"].to_csv(tmp_path / "theirs.csv", index=False)
    burden.to_csv(tmp_path / "their-burden.csv", index=False)
    other = study.external.model_copy(update={"patients": None})
    moved = study.model_copy(update={"folder": tmp_path, "external": other})
    with collect_notes(printing=False) as notes:
        section = external_section(moved, models)
    skipped = {row["lesion"]: row["skipped"] for row in section.summary["models"]}
    assert skipped["primary"] is None
    assert "no row of lesion metastasis" in skipped["metastasis"]
    assert any(note.stage == "external" and "not validated" in note.message for note in notes)


@pytest.mark.r
def test_patients_with_names_of_training_patients_are_said(study, models, tmp_path):
    features, burden = cohort(40, 7)
    features.to_csv(tmp_path / "theirs.csv", index=False)
    burden.to_csv(tmp_path / "their-burden.csv", index=False)
    other = study.external.model_copy(update={"patients": None})
    moved = study.model_copy(update={"folder": tmp_path, "external": other})
    with collect_notes(printing=False) as notes:
        section = external_section(moved, models)
    for row in section.summary["models"]:
        assert "names of training patients: P00, P01, P02, P03, P04 and 25 more" in row["flags"][-1]
    assert sum("names of training patients" in note.message for note in notes) == 2
    with collect_notes(printing=False) as notes:
        external_section(study, models)
    assert not any("names of training patients" in note.message for note in notes)


def test_features_and_labels_of_the_external_cohort_go_together(tmp_path):
    file = tmp_path / "study.yaml"
    file.write_text("samples: samples.csv\nexternal: {features: theirs.csv}\n")
    with pytest.raises(InputError, match="go together"):
        read_study(file)


@pytest.mark.r
def test_one_model_with_its_evidence_is_the_same_on_two_workers(tmp_path):
    features, burden = cohort(30, 1)
    own = features[features["lesion"] == "primary"]
    labels = burden.loc[burden["lesion"] == "primary", ["patient_id", "status"]]
    found = [
        fit_kept_model(own, labels, resamples=3, permutations=2, workers=workers, **CHAIN)
        for workers in (1, 2)
    ]
    assert found[0].text == found[1].text
    assert found[0].performance["auc_lower"] is not None
    assert found[0].performance["permutations"] == 2


def test_the_preset_of_a_model_is_found_by_its_hash():
    def of(preset):
        return FittedModel(json.dumps({"preset": preset}))

    from radiotmb import radiomics

    shipped = radiomics.read_preset("study-64")
    assert preset_of_model(of(shipped.hash)).name == shipped.name
    assert preset_of_model(of(shipped.hash), "study-64").hash == shipped.hash
    with pytest.raises(InputError, match="is not the model's"):
        preset_of_model(of(shipped.hash), "study")
    with pytest.raises(InputError, match="Name its file with --preset"):
        preset_of_model(of("0" * 12))
    with pytest.raises(InputError, match="does not say of which preset"):
        preset_of_model(of(None))
    assert preset_of_model(of(None), "study").name == "study"
