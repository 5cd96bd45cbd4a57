"""Whatever stands in a file, a reader answers with a value or with one message.

Sound files of every kind are damaged at random: bytes flipped, parts cut, repeated or replaced by
what breaks parsers. No exception but the project's own may come out, no answer may take more than
ten seconds, and the process may not grow by a gigabyte.

RADIOTMB_HOSTILE is the number of damaged files over all readers (100000 for the long run);
RADIOTMB_HOSTILE_SEED begins another series than the fixed one.
"""

from __future__ import annotations

import gzip
import os
import resource
import struct
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pydicom
import pysam
import pytest
import SimpleITK as sitk
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

from radiotmb import radiomics, tmb
from radiotmb.errors import RadiotmbError, TaskError
from radiotmb.inputs.extdata import extdata
from radiotmb.inputs.tables import read_table
from radiotmb.radiomics import read_image, read_mask
from radiotmb.runtime.files import whole_file
from radiotmb.simulate.cohort import simulate_cohort
from radiotmb.simulate.variants import germline_panel, simulate_variants
from radiotmb.simulate.vcf import write_germline, write_sample
from radiotmb.study.study_file import read_study
from radiotmb.tmb.bgzf import Span, span_blocks
from radiotmb.tmb.intervals import read_bed

sys.path.insert(0, str(Path(__file__).parent))
from hostile_specimens import MORE_NAMES, MoreFiles

SERIES = int(os.environ.get("RADIOTMB_HOSTILE_SEED", "20220113"))
HOSTILE = [
    b"", b"\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"nan", b"-inf", b"-1", b"0", b"1e308",
    b"1e-400", b"9" * 400, b"../../../etc/passwd", b"<script>alert(1)</script>", b"{{7*7}}",
    b"\t\t\t\t", b",,,,,", b"\r", b"\n\n", b'"', b"'", b"[" * 60, b"[{'gene':",
    b"\xf0\x9f\x92\xa9",
    "\u0663".encode(), b"\xef\xbb\xbf", b"%s%n", b"=cmd()", b"&a [*a]", b"!!python/object:x.Y",
    b"|:|", b"://", b"NA", b"#", b"##", b";" * 20, b":" * 20, b".", b"*", b"<DEL>", b"\x1f\x8b",
]  # fmt: skip


@st.composite
def damaged(draw, sound: bytes) -> bytes:
    """A sound file's bytes after one to five accidents."""
    data = bytearray(sound)
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        length = draw(st.sampled_from([1, 2, 4, 8, 40, 300]))
        accident = draw(st.sampled_from(["flip", "cut", "drop", "repeat", "replace", "insert"]))
        if accident == "flip" and data:
            data[at] ^= 1 << draw(st.integers(0, 7))
        elif accident == "cut":
            del data[at:]
        elif accident == "drop":
            del data[at : at + length]
        elif accident == "repeat":
            data[at:at] = data[at : at + length] * draw(st.sampled_from([1, 2, 50]))
        elif accident == "replace":
            token = draw(st.sampled_from(HOSTILE))
            data[at : at + max(1, len(token))] = token
        else:
            data[at:at] = draw(st.sampled_from(HOSTILE))
    return bytes(data)


def _volume(folder: Path, name: str, lesion: bool = False) -> bytes:
    values = np.random.default_rng(1).integers(-100, 200, (4, 8, 8)).astype(np.int16)
    if lesion:
        values = np.zeros((4, 8, 8), np.uint8)
        values[1:3, 2:6, 2:6] = 1
    image = sitk.GetImageFromArray(values)
    sitk.WriteImage(image, str(folder / name), useCompression=name.endswith(".nrrd"))
    return (folder / name).read_bytes()


def _slice(folder: Path, z: float) -> bytes:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = CTImageStorage
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    file = folder / "slice.dcm"
    ds = FileDataset(str(file), {}, file_meta=meta, preamble=b"\0" * 128)
    ds.SOPClassUID, ds.SOPInstanceUID = CTImageStorage, meta.MediaStorageSOPInstanceUID
    ds.SeriesInstanceUID, ds.Modality = "1.2.3", "CT"
    ds.ImagePositionPatient, ds.ImageOrientationPatient = [0, 0, z], [1, 0, 0, 0, 1, 0]
    ds.PixelSpacing, ds.Rows, ds.Columns = [0.7, 0.7], 8, 8
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.BitsAllocated = ds.BitsStored = 16
    ds.HighBit, ds.PixelRepresentation = 15, 1
    ds.RescaleSlope, ds.RescaleIntercept = 1, -1024
    ds.PixelData = np.zeros((8, 8), np.int16).tobytes()
    pydicom.dcmwrite(file, ds, enforce_file_format=True)
    return file.read_bytes()


