"""One set of variants, written as each annotator and each caller would."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

COLUMNS = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO"]

# Consequence -> how each annotator spells it. The rows are the mapping tables of the tools' own
# documentation, read across; "none" is a change that no assay counts.
SPELLINGS = {
    "missense": {
        "vep": "missense_variant", "snpeff": "missense_variant", "bcftools": "missense",
        "annovar": "nonsynonymous_SNV", "ion": "missense", "funcotator": "MISSENSE",
        "maf": "Missense_Mutation",
    },
    "nonsense": {
        "vep": "stop_gained", "snpeff": "stop_gained", "bcftools": "stop_gained",
        "annovar": "stopgain", "ion": "nonsense", "funcotator": "NONSENSE",
        "maf": "Nonsense_Mutation",
    },
    "nonstop": {
        "vep": "stop_lost&3_prime_UTR_variant", "snpeff": "stop_lost", "bcftools": "stop_lost",
        "annovar": "stoploss", "ion": "stoploss", "funcotator": "NONSTOP",
        "maf": "Nonstop_Mutation",
    },
    "frameshift": {
        "vep": "frameshift_variant", "snpeff": "frameshift_variant&splice_region_variant",
        "bcftools": "frameshift&splice_region", "annovar": "frameshift_deletion",
        "ion": "frameshiftDeletion", "funcotator": "FRAME_SHIFT_DEL", "maf": "Frame_Shift_Del",
    },
    "inframe": {
        "vep": "inframe_deletion", "snpeff": "conservative_inframe_deletion",
        "bcftools": "inframe_deletion", "annovar": "nonframeshift_deletion",
        "ion": "nonframeshiftDeletion", "funcotator": "IN_FRAME_DEL", "maf": "In_Frame_Del",
    },
    "synonymous": {
        "vep": "synonymous_variant", "snpeff": "synonymous_variant", "bcftools": "synonymous",
        "annovar": "synonymous_SNV", "ion": "synonymous", "funcotator": "SILENT", "maf": "Silent",
    },
    "none": {
        "vep": "intron_variant", "snpeff": "intron_variant", "bcftools": "intron",
        "annovar": ".", "ion": "", "funcotator": "INTRON", "maf": "Intron",
    },
}  # fmt: skip

_DESCRIBED = {
    "vep": ("CSQ", "Consequence annotations from Ensembl VEP. Format: "
            "Allele|Consequence|IMPACT|SYMBOL|Gene|gnomADe_AF"),
    "snpeff": ("ANN", "Functional annotations: 'Allele | Annotation | Annotation_Impact | "
               "Gene_Name | Gene_ID'"),
    "bcftools": ("BCSQ", "Local consequence annotation from BCFtools/csq. Format: "
                 "Consequence|gene|transcript|biotype|strand|amino_acid_change|dna_change"),
    "annovar": ("ExonicFunc.refGene", "ExonicFunc.refGene annotation provided by ANNOVAR"),
    "ion": ("FUNC", "Functional Annotations"),
    "funcotator": ("FUNCOTATION", "Functional annotation from the Funcotator tool.  Funcotation "
                   "fields are: Gencode_19_hugoSymbol|Gencode_19_variantClassification"),
}  # fmt: skip


@dataclass(frozen=True)
class Call:
    """A variant of a test: what it is, and the reads that show it."""

    pos: int
    ref: str
    alt: str
    kind: str = "missense"
    depth: int = 800
    alt_depth: int = 240
    chrom: str = "chr1"
    gene: str = "APC"
    filter: str = "PASS"


def info_of(call: Call, annotator: str) -> str:
    """The annotation of one call, as one annotator writes it."""
    raw = SPELLINGS[call.kind][annotator]
    short = call.alt[1:] or "-" if len(call.ref) != len(call.alt) else call.alt
    if annotator == "vep":
        return f"CSQ={short}|{raw}|X|{call.gene}|E1|0.2,{short}|intron_variant|X|{call.gene}|E1|"
    if annotator == "snpeff":
        return f"ANN={call.alt}|{raw}|X|{call.gene}|E1"
    if annotator == "bcftools":
        change = f"|+|1V>1A|{call.pos}{call.ref}>{call.alt}" if call.kind != "none" else ""
        return f"BCSQ={raw}|{call.gene}|T1|protein_coding{change}"
    if annotator == "annovar":
        place = "intronic" if call.kind == "none" else "exonic"
        return (
            f"ANNOVAR_DATE=2020-06-08;Func.refGene={place};Gene.refGene={call.gene};"
            f"ExonicFunc.refGene={raw};ALLELE_END"
        )
    if annotator == "ion":
        return (
            f"FUNC=[{{'origRef':'{call.ref}','origAlt':'{call.alt}','gene':'{call.gene}',"
            f"'location':'{'exonic' if raw else 'intronic'}','function':'{raw}'}}]"
        )
    return f"FUNCOTATION=[{call.gene}|{raw}]"


def vcf_text(
    calls: Sequence[Call],
    annotator: str | None = "vep",
    declared: str = "GT AD DP",
    sample: str = "TUMOUR",
) -> str:
    """A VCF of one sample with FORMAT GT:AD:DP."""
    head = ["##fileformat=VCFv4.2"]
    if annotator:
        tag, description = _DESCRIBED[annotator]
        head.append(f'##INFO=<ID={tag},Number=.,Type=String,Description="{description}">')
    counts = {"GT": "1", "AD": "R", "DP": "1"}
    for tag in declared.split():
        kind = "String" if tag == "GT" else "Integer"
        head.append(f'##FORMAT=<ID={tag},Number={counts[tag]},Type={kind},Description="x">')
    head.append("##contig=<ID=chr1,length=200000000>")
    lines = [*head, "\t".join([*COLUMNS, "FORMAT", sample])]
    for call in calls:
        note = info_of(call, annotator) if annotator else "."
        values = {
            "GT": "0/1",
            "AD": f"{call.depth - call.alt_depth},{call.alt_depth}",
            "DP": str(call.depth),
        }
        fields = [call.chrom, call.pos, ".", call.ref, call.alt, 50, call.filter, note]
        tags = declared.split()
        fields += [":".join(tags), ":".join(values[tag] for tag in tags)]
        lines.append("\t".join(map(str, fields)))
    return "\n".join(lines) + "\n"


def maf_text(calls: Sequence[Call], sample: str = "TUMOUR", end: str = "\n") -> str:
    """The same calls as a MAF, indels in its own spelling."""
    head = (
        "Hugo_Symbol Chromosome Start_Position End_Position Variant_Classification "
        "Reference_Allele Tumor_Seq_Allele2 Tumor_Sample_Barcode t_ref_count t_alt_count FILTER"
    )
    lines = ["#version 2.4", head.replace(" ", "\t")]
    for call in calls:
        pos, ref, alt = call.pos, call.ref, call.alt
        if len(ref) > len(alt):
            pos, ref, alt = pos + 1, ref[1:], "-"
        elif len(alt) > len(ref):
            ref, alt = "-", alt[1:]
        raw = SPELLINGS[call.kind]["maf"]
        counts = (call.depth - call.alt_depth, call.alt_depth)
        fields = [call.gene, call.chrom, pos, pos + len(ref) - 1, raw, ref, alt, sample]
        lines.append("\t".join(map(str, [*fields, *counts, call.filter])))
    return end.join(lines) + end


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """``write("a.vcf", text)``: a file in a folder of its own."""

    def put(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return put


@pytest.fixture(scope="session")
def lab() -> SimpleNamespace:
    """The writers above, for tests that cannot import a conftest."""
    return SimpleNamespace(
        Call=Call, info_of=info_of, vcf_text=vcf_text, maf_text=maf_text, SPELLINGS=SPELLINGS
    )


VEP_FIELDS = (
    "Allele|Consequence|IMPACT|SYMBOL|Gene|Feature_type|Feature|BIOTYPE|CANONICAL|MANE_SELECT|PICK|"
    "ALLELE_NUM|gnomADe_AF"
)


def vep(allele: str = "T", term: str = "missense_variant", gene: str = "KRAS", **marks: str) -> str:
    """One entry of VEP's CSQ; ``marks`` are BIOTYPE, CANONICAL, MANE_SELECT ... by their names."""
    marks = {"Feature": "ENST1", "BIOTYPE": "protein_coding", **marks}
    known = {"Allele": allele, "Consequence": term, "SYMBOL": gene, **marks}
    return "|".join(known.get(field, "") for field in VEP_FIELDS.split("|"))


