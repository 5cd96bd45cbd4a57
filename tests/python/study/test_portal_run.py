"""Whole runs of the study whose phase has one name for both lesions: sound, damaged, found."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
import yaml

from radiotmb.cli.process import exit_status
from radiotmb.study import check_study, new_study, run_study

pytestmark = [pytest.mark.r, pytest.mark.slow]

LESIONS = ["primary", "metastasis"]
MODEL = {
    "outer": 2,
    "inner": 2,
    "repeats": 1,
    "trees": 5,
    "bootstrap_chain": 2,
    "permutations": 2,
    "permutation_trees": 5,
}


def edited(folder: Path, **entries) -> Path:
    """The folder's study file with other entries."""
    file = folder / "study.yaml"
    content = yaml.safe_load(file.read_text()) | entries
    file.write_text(yaml.safe_dump(content))
    return file


def table(out: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(out / "tables" / f"{name}.csv")


@pytest.fixture(scope="module")
def whole(sound_folder, tmp_path_factory):
    """The output of the sound study, with intervals and nulls."""
    folder = tmp_path_factory.mktemp("whole") / "study"
    shutil.copytree(sound_folder, folder)
    done = run_study(edited(folder, model=MODEL))
    assert done.failures.empty
    return done.out


def test_each_lesion_has_a_model_of_its_own(whole):
    results = json.loads((whole / "results.json").read_text())
    models = results["models"]
    assert [(model["lesion"], model["phase"]) for model in models] == [
        (lesion, "portal") for lesion in LESIONS
    ]
    assert models[0]["auc"] != models[1]["auc"]
    assert all(model["p_permutation"] >= 1 / 3 for model in models)
    assert results["best_of_phases"]["phases"] == [
        {"lesion": lesion, "phase": "portal"} for lesion in LESIONS
    ]
    assert not [note for note in results["notes"] if note["level"] == "error"]


@pytest.mark.parametrize(
    "name",
    ["predictions", "averaged", "selected", "roc", "cutoffs", "permutation", "chain_bootstrap",
     "measures", "calibration", "decision_curve", "stability"],
)  # fmt: skip
def test_each_table_of_models_names_both_lesions(whole, name):
    found = table(whole, name)
    assert list(found.columns[:2]) == ["lesion", "phase"]
    assert found["lesion"].drop_duplicates().tolist() == LESIONS
    assert found["phase"].unique().tolist() == ["portal"]


def test_discordance_compares_two_models(whole):
    judged = table(whole, "discordance_patients")
    assert len(judged) == 12
    averaged = table(whole, "averaged").set_index(["lesion", "patient_id"])["probability"]
    assert not averaged["primary"].equals(averaged["metastasis"])


def test_published_numbers_stand_beside_those_of_their_own_lesion(whole):
    published = table(whole, "published").set_index("id")
    # The published phases have other names: a portal phase may not stand beside them.
    of_phases = published.filter(regex="supine|prone|plain|enhanced", axis="index")
    assert len(of_phases) > 4
    assert of_phases["study"].isna().all()
    assert (of_phases["note"] == "not in this study").all()
    assert published.loc["patients", "study"] == 12


def test_the_report_shows_both_models(whole):
    page = (whole / "report.html").read_text()
    assert "primary portal" in page.lower() or "primary, portal" in page.lower()
    assert "metastasis portal" in page.lower() or "metastasis, portal" in page.lower()


def test_an_engine_that_is_none_leaves_the_report(whole, capsys):
    file = whole.parent / "study.yaml"
    before = (whole / "report.html").read_bytes()
    assert exit_status(["run", str(file), "--engine", "julia"]) == 2
    assert "cannot be 'julia'" in capsys.readouterr().err
    edited(whole.parent, germline="absent.vcf")
    assert exit_status(["run", str(file)]) == 2
    assert "absent.vcf: no such file" in capsys.readouterr().err
    edited(whole.parent, germline="germline.vcf.gz")
    assert (whole / "report.html").read_bytes() == before
    assert (whole / "provenance.json").exists()


@pytest.fixture(scope="module")
def damaged(sound_folder, tmp_path_factory):
    """A run by the Python engine, without the published numbers, with files that fail."""
    folder = tmp_path_factory.mktemp("damaged") / "study"
    shutil.copytree(sound_folder, folder)
    samples = pd.read_csv(folder / "samples.csv")
    images = pd.read_csv(folder / "images.csv")
    # A folder cannot be opened as a file, whoever asks; root may open whatever has no permission.
    (folder / "closed.vcf").mkdir()
    samples.loc[0, "variants"] = "closed.vcf"
    images.loc[2, ["image", "mask"]] = images.loc[2, ["mask", "image"]].to_numpy()
    (folder / "closed.nii").mkdir()
    images.loc[5, "image"] = "closed.nii"
    (folder / images.loc[7, "mask"]).write_bytes(b"no mask")
    samples.to_csv(folder / "samples.csv", index=False)
    images.to_csv(folder / "images.csv", index=False)
    model = {**MODEL, "outer": 2}
    done = run_study(edited(folder, model=model, engine="python", published=False))
    return done


@pytest.mark.parametrize(
    ("stage", "name", "reason"),
    [
        ("burden", "SIM-01 primary", "is a folder"),
        ("extraction", "SIM-02 primary portal", "Are image and mask exchanged?"),
        ("extraction", "SIM-03 metastasis portal", "closed.nii"),
        ("extraction", "SIM-04 metastasis portal", "not readable as a mask"),
    ],
)
def test_what_cannot_be_read_is_a_row_of_failures(damaged, stage, name, reason):
    rows = damaged.failures[damaged.failures["stage"] == stage].set_index("name")["reason"]
    assert reason in rows[name]
    kept = pd.read_csv(damaged.out / "failures.csv")
    assert name in kept["name"].tolist()


def test_what_failed_is_a_note_before_and_after(damaged):
    said = [str(note) for note in damaged.notes]
    assert any(text.startswith("samples.csv: 1 of 24 files cannot be read") for text in said)
    assert any(text.startswith("failures: 3 failed: SIM-02 primary portal") for text in said)


def test_the_python_engine_permutes_too_and_says_what_it_leaves_out(damaged):
    results = json.loads((damaged.out / "results.json").read_text())
    assert [model["permutations"] for model in results["models"]] == [2, 2]
    subjects = [note.subject for note in damaged.notes]
    assert "model.bootstrap_chain" in subjects
    assert "model.permutations" in subjects


def test_published_numbers_that_are_not_wanted_are_nowhere(damaged):
    results = json.loads((damaged.out / "results.json").read_text())
    assert results["published"] == {"skipped": "published: false in the study file"}
    written = {path.stem for path in (damaged.out / "tables").iterdir()}
    assert not written & {"published", "audit", "evidence_aucs"}
    assert "published: false in the study file" in (damaged.out / "report.html").read_text()


def test_a_folder_of_files_becomes_a_study_that_runs(sound_folder, tmp_path):
    folder = tmp_path / "found"
    folder.mkdir()
    for name in ("variants", "images"):
        shutil.copytree(sound_folder / name, folder / name)
    for name in ("germline.vcf.gz", "germline.vcf.gz.tbi"):
        shutil.copy(sound_folder / name, folder / name)
    new = new_study(folder, scan=True)
    check = check_study(new.study_file)
    assert not [note for note in check.notes if note.level == "error"]
    assert check.models["patients"].tolist() == [12, 12]
    # What is left to a person is follow-up, which no file's name tells.
    assert {note.subject for note in check.notes if note.level == "warning"} <= {"patients"}
    small = {**MODEL, "bootstrap_chain": 0, "permutations": 0}
    shutil.copy(sound_folder / "original.yaml", folder)
    done = run_study(edited(folder, model=small, extraction="original.yaml"))
    assert done.failures.empty
    results = json.loads((done.out / "results.json").read_text())
    assert results["cohort"] == {"patients": 12, "samples": 24, "scans": 24}
    assert [model["skipped"] for model in results["models"]] == [None, None]
    assert results["pairs"]["n"] == 12
