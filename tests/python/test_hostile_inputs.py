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
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pysam
import pytest
import SimpleITK as sitk
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

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
import sound_scans as scans
import sound_texts as texts
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
            (series / f"beside{z}.dcm").write_bytes(scans.slice_file(folder, z))
        (folder / "voxels.raw").write_bytes(np.zeros(256, np.int16).tobytes())
        self.specimens: dict[str, tuple[bytes, Callable[[Path], object]]] = {
            "scan.nii": (scans.volume_file(folder, "scan.nii"), read_image),
            "scan.nii.gz": (scans.volume_file(folder, "scan.nii.gz"), read_image),
            "scan.nrrd": (scans.volume_file(folder, "scan.nrrd"), read_image),
            "scan.mha": (scans.volume_file(folder, "scan.mha"), read_image),
            "mask.nrrd": (scans.volume_file(folder, "mask.nrrd", lesion=True), self.read_mask),
            "scan.mhd": (scans.DETACHED_META, read_image),
            "scan.nhdr": (scans.DETACHED_NRRD, read_image),
            "scan2.nii": (scans.second_nifti(), read_image),
            "two.seg.nrrd": (scans.layers(folder), self.read_segment),
            "enhanced/1.dcm": (scans.enhanced(folder), lambda path: read_image(path.parent)),
            "series/1.dcm": (scans.slice_file(folder, 5), lambda path: read_image(path.parent)),
            "structures.dcm": (scans.structures(folder), self.read_mask),
            "calls.vcf": (text, self.burden_both_ways),
            "calls.vcf.gz": (self.vcf.read_bytes(), self.burden_both_ways),
            "calls-vep.vcf": (texts.VEP, self.burden_both_ways),
            "calls.maf": (texts.MAF, self.burden),
            "calls.tsv": (texts.ION, self.burden),
            "calls-strelka.vcf": (texts.STRELKA, self.burden_both_ways),
            "calls.multianno.txt": (texts.ANNOVAR, self.burden_without_reads),
            "known.bcf": (self.bcf(), self.burden_without),
            "known.vcf.gz": (self.germline.read_bytes(), self.burden_without),
            "beside.vcf": (text, self.burden_beside),
            "panel.bed": (texts.BED, read_bed),
            "m.per-base.bed": (texts.PER_BASE, self.callable_bases),
            "study.yaml": (texts.STUDY, read_study),
            "assay.yaml": (extdata("assays", "study.yaml").read_bytes(), tmb.read_assay),
            "extraction.yaml": (
                extdata("extraction", "study.yaml").read_bytes(),
                radiomics.read_preset,
            ),
            "features.parquet": (self.parquet(), lambda path: read_table(path, "features")),
        }
        for table, sound in texts.TABLES.items():
            self.specimens[f"{table}.csv"] = (sound, lambda path, t=table: read_table(path, t))
        more = MoreFiles(folder, self.burden_both_ways, lambda z: scans.slice_file(folder, z))
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
        panel.write_bytes(texts.BED)
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
    *(f"{table}.csv" for table in texts.TABLES),
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
