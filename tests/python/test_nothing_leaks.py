"""What a study writes says nothing of the person, the machine or the secrets around it."""

from __future__ import annotations

import gzip
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pydicom
import pysam
import pytest
import SimpleITK as sitk
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
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
# Of no other meaning than to be found again.
PRIVATE = {"name": "Private^Quandt", "ward": "Station Zwerenz 4b"}


def as_exported(index: int) -> str:
    """The name of a slice's file as some programs export it."""
    return f"QUANDT_OTTILIE_19510717_{index:03d}.dcm"


def write_series(
    folder: Path,
    voxels: np.ndarray,
    *,
    name: Callable[[int], str] = lambda index: f"{index}.dcm",
    modality: str = "CT",
    tags: dict[int, dict[str, object]] | None = None,
) -> None:
    """A CT series that says whose it is in every slice, in tags of its own too."""
    folder.mkdir()
    series = generate_uid()
    for index, plane in enumerate(voxels):
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID = CTImageStorage
        meta.MediaStorageSOPInstanceUID = generate_uid()
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        file = folder / name(index)
        ds = FileDataset(str(file), {}, file_meta=meta, preamble=b"\0" * 128)
        ds.SOPClassUID, ds.SOPInstanceUID = CTImageStorage, meta.MediaStorageSOPInstanceUID
        ds.SeriesInstanceUID, ds.Modality = series, modality
        for tag, value in IDENTITY.items():
            setattr(ds, tag, value)
        block, inner = ds.private_block(0x0029, "KLINIK", create=True), Dataset()
        block.add_new(0x10, "LO", PRIVATE["name"])
        inner.PatientName, inner.ImageComments = IDENTITY["PatientName"], PRIVATE["ward"]
        block.add_new(0x11, "SQ", Sequence([inner]))
        # A value of no known kind, as in a file whose private tags nobody can explain.
        block.add_new(0x12, "UN", PRIVATE["ward"].encode())
        ds.ImagePositionPatient, ds.ImageOrientationPatient = [0, 0, 5 * index], [1, 0, 0, 0, 1, 0]
        ds.PixelSpacing, (ds.Rows, ds.Columns) = [0.7, 0.7], plane.shape
        ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
        ds.BitsAllocated = ds.BitsStored = 16
        ds.HighBit, ds.PixelRepresentation = 15, 1
        ds.RescaleSlope, ds.RescaleIntercept = 1, 0
        ds.PixelData = plane.astype(np.int16).tobytes()
        for tag, value in (tags or {}).get(index, {}).items():
            setattr(ds, tag, value)
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


