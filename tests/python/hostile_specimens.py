"""Sound files of further readers, and the call that reads each: models, results, callers, reads.

test_hostile_inputs.py damages them.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pydicom
import pysam
import SimpleITK as sitk

from radiotmb import radiomics, tmb
from radiotmb.inputs.extdata import extdata
from radiotmb.inputs.tables import read_table
from radiotmb.radiomics import read_image, read_mask
from radiotmb.radiomics.batch_table import read_scans
from radiotmb.radiomics.reader_agreement import reader_agreement
from radiotmb.report.study_output import read_output
from radiotmb.runtime.result_store import NotStored, read_result, write_result
from radiotmb.stats.model_file import checksum_of, model_of_text, read_model, text_of_content
from radiotmb.stats.model_prediction import predict
from radiotmb.stats.published import audit_published, compare_published
from radiotmb.study.output_folder import recorded_outputs
from radiotmb.study.provenance import is_done

Specimen = tuple[bytes, Callable[[Path], object]]
_CALLERS = ("mutect", "varscan", "torrent", "caveman", "platypus", "bcsq", "funcotator")
MORE_NAMES = [
    *("segments.dcm", "pair.hdr", "pair.img", "params.yaml", "exome.yaml", "batch.csv"),
    *("reader.csv", "model.json", "signed.json", "results/results.json"),
    *("results/provenance.json", "results/.outputs.json", "kept/abc.json", "features.feather"),
    *("features.xlsx", "samples.csv.gz", "samples.tsv", "variants.csv", "genes.gff3", "reads.bam"),
    *("claims.csv", "compared.json"),
    *(f"calls-{caller}.vcf" for caller in _CALLERS),
]

_VEP = '##INFO=<ID=CSQ,Number=.,Type=String,Description="Format: Allele|Consequence|SYMBOL|Gene">'
_COLUMNS = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT"


def _formats(*declared: str) -> list[str]:
    """Declarations of ``ID/Number/Type``."""
    tags = (one.split("/") for one in declared)
    return [
        f'##FORMAT=<ID={name},Number={count},Type={kind},Description="{name} of a caller">'
        for name, count, kind in tags
    ]


def _vcf(head: list[str], samples: str, rows: list[str]) -> bytes:
    lines = ["##fileformat=VCFv4.2", *head, "##contig=<ID=chr5,length=181538259>"]
    lines += ["\t".join([_COLUMNS, *samples.split()])]
    lines += ["chr5\t" + "\t".join(row.split()) for row in rows]
    return ("\n".join(lines) + "\n").encode()


def _term(allele: str, term: str = "missense_variant") -> str:
    return f"CSQ={allele}|{term}|APC|E1"


def _of_callers() -> dict[str, bytes]:
    """A file of each kind of counts, as its caller writes them."""
    return {
        "mutect": _vcf(
            ["##tumor_sample=T", "##normal_sample=N", _VEP,
             '##INFO=<ID=POPAF,Number=A,Type=Float,Description="negative log 10 population AF">',
             *_formats("GT/1/String", "AD/R/Integer", "AF/A/Float", "DP/1/Integer", "PGT/1/String",
                       "PID/1/String", "PS/1/Integer", "F1R2/R/Integer", "SB/4/Integer")],
            "N T",
            [f"100 . C T . PASS {_term('T')};POPAF=5.6 GT:AD:AF:DP 0/0:400,0:0.01:400 "
             "0/1:300,200:0.4:500",
             f"104 . G A,GA . PASS {_term('A')},GA|frameshift_variant|APC|E1;POPAF=3.1,6 "
             "GT:AD:AF:DP:PGT:PID:PS 0|0:400,0,0:0,0:400:0|1:100_C_T:100 "
             "0|1/2:300,100,90:0.2,0.18:490:0|1:100_C_T:100",
             f"180 rs1 CA C . germline {_term('-', 'frameshift_variant')};POPAF=. GT:AD:AF:DP:SB "
             "0/0:400,0:0.01:400:1,1,1,1 0/1:300,200:0.4:500:9,9,9,9"],
        ),
        "varscan": _vcf(
            [_VEP, '##INFO=<ID=SS,Number=1,Type=String,Description="Somatic status of variant">',
             *_formats("GT/1/String", "DP/1/Integer", "RD/1/Integer", "AD/1/Integer",
                       "FREQ/1/String", "DP4/1/String")],
            "NORMAL TUMOR",
            [f"100 . C T . PASS SOMATIC;SS=2;{_term('T')} GT:DP:RD:AD:FREQ:DP4 "
             "0/0:400:400:0:0%:200,200,0,0 0/1:500:300:200:40%:150,150,100,100",
             f"140 . G A . PASS SS=1;{_term('A')} GT:DP:RD:AD:FREQ:DP4 "
             "0/1:400:200:200:50%:100,100,100,100 0/1:500:300:200:40,5%:150,150,100,100"],
        ),
        "torrent": _vcf(
            [_VEP, *_formats("GT/1/String", "DP/1/Integer", "FDP/1/Integer", "RO/1/Integer",
                             "FRO/1/Integer", "AO/A/Integer", "FAO/A/Integer", "AF/A/Float")],
            "S",
            [f"100 . C T 90 PASS {_term('T')} GT:DP:FDP:RO:FRO:AO:FAO:AF "
             "0/1:500:490:300:295:200:195:0.4",
             f"140 . GAA A,G 90 PASS {_term('-')} GT:DP:FDP:RO:FRO:AO:FAO:AF "
             "1/2:500:490:100:95:200,200:195,200:0.4,0.4"],
        ),
        "caveman": _vcf(
            [_VEP, *_formats("GT/1/String", *(f"{strand}{base}Z/1/Integer" for strand in "FR"
                                              for base in "ACGT"), "PM/1/Float")],
            "NORMAL TUMOUR",
            [f"100 . C T . PASS {_term('T')} GT:FAZ:FCZ:FGZ:FTZ:RAZ:RCZ:RGZ:RTZ:PM "
             "0|0:0:200:0:0:0:200:0:0:0 0|1:0:150:0:100:0:150:0:100:0.4"],
        ),
        "platypus": _vcf(
            [_VEP, *_formats("GT/1/String", "NR/A/Integer", "NV/A/Integer")],
            "S",
            [f"100 . C T 90 PASS {_term('T')} GT:NR:NV 0/1:500:200",
             f"140 . G A,T 90 PASS {_term('A')},{_term('T')[4:]} GT:NR:NV 1/2:500,500:200,100"],
        ),
        "bcsq": _vcf(
            ['##INFO=<ID=BCSQ,Number=.,Type=String,Description="Format: Consequence|gene|transcript'
             '|biotype|strand|amino_acid_change|dna_change">',
             *_formats("GT/1/String", "AD/R/Integer", "DP/1/Integer", "BCSQ/./Integer")],
            "S",
            ["100 . C T 90 PASS BCSQ=missense|APC|T1|protein_coding|+|1V>1A|100C>T GT:AD:DP:BCSQ "
             "0/1:300,200:500:1",
             "102 . G A 90 PASS BCSQ=@100,synonymous|APC|T1|protein_coding GT:AD:DP:BCSQ "
             "0/1:300,200:500:3"],
        ),
        "funcotator": _vcf(
            ['##INFO=<ID=FUNCOTATION,Number=A,Type=String,Description="Funcotation fields are: '
             'Gencode_19_hugoSymbol|Gencode_19_variantClassification">',
             *_formats("GT/1/String", "AD/R/Integer", "DP/1/Integer")],
            "S",
            ["100 . C T 90 PASS FUNCOTATION=[APC|MISSENSE] GT:AD:DP 0/1:300,200:500",
             "140 . C A,T 90 PASS FUNCOTATION=[KRAS|MISSENSE],[KRAS|SILENT] GT:AD:DP "
             "1/2:300,100,100:500"],
        ),
    }  # fmt: skip


def _of_two_readers() -> tuple[pd.DataFrame, bytes]:
    random = np.random.default_rng(1)
    first = pd.DataFrame(
        {"patient_id": [f"P{n}" for n in range(6)], "lesion": "primary", "phase": "prone",
         "preset": "abc", "a": random.normal(size=6), "b": random.normal(size=6)}
    )  # fmt: skip
    second = first.assign(a=first["a"] + 0.1, b=first["b"] * 1.1)
    return first, second.to_csv(index=False).encode()


def _model() -> bytes:
    """A model of one feature and one tree."""
    leaf = 2147483647
    tree = {
        "base_weights": [0.0, -0.4, 0.4], "categories": [], "categories_nodes": [],
        "categories_segments": [], "categories_sizes": [], "default_left": [0, 0, 0], "id": 0,
        "left_children": [1, -1, -1], "loss_changes": [1.0, 0.0, 0.0],
        "parents": [leaf, 0, 0], "right_children": [2, -1, -1],
        "split_conditions": [0.5, -0.4, 0.4], "split_indices": [0, 0, 0], "split_type": [0, 0, 0],
        "sum_hessian": [2.0, 1.0, 1.0],
        "tree_param": {"num_deleted": "0", "num_feature": "1", "num_nodes": "3",
                       "size_leaf_vector": "1"},
    }  # fmt: skip
    booster = {
        "model": {
            "gbtree_model_param": {"num_parallel_tree": "1", "num_trees": "1"},
            "iteration_indptr": [0, 1], "tree_info": [0], "trees": [tree],
        },
        "name": "gbtree",
    }  # fmt: skip
    learner = {
        "attributes": {}, "feature_names": [], "feature_types": [], "gradient_booster": booster,
        "learner_model_param": {"base_score": "5E-1", "boost_from_average": "1", "num_class": "0",
                                "num_feature": "1", "num_target": "1"},
        "objective": {"name": "binary:logistic", "reg_loss_param": {"scale_pos_weight": "1"}},
    }  # fmt: skip
    content = {
        "format": "radiotmb-model", "format_version": 1, "made_by": {"radiotmb": "0"},
        "positive": "high", "negative": "low", "lesion": "primary", "role": None,
        "phases": ["prone"], "preset": "abc", "patients": {"n": 4, "n_positive": 2},
        "not_for": [], "performance": {}, "cutoff": {"value": 0.5, "origin": ""},
        "features": [{"name": "a", "low": 0, "high": 1, "median": 0.5, "mean": 0.5, "sd": 0.3}],
        "covariates": [], "missing": "refuse", "chain": {"class_weights": "none"}, "share": 0.5,
        "recalibration": None, "scanner": None, "flags": [], "parent": None,
        "conformal": {"positive": [0.6], "negative": [0.4]},
        "distance": {"correlation": [[1]], "training": [1.0]},
        "trees": {"learner": learner, "version": [3, 0, 0]},
    }  # fmt: skip
    return text_of_content(content).encode()


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
            "params.yaml": (_PARAMETERS, radiomics.read_preset),
            "exome.yaml": (extdata("assays", "exome.yaml").read_bytes(), tmb.read_assay),
            "batch.csv": (_BATCH, read_scans),
            "reader.csv": (self.second, self.agreement),
            "model.json": (_model(), lambda path: predict(read_model(path), self.first)),
            "signed.json": (_model(), self.predictions_of_a_signed_model),
            "results/results.json": (_RESULTS, lambda path: read_output(path.parent)),
            "results/provenance.json": (_PROVENANCE, lambda path: [is_done(path.parent, "k"),
                                                                   recorded_outputs(path.parent)]),
            "results/.outputs.json": (b'["tables/burden.csv"]\n',
                                      lambda path: recorded_outputs(path.parent)),
            "kept/abc.json": (self.kept(), self.stored),
            "features.feather": (self.table("feather"), lambda path: read_table(path, "features")),
            "features.xlsx": (self.table("xlsx"), lambda path: read_table(path, "features")),
            "samples.csv.gz": (gzip.compress(_SAMPLES, mtime=0),
                               lambda path: read_table(path, "samples")),
            "samples.tsv": (_SAMPLES.decode().replace(",", "\t").encode("utf-16"),
                            lambda path: read_table(path, "samples")),
            "variants.csv": (_VARIANTS, lambda path: read_table(path, "variants")),
            "genes.gff3": (_GENES, self.annotated),
            "reads.bam": (self.reads(), self.callable_and_called),
            "claims.csv": (_CLAIMS, audit_published),
            "compared.json": (_COMPARED, compare_published),
        }  # fmt: skip
        for caller, content in _of_callers().items():
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
        (self.folder / "bare.vcf").write_text(f"{head}{_COLUMNS[:-7]}\n{row}")

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
            pd.read_csv(io.BytesIO(_VARIANTS)).assign(pos=451), self.both, folder=path.parent
        )
        return found


_PARAMETERS = b"""imageType:
  Original: {}
  LoG: {sigma: [1.0, 2.0]}
  Wavelet: {}
