"""From files of variants to burdens: tmb."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from radiotmb.cli.completion import names, presets
from radiotmb.cli.options import (
    DaskConfig,
    Genes,
    Json,
    Outside,
    Quiet,
    Reference,
    Scheduler,
    Workers,
)
from radiotmb.cli.output import output
from radiotmb.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from radiotmb.tmb import Assay, BurdenResult


class Denominator(str, enum.Enum):
    """What a count is divided by."""

    bed = "bed"
    callable = "callable"


class Transcripts(str, enum.Enum):
    """Whose consequence counts."""

    picked = "picked"
    any = "any"
    mane = "mane"
    canonical = "canonical"


def tmb(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE...", help="VCF, BCF, MAF, Ion Reporter TSV or ANNOVAR files."),
    ] = None,
    samples: Annotated[
        Path | None,
        typer.Option(
            help="A table of samples in place of FILE: patient_id, lesion, variants; as needed "
            "alignments, sample, callable_mb."
        ),
    ] = None,
    preset: Annotated[
        str,
        typer.Option(
            metavar="NAME|FILE",
            autocompletion=presets("assays"),
            help="What counts as a mutation: study, oncomine-3.0, all-coding, or a YAML file.",
        ),
    ] = "study",
    megabases: Annotated[
        float | None,
        typer.Option(min=0, help="Size of the panel in megabases, in place of the preset's."),
    ] = None,
    denominator: Annotated[
        Denominator | None,
        typer.Option(
            help="Divide by the size of the targets (bed) or by the bases of the alignment that "
            "are deep enough (callable), in place of the preset's size."
        ),
    ] = None,
    targets: Annotated[
        Path | None,
        typer.Option(
            help="The panel's regions (BED): variants outside do not count; the panel's size "
            "where the preset or --denominator takes it from there."
        ),
    ] = None,
    alignments: Annotated[
        Path | None,
        typer.Option(help="Reads (BAM or CRAM) of the one FILE, to count its callable bases."),
    ] = None,
    germline: Annotated[
        Path | None,
        typer.Option(
            help="Population variants to remove: VCF or BCF by allele (from an allele frequency "
            "of 0.001 on, where it has frequencies), or BED by position."
        ),
    ] = None,
    exclude: Annotated[
        Path | None,
        typer.Option(help="Sites that never count: BED by position, or VCF by allele."),
    ] = None,
    sample: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The one sample to read, in a FILE of several."),
    ] = None,
    normal: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="The normal in a VCF of pairs: what it carries is removed."
        ),
    ] = None,
    transcripts: Annotated[
        Transcripts | None,
        typer.Option(
            help="Whose consequence counts: the picked, MANE or canonical transcript, else any "
            "protein-coding one (picked); any at all; MANE's or the canonical only."
        ),
    ] = None,
    min_alt_depth: Annotated[
        float | None, typer.Option(min=0, help="Reads with the allele that a variant needs.")
    ] = None,
    max_fraction: Annotated[
        float | None, typer.Option(min=0, max=1, help="Largest allele fraction of a variant.")
    ] = None,
    reference: Reference = None,
    genes: Genes = None,
    annotator: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            autocompletion=names("vep", "snpeff", "csq", "annovar", "funcotator", "ion"),
            help="Read the annotation of vep, snpeff, csq, annovar, funcotator or ion, where it "
            "is not recognised by itself.",
        ),
    ] = None,
    depth_tag: Annotated[
        str | None, typer.Option(metavar="TAG", help="The VCF tag that holds the depth.")
    ] = None,
    fraction_tag: Annotated[
        str | None, typer.Option(metavar="TAG", help="The VCF tag that holds the allele fraction.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Write the burdens here (.csv, .tsv, .parquet, .feather)."),
    ] = None,
    variants: Annotated[
        Path | None,
        typer.Option(
            help="Write every variant and why it counts or not (.parquet; .csv, with Parquet "
            "beside it)."
        ),
    ] = None,
    maf: Annotated[
        Path | None, typer.Option(help="Write the counted variants here, as a MAF.")
    ] = None,
    funnel: Annotated[
        Path | None, typer.Option(help="Write how many variants each filter removed (CSV).")
    ] = None,
    hints: Annotated[
        Path | None,
        typer.Option(help="Write what each spectrum is seen with: indels, C>A, POLE-like (CSV)."),
    ] = None,
    recheck_partner: Annotated[
        Path | None,
        typer.Option(
            help="Write each variant's reads in the patient's other lesion (CSV); needs --samples "
            "with alignments. Counts per patient, and whose discordance they explain, go to "
            "NAME_patients.csv beside it."
        ),
    ] = None,
    allow_outside: Outside = False,
    workers: Workers = 1,
    scheduler: Scheduler = None,
    dask_config: DaskConfig = None,
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Count the mutational burden of sequenced lesions, with its exact interval.

    Examples:

    - `radiotmb tmb tumour.vcf.gz --germline germline.vcf.gz`

    - `radiotmb tmb a.vcf.gz b.maf --preset oncomine-3.0 --out burden.csv`

    - `radiotmb tmb --samples samples.csv --variants variants.parquet --out burden.csv`
    """
    from radiotmb.runtime.notes import collect_notes
    from radiotmb.runtime.workers import Workers as Places
    from radiotmb.tmb import Resources, burden_of_files, compute_burden, read_assay

    if bool(files) == (samples is not None):
        raise InputError("give FILE or --samples", expected="one of the two")
    if samples is not None and (sample is not None or alignments is not None):
        raise InputError(
            "--sample and --alignments go with FILE",
            hint="The samples table has the columns 'sample' and 'alignments'",
        )
    if recheck_partner is not None and samples is None:
        raise InputError("--recheck-partner needs --samples", expected="a column 'alignments'")
    changes = {
        "transcripts": transcripts and transcripts.value,
        "denominator": denominator and denominator.value,
        "min_alt_depth": min_alt_depth,
        "max_fraction": max_fraction,
        "megabases": megabases,
    }
    assay = read_assay(preset).changed({k: v for k, v in changes.items() if v is not None})
    resources = Resources(
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
    places = Places(workers, scheduler, dask_config=dask_config)
    options: dict[str, Any] = {"resources": resources, "workers": places}
    table = None
    with collect_notes(printing=False) as notes:
        if samples is not None:
            from radiotmb.inputs.tables import read_table
            from radiotmb.inputs.unused_columns import name_unused

            table = read_table(samples, "samples", allow_outside=allow_outside)
            name_unused(table, "samples", subject=samples.name)
            found = compute_burden(table, assay, folder=samples.parent, **options)
        else:
            found = burden_of_files(
                files or [], assay, alignments=alignments, sample=sample, **options
            )
    output.notes([str(note) for note in notes])
    if variants is not None:
        _write_variants(found, variants)
    if recheck_partner is not None and samples is not None and table is not None:
        _write_partner(found, table, assay, samples.parent, reference, recheck_partner)
    _write_more(found, maf, funnel, hints)
    first = ("patient_id", "lesion", "tmb", "tmb_lower", "tmb_upper", "status")
    if table is None:
        output.columns(found.plain["burden"], lambda: found.burden, out, first=first)
    else:
        output.table(found.burden, out, first=first)
    failures = found.plain["failures"]
    for name, reason in zip(failures["name"], failures["reason"], strict=True):
        output.note(f"failed: {name}: {reason}")
    return 1 if failures["name"] else 0


def _write_more(
    found: BurdenResult, maf: Path | None, funnel: Path | None, hints: Path | None
) -> None:
    """What is asked for besides the burdens; none of it is loaded where nothing is."""
    if maf is not None:
        from radiotmb.tmb import write_maf

        write_maf(found.counted, maf, samples=found.samples)
    if funnel is not None:
        from radiotmb.inputs.tables import write_table

        write_table(found.funnel, funnel)
    if hints is not None:
        from radiotmb.inputs.tables import write_table
        from radiotmb.tmb import describe_spectrum

        write_table(describe_spectrum(found), hints)


def _write_variants(found: BurdenResult, out: Path) -> None:
    """Parquet alone where the name says so, which needs no data frame; else with Parquet beside."""
    if out.suffix != ".parquet":
        from radiotmb.inputs.tables import write_table

        write_table(found.variants, out, parquet=True)
        return
    import pyarrow.parquet

    from radiotmb.runtime.files import whole_file

    with whole_file(out) as temporary:
        rows = found.table.drop_columns(["ref_depth"])
        # Texts are texts to who reads the file, however they are held here.
        pyarrow.parquet.write_table(rows, temporary, store_schema=False)


def _write_partner(
    found: BurdenResult,
    samples: pd.DataFrame,
    assay: Assay,
    folder: Path,
    reference: Path | None,
    out: Path,
) -> None:
    from radiotmb.inputs.tables import write_table
    from radiotmb.tmb import count_sharing, discordance_after_recheck, recheck_partner

    sites = recheck_partner(found.counted, samples, folder=folder, reference=reference)
    patients = count_sharing(sites)
    discordance = discordance_after_recheck(found.burden, sites, assay)
    write_table(sites, out)
    write_table(
        patients.merge(discordance, on="patient_id", how="left"),
        out.with_name(f"{out.stem}_patients.csv"),
    )
    seen = int((patients["primary_seen"] + patients["metastasis_seen"]).sum())
    private = int((patients["primary_private"] + patients["metastasis_private"]).sum())
    output.note(f"{seen} of {private} private variants are in the other lesion's reads: {out}")
    before, after = (
        int(discordance[name].sum()) for name in ("discordant", "discordant_rechecked")
    )
    output.note(
        f"{before} discordant patients, of whom {before - after} would be concordant if these "
        "variants counted in both lesions"
    )
