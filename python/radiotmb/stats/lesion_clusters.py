"""Several lesions of a patient: pairs by patient, heterogeneity, presence of mutations."""

from __future__ import annotations

import pandas as pd

from radiotmb.stats.bridge import answered_by_r
from radiotmb.stats.results import ClusteredPairs, PredictedPairs


@answered_by_r(ClusteredPairs.from_r)
def compare_lesion_pairs(
    burden: pd.DataFrame,
    pairs: pd.DataFrame | None = None,
    cutoff: float | None = None,
    conf_level: float = 0.95,
    draws: int = 10000,
    seed: int = 1,
) -> ClusteredPairs:
    """Compare the burdens of several lesions of each patient, patients being independent.

    Parameters
    ----------
    burden : pandas.DataFrame
        patient_id, lesion (its name, once in a patient), role (``primary`` or ``metastasis``; not
        needed where the name is one of them), mutations, megabases; site, days, status where known.
    pairs : pandas.DataFrame, optional
        first and second, each the name, role or site of lesions, and patient_id where a pair is of
        one patient only; without it every primary is paired with every metastasis of its patient.
    cutoff : float, optional
        Mutations per megabase from which a burden is called high, whatever the column status says.
        Without it that column decides, where there is one, and 10 otherwise.
    conf_level : float
    draws : int
        Draws of the mutations for chance, where a patient has several pairs.
    seed : int

    Returns
    -------
    ClusteredPairs

    Raises
    ------
    StatisticsError
        Where a lesion is duplicated or has no role, or there is no pair.

    References
    ----------
    Korn EL, Graubard BI. Survey Methodology 1998;24:193-201.

    Examples
    --------
    >>> burden = pd.DataFrame({
    ...     "patient_id": ["a"] * 3 + ["b"] * 2,
    ...     "lesion": ["colon", "liver", "lung", "colon", "lung"],
    ...     "role": ["primary", "metastasis", "metastasis", "primary", "metastasis"],
    ...     "mutations": [30, 9, 15, 5, 6], "megabases": 1.2,
    ... })
    >>> compare_lesion_pairs(burden, draws=100).cells
    {'both_high': 1, 'first_only': 1, 'second_only': 0, 'both_low': 1}
    """


@answered_by_r()
def lesion_heterogeneity(
    burden: pd.DataFrame,
    variants: pd.DataFrame | None = None,
    cutoff: float = 10,
    draws: int = 9999,
    seed: int = 1,
) -> pd.DataFrame:
    """How far the lesions of each patient are apart: burdens, statuses, shared variants.

    Parameters
    ----------
    burden : pandas.DataFrame
        patient_id, lesion, role where the lesion's name is none, mutations, megabases.
    variants : pandas.DataFrame, optional
        patient_id, lesion, chrom, pos, ref, alt, and verdict where filtered ones are in it.
    cutoff : float
    draws : int
        Draws for the test of equal rates where a patient has more than two lesions.
    seed : int

    Returns
    -------
    pandas.DataFrame
        A row a patient of several lesions: patient_id, lesions, primaries, metastases, tmb_lowest,
        tmb_highest, tmb_range, tmb_ratio, high, mixed, p_equal; with variants also distinct,
        in_all, in_some, private, jaccard.

    Examples
    --------
    >>> burden = pd.DataFrame({
    ...     "patient_id": "a", "lesion": ["primary", "liver", "lung"],
    ...     "role": ["primary", "metastasis", "metastasis"], "mutations": [30, 9, 15],
    ...     "megabases": 1.0,
    ... })
    >>> lesion_heterogeneity(burden, draws=99)[["lesions", "tmb_range", "high"]].values.tolist()
    [[3.0, 21.0, 2.0]]
    """


@answered_by_r()
def tabulate_presence(
    variants: pd.DataFrame, samples: pd.DataFrame | None = None, by: str = "mutation"
) -> pd.DataFrame:
    """In which lesions of a patient each mutation or gene is; no tree is inferred.

    Parameters
    ----------
    variants : pandas.DataFrame
        patient_id, lesion, gene, chrom, pos, ref, alt, and verdict where filtered ones are in it.
    samples : pandas.DataFrame, optional
        patient_id, lesion and role of all sequenced lesions.
    by : {"mutation", "gene"}

    Returns
    -------
    pandas.DataFrame
        A row a patient and mutation: patient_id, gene, chrom, pos, ref, alt, lesions, of, pattern,
        present_in, absent_from.

    Examples
    --------
    >>> variants = pd.DataFrame({
    ...     "patient_id": "a", "lesion": ["primary", "metastasis", "primary"],
    ...     "gene": ["APC", "APC", "TP53"], "chrom": "1", "pos": [5, 5, 9], "ref": "C", "alt": "T",
    ... })
    >>> tabulate_presence(variants)["pattern"].tolist()
    ['all lesions', 'one lesion']
    """


@answered_by_r(PredictedPairs.from_r)
def judge_pairs(
    first: pd.DataFrame,
    second: pd.DataFrame,
    pairs: pd.DataFrame | ClusteredPairs,
    first_cutoff: float,
    second_cutoff: float,
    conf_level: float = 0.95,
    draws: int = 9999,
    seed: int = 1,
) -> PredictedPairs:
    """Accuracy of predicted discordance of several pairs a patient.

    Parameters
    ----------
    first, second : pandas.DataFrame
        patient_id, lesion and probability of the lesions on either side of the pairs.
    pairs : ClusteredPairs, or its ``pairs``
    first_cutoff, second_cutoff : float
        Probabilities from which a lesion is predicted high.
    conf_level : float
    draws : int
        Draws of the test.
    seed : int

    Returns
    -------
    PredictedPairs

    References
    ----------
    Korn EL, Graubard BI. Survey Methodology 1998;24:193-201.

    Examples
    --------
    >>> burden = pd.DataFrame({
    ...     "patient_id": ["a"] * 3 + ["b"] * 3, "lesion": ["primary", "liver", "lung"] * 2,
    ...     "role": ["primary", "metastasis", "metastasis"] * 2,
    ...     "mutations": [24, 6, 25, 3, 4, 20], "megabases": 1.2})
    >>> pairs = compare_lesion_pairs(burden)
    >>> seen = burden[["patient_id", "lesion", "role"]].assign(probability=[.9, .1, .8, .2, .1, .3])
    >>> first, second = (seen[seen["role"] == role] for role in ("primary", "metastasis"))
    >>> judged = judge_pairs(first, second, pairs, 0.5, 0.5, draws=99)
    >>> len(judged.pairs)
    4
    """
