"""Survival of groups of patients, and the table of their clinical variables."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from radiotmb.stats.bridge import answered_by_r
from radiotmb.stats.results import GroupComparison, SurvivalComparison


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
