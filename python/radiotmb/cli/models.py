"""Verbs of a model that is kept: fit, predict, validate."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from radiotmb.cli.centre_options import (
    Batch,
    Centre,
    Folds,
    FoldsOption,
    Keep,
    KeptHarmonise,
    KeptHarmoniseOption,
    PredictUnseen,
    Unseen,
    UnseenOption,
    centre_arguments,
    named_columns,
)
from radiotmb.cli.completion import presets, values_of
from radiotmb.cli.named_files import named_files
from radiotmb.cli.one_model import labels_of, only_rows
from radiotmb.cli.options import (
    ChainLearner,
    ChainSeed,
    Inner,
    Json,
    Learner,
    Outside,
    Positive,
    Quiet,
    Repeats,
    Scheduler,
    Trees,
    Workers,
)  # fmt: skip
from radiotmb.cli.output import output
from radiotmb.cli.result_folder import write_result
from radiotmb.errors import InputError

if TYPE_CHECKING:
    import pandas as pd


class Missing(str, enum.Enum):
    """What becomes of a missing feature value."""

    refuse = "refuse"
    median = "median"


ModelFile = Annotated[
    Path, typer.Argument(metavar="MODEL", help="A model as radiotmb fit or run writes it.")
]
Lesion = Annotated[
    str | None,
    typer.Option(
        metavar="LESION",
        help="The lesion whose rows are used, of features and of labels.",
        autocompletion=values_of("lesion", "features", "labels"),
    ),
]
Phase = Annotated[
    str | None,
    typer.Option(
        metavar="PHASE",
        help="The CT phase whose features are used.",
        autocompletion=values_of("phase", "features"),
    ),
]
Labels = Annotated[
    Path, typer.Option(help="Table of patient_id and status, or a burden table and its lesion.")
]
Quality = Annotated[
    Path | None,
    typer.Option(
        help="The scanners: a table as radiotmb extract --quality writes it (patient_id, "
        "manufacturer, kernel, kvp ...)."
    ),
]
FillMissing = Annotated[
    Missing | None,
    typer.Option(
        help="Refuse a missing value, or take the training patients' median; the way of the "
        "model's training where not given."
    ),
]


class TrainingPatients(str, enum.Enum):
    """What becomes of patients that the model knows already."""

    refuse = "refuse"
    leave_out = "leave-out"


Trained = Annotated[
    TrainingPatients,
    typer.Option(
        "--training-patients",
        help="Patients whom the model was fitted to or recalibrated by, told by their features: "
        "refuse them by name, or leave them out.",
    ),
]
Error = Annotated[
    float, typer.Option(min=0, max=1, help="Error rate of the conformal set of each patient.")
]


def fit(
    features: Annotated[
        Path, typer.Option(help="A table as radiotmb extract writes it: one row a patient.")
    ],
    labels: Labels,
    lesion: Lesion = None,
    phase: Phase = None,
    *,
    out: Annotated[Path, typer.Option(metavar="FILE", help="Write the model here (JSON).")],
    positive: Positive = "high",
    outer: Annotated[int, typer.Option(min=2, help="Outer folds, which judge the chain.")] = 5,
    inner: Inner = 5,
    repeats: Repeats = 1,
    trees: Trees = 500,
    learner: ChainLearner = Learner.xgboost,
    folds: FoldsOption = Folds.patients,
    harmonise: KeptHarmoniseOption = KeptHarmonise.none,
    centre: Centre = None,
    batch: Batch = None,
    keep: Keep = None,
    unseen: UnseenOption = Unseen.refuse,
    resamples: Annotated[
        int,
        typer.Option(min=0, help="Resamples of the patients for the AUC's interval; 0: none."),
    ] = 0,
    permutations: Annotated[
        int, typer.Option(min=0, help="Permutations of the labels for its p-value; 0: none.")
    ] = 0,
    quality: Quality = None,
    seed: ChainSeed = 1,
    workers: Workers = 1,
    scheduler: Scheduler = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Fit the modelling chain to all patients and keep it as one file, with its honest performance.

    Examples:

    - `radiotmb fit --features features.csv --labels labels.csv --out model.json`

    - `radiotmb fit --features features.csv --labels burden.csv --lesion primary --phase portal
    --resamples 200 --permutations 1000 --workers 2 --out model.json`

    - `radiotmb fit --features features.csv --labels labels.csv --harmonise combat --out model.json`
    """
    if resamples == 1:
        raise InputError("--resamples 1 gives no interval", expected="at least 2, or 0 for none")
    import pandas as pd

    from radiotmb import stats
    from radiotmb.inputs.tables import read_table
    from radiotmb.runtime.workers import Workers as RunWorkers
    from radiotmb.study.kept_model import fit_kept_model

    table = read_table(features, "features")
    for column, wanted in (("lesion", lesion), ("phase", phase)):
        table = only_rows(table, column, wanted, features)
    centres = centre_arguments(
        folds=folds, harmonise=harmonise, centre=centre, batch=batch, keep=keep, unseen=unseen
    )
    statuses = labels_of(labels, lesion, named_columns(centres))
    scanners = _scanners(quality, lesion, phase)
    with named_files(features=features, labels=labels, positive=labels, quality=quality):
        model = fit_kept_model(
            table,
            statuses,
            quality=scanners,
            resamples=resamples,
            permutations=permutations,
            workers=RunWorkers(workers, scheduler, store=out.parent / ".finished"),
            positive=positive,
            outer=outer,
            inner=inner,
            repeats=repeats,
            trees=trees,
            seed=seed,
            learner=learner.value,
            **centres,
        )
    stats.write_model(model, out)
    if output.json:
        output.data({"model": str(out), "checksum": model.checksum, **model.performance})
        return
    output.result(
        lambda width: repr(model), lambda: {}, pd.DataFrame([model.performance])
    )  # fmt: skip
    output.note(f"model: {out}")


