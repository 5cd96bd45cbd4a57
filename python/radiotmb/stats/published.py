"""Published numbers: checked by arithmetic, and compared with a study's own."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from radiotmb.runtime.files import write_json
from radiotmb.runtime.to_json import to_json
from radiotmb.stats.bridge import answered_by_r
from radiotmb.stats.r import call
from radiotmb.stats.results import CompatibleCohorts, PublishedAudit

Claims: TypeAlias = "pd.DataFrame | str | PathLike[str] | None"
Results: TypeAlias = "Mapping[str, Any] | str | PathLike[str] | None"


@answered_by_r()
def published_results(file: str | PathLike[str] | None = None) -> pd.DataFrame:
    """The numbers a study published, as a table of claims.

    Parameters
    ----------
    file : path, optional
        CSV of claims; Hoshino et al. (2022) where not given.

    Returns
    -------
    pandas.DataFrame
        id, quantity, kind, value, text, decimals, n, unit, section, wording, derivable, checks,
        result, note.

    Raises
    ------
    StatisticsError
        Where the file cannot be read, an id is repeated, a value is no number, date or version, or
        a share, an AUC or a p-value is out of its range.

    References
    ----------
    Hoshino I, et al. Cancer Sci 2022;113(1):229-239, doi 10.1111/cas.15173.

    Examples
    --------
    >>> published = published_results()
    >>> published.loc[published["kind"] == "auc", "value"].tolist()
    [0.701, 0.732, 0.784, 0.812, 0.732, 0.812]
    """


def audit_published(claims: Claims = None, results: Results = None) -> PublishedAudit:
    """Which published numbers can be recomputed, and which cannot be true together.

    Parameters
    ----------
    claims : path or pandas.DataFrame, optional
        In the columns of :func:`published_results`; Hoshino et al. (2022) where not given.
    results : path or mapping, optional
        A study's results.json, to set beside the published numbers.

    Returns
    -------
    PublishedAudit

    Raises
    ------
    StatisticsError
        Where the claims cannot be read, or a check is unknown or refers to no claim.

    References
    ----------
    Brown NJL, Heathers JAJ. The GRIM test. Soc Psychol Personal Sci 2017;8(4):363-369.

    Examples
    --------
    >>> sorted(audit_published().checks["verdict"].unique())
    ['consistent', 'inconsistent', 'not derivable', 'odd', 'reproduced']
    """
    with _as_file(results) as file:
        return PublishedAudit.from_r(call("audit_published", claims=claims, results=file))


def compatible_cohorts(claims: Claims = None, limit: int = 1000) -> CompatibleCohorts:
    """All cohorts that the published counts, rates and AUCs allow together.

    Parameters
    ----------
    claims : path or pandas.DataFrame, optional
        In the columns of :func:`published_results`; Hoshino et al. (2022) where not given. The
        checks ``counts``, ``auc_split`` and ``confusion`` say whom a claim counts.
    limit : int
        Largest number of cohorts to list. The possible values of the claims are exact all the same.

    Returns
    -------
    CompatibleCohorts
        cells (lowest and highest number of patients in each), cohorts (a row a cohort), complete,
        claims (what each can be, with exact p-values), conflicts (ids that cannot be true
        together).

    Raises
    ------
    StatisticsError
        Where no claim says whom it counts, or none counts all patients.

    References
    ----------
    Heathers JAJ, et al. PeerJ Preprints 2018;6:e26968v1.

    Examples
    --------
    >>> claims = compatible_cohorts().claims.set_index("id")
    >>> claims.loc["auc_metastasis_enhanced", "possible"]
    '5/17'
    """
    return CompatibleCohorts.from_r(call("compatible_cohorts", claims=claims, limit=limit))


def compare_published(
    results: Results, claims: Claims = None, conf_level: float = 0.95
) -> pd.DataFrame:
    """A study's own results beside the published ones.

    Parameters
    ----------
    results : path or mapping
        A study's results.json, or the same as a dict.
    claims : path or pandas.DataFrame, optional
        The published numbers; Hoshino et al. (2022) where not given.
    conf_level : float

    Returns
    -------
    pandas.DataFrame
        id, quantity, published, published_lower, published_upper, study, study_lower,
        study_upper, p_difference, note.

    Raises
    ------
    StatisticsError
        Where these are no results of a study.

    References
    ----------
    Hanley JA, McNeil BJ. Radiology 1982;143:29-36.

    Examples
    --------
    >>> own = {"burden": {"primary": {"n": 40, "high": 9, "mean_tmb": 9.1}}}
    >>> compared = compare_published(own)
    >>> compared.loc[compared["id"] == "primary_high", "published"].round(3).tolist()
    [0.333]
    """
    with _as_file(results) as file:
        return call("compare_published", results=file, claims=claims, conf_level=conf_level)


@answered_by_r()
def grim_test(
    mean: Sequence[float | str] | float | str,
    n: Sequence[int] | int,
    digits: Sequence[int] | int | None = None,
    size: float = 1,
    items: int = 1,
) -> pd.DataFrame:
    """Can this mean come from whole counts (the GRIM test)?

    Parameters
    ----------
    mean : float, str or sequence of them
        Published means; text keeps its trailing zeros.
    n : int or sequence of int
        Numbers of values averaged.
    digits : int, optional
        Decimals of the published means; counted where not given.
    size : float
        Fixed size that each count was divided by, such as 1.2 megabases.
    items : int
        Whole numbers averaged within each value.

    Returns
    -------
    pandas.DataFrame
        mean, n, digits, size, items, possible, total, nearest_mean.

    References
    ----------
    Brown NJL, Heathers JAJ. Soc Psychol Personal Sci 2017;8(4):363-369.

    Examples
    --------
    >>> grim_test("5.19", n=28)["possible"].tolist()
    [False]
    """


@answered_by_r()
def median_test(
    median: Sequence[float | str] | float | str,
    n: Sequence[int] | int,
    digits: Sequence[int] | int | None = None,
    step: float = 1,
) -> pd.DataFrame:
    """Can this median come from values that are multiples of a step?

    Parameters
    ----------
    median : float, str or sequence of them
    n : int or sequence of int
    digits : int, optional
    step : float
        What the values are multiples of.

    Returns
    -------
    pandas.DataFrame
        median, n, digits, step, possible, nearest_median.

    References
    ----------
    Heathers JAJ, et al. PeerJ Preprints 2018;6:e26968v1.

    Examples
    --------
    >>> median_test([64.5, 64.8], n=24)["possible"].tolist()
    [True, False]
    """


@answered_by_r()
def auc_grid(
    auc: float | str,
    n: Sequence[int] | int,
    digits: int = 3,
    positive: Sequence[int] | int | None = None,
    areas: int = 1,
    over: str = "repeats",
) -> pd.DataFrame:
    """Which class splits can give this AUC?

    Parameters
    ----------
    auc : float or str
        Published AUC.
    n : int or sequence of int
        Numbers of patients to try.
    digits : int
        Decimals of the published AUC.
    positive : int or sequence of int, optional
        Numbers of positives to consider.
    areas : int
        Number of AUCs that the published AUC is the mean of; 1 is one curve over all patients.
    over : str
        What the AUCs are of: "repeats" or "folds".

    Returns
    -------
    pandas.DataFrame
        n, positive, negative, u, auc, u_values, tie_needed, note (what else could give the value);
        one row a split that fits.

    References
    ----------
    Bamber D. J Math Psychol 1975;12:387-415.

    Examples
    --------
    >>> auc_grid(0.784, n=24, positive=5)[["positive", "negative", "u"]].to_numpy().tolist()
    [[5.0, 19.0, 74.5]]
    """


@answered_by_r()
def confusion_candidates(
    sensitivity: float | str | None,
    specificity: float | str | None,
    accuracy: float | str | None,
    n: Sequence[int] | int,
    digits: int = 3,
    positive: Sequence[int] | int | None = None,
    negative: Sequence[int] | int | None = None,
) -> pd.DataFrame:
    """Which 2 x 2 tables give these rates?

    Parameters
    ----------
    sensitivity, specificity, accuracy : float or str, optional
        Published rates; at least one.
    n : int or sequence of int
        Numbers of patients to try, such as ``range(1, 25)``.
    digits : int
        Decimals of the published rates.
    positive, negative : int or sequence of int, optional
        Numbers of positives and negatives to consider.

    Returns
    -------
    pandas.DataFrame
        n, positive, negative, tp, fn, tn, fp and the unrounded rates; one row a table that fits.

    Examples
    --------
    >>> table = confusion_candidates(0.857, 0.600, 0.682, n=range(1, 25))
    >>> table[["n", "tp", "fn", "tn", "fp"]].to_numpy().tolist()
    [[22, 6, 1, 9, 6]]
    """


def recompute_p_values(table: np.ndarray | Sequence, paired: bool = False) -> pd.DataFrame:
    """The p-value of a table of counts under each usual test.

    Parameters
    ----------
    table : array of int, shape (groups, outcomes)
        For paired data a 2 x 2 array of pairs: first yes/no in rows, second in columns.
    paired : bool

    Returns
    -------
    pandas.DataFrame
        test, statistic, p_value.

    References
    ----------
    McNemar Q. Psychometrika 1947;12:153-157.

    Examples
    --------
    >>> tests = recompute_p_values([[3, 5], [2, 14]], paired=True)
    >>> tests.loc[tests["test"].str.contains("exact McNemar"), "p_value"].round(3).tolist()
    [0.453]
    """
    return call("recompute_p_values", table=np.asarray(table), paired=paired)


@contextlib.contextmanager
def _as_file(results: Results) -> Iterator[str | PathLike[str] | None]:
    """Results as R reads them: a mapping goes through the JSON that results.json would be."""
    if not isinstance(results, Mapping):
        yield results
        return
    with tempfile.TemporaryDirectory(prefix="radiotmb-") as folder:
        yield write_json(Path(folder) / "results.json", to_json(results))
