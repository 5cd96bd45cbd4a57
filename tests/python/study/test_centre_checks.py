"""What a check says of centres before anything is computed."""

from pathlib import Path

import pandas as pd

from radiotmb.study.centre_checks import check_centres
from radiotmb.study.study_file import Model, Study
from radiotmb.study.study_run import StudyTables

SAMPLES = pd.DataFrame({"patient_id": list("ABCD"), "lesion": "primary"})
IMAGE_FILE = Path("images.csv")
IMAGES = SAMPLES.assign(phase="portal", image="a", mask="b")


def said(
    patients: pd.DataFrame | None = None, images: pd.DataFrame | None = IMAGES, **model: object
) -> dict[str, str]:
    study = Study(
        samples="samples.csv", patients="patients.csv", images="images.csv", model=Model(**model)
    )
    tables = StudyTables(SAMPLES, images, patients)
    return {note.subject: f"{note.level}: {note}" for note in check_centres(study, tables)}


def people(*centres: str | None) -> pd.DataFrame:
    return pd.DataFrame({"patient_id": list("ABCD")[: len(centres)], "centre": centres})


def test_two_centres_of_two_patients_are_nothing_to_say():
    assert said(people("N", "N", "S", "S"), folds="centre") == {}
    assert said(images=IMAGES.assign(centre=["N", "N", "S", "S"]), folds="centre") == {}
    assert said() == {}


def test_folds_and_combat_without_a_centre_are_errors():
    assert said(folds="centre")["model.folds"].startswith("error")
    assert "or name another column as model.batch" in said(harmonise="combat")["model.harmonise"]
    assert said(harmonise="combat", batch="kernel") == {}


def test_columns_that_no_table_has_are_errors():
    batch = said(people("N", "N", "S", "S"), harmonise="combat", batch="room")["model.batch"]
    assert batch.startswith("error")
    assert "a scanner column is one of modality" in batch
    keep = said(people("N", "N", "S", "S"), harmonise="combat", keep=["age"])["model.keep"]
    assert "no column 'age'" in keep


def test_patients_without_a_centre_or_with_two_and_lone_ones_are_named():
    warned = said(people("N", "N", None, "S"))["patients.csv"]
    assert warned.startswith("warning")
    study = Study(samples="samples.csv", patients="patients.csv")
    lacking = [
        str(note) for note in check_centres(study, StudyTables(SAMPLES, None, people("N", "S")))
    ]
    assert any("2 sequenced patients have no centre: C; D" in one for one in lacking)
    assert any("centres of one sequenced patient: N; S" in one for one in lacking)
    scans = pd.concat([IMAGES.assign(centre="N"), IMAGES.iloc[[0]].assign(centre="S")])
    study = study.model_copy(update={"images": IMAGE_FILE})
    double = [str(note) for note in check_centres(study, StudyTables(SAMPLES, scans))]
    assert any("1 patients of more than one centre: A" in one for one in double)
