"""What a check says of lesions: several a patient, scans of no sequenced lesion, pairs of none."""

import pandas as pd

from radiotmb.study.lesion_checks import check_lesions
from radiotmb.study.study_file import Study
from radiotmb.study.study_run import StudyTables

SAMPLES = pd.DataFrame(
    {
        "patient_id": ["A", "A", "A", "B", "B"],
        "lesion": ["colon", "liver 1", "liver 2", "colon", "lung"],
        "role": ["primary", "metastasis", "metastasis", "primary", "metastasis"],
    }
)


def said(tables: StudyTables, **entries: object) -> dict[str, str]:
    study = Study(samples="samples.csv", **entries)
    return {note.subject: f"{note.level}: {note}" for note in check_lesions(study, tables)}


def scans(*lesions: tuple[str, str], **columns: object) -> pd.DataFrame:
    frame = pd.DataFrame(lesions, columns=["patient_id", "lesion"])
    return frame.assign(phase="portal", **columns)


def test_two_lesions_named_by_their_roles_are_nothing_to_say():
    plain = pd.DataFrame({"patient_id": ["A", "A"], "lesion": ["primary", "metastasis"]})
    tables = StudyTables(plain, scans(("A", "primary"), ("A", "metastasis")))
    assert said(tables) == {}


def test_several_lesions_are_told_and_the_python_engine_warned_of():
    tables = StudyTables(SAMPLES, scans(("A", "colon")))
    assert said(tables)["samples"].startswith("info: samples: 1 of 2 patients have several")
    assert said(tables, engine="python")["engine"].startswith("warning")


def test_a_scan_under_another_name_is_named_with_the_nearest():
    note = said(StudyTables(SAMPLES, scans(("A", "liver1"), ("B", "lung"))))["images"]
    assert (
        "1 of 2 scanned lesions are not in samples under that name: liver1 of A (liver 1?)" in note
    )
    assert note.startswith("warning")


def test_sites_of_the_images_table_are_not_used_and_that_is_said():
    note = said(StudyTables(SAMPLES, scans(("B", "lung"), site="lung")))["images"]
    assert "no use is made of its site" in note


def test_a_pair_that_no_lesion_answers_to_is_an_error_with_the_nearest():
    note = said(StudyTables(SAMPLES), pairs=[("liver 1", "lungs")])["pairs"]
    assert note.startswith("error")
    assert "Did you mean 'lung'? There are: colon, liver 1" in note
