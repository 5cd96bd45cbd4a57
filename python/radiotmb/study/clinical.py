"""What the models and the burdens mean for patients: discordance, survival, group table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from radiotmb import stats
from radiotmb.errors import StatisticsError
from radiotmb.study.models import Models
from radiotmb.study.study_file import Study

# Columns of a patients table that are outcomes or identifiers, never compared between groups.
_NOT_COMPARED = {"patient_id", "os_days", "os_event", "simulated"}


@dataclass
class Section:
    """One part of the results: plain data for results.json and the tables that go with it."""

    summary: Any = None
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)


def status_of_patients(burden: pd.DataFrame) -> pd.DataFrame:
    """Primary and metastasis status of every patient with both lesions sequenced.

    Examples
    --------
    >>> burden = pd.DataFrame({
    ...     "patient_id": ["A", "A", "B"], "lesion": ["primary", "metastasis", "primary"],
    ...     "status": ["high", "low", "low"],
    ... })
    >>> status_of_patients(burden).to_dict("records")
    [{'patient_id': 'A', 'primary_status': 'high', 'metastasis_status': 'low'}]
    """
    wide = burden.pivot(index="patient_id", columns="lesion", values="status")
    wide = wide.reindex(columns=["primary", "metastasis"]).dropna()
    wide.columns = ["primary_status", "metastasis_status"]
    return wide.reset_index()


def judge(study: Study, models: Models, truth: pd.DataFrame) -> Section:
    """Discordance of predicted status against sequenced status, for the study's pair of phases."""
    if study.phases.pair is None:
        return Section({"skipped": "no pair of phases is named in the study file"})
    primary, metastasis = study.phases.pair
    missing = [phase for phase in (primary, metastasis) if phase not in models.averaged]
    if missing:
        return Section({"skipped": f"no model of {' and of '.join(missing)}"})
    try:
        found = stats.judge_discordance(
            models.averaged[primary],
            models.averaged[metastasis],
            truth,
            primary_cutoff=models.summaries[primary]["cutoff"],
            metastasis_cutoff=models.summaries[metastasis]["cutoff"],
            primary_phase=primary,
            metastasis_phase=metastasis,
        )
    except StatisticsError as error:
        return Section({"skipped": str(error)})
    summary = found.as_dict()
    summary.pop("patients", None)
    return Section(
        {**summary, "primary_phase": primary, "metastasis_phase": metastasis, "skipped": None},
        {"discordance": found.measures, "discordance_patients": found.patients},
    )


def _concordance(pairs: pd.DataFrame) -> pd.Series:
    return pairs["discordant"].map({True: "discordant", False: "concordant"})


def _three_groups(pairs: pd.DataFrame) -> pd.Series:
    return pairs["direction"].replace({"both high": "concordant", "both low": "concordant"})


def _cells(pairs: pd.DataFrame) -> pd.Series:
    return pairs["direction"]


# The study's curves: two, three and four groups.
COMPARISONS: dict[str, Callable[[pd.DataFrame], pd.Series]] = {
    "concordance": _concordance,
    "direction": _three_groups,
    "cells": _cells,
}


def survive(study: Study, patients: pd.DataFrame | None, pairs: pd.DataFrame) -> Section:
    """Overall survival by concordance, by direction of discordance and by the four cells."""
    if patients is None or not {"os_days", "os_event"} <= set(patients.columns):
        return Section({"skipped": "the patients table has no os_days and os_event"})
    summaries: dict[str, Any] = {}
    parts: dict[str, list[pd.DataFrame]] = {}
    for name, grouping in COMPARISONS.items():
        groups = pairs[["patient_id"]].assign(group=grouping(pairs))
        known = patients.merge(groups, on="patient_id").dropna(subset=["os_days", "os_event"])
        try:
            found = stats.compare_survival(
                known, "group", seed=stats.derive_seed(study.seed, "survival", name)
            )
        except StatisticsError as error:
            summaries[name] = {"skipped": str(error)}
            continue
        summary = found.as_dict()
        summary.pop("curves", None)
        summaries[name] = {**summary, "skipped": None}
        for table, frame in {
            "survival": found.curves,
            "survival_tests": found.tests,
            "survival_medians": found.medians,
            "hazard_ratios": found.hazard_ratios,
        }.items():
            if isinstance(frame, pd.DataFrame) and len(frame):
                parts.setdefault(table, []).append(_named(frame, name))
    tables = {name: pd.concat(frames, ignore_index=True) for name, frames in parts.items()}
    return Section(summaries, tables)


def group_table(study: Study, patients: pd.DataFrame | None, pairs: pd.DataFrame) -> Section:
    """Clinical variables against primary status, metastasis status and concordance."""
    if patients is None:
        return Section({"skipped": "no patients table"})
    variables = study.group_variables or [
        name for name in patients.columns if name not in _NOT_COMPARED
    ]
    if not variables:
        return Section({"skipped": "the patients table has no clinical columns"})
    groupings = {
        "primary status": pairs["primary_status"],
        "metastasis status": pairs["metastasis_status"],
        "concordance": _concordance(pairs),
    }
    parts, skipped = [], {}
    for name, group in groupings.items():
        joined = patients.merge(pairs[["patient_id"]].assign(group=group), on="patient_id")
        try:
            found = stats.compare_groups(joined, "group", variables)
        except StatisticsError as error:
            skipped[name] = str(error)
            continue
        parts.append(_named(found.table, name))
    if not parts:
        return Section({"skipped": "; ".join(skipped.values())})
    table = pd.concat(parts, ignore_index=True)
    return Section(stats.records(table), {"groups": table})


def _named(frame: pd.DataFrame, comparison: str) -> pd.DataFrame:
    frame = frame.copy()
    frame.insert(0, "comparison", comparison)
    return frame