featureClass:
  firstorder: [Mean, Energy]
  shape:
  glcm: [Contrast]
setting:
  binWidth: 25
  resampledPixelSpacing: [1, 1, 1]
  interpolator: sitkBSpline
  normalize: true
  label: 2
"""
_BATCH = b"ID,Image,Mask,Label,Notes\nA,a.nrrd,b.nrrd,2,x\nB,c.nrrd,d.nrrd,,\n"
_RESULTS = json.dumps(
    {"radiotmb": "0", "study": "s", "simulated": False, "safe_csv": True, "models": [], "notes": []}
).encode()
_PROVENANCE = json.dumps(
    {"key": "k", "inputs": {}, "outputs": {"results.json": "0", "../up.csv": "0"}}
).encode()
_SAMPLES = b"patient_id,lesion,variants,site,days\nP1,primary,a.vcf,colon,0\nP2,primary,b.vcf,,1\n"
_VARIANTS = (
    b"patient_id,lesion,chrom,pos,ref,alt,gene,consequence,depth,alt_depth,alt_fraction,verdict\n"
    b"P1,primary,chr5,100,C,T,APC,missense_variant,500,200,0.4,counted\n"
    b"P1,primary,chr5,140,G,A,APC,,,,,depth\n"
)
_CLAIMS = b"""id,quantity,kind,value,decimals,n,unit,wording,checks
patients,Patients,count,24,0,24,patients,24 patients,"counts(""all""); total(male, female)"
male,Men,count,14,0,24,patients,14 men,"counts(""male"")"
female,Women,count,10,0,24,patients,10 women,"counts(""!male"")"
men_share,Men,percentage,58.3,1,24,%,58.3% men,"percentage(male, patients)"
mean_tmb,Mean TMB,mean,7.25,2,24,mutations,mean 7.25,mean_of_counts(24)
auc,AUC,auc,0.701,3,,,AUC 0.701,"auc_split(who = ""male"")"
p,p,p_value,0.031,3,,,p = 0.031,
"""
_COMPARED = json.dumps(
    {"radiotmb": "0", "study": "s", "simulated": False, "notes": [],
     "burden": {"primary": {"n": 24, "mean_tmb": 8.5, "mean_tmb_sd": 3.1}},
     "background": {"age": {"minimum": 40, "maximum": 80}, "sex": {"male": 14, "female": 10}},
     "models": {"primary.prone": {"auc": {"estimate": 0.7, "lower": 0.5, "upper": 0.9}}}}
).encode()  # fmt: skip
_GENES = b"""##gff-version 3
chr5\tx\tgene\t401\t700\t.\t+\t.\tID=gene:G1;Name=APC;biotype=protein_coding
chr5\tx\tmRNA\t401\t700\t.\t+\t.\tID=transcript:T1;Parent=gene:G1;biotype=protein_coding
chr5\tx\texon\t401\t700\t.\t+\t.\tParent=transcript:T1
chr5\tx\tCDS\t401\t700\t.\t+\t0\tParent=transcript:T1
"""