def _enhanced(folder: Path) -> bytes:
    """Four frames of an enhanced CT, each in its place."""
    (folder / "enhanced").mkdir(exist_ok=True)
    _slice(folder, 0)
    ds = pydicom.dcmread(folder / "slice.dcm")
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.2.1"
    shared, axes, measures, values = Dataset(), Dataset(), Dataset(), Dataset()
    axes.ImageOrientationPatient, measures.PixelSpacing = [1, 0, 0, 0, 1, 0], [0.7, 0.7]
    values.RescaleSlope, values.RescaleIntercept = 1, -1024
    shared.PlaneOrientationSequence, shared.PixelMeasuresSequence = [axes], [measures]
    shared.PixelValueTransformationSequence = [values]
    frames = []
    for z in range(4):
        frame, place = Dataset(), Dataset()
        place.ImagePositionPatient = [0, 0, 5 * z]
        frame.PlanePositionSequence = [place]
        frames.append(frame)
    ds.SharedFunctionalGroupsSequence, ds.PerFrameFunctionalGroupsSequence = [shared], frames
    ds.NumberOfFrames, ds.PixelData = 4, np.zeros((4, 8, 8), np.int16).tobytes()
    for tag in ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing"):
        del ds[tag]
    pydicom.dcmwrite(folder / "slice.dcm", ds, enforce_file_format=True)
    return (folder / "slice.dcm").read_bytes()


def _layers(folder: Path) -> bytes:
    """A segmentation of 3D Slicer's kind whose two segments overlap."""
    voxels = np.zeros((4, 8, 8, 2), np.uint8)
    voxels[1:3, 2:6, 2:6, 0] = voxels[1:4, 3:7, 3:7, 1] = 1
    mask = sitk.GetImageFromArray(voxels, isVector=True)
    for index, name in enumerate(("liver", "lesion")):
        mask.SetMetaData(f"Segment{index}_Name", name)
        mask.SetMetaData(f"Segment{index}_LabelValue", "1")
        mask.SetMetaData(f"Segment{index}_Layer", str(index))
    sitk.WriteImage(mask, str(folder / "two.seg.nrrd"), useCompression=True)
    return (folder / "two.seg.nrrd").read_bytes()


def _second_nifti() -> bytes:
    """A NIfTI-2 header (nifti2.h) and 4 x 8 x 8 voxels."""
    head = bytearray(544)
    struct.pack_into("<i", head, 0, 540)
    head[4:12] = b"n+2\0\r\n\x1a\n"
    struct.pack_into("<hh8q8dq", head, 12, 4, 16, 3, 8, 8, 4, *[1] * 4, *[1.0] * 8, 544)
    struct.pack_into("<dd", head, 176, 1, -1024)
    return bytes(head) + np.zeros(256, np.int16).tobytes()


DETACHED_META = (
    b"ObjectType = Image\nNDims = 3\nDimSize = 8 8 4\nElementType = MET_SHORT\n"
    b"ElementDataFile = voxels.raw\n"
)
DETACHED_NRRD = (
    b"NRRD0004\ntype: short\ndimension: 3\nsizes: 8 8 4\nencoding: raw\nendian: little\n"
    b"data file: voxels.raw\n\n"
)


