"""How tables are read, checked and written.

The schemas are those of :mod:`radiotmb.inputs.schemas`, which is loaded with the first table that
is read: a command that reads none does not wait for it.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd

from radiotmb.errors import InputError
from radiotmb.inputs.column_values import LESIONS, PATHS, STATUSES
from radiotmb.inputs.formula_cells import as_asked
from radiotmb.inputs.limits import ARROW, check_table
from radiotmb.inputs.paths import resolve_inside
from radiotmb.inputs.spreadsheet import SUFFIXES as SPREADSHEETS
from radiotmb.runtime.files import whole_file

__all__ = ["LESIONS", "PATHS", "STATUSES", "read_table", "write_table"]

_DELIMITED = {".csv": ",", ".tsv": "\t", ".txt": "\t"}


def read_table(path: str | Path, table: str, *, allow_outside: bool = False) -> pd.DataFrame:
    """Read a table file and validate it.

    CSV with commas, semicolons or tabs (``.csv``, ``.tsv``, ``.txt``; gzipped or not), Excel
    (``.xlsx``), Parquet and Arrow are read. Identifiers stay text: ``007`` is not ``7``. The
    strings ``NA`` and ``NaN`` and the empty cell are missing. What was read otherwise than it is
    written (a column's name, a decimal comma, an encoding) is said in a note.

    Parameters
    ----------
    path : path
    table : str
        A name from :data:`radiotmb.inputs.schemas.SCHEMAS`.
    allow_outside : bool
        Whether the files that the table names may lie outside its folder.

    Raises
    ------
    InputError
        Where the file is absent, unreadable or not the table that was asked for, or names a file
        outside its folder.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError("no such file", file=path, expected=f"the {table} table (CSV)")
    from radiotmb.inputs.delimited import read_delimited
    from radiotmb.inputs.lesion_roles import with_roles
    from radiotmb.inputs.schemas import SCHEMAS
    from radiotmb.inputs.spreadsheet import read_spreadsheet
    from radiotmb.inputs.validation import validate

    columns = SCHEMAS[table].columns
    text = {name for name, column in columns.items() if str(column.dtype) in ("str", "string")}
    suffixes = {suffix.lower() for suffix in path.suffixes}
    check_table(path)
    try:
        if ".parquet" in suffixes:
            frame = _renamed(_read_columns(pd.read_parquet, path), columns, path)
        elif suffixes & set(ARROW):
            frame = _renamed(_read_columns(pd.read_feather, path), columns, path)
        elif suffixes & set(SPREADSHEETS):
            frame = _read_columns(lambda book: read_spreadsheet(book, columns, text), path)
        else:
            frame = read_delimited(path, columns, text)
    except (ValueError, OSError, EOFError, zlib.error) as error:
        raise InputError(
            f"not readable as a table ({' '.join(str(error).split())})",
            file=path,
            expected="comma-separated columns with a header line",
        ) from error
    checked = validate(frame, table, file=path)
    if table in ("samples", "burden"):
        checked = with_roles(checked, file=path)
    for column in PATHS.get(table, ()):
        entries = checked[column] if column in checked else pd.Series(dtype=str)
        for place, entry in zip(entries.index, entries, strict=True):
            if pd.isna(entry):
                continue
            where = f"line {place + 2}, column '{column}'"
            resolve_inside(path.parent, entry, allow_outside, file=path, where=where)
    return checked


def _renamed(frame: pd.DataFrame, known: Iterable[str], path: Path) -> pd.DataFrame:
    from radiotmb.inputs.column_names import match_columns

    return frame.rename(columns=match_columns(list(map(str, frame.columns)), known, file=path))


def _read_columns(read: Callable[[Path], pd.DataFrame], path: Path) -> pd.DataFrame:
    try:
        return read(path)
    except InputError:
        raise
    except Exception as error:
        # Damaged metadata surface as whatever pandas stumbles over: KeyError, TypeError ...
        raise ValueError(f"{type(error).__name__}: {error}") from error


def write_table(frame: pd.DataFrame, path: str | Path, *, parquet: bool = False) -> Path:
    """Write a frame as its file's name asks, whole or not at all.

    ``.csv``, ``.tsv`` and ``.txt`` (tabs), these gzipped (``.csv.gz``), ``.xlsx``, ``.parquet``
    and ``.feather`` (or ``.arrow``) are what they say, with Parquet beside it where ``parquet`` is
    set. In CSV numbers have the fewest digits that read back to the same double, and missing
    values are empty.

    Raises
    ------
    InputError
        For another suffix, or where the file cannot be written.
    """
    path = Path(path)
    suffixes = [suffix.lower() for suffix in path.suffixes]
    suffix = suffixes[-1] if suffixes else ".csv"
    if suffix == ".gz":
        suffix = suffixes[-2] if len(suffixes) > 1 else ".csv"
    if suffix not in (*_DELIMITED, *SPREADSHEETS, *ARROW, ".parquet"):
        raise InputError(
            f"tables are not written as '{path.suffix}'",
            file=path,
            expected="a name that ends in .csv, .tsv, .txt, .csv.gz, .xlsx, .parquet or .feather",
        )
    with whole_file(path) as temporary:
        if suffix == ".parquet":
            frame.to_parquet(temporary, index=False)
        elif suffix in ARROW:
            frame.reset_index(drop=True).to_feather(temporary)
        elif suffix in SPREADSHEETS:
            from radiotmb.inputs.spreadsheet import write_spreadsheet

            write_spreadsheet(frame, temporary)
        else:
            text = as_asked(frame)
            text.to_csv(temporary, index=False, lineterminator="\n", sep=_DELIMITED[suffix])
    if parquet and suffix != ".parquet":
        with whole_file(path.with_suffix(".parquet")) as temporary:
            frame.to_parquet(temporary, index=False)
    return path
