"""One set of variants, written as each annotator and each caller would."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

COLUMNS = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO"]


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


@dataclass(frozen=True)
class Annotation:
    """How one annotator writes a variant: the one entry that a new annotator needs.

    ``terms`` are its spellings of :data:`KINDS`, from the mapping tables of the tool's own
    documentation; ``info`` writes a call's INFO from its spelling; ``two`` is the INFO of a site
    C>A,T whose A is missense and whose T is silent, both in KRAS.
    """

    tag: str
    description: str
    terms: Sequence[str]
    info: Callable[[Call, str], str]
    two: str

    def of(self, call: Call) -> str:
        """The annotation of one call."""
        return self.info(call, self.terms[KINDS.index(call.kind)])


# "none" is a change that no assay counts.
KINDS = ("missense", "nonsense", "nonstop", "frameshift", "inframe", "synonymous", "none")


def _vep_info(call: Call, term: str) -> str:
    short = call.alt[1:] or "-" if len(call.ref) != len(call.alt) else call.alt
    return f"CSQ={short}|{term}|X|{call.gene}|E1|0.2,{short}|intron_variant|X|{call.gene}|E1|"


def _bcftools_info(call: Call, term: str) -> str:
    change = f"|+|1V>1A|{call.pos}{call.ref}>{call.alt}" if call.kind != "none" else ""
    return f"BCSQ={term}|{call.gene}|T1|protein_coding{change}"


def _annovar_info(call: Call, term: str) -> str:
    place = "intronic" if call.kind == "none" else "exonic"
    return (
        f"ANNOVAR_DATE=2020-06-08;Func.refGene={place};Gene.refGene={call.gene};"
        f"ExonicFunc.refGene={term};ALLELE_END"
    )


def _ion_info(call: Call, term: str) -> str:
    return (
        f"FUNC=[{{'origRef':'{call.ref}','origAlt':'{call.alt}','gene':'{call.gene}',"
        f"'location':'{'exonic' if term else 'intronic'}','function':'{term}'}}]"
    )


ANNOTATIONS = {
    "vep": Annotation(
        "CSQ",
        "Consequence annotations from Ensembl VEP. Format: "
        "Allele|Consequence|IMPACT|SYMBOL|Gene|gnomADe_AF",
        ("missense_variant", "stop_gained", "stop_lost&3_prime_UTR_variant", "frameshift_variant",
         "inframe_deletion", "synonymous_variant", "intron_variant"),
        _vep_info,
        "CSQ=A|missense_variant|X|KRAS|E1|,T|synonymous_variant|X|KRAS|E1|",
    ),
    "snpeff": Annotation(
        "ANN",
        "Functional annotations: 'Allele | Annotation | Annotation_Impact | Gene_Name | Gene_ID'",
        ("missense_variant", "stop_gained", "stop_lost", "frameshift_variant&splice_region_variant",
         "conservative_inframe_deletion", "synonymous_variant", "intron_variant"),
        lambda call, term: f"ANN={call.alt}|{term}|X|{call.gene}|E1",
        "ANN=A|missense_variant|X|KRAS|E1,T|synonymous_variant|X|KRAS|E1",
    ),
    "snpeff-eff": Annotation(
        "EFF",
        "Predicted effects for this variant. Format: 'Effect ( Effect_Impact | Functional_Class )'",
        ("NON_SYNONYMOUS_CODING", "STOP_GAINED", "STOP_LOST+SPLICE_SITE_REGION", "FRAME_SHIFT",
         "CODON_DELETION", "SYNONYMOUS_CODING", "INTRON"),
        lambda call, term: f"EFF={term}(X|X|c|p|1|{call.gene}|protein_coding|CODING|T1|1|1)",
        "EFF=NON_SYNONYMOUS_CODING(X|X|c|p|1|KRAS|protein_coding|CODING|T1|1|1),"
        "SYNONYMOUS_CODING(X|X|c|p|1|KRAS|protein_coding|CODING|T1|1|2)",
    ),
    "bcftools": Annotation(
        "BCSQ",
        "Local consequence annotation from BCFtools/csq. Format: "
        "Consequence|gene|transcript|biotype|strand|amino_acid_change|dna_change",
        ("missense", "stop_gained", "stop_lost", "frameshift&splice_region", "inframe_deletion",
         "synonymous", "intron"),
        _bcftools_info,
        "BCSQ=missense|KRAS|T1|protein_coding|+|1V>1A|500C>A,"
        "synonymous|KRAS|T1|protein_coding|+|1V|500C>T",
    ),
    "annovar": Annotation(
        "ExonicFunc.refGene",
        "ExonicFunc.refGene annotation provided by ANNOVAR",
        ("nonsynonymous_SNV", "stopgain", "stoploss", "frameshift_deletion",
         "nonframeshift_deletion", "synonymous_SNV", "."),
        _annovar_info,
        "ANNOVAR_DATE=1;Func.refGene=exonic;Gene.refGene=KRAS;"
        "ExonicFunc.refGene=nonsynonymous_SNV;ALLELE_END;ANNOVAR_DATE=1;"
        "Func.refGene=exonic;Gene.refGene=KRAS;ExonicFunc.refGene=synonymous_SNV;ALLELE_END",
    ),
    "ion": Annotation(
        "FUNC",
        "Functional Annotations",
        ("missense", "nonsense", "stoploss", "frameshiftDeletion", "nonframeshiftDeletion",
         "synonymous", ""),
        _ion_info,
        "FUNC=[{'origAlt':'A','gene':'KRAS','function':'missense'},"
        "{'origAlt':'T','gene':'KRAS','function':'synonymous'}]",
    ),
    "funcotator": Annotation(
        "FUNCOTATION",
        "Functional annotation from the Funcotator tool.  Funcotation "
        "fields are: Gencode_19_hugoSymbol|Gencode_19_variantClassification",
        ("MISSENSE", "NONSENSE", "NONSTOP", "FRAME_SHIFT_DEL", "IN_FRAME_DEL", "SILENT", "INTRON"),
        lambda call, term: f"FUNCOTATION=[{call.gene}|{term}]",
        "FUNCOTATION=[KRAS|MISSENSE],[KRAS|SILENT]",
    ),
}  # fmt: skip

_MAF_TERMS = (
    "Missense_Mutation", "Nonsense_Mutation", "Nonstop_Mutation", "Frame_Shift_Del",
    "In_Frame_Del", "Silent", "Intron",
)  # fmt: skip


def vcf_text(
    calls: Sequence[Call],
    annotator: str | None = "vep",
    declared: str = "GT AD DP",
    sample: str = "TUMOUR",
) -> str:
    """A VCF of one sample with FORMAT GT:AD:DP."""
    head = ["##fileformat=VCFv4.2"]
    if annotator:
        written = ANNOTATIONS[annotator]
        head.append(
            f'##INFO=<ID={written.tag},Number=.,Type=String,Description="{written.description}">'
        )
    counts = {"GT": "1", "AD": "R", "DP": "1"}
    for tag in declared.split():
        kind = "String" if tag == "GT" else "Integer"
        head.append(f'##FORMAT=<ID={tag},Number={counts[tag]},Type={kind},Description="x">')
    head.append("##contig=<ID=chr1,length=200000000>")
    lines = [*head, "\t".join([*COLUMNS, "FORMAT", sample])]
    for call in calls:
        note = ANNOTATIONS[annotator].of(call) if annotator else "."
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
        raw = _MAF_TERMS[KINDS.index(call.kind)]
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
        Call=Call, vcf_text=vcf_text, maf_text=maf_text, Annotation=Annotation,
        ANNOTATIONS=ANNOTATIONS, KINDS=KINDS,
    )  # fmt: skip


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