def _structures(folder: Path) -> bytes:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.481.3"
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    file = folder / "structures.dcm"
    ds = FileDataset(str(file), {}, file_meta=meta, preamble=b"\0" * 128)
    ds.SOPClassUID, ds.SOPInstanceUID = meta.MediaStorageSOPClassUID, generate_uid()
    ds.Modality = "RTSTRUCT"
    region, contour, drawn = Dataset(), Dataset(), Dataset()
    region.ROINumber, region.ROIName = 1, "lesion"
    contour.ContourGeometricType = "CLOSED_PLANAR"
    contour.NumberOfContourPoints = 4
    contour.ContourData = [1, 1, 1, 6, 1, 1, 6, 6, 1, 1, 6, 1]
    drawn.ReferencedROINumber, drawn.ContourSequence = 1, [contour]
    ds.StructureSetROISequence, ds.ROIContourSequence = [region], [drawn]
    pydicom.dcmwrite(file, ds, enforce_file_format=True)
    return file.read_bytes()


MAF = b"""Hugo_Symbol\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\t\
Variant_Classification\tTumor_Sample_Barcode\tt_ref_count\tt_alt_count
APC\t5\t112175639\tC\tT\tNonsense_Mutation\tP1\t300\t200
TP53\t17\t7577120\tC\tT\tMissense_Mutation\tP1\t500\t100
KRAS\t12\t25398284\tC\tT\tSilent\tP2\t400\t100
"""
VEP = (
    b"##fileformat=VCFv4.2\n"
    b'##INFO=<ID=CSQ,Number=.,Type=String,Description="VEP. Format: '
    b'Allele|Consequence|IMPACT|SYMBOL|Gene">\n'
    b'##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
    b'##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Allelic depths">\n'
    b'##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Depth">\n'
    b"##contig=<ID=chr5>\n"
    b"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tTUMOUR\n"
    b"chr5\t112175639\t.\tC\tT\t90\tPASS\tDP=900;CSQ=T|intron_variant|L|APC|E1,T|stop_gained|H|APC|"
    b"E1\tGT:AD:DP\t0/1:500,400:900\n"
    b"chr5\t112175700\t.\tG\tA,GT\t90\tPASS\tCSQ=A|missense_variant|M|APC|E1,T|frameshift_variant|H|"
    b"APC|E1;DB\tGT:AD:DP\t1/2:300,200,100:600\n"
    b"chr5\t112175800\t.\tG\tA\t90\tLowQual\tCSQ=A|missense_variant&splice_region_variant|M|APC|E1"
    b"\tGT:AD:DP\t0|1:300,200:500\n"
    b"chr5\t112175900\t.\tG\tC\t90\tPASS\tCSQ=C|missense_variant|M|APC|E1\tGT:AD:DP\t0/1:90,9:99\n"
)
STRELKA = (
    b"##fileformat=VCFv4.1\n"
    b'##INFO=<ID=ANN,Number=.,Type=String,Description="Functional annotations">\n'
    b"##tumor_sample=T\n##normal_sample=N\n##contig=<ID=chr5,length=181538259>\n"
    b"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tN\tT\n"
    b"chr5\t112175639\t.\tC\tT\t.\tPASS\tSOMATIC;ANN=T|stop_gained|HIGH|APC|APC|transcript|N1|"
    b"protein_coding|1/2|c.1C>T||||||\tDP:FDP:AU:CU:GU:TU\t400:0:0,0:400,400:0,0:0,0\t500:0:0,0:300,"
    b"300:0,0:200,210\n"
    b"chr5\t112175700\t.\tCA\tC\t.\tPASS\tANN=C|frameshift_variant|HIGH|APC|APC|transcript|N1|mRNA|"
    b"1/2|c.2delA||||||\tDP:TAR:TIR\t400:400,400:0,0\t500:300,300:200,210\n"
)
ANNOVAR = b"""Chr\tStart\tEnd\tRef\tAlt\tFunc.refGene\tGene.refGene\tExonicFunc.refGene\tAAChange
5\t112175639\t112175639\tC\tT\texonic\tAPC\tstopgain\tAPC:NM
17\t7577120\t7577120\tC\tT\texonic\tTP53\tnonsynonymous SNV\tTP53:NM
"""
ION = b"""##locus\ttype\tref\tlength\tgenotype\tfilter\tpvalue\tcoverage\tallele_coverage\t\
allele_ratio\t%_frequency\tgene\ttranscript\tlocation\tfunction
chr5:112175639\tSNV\tC\t1\tC/T\t\t0.00001\t900\tC=500,T=400\tC=0.56,T=0.44\tT=44.44\tAPC\tNM_1\t\
exonic\tnonsense
"""
BED = b"track name=panel\nchr1\t100\t200\tAMPL1\t0\t+\nchr1\t150\t400\nchrX\t5\t900\n"
PER_BASE = b"chr1\t0\t120\t10\nchr1\t120\t300\t300\nchr1\t300\t500\t797\nchrX\t0\t10\t301\n"
TABLES = {
    "samples": b"patient_id,lesion,variants\nP1,primary,a.vcf\nP1,metastasis,b.vcf\n",
    "images": b"patient_id,lesion,phase,image,mask\nP1,primary,prone,a.nii,b.nii\n",
    "patients": b"patient_id,os_days,os_event,age\nP1,100,1,64.5\nP2,200,0,70\n",
    "features": b"patient_id,phase,original_shape_VoxelVolume\nP1,prone,12.5\nP2,prone,3\n",
    "labels": b"patient_id,status\nP1,high\nP2,low\n",
    "burden": b"patient_id,lesion,mutations,megabases\nP1,primary,14,1.2\nP1,metastasis,3,1.2\n",
    "predictions": b"patient_id,repeat,fold,truth,probability\nP1,1,1,high,0.5\nP2,1,2,low,0.25\n",
}
STUDY = b"samples: samples.csv\nphases: {primary: [prone], metastasis: [plain], pair: null}\n"


