"""Text tables as spreadsheets and databases write them.

Commas, semicolons or tabs; UTF-8 with or without a byte order mark, UTF-16 or Latin-1; decimal
points or commas. What is not the plain case is read and said in a note; what can be read in two
ways is refused.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from radiotmb.errors import InputError
from radiotmb.inputs.column_names import match_columns
from radiotmb.runtime.notes import Note, add_note

MISSING = ("", "NA", "NaN", "nan")
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_DECIMAL_COMMA = re.compile(r"[+-]?\d+(?:,\d+)?(?:[eE][+-]?\d+)?")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")


def read_delimited(path: Path, known: Iterable[str], text: Iterable[str]) -> pd.DataFrame:
    """Read a text table, gzipped or not.

    Parameters
    ----------
    path : path
    known : iterable of str
        Names of the schema's columns, which other spellings are matched with.
    text : iterable of str
        Those of them that are text and stay as they are written (``007`` is not ``7``).

    Returns
    -------
    pandas.DataFrame
        Schema's columns under the schema's names, others as they are.

    Raises
    ------
    InputError
        Where column names repeat, it holds a NUL, a row has more or fewer cells than the header,
        or a number with a comma may be thousands.
    ValueError, OSError, EOFError
        Where it is not readable as a table.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "patients.csv"
    >>> _ = file.write_text("Patient_ID;age\\n007;64,8\\n")
    >>> read_delimited(file, ["patient_id"], ["patient_id"])
      patient_id   age
    0        007  64.8
    """
    content = _decode(path)
    if "\0" in content:
        # pandas would end the cell there.
        raise InputError(
            "holds the control character U+0000",
            file=path,
            where=f"line {content[: content.index(chr(0))].count(chr(10)) + 1}",
            expected="a text table",
        )
    separator = _separator(path, content)
    header = _header(content, separator)
    renamed = match_columns(header, known, file=path)
    try:
        _check_widths(path, content, separator, len(header))
    except csv.Error as error:  # a cell of more than 131072 letters
        raise ValueError(str(error)) from error
    names = {name: renamed.get(name, name) for name in header}
    wanted = set(text)
    frame = pd.read_csv(
        io.StringIO(content),
        sep=separator,
        dtype={given: str for given, name in names.items() if name in wanted},
        keep_default_na=False,
        na_values=list(MISSING),
        index_col=False,
        # The same double that was written; pandas' own way reads beyond its memory where an
        # exponent has some digits.
        float_precision="round_trip",
    )
    frame = frame.rename(columns=renamed)
    return _with_decimal_points(frame, wanted, separator, path)


def read_header(path: Path) -> list[str]:
    """The names of a text table's columns, as they are written.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "batch.csv"
    >>> _ = file.write_text("Image,Mask\\na.nrrd,b.nrrd\\n")
    >>> read_header(file)
    ['Image', 'Mask']
    """
    content = _decode(path)
    return _header(content, _separator(path, content))


def _header(content: str, separator: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(content, newline=""), delimiter=separator), [])
    except csv.Error as error:
        raise ValueError(str(error)) from error


def _decode(path: Path) -> str:
    content = path.read_bytes()
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return content.decode(encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        if b"\x00" in content:
            raise
    message = "not UTF-8, read as Latin-1 (Windows-1252)"
    add_note(Note("info", "tables", path.name, message, "Save it as UTF-8 if letters look wrong"))
    return content.decode("cp1252", errors="replace")


def _separator(path: Path, content: str) -> str:
    first = content.split("\n", 1)[0]
    outside = re.sub(r'"[^"]*"', "", first)
    expected = "\t" if {".tsv", ".txt"} & {suffix.lower() for suffix in path.suffixes} else ","
    # The suffix decides a draw: a table of one column has no separator.
    found = max(_SEPARATORS, key=lambda mark: (outside.count(mark), mark == expected))
    if found != expected:
        add_note(
            Note("info", "tables", path.name, f"columns are separated by {_SEPARATORS[found]}")
        )
    return found


def _check_widths(path: Path, content: str, separator: str, width: int) -> None:
    """Refuse a row of another length: pandas would shift its values or fill it up."""
    if '"' in content:
        reader = csv.reader(io.StringIO(content, newline=""), delimiter=separator)
        widths = ((reader.line_num, len(row)) for row in reader if row)
    else:
        lines = enumerate(content.splitlines(), start=1)
        widths = ((number, line.count(separator) + 1) for number, line in lines if line.strip())
    for number, found in widths:
        if found != width:
            raise InputError(
                f"{found} cells in a row",
                file=path,
                where=f"line {number}",
                expected=f"{width}, as in the header",
                hint="Put a cell that holds the separator in double quotes",
            )


def _with_decimal_points(
    frame: pd.DataFrame, text: set[str], separator: str, path: Path
) -> pd.DataFrame:
    """Columns whose every value is a number with a decimal comma, as numbers."""
    changed = []
    for name in frame.columns:
        if name in text or frame[name].dtype != object:
            continue
        values = frame[name].dropna().astype(str).str.strip()
        with_comma = values[values.str.contains(",", regex=False)]
        if with_comma.empty or not values.map(_is_number).all():
            continue
        if separator == "," and with_comma.map(lambda v: bool(_THOUSANDS.fullmatch(v))).all():
            raise InputError(
                f"column '{name}' holds '{with_comma.iloc[0]}', which may be thousands or decimals",
                file=path,
                where=f"line {with_comma.index[0] + 2}",
                expected="numbers with a decimal point and without separators of thousands",
            )
        numbers = values.str.replace(",", ".", regex=False).astype(float)
        frame[name] = numbers.reindex(frame.index)
        changed.append(f"'{name}'")
    if changed:
        message = f"decimal commas were read as decimal points in {', '.join(changed)}"
        add_note(Note("info", "tables", path.name, message))
    return frame


def _is_number(value: str) -> bool:
    return bool(_DECIMAL_COMMA.fullmatch(value))
