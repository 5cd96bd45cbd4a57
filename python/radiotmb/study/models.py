"""TMB status from images: one nested cross-validation and one null a phase, as tasks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, cast

import pandas as pd

from radiotmb import stats
from radiotmb.errors import RadiotmbError, StatisticsError
from radiotmb.inputs.lesion_roles import roles_of, with_roles_of
from radiotmb.runtime.execution import Outcome, Task, run_tasks
from radiotmb.runtime.notes import Note, add_note
from radiotmb.runtime.to_json import to_json
from radiotmb.runtime.workers import Workers
from radiotmb.stats.chain_results import NestedCV
from radiotmb.stats.fitted_model import FittedModel, with_evidence
from radiotmb.stats.model_file import model_of_text
from radiotmb.study.bootstraps import (
    bootstrap_measures,
    bootstrap_of_phases,
    model_parameters,
)
from radiotmb.study.centres import CENTRE, Places, centres_of_models, with_places
from radiotmb.study.json_frames import frame_from_json, frame_to_json
from radiotmb.study.kept_models import scanners_of
from radiotmb.study.model_tables import model_tables
from radiotmb.study.modelling_inputs import (
    ModelKey,
    ModellingInputs,
    keyed_task,
    modelling_inputs_of_phase,
    with_lesion_and_phase,
)
from radiotmb.study.nulls import null_of_phases
from radiotmb.study.study_file import Study

# Two of each status: with fewer patients no number of folds gives a model.
FEWEST_PATIENTS = 4

_ROC = ("n", "n_positive", "cutoff", "sensitivity", "specificity", "youden")


@dataclass
class Models:
    """Every phase's model: tables with leading columns lesion and phase, and a summary each.

    ``summaries``, ``averaged`` and ``fitted`` hold them by lesion and phase.
    """

    summaries: dict[ModelKey, dict[str, Any]] = field(default_factory=dict)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    averaged: dict[ModelKey, pd.DataFrame] = field(default_factory=dict)
    best_of_phases: dict[str, Any] | None = None
    fitted: dict[ModelKey, FittedModel] = field(default_factory=dict)


def model_phases(
    study: Study,
    features: pd.DataFrame,
    burden: pd.DataFrame,
    *,
    workers: Workers,
    quality: pd.DataFrame | None = None,
    places: Places | None = None,
) -> Models:
    """Run the modelling chain of every phase named in the study file.

    Parameters
    ----------
    study : Study
    features : pandas.DataFrame
        Features table: patient_id, lesion, phase and the feature columns.
    burden : pandas.DataFrame
        Burden table; its ``status`` is what is predicted.
    workers : Workers
    quality : pandas.DataFrame, optional
        Quality table: the scanners that the models know.
    places : Places, optional
        Patients and images tables: the patients' centres.

    Returns
    -------
    Models
        A phase that cannot be modelled (one status only, too few patients) has a summary whose
        ``skipped`` says why.
    """
    of_phases = [
        modelling_inputs_of_phase(features, burden, lesion, phase)
        for lesion, phases in (
            ("primary", study.phases.primary),
            ("metastasis", study.phases.metastasis),
        )
        for phase in phases or ()
    ]
    for inputs in of_phases:
        _note_lesions(inputs)
    if quality is not None:
        quality = quality.assign(lesion=roles_of(with_roles_of(quality, burden)))
    places = replace(places or Places(), quality=quality)
    if study.engine == "r":
        of_phases = [with_places(study, inputs, places) for inputs in of_phases]
    elif places.table_with(CENTRE) is not None:
        add_note(Note("info", "models", "centre", "not used: only engine: r leaves centres out"))
    fits = run_tasks(
        fit_phase,
        [_fit_task(study, inputs, features, quality) for inputs in of_phases],
        workers=workers,
        description="modelling the phases",
    )
    models = Models()
    parts: dict[str, list[pd.DataFrame]] = {}
    modelled = []
    for inputs, outcome in zip(of_phases, fits, strict=True):
        lesion, phase = inputs.lesion, inputs.phase
        models.summaries[inputs.key] = {"lesion": lesion, "phase": phase, **_summary(outcome)}
        if outcome.error is None:
            modelled.append(inputs)
            if "lesion" in inputs.labels:
                patients = int(inputs.labels["patient_id"].nunique())
                models.summaries[inputs.key]["patients"] = patients
            for name, content in outcome.value["tables"].items():
                parts.setdefault(name, []).append(
                    with_lesion_and_phase(frame_from_json(content), lesion, phase)
                )
            if outcome.value["model"] is not None:
                models.fitted[inputs.key] = FittedModel(outcome.value["model"])
            models.averaged[inputs.key] = frame_from_json(outcome.value["tables"]["averaged"])
    _note_models(models.summaries, study.model.outer, of_phases)
    if study.model.bootstrap_chain and modelled and study.engine != "r":
        message = "the chain is resampled by R alone: no interval of the AUC"
        remedy = "engine: r gives it; bootstrap_chain: 0 asks for none"
        add_note(Note("warning", "models", "model.bootstrap_chain", message, remedy))
    if study.model.bootstrap_chain and modelled and study.engine == "r":
        bootstraps = bootstrap_of_phases(study, modelled, workers=workers)
        for inputs in modelled:
            found = bootstraps[inputs.key]
            if inputs.key in models.fitted:
                models.fitted[inputs.key] = with_evidence(models.fitted[inputs.key], interval=found)
            summary = models.summaries[inputs.key]
            summary.update(
                flags=sorted({*summary["flags"], *found.flags}),
                auc_lower=found.lower,
                auc_upper=found.upper,
                resamples=found.resampled["resample"].nunique(),
            )
            parts.setdefault("chain_bootstrap", []).append(
                with_lesion_and_phase(bootstrap_measures(found), inputs.lesion, inputs.phase)
            )
    if study.model.permutations and modelled:
        areas = {inputs.key: models.summaries[inputs.key]["auc"] for inputs in modelled}
        nulls = null_of_phases(study, modelled, areas, workers=workers)
        models.best_of_phases = nulls.best
        for inputs in modelled:
            null = nulls.phases[inputs.key]
            if inputs.key in models.fitted:
                models.fitted[inputs.key] = with_evidence(models.fitted[inputs.key], null=null)
            parts.setdefault("permutation", []).append(
                with_lesion_and_phase(null.null, inputs.lesion, inputs.phase)
            )
            models.summaries[inputs.key].update(
                p_permutation=null.p_value,
                permutations=len(null.null),
                permutation_observed=null.observed,
            )
    if study.engine == "r":
        centres = centres_of_models(study, modelled, workers=workers)
        for key, summary in centres.summaries.items():
            models.summaries[key]["centres"] = summary
        for name, table in centres.tables.items():
            parts[name] = [table]
    models.tables = {name: pd.concat(frames, ignore_index=True) for name, frames in parts.items()}
    models.tables["cutoffs"] = _cutoffs(models.summaries)
    return models


def _note_models(
    summaries: dict[ModelKey, dict[str, Any]], outer: int, of_phases: list[ModellingInputs]
) -> None:
    """What was not modelled, and what was modelled otherwise than asked for."""
    patients = {inputs.key: int(inputs.labels["patient_id"].nunique()) for inputs in of_phases}
    for key, summary in summaries.items():
        name = f"{summary['lesion']} {summary['phase']}"
        if summary.get("skipped"):
            remedy = "A model needs several patients of each status with a scan of the phase"
            if FEWEST_PATIENTS <= patients[key] < outer:
                remedy = remedy_of_outer(outer, patients[key])
            message = f"not modelled: {summary['skipped']}"
            add_note(Note("warning", "models", name, message, remedy))
        elif summary.get("flags"):
            for flag in summary["flags"]:
                add_note(Note("info", "models", name, flag))


def remedy_of_outer(outer: int, patients: int) -> str:
    """What to write where a study asks for more outer folds than a model has patients.

    Parameters
    ----------
    outer : int
        ``model.outer`` of the study file.
    patients : int
        Patients with a status and a scan of the phase.

    Examples
    --------
    >>> remedy_of_outer(30, 22)
    "Every outer fold holds out a patient, and 'model.outer' of the study file is 30: write 22 or \
fewer"
    """
    return (
        f"Every outer fold holds out a patient, and 'model.outer' of the study file is {outer}: "
        f"write {patients} or fewer"
    )


def fit_phase(
    features: dict,
    labels: dict,
    parameters: dict[str, Any],
    engine: str,
    origin: dict[str, str],
    quality: dict | None = None,
) -> dict[str, Any]:
    """One phase's nested cross-validation, and R's model to keep, as plain data (a task)."""
    table, statuses = frame_from_json(features), frame_from_json(labels)
    model = None
    # A kept model is of one lesion a patient: a new patient's lesion is told by its role.
    if engine == "r" and "lesion" not in statuses:
        scanners = None if quality is None else frame_from_json(quality)
        fitted = stats.fit_model(table.assign(**origin), statuses, quality=scanners, **parameters)
        fit, model = cast(NestedCV, fitted.nested), fitted.text
    else:
        fit = stats.nested_cv(table, statuses, engine=engine, **parameters)
    tables = {name: frame_to_json(table) for name, table in model_tables(fit).items()}
    roc = fit.roc
    measures = fit.measures.set_index("measure")["estimate"]
    summary = {
        **{name: to_json(getattr(roc, name)) for name in _ROC},
        "auc": float(measures["auc"]),
        "auc_lower": None,
        "auc_upper": None,
        "auc_averaged": roc.auc,
        "auc_averaged_lower": to_json(roc.auc_lower),
        "auc_averaged_upper": to_json(roc.auc_upper),
    }
    summary["flags"] = sorted({*fit.flags, *roc.flags})
    return {"summary": summary, "tables": tables, "model": model}


def _note_lesions(inputs: ModellingInputs) -> None:
    """What a model of several lesions a patient does otherwise."""
    if "lesion" not in inputs.labels:
        return
    message = (
        f"{len(inputs.labels)} lesions of {inputs.labels['patient_id'].nunique()} patients, each "
        "with its own status: all lesions of a patient are in one fold, permuted labels stay with "
        "patients of as many lesions, and intervals are those of the patients drawn anew "
        "(bootstrap_chain); others are left out, and no model is kept as a file"
    )
    add_note(Note("info", "models", f"{inputs.lesion} {inputs.phase}", message))


def _fit_task(
    study: Study, inputs: ModellingInputs, features: pd.DataFrame, quality: pd.DataFrame | None
) -> Task:
    lesion, phase = inputs.lesion, inputs.phase
    parameters = model_parameters(study, inputs.phase)
    arguments = {
        "features": frame_to_json(inputs.features),
        "labels": frame_to_json(inputs.labels),
        "parameters": parameters,
        "engine": study.engine,
        "origin": {"lesion": lesion, "phase": phase, **_preset_of(features)},
        "quality": None if quality is None else frame_to_json(scanners_of(quality, lesion, phase)),
    }
    return keyed_task(f"model of {lesion} {phase}", arguments, _tables_of_fit)


def _preset_of(features: pd.DataFrame) -> dict[str, str]:
    """The hash of the extraction preset, which is one in a study."""
    if "preset" not in features or features["preset"].dropna().empty:
        return {}
    return {"preset": str(features["preset"].dropna().iloc[0])}


def _tables_of_fit(value: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """The tables in the value of :func:`fit_phase`; its averaged predictions are always there."""
    parts = {"summary", "tables", "model"}
    if set(value) != parts or not {"auc", "flags", *_ROC} <= set(value["summary"]):
        raise ValueError("no value of fit_phase")
    if value["model"] is not None:
        model_of_text(value["model"])
    tables = {name: frame_from_json(content) for name, content in value["tables"].items()}
    return {**tables, "averaged": tables["averaged"]}


def _summary(outcome: Outcome) -> dict[str, Any]:
    if outcome.error is None:
        return {**outcome.value["summary"], "skipped": None}
    if isinstance(outcome.error, StatisticsError):
        return {"skipped": str(outcome.error)}
    raise outcome.error if isinstance(outcome.error, RadiotmbError) else RuntimeError(outcome.error)


def _cutoffs(summaries: dict[ModelKey, dict[str, Any]]) -> pd.DataFrame:
    columns = (
        "lesion", "phase", "n", "patients", "n_positive", "auc", "auc_lower", "auc_upper",
        "resamples", "auc_averaged", "auc_averaged_lower", "auc_averaged_upper", "cutoff",
        "sensitivity", "specificity", "youden", "p_permutation", "permutation_observed",
        "permutations", "flags", "skipped",
    )  # fmt: skip
    rows = [
        {**summary, "flags": "; ".join(summary.get("flags", []))} for summary in summaries.values()
    ]
    frame = pd.DataFrame(rows).reindex(columns=list(columns))
    # An AUC keeps its columns for an interval, to say that it has none.
    kept = {"auc_lower", "auc_upper"}
    known = [name for name in frame if name in kept or frame[name].notna().any()]
    return frame[known]
