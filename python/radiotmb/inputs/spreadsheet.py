"""Excel workbooks (.xlsx) as tables, by openpyxl."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from radiotmb.inputs.column_names import match_columns
from radiotmb.inputs.delimited import MISSING
from radiotmb.runtime.notes import Note, add_note

SUFFIXES = (".xlsx", ".xlsm")


def read_spreadsheet(path: Path, known: Iterable[str], text: Iterable[str]) -> pd.DataFrame:
    """Read the first sheet of a workbook.

    Parameters
    ----------
    path : path
    known, text : iterable of str
        As in :func:`radiotmb.inputs.delimited.read_delimited`.

    Raises
    ------
    InputError
        Where column names repeat.
    ValueError, OSError
        Where it is no workbook.
    """
    with pd.ExcelFile(path, engine="openpyxl") as book:
        first, *others = book.sheet_names
        header = [
            str(name) for name in book.parse(first, header=None, nrows=1).iloc[0].dropna().tolist()
        ]
        renamed = match_columns(header, known, file=path)
        wanted = set(text)
        names = {name: renamed.get(name, name) for name in header}
        frame = book.parse(
            first,
            dtype={given: str for given, name in names.items() if name in wanted},
            keep_default_na=False,
            na_values=list(MISSING),
        )
    if others:
        left = ", ".join(f"'{name}'" for name in others)
        message = f"sheet '{first}' was read; not read: {left}"
        add_note(Note("info", "tables", path.name, message, "Put the table on the first sheet"))
    return frame.rename(columns=renamed)


def write_spreadsheet(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame as the only sheet of a workbook; text is never a formula.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "burden.xlsx"
    >>> write_spreadsheet(pd.DataFrame({"patient_id": ["=1+1"], "tmb": [5.42]}), file)
    >>> read_spreadsheet(file, ["patient_id"], ["patient_id"]).iloc[0].to_dict()
    {'patient_id': '=1+1', 'tmb': 5.42}
    """
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    rows = [list(map(str, frame.columns)), *frame.astype(object).to_numpy().tolist()]
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            if value is None or (not isinstance(value, str) and pd.isna(value)):
                continue
            cell = sheet.cell(number, place)
            if isinstance(value, (bool, int, float)):
                cell.value = value
            else:
                cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))
                cell.data_type = "s"
    sheet.freeze_panes = "A2"
    book.save(path)
