"""PyRadiomics' batch tables as tables of scans."""

from __future__ import annotations

import pytest

from radiotmb.errors import InputError
from radiotmb.radiomics.batch_table import read_scans
from radiotmb.runtime.notes import collect_notes


def test_a_batch_table_of_pyradiomics(tmp_path):
    (tmp_path / "b.csv").write_text(
        "ID,Image,Mask,Label,Reader\n7,a.nrrd,m.nrrd,2,x\n8,b.nrrd,n.nrrd,,x\n"
    )
    with collect_notes(printing=False) as notes:
        found = read_scans(tmp_path / "b.csv")
    assert found["patient_id"].tolist() == ["7", "8"]
    assert found["mask"].tolist() == ["m.nrrd", "n.nrrd"]
    assert "columns Reader" in notes[0].message
    assert read_scans(tmp_path / "b.csv", "1")["label"].tolist() == ["2", "1"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("Image,Mask\na,b,c\n", "line 2: 3 cells in a row"),
        ("Image,Image ,Mask\na,b,c\n", "each name once"),
        ("Image,Mask\na\x1b[2J,b\n", "column 'Image' holds the control character U\\+001B"),
        ('"Image",Mask,"a\nb"\na,b,c\n', "the name of column 3 holds the control character"),
        ("Image,Mask\n", "no rows"),
        ("Image,Mask\na,\n", "line 2, column mask: '' is no path"),
    ],
)
def test_a_damaged_one_is_one_message(content, said, tmp_path):
    (tmp_path / "b.csv").write_text(content)
    with pytest.raises(InputError, match=said):
        read_scans(tmp_path / "b.csv")
    (tmp_path / "c.csv").write_bytes(b"Image,Mask,\xff\xffl\n\xe9.nrrd,b.nrrd,\n")
    assert read_scans(tmp_path / "c.csv")["image"].tolist() == ["\u00e9.nrrd"]


def test_its_files_stay_in_its_folder(tmp_path):
    (tmp_path / "b.csv").write_text("Image,Mask\n../a.nrrd,m.nrrd\n")
    with pytest.raises(InputError, match="line 2, column image"):
        read_scans(tmp_path / "b.csv")
    assert len(read_scans(tmp_path / "b.csv", allow_outside=True)) == 1


def test_another_table_is_read_as_it_was(tmp_path):
    (tmp_path / "i.csv").write_text("patient_id,lesion,phase,image,mask\nP1,primary,p,a,b\n")
    assert read_scans(tmp_path / "i.csv")["lesion"].tolist() == ["primary"]
    (tmp_path / "x.csv").write_text("patient_id,lesion,phase,image\nP1,primary,p,a\n")
    with pytest.raises(InputError, match="mask"):
        read_scans(tmp_path / "x.csv")


def test_columns_of_a_table_of_scans_that_nothing_reads_are_named(tmp_path):
    (tmp_path / "images.csv").write_text(
        "patient_id,lesion,phase,image,mask,reader\nP1,primary,portal,a.nrrd,m.nrrd,x\n"
    )
    with collect_notes(printing=False) as notes:
        read_scans(tmp_path / "images.csv")
    assert [note.message for note in notes] == ["1 column is not used: reader"]