def table_vcf(
    rows: Sequence[str],
    samples: str = "S",
    tags: str = "GT=1 AD=R DP=1",
    head: Sequence[str] = (),
    csq: bool = True,
) -> str:
    """A VCF of rows ``chrom pos ref alt filter info format calls...`` with blanks for tabs.

    ``tags`` are declared FORMAT tags with their Number; ``head`` further header lines.
    """
    lines = ["##fileformat=VCFv4.2", *head]
    if csq:
        lines.append(
            '##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence annotations from '
            f'Ensembl VEP. Format: {VEP_FIELDS}">'
        )
    for item in tags.split():
        tag, number = item.split("=")
        lines.append(f'##FORMAT=<ID={tag},Number={number},Type=String,Description="x">')
    lines.append("\t".join([*COLUMNS, "FORMAT", *samples.split()]))
    for row in rows:
        chrom, pos, ref, alt, status, *rest = row.split(" ")
        lines.append("\t".join([chrom, pos, ".", ref, alt, ".", status, *rest]))
    return "\n".join(lines) + "\n"


MAF_HEAD = (
    "Hugo_Symbol Chromosome Start_Position End_Position Variant_Classification Variant_Type "
    "Reference_Allele Tumor_Seq_Allele2 Tumor_Sample_Barcode t_ref_count t_alt_count"
)


def table_maf(rows: Sequence[str], more: str = "") -> str:
    """A MAF of rows ``gene chrom pos class ref alt sample ref_count alt_count ...``.

    ``more`` are further columns, and each row's further cells are theirs.
    """
    lines = [f"{MAF_HEAD} {more}".strip().replace(" ", "\t")]
    for row in rows:
        gene, chrom, pos, kind, ref, alt, sample, *rest = row.split(" ")
        lines.append("\t".join([gene, chrom, pos, pos, kind, "SNP", ref, alt, sample, *rest]))
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="session")
def tables() -> SimpleNamespace:
    """Writers of single rows, for what callers and annotators write otherwise than usual."""
    return SimpleNamespace(vcf=table_vcf, maf=table_maf, vep=vep, fields=VEP_FIELDS)