def write_contours(file: Path) -> None:
    """An RTSTRUCT of one region, with identity around it."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.481.3"
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds = FileDataset(str(file), {}, file_meta=meta, preamble=b"\0" * 128)
    ds.SOPClassUID, ds.SOPInstanceUID = meta.MediaStorageSOPClassUID, generate_uid()
    ds.Modality, ds.StructureSetLabel = "RTSTRUCT", "for Ottilie"
    for tag, value in IDENTITY.items():
        setattr(ds, tag, value)
    region, drawn, contours = Dataset(), Dataset(), []
    region.ROINumber, region.ROIName, region.ROIDescription = 1, "lesion", "Quandt's lesion"
    for z in (5, 10, 15):
        contour = Dataset()
        contour.ContourGeometricType, contour.NumberOfContourPoints = "CLOSED_PLANAR", 4
        contour.ContourData = [2, 2, z, 9, 2, z, 9, 9, z, 2, 9, z]
        contours.append(contour)
    # A type that is none of DICOM's, and might be a name.
    odd = Dataset()
    odd.ContourGeometricType, odd.NumberOfContourPoints = "QUANDT", 1
    odd.ContourData = [2, 2, 5]
    drawn.ReferencedROINumber, drawn.ContourSequence = 1, Sequence([*contours, odd])
    ds.StructureSetROISequence, ds.ROIContourSequence = Sequence([region]), Sequence([drawn])
    pydicom.dcmwrite(file, ds, enforce_file_format=True)


READS = {
    "HD": {"VN": "1.6", "SO": "coordinate"},
    "RG": [
        {"ID": "1", "SM": "S-0001", "LB": "lib Quandt", "CN": "Klinikum Nirgendwo",
         "DS": "Ottilie's biopsy", "PU": "Zwerenz.1"}
    ],
    "PG": [{"ID": "bwa", "CL": "bwa mem /home/ottilie.quandt/hg19.fa KH-447110.fq"}],
    "CO": ["patient Quandt, born 19510717"],
}  # fmt: skip
HEADER = """##fileformat=VCFv4.2
##source=caller of Klinikum Nirgendwo
##fileDate=20190203
##reference=file:///home/ottilie.quandt/hg19.fa
##GATKCommandLine=<ID=Mutect2,CommandLine="Mutect2 -I /home/ottilie.quandt/KH-447110.bam">
##SAMPLE=<ID=S-0001,Description="Quandt, Ottilie">
##PEDIGREE=<Derived=S-0001,Original=Zwerenz>
##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Depth, asked for by Zwerenz">
##FORMAT=<ID=AF,Number=A,Type=Float,Description="Allele fraction">
##INFO=<ID=CSQ,Number=.,Type=String,Description="VEP. Format: Allele|Consequence|SYMBOL">
##INFO=<ID=WHO,Number=1,Type=String,Description="Quandt">
##contig=<ID=chr17,length=2000>
#CHROM	POS	ID	REF	ALT	QUAL	FILTER	INFO	FORMAT	S-0001
"""


def write_reads(folder: Path) -> None:
    """A reference, its targets, and reads whose header says much."""
    base = "".join(np.random.default_rng(3).choice(list("ACGT"), 2000))
    (folder / "reference.fa").write_text(f">chr17\n{base}\n")
    pysam.faidx(str(folder / "reference.fa"))
    (folder / "targets.bed").write_text("chr17\t400\t900\n")
    header = {**READS, "SQ": [{"SN": "chr17", "LN": 2000}]}
    with pysam.AlignmentFile(folder / "reads.bam", "wb", header=header) as out:
        for number in range(60):
            read = pysam.AlignedSegment(out.header)
            read.query_name, read.reference_id, read.reference_start = f"r{number}", 0, 500
            sequence = list(base[500:600])
            if number % 2:
                sequence[50] = "ACGT"["ACGT".index(sequence[50]) - 1]
            read.query_sequence, read.cigarstring = "".join(sequence), "100M"
            read.query_qualities = pysam.qualitystring_to_array("I" * 100)
            read.mapping_quality, read.flag = 60, 16 * (number % 4 > 1)
            read.set_tag("RG", "1")
            out.write(read)
    pysam.index(str(folder / "reads.bam"))


TOLD = [*IDENTITY.values(), *PRIVATE.values(), "Quandt", "Ottilie", "Zwerenz", "Nirgendwo"]
PATTERN = re.compile(b"|".join(re.escape(word.encode()) for word in TOLD), re.IGNORECASE)


def told_in(folder: Path) -> dict[str, bytes]:
    """Files of a folder in which a word of identity stands, gzipped or not."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            content = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
            if word := PATTERN.search(content):
                found[path.relative_to(folder).as_posix()] = word[0]
    return found


SCANS = {
    # What is in a folder that a table names: how its slices are written, and what is said of it.
    "sound": ({}, ""),
    "other": ({"modality": "QUANDT"}, "a series of modality unknown"),
    "sized": ({"tags": {2: {"Rows": 19, "Columns": 19, "PixelData": b"\0" * 722}}},
              "DICOM file 3 of 6 by name: slices of different size"),
    "faulty": ({"tags": {3: {"PixelSpacing": None}}},
               "DICOM file 4 of 6 by name: the tag PixelSpacing is missing or faulty"),
    "apart": ({"tags": {4: {"ImagePositionPatient": [0, 0, 21.5]}}},
              "uneven spacing between DICOM files 5 and 6 of 6 by name"),
    "twice": ({"tags": {4: {"ImagePositionPatient": [0, 0, 15]}}},
              "two slices at the same place (DICOM files 4 and 5 of 6 by name"),
}  # fmt: skip


