"""Verbs from sequencing files to tables: tmb, call, callable."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from radiotmb.cli.output import Json, Outside, Quiet, Scheduler, Workers, output
from radiotmb.errors import InputError
from radiotmb.inputs.tables import read_table, write_table

if TYPE_CHECKING:
    import pandas as pd

Reference = Annotated[Path | None, typer.Option(help="Reference genome (FASTA with .fai).")]
Genes = Annotated[Path | None, typer.Option(help="Gene models (GFF3), to annotate by csq.")]

BaseQuality = Annotated[int, typer.Option(min=0, help="Phred; bases below do not count.")]
MappingQuality = Annotated[int, typer.Option(min=0, help="Phred; reads below do not count.")]


def tmb(
    files: Annotated[
        list[Path] | None, typer.Argument(help="VCF, BCF, MAF or Ion Reporter TSV files.")
    ] = None,
    samples: Annotated[
        Path | None, typer.Option(help="patient_id, lesion, variants ...: in place of FILES.")
    ] = None,
    preset: Annotated[
        str, typer.Option(help="study, oncomine-3.0, all-coding, or a YAML file.")
    ] = "study",
    megabases: Annotated[
        float | None, typer.Option(min=0, help="A fixed panel size in place of the preset's.")
    ] = None,
    targets: Annotated[
        Path | None, typer.Option(help="Panel (BED): the size, or where bases are callable.")
    ] = None,
    alignments: Annotated[
        Path | None, typer.Option(help="BAM or CRAM of the one FILE: callable bases.")
    ] = None,
    germline: Annotated[
        Path | None, typer.Option(help="Population variants to remove (VCF, matched by allele).")
    ] = None,
    reference: Reference = None,
    genes: Genes = None,
    annotator: Annotated[
        str | None, typer.Option(help="Force the annotation: vep, snpeff, csq, ion ...")
    ] = None,
    depth_tag: Annotated[str | None, typer.Option(help="Force the tag of the depth.")] = None,
    fraction_tag: Annotated[
        str | None, typer.Option(help="Force the tag of the allele fraction.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Burden table (CSV).")] = None,
    variants: Annotated[
        Path | None, typer.Option(help="Every variant with its verdict (Parquet or CSV).")
    ] = None,
    maf: Annotated[Path | None, typer.Option(help="The counted variants as a MAF.")] = None,
    funnel: Annotated[
        Path | None, typer.Option(help="How many variants each filter removed (CSV).")
    ] = None,
    recheck_partner: Annotated[
        Path | None,
        typer.Option(
            help="Each variant's reads in the patient's other lesion (CSV), by --samples with "
            "alignments; who shares what is said per patient in NAME_patients.csv beside it."
        ),
    ] = None,
    allow_outside: Outside = False,
    workers: Workers = 1,
    scheduler: Scheduler = None,
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Count a burden: sequencing files to mutations per megabase with an exact interval.

    Example: `radiotmb tmb a.vcf.gz b.maf --preset study --out burden.csv`
    """
    from radiotmb import tmb as room

    if bool(files) == (samples is not None):
        raise InputError("give FILES or --samples", expected="one of the two")
    if recheck_partner is not None and samples is None:
        raise InputError("--recheck-partner needs --samples", expected="a column 'alignments'")
    assay = room.read_assay(preset)
    if megabases is not None:
        assay = assay.with_megabases(megabases)
    options: dict[str, Any] = {
        "germline": germline,
        "targets": targets,
        "reference": reference,
        "genes": genes,
        "annotator": annotator,
        "depth_tag": depth_tag,
        "fraction_tag": fraction_tag,
        # Rows of removed variants are kept only where they are written: memory stays flat.
        "keep": "counted" if variants is None else "all",
        "workers": workers,
        "scheduler": scheduler,
    }
    if samples is not None:
        table = read_table(samples, "samples", allow_outside=allow_outside)
        found = room.compute_burden(table, assay, folder=samples.parent, **options)
    else:
        found = room.burden_of_files(files or [], assay, alignments=alignments, **options)
    output.notes(found.notes)
    if variants is not None:
        write_table(found.variants, variants.with_suffix(".csv"), parquet=True)
    if recheck_partner is not None and samples is not None:
        sites = room.recheck_partner(
            found.variants, table, folder=samples.parent, reference=reference
        )
        _write_partner(sites, recheck_partner)
    if maf is not None:
        room.write_maf(found.variants, maf)
    if funnel is not None:
        write_table(found.funnel, funnel)
    output.table(found.burden, out)
    for row in found.failures.itertuples():
        output.note(f"failed: {row.name}: {row.reason}")
    return 1 if len(found.failures) else 0


