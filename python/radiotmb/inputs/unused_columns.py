"""Columns of a table that nothing reads, named in one note."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from radiotmb.inputs.schemas import SCHEMAS
from radiotmb.runtime.name_some import name_some
from radiotmb.runtime.notes import Note

# What the tables of a simulated cohort say of themselves.
_MARKS = ("simulated",)
# What the burden table of ``radiotmb tmb`` has beside the columns that are read.
_WRITTEN = {"burden": ("deamination", "low_snvs")}
_REMEDIES = {
    "samples": "Clinical columns belong into the patients table",
    "images": "Clinical columns belong into the patients table",
}


def own_columns(table: str) -> set[str]:
    """The columns that a table of the project has by itself, read or not.

    Parameters
    ----------
    table : str
        A name from :data:`radiotmb.inputs.schemas.SCHEMAS`.

    Examples
    --------
    >>> sorted(own_columns("labels"))
    ['patient_id', 'simulated', 'status']
    """
    return {*map(str, SCHEMAS[table].columns), *_MARKS, *_WRITTEN.get(table, ())}


def note_on_unused(
    frame: pd.DataFrame, table: str, *, subject: str, used: Iterable[str] = ()
) -> Note | None:
    """The note that names the columns beyond a table's schema; None where there is none.

    It is for tables that have no use for further columns, unlike those of clinical columns and of
    features.

    Parameters
    ----------
    frame : pandas.DataFrame
        The table, as read.
    table : str
        A name from :data:`radiotmb.inputs.schemas.SCHEMAS`.
    subject : str
        What the note is about: the file's name.
    used : iterable of str
        Further columns that are read all the same, or that another note names.

    Examples
    --------
    >>> images = pd.DataFrame(columns=["patient_id", "lesion", "phase", "image", "mask", "kvp"])
    >>> print(note_on_unused(images, "images", subject="images.csv"))
    images.csv: 1 column is not used: kvp. Clinical columns belong into the patients table
    >>> note_on_unused(images, "images", subject="images.csv", used=["kvp"]) is None
    True
    """
    known = own_columns(table) | set(used)
    unused = [str(name) for name in frame.columns if name not in known]
    if not unused:
        return None
    are = "column is" if len(unused) == 1 else "columns are"
    message = f"{len(unused)} {are} not used: {name_some(unused)}"
    return Note("info", "tables", subject, message, _REMEDIES.get(table, ""))
