"""From alignments to variants and to callable bases: call, callable."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated

import typer

from radiotmb.cli.options import Genes, Json, Quiet, Reference
from radiotmb.cli.output import output

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
    from radiotmb.tmb.calling import Thresholds, TorrentSettings, call_variants

    called = call_variants(
        alignments,
        reference,
        targets,
        genes=genes,
        out=out,
        caller=caller.value,
        thresholds=Thresholds(
            min_depth, min_alt_depth, min_fraction, min_base_quality, min_mapping_quality
        ),
        torrent=TorrentSettings(parameters, threads),
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
