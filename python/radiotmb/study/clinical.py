"""What models and burdens mean for patients: discordance and survival."""

from __future__ import annotations

from typing import Any

import pandas as pd

from radiotmb import stats
from radiotmb.errors import StatisticsError
from radiotmb.study.group_comparisons import with_comparison
from radiotmb.study.models import Models
from radiotmb.study.section import Section
from radiotmb.study.study_file import Study


def discordance_section(
    study: Study, models: Models, statuses: pd.DataFrame, *, engine: str = "r"
) -> Section:
    """Discordance predicted by the study's pair of phases against the sequenced one.

    Parameters
    ----------
    study : Study
    models : Models
        The phases' models; where one of the pair has none, the section says so.
    statuses : pandas.DataFrame
        patient_id, primary_status, metastasis_status.
    engine : {"r", "python"}
    """
    if study.phases.pair is None:
        return Section.skipped("no pair of phases is named in the study file")
    primary, metastasis = study.phases.pair
    keys = (("primary", primary), ("metastasis", metastasis))
    missing = [" ".join(key) for key in keys if key not in models.averaged]
    if missing:
        return Section.skipped(f"no model of {' and of '.join(missing)}")
    try:
        found = stats.judge_discordance(
            models.averaged[keys[0]],
            models.averaged[keys[1]],
            statuses,
            primary_cutoff=models.summaries[keys[0]]["cutoff"],
            metastasis_cutoff=models.summaries[keys[1]]["cutoff"],
            primary_phase=primary,
            metastasis_phase=metastasis,
            engine=engine,
        )
    except StatisticsError as error:
        return Section.skipped(str(error))
    summary = found.as_dict()
    summary.pop("patients", None)
    return Section(
        {**summary, "primary_phase": primary, "metastasis_phase": metastasis, "skipped": None},
        {"discordance": found.measures, "discordance_patients": found.patients},
    )


# The study's curves, by column of stats.discordance_groups(): two, three and four groups.
COMPARISONS = ("concordance", "direction", "cells")


def survival_section(
    study: Study,
    patients: pd.DataFrame | None,
    statuses: pd.DataFrame,
    groups: pd.DataFrame | None = None,
    *,
    engine: str = "r",
) -> Section:
    """Overall survival by concordance, by direction of discordance and by the four cells.

    Parameters
    ----------
    study : Study
    patients : pandas.DataFrame, optional
        patient_id, os_days, os_event.
    statuses : pandas.DataFrame
        patient_id, primary_status, metastasis_status.
    groups : pandas.DataFrame, optional
        patient_id and the groupings, where they are others than those of two lesions.
    engine : {"r", "python"}
    """
    if patients is None or not {"os_days", "os_event"} <= set(patients.columns):
        return Section.skipped("the patients table has no os_days and os_event")
    if groups is None:
        groups = stats.discordance_groups(statuses, engine=engine)[["patient_id", *COMPARISONS]]
    summaries: dict[str, Any] = {}
    parts: dict[str, list[pd.DataFrame]] = {}
    for name in groups.columns.drop("patient_id"):
        grouped = groups[["patient_id", name]].rename(columns={name: "group"}).dropna()
        known = patients.merge(grouped, on="patient_id").dropna(subset=["os_days", "os_event"])
        try:
            found = stats.compare_survival(
                known,
                "group",
                seed=stats.derive_seed(study.seed, "survival", name),
                engine=engine,
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
                parts.setdefault(table, []).append(with_comparison(frame, name))
    tables = {name: pd.concat(frames, ignore_index=True) for name, frames in parts.items()}
    return Section(summaries, tables)
