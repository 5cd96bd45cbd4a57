"""Survival of groups of patients, and the table of their clinical variables."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from radiotmb.stats.bridge import answered_by_r
from radiotmb.stats.results import GroupComparison, SurvivalComparison, TableOne


@answered_by_r(SurvivalComparison.from_r, in_python=True)
def compare_survival(
    patients: pd.DataFrame,
    group: str,
    time: str = "os_days",
    event: str = "os_event",
    conf_level: float = 0.95,
    permutations: int = 9999,
    seed: int = 1,
    engine: str = "r",
) -> SurvivalComparison:
    """Kaplan-Meier curves, log-rank tests, Cox hazard ratios and follow-up of groups.

    Parameters
    ----------
    patients : pandas.DataFrame
        patient_id and the columns named by ``group``, ``time`` and ``event``.
    group : str
        Column of the groups. The reference of the hazard ratios is a categorical's first category,
        otherwise the largest group.
    time : str
        Column of the days from the start of observation to death or last contact.
    event : str
        Column that is 1 for a death, 0 for a censored patient.
    conf_level : float
    permutations : int
        Random arrangements for the permutation log-rank where there are too many to enumerate.
    seed : int
    engine : {"r", "python"}
        ``python``: lifelines, without the permutation test.

    Returns
    -------
    SurvivalComparison

    Raises
    ------
    StatisticsError
        For an event other than 0 and 1, a negative time, a missing column.

    References
    ----------
    Schemper M, Smith TL. Control Clin Trials 1996;17:343-346. Grambsch P, Therneau T. Biometrika
    1994;81:515-526.

    Examples
    --------
    >>> patients = pd.DataFrame({
    ...     "patient_id": range(6), "os_days": [300, 420, 510, 800, 900, 1000],
    ...     "os_event": [1, 1, 1, 0, 1, 0], "concordance": ["discordant"] * 3 + ["concordant"] * 3,
    ... })
    >>> compare_survival(patients, "concordance").medians["events"].tolist()
    [1, 3]
    """


@answered_by_r(GroupComparison.from_r)
def compare_groups(
    patients: pd.DataFrame, group: str, variables: Sequence[str] | None = None
) -> GroupComparison:
    """Compare groups on clinical variables: chi-square or Fisher, Mann-Whitney, by rule.

    Parameters
    ----------
    patients : pandas.DataFrame
        patient_id, the group and the variables.
    group : str
    variables : sequence of str, optional
        By default all columns but patient_id, the group, os_days and os_event.

    Returns
    -------
    GroupComparison

    References
    ----------
    Cochran WG. Biometrics 1954;10:417-451.

    Examples
    --------
    >>> patients = pd.DataFrame({
    ...     "patient_id": range(4), "status": ["high", "high", "low", "low"],
    ...     "age": [51, 62, 70, 48],
    ... })
    >>> compare_groups(patients, "status").table["test"].tolist()
    ['Mann-Whitney']
    """


@answered_by_r(TableOne.from_r)
def table_one(
    patients: pd.DataFrame,
    group: str,
    variables: Sequence[str] | None = None,
    spread: str = "quartiles",
    conf_level: float = 0.95,
) -> TableOne:
    """Table 1: every clinical variable over all patients and in each group.

    Parameters
    ----------
    patients : pandas.DataFrame
        patient_id, the group and the variables.
    group : str
    variables : sequence of str, optional
        By default all columns but patient_id, the group, os_days and os_event.
    spread : {"quartiles", "range", "sd"}
        What stands beside the median of a number; ``sd`` gives mean and standard deviation.
    conf_level : float
        Of the intervals of the standardised differences.

    Returns
    -------
    TableOne
        ``table``: variable, level, overall, a column for each group, smd (standardised difference),
        smd_lower, smd_upper, test, rule, statistic, p_value.

    References
    ----------
    Austin PC. Stat Med 2009;28:3083-3107. Yang D, Dalton JE. SAS Global Forum 2012, paper 335.

    Examples
    --------
    >>> patients = pd.DataFrame({
    ...     "patient_id": range(6), "status": ["high"] * 3 + ["low"] * 3,
    ...     "age": [51, 52, 53, 53, 54, 55],
    ... })
    >>> found = table_one(patients, "status")
    >>> found.table["overall"].tolist(), round(float(found.table["smd"][0]), 6)
    (['53 (52.2 to 53.8)'], 2.0)
    """
