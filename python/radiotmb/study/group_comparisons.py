"""Clinical variables by every grouping of the patients."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import pandas as pd

from radiotmb import stats
from radiotmb.errors import StatisticsError
from radiotmb.runtime.to_json import records
from radiotmb.study.group_variables import compared_variables
from radiotmb.study.section import Section
from radiotmb.study.study_file import Study

# Columns of a patients table that are outcomes or identifiers, never compared between groups.
NOT_COMPARED = {"patient_id", "os_days", "os_event", "simulated"}

Found = TypeVar("Found")


def groups_section(
    study: Study,
    patients: pd.DataFrame | None,
    statuses: pd.DataFrame,
    groups: pd.DataFrame | None = None,
) -> Section:
    """Clinical variables against primary status, metastasis status and concordance, by R.

    Arguments are those of :func:`compare_each_grouping`. The table ``groups`` has a column
    comparison and those of :func:`radiotmb.stats.compare_groups`.
    """
    found, skipped = compare_each_grouping(
        study, patients, statuses, groups, compare=stats.compare_groups
    )
    if not found:
        return Section.skipped("; ".join(skipped.values()))
    table = with_comparisons({name: one.table for name, one in found.items()})
    return Section(records(table), {"groups": table})


def compare_each_grouping(
    study: Study,
    patients: pd.DataFrame | None,
    statuses: pd.DataFrame,
    groups: pd.DataFrame | None,
    *,
    compare: Callable[[pd.DataFrame, str, Sequence[str]], Found],
) -> tuple[dict[str, Found], dict[str, str]]:
    """Compare the clinical variables between the groups of each grouping.

    Parameters
    ----------
    study : Study
        Its ``group_variables``, or every clinical column of ``patients``.
    patients : pandas.DataFrame, optional
        patient_id and the clinical columns.
    statuses : pandas.DataFrame
        patient_id, primary_status, metastasis_status.
    groups : pandas.DataFrame, optional
        patient_id and the groupings, where they are others than those of two lesions.
    compare : callable
        ``compare(patients, "group", variables)`` of the patients who have a group.

    Returns
    -------
    tuple of dict
        What was found by grouping, and why nothing was found, by the grouping that has nothing
        (``""`` where that holds of all).
    """
    if patients is None:
        return {}, {"": "no patients table"}
    variables = compared_variables(patients, study.group_variables, NOT_COMPARED)
    if not variables:
        return {}, {"": "the patients table has no clinical columns"}
    found, skipped = {}, {}
    for name, group in groupings_of(statuses, groups).items():
        grouped = statuses[["patient_id"]].assign(group=group).dropna(subset="group")
        try:
            found[name] = compare(patients.merge(grouped, on="patient_id"), "group", variables)
        except StatisticsError as error:
            skipped[name] = str(error)
    return found, skipped


def groupings_of(statuses: pd.DataFrame, groups: pd.DataFrame | None) -> dict[str, pd.Series]:
    """The groups by which clinical variables are compared, aligned with ``statuses``.

    Parameters
    ----------
    statuses : pandas.DataFrame
        patient_id, primary_status, metastasis_status.
    groups : pandas.DataFrame, optional
        patient_id and the groupings, where they are others than those of two lesions.
    """
    if groups is not None:
        return {str(name): groups[name].astype(object) for name in groups if name != "patient_id"}
    return {
        "primary status": statuses["primary_status"],
        "metastasis status": statuses["metastasis_status"],
        "concordance": stats.discordance_groups(statuses)["concordance"].astype(str),
    }


def with_comparison(frame: pd.DataFrame, comparison: str) -> pd.DataFrame:
    """A table with the name of its comparison before its columns.

    Examples
    --------
    >>> list(with_comparison(pd.DataFrame({"p_value": [0.2]}), "concordance"))
    ['comparison', 'p_value']
    """
    frame = frame.copy()
    frame.insert(0, "comparison", comparison)
    return frame


def with_comparisons(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The tables of several comparisons under each other."""
    parts = [with_comparison(table, name) for name, table in tables.items()]
    return pd.concat(parts, ignore_index=True)
