"""Words for messages about the cells and column names of a features table."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd


def text_cell(column: pd.Series, patient_id: Sequence[str]) -> str:
    """The first cell of a column that is no number, with its patient; empty where there is none.

    Examples
    --------
    >>> text_cell(pd.Series(["1.5", "n/a"]), ["a", "b"])
    " ('n/a' for patient_id 'b'; a missing value is an empty cell or NA)"
    """
    wrong = column.notna() & pd.to_numeric(column, errors="coerce").isna()
    if not wrong.any():
        return ""
    place = int(wrong.to_numpy().argmax())
    return (
        f" ('{column.iloc[place]}' for patient_id '{patient_id[place]}'; a missing value is an "
        "empty cell or NA)"
    )


def other_spelling(absent: Sequence[str], names: Sequence[str]) -> str:
    """How a table spells a column that it seems to lack; empty where nothing is like it.

    Examples
    --------
    >>> other_spelling(["wavelet-LLL_glcm_Idm"], ["wavelet.LLL_glcm_Idm"])
    ". It has 'wavelet.LLL_glcm_Idm' for 'wavelet-LLL_glcm_Idm': read the table with check.names = \
FALSE"
    >>> other_spelling(["a_Mean"], ["A_MEAN"])
    ". It has 'A_MEAN' for 'a_Mean': spell the names as the model does"
    """

    def spelled(name: str) -> str:
        return re.sub("[^a-z0-9]+", "_", name.lower())

    there: dict[str, str] = {}
    for name in map(str, names):
        there.setdefault(spelled(name), name)
    for name in absent:
        found = there.get(spelled(name))
        if found is not None:
            by_r = re.sub(r"[^A-Za-z0-9._]", ".", name) == found
            advice = (
                "read the table with check.names = FALSE"
                if by_r
                else "spell the names as the model does"
            )
            return f". It has '{found}' for '{name}': {advice}"
    return ""
