"""Which columns of a features table are features: every numeric one that tells no outcome."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from radiotmb.runtime.name_some import LONGEST_NAME, name_some
from radiotmb.stats.python_engine.r_errors import data_error

# imagetype_class_feature, as PyRadiomics has it, under any prefix.
_RADIOMICS = re.compile("(^|_)(shape|shape2D|firstorder|glcm|gldm|glrlm|glszm|ngtdm)_[A-Za-z0-9]+$")
# Burden, status and survival under the names that the tables of a study have.
_OUTCOME = re.compile(
    "((primary|metastasis|log|log2|log10|ln)_?)?tmb(_.*)?|(n_)?mutations|megabases|p_high|borderline|"
    "((primary|metastasis|predicted)_)?status|(os|pfs|dfs|rfs|efs)(_.*)?|event|death|dead|died|"
    "survival(_.*)?|outcome|truth|target",
    re.IGNORECASE,
)
# Of fewer patients a feature of two values may be the status by chance.
_FEWEST = 8


def check_outcome_columns(columns: Sequence[str]) -> None:
    """Raise for a column whose name says that it tells the outcome."""
    # In a model of several phases a name has the phase before it.
    tells = [f"'{name}'" for name in columns if _OUTCOME.fullmatch(str(name).rpartition(".")[2])]
    if tells:
        raise data_error(
            f"`features` has the column {name_some(tells)}, which tells the outcome and is no "
            "feature: take it out of the table, or rename it if it is a feature."
        )


def check_status_columns(x: np.ndarray, names: Sequence[str], status: Sequence[str]) -> None:
    """Raise for a column of two values that are the two statuses."""
    if len(status) < _FEWEST:
        return
    first = np.array(status, dtype=object) == status[0]
    same = x == x[0]
    copies = [
        f"'{name}'"
        for place, name in enumerate(names)
        if (same[:, place] == first).all() and len(np.unique(x[:, place])) == 2
    ]
    if copies:
        raise data_error(
            f"`features` has the column {name_some(copies)}, which is the status itself in "
            "numbers: take it out of the table."
        )


def flag_other_columns(columns: Sequence[str]) -> list[str]:
    """What is taken as a feature without the name of one, among columns that have such a name."""
    other = [str(name) for name in columns if not _RADIOMICS.search(str(name))]
    if not other or len(other) == len(columns):
        return []
    several = len(other) > 1
    return [
        f"{len(other)} column{'s' * several} without the name of a radiomics feature "
        f"{'are' if several else 'is'} taken as features: "
        f"{name_some(other, longest=LONGEST_NAME)} (give clinical columns as covariates, or leave "
        "them out)"
    ]
