"""What a check says of a study that is not as it was meant, before anything is computed."""

import os

import pandas as pd
import pytest

from radiotmb.errors import InputError
from radiotmb.study.check import check_study
from radiotmb.study.run import run_study


@pytest.fixture
def study(portal_study):
    """The sound study; what is given takes the place of an entry or of a table."""
    folder = portal_study.folder
    tables = {
        name: pd.read_csv(folder / f"{name}.csv") for name in ("samples", "images", "patients")
    }
    tables["patients"]["date"] = "2020-03-01"

    def write(entries=None, **changed):
        for name, table in {**tables, **changed}.items():
            table.to_csv(folder / f"{name}.csv", index=False)
        portal_study.edit(group_variables=["age"])
        portal_study.edit(entries)
        return portal_study.file

    write.tables = tables
    write.folder = folder
    return write


def said(check):
    return " | ".join(f"{note.level} {note}" for note in check.notes)


def test_a_study_that_is_as_it_was_meant_leaves_no_note(study):
    check = check_study(study())
    assert check.notes == ()
    assert check.status == 0
    assert check.models["patients"].tolist() == [12, 12]
    assert check.expected["seconds"].ge(0).all()


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ({"phases": {"primary": ["portl"], "metastasis": ["portal"], "pair": None}},
         "error phases.primary: no scan of the primary has the phase 'portl'. "
         "Did you mean 'portal'? The images table has: portal"),
        ({"phases": {"pair": ["portl", "portal"]}},
         "error phases.pair: 'portl' is no phase of the primary. Did you mean 'portal'? "
         "Its phases are: portal"),
        ({"phases": None}, "info phases: are not named; all phases of the images table"),
        ({"group_variables": ["agee"]}, "no column 'agee'. Did you mean 'age'?"),
        ({"group_variables": None}, "warning patients: 'date' holds dates"),
        ({"germline": None}, "warning germline: the assay 'study' removes germline variants"),
        ({"germline": "absent.vcf"}, "error germline: absent.vcf: no such file"),
        ({"assay": "all-coding"}, "warning germline: is not used"),
        ({"targets": "absent.bed"}, "error targets: absent.bed: no such file"),
        ({"samples": "absent.csv"}, "error samples: "),
        ({"patients": None}, "error group_variables: are named, but there is no patients table"),
    ],
)  # fmt: skip
def test_an_entry_that_fits_nothing_is_named(study, entries, expected):
    assert expected in said(check_study(study(entries)))


def test_files_that_cannot_be_read_are_named_with_their_line(study):
    file = study()
    (study.folder / "variants/SIM-01_primary.vcf.gz").unlink()
    (study.folder / "variants/SIM-02_primary.vcf.gz").write_text("")
    text = said(check_study(file))
    assert "warning samples.csv: 2 of 24 files cannot be read: line 2: variants/SIM-01_pri" in text
    assert "line 4: variants/SIM-02_primary.vcf.gz (an empty file)" in text


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_is_named(study):
    file = study()
    (study.folder / "variants/SIM-01_primary.vcf.gz").chmod(0)
    assert "no permission to read it" in said(check_study(file))


def test_phases_that_are_not_modelled_are_said(study):
    images = study.tables["images"].copy()
    images.loc[images.index % 4 == 0, "phase"] = "late"
    assert "the primary's late are in the images table" in said(check_study(study(images=images)))


def test_few_patients_of_a_model_are_said(study):
    images = study.tables["images"].head(6)
    text = said(check_study(study(images=images)))
    assert "primary portal: 3 patients have a sequenced lesion and a scan of this phase" in text


@pytest.mark.parametrize(
    ("outer", "expected"),
    [
        (30, "primary portal: not modelled: 12 patients have a sequenced lesion and a scan of this "
         "phase, fewer than the 30 outer folds. Every outer fold holds out a patient, and "
         "'model.outer' of the study file is 30: write 12 or fewer"),
        (8, "the rarer status at most 6 of them: at most 6 of the 8 outer folds are made"),
    ],
)  # fmt: skip
def test_more_outer_folds_than_patients_are_said(study, outer, expected):
    assert expected in said(check_study(study({"model.outer": outer})))


def test_callable_sizes_that_the_assay_does_not_use_are_said_once(study):
    samples = study.tables["samples"].assign(callable_mb=1.1)
    check = check_study(study(samples=samples))
    (note,) = [note for note in check.notes if note.subject == "callable_mb"]
    assert note.level == "warning"
    assert "the assay 'study' does not divide by each sample's callable bases" in note.message
    assert "'denominator: {kind: callable}', as the study file's 'assay'" in note.remedy


def test_primaries_only_are_said_to_have_no_pairs(study):
    samples, images = (study.tables[name] for name in ("samples", "images"))
    primary = {
        "samples": samples[samples["lesion"] == "primary"],
        "images": images[images["lesion"] == "primary"],
    }
    entries = {"phases": {"primary": ["portal"], "metastasis": [], "pair": None}}
    text = said(check_study(study(entries, **primary)))
    assert "warning samples: only primaries are sequenced: pairs of lesions, their disc" in text


def test_clinical_columns_of_one_value_or_none_are_said(study):
    patients = study.tables["patients"].assign(stage="IV", grade=None)
    text = said(check_study(study({"group_variables": ["stage", "grade"]}, patients=patients)))
    assert "warning patients: 'stage' is IV wherever it is known: there is nothing to co" in text
    assert "warning patients: 'grade' is empty: there is nothing to compare" in text


@pytest.mark.parametrize("place", ["samples.csv/results", "/proc/results"])
def test_results_that_cannot_be_written_are_an_error(study, place):
    assert f"error out: '{place}' cannot be written" in said(check_study(study({"out": place})))


@pytest.mark.parametrize("column", ["os_days", "os_event"])
def test_survival_without_its_columns_is_said(study, column):
    patients = study.tables["patients"].rename(columns={column: "other"})
    text = said(check_study(study(patients=patients)))
    assert f"no column '{column}': survival is not analysed" in text


def test_a_run_refuses_before_it_touches_the_results_of_an_earlier_one(study):
    results = study.folder / "results"
    (results / ".finished").mkdir(parents=True)
    (results / "report.html").write_text("the earlier report")
    with pytest.raises(InputError, match="absent.vcf: no such file"):
        run_study(study({"germline": "absent.vcf"}))
    with pytest.raises(InputError, match="no scan of the primary has the phase 'late'"):
        run_study(study({"phases": {"primary": ["late"], "metastasis": [], "pair": None}}))
    assert (results / "report.html").read_text() == "the earlier report"
