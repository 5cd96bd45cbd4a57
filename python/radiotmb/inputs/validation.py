"""Check a table against its schema, with one message a person can act on."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from radiotmb.errors import InputError
from radiotmb.inputs.column_names import nearest
from radiotmb.inputs.schemas import SCHEMAS
from radiotmb.runtime.name_some import name_some

# More column names than these would hide what is wrong.
_SHOWN = 12


def validate(frame: pd.DataFrame, table: str, *, file: str | Path | None = None) -> pd.DataFrame:
    """Check a frame against the schema of ``table`` and return it with the schema's types.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per what the table says (a sample, a scan, a patient).
    table : str
        A name from :data:`SCHEMAS`.
    file : path, optional
        Named in the error.

    Raises
    ------
    InputError
        Naming the first column or row at fault, as a person counts rows in the file (the header
        is line 1).

    Examples
    --------
    >>> validate(pd.DataFrame({"patient_id": [1, 2], "status": ["high", "low"]}), "labels")
      patient_id status
    0          1   high
    1          2    low
    """
    schema = SCHEMAS[table]
    missing = [
        name
        for name, column in schema.columns.items()
        if column.required and name not in frame.columns
    ]
    if missing:
        raise _missing_columns(missing, frame, table, file)
    if frame.empty:
        raise InputError("no rows", file=file, expected=f"at least one row in the {table} table")
    frame = _without_blanks(frame)
    refuse_control_characters(frame, set(schema.columns), file)
    try:
        checked = schema.validate(frame.reset_index(drop=True))
    except pa.errors.SchemaErrors as error:
        # Types that cannot be coerced come as a list; one message is enough to go on.
        raise _as_input_error(error.schema_errors[0], table, file) from error
    except pa.errors.SchemaError as error:
        raise _as_input_error(error, table, file) from error
    whole = [name for name in schema.columns if str(checked.dtypes.get(name)) == "Int64"]
    return checked.astype(dict.fromkeys(whole, "int64"))


def _without_blanks(frame: pd.DataFrame) -> pd.DataFrame:
    """A cell of blanks alone is an empty cell, and no value of its own."""
    changed = {}
    for place in range(frame.shape[1]):
        column = frame.iloc[:, place]
        if not is_text(column):
            continue
        blank = column.map(lambda value: isinstance(value, str) and not value.strip())
        if blank.any():
            changed[frame.columns[place]] = column.mask(blank.astype(bool))
    return frame.assign(**changed) if changed else frame


def refuse_control_characters(frame: pd.DataFrame, own: set[str], file: str | Path | None) -> None:
    """Refuse text that a terminal would obey, or that ends a text in C and R.

    Free text may have lines and tabs; what names a patient, a lesion or a file may not.

    Parameters
    ----------
    frame : pandas.DataFrame
    own : set of str
        The columns whose texts are names.
    file : path, optional
        Named in the error.

    Raises
    ------
    InputError
        Naming column and line.

    Examples
    --------
    >>> refuse_control_characters(pd.DataFrame({"patient_id": ["P1"]}), {"patient_id"}, None)
    """
    for place, name in enumerate(map(str, frame.columns)):
        if _CONTROL.search(name):
            raise InputError(
                f"the name of column {place + 1} holds the control character {_code(name)}",
                file=file,
                where="line 1",
                expected="names of printable characters",
            )
        column = frame.iloc[:, place]
        if not is_text(column):
            continue
        pattern = _CONTROL if name in own else _CONTROL_BUT_LINES
        for row, value in zip(frame.index, column, strict=True):
            if isinstance(value, str) and pattern.search(value):
                raise InputError(
                    f"column '{name}' holds the control character {_code(value)}",
                    file=file,
                    where=f"line {row + 2}" if isinstance(row, int) else None,
                    expected="printable characters",
                )


def is_text(column: pd.Series) -> bool:
    """Whether a column may hold text.

    Examples
    --------
    >>> is_text(pd.Series(["a"])), is_text(pd.Series([1.5]))
    (True, False)
    """
    return not (
        pd.api.types.is_numeric_dtype(column)
        or pd.api.types.is_bool_dtype(column)
        or pd.api.types.is_datetime64_any_dtype(column)
    )


# C0, C1 and what else ends a line: a terminal, R and a CSV each take some of them for orders.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_CONTROL_BUT_LINES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def _code(text: str) -> str:
    found = _CONTROL.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def _missing_columns(
    missing: list[str], frame: pd.DataFrame, table: str, file: str | Path | None
) -> InputError:
    names = list(map(str, frame.columns))
    shown = name_some(names, _SHOWN)
    alike = {name: nearest(name, names) for name in missing}
    rename = [f"'{other}' to '{name}'" for name, other in alike.items() if other]
    required = (name for name, column in SCHEMAS[table].columns.items() if column.required)
    return InputError(
        f"no column {', '.join(repr(name) for name in missing)} among {shown or 'none'}",
        file=file,
        expected=f"a{'n' * (table[0] in 'aeiou')} {table} table with {', '.join(required)}",
        hint=f"Rename {' and '.join(rename)}?" if rename else None,
    )


def _as_input_error(
    error: pa.errors.SchemaError, table: str, file: str | Path | None
) -> InputError:
    where, got = _first_case(error)
    if isinstance(error.schema, pa.DataFrameSchema):
        unique = error.schema.unique or []
        return InputError(
            f"a row of the {table} table is a duplicate{_again(error)}",
            file=file,
            where=where,
            expected=f"each {', '.join(unique)} once",
        )
    return InputError(
        f"column '{error.schema.name}' of the {table} table holds {got}",
        file=file,
        where=where,
        expected=_expected(error),
    )


def _again(error: pa.errors.SchemaError) -> str:
    """Where the first row that is not unique stands again."""
    cases = error.failure_cases
    if not isinstance(cases, pd.DataFrame) or cases.empty:
        return ""
    rows: dict[int, list[str]] = {}
    for place, cell in zip(cases["index"], cases["failure_case"], strict=True):
        rows.setdefault(int(place), []).append(str(cell))
    (_, first), *others = rows.items()
    alike = [place + 2 for place, cells in others if cells == first]
    return f" (again in line {name_some(alike)})" if len(alike) else ""


def _first_case(error: pa.errors.SchemaError) -> tuple[str | None, str]:
    cases = error.failure_cases
    if not isinstance(cases, pd.DataFrame) or cases.empty:
        return None, "a value of another kind"
    index, case = cases["index"].iloc[0], cases["failure_case"].iloc[0]
    where = None if pd.isna(index) else f"line {int(index) + 2}"
    return where, "an empty cell" if pd.isna(case) else f"'{_as_written(case)}'"


def _as_written(value: object) -> object:
    """A whole number as people write it: a column with another kind of number turns 2 into 2.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _expected(error: pa.errors.SchemaError) -> str:
    check = error.check
    if str(check).startswith("coerce_dtype"):
        # Of words in a column of two numbers, which two says more than that they are numbers.
        check = next((one for one in error.schema.checks if one.name == "isin"), check)
    if isinstance(check, pa.Check):
        values = check.statistics or {}
        words = {
            "isin": lambda: "one of " + ", ".join(str(v) for v in values["allowed_values"]),
            "greater_than": lambda: f"more than {values['min_value']:g}",
            "greater_than_or_equal_to": lambda: f"at least {values['min_value']:g}",
            "less_than_or_equal_to": lambda: f"at most {values['max_value']:g}",
            "in_range": lambda: f"from {values['min_value']:g} to {values['max_value']:g}",
        }
        return words.get(str(check.name), lambda: str(check.error))()
    return {
        "not_nullable": "a value in every row",
        "field_uniqueness": "each value once",
    }.get(str(check), _TYPES.get(str(error.schema.dtype), str(error.schema.dtype)))


_TYPES = {"float64": "a number", "Int64": "a whole number", "bool": "True or False"}
