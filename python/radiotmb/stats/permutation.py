"""What chance would give: the modelling chain on permuted labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from radiotmb.stats.bridge import answered_by_r
from radiotmb.stats.chain_results import PermutationNull


@answered_by_r(PermutationNull.from_r, in_python=True, renamed={"rfe": "engine"})
def permutation_null(
    features: pd.DataFrame,
    labels: pd.DataFrame,
    permutations: int = 200,
    first: int = 1,
    selection: str = "nested",
    observed: float | None = None,
    engine: str = "r",
    **more: Any,
) -> PermutationNull:
    """What chance would give: the whole chain, screening included, on permuted labels.

    Parameters
    ----------
    features, labels : pandas.DataFrame
        As in :func:`radiotmb.stats.nested_cv`.
    permutations : int
    first : int
        Number of the first permutation: blocks can be computed apart and combined.
    selection : {"nested", "leaky"}
        ``leaky`` selects features outside the folds, to show what that would have claimed.
    observed : float, optional
        AUC under the true labels; computed where not given.
    engine : {"r", "python"}
    **more
        Further arguments of :func:`radiotmb.stats.nested_cv`: positive, trees, repeats, seed ...

    Returns
    -------
    PermutationNull

    References
    ----------
    Phipson B, Smyth GK. Stat Appl Genet Mol Biol 2010;9:39.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> features = pd.DataFrame(rng.normal(size=(12, 2)), columns=["a", "b"])
    >>> features.insert(0, "patient_id", range(12))
    >>> labels = pd.DataFrame({"patient_id": range(12), "status": ["high", "low"] * 6})
    >>> null = permutation_null(features, labels, permutations=2, trees=5, outer=2, inner=2)
    >>> len(null.null)
    2
    """


@answered_by_r(PermutationNull.from_r, in_python=True)
def combine_nulls(nulls: Sequence[PermutationNull], engine: str = "r") -> PermutationNull:
    """One null from blocks of permutations that were computed apart.

    Parameters
    ----------
    nulls : sequence of PermutationNull
        Of the same features, labels and parameters, with different permutations.
    engine : {"r", "python"}

    Returns
    -------
    PermutationNull

    Raises
    ------
    StatisticsError
        For blocks of another observed AUC, other parameters, or a permutation twice.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> features = pd.DataFrame(rng.normal(size=(12, 2)), columns=["a", "b"])
    >>> features.insert(0, "patient_id", range(12))
    >>> labels = pd.DataFrame({"patient_id": range(12), "status": ["high", "low"] * 6})
    >>> chain = {"trees": 5, "outer": 2, "inner": 2}
    >>> blocks = [permutation_null(features, labels, permutations=2, first=first, **chain)
    ...           for first in (1, 3)]
    >>> len(combine_nulls(blocks).null)
    4
    """


@answered_by_r(PermutationNull.from_r, in_python=True)
def max_of(nulls: Sequence[PermutationNull], engine: str = "r") -> PermutationNull:
    """The null of the best of several phases, permuted together.

    Parameters
    ----------
    nulls : sequence of PermutationNull
        One a phase, of the same permutations.
    engine : {"r", "python"}

    Returns
    -------
    PermutationNull

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> features = pd.DataFrame(rng.normal(size=(12, 2)), columns=["a", "b"])
    >>> features.insert(0, "patient_id", range(12))
    >>> labels = pd.DataFrame({"patient_id": range(12), "status": ["high", "low"] * 6})
    >>> chain = {"trees": 5, "outer": 2, "inner": 2}
    >>> phases = [permutation_null(features[["patient_id", name]], labels, permutations=3, **chain)
    ...           for name in ("a", "b")]
    >>> best = max_of(phases)
    >>> bool((best.null["auc"] >= phases[0].null["auc"]).all())
    True
    """
