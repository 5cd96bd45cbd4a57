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
