"""The options that several verbs share."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[
    bool, typer.Option("--json", help="Results and errors as JSON on standard output.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no notes: errors only.")]
Workers = Annotated[
    int,
    typer.Option(min=1, help="Processes on this machine. The results are the same for any number."),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS", help="Run on a Dask cluster instead: its scheduler, tcp://host:8786."
    ),
]
Outside = Annotated[
    bool,
    typer.Option(
        "--allow-outside", help="Accept file names in the table that lead out of its own folder."
    ),
]
Reference = Annotated[
    Path | None, typer.Option(help="Reference genome (FASTA with its .fai index).")
]
Genes = Annotated[
    Path | None,
    typer.Option(
        help="Gene models (GFF3): variants without annotation are annotated by bcftools csq."
    ),
]


class Engine(str, enum.Enum):
    """What computes a model."""

    r = "r"
    python = "python"
