"""Text in a table that a terminal, R, a file system or a spreadsheet takes for something else."""

import numpy as np
import pandas as pd
import pytest
import SimpleITK as sitk

from radiotmb.errors import InputError
from radiotmb.inputs.schemas import SCHEMAS
from radiotmb.inputs.tables import read_table

LONG = "P" * 244
# Two bytes a letter in a file name.
ACUTE = "\u00e9" * 200
SOUND = {
    "samples": {"patient_id": "P1", "lesion": "primary", "variants": "a.vcf", "alignments": "a.bam",
                "sample": "S", "role": "primary", "site": "colon"},
    "images": {"patient_id": "P1", "lesion": "primary", "phase": "prone", "image": "a.nii",
               "mask": "b.nii", "label": "1", "role": "primary", "site": "colon"},
    "patients": {"patient_id": "P1", "sex": "f"},
    "labels": {"patient_id": "P1", "status": "high"},
    "features": {"patient_id": "P1", "lesion": "primary", "phase": "prone"},
}  # fmt: skip
TEXTS = [(table, column) for table, row in SOUND.items() for column in row]


@pytest.mark.parametrize("letter", ["\0", "\x1b", "\x07", "\x9b", "\x7f", "\b"])
@pytest.mark.parametrize(("table", "column"), TEXTS)
def test_a_control_character_is_refused_in_every_text_column(table, column, letter, tmp_path):
    file = tmp_path / f"{table}.parquet"
    row = {**SOUND[table], column: f"a{letter}b"}
    pd.DataFrame([row]).to_parquet(file)
    with pytest.raises(InputError) as refused:
        read_table(file, table)
    said = f"line 2: column '{column}' holds the control character U+{ord(letter):04X}"
    assert said in str(refused.value)
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("letter", ["\n", "\t", "\u2028"])
def test_a_name_has_one_line_and_free_text_may_have_more(letter, tmp_path):
    file = tmp_path / "patients.parquet"
    free = {"patient_id": "P1", "history": f"a{letter}b"}
    pd.DataFrame([free]).to_parquet(file)
    assert read_table(file, "patients")["history"].item() == free["history"]
    pd.DataFrame([{**free, "patient_id": f"P{letter}1"}]).to_parquet(file)
    with pytest.raises(InputError, match="column 'patient_id' holds the control character"):
        read_table(file, "patients")


def test_the_command_refuses_a_null_in_an_identifier(study, radiotmb, tmp_path):
    samples = tmp_path / "samples.csv"
    samples.write_text(samples.read_text().replace("P2,", "P\0002,"))
    for asked in (["run", "study.yaml"], ["tmb", "--samples", "samples.csv"]):
        done = radiotmb(*asked)
        assert done.returncode == 2
        message = "samples.csv, line 4: holds the control character U+0000"
        assert message in done.stderr
        assert "\0" not in done.stderr


@pytest.mark.parametrize("table", ["patients", "labels"])
def test_a_cell_of_blanks_is_an_empty_cell(table, tmp_path):
    file = tmp_path / "table.csv"
    column = {"patients": "group", "labels": "status"}[table]
    file.write_text(f"patient_id,{column}\nP1,a\nP2,  \nP3,\n")
    if table == "labels":
        with pytest.raises(InputError, match="line 3: column 'status' of the labels"):
            read_table(file, table)
    else:
        assert read_table(file, table)[column].dropna().tolist() == ["a"]


@pytest.mark.r
def test_the_command_makes_no_group_of_empty_cells(radiotmb, tmp_path):
    groups = ["a", "b", "", "  "] * 6
    rows = [f"P{n},{100 + 37 * n},{n % 2},{group}" for n, group in enumerate(groups)]
    (tmp_path / "patients.csv").write_text(
        "\n".join(["patient_id,os_days,os_event,g", *rows]) + "\n"
    )
    done = radiotmb("survival", "patients.csv", "--group", "g", "--out", "curves.csv", "-q")
    assert done.returncode == 0, done.stderr
    assert sorted(set(pd.read_csv(tmp_path / "curves.csv")["group"])) == ["a", "b"]