class Lab:
    """Sound files of every kind, and the call that reads each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.image = sitk.Image([8, 8, 4], sitk.sitkInt16)
        patient = simulate_cohort(1)[0]
        germline = germline_panel(1, sites=20)
        self.germline = write_germline(folder / "germline.vcf.gz", germline)
        calls = simulate_variants(patient, germline, 1)["primary"][:12]
        self.vcf = write_sample(folder / "sound.vcf.gz", calls, "P1")
        text = gzip.decompress(self.vcf.read_bytes())
        self.study_assay = tmb.read_assay("study")
        series = folder / "series"
        series.mkdir()
        for z in (0, 10):
            (series / f"beside{z}.dcm").write_bytes(_slice(folder, z))
        (folder / "voxels.raw").write_bytes(np.zeros(256, np.int16).tobytes())
        self.specimens: dict[str, tuple[bytes, Callable[[Path], object]]] = {
            "scan.nii": (_volume(folder, "scan.nii"), read_image),
            "scan.nii.gz": (_volume(folder, "scan.nii.gz"), read_image),
            "scan.nrrd": (_volume(folder, "scan.nrrd"), read_image),
            "scan.mha": (_volume(folder, "scan.mha"), read_image),
            "mask.nrrd": (_volume(folder, "mask.nrrd", lesion=True), self.read_mask),
            "scan.mhd": (DETACHED_META, read_image),
            "scan.nhdr": (DETACHED_NRRD, read_image),
            "scan2.nii": (_second_nifti(), read_image),
            "two.seg.nrrd": (_layers(folder), self.read_segment),
            "enhanced/1.dcm": (_enhanced(folder), lambda path: read_image(path.parent)),
            "series/1.dcm": (_slice(folder, 5), lambda path: read_image(path.parent)),
            "structures.dcm": (_structures(folder), self.read_mask),
            "calls.vcf": (text, self.burden_both_ways),
            "calls.vcf.gz": (self.vcf.read_bytes(), self.burden_both_ways),
            "calls-vep.vcf": (VEP, self.burden_both_ways),
            "calls.maf": (MAF, self.burden),
            "calls.tsv": (ION, self.burden),
            "calls-strelka.vcf": (STRELKA, self.burden_both_ways),
            "calls.multianno.txt": (ANNOVAR, self.burden_without_reads),
            "known.bcf": (self.bcf(), self.burden_without),
            "known.vcf.gz": (self.germline.read_bytes(), self.burden_without),
            "beside.vcf": (text, self.burden_beside),
            "panel.bed": (BED, read_bed),
            "m.per-base.bed": (PER_BASE, self.callable_bases),
            "study.yaml": (STUDY, read_study),
            "assay.yaml": (extdata("assays", "study.yaml").read_bytes(), tmb.read_assay),
            "extraction.yaml": (
                extdata("extraction", "study.yaml").read_bytes(),
                radiomics.read_preset,
            ),
            "features.parquet": (self.parquet(), lambda path: read_table(path, "features")),
        }
        for table, sound in TABLES.items():
            self.specimens[f"{table}.csv"] = (sound, lambda path, t=table: read_table(path, t))
        more = MoreFiles(folder, self.burden_both_ways, lambda z: _slice(folder, z))
        self.specimens |= more.specimens()

    def parquet(self) -> bytes:
        file = self.folder / "sound.parquet"
        pd.DataFrame({"patient_id": ["P1", "P2"], "x": [1.5, 2.5]}).to_parquet(file)
        return file.read_bytes()

    def read_segment(self, path: Path) -> object:
        return read_mask(path, self.image, "lesion")

    def read_mask(self, path: Path) -> object:
        return read_mask(path, self.image)

    def burden(self, path: Path, keep: str = "all") -> tmb.BurdenResult:
        found = tmb.burden_of_files([path], self.study_assay, germline=self.germline, keep=keep)
        return self._foreseen(found)

    def bcf(self) -> bytes:
        """The population's variants as BCF without an index."""
        file = self.folder / "sound.bcf"
        with (
            pysam.VariantFile(str(self.germline)) as source,
            pysam.VariantFile(str(file), "wb", header=source.header) as target,
        ):
            for record in source:
                target.write(record)
        return file.read_bytes()

    def burden_without_reads(self, path: Path) -> tmb.BurdenResult:
        """The burden of a file that has no counts of reads."""
        return self._foreseen(tmb.burden_of_files([path], tmb.read_assay("all-coding")))

    def burden_both_ways(self, path: Path) -> object:
        """Record by record and by whole blocks: where the first has a burden, the same one.

        By blocks less is asked: what is damaged in a variant that was removed goes unseen.
        """
        try:
            slow = self.burden(path)
        except RadiotmbError:
            return self.burden(path, "counted")
        try:
            fast = self.burden(path, "counted")
        except RadiotmbError as error:
            raise AssertionError(f"only by blocks: {error}") from error
        pd.testing.assert_frame_equal(fast.burden, slow.burden)
        pd.testing.assert_frame_equal(fast.funnel, slow.funnel)
        return fast

    def burden_beside(self, known: Path) -> object:
        """Known positions, whatever the allele."""
        germline = self.study_assay.germline.model_copy(update={"match": "position"})
        assay = self.study_assay.model_copy(update={"germline": germline})
        return self._foreseen(tmb.burden_of_files([self.vcf], assay, germline=known))

    def callable_bases(self, path: Path) -> object:
        panel = self.folder / "beside.bed"
        panel.write_bytes(BED)
        return tmb.callable_bases(path, panel, 300)

    def burden_without(self, germline: Path) -> object:
        return self._foreseen(tmb.burden_of_files([self.vcf], self.study_assay, germline=germline))

    @staticmethod
    def _foreseen(result: tmb.BurdenResult) -> tmb.BurdenResult:
        reasons = result.failures.astype(str).to_numpy().ravel()
        assert not [reason for reason in reasons if "Error: " in reason]
        return result


