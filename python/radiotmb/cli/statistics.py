"""Verbs from tables to statistics: pairs, genes, model, survival, audit. The numbers are R's."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from radiotmb.cli.output import Json, Quiet, Scheduler, Workers, output
from radiotmb.errors import InputError
from radiotmb.inputs.tables import read_table, write_table

Out = Annotated[Path | None, typer.Option(help="Write the table here (CSV).")]


def pairs(
    burden: Annotated[Path, typer.Argument(help="Burden table: patient_id, lesion, mutations ...")],
    cutoff: Annotated[float, typer.Option(min=0, help="TMB-high from here, mutations/Mb.")] = 10,
    out: Out = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Compare primary and metastasis: discordance, paired tests, what chance would give.

    Example: `radiotmb pairs burden.csv --out pairs.csv`
    """
    from radiotmb import stats

    found = stats.compare_lesions(read_table(burden, "burden"), cutoff=cutoff)
    if out is not None:
        write_table(found.pairs, out)
        output.note(f"{len(found.pairs)} patients: {out}")
    output.result(lambda: stats.as_text(found), found.as_dict, found.pairs)


def genes(
    variants: Annotated[Path, typer.Argument(help="Variants table (CSV or Parquet).")],
    top: Annotated[int, typer.Option(min=1, help="Genes whose overlap is counted.")] = 20,
    out: Out = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Rank mutated genes in primaries and metastases, with paired tests.

    Example: `radiotmb genes variants.parquet --top 20`
    """
    from radiotmb import stats

    found = stats.rank_genes(read_table(variants, "variants"), top=top)
    output.table(found.genes, out)
    output.note(f"{found.overlap} genes are among the {top} most mutated of both lesions")


def model(
    features: Annotated[Path, typer.Option(help="Features table, one row a patient and phase.")],
    labels: Annotated[Path, typer.Option(help="patient_id, status")],
    out: Annotated[Path, typer.Option(help="Folder for predictions.csv and the other tables.")],
    positive: Annotated[str, typer.Option(help="The status that counts as positive.")] = "high",
    outer: Annotated[int, typer.Option(min=2, help="Outer folds.")] = 5,
    inner: Annotated[int, typer.Option(min=2, help="Inner folds.")] = 5,
    repeats: Annotated[int, typer.Option(min=1, help="Repeats of the outer folds.")] = 1,
    trees: Annotated[int, typer.Option(min=1, help="Trees of the elimination's forests.")] = 500,
    permutations: Annotated[
        int, typer.Option(min=0, help="Runs of the whole pipeline on permuted labels.")
    ] = 0,
    seed: Annotated[int, typer.Option(min=0)] = 1,
    engine: Annotated[str, typer.Option(help="r, or python: scikit-learn's second opinion.")] = "r",
    workers: Workers = 1,
    scheduler: Scheduler = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Predict a status from features: nested cross-validation, ROC, cutoff, permutation null.

    The permutations are spread over the workers.

    Examples: `radiotmb model --features features.csv --labels labels.csv --out model` or, with
    chance beside it, `radiotmb model --features features.csv --labels labels.csv --out model
    --permutations 1000 --workers 2`
    """
    from radiotmb.runtime.workers import Workers as RunWorkers
    from radiotmb.study.single_model import model_one

    table = read_table(features, "features")
    if len({*table.get("phase", [])}) > 1:
        raise InputError(
            "more than one phase", file=features, where="column 'phase'",
            expected="one phase a model", hint="Keep one phase's rows, or use radiotmb run",
        )  # fmt: skip
    fit = model_one(
        table,
        read_table(labels, "labels"),
        out,
        permutations=permutations,
        engine=engine,
        workers=RunWorkers(workers, scheduler),
        positive=positive,
        outer=outer,
        inner=inner,
        repeats=repeats,
        trees=trees,
        seed=seed,
    )
    if json:
        output.data(fit.summary)
        return
    output.titled(fit.shown)
    output.note(f"tables: {out}")


def survival(
    patients: Annotated[Path, typer.Argument(help="patient_id, os_days, os_event, groups ...")],
    group: Annotated[str, typer.Option(help="The column that names each patient's group.")],
    out: Out = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Compare survival between groups: Kaplan-Meier, log-rank, Cox, follow-up.

    Example: `radiotmb survival patients.csv --group concordance`
    """
    from radiotmb import stats

    table = read_table(patients, "patients")
    if group not in table:
        raise InputError(
            f"no column '{group}'", file=patients, expected=f"one of {', '.join(table.columns)}"
        )
    found = stats.compare_survival(table, group)
    if out is not None:
        write_table(found.curves, out)
        output.note(f"curves: {out}")
    output.result(lambda: stats.as_text(found), found.as_dict, found.tests)


def audit(
    claims: Annotated[
        Path | None, typer.Argument(help="Claims of another paper, in published.csv's columns.")
    ] = None,
    results: Annotated[
        Path | None, typer.Option(help="results.json of a study: yours beside theirs.")
    ] = None,
    out: Out = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Check published numbers by arithmetic, and set a study's own beside them.

    Example: `radiotmb audit --results demo/results/results.json`
    """
    from radiotmb import stats

    if results is not None:
        output.table(stats.compare_published(results), out, title="Published beside this study")
        return
    found = stats.audit_published(claims)
    if out is not None:
        write_table(found.checks, out)
        output.note(f"{len(found.checks)} checks: {out}")
    output.result(lambda: stats.as_text(found), lambda: stats.records(found.checks), found.checks)
