"""Verbs from sequencing files to tables: tmb, call, callable."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from radiotmb.cli.output import Json, Outside, Quiet, Scheduler, Workers, output
from radiotmb.errors import InputError
from radiotmb.inputs.tables import read_table, write_table
from radiotmb.runtime.files import whole_file
from radiotmb.runtime.notes import collect_notes

if TYPE_CHECKING:
    import pandas as pd

    from radiotmb.tmb import Assay, BurdenResult

Reference = Annotated[Path | None, typer.Option(help="Reference genome (FASTA with .fai).")]
Genes = Annotated[Path | None, typer.Option(help="Gene models (GFF3), to annotate by csq.")]

BaseQuality = Annotated[int, typer.Option(min=0, help="Phred; bases below do not count.")]
MappingQuality = Annotated[int, typer.Option(min=0, help="Phred; reads below do not count.")]


def tmb(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="VCF, BCF, MAF, Ion Reporter TSV or ANNOVAR multianno.txt files."),
    ] = None,
    samples: Annotated[
        Path | None, typer.Option(help="patient_id, lesion, variants ...: in place of FILES.")
    ] = None,
    preset: Annotated[
        str, typer.Option(help="study, oncomine-3.0, all-coding ..., or a YAML file.")
    ] = "study",
    megabases: Annotated[
        float | None, typer.Option(min=0, help="A fixed panel size in place of the preset's.")
    ] = None,
    denominator: Annotated[
        str | None,
        typer.Option(help="bed or callable in place of the preset's: the targets, or their bases."),
    ] = None,
    targets: Annotated[
        Path | None,
        typer.Option(help="Panel (BED): variants outside do not count; a size, if asked for."),
    ] = None,
    alignments: Annotated[
        Path | None, typer.Option(help="BAM or CRAM of the one FILE: callable bases.")
    ] = None,
    germline: Annotated[
        Path | None,
        typer.Option(help="Population variants to remove (VCF or BCF by allele, BED by position)."),
    ] = None,
    exclude: Annotated[
        Path | None, typer.Option(help="Sites that never count (BED, or VCF by allele).")
    ] = None,
    sample: Annotated[
        str | None, typer.Option(help="The one sample to read in FILES of several.")
    ] = None,
    normal: Annotated[
        str | None, typer.Option(help="The normal in a VCF of pairs: what it carries is removed.")
    ] = None,
    transcripts: Annotated[
        str | None, typer.Option(help="Whose consequence counts: picked, any, mane or canonical.")
    ] = None,
    min_alt_depth: Annotated[
        float | None, typer.Option(min=0, help="Reads with the allele a variant needs.")
    ] = None,
    max_fraction: Annotated[
        float | None, typer.Option(min=0, max=1, help="Largest allele fraction of a variant.")
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
        Path | None,
        typer.Option(help="Every variant with its verdict: Parquet, or CSV with Parquet beside it."),
    ] = None,
    maf: Annotated[Path | None, typer.Option(help="The counted variants as a MAF.")] = None,
    funnel: Annotated[
        Path | None, typer.Option(help="How many variants each filter removed (CSV).")
    ] = None,
    hints: Annotated[
        Path | None,
        typer.Option(help="Hypermutation, indel and POLE-like shares, described (CSV)."),
    ] = None,
    recheck_partner: Annotated[
        Path | None,
        typer.Option(
            help="Each variant's reads in the patient's other lesion (CSV), by --samples with "
            "alignments; who shares what, and whose discordance it explains, is told per patient "
            "in NAME_patients.csv beside it."
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
    from radiotmb.runtime.workers import Workers as Places

    if bool(files) == (samples is not None):
        raise InputError("give FILES or --samples", expected="one of the two")
    if samples is not None and (sample is not None or alignments is not None):
        raise InputError(
            "--sample and --alignments go with FILES",
            hint="The samples table has the columns 'sample' and 'alignments'",
        )
    if recheck_partner is not None and samples is None:
        raise InputError("--recheck-partner needs --samples", expected="a column 'alignments'")
    changes = {
        "transcripts": transcripts,
        "min_alt_depth": min_alt_depth,
        "max_fraction": max_fraction,
        "megabases": megabases,
        "denominator": denominator,
    }
    assay = room.read_assay(preset).changed(
        {name: value for name, value in changes.items() if value is not None}
    )
    resources = room.Resources(
        germline=germline,
        targets=targets,
        exclude=exclude,
        reference=reference,
        genes=genes,
        annotator=annotator,
        depth_tag=depth_tag,
        fraction_tag=fraction_tag,
        normal=normal,
        # Rows of removed variants are kept only where they are written: memory stays flat.
        keep="counted" if variants is None else "all",
    )
    places = Places(count=workers, scheduler=scheduler)
    with collect_notes(printing=False) as notes:
        if samples is not None:
            table = read_table(samples, "samples", allow_outside=allow_outside)
            found = room.compute_burden(
                table, assay, folder=samples.parent, resources=resources, workers=places
            )
        else:
            found = room.burden_of_files(
                files or [],
                assay,
                alignments=alignments,
                sample=sample,
                resources=resources,
                workers=places,
            )
    output.notes([str(note) for note in notes])
    if variants is not None:
        _write_variants(found, variants)
    if recheck_partner is not None:
        sites = room.recheck_partner(
            found.counted, table, folder=samples.parent, reference=reference  # type: ignore[union-attr]
        )
        _write_partner(sites, found.burden, assay, recheck_partner)
    if maf is not None:
        room.write_maf(found.counted, maf)
    if funnel is not None:
        write_table(found.funnel, funnel)
    if hints is not None:
        write_table(room.describe_spectrum(found), hints)
    output.table(found.burden, out)
    for row in found.failures.itertuples():
        output.note(f"failed: {row.name}: {row.reason}")
    return 1 if len(found.failures) else 0


def _write_variants(found: BurdenResult, out: Path) -> None:
    """Parquet alone where the name says so; CSV for people otherwise, with Parquet beside it."""
    import pyarrow.parquet

    if out.suffix == ".parquet":
        with whole_file(out) as temporary:
            pyarrow.parquet.write_table(found.table.drop_columns(["ref_depth"]), temporary)
    else:
        write_table(found.variants, out, parquet=True)


def _write_partner(sites: pd.DataFrame, burden: pd.DataFrame, assay: Assay, out: Path) -> None:
    from radiotmb.tmb import count_sharing, discordance_after_recheck

    patients = count_sharing(sites)
    told = discordance_after_recheck(burden, sites, assay)
    patients = patients.merge(told, on="patient_id", how="left")
    write_table(sites, out)
    write_table(patients, out.with_name(f"{out.stem}_patients.csv"))
    seen = int((patients["primary_seen"] + patients["metastasis_seen"]).sum())
    private = int((patients["primary_private"] + patients["metastasis_private"]).sum())
    output.note(f"{seen} of {private} private variants are in the other lesion's reads: {out}")
    before, after = (int(told[name].sum()) for name in ("discordant", "discordant_rechecked"))
    output.note(f"{before} discordant patients, {after} if these variants counted in both lesions")


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
