"""Verbs from sequencing files to tables: tmb, call, callable."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from radiotmb.cli.options import Json, Outside, Quiet, Scheduler, Workers
from radiotmb.cli.output import output
from radiotmb.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

Reference = Annotated[
    Path | None, typer.Option(help="Reference genome (FASTA with its .fai index).")
]
Genes = Annotated[
    Path | None,
    typer.Option(
        help="Gene models (GFF3): variants without annotation are annotated by bcftools csq."
    ),
]

BaseQuality = Annotated[
    int, typer.Option(min=0, help="Bases of a lower quality (Phred) are left out.")
]
MappingQuality = Annotated[
    int, typer.Option(min=0, help="Reads of a lower mapping quality (Phred) are left out.")
]


class Caller(str, enum.Enum):
    """What calls the variants."""

    pileup = "pileup"
    tvc = "tvc"


def tmb(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE...", help="VCF, BCF, MAF or Ion Reporter TSV files."),
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
            help="What counts as a mutation: study, oncomine-3.0, all-coding, or a YAML file.",
        ),
    ] = "study",
    megabases: Annotated[
        float | None,
        typer.Option(min=0, help="Size of the panel in megabases, in place of the preset's."),
    ] = None,
    targets: Annotated[
        Path | None,
        typer.Option(
            help="The panel's regions (BED): variants outside do not count; the panel's size "
            "where the preset takes it from there."
        ),
    ] = None,
    alignments: Annotated[
        Path | None,
        typer.Option(help="Reads (BAM or CRAM) of the one FILE, to count its callable bases."),
    ] = None,
    germline: Annotated[
        Path | None,
        typer.Option(help="Population variants to remove: VCF by allele, or BED by position."),
    ] = None,
    reference: Reference = None,
    genes: Genes = None,
    annotator: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
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
        typer.Option(help="Write every variant and why it counts or not (CSV and Parquet)."),
    ] = None,
    maf: Annotated[
        Path | None, typer.Option(help="Write the counted variants here, as a MAF.")
    ] = None,
    funnel: Annotated[
        Path | None, typer.Option(help="Write how many variants each filter removed (CSV).")
    ] = None,
    recheck_partner: Annotated[
        Path | None,
        typer.Option(
            help="Write each variant's reads in the patient's other lesion (CSV); needs --samples "
            "with alignments. Counts per patient go to NAME_patients.csv beside it."
        ),
    ] = None,
    allow_outside: Outside = False,
    workers: Workers = 1,
    scheduler: Scheduler = None,
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Count the mutational burden of sequenced lesions, with its exact interval.

    Examples:

    - `radiotmb tmb tumour.vcf.gz --germline germline.vcf.gz`

    - `radiotmb tmb a.vcf.gz b.maf --preset oncomine-3.0 --out burden.csv`

    - `radiotmb tmb --samples samples.csv --variants variants.parquet --out burden.csv`
    """
    from radiotmb.inputs.tables import read_table, write_table
    from radiotmb.tmb import burden_of_files, compute_burden, read_assay, write_maf
    from radiotmb.tmb import recheck_partner as partner_reads

    if bool(files) == (samples is not None):
        raise InputError("give FILE or --samples", expected="one of the two")
    if recheck_partner is not None and samples is None:
        raise InputError("--recheck-partner needs --samples", expected="a column 'alignments'")
    assay = read_assay(preset)
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
        found = compute_burden(table, assay, folder=samples.parent, **options)
    else:
        found = burden_of_files(files or [], assay, alignments=alignments, **options)
    output.notes(found.notes)
    if variants is not None:
        write_table(found.variants, variants.with_suffix(".csv"), parquet=True)
    if recheck_partner is not None and samples is not None:
        sites = partner_reads(found.variants, table, folder=samples.parent, reference=reference)
        _write_partner(sites, recheck_partner)
    if maf is not None:
        write_maf(found.variants, maf)
    if funnel is not None:
        write_table(found.funnel, funnel)
    output.table(found.burden, out)
    for row in found.failures.itertuples():
        output.note(f"failed: {row.name}: {row.reason}")
    return 1 if len(found.failures) else 0


def _write_partner(sites: pd.DataFrame, out: Path) -> None:
    from radiotmb.inputs.tables import write_table
    from radiotmb.tmb import count_sharing

    patients = count_sharing(sites)
    write_table(sites, out)
    write_table(patients, out.with_name(f"{out.stem}_patients.csv"))
    seen = int((patients["primary_seen"] + patients["metastasis_seen"]).sum())
    private = int((patients["primary_private"] + patients["metastasis_private"]).sum())
    output.note(f"{seen} of {private} private variants are in the other lesion's reads: {out}")


def call(
    alignments: Annotated[
        Path, typer.Argument(metavar="BAM", help="Reads of the tumour (BAM or CRAM, indexed).")
    ],
    reference: Annotated[Path, typer.Option(help="Reference genome (FASTA with its .fai index).")],
    targets: Annotated[Path, typer.Option(help="The panel's regions (BED).")],
    out: Annotated[Path, typer.Option(help="Write the calls here (.vcf.gz).")],
    genes: Genes = None,
    caller: Annotated[
        Caller, typer.Option(help="pileup, or Ion Torrent's tvc where it is installed.")
    ] = Caller.pileup,
    min_depth: Annotated[int, typer.Option(min=1, help="Reads that a site needs.")] = 20,
    min_alt_depth: Annotated[int, typer.Option(min=1, help="Reads that a variant needs.")] = 4,
    min_fraction: Annotated[
        float, typer.Option(min=0, max=1, help="Allele fraction that a variant needs.")
    ] = 0.05,
    min_base_quality: BaseQuality = 10,
    min_mapping_quality: MappingQuality = 4,
    parameters: Annotated[Path | None, typer.Option(help="Parameter file of tvc (JSON).")] = None,
    threads: Annotated[int, typer.Option(min=1, help="Threads that tvc may use.")] = 1,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Call the variants of a tumour that was sequenced without its normal.

    Example:

    - `radiotmb call tumour.bam --reference hg19.fa --targets panel.bed --out calls.vcf.gz`
    """
    from radiotmb.tmb.calling import call_variants

    called = call_variants(
        alignments,
        reference,
        targets,
        genes=genes,
        out=out,
        caller=caller.value,
        min_depth=min_depth,
        min_alt_depth=min_alt_depth,
        min_fraction=min_fraction,
        min_base_quality=min_base_quality,
        min_mapping_quality=min_mapping_quality,
        parameters=parameters,
        threads=threads,
    )
    if output.json:
        output.data({"out": str(out), "calls": called})
    output.note(f"{called} calls: {out}")


def callable_(
    alignments: Annotated[
        Path, typer.Argument(metavar="BAM", help="Reads (BAM or CRAM), or mosdepth's per-base BED.")
    ],
    targets: Annotated[
        Path, typer.Option(help="The panel's regions (BED); overlaps are counted once.")
    ],
    min_depth: Annotated[int, typer.Option(min=1, help="Reads that a base needs.")] = 300,
    min_base_quality: BaseQuality = 0,
    min_mapping_quality: MappingQuality = 0,
    reference: Reference = None,
    threads: Annotated[
        int, typer.Option(min=1, help="Threads: one counts, the others decompress.")
    ] = 1,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Count the bases of a panel that are deep enough to be judged: what a burden is divided by.

    Example:

    - `radiotmb callable tumour.bam --targets panel.bed --min-depth 300`
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
