"""What each lesion of a patient is to the others: its role, beside its name, site and time."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from radiotmb.errors import InputError
from radiotmb.inputs.column_names import did_you_mean
from radiotmb.inputs.column_values import LESIONS

# What is known of a lesion beyond its name.
LESION_COLUMNS = ("role", "site", "days")


def with_roles(table: pd.DataFrame, *, file: str | Path | None = None) -> pd.DataFrame:
    """The table with the role of every lesion, where the lesions' names are not their roles.

    Parameters
    ----------
    table : pandas.DataFrame
        patient_id, lesion and, where a lesion is called neither ``primary`` nor ``metastasis``,
        role.
    file : path, optional
        Named in the error.

    Returns
    -------
    pandas.DataFrame
        With a full column ``role``; a table whose lesions are all named by their roles and that has
        no such column is returned as it is.

    Raises
    ------
    InputError
        For a lesion without a role, with another than its name says, or with two.

    Examples
    --------
    >>> table = pd.DataFrame({
    ...     "patient_id": "A", "lesion": ["primary", "liver 1"], "role": [None, "metastasis"],
    ... })
    >>> with_roles(table)["role"].tolist()
    ['primary', 'metastasis']
    """
    table = with_known_roles(table)
    if "role" not in table:
        return table
    rows = zip(table.index, table["patient_id"], table["lesion"], table["role"], strict=True)
    for place, patient, lesion, role in rows:
        if pd.isna(role):
            raise _without_role(str(patient), str(lesion), place, file)
        if lesion in LESIONS and lesion != role:
            raise InputError(
                f"the lesion '{lesion!s}' has the role '{role!s}'",
                file=file,
                where=_line(place),
                expected=f"the role {lesion!s}, or another name of the lesion",
            )
    _refuse_two(table, file)
    return table


def with_known_roles(table: pd.DataFrame) -> pd.DataFrame:
    """The table with a column ``role`` filled as far as the lesions' names say it.

    Examples
    --------
    >>> with_known_roles(pd.DataFrame({"lesion": ["primary", "lung"]}))["role"].tolist()
    ['primary', nan]
    """
    named = table["lesion"].where(table["lesion"].isin(LESIONS))
    if "role" not in table:
        return table if named.notna().all() else _with_role(table, named)
    return table.assign(role=table["role"].where(table["role"].notna(), named))


def with_roles_of(table: pd.DataFrame, samples: pd.DataFrame) -> pd.DataFrame:
    """A table of lesions with the roles that the samples table gives the same lesions.

    A lesion that the samples table does not have keeps its own role, if it has one.

    Examples
    --------
    >>> samples = pd.DataFrame({
    ...     "patient_id": ["A"], "lesion": ["brain"], "role": ["metastasis"],
    ... })
    >>> scans = pd.DataFrame({"patient_id": ["A"], "lesion": ["brain"]})
    >>> with_roles_of(scans, samples)["role"].tolist()
    ['metastasis']
    """
    own = with_known_roles(table)
    if "role" not in samples and "role" not in own:
        return table
    known = dict(zip(_keys(samples), roles_of(samples), strict=True))
    given = pd.Series([known.get(key) for key in _keys(table)], index=table.index, dtype=object)
    return _with_role(own.drop(columns="role", errors="ignore"), given.fillna(roles_of(own)))


def roles_of(table: pd.DataFrame) -> pd.Series:
    """The role of each row: its column ``role``, or the lesion's name where there is none."""
    return table["role"] if "role" in table else table["lesion"]


def lesions_of_role(table: pd.DataFrame, role: str) -> set[tuple[str, str]]:
    """Patient and name of every lesion of a role in a table.

    Examples
    --------
    >>> lesions_of_role(pd.DataFrame({"patient_id": ["A"], "lesion": ["primary"]}), "primary")
    {('A', 'primary')}
    """
    return set(_keys(table[roles_of(table) == role]))


def lesion_columns(table: pd.DataFrame) -> pd.DataFrame:
    """patient_id and lesion of every row, and role where the table has it."""
    return table[[name for name in ("patient_id", "lesion", "role") if name in table]]


def patients_with_several(table: pd.DataFrame) -> list[str]:
    """Patients of whom a table has more than one lesion of a role, in order.

    Examples
    --------
    >>> table = pd.DataFrame({
    ...     "patient_id": ["A", "A", "B"], "lesion": ["liver", "lung", "liver"],
    ...     "role": "metastasis",
    ... })
    >>> patients_with_several(table)
    ['A']
    """
    lesions = pd.DataFrame(
        {"patient_id": table["patient_id"], "lesion": table["lesion"], "role": roles_of(table)}
    ).drop_duplicates()
    twice = lesions.duplicated(["patient_id", "role"])
    return lesions.loc[twice, "patient_id"].drop_duplicates().tolist()


def add_lesion_columns(burden: pd.DataFrame, samples: pd.DataFrame) -> pd.DataFrame:
    """A table of lesions with what the samples table says of each: role, site, days.

    Columns that the samples table does not have are not added; ``role`` is where a lesion is called
    neither primary nor metastasis.
    """
    samples = with_known_roles(samples)
    known = [name for name in LESION_COLUMNS if name in samples and name not in burden]
    if not known:
        return burden
    each = samples.groupby(["patient_id", "lesion"], sort=False)[known].first().reset_index()
    joined = burden.merge(each, on=["patient_id", "lesion"], how="left")
    others = [name for name in burden if name not in ("patient_id", "lesion")]
    return joined[["patient_id", "lesion", *known, *others]]


def _without_role(patient: str, lesion: str, place: object, file: str | Path | None) -> InputError:
    given = "" if file is None else f" in {Path(file).name}"
    return InputError(
        f"the lesion '{lesion}' of patient {patient} has no role",
        file=file,
        where=_line(place),
        expected="a lesion called primary or metastasis, or one of them in a column 'role'",
        hint=did_you_mean(lesion, LESIONS)
        + f"A column 'role'{given} says which of the two each lesion is",
    )


def _refuse_two(table: pd.DataFrame, file: str | Path | None) -> None:
    for column in LESION_COLUMNS:
        if column not in table:
            continue
        values = table.groupby(["patient_id", "lesion"], sort=False)[column].nunique()
        several = values.index[values > 1]
        if len(several):
            patient, lesion = several[0]
            raise InputError(
                f"the lesion '{lesion}' of patient {patient} has more than one {column}",
                file=file,
                expected=f"one {column} a lesion, and another name for another lesion",
            )


def _with_role(table: pd.DataFrame, role: pd.Series) -> pd.DataFrame:
    table = table.copy()
    table.insert(list(table.columns).index("lesion") + 1, "role", role.to_numpy())
    return table


def _keys(table: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(table["patient_id"].astype(str), table["lesion"].astype(str), strict=True))


def _line(place: object) -> str:
    return f"line {int(str(place)) + 2}"
