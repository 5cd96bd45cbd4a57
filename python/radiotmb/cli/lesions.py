"""Verbs that compare primary and metastasis: pairs, genes. The numbers are R's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from radiotmb.cli.completion import pairs_of
from radiotmb.cli.named_files import named_files
from radiotmb.cli.options import Json, Out, Quiet
from radiotmb.cli.output import on_terminal, output
from radiotmb.errors import InputError

if TYPE_CHECKING:
    import pandas as pd


def pairs(
    burden: Annotated[
        Path,
        typer.Argument(
            metavar="BURDEN",
            help="A table as radiotmb tmb writes it: patient_id, lesion, mutations, megabases, and "
            "role where a lesion is called neither primary nor metastasis.",
        ),
    ],
    cutoff: Annotated[
        float | None,
        typer.Option(
            min=0,
            help="From here on a burden is high, in mutations per megabase, whatever the column "
            "status of BURDEN says. Without it that column decides, or 10 where there is none.",
        ),
    ] = None,
    variants: Annotated[
        Path | None,
        typer.Option(
            help="The variants behind the burdens, as radiotmb tmb --variants writes them: with "
            "them chance is also worked out for the mutations that both lesions share."
        ),
    ] = None,
    pair: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIRST:SECOND",
            autocompletion=pairs_of("burden"),
            help="Compare these lesions of each patient, by name, role or site; may be given "
            "again. Without it every primary is compared with every metastasis.",
        ),
    ] = None,
    out: Out = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Compare primary and metastasis: discordance, paired tests, what chance would give.

    Examples:

    - `radiotmb pairs burden.csv --out pairs.csv`

    - `radiotmb pairs burden.csv --variants variants.csv`

    - `radiotmb pairs burden.csv --pair liver:lung`

    Where a patient has several lesions of a role, or with --pair, patients are the units of all
    tests and intervals.
    """
    from radiotmb import stats
    from radiotmb.inputs.lesion_roles import lesion_columns, patients_with_several
    from radiotmb.inputs.tables import read_table, write_table

    if cutoff is not None and not math.isfinite(cutoff):
        raise InputError(f"'{cutoff}' is no cutoff", where="--cutoff", expected="a finite number")
    table = read_table(burden, "burden")
    if pair or patients_with_several(table):
        with named_files(arguments={"burden": burden}):
            _several_pairs(table, _pair_rules(pair), cutoff, variants, out)
        return
    sharing = None
    with named_files(arguments={"burden": burden}, variants=variants):
        if variants is not None:
            counted = read_table(variants, "variants")
            sharing = stats.compare_variants(counted, lesion_columns(table)).patients
        found = stats.compare_lesions(table, cutoff=cutoff, shared=sharing)
    if sharing is None:
        output.note("without --variants nothing is said of the mutations that both lesions share")
    if out is not None:
        write_table(found.pairs, out)
        output.note(f"{len(found.pairs)} patients: {out}")
    _note_flags(found.flags)
    output.result(
        lambda width: stats.as_text(found, width), found.as_dict, found.pairs,
        to_file=out is not None,
    )  # fmt: skip


def _several_pairs(
    table: pd.DataFrame,
    rules: pd.DataFrame | None,
    cutoff: float | None,
    variants: Path | None,
    out: Path | None,
) -> None:
    from radiotmb import stats
    from radiotmb.inputs.tables import write_table

    found = stats.compare_lesion_pairs(table, rules, cutoff=cutoff)
    if variants is not None:
        output.note(
            f"{variants} is not used: what several lesions of a patient share is not part of "
            "chance here"
        )
    if out is not None:
        write_table(found.pairs, out)
        output.note(f"{len(found.pairs)} pairs of {len(found.patients)} patients: {out}")
    _note_flags(found.flags)
    output.result(
        lambda width: stats.as_text(found, width), found.as_dict, found.pairs,
        to_file=out is not None,
    )  # fmt: skip


def _note_flags(flags: Sequence[str]) -> None:
    """What R found worth saying, where its own print on a terminal does not say it."""
    if output.json or not on_terminal():
        output.notes([f"Note: {flag}" for flag in flags])


def _pair_rules(pairs: list[str] | None) -> pd.DataFrame | None:
    """The pairs that were asked for, as the statistics take them."""
    import pandas as pd

    if not pairs:
        return None
    rows = [tuple(part.strip() for part in text.split(":")) for text in pairs]
    for text, row in zip(pairs, rows, strict=True):
        if len(row) != 2 or "" in row:
            raise InputError(
                f"'{text}' is no pair", where="--pair", expected="FIRST:SECOND, as in liver:lung"
            )
    return pd.DataFrame(rows, columns=["first", "second"])


def genes(
    variants: Annotated[
        Path,
        typer.Argument(metavar="VARIANTS", help="A table as radiotmb tmb --variants writes it."),
    ],
    top: Annotated[
        int,
        typer.Option(
            min=1,
            help="How many of the most mutated genes are compared, and printed; a file of --out "
            "has all.",
        ),
    ] = 20,
    burden: Annotated[
        Path | None,
        typer.Option(
            help="The burdens of the same samples: with them a lesion without any variant counts "
            "as sequenced, and lesions called neither primary nor metastasis have their role."
        ),
    ] = None,
    out: Out = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Rank mutated genes in primaries and metastases, with paired tests.

    Examples:

    - `radiotmb genes variants.parquet --top 20`

    - `radiotmb genes variants.parquet --burden burden.csv`
    """
    from radiotmb import stats
    from radiotmb.inputs.lesion_roles import lesion_columns
    from radiotmb.inputs.tables import read_table, write_table

    samples = None if burden is None else lesion_columns(read_table(burden, "burden"))
    found = stats.rank_genes(read_table(variants, "variants"), top=top, samples=samples)
    if out is not None:
        write_table(found.genes, out)
        output.note(f"{len(found.genes)} rows: {out}")
    shown = found.genes.head(top)
    if out is None or output.json:
        output.table(shown)
    if out is None and len(shown) < len(found.genes):
        output.note(f"{len(shown)} of {len(found.genes)} mutated genes; --top or --out shows more")
    output.note(f"{found.overlap} genes are among the {top} most mutated of both lesions")
    _note_flags(found.flags)