def _write_partner(sites: pd.DataFrame, out: Path) -> None:
    from radiotmb.tmb import count_sharing

    patients = count_sharing(sites)
    write_table(sites, out)
    write_table(patients, out.with_name(f"{out.stem}_patients.csv"))
    seen = int((patients["primary_seen"] + patients["metastasis_seen"]).sum())
    private = int((patients["primary_private"] + patients["metastasis_private"]).sum())
    output.note(f"{seen} of {private} private variants are in the other lesion's reads: {out}")


def call(
    alignments: Annotated[Path, typer.Argument(help="Tumour alignments (BAM or CRAM).")],
    reference: Annotated[Path, typer.Option(help="Reference genome (FASTA with .fai).")],
    targets: Annotated[Path, typer.Option(help="Panel (BED).")],
    out: Annotated[Path, typer.Option(help="Calls (.vcf.gz).")],
    genes: Genes = None,
    caller: Annotated[str, typer.Option(help="pileup, or tvc where it is installed.")] = "pileup",
    min_depth: Annotated[int, typer.Option(min=1, help="Reads at a site.")] = 20,
    min_alt_depth: Annotated[int, typer.Option(min=1, help="Reads with the allele.")] = 4,
    min_fraction: Annotated[float, typer.Option(min=0, max=1, help="Allele fraction.")] = 0.05,
    min_base_quality: BaseQuality = 10,
    min_mapping_quality: MappingQuality = 4,
    parameters: Annotated[Path | None, typer.Option(help="tvc's parameter file (JSON).")] = None,
    threads: Annotated[int, typer.Option(min=1, help="Threads of tvc.")] = 1,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Call variants of a tumour without its normal, for a burden.

    Example: `radiotmb call t.bam --reference hg19.fa --targets panel.bed --out calls.vcf.gz`
    """
    from radiotmb.tmb.calling import call_variants

    called = call_variants(
        alignments,
        reference,
        targets,
        genes=genes,
        out=out,
        caller=caller,
        min_depth=min_depth,
        min_alt_depth=min_alt_depth,
        min_fraction=min_fraction,
        min_base_quality=min_base_quality,
        min_mapping_quality=min_mapping_quality,
        parameters=parameters,
        threads=threads,
    )
    if json:
        output.data({"out": str(out), "calls": called})
    output.note(f"{called} calls: {out}")


def callable_(
    alignments: Annotated[Path, typer.Argument(help="BAM, CRAM or mosdepth per-base BED.")],
    targets: Annotated[Path, typer.Option(help="Panel (BED); overlaps are counted once.")],
    min_depth: Annotated[int, typer.Option(min=1, help="Reads a base needs.")] = 300,
    min_base_quality: BaseQuality = 0,
    min_mapping_quality: MappingQuality = 0,
    reference: Reference = None,
    threads: Annotated[int, typer.Option(min=1, help="One counts, the others decompress.")] = 1,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Count the target bases deep enough to be judged: the denominator of a burden.

    Example: `radiotmb callable tumour.bam --targets panel.bed --min-depth 300`
    """
    import pandas as pd

    from radiotmb.tmb.callable import callable_bases

    found = callable_bases(
        alignments,
        targets,
        min_depth,
        min_base_quality=min_base_quality,
        min_mapping_quality=min_mapping_quality,
        reference=reference,
        threads=threads,
    )
    output.notes(found.notes)
    output.table(
        pd.DataFrame(
            {
                "file": [str(alignments)],
                "min_depth": [min_depth],
                "target_bases": [found.target_bases],
                "callable_bases": [found.callable_bases],
                "megabases": [found.callable_bases / 1e6],
            }
        )
    )
