"""Uncertainty of a burden: exact intervals, the probability of being high, status."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from radiotmb.stats.bridge import answered_by_r


@answered_by_r()
def tmb_interval(
    mutations: Sequence[int] | int, megabases: Sequence[float] | float, conf_level: float = 0.95
) -> pd.DataFrame:
    """Exact (Garwood) Poisson interval of a tumor mutational burden.

    Parameters
    ----------
    mutations : array of int, shape (samples,)
        Counted mutations.
    megabases : float or array of float, shape (samples,)
        Megabases in which they could have been seen.
    conf_level : float

    Returns
    -------
    pandas.DataFrame
        tmb, tmb_lower, tmb_upper in mutations per megabase, one row a sample.

    Raises
    ------
    StatisticsError
        Where a count is negative or not whole, or a size is not positive.

    References
    ----------
    Garwood F. Fiducial limits for the Poisson distribution. Biometrika 1936;28:437-442.

    Examples
    --------
    >>> tmb_interval(19, 1.198355).round(2)
         tmb  tmb_lower  tmb_upper
    0  15.86       9.55      24.76
    """


@answered_by_r(np.atleast_1d)
def tmb_probability(
    mutations: Sequence[int] | int, megabases: Sequence[float] | float, cutoff: float = 10
) -> np.ndarray:
    """Probability that the true burden is at or above a cutoff, under Jeffreys' prior.

    It says what one sample's counts say. In a cohort it is not the share of such samples that is
    truly high: see :func:`tmb_probability_in_cohort`.

    Parameters
    ----------
    mutations, megabases
        As in :func:`tmb_interval`.
    cutoff : float
        Mutations per megabase from which a burden is called high.

    Returns
    -------
    numpy.ndarray, shape (samples,)

    References
    ----------
    Jeffreys H. Proc R Soc Lond A 1946;186:453-461.

    Examples
    --------
    >>> tmb_probability([8, 12, 30], 1.2).round(3)
    array([0.119, 0.519, 1.   ])
    """


@answered_by_r(np.atleast_1d)
def tmb_probability_in_cohort(
    mutations: Sequence[int], megabases: Sequence[float] | float, cutoff: float = 10
) -> np.ndarray:
    """Probability that the true burden is at or above a cutoff, given all samples of the cohort.

    True burdens are taken to be Gamma distributed, and the distribution is learned from the counts.

    Parameters
    ----------
    mutations, megabases
        As in :func:`tmb_interval`, all samples of one cohort.
    cutoff : float
        Mutations per megabase from which a burden is called high.

    Returns
    -------
    numpy.ndarray, shape (samples,)

    References
    ----------
    Deely JJ, Lindley DV. Bayes empirical Bayes. J Am Stat Assoc 1981;76:833-841.

    Examples
    --------
    >>> counts = [4, 6, 7, 7, 8, 9, 12, 13]
    >>> bool(tmb_probability_in_cohort(counts, 1.2)[-1] < tmb_probability(counts, 1.2)[-1])
    True
    """


@answered_by_r()
def tmb_status(
    mutations: Sequence[int] | int,
    megabases: Sequence[float] | float,
    cutoff: float = 10,
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Status of a burden with its doubt: borderline where the interval holds the cutoff.

    Parameters
    ----------
    mutations, megabases, conf_level
        As in :func:`tmb_interval`.
    cutoff : float
        Mutations per megabase from which a burden is called high.

    Returns
    -------
    pandas.DataFrame
        tmb, tmb_lower, tmb_upper, p_high, status (``high`` or ``low``), borderline.

    References
    ----------
    The cutoff of 10: Hoshino I, et al. Cancer Sci 2022;113:229-239, doi 10.1111/cas.15173.

    Examples
    --------
    >>> tmb_status([3, 12, 40], 1.2)["status"].tolist()
    ['low', 'high', 'high']
    """


@answered_by_r(np.atleast_1d)
def disagreement_probability(
    tmb: Sequence[float] | float,
    megabases: Sequence[float] | float = 1.2,
    cutoff: float = 10,
    sharing: float = 0,
) -> np.ndarray:
    """Probability that two samples of one true burden differ in status, by counting noise alone.

    Parameters
    ----------
    tmb : float or array of float
        True burden, mutations per megabase.
    megabases : float or array of float
        Size of each sample's judged region.
    cutoff : float
    sharing : float
        Share of mutations that both samples have in common, 0 to 1.

    Returns
    -------
    numpy.ndarray

    Examples
    --------
    >>> disagreement_probability([7, 8, 10, 12, 15]).round(2)
    array([0.25, 0.38, 0.5 , 0.35, 0.1 ])
    """
