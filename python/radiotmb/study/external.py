"""A study's models on a second cohort, which the study file names as ``external``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from radiotmb import stats
from radiotmb.errors import InputError, StatisticsError
from radiotmb.inputs.tables import read_table
from radiotmb.inputs.unused_columns import name_unused, own_columns
from radiotmb.runtime.name_some import name_some
from radiotmb.runtime.notes import Note, add_note
from radiotmb.stats.chain_results import ModelValidation
from radiotmb.stats.fitted_model import FittedModel
from radiotmb.study.joined_phases import parts_of_phase
from radiotmb.study.modelling_inputs import with_lesion_and_phase
from radiotmb.study.models import Models
from radiotmb.study.section import Section
from radiotmb.study.study_file import Study
from radiotmb.study.validations import validation_summary, validation_tables


def external_section(study: Study, models: Models) -> Section:
    """Validate every model that the external cohort has scans for.

    Parameters
    ----------
    study : Study
        With ``external``.
    models : Models

    Returns
    -------
    Section
        ``name`` of the cohort and ``models``, a summary of each (lesion, phase) or why it was
        ``skipped``; tables ``external_measures``, ``external_predictions`` ... with lesion and
        phase.

    Raises
    ------
    InputError
        Where a table of the cohort cannot be read.
    """
    if not models.fitted:
        return Section.skipped("no model was fitted")
    features = read_table(study.resolve(_given(study.external.features)), "features")
    patients = None
    if study.external.patients is not None:
        patients = read_table(study.resolve(study.external.patients), "patients")
        name_unused(patients, "patients", subject=f"external {study.external.patients.name}")
        patients = patients[[name for name in patients if name in own_columns("patients")]]
    summaries: list[dict[str, Any]] = []
    parts: dict[str, list[pd.DataFrame]] = {}
    judged: dict[tuple[str, str], ModelValidation] = {}
    for (lesion, phase), model in models.fitted.items():
        where = {"lesion": lesion, "phase": phase}
        try:
            found = stats.validate_model(
                model,
                _rows_of(features, lesion, phase),
                _labels_of(study, lesion, model),
                patients=patients,
                partner=_partner(study, judged, lesion, phase),
            )
        except (InputError, StatisticsError) as error:
            summaries.append({**where, "skipped": str(error)})
            subject = f"{lesion} {phase}"
            add_note(Note("warning", "external", subject, f"not validated: {error}"))
            continue
        judged[lesion, phase] = found
        summary = validation_summary(found)
        shared = _shared_patients(models.averaged[lesion, phase], found.predictions)
        if shared:
            message = f"patients of the external cohort have names of training patients: {shared}"
            remedy = "A model is not validated by patients it was fitted to"
            add_note(Note("warning", "external", f"{lesion} {phase}", message, remedy))
            summary["flags"].append(message)
        summaries.append({**where, **summary, "skipped": None})
        for name, table in validation_tables(found).items():
            parts.setdefault(f"external_{name}", []).append(
                with_lesion_and_phase(table, lesion, phase)
            )
    tables = {name: pd.concat(frames, ignore_index=True) for name, frames in parts.items()}
    return Section({"name": study.external.name, "models": summaries}, tables)


def _shared_patients(training: pd.DataFrame, predictions: pd.DataFrame) -> str:
    """Names that both cohorts have, the first five; they may or may not be the same patients."""
    shared = sorted({*training["patient_id"].astype(str)} & {*predictions["patient_id"]})
    return name_some(shared)


def _rows_of(features: pd.DataFrame, lesion: str, phase: str) -> pd.DataFrame:
    """The rows of a model's lesion and phases, refused by name where there are none."""
    rows = features
    for column, wanted in (("lesion", [lesion]), ("phase", parts_of_phase(phase))):
        if column in rows:
            rows = rows[rows[column].isin(wanted)]
            if rows.empty:
                raise InputError(f"the external features have no row of {column} {wanted[0]}")
    return rows


def _labels_of(study: Study, lesion: str, model: FittedModel) -> pd.DataFrame:
    """The statuses of a lesion, with the batch that the model harmonises by where it is there."""
    file = study.resolve(_given(study.external.labels))
    batch = (model.content.get("harmonisation") or {}).get("column")
    try:
        found, table = read_table(file, "labels"), "labels"
    except InputError:
        found, table = read_table(file, "burden"), "burden"
        if "status" not in found:
            raise InputError(
                "no column 'status'", file=file, expected="patient_id, lesion, status"
            ) from None
    # A burden table of one lesion is read as labels.
    is_burden = {"lesion", "mutations", "megabases"} <= set(found)
    name_unused(
        found, "burden" if is_burden else table, subject=f"external {file.name}",
        used=[batch] if batch else [],
    )  # fmt: skip
    rows = found if table == "labels" else found[found["lesion"] == lesion]
    return rows[["patient_id", "status", *([batch] if batch in rows else [])]]


def _partner(
    study: Study, judged: dict[tuple[str, str], ModelValidation], lesion: str, phase: str
) -> ModelValidation | None:
    """The primary's validation beside that of the metastasis, of the study's pair of phases."""
    if study.phases.pair is None or (lesion, phase) != ("metastasis", study.phases.pair[1]):
        return None
    return judged.get(("primary", study.phases.pair[0]))


def _given(path: Path | None) -> Path:
    """A path that the study file's own check has found to be there."""
    if path is None:
        raise InputError("the external cohort has no features or no labels")
    return path
