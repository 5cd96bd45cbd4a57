"""What a model is of: the rows of one lesion and one phase, and their patients' statuses."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from radiotmb.errors import InputError

if TYPE_CHECKING:
    import pandas as pd


def only_rows(table: pd.DataFrame, column: str, wanted: str | None, file: Path) -> pd.DataFrame:
    """The rows of one lesion or one phase; refused where there are several and none is named."""
    there = sorted({*table.get(column, [])})
    if wanted is not None and wanted not in there:
        raise InputError(
            f"no row has the {column} '{wanted}'", file=file, where=f"column '{column}'",
            expected=f"one of {', '.join(there)}" if there else f"a column '{column}'",
        )  # fmt: skip
    if wanted is None and len(there) > 1:
        raise InputError(
            f"more than one {column}", file=file, where=f"column '{column}'",
            expected=f"one {column} a model", hint=f"Name it with --{column}: {', '.join(there)}",
        )  # fmt: skip
    return table if wanted is None else table[table[column] == wanted]


def labels_of(file: Path, lesion: str | None, also: Sequence[str] = ()) -> pd.DataFrame:
    """A lesion's statuses from a burden table, or a table of labels as it is.

    Without a lesion a burden table must have one only; otherwise the message names --lesion. Its
    own columns are left out but for those of ``also``; further ones stay, as in a table of labels,
    and what is not used of them the model says.
    """
    from radiotmb.inputs.tables import read_table
    from radiotmb.inputs.unused_columns import own_columns

    try:
        return read_table(file, "labels")
    except InputError as no_labels:
        try:
            burden = read_table(file, "burden")
        except InputError as no_burden:
            # Which of the two it was meant to be is not known without a lesion.
            raise (no_labels if lesion is None else no_burden) from None
    rows = only_rows(burden, "lesion", lesion, file)
    if "status" not in rows:
        raise InputError(
            "no column 'status'", file=file, expected="the status of each lesion",
            hint="radiotmb tmb writes it",
        )  # fmt: skip
    own = own_columns("burden") - {"patient_id", "status", *also}
    return rows.drop(columns=[name for name in rows if name in own])