def predict(
    model: ModelFile,
    features: Annotated[
        Path | None, typer.Option(help="The patients: a table as radiotmb extract writes it.")
    ] = None,
    images: Annotated[
        Path | None,
        typer.Option(
            help="Their scans in place of features: patient_id, lesion, phase, image, mask."
        ),
    ] = None,
    preset: Annotated[
        str | None,
        typer.Option(
            metavar="NAME|FILE",
            autocompletion=presets("extraction"),
            help="How --images are extracted; found by the model where it is a shipped preset.",
        ),
    ] = None,
    quality: Quality = None,
    error: Error = 0.1,
    missing: FillMissing = None,
    unseen: PredictUnseen = None,
    out: Annotated[
        Path | None, typer.Option(help="Write the predictions here (.csv, .tsv, .parquet ...).")
    ] = None,
    allow_outside: Outside = False,
    workers: Workers = 1,
    scheduler: Scheduler = None,
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Predict patients with a model: probability, status, and how far each may be trusted.

    Examples:

    - `radiotmb predict model.json --features features.csv --out predictions.csv`

    - `radiotmb predict model.json --images images.csv --error 0.2 --out predictions.csv`
    """
    if (features is None) == (images is None):
        raise InputError("give --features or --images", expected="one of the two")
    if images is not None and quality is not None:
        raise InputError("--quality goes with --features: --images say their scanner themselves")
    if features is not None and preset is not None:
        raise InputError("--preset goes with --images: features are extracted already")

    from radiotmb import stats
    from radiotmb.inputs.tables import read_table

    kept = stats.read_model(model)
    rule = None if missing is None else missing.value
    unknown = None if unseen is None else unseen.value
    failures = None
    if features is not None:
        table, scanners = read_table(features, "features"), _scanners(quality)
        with named_files(features=features, quality=quality):
            found = stats.predict(
                kept, table, quality=scanners, error=error, missing=rule, unseen=unknown
            )
    elif images is not None:
        from radiotmb.radiomics import ScanOptions
        from radiotmb.radiomics.batch_table import read_scans
        from radiotmb.runtime.workers import Workers as RunWorkers
        from radiotmb.study.scan_predictions import predict_scans

        where = RunWorkers(workers, scheduler)
        found, failures = predict_scans(
            kept,
            read_scans(images, allow_outside=allow_outside),
            folder=images.parent,
            preset=preset,
            workers=where if out is None else where.keeping(out.parent / ".finished"),
            options=ScanOptions(allow_outside=allow_outside),
            error=error,
            missing=rule,
            unseen=unknown,
        )
    output.table(found, out, title=f"Probability of {kept.content['positive']}")
    if failures is None or failures.empty:
        return 0
    for _, row in failures.iterrows():
        name = " ".join(str(row[key]) for key in ("patient_id", "lesion", "phase") if key in row)
        output.note(f"failed: {name}: {row['message']}")
    return 1


def validate(
    model: ModelFile,
    features: Annotated[
        Path, typer.Option(help="The other cohort: a table as radiotmb extract writes it.")
    ],
    labels: Labels,
    lesion: Lesion = None,
    phase: Phase = None,
    *,
    out: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Write the tables and summary.json here.")
    ],
    patients: Annotated[
        Path | None,
        typer.Option(help="patient_id, os_days, os_event: survival by predicted status."),
    ] = None,
    recalibrated: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write a model recalibrated to this cohort here as well."
        ),
    ] = None,
    quality: Quality = None,
    error: Error = 0.1,
    missing: FillMissing = None,
    unseen: PredictUnseen = None,
    training_patients: Trained = TrainingPatients.refuse,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Validate a model on another cohort: discrimination, calibration, benefit.

    Examples:

    - `radiotmb validate model.json --features theirs.csv --labels labels.csv --out validation`

    - `radiotmb validate model.json --features theirs.csv --labels labels.csv --out validation
    --recalibrated theirs.json`
    """
    from radiotmb import stats
    from radiotmb.inputs.tables import read_table
    from radiotmb.study.validations import validation_summary, validation_tables

    kept = stats.read_model(model)
    table = read_table(features, "features")
    for column, wanted in (("lesion", lesion), ("phase", phase)):
        if wanted is not None:
            table = only_rows(table, column, wanted, features)
    of_lesion = lesion or kept.content["lesion"]
    batch = (kept.content.get("harmonisation") or {}).get("column")
    statuses = labels_of(labels, of_lesion, [batch] if batch else [])
    rule: dict[str, Any] = {} if missing is None else {"missing": missing.value}
    if unseen is not None:
        rule["unseen"] = unseen.value
    rule["training_patients"] = training_patients.value.replace("-", "_")
    scanners = _scanners(quality)
    followed = None if patients is None else read_table(patients, "patients")
    with named_files(features=features, labels=labels, patients=patients, quality=quality):
        found = stats.validate_model(
            kept, table, statuses, patients=followed, quality=scanners, error=error, **rule
        )
    summary = validation_summary(found)
    write_result(out, validation_tables(found), summary)
    if recalibrated is not None:
        with named_files(features=features, labels=labels, quality=quality):
            new = stats.recalibrate_model(kept, table, statuses, quality=scanners, **rule)
        stats.write_model(new, recalibrated)
        output.note(f"recalibrated model: {recalibrated}")
    output.notes([f"note: {flag}" for flag in found.flags])
    output.result(lambda width: stats.as_text(found, width), lambda: summary, found.measures)


def _scanners(
    file: Path | None, lesion: str | None = None, phase: str | None = None
) -> pd.DataFrame | None:
    """A quality table as text and numbers, of one lesion and phase where they are named."""
    if file is None:
        return None
    from radiotmb.inputs.tables import read_table

    table = read_table(file, "features")
    for column, wanted in (("lesion", lesion), ("phase", phase)):
        if wanted is not None and column in table:
            table = table[table[column] == wanted]
    return table
