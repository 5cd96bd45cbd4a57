"""Simulated calls as VCF: a lesion's own file, and the population's germline file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pysam

from radiotmb.simulate.panel import CONTIGS
from radiotmb.simulate.variants import Call

_COLUMNS = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO"]
SIMULATED_LINE = "##radiotmb_demo=SIMULATED: no patient, no sequencing; written by radiotmb demo"

_INFO = """\
##INFO=<ID=AF,Number=A,Type=Float,Description="Allele frequency based on Flow Evaluator observation counts">
##INFO=<ID=AO,Number=A,Type=Integer,Description="Alternate allele observations">
##INFO=<ID=DP,Number=1,Type=Integer,Description="Total read depth at the locus">
##INFO=<ID=FAO,Number=A,Type=Integer,Description="Flow Evaluator Alternate allele observations">
##INFO=<ID=FDP,Number=1,Type=Integer,Description="Flow Evaluator read depth at the locus">
##INFO=<ID=FRO,Number=1,Type=Integer,Description="Flow Evaluator Reference allele observations">
##INFO=<ID=HS,Number=0,Type=Flag,Description="Indicate it is at a hot spot">
##INFO=<ID=RO,Number=1,Type=Integer,Description="Reference allele observations">
##INFO=<ID=TYPE,Number=A,Type=String,Description="The type of allele, either snp, mnp, ins, del, or complex.">
##INFO=<ID=FUNC,Number=.,Type=String,Description="Functional Annotations">
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Read Depth">
##FORMAT=<ID=FDP,Number=1,Type=Integer,Description="Flow Evaluator Read Depth">
##FORMAT=<ID=FRO,Number=1,Type=Integer,Description="Flow Evaluator Reference allele observation count">
##FORMAT=<ID=FAO,Number=A,Type=Integer,Description="Flow Evaluator Alternate allele observation count">
##FORMAT=<ID=AF,Number=A,Type=Float,Description="Allele frequency based on Flow Evaluator observation counts">"""  # noqa: E501


def _head(info: str) -> list[str]:
    contigs = [f"##contig=<ID={name},length={length}>" for name, length in CONTIGS.items()]
    return ["##fileformat=VCFv4.1", SIMULATED_LINE, "##reference=hg19", *contigs, info]


def write_sample(path: Path, calls: Iterable[Call], sample: str) -> Path:
    """One lesion's calls, with FUNC and the flow-space counts, as bgzipped and indexed VCF."""
    lines = [*_head(_INFO), "\t".join([*_COLUMNS, "FORMAT", sample])]
    return _write(path, [*lines, *(_sample_line(call) for call in calls)])


def write_germline(path: Path, panel: Iterable[tuple[Call, float]]) -> Path:
    """The population's common variants, as bgzipped and indexed VCF."""
    info = (
        '##INFO=<ID=AF,Number=A,Type=Float,Description="Allele frequency in the population">\n'
        '##INFO=<ID=COMMON,Number=1,Type=Integer,Description="At 1% or more of a population">'
    )
    lines = [*_head(info), "\t".join(_COLUMNS)]
    for call, frequency in panel:
        fields = [call.chrom, call.pos, call.identifier, call.ref, call.alt, ".", "PASS"]
        lines.append("\t".join(map(str, [*fields, f"AF={frequency};COMMON=1"])))
    return _write(path, lines)


def _sample_line(call: Call) -> str:
    fraction = call.alt_depth / call.depth
    reference = call.depth - call.alt_depth
    counts = {
        "AF": f"{fraction:.6g}",
        "AO": call.alt_depth,
        "DP": call.unfiltered_depth,
        "FAO": call.alt_depth,
        "FDP": call.depth,
        "FRO": reference,
        "RO": reference,
    }
    info = [f"{tag}={value}" for tag, value in counts.items()]
    info += [f"TYPE={_kind(call)}", *(["HS"] if call.function == "refallele" else [])]
    info.append(f"FUNC={_functional_annotation(call)}")
    genotype = "0/0" if call.alt_depth == 0 else "1/1" if fraction > 0.9 else "0/1"
    tags = ["DP", "FDP", "FRO", "FAO", "AF"]
    sample = ":".join([genotype, *(str(counts[tag]) for tag in tags)])
    quality = f"{min(9999.0, 10 + 4.2 * call.alt_depth):.2f}"
    # A germline call keeps its tumour-sample anonymity: ID stays empty, as in a tumour-only run.
    fields = [call.chrom, str(call.pos), ".", call.ref, call.alt, quality, "PASS"]
    return "\t".join([*fields, ";".join(info), ":".join(["GT", *tags]), sample])


def _kind(call: Call) -> str:
    if len(call.ref) == len(call.alt):
        return "snp"
    return "del" if len(call.ref) > len(call.alt) else "ins"


def _functional_annotation(call: Call) -> str:
    """Ion Reporter's FUNC: a list of mappings in single quotes, without a space."""
    entry = {
        "origPos": str(call.pos),
        "origRef": call.ref,
        "normalizedRef": call.ref,
        "gene": call.gene,
        "normalizedPos": str(call.pos),
        "normalizedAlt": call.alt,
        "gt": "pos",
        "transcript": f"SIM_{call.gene}.1",
        "location": "exonic" if call.function else "intronic",
    }
    if call.function:
        entry["function"] = call.function
        entry["protein"] = call.protein
    entry["origAlt"] = call.alt
    return "[{" + ",".join(f"'{name}':'{value}'" for name, value in entry.items()) + "}]"


def _write(path: Path, lines: Iterable[str]) -> Path:
    with pysam.BGZFile(str(path), "wb", None) as stream:
        stream.write(("\n".join(lines) + "\n").encode())
    pysam.tabix_index(str(path), preset="vcf", force=True)
    return path
