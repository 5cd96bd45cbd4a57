"""Verbs from tables to statistics: model, survival, audit. The numbers are R's."""

from __future__ import annotations

import enum
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from radiotmb.cli.centre_options import (
    Batch,
    Centre,
    Folds,
    FoldsOption,
    Harmonise,
    HarmoniseOption,
    Keep,
    Unseen,
    UnseenOption,
    centre_arguments,
    named_columns,
)
from radiotmb.cli.completion import groups_of, values_of
from radiotmb.cli.named_files import named_files
from radiotmb.cli.one_model import labels_of, only_rows
from radiotmb.cli.options import (
    ChainLearner,
    ChainSeed,
    DaskConfig,
    Engine,
    Inner,
    Json,
    Learner,
    Out,
    Positive,
    Quiet,
    Repeats,
    Scheduler,
    Trees,
    Workers,
)  # fmt: skip
from radiotmb.cli.output import on_terminal, output
from radiotmb.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

# More are no groups of patients but a number or a name that was taken for one.
_MOST_GROUPS = 8


class Role(str, enum.Enum):
    """What a lesion is to the others of its patient."""

    primary = "primary"
    metastasis = "metastasis"


def model(
    features: Annotated[
        Path, typer.Option(help="A table as radiotmb extract writes it: one row a patient.")
    ],
    labels: Annotated[
        Path,
        typer.Option(help="Table of patient_id and status, or a burden table and its lesion."),
    ],
    lesion: Annotated[
        str | None,
        typer.Option(
            metavar="LESION",
            help="The lesion whose rows are modelled, of features and of labels.",
            autocompletion=values_of("lesion", "features", "labels"),
        ),
    ] = None,
    role: Annotated[
        Role | None,
        typer.Option(
            help="Model all lesions of this role, each with its own status, all lesions of a "
            "patient in one fold; --labels is then a burden table."
        ),
    ] = None,
    phase: Annotated[
        str | None,
        typer.Option(
            metavar="PHASE",
            autocompletion=values_of("phase", "features", listed=True),
            help="The CT phase whose features are modelled; several with commas between "
            "(supine,prone) are one model with the features of each, of the patients who have all. "
            "The columns keep the order given, and another order can give another result.",
        ),
    ] = None,
    *,
    out: Annotated[
        Path,
        typer.Option(
            metavar="FOLDER", help="Write predictions.csv and the other tables into this folder."
        ),
    ],
    positive: Positive = "high",
    outer: Annotated[int, typer.Option(min=2, help="Outer folds.")] = 5,
    inner: Inner = 5,
    repeats: Repeats = 1,
    trees: Trees = 500,
    learner: ChainLearner = Learner.xgboost,
    folds: FoldsOption = Folds.patients,
    harmonise: HarmoniseOption = Harmonise.none,
    centre: Centre = None,
    batch: Batch = None,
    keep: Keep = None,
    unseen: UnseenOption = Unseen.refuse,
    permutations: Annotated[
        int,
        typer.Option(min=0, help="Run everything on so many sets of permuted labels as well."),
    ] = 0,
    seed: ChainSeed = 1,
    engine: Annotated[
        Engine, typer.Option(help="R, or scikit-learn and xgboost in Python.")
    ] = Engine.r,
    workers: Workers = 1,
    scheduler: Scheduler = None,
    dask_config: DaskConfig = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Predict a status from features: nested cross-validation, ROC, cutoff, permutation null.

    The permutations are spread over the workers.

    Examples:

    - `radiotmb model --features features.csv --labels labels.csv --out model`

    - `radiotmb model --features features.csv --labels labels.csv --out model --permutations 1000
    --workers 2`

    - `radiotmb model --features features.csv --labels burden.csv --lesion primary --phase portal
    --out model`

    - `radiotmb model --features features.csv --labels burden.csv --lesion primary
    --phase supine,prone --out early-and-late`

    - `radiotmb model --features features.csv --labels labels.csv --folds centre --out centres`
    """
    from radiotmb.inputs.tables import read_table
    from radiotmb.runtime.workers import Workers as RunWorkers
    from radiotmb.study.single_model import model_one

    centres = centre_arguments(
        folds=folds, harmonise=harmonise, centre=centre, batch=batch, keep=keep, unseen=unseen
    )
    table = read_table(features, "features")
    if role is not None:
        table, statuses = _lesions_of(table, labels, role.value, lesion)
    else:
        table = only_rows(table, "lesion", lesion, features)
        statuses = labels_of(labels, lesion, named_columns(centres))
    phases = _phases_of(phase, table, features)
    joined = {"phase": phases} if len(phases) > 1 else {}
    if not joined:
        table = only_rows(table, "phase", phases[0] if phases else None, features)
    with named_files(features=features, labels=labels, positive=labels):
        fit = model_one(
            table,
            statuses,
            out,
            permutations=permutations,
            engine=engine.value,
            workers=RunWorkers(workers, scheduler, out / ".finished", dask_config),
            positive=positive,
            outer=outer,
            inner=inner,
            repeats=repeats,
            trees=trees,
            seed=seed,
            learner=learner.value,
            **centres,
            **joined,
        )
    if output.json:
        output.data(fit.summary)
        return
    output.titled(fit.shown, fit.measures)
    output.notes([f"Note: {flag}" for flag in fit.summary["flags"]])
    output.note(f"tables: {out}")


def _lesions_of(
    features: pd.DataFrame, labels: Path, role: str, lesion: str | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The features and statuses of all lesions of a role, by a burden table."""
    from radiotmb.inputs.lesion_roles import patients_with_several, roles_of
    from radiotmb.inputs.tables import read_table

    if lesion is not None:
        raise InputError("give --lesion or --role", expected="one of the two")
    burden = read_table(labels, "burden")
    burden = burden[roles_of(burden) == role]
    if burden.empty or "status" not in burden or "lesion" not in features:
        raise InputError(
            f"no status of a lesion of the role {role}, or no column 'lesion' in the features",
            file=labels, expected=f"a burden table with the status of each {role}",
        )  # fmt: skip
    known = set(zip(burden["patient_id"], burden["lesion"], strict=True))
    pairs = zip(features["patient_id"], features["lesion"], strict=True)
    table = features[[pair in known for pair in pairs]]
    if patients_with_several(burden):
        return table, burden[["patient_id", "lesion", "status"]]
    return table.drop(columns="lesion"), burden[["patient_id", "status"]]


def _phases_of(wanted: str | None, table: pd.DataFrame, file: Path) -> list[str]:
    """The phases that one model joins: those between commas or, as in a study file, between +."""
    there = sorted({*table.get("phase", [])})
    if wanted is None or wanted in there:
        return [] if wanted is None else [wanted]
    phases = [one.strip() for one in re.split("[,+]", wanted)]
    if (len(phases) > 1 and "" in phases) or len({*phases}) < len(phases):
        raise InputError(
            f"'{wanted}' does not name different phases", where="--phase",
            expected="names with commas between, such as supine,prone",
        )  # fmt: skip
    for one in phases:
        only_rows(table, "phase", one, file)
    return phases


def survival(
    patients: Annotated[
        Path,
        typer.Argument(
            metavar="PATIENTS", help="A table of patients: patient_id, os_days, os_event, groups."
        ),
    ],
    group: Annotated[
        str,
        typer.Option(
            metavar="COLUMN",
            help="The column that names each patient's group.",
            autocompletion=groups_of("patients"),
        ),
    ],
    out: Out = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Compare survival between groups: Kaplan-Meier, log-rank, Cox, follow-up.

    Example:

    - `radiotmb survival patients.csv --group concordance`
    """
    from radiotmb import stats
    from radiotmb.inputs.tables import read_table, write_table

    table = read_table(patients, "patients")
    if group not in table:
        raise InputError(
            f"no column '{group}'", file=patients, expected=f"one of {', '.join(table.columns)}"
        )
    _check_follow_up(table, patients)
    values = table[group].dropna().nunique()
    if values > _MOST_GROUPS:
        raise InputError(
            f"'{group}' has {values} different values", file=patients, where=f"column '{group}'",
            expected=f"at most {_MOST_GROUPS} groups",
            hint="Cut it into groups in a column of its own, such as 'under 65' and '65 or older'",
        )  # fmt: skip
    with named_files(arguments={"patients": patients}):
        found = stats.compare_survival(table, group)
    if out is not None:
        write_table(found.curves, out)
        output.note(f"curves: {out}")
    output.result(
        lambda width: stats.as_text(found, width), found.as_dict, found.tests,
        to_file=out is not None,
    )  # fmt: skip


def _check_follow_up(table: pd.DataFrame, file: Path) -> None:
    """Refuse a table without days or without events, with the columns that may be meant."""
    from radiotmb.inputs.column_names import nearest

    missing = [name for name in ("os_days", "os_event") if name not in table]
    if missing:
        alike = [(nearest(name, map(str, table.columns)), name) for name in missing]
        rename = [f"'{other}' to '{name}'" for other, name in alike if other]
        raise InputError(
            f"no column {', '.join(repr(name) for name in missing)} among "
            f"{', '.join(map(str, table.columns))}",
            file=file,
            expected="os_days (days to death or last contact) and os_event (1: died, 0: alive)",
            hint=f"Rename {' and '.join(rename)}?" if rename else None,
        )


def audit(
    claims: Annotated[
        Path | None,
        typer.Argument(
            metavar="CLAIMS",
            help="The numbers of another paper: id, value and, in the column checks, how each can "
            "be recomputed; --example writes such a table.",
        ),
    ] = None,
    example: Annotated[
        Path | None,
        typer.Option(
            help="Write the claims of the published study with their checks here, to start from."
        ),
    ] = None,
    results: Annotated[
        Path | None, typer.Option(help="The results.json of a study, to stand beside them.")
    ] = None,
    out: Out = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Check published numbers by arithmetic, or set a study's own beside them.

    Examples:

    - `radiotmb audit`

    - `radiotmb audit --example their-claims.csv`

    - `radiotmb audit their-claims.csv --out checks.csv`

    - `radiotmb audit --results demo/results/results.json`

    - `radiotmb audit their-claims.csv --results demo/results/results.json`
    """
    from radiotmb import stats
    from radiotmb.inputs.tables import write_table
    from radiotmb.runtime.to_json import records

    if example is not None:
        if claims is not None or results is not None:
            raise InputError("--example goes with neither CLAIMS nor --results")
        if example.exists():
            raise InputError("is there already", file=example, hint="Give a new name")
        write_table(stats.published_results(), example)
        output.note(f"Put the other paper's numbers in its rows, then:  radiotmb audit {example}")
        return
    if results is not None:
        output.table(
            stats.compare_published(results, claims), out, title="Published beside this study",
            first=("quantity", "published", "study", "p_difference"),
        )  # fmt: skip
        return
    found = stats.audit_published(claims)
    if (found.checks["check"] == "none").all() and not on_terminal():
        output.note("No claim names a check; --example writes a table with checks, to start from")
    if out is not None:
        write_table(found.checks, out)
        output.note(f"{len(found.checks)} checks: {out}")
    output.result(
        lambda width: stats.as_text(found, width), lambda: records(found.checks), found.checks,
        to_file=out is not None,
    )  # fmt: skip
