"""Primary tumor against metastasis: discordance, genes, shared variants, chance."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from radiotmb.stats.bridge import answered_by_r
from radiotmb.stats.results import GeneRanking, LesionPairs, VariantSharing


@answered_by_r(LesionPairs.from_r)
def compare_lesions(
    burden: pd.DataFrame,
    cutoff: float | None = None,
    conf_level: float = 0.95,
    shared: pd.DataFrame | None = None,
) -> LesionPairs:
    """Compare the burdens of primary tumors and metastases, patient by patient.

    Parameters
    ----------
    burden : pandas.DataFrame
        patient_id, lesion (``primary`` or ``metastasis``, or any name and a column role),
        mutations, megabases.
    cutoff : float, optional
        Mutations per megabase from which a burden is called high, whatever the column status says.
        Without it that column decides, where there is one, and 10 otherwise.
    conf_level : float
    shared : pandas.DataFrame, optional
        patient_id and shared, the variants seen in both lesions.

    Returns
    -------
    LesionPairs

    Raises
    ------
    StatisticsError
        Where a lesion is duplicated, no patient has both, or one has several of a role
        (:func:`compare_lesion_pairs` compares those).

    References
    ----------
    Hoshino I, et al. Cancer Sci 2022;113:229-239. Przyborowski J, Wilenski H. Biometrika
    1940;31:313-323.

    Examples
    --------
    >>> burden = pd.DataFrame({
    ...     "patient_id": ["a", "a", "b", "b"], "lesion": ["primary", "metastasis"] * 2,
    ...     "mutations": [30, 9, 5, 6], "megabases": 1.2,
    ... })
    >>> compare_lesions(burden).cells
    {'both_high': 0, 'primary_only': 1, 'metastasis_only': 0, 'both_low': 1}
    """


@answered_by_r(GeneRanking.from_r)
def rank_genes(
    variants: pd.DataFrame, top: int = 20, samples: pd.DataFrame | None = None
) -> GeneRanking:
    """Rank genes by the patients who carry them mutated, in each lesion.

    Parameters
    ----------
    variants : pandas.DataFrame
        patient_id, lesion, gene, and verdict where filtered variants are still in it.
    top : int
        How many of the most frequent genes of each lesion to compare.
    samples : pandas.DataFrame, optional
        patient_id and lesion of all sequenced lesions, where one may have no variant.

    Returns
    -------
    GeneRanking

    References
    ----------
    Benjamini Y, Hochberg Y. J R Stat Soc B 1995;57:289-300.

    Examples
    --------
    >>> variants = pd.DataFrame({
    ...     "patient_id": ["a", "a", "b", "b"], "lesion": ["primary", "metastasis"] * 2,
    ...     "gene": ["APC", "APC", "TP53", "APC"],
    ... })
    >>> rank_genes(variants, top=1).overlap
    1
    """


@answered_by_r(VariantSharing.from_r)
def compare_variants(
    variants: pd.DataFrame, samples: pd.DataFrame | None = None, conf_level: float = 0.95
) -> VariantSharing:
    """Shared and private variants of the two lesions of each patient.

    Parameters
    ----------
    variants : pandas.DataFrame
        patient_id, lesion, chrom, pos, ref, alt, and verdict where filtered ones are in it.
    samples : pandas.DataFrame, optional
        patient_id and lesion of all sequenced lesions.
    conf_level : float

    Returns
    -------
    VariantSharing

    References
    ----------
    Jaccard P. New Phytologist 1912;11:37-50.

    Examples
    --------
    >>> variants = pd.DataFrame({
    ...     "patient_id": "a", "lesion": ["primary", "primary", "metastasis"],
    ...     "chrom": ["chr5", "17", "5"], "pos": [112839514, 7675088, 112839514],
    ...     "ref": "C", "alt": "T",
    ... })
    >>> compare_variants(variants).patients["jaccard"].tolist()
    [0.5]
    """


@answered_by_r()
def tabulate_genes(variants: pd.DataFrame, samples: pd.DataFrame | None = None) -> pd.DataFrame:
    """Mutated genes of each patient in both lesions: shared, different or of one lesion only.

    Parameters
    ----------
    variants : pandas.DataFrame
        patient_id, lesion, gene, chrom, pos, ref, alt, and verdict where filtered ones are in it.
    samples : pandas.DataFrame, optional
        patient_id and lesion of all sequenced lesions.

    Returns
    -------
    pandas.DataFrame
        gene, patient_id, primary, metastasis, shared (different variants), pattern.

    Examples
    --------
    >>> variants = pd.DataFrame({
    ...     "patient_id": "a", "lesion": ["primary", "metastasis", "primary"],
    ...     "gene": ["APC", "APC", "TP53"], "chrom": ["5", "5", "17"],
    ...     "pos": [112839514, 112839514, 7675088], "ref": "C", "alt": "T",
    ... })
    >>> tabulate_genes(variants)["pattern"].tolist()
    ['shared', 'primary only']
    """


@answered_by_r()
def tabulate_mutations(variants: pd.DataFrame, samples: pd.DataFrame | None = None) -> pd.DataFrame:
    """Discordance of each mutation: the patients in whom both lesions or only one carry it.

    Parameters
    ----------
    variants, samples : pandas.DataFrame
        As in :func:`tabulate_genes`.

    Returns
    -------
    pandas.DataFrame
        gene, chrom, pos, ref, alt, patients, shared, primary_only, metastasis_only, discordant
        (share of the carriers), lower, upper (exact).

    References
    ----------
    Clopper CJ, Pearson ES. Biometrika 1934;26:404-413.

    Examples
    --------
    >>> variants = pd.DataFrame({
    ...     "patient_id": "a", "lesion": ["primary", "metastasis", "primary"],
    ...     "gene": ["APC", "APC", "TP53"], "chrom": ["5", "5", "17"],
    ...     "pos": [112839514, 112839514, 7675088], "ref": "C", "alt": "T",
    ... })
    >>> tabulate_mutations(variants)["discordant"].tolist()
    [0.0, 1.0]
    """


@answered_by_r()
def compare_directions(pairs: pd.DataFrame | LesionPairs, conf_level: float = 0.95) -> pd.DataFrame:
    """Burdens of both lesions in all patients and by the direction of discordance.

    Parameters
    ----------
    pairs : LesionPairs, or its ``pairs``
    conf_level : float

    Returns
    -------
    pandas.DataFrame
        group, n, primary_mean, metastasis_mean, ratio_of_means, mean_of_ratios and their limits,
        p_value (exact signed rank), note.

    References
    ----------
    Fieller EC. J R Stat Soc B 1954;16:175-185.

    Examples
    --------
    >>> burden = pd.DataFrame({
    ...     "patient_id": ["a", "a", "b", "b"], "lesion": ["primary", "metastasis"] * 2,
    ...     "mutations": [24, 6, 3, 4], "megabases": 1.2})
    >>> found = compare_directions(compare_lesions(burden))
    >>> found.loc[found["group"] == "all", ["n", "primary_mean"]].to_numpy().tolist()
    [[2.0, 11.25]]
    """


@answered_by_r()
def tabulate_directions(
    pairs: pd.DataFrame | LesionPairs, patients: pd.DataFrame, variable: str = "timing"
) -> pd.DataFrame:
    """Patients of each value of a clinical variable by the direction of discordance.

    Parameters
    ----------
    pairs : LesionPairs, or its ``pairs``
    patients : pandas.DataFrame
        patient_id and the column named by ``variable``.
    variable : str

    Returns
    -------
    pandas.DataFrame
        direction, level, n, share, lower, upper.

    Examples
    --------
    >>> pairs = pd.DataFrame({"patient_id": ["a", "b"], "direction": ["primary only"] * 2})
    >>> patients = pd.DataFrame({"patient_id": ["a", "b"], "timing": ["synchronous"] * 2})
    >>> tabulate_directions(pairs, patients)["n"].tolist()
    [2]
    """


@answered_by_r()
def chance_discordance(
    primary_mutations: Sequence[int],
    metastasis_mutations: Sequence[int],
    primary_megabases: Sequence[float] | float,
    metastasis_megabases: Sequence[float] | float | None = None,
    cutoff: float = 10,
    shared: Sequence[int] | None = None,
    conf_level: float = 0.95,
) -> pd.DataFrame:
    """Discordance that counting noise alone would give, were both true burdens equal.

    Parameters
    ----------
    primary_mutations, metastasis_mutations : array of int, shape (patients,)
    primary_megabases, metastasis_megabases : float or array of float
        The metastases' are the primaries' where not given.
    cutoff : float
    shared : array of int, optional
        Variants seen in both lesions of each patient.
    conf_level : float

    Returns
    -------
    pandas.DataFrame
        model, expected, lower, upper, observed and probabilities, one row a model.

    Examples
    --------
    >>> chance = chance_discordance([7, 4, 12, 30, 9], [8, 3, 10, 31, 14], 1.2)
    >>> chance["observed"].tolist()
    [2, 2]
    """


@answered_by_r(in_python=True)
def discordance_groups(pairs: pd.DataFrame | LesionPairs, engine: str = "r") -> pd.DataFrame:
    """The groups whose survival the published study compares: two, three and four of them.

    Parameters
    ----------
    pairs : LesionPairs or pandas.DataFrame
        With patient_id, primary_status, metastasis_status.
    engine : {"r", "python"}

    Returns
    -------
    pandas.DataFrame
        patient_id and the categoricals concordance, direction and cells; the first category is
        the reference of a hazard ratio.

    Examples
    --------
    >>> discordance_groups(pd.DataFrame({
    ...     "patient_id": ["a", "b"], "primary_status": ["high", "low"],
    ...     "metastasis_status": ["low", "low"],
    ... }))["direction"].tolist()
    ['primary only', 'concordant']
    """
