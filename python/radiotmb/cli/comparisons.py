"""Verbs that set models beside each other: added-value, compare."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from radiotmb.cli.completion import columns_of, values_of
from radiotmb.cli.named_files import named_files
from radiotmb.cli.one_model import labels_of, only_rows
from radiotmb.cli.options import (
    ChainLearner,
    ChainSeed,
    Inner,
    Json,
    Learner,
    Positive,
    Quiet,
    Repeats,
    Trees,
)
from radiotmb.cli.output import output
from radiotmb.cli.result_folder import write_result
from radiotmb.errors import InputError


def compare(
    first: Annotated[
        Path,
        typer.Argument(
            metavar="FIRST",
            help="Held-out predictions of one chain: predictions.csv of radiotmb model.",
        ),
    ],
    second: Annotated[
        Path,
        typer.Argument(
            metavar="SECOND",
            help="Those of the other: the same patients, seed, folds and repeats.",
        ),
    ],
    positive: Positive = "high",
    permutations: Annotated[
        int, typer.Option(min=1, help="Exchanges of the two predictions of each patient.")
    ] = 2000,
    out: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Write the tables and summary.json here.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seeds the exchanges.")] = 1,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Compare two chains on the same folds: difference of the AUCs, exchange test.

    The interval of the difference needs both chains run again on resampled patients: R's and
    Python's compare_models() take their bootstraps, and a study runs them.

    Examples:

    - `radiotmb compare model/predictions.csv ridge/predictions.csv`

    - `radiotmb compare supine/predictions.csv prone/predictions.csv --permutations 10000`
    """
    from radiotmb import stats
    from radiotmb.inputs.tables import read_table
    from radiotmb.study.comparisons import comparison_summary, comparison_tables

    one, other = (read_table(file, "predictions") for file in (first, second))
    with named_files(arguments={"first": first, "second": second, "positive": first}):
        found = stats.compare_models(
            one,
            other,
            permutations=permutations,
            seed=seed,
            names=_names_of(first, second),
            positive=positive,
        )
    made = comparison_tables(found)
    summary = comparison_summary(found)
    if out is not None:
        write_result(out, made, summary)
    output.notes([f"note: {flag}" for flag in found.flags])
    output.result(
        lambda width: stats.as_text(found, width), lambda: summary, made["comparison"],
        to_file=out is not None,
    )  # fmt: skip


def _names_of(first: Path, second: Path) -> list[str]:
    """What two files are called: by their folders where their own names are one."""
    for named in (lambda file: file.stem, lambda file: file.resolve().parent.name):
        names = [named(first), named(second)]
        if names[0] != names[1] and all(names):
            return names
    return ["first", "second"]


def added_value(
    features: Annotated[
        Path, typer.Option(help="A table as radiotmb extract writes it: one row a patient.")
    ],
    labels: Annotated[
        Path, typer.Option(help="Table of patient_id and status, or a burden table and its lesion.")
    ],
    clinical: Annotated[Path, typer.Option(help="Table of patients: patient_id and columns.")],
    column: Annotated[
        list[str],
        typer.Option(
            metavar="COLUMN",
            autocompletion=columns_of("clinical"),
            help="A clinical column, chosen beforehand; give it again for each further one.",
        ),
    ],
    lesion: Annotated[
        str | None,
        typer.Option(
            metavar="LESION",
            help="The lesion whose rows are used, of features and of labels.",
            autocompletion=values_of("lesion", "features", "labels"),
        ),
    ] = None,
    phase: Annotated[
        str | None,
        typer.Option(
            metavar="PHASE",
            help="The CT phase whose features are used.",
            autocompletion=values_of("phase", "features"),
        ),
    ] = None,
    *,
    out: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Write the tables and summary.json here.")
    ],
    positive: Positive = "high",
    outer: Annotated[int, typer.Option(min=3, help="Outer folds.")] = 5,
    inner: Inner = 5,
    repeats: Repeats = 5,
    trees: Trees = 500,
    learner: ChainLearner = Learner.xgboost,
    resamples: Annotated[
        int,
        typer.Option(
            min=0, help="Resamples of the patients for the intervals, the whole chain on each."
        ),
    ] = 100,
    permutations: Annotated[
        int,
        typer.Option(min=0, help="Times that the images are dealt to other patients; 0: none."),
    ] = 0,
    seed: ChainSeed = 1,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Is the image worth it? A clinical model, an image model, and both, in the same folds.

    Examples:

    - `radiotmb added-value --features features.csv --labels labels.csv --clinical patients.csv
    --column age --column stage --out added`

    - `radiotmb added-value --features features.csv --labels burden.csv --lesion primary
    --phase portal --clinical patients.csv --column stage --learner glmnet --out added`
    """
    if resamples == 1:
        raise InputError("--resamples 1 gives no interval", expected="at least 2, or 0 for none")
    from radiotmb import stats
    from radiotmb.inputs.tables import read_table
    from radiotmb.study.comparisons import added_value_summary, added_value_tables

    table = read_table(features, "features")
    for name, wanted in (("lesion", lesion), ("phase", phase)):
        table = only_rows(table, name, wanted, features)
    patients = read_table(clinical, "patients")
    missing = [name for name in column if name not in patients]
    if missing:
        raise InputError(
            f"no column {', '.join(repr(name) for name in missing)}", file=clinical,
            where="--column", expected=f"among {', '.join(map(str, patients.columns))}",
        )  # fmt: skip
    statuses = labels_of(labels, lesion)
    with named_files(features=features, labels=labels, positive=labels, clinical=clinical):
        found = stats.added_value(
            table,
            statuses,
            patients[["patient_id", *dict.fromkeys(column)]],
            resamples=resamples,
            permutations=permutations,
            positive=positive,
            outer=outer,
            inner=inner,
            repeats=repeats,
            trees=trees,
            learner=learner.value,
            seed=seed,
        )
    summary = added_value_summary(found)
    write_result(out, added_value_tables(found), summary)
    output.notes([f"note: {flag}" for flag in found.flags])
    output.result(lambda width: stats.as_text(found, width), lambda: summary, found.differences)
