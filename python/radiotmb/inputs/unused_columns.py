"""Columns of a table that nothing reads, named in one note."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from radiotmb.inputs.schemas import SCHEMAS
from radiotmb.runtime.name_some import LONGEST_NAME, name_some
from radiotmb.runtime.notes import Note, add_note

# What the tables of a simulated cohort say of themselves.
_MARKS = ("simulated",)
# What the burden table of ``radiotmb tmb`` has beside the columns that are read.
_WRITTEN = {"burden": ("deamination", "low_snvs")}
# The tables of a study, and what is read of them beyond their schemas.
_OF_A_STUDY: dict[str, tuple[str, ...]] = {
    "samples": (),
    "images": ("centre",),
    "patients": ("centre",),
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
    images.csv: 1 column is not used: kvp. Clinical columns are read from the patients table
    >>> note_on_unused(images, "images", subject="images.csv", used=["kvp"]) is None
    True
    """
    known = own_columns(table) | set(used)
    unused = [str(name) for name in frame.columns if name not in known]
    if not unused:
        return None
    are = "column is" if len(unused) == 1 else "columns are"
    message = f"{len(unused)} {are} not used: {name_some(unused, longest=LONGEST_NAME)}"
    return Note("info", "tables", subject, message, _remedy(table, unused))


def name_unused(frame: pd.DataFrame, table: str, *, subject: str, used: Iterable[str] = ()) -> None:
    """Add the note of :func:`note_on_unused`, with its parameters, where there is one."""
    note = note_on_unused(frame, table, subject=subject, used=used)
    if note is not None:
        add_note(note)


def _remedy(table: str, unused: list[str]) -> str:
    """Which other table of a study reads such columns, for its samples and images."""
    if table not in ("samples", "images"):
        return ""
    said = []
    for name in unused:
        tables = [
            other
            for other, further in _OF_A_STUDY.items()
            if other != table and (name in SCHEMAS[other].columns or name in further)
        ]
        if tables:
            said.append(f"Column '{name}' is read from the {' or '.join(tables)} table")
    if len(said) < len(unused):
        said.append("Clinical columns are read from the patients table")
    return ". ".join(said)
