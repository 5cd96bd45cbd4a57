"""How far two readers agree: ICC(2,1) of every feature between their tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

from radiotmb.errors import InputError
from radiotmb.radiomics.icc import icc_table
from radiotmb.radiomics.scan_tasks import KEYS
from radiotmb.runtime.notes import Note, add_note


def reader_agreement(
    first: pd.DataFrame, second: pd.DataFrame, conf_level: float = 0.95
) -> pd.DataFrame:
    """ICC(2,1) of every feature between two readers' features of the same scans.

    Parameters
    ----------
    first, second : pandas.DataFrame
        As :func:`extract_cohort` gives: patient_id, lesion, phase, preset, features. Scans are
        matched by their keys; those of one reader only are left out with a note.
    conf_level : float

    Returns
    -------
    pandas.DataFrame
        As :class:`RepeatabilityResult`'s ``icc``, one row a lesion, phase and feature; ready for
        ``nested_cv(icc = )``.

    Raises
    ------
    InputError
        Where the presets differ, or no lesion and phase has two scans of both readers.

    References
    ----------
    Shrout PE, Fleiss JL. Intraclass correlations: uses in assessing rater reliability. Psychol
    Bull 1979;86:420-428.

    Examples
    --------
    >>> one = pd.DataFrame({"patient_id": ["P1", "P2", "P3"], "a": [1.0, 2.0, 4.0]})
    >>> two = pd.DataFrame({"patient_id": ["P1", "P2", "P3"], "a": [1.1, 2.1, 3.9]})
    >>> round(reader_agreement(one, two).icc.item(), 3)
    0.998
    """
    keys = [key for key in KEYS if key in first and key in second]
    if "patient_id" not in keys:
        raise InputError("no column 'patient_id' in both tables", expected="two features tables")
    _refuse_other_presets(first, second)
    for reader, table in (("first", first), ("second", second)):
        if table.duplicated(keys).any():
            raise InputError(
                f"a scan stands twice in the {reader} reader's table",
                expected=f"one row for each {', '.join(keys)}",
            )
    apart = {*KEYS, "preset"}
    names = [name for name in first.columns if name in second and name not in apart]
    names = [name for name in names if _is_number(name, first, second)]
    matched = first[keys].merge(second[keys], on=keys)
    for reader, table in (("first", first), ("second", second)):
        alone = len(table) - len(matched)
        if alone:
            text = f"{alone} scans of the {reader} reader only, left out"
            add_note(Note("warning", "agreement", "", text))
    if not names or not len(matched):
        raise InputError("the tables share no scan or no feature", expected="two readers' tables")
    return _icc_by_group(matched, first, second, names, conf_level)


def _is_number(name: str, first: pd.DataFrame, second: pd.DataFrame) -> bool:
    """Whether a column is a feature: numbers in both tables.

    Raises
    ------
    InputError
        Where it is in one table only.
    """
    kinds = [pd.api.types.is_numeric_dtype(table[name]) for table in (first, second)]
    if kinds[0] != kinds[1]:
        texts = (second if kinds[0] else first)[name]
        wrong = texts[pd.to_numeric(texts, errors="coerce").isna() & texts.notna()]
        held = f" ('{wrong.iloc[0]}')" if len(wrong) else ""
        raise InputError(
            f"the column '{name}' holds numbers in one table and text in the other{held}",
            expected="two readers' tables of features",
        )
    return kinds[0]


def _refuse_other_presets(first: pd.DataFrame, second: pd.DataFrame) -> None:
    presets = [set(table["preset"]) for table in (first, second) if "preset" in table]
    if len(presets) == 2 and presets[0] != presets[1]:
        raise InputError(
            "the tables were extracted with different presets",
            expected="one preset, whose hash both tables name",
        )


def _icc_by_group(
    matched: pd.DataFrame,
    first: pd.DataFrame,
    second: pd.DataFrame,
    names: list[str],
    conf_level: float,
) -> pd.DataFrame:
    keys = list(matched.columns)
    by = [key for key in keys if key != "patient_id"]
    indexed = [table.set_index(keys)[names] for table in (first, second)]
    groups = matched.groupby(by, sort=False, dropna=False) if by else [((), matched)]
    tables = []
    for values, group in groups:
        if len(group) < 2:
            continue
        index = pd.MultiIndex.from_frame(group) if len(keys) > 1 else pd.Index(group[keys[0]])
        cube = np.stack([table.loc[index].to_numpy(float) for table in indexed], axis=1)
        tables.append(icc_table(cube, names, conf_level, dict(zip(by, values, strict=True))))
    if not tables:
        raise InputError(
            "no lesion and phase has two scans of both readers", expected="at least 2 scans of one"
        )
    return pd.concat(tables, ignore_index=True)
