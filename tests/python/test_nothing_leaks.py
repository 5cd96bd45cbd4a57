"""What a study writes says nothing of the person, the machine or the secrets around it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pydicom
import pytest
import SimpleITK as sitk
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

MAF = """Hugo_Symbol\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\t\
Variant_Classification\tTumor_Sample_Barcode\tt_ref_count\tt_alt_count
"""
SECRET = "hunter2-6f0c1d"
IDENTITY = {
    "PatientName": "Quandt^Ottilie",
    "PatientBirthDate": "19510717",
    "PatientID": "KH-447110",
    "PatientAddress": "Lindenallee 12",
    "InstitutionName": "Klinikum Nirgendwo",
    "ReferringPhysicianName": "Zwerenz^Abel",
    "AccessionNumber": "ACC0815",
    "StudyDate": "20190203",
}


def write_series(folder: Path, voxels: np.ndarray) -> None:
    """A CT series that says whose it is in every slice."""
    folder.mkdir()
    series = generate_uid()
    for index, plane in enumerate(voxels):
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID = CTImageStorage
        meta.MediaStorageSOPInstanceUID = generate_uid()
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        file = folder / f"{index}.dcm"
        ds = FileDataset(str(file), {}, file_meta=meta, preamble=b"\0" * 128)
        ds.SOPClassUID, ds.SOPInstanceUID = CTImageStorage, meta.MediaStorageSOPInstanceUID
        ds.SeriesInstanceUID, ds.Modality = series, "CT"
        for name, value in IDENTITY.items():
            setattr(ds, name, value)
        ds.ImagePositionPatient, ds.ImageOrientationPatient = [0, 0, 5 * index], [1, 0, 0, 0, 1, 0]
        ds.PixelSpacing, (ds.Rows, ds.Columns) = [0.7, 0.7], plane.shape
        ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
        ds.BitsAllocated = ds.BitsStored = 16
        ds.HighBit, ds.PixelRepresentation = 15, 1
        ds.RescaleSlope, ds.RescaleIntercept = 1, 0
        ds.PixelData = plane.astype(np.int16).tobytes()
        pydicom.dcmwrite(file, ds, enforce_file_format=True)


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A home folder with a study in it: two scans of which one is gone, four samples and a gap."""
    home = tmp_path_factory.mktemp("home") / "ottilie.quandt"
    study = home / "study"
    study.mkdir(parents=True)
    rows = []
    for index, count in enumerate((16, 3, 2, 20)):
        name = f"{index}.maf"
        lines = [
            f"APC\t5\t{1000 + 10 * n}\tC\tT\tNonsense_Mutation\tS\t300\t200" for n in range(count)
        ]
        (study / name).write_text(MAF + "\n".join(lines) + "\n")
        rows.append([f"P{index // 2}", ("primary", "metastasis")[index % 2], name])
    rows.append(["P2", "primary", "gone.maf"])
    samples = pd.DataFrame(rows, columns=["patient_id", "lesion", "variants"])
    samples.to_csv(study / "samples.csv", index=False)
    voxels = np.random.default_rng(1).normal(60, 20, (6, 20, 20)).round()
    write_series(study / "scan", voxels)
    lesion = np.zeros(voxels.shape, np.uint8)
    lesion[1:5, 5:14, 5:14] = 1
    mask = sitk.GetImageFromArray(lesion)
    mask.SetSpacing((0.7, 0.7, 5.0))
    sitk.WriteImage(mask, str(study / "mask.nii.gz"))
    (home / "mask.nii.gz").write_bytes((study / "mask.nii.gz").read_bytes())
    scans = [
        ["P0", "primary", "prone", "scan", "mask.nii.gz"],
        ["P1", "primary", "prone", "gone", "mask.nii.gz"],
        ["P2", "primary", "prone", "scan", str(home / "mask.nii.gz")],
    ]
    pd.DataFrame(scans, columns=["patient_id", "lesion", "phase", "image", "mask"]).to_csv(
        study / "images.csv", index=False
    )
    (study / "study.yaml").write_text(
        f"samples: samples.csv\nimages: {study}/images.csv\nallow_outside: true\n"
        "phases: {primary: [prone], metastasis: [], pair: null}\n"
    )
    return home


@pytest.mark.r
@pytest.mark.slow
def test_no_secret_no_identity_and_no_home_in_anything_written(home):
    environment = {
        **os.environ,
        "HOME": str(home),
        "USER": "ottilie.quandt",
        "LOGNAME": "ottilie.quandt",
        "RADIOTMB_TEST_TOKEN": SECRET,
        "AWS_SECRET_ACCESS_KEY": SECRET,
    }
    command = "from radiotmb.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", command, "run", "study/study.yaml", "--json"],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stderr
    out = home / "study" / "results"
    failures = pd.read_csv(out / "failures.csv")
    starts = failures["reason"].str.extract("^(.+?: no such file)")[0].tolist()
    assert starts == ["gone.maf: no such file", "gone: no such file"]
    tells = [str(home), home.name, SECRET, *IDENTITY.values(), "Quandt", "Ottilie", "Zwerenz"]
    if len(socket.gethostname()) > 6:
        tells.append(socket.gethostname())
    pattern = re.compile(b"|".join(re.escape(word.encode()) for word in tells), re.IGNORECASE)
    written = [path for path in out.rglob("*") if path.is_file()]
    assert {"report.html", "results.json", "provenance.json", "features.parquet"} <= {
        path.name for path in written
    }
    told = {
        path.relative_to(out).as_posix(): found[0]
        for path in written
        if (found := pattern.search(path.read_bytes()))
    }
    assert told == {}
    # What it says on the way may name the folder it was given, and nothing else.
    said = (done.stdout + done.stderr).replace(str(home), "")
    assert pattern.search(said.encode()) is None
