"""Sound files of further readers, and the call that reads each: models, results, callers, reads.

test_hostile_inputs.py damages them.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pydicom
import pysam
import SimpleITK as sitk
import sound_texts as texts
from sound_calls import COLUMNS, files_of_callers
from sound_model import model_of_one_tree

from radiotmb import radiomics, tmb
from radiotmb.inputs.extdata import extdata
from radiotmb.inputs.tables import read_table
from radiotmb.radiomics import read_image, read_mask
from radiotmb.radiomics.batch_table import read_scans
from radiotmb.radiomics.reader_agreement import reader_agreement
from radiotmb.report.study_output import read_output
from radiotmb.runtime.result_store import NotStored, read_result, write_result
from radiotmb.stats.model_file import checksum_of, model_of_text, read_model
from radiotmb.stats.model_prediction import predict
from radiotmb.stats.published import audit_published, compare_published
from radiotmb.study.output_folder import recorded_outputs
from radiotmb.study.provenance import is_done

Specimen = tuple[bytes, Callable[[Path], object]]
_CALLERS = files_of_callers()
MORE_NAMES = [
    *("segments.dcm", "pair.hdr", "pair.img", "params.yaml", "exome.yaml", "batch.csv"),
    *("reader.csv", "model.json", "signed.json", "results/results.json"),
    *("results/provenance.json", "results/.outputs.json", "kept/abc.json", "features.feather"),
    *("features.xlsx", "samples.csv.gz", "samples.tsv", "variants.csv", "genes.gff3", "reads.bam"),
    *("claims.csv", "compared.json"),
    *(f"calls-{caller}.vcf" for caller in _CALLERS),
]


def _of_two_readers() -> tuple[pd.DataFrame, bytes]:
    random = np.random.default_rng(1)
    first = pd.DataFrame(
        {"patient_id": [f"P{n}" for n in range(6)], "lesion": "primary", "phase": "prone",
         "preset": "abc", "a": random.normal(size=6), "b": random.normal(size=6)}
    )  # fmt: skip
    second = first.assign(a=first["a"] + 0.1, b=first["b"] * 1.1)
    return first, second.to_csv(index=False).encode()


class MoreFiles:
    """Files whose names are of what they hold, in one folder with what they need beside them."""

    def __init__(
        self, folder: Path, burden: Callable[[Path], object], series: Callable[[float], bytes]
    ) -> None:
        self.folder, self.burden = folder, burden
        self.image = sitk.Image([8, 8, 4], sitk.sitkInt16)
        self.first, self.second = _of_two_readers()
        self.both = pd.DataFrame(
            {"patient_id": "P1", "lesion": ["primary", "metastasis"], "alignments": "reads.bam"}
        )
        self.reference()
        self.slices(series)

    def specimens(self) -> dict[str, Specimen]:
        """Sound bytes and reader by file name."""
        found: dict[str, Specimen] = {
            "segments.dcm": (self.segments(), lambda path: read_mask(path, self.image, "lesion")),
            "pair.hdr": (self.analyze()[0], lambda path: read_image(path)),
            "pair.img": (self.analyze()[1], lambda path: read_image(path.with_suffix(".hdr"))),
            "params.yaml": (texts.PARAMETERS, radiomics.read_preset),
            "exome.yaml": (extdata("assays", "exome.yaml").read_bytes(), tmb.read_assay),
            "batch.csv": (texts.BATCH, read_scans),
            "reader.csv": (self.second, self.agreement),
            "model.json": (model_of_one_tree(), lambda path: predict(read_model(path), self.first)),
            "signed.json": (model_of_one_tree(), self.predictions_of_a_signed_model),
            "results/results.json": (texts.RESULTS, lambda path: read_output(path.parent)),
            "results/provenance.json": (texts.PROVENANCE, lambda path: [is_done(path.parent, "k"),
                                                                   recorded_outputs(path.parent)]),
            "results/.outputs.json": (b'["tables/burden.csv"]\n',
                                      lambda path: recorded_outputs(path.parent)),
            "kept/abc.json": (self.kept(), self.stored),
            "features.feather": (self.table("feather"), lambda path: read_table(path, "features")),
            "features.xlsx": (self.table("xlsx"), lambda path: read_table(path, "features")),
            "samples.csv.gz": (gzip.compress(texts.SAMPLES, mtime=0),
                               lambda path: read_table(path, "samples")),
            "samples.tsv": (texts.SAMPLES.decode().replace(",", "\t").encode("utf-16"),
                            lambda path: read_table(path, "samples")),
            "variants.csv": (texts.VARIANTS, lambda path: read_table(path, "variants")),
            "genes.gff3": (texts.GENES, self.annotated),
            "reads.bam": (self.reads(), self.callable_and_called),
            "claims.csv": (texts.CLAIMS, audit_published),
            "compared.json": (texts.COMPARED, compare_published),
        }  # fmt: skip
        for caller, content in _CALLERS.items():
            found[f"calls-{caller}.vcf"] = (content, self.burden)
        return found

    def reference(self) -> None:
        base = "".join(np.random.default_rng(3).choice(list("ACGT"), 2000))
        (self.folder / "reference.fa").write_text(f">chr5\n{base}\n")
        pysam.faidx(str(self.folder / "reference.fa"))
        (self.folder / "beside-reads.bed").write_text("chr5\t400\t900\n")
        self.base = base
        head = "##fileformat=VCFv4.2\n##contig=<ID=chr5,length=2000>\n"
        row = f"chr5\t451\t.\t{base[450]}\t{'ACGT'['ACGT'.index(base[450]) - 1]}\t.\tPASS\t.\n"
        (self.folder / "bare.vcf").write_text(f"{head}{COLUMNS[:-7]}\n{row}")

    def slices(self, series: Callable[[float], bytes]) -> None:
        (self.folder / "slices").mkdir()
        for z in range(4):
            (self.folder / "slices" / f"{z}.dcm").write_bytes(series(z))

    def segments(self) -> bytes:
        """A DICOM SEG of one segment, each of its frames in its place."""
        import highdicom
        from pydicom.sr.codedict import codes

        source = [pydicom.dcmread(self.folder / "slices" / f"{z}.dcm") for z in range(4)]
        for one in source:
            one.StudyInstanceUID, one.FrameOfReferenceUID, one.SliceThickness = "1.2", "1.5", 1
            one.PatientID = one.PatientName = one.PatientBirthDate = one.PatientSex = ""
            one.AccessionNumber = one.StudyID = one.StudyDate = one.StudyTime = ""
            one.ReferringPhysicianName = ""
        voxels = np.zeros((4, 8, 8, 1), np.uint8)
        voxels[1:3, 2:6, 2:6] = 1
        described = highdicom.seg.SegmentDescription(
            segment_number=1, segment_label="lesion",
            segmented_property_category=codes.SCT.MorphologicallyAbnormalStructure,
            segmented_property_type=codes.SCT.Neoplasm,
            algorithm_type=highdicom.seg.SegmentAlgorithmTypeValues.MANUAL,
        )  # fmt: skip
        made = highdicom.seg.Segmentation(
            source_images=source, pixel_array=voxels, segmentation_type="BINARY",
            segment_descriptions=[described], series_instance_uid="1.2.3.9", series_number=9,
            sop_instance_uid="1.2.3.9.1", instance_number=1, manufacturer="none",
            manufacturer_model_name="none", software_versions="1", device_serial_number="1",
        )  # fmt: skip
        self.image.SetSpacing((0.7, 0.7, 1.0))
        made.save_as(self.folder / "made.dcm")
        return (self.folder / "made.dcm").read_bytes()

    def analyze(self) -> tuple[bytes, bytes]:
        voxels = np.arange(256, dtype=np.int16).reshape(4, 8, 8)
        sitk.WriteImage(sitk.GetImageFromArray(voxels), str(self.folder / "pair.hdr"))
        return tuple((self.folder / f"pair.{end}").read_bytes() for end in ("hdr", "img"))

    def table(self, kind: str) -> bytes:
        file = self.folder / f"made.{kind}"
        frame = pd.DataFrame({"patient_id": ["P1", "P2"], "x": [1.5, 2.5]})
        frame.to_feather(file) if kind == "feather" else frame.to_excel(file, index=False)
        return file.read_bytes()

    def agreement(self, path: Path) -> object:
        return reader_agreement(self.first, read_table(path, "features"))

    def predictions_of_a_signed_model(self, path: Path) -> object:
        """Whoever changes a model can also write the checksum of what it has become."""
        text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
        begin, found, end = text.rpartition('"checksum": "sha256:')
        signed = f"{begin}{found}{end}"
        signed = signed.replace(
            f"{found}{end[:64]}", f"{found}{checksum_of(signed).removeprefix('sha256:')}"
        )
        return predict(model_of_text(signed, path), self.first)

    def kept(self) -> bytes:
        write_result(self.folder / "made", "abc", {"a": [1.5, None]})
        return (self.folder / "made" / "abc.json").read_bytes()

    @staticmethod
    def stored(path: Path) -> object:
        try:
            return read_result(path.parent, path.stem)
        except NotStored:
            return "computed again"

    def annotated(self, genes: Path) -> object:
        reference = self.folder / "reference.fa"
        return tmb.annotate_vcf(
            self.folder / "bare.vcf", reference, genes, self.folder / "annotated.vcf"
        )

    def reads(self) -> bytes:
        header = {"HD": {"VN": "1.6", "SO": "coordinate"}, "SQ": [{"SN": "chr5", "LN": 2000}],
                  "RG": [{"ID": "1", "SM": "S"}]}  # fmt: skip
        file = self.folder / "reads.bam"
        with pysam.AlignmentFile(file, "wb", header=header) as out:
            for number in range(40):
                read = pysam.AlignedSegment(out.header)
                read.query_name, read.reference_id, read.reference_start = f"r{number}", 0, 430
                sequence = list(self.base[430:530])
                if number % 2:
                    sequence[20] = "ACGT"["ACGT".index(sequence[20]) - 1]
                read.query_sequence, read.cigarstring = "".join(sequence), "100M"
                read.query_qualities = pysam.qualitystring_to_array("I" * 100)
                read.mapping_quality, read.flag = 60, 16 * (number % 4 > 1)
                out.write(read)
        pysam.index(str(file))
        return file.read_bytes()

    def callable_and_called(self, path: Path) -> object:
        bed, reference = self.folder / "beside-reads.bed", self.folder / "reference.fa"
        found = tmb.callable_bases(path, bed, 10)
        tmb.call_variants(path, reference, bed, out=self.folder / "called.vcf")
        tmb.recheck_partner(
            pd.read_csv(io.BytesIO(texts.VARIANTS)).assign(pos=451), self.both, folder=path.parent
        )
        return found
