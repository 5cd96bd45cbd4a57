"""Verbs from tables to statistics: pairs, genes, model, survival, audit. The numbers are R's."""

from __future__ import annotations

import enum
import math
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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
    Positive,
    Quiet,
    Repeats,
    Scheduler,
    Trees,
    Workers,
)  # fmt: skip
from radiotmb.cli.output import output
from radiotmb.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

# More are no groups of patients but a number or a name that was taken for one.
_MOST_GROUPS = 8

Out = Annotated[
    Path | None, typer.Option(help="Write the table here (.csv, .tsv, .parquet, .feather).")
]


class Role(str, enum.Enum):
    """What a lesion is to the others of its patient."""

    primary = "primary"
    metastasis = "metastasis"


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
    output.result(lambda: stats.as_text(found), found.as_dict, found.pairs)


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
    output.result(lambda: stats.as_text(found), found.as_dict, found.pairs)


def _note_flags(flags: Sequence[str]) -> None:
    """What R found worth saying, where its own print on a terminal does not say it."""
    if output.json or not sys.stdout.isatty():
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
        int, typer.Option(min=1, help="How many of the most mutated genes are compared.")
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
    from radiotmb.inputs.tables import read_table

    samples = None if burden is None else lesion_columns(read_table(burden, "burden"))
    found = stats.rank_genes(read_table(variants, "variants"), top=top, samples=samples)
    output.table(found.genes, out)
    output.note(f"{found.overlap} genes are among the {top} most mutated of both lesions")


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
        typer.Option(help="The lesion whose rows are modelled, of features and of labels."),
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
            help="The CT phase whose features are modelled; several with commas between "
            "(supine,prone) are one model with the features of each, of the patients who have all. "
            "The columns keep the order given, and another order can give another result."
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
    """
    from radiotmb.inputs.tables import read_table
    from radiotmb.runtime.workers import Workers as RunWorkers
    from radiotmb.study.single_model import model_one

    table = read_table(features, "features")
    if role is not None:
        table, statuses = _lesions_of(table, labels, role.value, lesion)
    else:
        table = only_rows(table, "lesion", lesion, features)
        statuses = labels_of(labels, lesion)
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
            **joined,
        )
    if output.json:
        output.data(fit.summary)
        return
    output.titled(fit.shown)
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
        str, typer.Option(metavar="COLUMN", help="The column that names each patient's group.")
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
    output.result(lambda: stats.as_text(found), found.as_dict, found.tests)


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
            help="The numbers of another paper, in the columns of published.csv.",
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

    - `radiotmb audit their-claims.csv --out checks.csv`

    - `radiotmb audit --results demo/results/results.json`
    """
    from radiotmb import stats
    from radiotmb.inputs.tables import write_table
    from radiotmb.runtime.to_json import records

    if claims is not None and results is not None:
        raise InputError("give CLAIMS or --results", expected="one of the two")
    if results is not None:
        output.table(stats.compare_published(results), out, title="Published beside this study")
        return
    found = stats.audit_published(claims)
    if out is not None:
        write_table(found.checks, out)
        output.note(f"{len(found.checks)} checks: {out}")
    output.result(lambda: stats.as_text(found), lambda: records(found.checks), found.checks)