@pytest.fixture(scope="module")
def clinic(tmp_path_factory) -> Path:
    """A study whose files say whose they are, wherever a file can; its tables do not."""
    study = tmp_path_factory.mktemp("clinic")
    voxels = np.random.default_rng(1).normal(60, 20, (6, 20, 20)).round()
    rows, samples = [], []
    for number, (name, (how, _)) in enumerate(SCANS.items()):
        write_series(study / name, voxels, name=as_exported, **how)
        rows.append(f"P{number},primary,prone,{name},contours,lesion")
    (study / "contours").mkdir()
    write_contours(study / "contours" / "QUANDT_OTTILIE_RS.dcm")
    (study / "broken").mkdir()
    head = (study / "contours" / "QUANDT_OTTILIE_RS.dcm").read_bytes()
    (study / "broken" / "QUANDT_OTTILIE_RS.dcm").write_bytes(head[:-700])
    rows += ["P0,metastasis,portal,sound,contours,liver", "P1,metastasis,portal,sound,broken,"]
    (study / "images.csv").write_text(
        "\n".join(["patient_id,lesion,phase,image,mask,label", *rows]) + "\n"
    )
    write_reads(study)
    record = "chr17\t551\t.\tA\tG\t.\tPASS\tCSQ=G|missense_variant|TP53;WHO=Quandt\tDP:AF"
    for number in range(len(SCANS)):
        for lesion in ("primary", "metastasis"):
            file = f"{number}-{lesion}.vcf"
            call = "400:0.3" if number < 5 else "400:0.3:Zwerenz\tQuandt"
            (study / file).write_text(f"{HEADER}{record}\t{call}\n")
            samples.append(f"P{number},{lesion},{file},reads.bam")
    (study / "samples.csv").write_text(
        "\n".join(["patient_id,lesion,variants,alignments", *samples]) + "\n"
    )
    (study / "study.yaml").write_text(
        "samples: samples.csv\nimages: images.csv\nengine: python\ntargets: targets.bed\n"
        "phases: {primary: [prone], metastasis: [portal], pair: null}\npublished: false\n"
    )
    return study


def command(*arguments: str, folder: Path) -> subprocess.CompletedProcess:
    """The installed command; what it says names nobody."""
    path = Path(sys.executable).with_name("radiotmb")
    if not path.is_file():
        pytest.skip("the command radiotmb is not installed beside this Python")
    done = subprocess.run(
        [str(path), *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert PATTERN.search((done.stdout + done.stderr).encode()) is None, done
    return done


@pytest.mark.slow
def test_a_study_of_files_that_name_their_patient_names_nobody(clinic, tmp_path):
    checked = command("check", "study.yaml", "--json", folder=clinic)
    assert checked.returncode == 1, checked.stderr
    out = tmp_path / "results"
    done = command("run", "study.yaml", "--out", str(out), folder=clinic)
    assert done.returncode == 1, done.stderr
    failures = (out / "failures.csv").read_text()
    results = (out / "results.json").read_text()
    for name, (_, said) in SCANS.items():
        assert said in failures or said in results, name
    assert "contours, DICOM file 1 of 1 by name: no region 'liver'; expected one of" in failures
    assert "broken, DICOM file 1 of 1 by name: " in failures
    assert "1 contour of type no known type left out" in results
    assert "5-primary.vcf, line 14: 11 columns between tabs" in failures
    assert told_in(out) == {}


@pytest.mark.parametrize("switch", [[], ["--json"]])
def test_a_scan_s_refusal_names_its_folder_and_a_number(switch, clinic):
    done = command("extract", "sized", "contours", "--label", "lesion", *switch, folder=clinic)
    assert done.returncode == 2
    assert f"sized, {SCANS['sized'][1]}" in (done.stdout if switch else done.stderr)


def test_calls_say_nothing_of_the_reads_but_the_sample(clinic, tmp_path):
    """The sample's name (SM) stands in the VCF, as its column; no command, library or centre."""
    named = ["--reference", "reference.fa", "--targets", "targets.bed"]
    out = tmp_path / "calls.vcf.gz"
    done = command("call", "reads.bam", *named, "--out", str(out), folder=clinic)
    assert done.returncode == 0, done.stderr
    plain = command("call", "reads.bam", *named, "--out", str(tmp_path / "c.vcf"), folder=clinic)
    assert plain.returncode == 0, plain.stderr
    for file in (out, tmp_path / "c.vcf"):
        with pysam.VariantFile(str(file)) as calls:
            header = str(calls.header)
            assert [call.pos for call in calls] == [551]
        assert "\tS-0001\n" in header
        # Neither a command line nor a folder of this machine.
        assert "ommand" not in header
        assert str(clinic) not in header
        assert str(tmp_path) not in header
    assert told_in(tmp_path) == {}
    for asked in (
        ["callable", "reads.bam", "--targets", "targets.bed", "--min-depth", "20"],
        ["tmb", "0-primary.vcf", "--variants", str(tmp_path / "v.csv")],
    ):
        assert command(*asked, "--json", folder=clinic).returncode == 0
    assert told_in(tmp_path) == {}
