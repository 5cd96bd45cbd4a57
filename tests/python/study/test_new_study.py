"""A study to start from is a study that can be read, and nothing is written over."""

import pandas as pd
import pytest

from radiotmb.errors import InputError
from radiotmb.inputs.tables import read_table
from radiotmb.runtime.notes import collect_notes
from radiotmb.study.new_study import new_study
from radiotmb.study.study_file import read_study


def files(tmp_path, *names):
    for name in names:
        (tmp_path / name).touch()
    return tmp_path


def test_the_example_can_be_read_and_its_phases_are_those_of_its_images(tmp_path):
    new = new_study(tmp_path / "study")
    study = read_study(new.study_file)
    for table in ("samples", "images", "patients"):
        read_table(study.resolve(getattr(study, table)), table)
    assert study.phases.primary == ["portal"]
    assert study.phases.pair == ("portal", "portal")


def test_tables_are_filled_from_the_folder(tmp_path):
    folder = files(
        tmp_path,
        "A_primary_late.nii.gz", "A_primary_late_mask.nii.gz",
        "A_primary.vcf", "A_metastasis.vcf", "common.vcf.gz",
    )  # fmt: skip
    study = read_study(new_study(folder, scan=True).study_file)
    samples = pd.read_csv(folder / "samples.csv")
    assert samples["lesion"].tolist() == ["metastasis", "primary"]
    assert study.phases.primary == ["late"]
    assert study.phases.metastasis == []
    assert study.phases.pair is None
    assert study.germline.name == "common.vcf.gz"


def test_what_the_names_do_not_say_is_left_empty_with_a_note(tmp_path):
    folder = files(tmp_path, "0007.vcf", "x.nii.gz")
    with collect_notes(printing=False) as notes:
        new_study(folder, scan=True)
    said = " ".join(map(str, notes))
    assert "1 of 1 file names do not say which lesion it is: 0007.vcf" in said
    assert "x.nii.gz: has no mask beside it" in said
    with pytest.raises(InputError, match="line 2: column 'lesion'"):
        read_table(folder / "samples.csv", "samples")


def test_a_lesion_that_an_organ_tells_is_said_to_be_a_guess(tmp_path):
    folder = files(tmp_path, "A_liver_tumor.vcf", "A_colon.vcf")
    with collect_notes(printing=False) as notes:
        new_study(folder, scan=True)
    said = " | ".join(map(str, notes))
    assert "'liver' was taken for the metastasis, which is a guess: A_liver_tumor.vcf" in said
    assert "'colon' was taken for the primary, which is a guess: A_colon.vcf" in said
    assert "'tumor' is taken for no lesion's role and no phase: A_liver_tumor.vcf" in said


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "samples.csv").write_text("patient_id,lesion,variants\nA,primary,a.vcf\n")
    new = new_study(tmp_path)
    assert [path.name for path in new.kept] == ["samples.csv"]
    assert (tmp_path / "samples.csv").read_text().endswith("A,primary,a.vcf\n")
    with pytest.raises(InputError, match="a study file already"):
        new_study(tmp_path)


def test_an_empty_folder_has_nothing_to_fill_the_tables_from(tmp_path):
    with pytest.raises(InputError, match="neither variant files nor pairs of image and mask"):
        new_study(tmp_path, scan=True)
    assert list(tmp_path.iterdir()) == []
