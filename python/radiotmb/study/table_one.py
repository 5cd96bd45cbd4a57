"""Table 1 by every grouping of the patients, and the patients that it describes."""

from __future__ import annotations

from typing import Any

import pandas as pd

from radiotmb import stats
from radiotmb.study.group_comparisons import (
    NOT_COMPARED,
    compare_each_grouping,
    with_comparisons,
)
from radiotmb.study.group_variables import compared_variables
from radiotmb.study.section import Section
from radiotmb.study.study_file import Study


def table_one_section(
    study: Study,
    patients: pd.DataFrame | None,
    statuses: pd.DataFrame,
    groups: pd.DataFrame | None = None,
) -> Section:
    """Table 1 by primary status, metastasis status and concordance, by R.

    Arguments are those of :func:`radiotmb.study.group_comparisons.compare_each_grouping`.

    Returns
    -------
    Section
        Table ``table_one``: comparison, and the columns of :func:`radiotmb.stats.table_one`. The
        summary has, for each comparison, ``patients`` and ``sizes``.
    """
    found, skipped = compare_each_grouping(
        study, patients, statuses, groups, compare=stats.table_one
    )
    if not found:
        return Section.skipped("; ".join(skipped.values()))
    summary: dict[str, Any] = {name: {"skipped": reason} for name, reason in skipped.items()}
    summary |= {name: {"patients": one.patients, "sizes": one.sizes} for name, one in found.items()}
    table = with_comparisons({name: one.table for name, one in found.items()})
    return Section(summary, {"table_one": table})


def described_patients(
    study: Study, patients: pd.DataFrame | None, analysed: pd.Series
) -> pd.DataFrame | None:
    """The analysed patients with their follow-up and the variables that may be shown.

    Parameters
    ----------
    study : Study
        Its ``group_variables``, or every clinical column that identifies no one.
    patients : pandas.DataFrame, optional
    analysed : pandas.Series
        patient_id of those to keep.

    Returns
    -------
    pandas.DataFrame or None
        patient_id, os_days and os_event where they are known, and the clinical variables.
    """
    if patients is None:
        return None
    variables = compared_variables(patients, study.group_variables, NOT_COMPARED)
    outcome = [name for name in ("os_days", "os_event") if name in patients]
    columns = list(dict.fromkeys(["patient_id", *outcome, *variables]))
    return patients.loc[patients["patient_id"].isin(set(analysed)), columns]
