"""The clinical variables that are compared between groups of patients."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import pandas as pd

# More values are no groups of patients but a number or a name that was taken for one.
MOST_GROUPS = 8
_DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")
_IDENTIFIES = re.compile(
    r"(^|[_\s])(sur|first|last|family|given)?[_\s]?name$|birth|^dob$|^mrn$|address|phone|e?mail|"
    r"insurance|^ssn$|postcode|zip",
    re.IGNORECASE,
)


def why_not_compared(name: str, values: pd.Series) -> str | None:
    """Why a column of the patients table is no variable of groups; None where it is one.

    Parameters
    ----------
    name : str
    values : pandas.Series

    Examples
    --------
    >>> why_not_compared("operated", pd.Series(["2020-03-01", "2021-05-09"]))
    'holds dates, which are no groups'
    >>> why_not_compared("sex", pd.Series(["f", "m"])) is None
    True
    """
    if _IDENTIFIES.search(name):
        return "seems to identify patients, which no result may show"
    if pd.api.types.is_datetime64_any_dtype(values):
        return "holds dates, which are no groups"
    if pd.api.types.is_numeric_dtype(values):
        endless = values.index[values.isin([float("inf"), float("-inf")])]
        return f"holds an infinite value in line {endless[0] + 2}" if len(endless) else None
    text = values.dropna().astype(str).str.strip()
    strange = text[pd.to_numeric(text, errors="coerce").isna()]
    if 0 < len(strange) < len(text) / 2:
        where = f"'{strange.iloc[0]}' in line {int(str(strange.index[0])) + 2}"
        return f"holds numbers and {where} (an unknown number is an empty cell)"
    if len(text) and text.map(lambda value: bool(_DATE.fullmatch(value))).all():
        return "holds dates, which are no groups"
    if text.nunique() > MOST_GROUPS:
        return f"holds {text.nunique()} different texts, more than {MOST_GROUPS} groups"
    return None


def spelled_alike(values: pd.Series) -> list[tuple[str, str]]:
    """Texts of a column that differ in case and blanks alone, and so are groups of their own.

    Examples
    --------
    >>> spelled_alike(pd.Series(["f", "F", "m"]))
    [('f', 'F')]
    """
    if pd.api.types.is_numeric_dtype(values):
        return []
    first: dict[str, str] = {}
    found = []
    for text in values.dropna().astype(str).drop_duplicates():
        plain = " ".join(text.split()).casefold()
        if first.setdefault(plain, text) != text:
            found.append((first[plain], text))
    return found


def compared_variables(
    patients: pd.DataFrame, named: Sequence[str] | None, apart: Collection[str]
) -> list[str]:
    """The columns that are compared: those named, or all that can be.

    Parameters
    ----------
    patients : pandas.DataFrame
    named : sequence of str, optional
        ``group_variables`` of the study file.
    apart : collection of str
        Columns that are no clinical variables: identifiers, survival.

    Examples
    --------
    >>> patients = pd.DataFrame({"patient_id": ["A"], "age": [60], "surname": ["Meier"]})
    >>> compared_variables(patients, None, ["patient_id"])
    ['age']
    """
    if named is not None:
        return list(named)
    columns = [str(name) for name in patients.columns if name not in apart]
    return [name for name in columns if why_not_compared(name, patients[name]) is None]
