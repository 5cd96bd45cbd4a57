"""Tables of scans: the project's own, and the batch tables of PyRadiomics' command line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from radiotmb.errors import InputError
from radiotmb.inputs.delimited import read_delimited, read_header
from radiotmb.inputs.limits import check_table
from radiotmb.inputs.paths import resolve_inside
from radiotmb.inputs.tables import read_table
from radiotmb.inputs.unused_columns import name_unused
from radiotmb.inputs.validation import refuse_control_characters
from radiotmb.runtime.notes import Note, add_note

# Columns that name a patient or scan in batch tables, the first that is there.
_NAMES = ("patient_id", "patientid", "patient", "id", "scan", "name")
_READ = ("image", "mask", "label")


def read_scans(
    path: Path, label: str | None = None, *, allow_outside: bool = False
) -> pd.DataFrame:
    """Read a table of scans.

    Parameters
    ----------
    path : path
        patient_id, lesion, phase, image, mask and what is optional; or a PyRadiomics batch table
        (Image, Mask, and Label where the mask has several), whose scans are named by its column
        ``ID`` or ``Patient``, else by their row.
    label : str, optional
        The label of every row that names none.
    allow_outside : bool

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    InputError

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "batch.csv"
    >>> _ = file.write_text("Image,Mask,Label\\na.nrrd,b.nrrd,2\\n")
    >>> read_scans(file)[["patient_id", "image", "label"]].values.tolist()
    [['row 1', 'a.nrrd', '2']]
    """
    scans = _batch_table(path, allow_outside)
    if scans is None:
        scans = read_table(path, "images", allow_outside=allow_outside)
        name_unused(scans, "images", subject=path.name)
    if label is not None:
        given = scans["label"] if "label" in scans else pd.Series(pd.NA, index=scans.index)
        empty = given.isna() | given.astype(str).str.strip().eq("")
        scans = scans.assign(label=given.astype(object).where(~empty, label))
    return scans


def _plain(names: Iterable[str]) -> dict[str, str]:
    return {name.casefold().replace(" ", ""): name for name in names}


def _is_of_pyradiomics(names: Iterable[str]) -> bool:
    plain = _plain(names).keys()
    return {"image", "mask"} <= plain and not {"lesion", "phase"} & plain


def _read(path: Path) -> pd.DataFrame:
    """The table as text; an empty cell is an empty text."""
    check_table(path)
    try:
        header = read_header(path)
        frame = read_delimited(path, [], header).astype(object).fillna("")
    except (ValueError, OSError) as error:
        raise InputError(
            f"not readable as a table ({' '.join(str(error).split())})",
            file=path,
            expected="comma-separated columns with a header line",
        ) from error
    refuse_control_characters(frame, set(map(str, frame.columns)), path)
    return frame.astype(str).rename(columns=lambda name: str(name).strip())


def _batch_table(path: Path, allow_outside: bool) -> pd.DataFrame | None:
    """The scans of a PyRadiomics batch table; None for another table."""
    if not path.name.lower().endswith((".csv", ".tsv", ".txt")) or not path.is_file():
        return None
    with open(path, encoding="utf-8-sig", errors="replace") as stream:
        header = stream.readline(1 << 16)
    separator = "\t" if "\t" in header else ","
    given = [name.strip().strip('"') for name in header.strip().split(separator)]
    if not _is_of_pyradiomics(given):
        return None
    frame = _read(path)
    lower = _plain(map(str, frame.columns))
    if not _is_of_pyradiomics(lower) or len(lower) < len(frame.columns):
        raise InputError(
            "the columns of a PyRadiomics batch table cannot be told apart",
            file=path,
            where="line 1",
            expected="Image, Mask and others, each name once",
        )
    if frame.empty:
        raise InputError("no rows", file=path, expected="at least one scan")
    named = next((lower[name] for name in _NAMES if name in lower), None)
    scans = pd.DataFrame(
        {
            "patient_id": [f"row {row}" for row in range(1, len(frame) + 1)]
            if named is None
            else frame[named],
            **{name: frame[lower[name]].str.strip() for name in _READ if name in lower},
        }
    )
    unread = [
        name
        for name in frame.columns
        if name not in {named, *(lower[n] for n in lower if n in _READ)}
    ]
    if unread:
        text = f"columns {', '.join(unread)} of a PyRadiomics batch table are not read"
        add_note(Note("info", "tables", str(path), text))
    for row, scan in enumerate(scans.to_dict("records"), start=2):
        for column in ("image", "mask"):
            where = f"line {row}, column {column}"
            resolve_inside(path.parent, scan[column], allow_outside, file=path, where=where)
    return scans
