"""Strength of published evidence, and the size of the next study."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from typing import Any

import numpy as np
import pandas as pd

from radiotmb.stats.bridge import answered_by_r
from radiotmb.stats.results import PublishedEvidence, StudyPlan


@answered_by_r()
def hanley_mcneil(
    auc: Sequence[float] | float,
    positive: Sequence[int] | int,
    negative: Sequence[int] | int,
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Interval of an AUC from the numbers of positives and negatives alone.

    Parameters
    ----------
    auc : float or sequence of float
    positive, negative : int or sequence of int
    conf_level : float

    Returns
    -------
    pandas.DataFrame
        auc, positive, negative, se, lower, upper.

    References
    ----------
    Hanley JA, McNeil BJ. Radiology 1982;143:29-36.

    Examples
    --------
    >>> hanley_mcneil(0.893, 51, 58)["se"].round(4).tolist()
    [0.0325]
    """


@answered_by_r(np.atleast_1d)
def auc_p_value(
    auc: Sequence[float] | float,
    positive: Sequence[int] | int,
    negative: Sequence[int] | int,
) -> np.ndarray:
    """Exact one-sided p-value of an AUC against chance.

    Parameters
    ----------
    auc : float or sequence of float
    positive, negative : int or sequence of int

    Returns
    -------
    numpy.ndarray
        Probability of this AUC or a larger one from a model that knows nothing.

    References
    ----------
    Mann HB, Whitney DR. Ann Math Stat 1947;18:50-60.

    Examples
    --------
    >>> auc_p_value(1.0, 2, 2).round(4)
    array([0.1667])
    """


@answered_by_r(PublishedEvidence.from_r)
def evidence_published(
    claims: pd.DataFrame | str | PathLike[str] | None = None,
    null: pd.DataFrame | None = None,
    conf_level: float = 0.95,
) -> PublishedEvidence:
    """How strong the published evidence is: exact p-values, intervals, runs without signal.

    Parameters
    ----------
    claims : path or pandas.DataFrame, optional
        As in :func:`radiotmb.stats.audit_published`.
    null : pandas.DataFrame, optional
        Stored runs of the chain under permuted labels; those that ship where not given.
    conf_level : float

    Returns
    -------
    PublishedEvidence

    References
    ----------
    Ambroise C, McLachlan GJ. PNAS 2002;99:6562-6566.

    Examples
    --------
    >>> evidence_published().tables["p_value"].round(3).tolist()
    [0.074]
    """


@answered_by_r(StudyPlan.from_r)
def plan_study(
    auc: float = 0.75,
    prevalence: float = 8 / 24,
    auc_width: float = 0.2,
    sensitivity: float = 6 / 7,
    discordant: float = 7 / 24,
    sensitivity_width: float = 0.2,
    tmb: Sequence[float] = (5, 7, 13, 15),
    misclassified: float = 0.05,
    **more: Any,
) -> StudyPlan:
    """Patients and panel size that the next study needs for intervals of a chosen width.

    Parameters
    ----------
    auc, prevalence, auc_width : float
        Expected AUC, share of TMB-high lesions, full width of the interval wanted.
    sensitivity, discordant, sensitivity_width : float
        Expected sensitivity for discordance, share of discordant patients, full width wanted.
    tmb : sequence of float
        True burdens, mutations per megabase, that must be classified rightly.
    misclassified : float
        Share of such tumors that may fall on the wrong side of the cutoff.
    **more
        ``cutoff`` (mutations per megabase, 10), ``n`` (patients whose interval widths are shown,
        24), ``conf_level`` (0.95), ``max_patients`` and ``max_megabases`` (where the search ends,
        5000 and 60).

    Returns
    -------
    StudyPlan

    References
    ----------
    Buchhalter I, et al. Int J Cancer 2019;144:848-858.

    Examples
    --------
    >>> plan_study(auc_width=0.4, max_patients=200).widths["quantity"].tolist()[0]
    'AUC'
    """


@answered_by_r()
def plan_power(
    auc: float,
    n: Sequence[int] | int,
    prevalence: float = 8 / 24,
    alpha: float = 0.05,
    inflation: float = 1,
) -> pd.DataFrame:
    """Power of a one-sided rank or permutation test that an AUC is above chance.

    Parameters
    ----------
    auc : float
        True AUC, at least one half.
    n : int or sequence of int
        Number of patients, at least 4.
    prevalence : float
        Share of positive patients.
    alpha : float
        Level of the test.
    inflation : float
        Factor, at least 1, by which the AUC varies more than that of a score fixed beforehand;
        1.1 to 1.3 for the cross-validated chain at 24 patients in simulations.

    Returns
    -------
    pandas.DataFrame
        n, positive, auc, power.

    Raises
    ------
    radiotmb.errors.StatisticsError
        Where an argument is not in its range.

    References
    ----------
    Hanley JA, McNeil BJ. Radiology 1982;143:29-36. Noether GE. J Am Stat Assoc 1987;82:645-647.

    Examples
    --------
    >>> plan_power(0.75, [24, 60, 120])["positive"].tolist()
    [8, 20, 40]
    """


@answered_by_r()
def plan_development(
    parameters: int,
    auc: float = 0.75,
    prevalence: float = 8 / 24,
    r_squared: float | None = None,
    shrinkage: float = 0.9,
    optimism: float = 0.05,
    margin: float = 0.05,
) -> pd.DataFrame:
    """Patients needed to develop a prediction model, by Riley's criteria for a binary outcome.

    Parameters
    ----------
    parameters : int
        Number of candidate parameters.
    auc, prevalence : float
        Expected AUC, share of positive patients.
    r_squared : float, optional
        Expected Cox-Snell R squared; from ``auc`` and ``prevalence`` where not given.
    shrinkage : float
        Least uniform shrinkage.
    optimism : float
        Largest difference of apparent and adjusted Nagelkerke's R squared.
    margin : float
        Half width of the overall risk's 95% interval.

    Returns
    -------
    pandas.DataFrame
        criterion, patients, events, events_per_parameter; the last row is the largest of the three.

    Raises
    ------
    radiotmb.errors.StatisticsError
        Where an argument is not in its range.

    References
    ----------
    Riley RD, et al. Stat Med 2019;38:1276-1296. Riley RD, Van Calster B, Collins GS.
    Stat Med 2021;40:859-864.

    Examples
    --------
    Five parameters and an R squared of 0.2:

    >>> needed = plan_development(5, prevalence=0.5, r_squared=0.2)
    >>> int(needed["patients"].iloc[0])
    199
    """