def test_names_of_244_characters(make_study, radiotmb, tmp_path):
    study = make_study(tmp_path, patients=(LONG, "P2"))
    (tmp_path / "0-primary.maf").rename(tmp_path / f"{LONG}.maf")
    samples = tmp_path / "samples.csv"
    samples.write_text(samples.read_text().replace("0-primary", LONG))
    done = radiotmb("run", study.name)
    assert done.returncode == 0, done.stderr
    burden = pd.read_csv(tmp_path / "results" / "tables" / "burden.csv")
    assert burden["patient_id"].tolist() == [LONG, LONG, "P2", "P2"]
    done = radiotmb("tmb", f"{LONG}.maf", "--out", f"{LONG}.csv")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / f"{LONG}.csv").is_file()


def test_a_picture_of_a_scan_with_long_names(radiotmb, tmp_path):
    voxels = np.random.default_rng(1).normal(60, 20, (6, 20, 20))
    sitk.WriteImage(sitk.GetImageFromArray(voxels), str(tmp_path / "scan.nrrd"))
    lesion = np.zeros(voxels.shape, np.uint8)
    lesion[1:5, 5:14, 5:14] = 1
    sitk.WriteImage(sitk.GetImageFromArray(lesion), str(tmp_path / "mask.nrrd"))
    rows = [f"{LONG},primary,{ACUTE}{place},scan.nrrd,mask.nrrd" for place in (1, 2)]
    (tmp_path / "images.csv").write_text(
        "\n".join(["patient_id,lesion,phase,image,mask", *rows]) + "\n"
    )
    done = radiotmb("extract", "--images", "images.csv", "--out", "f.csv", "--montages", "pictures")
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "pictures").glob("*.png"))) == 2


FORMULA = "=cmd|'/C calc'!A0"


@pytest.mark.parametrize("place", ["--out", "standard output"])
def test_a_formula_is_text_where_the_table_is_for_a_spreadsheet(
    place, make_study, radiotmb, tmp_path
):
    make_study(tmp_path, patients=(FORMULA, "-1"))
    for switch, written in (([], FORMULA), (["--safe-csv"], f"'{FORMULA}")):
        out = ["--out", "burden.csv"] if place == "--out" else []
        done = radiotmb("tmb", "--samples", "samples.csv", "-q", *out, *switch)
        assert done.returncode == 0, done.stderr
        text = (tmp_path / "burden.csv").read_text() if out else done.stdout
        ids = [line.split(",")[0] for line in text.splitlines()[1:]]
        # A number that is negative is a number.
        assert ids == [written, written, "-1", "-1"]


@pytest.mark.parametrize("given", ["switch", "study file"])
def test_a_study_s_tables_for_a_spreadsheet(given, make_study, radiotmb, tmp_path):
    """Its report, and the same command given again, know the names as they are."""
    study = make_study(tmp_path, patients=(FORMULA, f"'{FORMULA}", "-1"))
    samples = tmp_path / "samples.csv"
    samples.write_text(f"{samples.read_text()}@P,primary,absent.maf\n")
    switch = ["--safe-csv"] if given == "switch" else []
    if not switch:
        study.write_text(f"{study.read_text()}safe_csv: true\n")
    done = radiotmb("run", "study.yaml", *switch, "-q")
    assert done.returncode == 1, done.stderr
    out = tmp_path / "results"
    ids = [f"'{FORMULA}", f"''{FORMULA}", "-1"]
    burden = pd.read_csv(out / "tables" / "burden.csv", dtype=str)
    assert burden["patient_id"].tolist() == [name for name in ids for _ in range(2)]
    for file in (*out.glob("tables/*.csv"), out / "failures.csv"):
        cells = pd.read_csv(file, dtype=str, header=None).stack()
        assert not [cell for cell in cells if str(cell).startswith(("=", "+", "@"))], file
    before = (out / "report.html").read_text()
    assert FORMULA.replace("'", "&#39;") in before
    again = radiotmb("run", "study.yaml", *switch, "--json")
    assert "nothing has changed since the last run" in again.stderr
    assert radiotmb("report", "results").returncode == 0
    assert (out / "report.html").read_text() == before


def test_every_table_has_columns_of_text_that_are_tried():
    for table, row in SOUND.items():
        texts = {
            name for name, column in SCHEMAS[table].columns.items() if str(column.dtype) == "str"
        }
        assert texts <= set(row)
