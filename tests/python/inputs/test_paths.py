"""A table's paths stay in its folder unless the user allows more."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiotmb.cli.process import exit_status
from radiotmb.errors import InputError
from radiotmb.inputs.paths import resolve_inside
from radiotmb.inputs.tables import read_table
from radiotmb.study import run_study


@pytest.mark.parametrize(
    "path", ["P1.nii", "images/P1.nii", "./images/../P1.nii", "/data/study/images/P1.nii", "a b/c"]
)
def test_paths_inside_are_resolved_from_the_table_s_folder(path):
    assert resolve_inside("/data/study", path).is_relative_to("/data/study")


@pytest.mark.parametrize(
    "path", ["../P1.nii", "images/../../P1.nii", "/etc/passwd", "/data/study-2/P1.nii", ".."]
)
def test_paths_outside_need_the_switch(path):
    with pytest.raises(InputError, match="--allow-outside"):
        resolve_inside("/data/study", path, file="images.csv")
    found = resolve_inside("/data/study", path, allow_outside=True)
    assert found == Path(os.path.normpath(Path("/data/study") / path))


@pytest.mark.parametrize("path", ["", "  ", "a\0b"])
def test_what_is_no_path_is_refused_even_with_the_switch(path):
    with pytest.raises(InputError, match="is no path"):
        resolve_inside("/data/study", path, allow_outside=True)


def test_a_relative_folder_is_taken_from_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert resolve_inside(".", "P1.nii") == tmp_path / "P1.nii"
    assert resolve_inside("study", "P1.nii") == tmp_path / "study" / "P1.nii"


def test_links_are_the_owner_s_but_what_lies_above_their_targets_is_not(tmp_path):
    study = tmp_path / "study"
    for folder in (study / "own", tmp_path / "elsewhere" / "scans"):
        folder.mkdir(parents=True)
    (study / "link").symlink_to(tmp_path / "elsewhere" / "scans")
    assert resolve_inside(study, "link/P1.nii") == study / "link" / "P1.nii"
    assert resolve_inside(study, "own/../P1.nii") == study / "P1.nii"
    with pytest.raises(InputError, match="--allow-outside"):
        resolve_inside(study, "link/../secret.nii")


@given(st.text(alphabet="./ab\\ ~$%", max_size=30))
def test_whatever_is_written_nothing_outside_is_reached(text):
    try:
        found = resolve_inside("/data/study", text)
    except InputError:
        return
    assert os.path.commonpath([found, "/data/study"]) == "/data/study"
    assert ".." not in found.parts


TABLES = {
    "samples": ("variants", "patient_id,lesion,variants\nA,primary,a.vcf\nB,primary,{}\n"),
    "images": ("mask", "patient_id,lesion,phase,image,mask\nA,primary,x,a,b\nB,primary,x,a,{}\n"),
}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("entry", ["../b.vcf", "/etc/passwd", "x/../../b"])
def test_a_table_in_a_file_names_files_of_its_own_folder(tmp_path, table, entry):
    column, text = TABLES[table]
    file = tmp_path / f"{table}.csv"
    file.write_text(text.format(entry))
    with pytest.raises(InputError) as refused:
        read_table(file, table)
    assert str(refused.value).startswith(f"{file}, line 3, column '{column}': '{entry}' lies")
    assert "--allow-outside" in refused.value.hint
    assert read_table(file, table, allow_outside=True)[column].tolist()[1] == entry
    file.write_text(text.format(tmp_path / "b"))
    assert len(read_table(file, table)) == 2


@pytest.mark.parametrize(
    ("verb", "table"),
    [
        (["run", "study.yaml"], "samples"),
        (["tmb", "--samples", "samples.csv"], "samples"),
        (["extract", "--images", "images.csv", "--out", "features.csv"], "images"),
        (["repeatability", "--images", "images.csv", "--out", "icc.csv"], "images"),
    ],
)
def test_the_commands_refuse_them_and_write_nothing(tmp_path, capsys, monkeypatch, verb, table):
    (tmp_path / "study").mkdir()
    monkeypatch.chdir(tmp_path / "study")
    Path(f"{table}.csv").write_text(TABLES[table][1].format("../b.vcf"))
    Path("study.yaml").write_text("samples: samples.csv")
    before = sorted(Path().rglob("*"))
    assert exit_status(verb) == 2
    said = capsys.readouterr().err
    assert "line 3" in said
    assert len(said.splitlines()) == 1
    assert sorted(Path().rglob("*")) == before


def test_the_switch_reaches_them(tmp_path, capsys):
    (tmp_path / "study").mkdir()
    (tmp_path / "a.maf").write_bytes(MAF)
    samples = tmp_path / "study" / "samples.csv"
    samples.write_text("patient_id,lesion,variants,sample,purity\nP1,primary,../a.maf,P1,0.4\n")
    assert exit_status(["tmb", "--samples", str(samples), "--allow-outside"]) == 0
    said = capsys.readouterr()
    assert "P1,primary,1," in said.out
    assert "samples.csv: 1 column is not used: purity" in said.err


@pytest.mark.parametrize("given", ["file", "argument"])
def test_a_study_allows_it_in_its_file_or_its_argument(tmp_path, given):
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "samples.csv").write_text(
        "patient_id,lesion,variants\nA,primary,a.vcf\nB,primary,../b.vcf\n"
    )
    study = tmp_path / "study.yaml"
    word = "allow_outside: true" if given == "file" else ""
    study.write_text(f"samples: tables/samples.csv\n{word}")
    # Far enough to know that the table was taken, and where its paths start.
    with pytest.raises(InputError, match=r"a.vcf \(no such file\); line 3: \.\./b.vcf \("):
        run_study(study, allow_outside=None if given == "file" else True)


MAF = b"""Hugo_Symbol\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\t\
Variant_Classification\tTumor_Sample_Barcode\tt_ref_count\tt_alt_count
TP53\t17\t7577120\tC\tT\tMissense_Mutation\tP1\t500\t100
"""
