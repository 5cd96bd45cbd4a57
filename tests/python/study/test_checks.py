"""What a check says of a study that is not as it was meant, before anything is computed."""

import os

import pytest

from radiotmb.errors import InputError
from radiotmb.study.check import check_study
from radiotmb.study.run import run_study


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
        ({"germline": None}, "warning germline: the assay 'study' removes germline variants"),
        ({"germline": "absent.vcf"}, "error germline: absent.vcf: no such file"),
        ({"assay": "all-coding"}, "warning germline: is not used"),
        ({"targets": "absent.bed"}, "error targets: absent.bed: no such file"),
        ({"samples": "absent.csv"}, "error samples: "),
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


def test_callable_sizes_that_the_assay_does_not_use_are_said_once(study):
    samples = study.tables["samples"].assign(callable_mb=1.1)
    check = check_study(study(samples=samples))
    (note,) = [note for note in check.notes if note.subject == "callable_mb"]
    assert note.level == "warning"
    assert "the assay 'study' does not divide by each sample's callable bases" in note.message
    assert "'denominator: {kind: callable}', as the study file's 'assay'" in note.remedy


def test_columns_that_a_study_does_not_use_are_named_once_a_table(study):
    samples = study.tables["samples"].assign(purity=0.4, block="A1")
    images = study.tables["images"].assign(centre="here", kernel_name="B30f", simulated=True)
    text = said(check_study(study(samples=samples, images=images)))
    assert "info samples.csv: 2 columns are not used: purity, block" in text
    assert "info images.csv: 1 column is not used: kernel_name" in text
    of_model = {"model.harmonise": "combat", "model.batch": "kernel_name"}
    assert "not used" not in said(check_study(study(of_model, images=images)))
    # The centre is that of the patients table where both have it.
    patients = study.tables["patients"].assign(centre="here")
    text = said(check_study(study(of_model, images=images, patients=patients)))
    assert "info images.csv: 1 column is not used: centre" in text


def test_primaries_only_are_said_to_have_no_pairs(study):
    samples, images = (study.tables[name] for name in ("samples", "images"))
    primary = {
        "samples": samples[samples["lesion"] == "primary"],
        "images": images[images["lesion"] == "primary"],
    }
    entries = {"phases": {"primary": ["portal"], "metastasis": [], "pair": None}}
    text = said(check_study(study(entries, **primary)))
    assert "warning samples: only primaries are sequenced: pairs of lesions, their disc" in text


@pytest.mark.parametrize("place", ["samples.csv/results", "/proc/results"])
def test_results_that_cannot_be_written_are_an_error(study, place):
    assert f"error out: '{place}' cannot be written" in said(check_study(study({"out": place})))


def test_a_run_refuses_before_it_touches_the_results_of_an_earlier_one(study):
    results = study.folder / "results"
    (results / ".finished").mkdir(parents=True)
    (results / "report.html").write_text("the earlier report")
    with pytest.raises(InputError, match="absent.vcf: no such file"):
        run_study(study({"germline": "absent.vcf"}))
    with pytest.raises(InputError, match="no scan of the primary has the phase 'late'"):
        run_study(study({"phases": {"primary": ["late"], "metastasis": [], "pair": None}}))
    assert (results / "report.html").read_text() == "the earlier report"
