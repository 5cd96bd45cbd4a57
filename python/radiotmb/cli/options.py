"""The options that several verbs share."""

from __future__ import annotations

import enum
import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from radiotmb.cli.completion import values_of

Json = Annotated[
    bool, typer.Option("--json", help="Results and errors as JSON on standard output.")
]
Out = Annotated[
    Path | None, typer.Option(help="Write the table here (.csv, .tsv, .parquet, .feather).")
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
DaskConfig = Annotated[
    Path | None,
    typer.Option(
        "--dask-config", metavar="FILE",
        help="Dask's own settings for the connection (YAML): TLS certificates, timeouts.",
    ),
]  # fmt: skip
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


SafeCsv = Annotated[
    bool,
    typer.Option(
        "--safe-csv",
        help="CSV for spreadsheets: a cell that could run as a formula gets an apostrophe.",
    ),
]


Wide = Annotated[
    bool,
    typer.Option("--wide", help="On a terminal: every column of a table, however wide it gets."),
]


def with_table_options(verb: Callable[..., Any]) -> Callable[..., Any]:
    """A verb with ``--wide``, and ``--safe-csv``, which every CSV that it writes then follows."""

    @functools.wraps(verb)
    def run(*arguments: Any, wide: bool = False, safe_csv: bool = False, **given: Any) -> Any:
        from radiotmb.inputs.formula_cells import formulas_as_text

        if not safe_csv:
            return verb(*arguments, **given)
        with formulas_as_text():
            return verb(*arguments, **given)

    added = {"wide": Wide, "safe_csv": SafeCsv}
    switches = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=False, annotation=hint)
        for name, hint in added.items()
    ]
    # Evaluated: what a wrapper's annotations name is in the verb's module.
    own = inspect.signature(verb, eval_str=True)
    run.__signature__ = own.replace(  # type: ignore[attr-defined]
        parameters=[*own.parameters.values(), *switches]
    )
    run.__annotations__ = {**get_type_hints(verb, include_extras=True), **added}
    return run


class Engine(str, enum.Enum):
    """What computes a model."""

    r = "r"
    python = "python"


Label = Annotated[
    str | None,
    typer.Option(
        help="The lesion in the mask, by number or name; several with commas between, or all. "
        "Without it the only region, or label 1."
    ),
]
AlignMask = Annotated[
    bool,
    typer.Option(
        "--align-mask", help="Resample a mask whose grid is not the image's; refused otherwise."
    ),
]
Series = Annotated[
    int | None,
    typer.Option(help="The series number, in a DICOM folder that holds several series."),
]
SpacingTolerance = Annotated[
    float,
    typer.Option(
        min=0,
        max=0.49,
        help="How far a DICOM slice may lie off the even grid, as a share of the slice distance.",
    ),
]
AnyFrame = Annotated[
    bool,
    typer.Option(
        "--any-frame-of-reference",
        help="Accept contours of another frame of reference, where an anonymiser broke the names.",
    ),
]
RepairAxes = Annotated[
    bool,
    typer.Option(
        "--repair-axes", help="Make the axes of a NIfTI file right-angled; refused otherwise."
    ),
]
ConfidenceLevel = Annotated[
    float, typer.Option(min=0.5, max=0.999, help="Confidence level of the intervals.")
]

# Of the modelling chain.
Positive = Annotated[
    str,
    typer.Option(
        metavar="STATUS",
        help="The status that is predicted.",
        autocompletion=values_of("status", "labels"),
    ),
]
Inner = Annotated[int, typer.Option(min=2, help="Inner folds.")]
Repeats = Annotated[int, typer.Option(min=1, help="How often the outer folds are drawn anew.")]
Trees = Annotated[int, typer.Option(min=1, help="Trees of each forest that ranks the features.")]


class Learner(str, enum.Enum):
    """What predicts from the features left."""

    xgboost = "xgboost"
    glmnet = "glmnet"


ChainLearner = Annotated[
    Learner,
    typer.Option(
        help="What predicts: XGBoost after elimination, as published, or a ridge regression by "
        "glmnet on all features that pass the screen, as a comparator."
    ),
]
ChainSeed = Annotated[
    int, typer.Option(min=0, help="The same seed gives the same folds and forests.")
]