NAMES = [
    *("scan.nii", "scan.nii.gz", "scan.nrrd", "scan.mha", "mask.nrrd", "series/1.dcm"),
    *("scan.mhd", "scan.nhdr", "scan2.nii", "two.seg.nrrd", "enhanced/1.dcm"),
    *("structures.dcm", "calls.vcf", "calls.vcf.gz", "calls-vep.vcf", "calls.maf", "calls.tsv"),
    *("calls-strelka.vcf", "calls.multianno.txt", "known.bcf"),
    *("known.vcf.gz", "beside.vcf", "panel.bed", "m.per-base.bed"),
    *("study.yaml", "assay.yaml", "extraction.yaml", "features.parquet"),
    *(f"{table}.csv" for table in TABLES),
    *MORE_NAMES,
]
EXAMPLES = max(1, int(os.environ.get("RADIOTMB_HOSTILE", "480")) // len(NAMES))


@pytest.fixture(scope="module")
def lab(tmp_path_factory) -> Lab:
    return Lab(tmp_path_factory.mktemp("lab"))


def test_every_reader_has_a_specimen_and_reads_it(lab):
    assert sorted(lab.specimens) == sorted(NAMES)
    for name, (sound, read) in lab.specimens.items():
        (lab.folder / name).parent.mkdir(exist_ok=True)
        (lab.folder / name).write_bytes(sound)
        assert read(lab.folder / name) is not None


@pytest.mark.parametrize("name", NAMES)
def test_a_damaged_file_is_a_value_or_one_message(name, lab):
    sound, read = lab.specimens[name]
    file = lab.folder / name
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    @seed(SERIES)
    @settings(
        max_examples=EXAMPLES,
        deadline=60_000,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(damaged(sound))
    def answers(content: bytes) -> None:
        with whole_file(file) as new:
            new.write_bytes(content)
        message = "a value"
        try:
            read(file)
        except TaskError as error:
            raise AssertionError(f"unforeseen: {error}") from error
        except RadiotmbError as error:
            message = str(error)
        assert message
        assert "\n" not in message

    answers()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1_000_000


def test_a_dicom_element_longer_than_its_file_is_refused_before_it_is_allocated(lab):
    """GDCM reserves what an element claims, up to 4 GB, before it finds the file too short."""
    sound, read = lab.specimens["series/1.dcm"]
    claim = b"\xe0\x7f\x10\x00OW\x00\x00"
    at = sound.index(claim) + len(claim)
    file = lab.folder / "series/1.dcm"
    file.write_bytes(sound[:at] + (3 * 2**30).to_bytes(4, "little") + sound[at + 4 :])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(RadiotmbError, match="the file ends before its data do"):
        read(file)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000
    file.write_bytes(sound)


def _refused(lab: Lab, name: str, content: bytes, said: str) -> None:
    """One message, and no memory for what the file only claims."""
    sound, read = lab.specimens[name]
    file = lab.folder / name
    file.write_bytes(content)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(RadiotmbError, match=said):
        read(file)
    file.write_bytes(sound)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_a_dicom_element_of_no_known_kind_is_refused(lab):
    """GDCM begins such an element again by other rules, by which its text is a length: 757 MB."""
    sound = lab.specimens["series/1.dcm"][0]
    damaged = sound.replace(b"\x02\x00\x02\x00UI", b"\x02\x00\x02\x00TI", 1)
    _refused(lab, "series/1.dcm", damaged, "not readable as DICOM")


@pytest.mark.parametrize(
    "member",
    [
        b"\x1f\x8b\x08\x04" + b"\0" * 5 + b"\xff\x06\0BC\x02\0" + b"\x02\0",
        b"\x1f\x8b\x08\x04" + b"\0" * 5 + b"\xff\x06\0BC\x02\0" + b"\x1b\0\x03\0" + b"\xff" * 8,
    ],
    ids=["shorter than its own header", "4 GB of text"],
)
def test_a_false_bgzf_member_is_refused(lab, member):
    _refused(lab, "calls.vcf.gz", member + lab.vcf.read_bytes(), "cut short or damaged")
    file = lab.folder / "spanned.vcf.gz"
    file.write_bytes(member + lab.vcf.read_bytes())
    with pytest.raises(RadiotmbError, match="cut short or damaged"):
        list(span_blocks(file, Span(0, file.stat().st_size)))


@pytest.mark.parametrize(
    "line",
    ["window_hu: Z", "window_hu: [a, b]", "pad_voxels: many", "pad_sigmas: []", "window_levels: x",
     "window_hu: [.nan, 5]", "pad_sigmas: .nan", "pad_voxels: .inf", "texture_setting: 7"],
)  # fmt: skip
def test_a_setting_of_the_wrong_kind_is_refused(tmp_path, line):
    file = tmp_path / "own.yaml"
    file.write_text(f"setting:\n  binWidth: 20\nradiotmb:\n  {line}\n")
    with pytest.raises(RadiotmbError, match=r"own\.yaml"):
        radiomics.read_preset(file)


def test_parquet_with_false_metadata_is_refused(tmp_path):
    frame = pa.table({"patient_id": ["P1"]}).replace_schema_metadata({"pandas": '{"columns": []}'})
    pq.write_table(frame, tmp_path / "features.parquet")
    with pytest.raises(RadiotmbError, match="not readable as a table"):
        read_table(tmp_path / "features.parquet", "features")
