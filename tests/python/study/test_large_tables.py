"""Tables of ten thousand rows, and studies of five hundred phases."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import SimpleITK as sitk

from radiotmb.inputs.column_names import nearest
from radiotmb.study import check_study, identifiers
from radiotmb.study.identifiers import check_identifiers

MAF = (
    "Hugo_Symbol\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\t"
    "Variant_Classification\tTumor_Sample_Barcode\tt_ref_count\tt_alt_count\n"
    "APC\t5\t1000\tC\tT\tNonsense_Mutation\tS\t300\t200\n"
)


def test_identifiers_are_compared_once_each(monkeypatch):
    """Likeness letter by letter, of each with each, would take half an hour."""
    asked = []

    def counted(name, names):
        asked.append(name)
        return nearest(name, names)

    monkeypatch.setattr(identifiers, "nearest", counted)
    samples = pd.DataFrame({"patient_id": [f"A{n}" for n in range(3000)] + ["a-07"]})
    images = pd.DataFrame({"patient_id": [f"{n}xyz" for n in range(3000)]})
    notes = [str(note) for note in check_identifiers({"samples": samples, "images": images})]
    assert len(asked) < 50
    assert "'A7' and 'a-07' may be one patient under two identifiers" in notes[0]
    assert "3001 of 3001 patients of samples have no row here" in notes[1]
    assert "3000 of 3000 patients are not in samples" in notes[2]


def write_study(folder: Path, patients: int, phases: int) -> Path:
    """Small real scans, a hard link each, of the primaries of some patients in some phases."""
    voxels = np.random.default_rng(1).normal(60, 20, (8, 20, 20)).astype(np.int16)
    lesion = np.zeros(voxels.shape, np.uint8)
    lesion[2:6, 6:14, 6:14] = 1
    (folder / "images").mkdir()
    for name, values in (("scan", voxels), ("mask", lesion)):
        sitk.WriteImage(sitk.GetImageFromArray(values), str(folder / f"{name}.nii.gz"))
    rows, samples = ["patient_id,lesion,phase,image,mask"], ["patient_id,lesion,variants"]
    for patient in range(patients):
        for phase in range(phases):
            names = [f"images/{name}{patient}-{phase}.nii.gz" for name in ("scan", "mask")]
            for name, file in zip(("scan", "mask"), names, strict=True):
                os.link(folder / f"{name}.nii.gz", folder / file)
            rows.append(f"P{patient},primary,phase {phase},{','.join(names)}")
    for patient in range(min(patients, 3)):
        (folder / f"{patient}.maf").write_text(MAF)
        samples.append(f"P{patient},primary,{patient}.maf")
    (folder / "images.csv").write_text("\n".join(rows) + "\n")
    (folder / "samples.csv").write_text("\n".join(samples) + "\n")
    (folder / "study.yaml").write_text(
        "samples: samples.csv\nimages: images.csv\nengine: python\npublished: false\n"
        "phases: {metastasis: [], pair: null}\n"
    )
    return folder / "study.yaml"


def test_five_hundred_phases_are_checked_one_by_one(tmp_path):
    found = check_study(write_study(tmp_path, 2, 500))
    assert len(found.models) == 500
    assert found.models["patients"].eq(2).all()
    few = [note for note in found.notes if note.message.startswith("2 patients have a sequenced")]
    assert len({note.subject for note in few}) == 500
    assert found.status == 1


@pytest.mark.slow
def test_ten_thousand_scans_are_checked_in_little_memory(tmp_path):
    write_study(tmp_path, 10_000, 1)
    command = Path(sys.executable).with_name("radiotmb")
    if not command.is_file():
        pytest.skip("the command radiotmb is not installed beside this Python")
    with open(tmp_path / "said", "w") as said:
        process = subprocess.Popen(
            [command, "check", "study.yaml"], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=said
        )
        _, status, usage = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 1
    text = (tmp_path / "said").read_text()
    assert "9997 of 10000 patients are not in samples" in text
    assert "rows cannot be used" not in text
    # In kilobytes.
    assert usage.ru_maxrss < 1_000_000
