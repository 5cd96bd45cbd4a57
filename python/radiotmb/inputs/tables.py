"""The schema of every table that passes between stages, and how tables are read and written.

A schema is a :class:`pandera.pandas.DataFrameSchema`; :data:`SCHEMAS` holds them by table name.
Columns beyond the schema are kept where they are the user's (clinical columns, features).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from radiotmb.errors import InputError
from radiotmb.inputs.limits import ARROW, check_table
from radiotmb.inputs.paths import resolve_inside
from radiotmb.runtime.files import whole_file

LESIONS = ("primary", "metastasis")
STATUSES = ("high", "low")


def _text(required: bool = True, nullable: bool = False, **kw) -> pa.Column:
    return pa.Column(str, required=required, nullable=nullable, coerce=True, **kw)


def _number(required: bool = True, nullable: bool = False, **kw) -> pa.Column:
    return pa.Column(float, required=required, nullable=nullable, coerce=True, **kw)


def _count(required: bool = True, **kw) -> pa.Column:
    # pandas' nullable integer refuses 4.5, where int64 would make it 4 without a word.
    return pa.Column("Int64", pa.Check.ge(0), required=required, coerce=True, **kw)


def _lesion(**kw) -> pa.Column:
    return _text(checks=pa.Check.isin(LESIONS), **kw)


def _status(nullable: bool = False) -> pa.Column:
    return _text(checks=pa.Check.isin(STATUSES), nullable=nullable)


def _schema(columns: dict[str, pa.Column], unique: list[str] | None = None) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(columns, unique=unique, strict=False)


SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "samples": _schema(
        {
            "patient_id": _text(),
            "lesion": _lesion(),
            "variants": _text(),
            "alignments": _text(required=False, nullable=True),
            "sample": _text(required=False, nullable=True),
            "callable_mb": _number(required=False, nullable=True, checks=pa.Check.gt(0)),
        },
        unique=["patient_id", "lesion", "variants"],
    ),
    "images": _schema(
        {
            "patient_id": _text(),
            "lesion": _lesion(),
            "phase": _text(),
            "image": _text(),
            "mask": _text(),
            "label": _text(required=False),
        },
        unique=["patient_id", "lesion", "phase"],
    ),
    "patients": _schema(
        {
            "patient_id": _text(unique=True),
            "os_days": _number(required=False, nullable=True, checks=pa.Check.ge(0)),
            "os_event": _number(required=False, nullable=True, checks=pa.Check.isin([0, 1])),
        }
    ),
    "variants": _schema(
        {
            "patient_id": _text(),
            "lesion": _text(),
            "chrom": _text(),
            "pos": _count(),
            "ref": _text(),
            "alt": _text(),
            "gene": _text(nullable=True),
            "consequence": _text(nullable=True),
            "depth": _number(nullable=True),
            "alt_depth": _number(nullable=True),
            "alt_fraction": _number(nullable=True),
            "verdict": _text(),
        }
    ),
    "burden": _schema(
        {
            "patient_id": _text(),
            "lesion": _lesion(),
            "mutations": _count(),
            "megabases": _number(checks=pa.Check.gt(0)),
            "denominator": _text(
                required=False, checks=pa.Check.isin(["fixed", "bed", "callable"])
            ),
            "tmb": _number(required=False),
            "tmb_lower": _number(required=False),
            "tmb_upper": _number(required=False),
            "p_high": _number(required=False),
            "status": pa.Column(str, pa.Check.isin(STATUSES), required=False, coerce=True),
            "borderline": pa.Column(bool, required=False, coerce=True),
        },
        unique=["patient_id", "lesion"],
    ),
    "pairs": _schema(
        {
            "patient_id": _text(unique=True),
            "primary_tmb": _number(),
            "metastasis_tmb": _number(),
            "primary_status": _status(),
            "metastasis_status": _status(),
            "discordant": pa.Column(bool, coerce=True),
            "direction": _text(),
            "ratio": _number(nullable=True),
            "p_equal": _number(nullable=True),
        }
    ),
    "features": _schema(
        {
            "patient_id": _text(),
            "lesion": _text(required=False),
            "phase": _text(required=False),
        }
    ),
    "labels": _schema({"patient_id": _text(unique=True), "status": _text()}),
    "predictions": _schema(
        {
            "phase": _text(required=False),
            "patient_id": _text(),
            "repeat": _count(),
            "fold": _count(),
            "truth": _text(),
            "probability": _number(checks=pa.Check.in_range(0, 1)),
        }
    ),
}

# The columns that name files. A table may have come with somebody else's data.
PATHS = {"samples": ("variants", "alignments"), "images": ("image", "mask")}


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
        raise InputError(
            f"no column {', '.join(repr(name) for name in missing)}",
            file=file,
            expected=f"a {table} table with "
            + ", ".join(name for name, column in schema.columns.items() if column.required),
        )
    if frame.empty:
        raise InputError("no rows", file=file, expected=f"at least one row in the {table} table")
    try:
        checked = schema.validate(frame.reset_index(drop=True))
    except pa.errors.SchemaErrors as error:
        # Types that cannot be coerced come as a list; one message is enough to go on.
        raise _as_input_error(error.schema_errors[0], table, file) from error
    except pa.errors.SchemaError as error:
        raise _as_input_error(error, table, file) from error
    whole = [name for name in schema.columns if str(checked.dtypes.get(name)) == "Int64"]
    return checked.astype(dict.fromkeys(whole, "int64"))


def _as_input_error(
    error: pa.errors.SchemaError, table: str, file: str | Path | None
) -> InputError:
    where, got = _first_case(error)
    if isinstance(error.schema, pa.DataFrameSchema):
        unique = error.schema.unique or []
        return InputError(
            f"a row of the {table} table stands twice",
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


def _first_case(error: pa.errors.SchemaError) -> tuple[str | None, str]:
    cases = error.failure_cases
    if not isinstance(cases, pd.DataFrame) or cases.empty:
        return None, "a value of another kind"
    index, case = cases["index"].iloc[0], cases["failure_case"].iloc[0]
    where = None if pd.isna(index) else f"line {int(index) + 2}"
    return where, "an empty cell" if pd.isna(case) else f"'{case}'"


def _expected(error: pa.errors.SchemaError) -> str:
    check = error.check
    if isinstance(check, pa.Check):
        values = check.statistics or {}
        words = {
            "isin": lambda: "one of " + ", ".join(str(v) for v in values["allowed_values"]),
            "greater_than": lambda: f"more than {values['min_value']:g}",
            "greater_than_or_equal_to": lambda: f"at least {values['min_value']:g}",
            "in_range": lambda: f"from {values['min_value']:g} to {values['max_value']:g}",
        }
        return words.get(check.name, lambda: str(check.error))()
    return {
        "not_nullable": "a value in every row",
        "field_uniqueness": "each value once",
    }.get(str(check), _TYPES.get(str(error.schema.dtype), str(error.schema.dtype)))


_TYPES = {"float64": "a number", "Int64": "a whole number", "bool": "True or False"}


def read_table(path: str | Path, table: str, *, allow_outside: bool = False) -> pd.DataFrame:
    """Read a CSV, TSV (``.tsv``, ``.txt``; gzipped or not), Parquet or Arrow file, and validate it.

    Identifiers stay text: ``007`` is not ``7``. The strings ``NA`` and the empty cell are missing.

    Parameters
    ----------
    path : path
    table : str
        A name from :data:`SCHEMAS`.
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
        raise InputError("no such file", file=path, expected=f"a {table} table (CSV)")
    schema = SCHEMAS[table]
    text = {
        name: str
        for name, column in schema.columns.items()
        if str(column.dtype) in ("str", "string")
    }
    suffixes = [suffix.lower() for suffix in path.suffixes]
    check_table(path)
    try:
        if ".parquet" in suffixes:
            frame = _read_columns(pd.read_parquet, path)
        elif path.suffix.lower() in ARROW:
            frame = _read_columns(pd.read_feather, path)
        else:
            separator = "\t" if {".tsv", ".txt"} & set(suffixes) else ","
            frame = pd.read_csv(
                path,
                sep=separator,
                dtype=text,
                keep_default_na=False,
                na_values=["", "NA", "NaN", "nan"],
            )
    except (ValueError, OSError, EOFError, UnicodeDecodeError) as error:
        raise InputError(
            f"not readable as a table ({' '.join(str(error).split())})",
            file=path,
            expected="comma-separated columns with a header line",
        ) from error
    checked = validate(frame, table, file=path)
    for column in PATHS.get(table, ()):
        for place, entry in checked.get(column, pd.Series(dtype=str)).dropna().items():
            where = f"line {place + 2}, column '{column}'"
            resolve_inside(path.parent, entry, allow_outside, file=path, where=where)
    return checked


def _read_columns(read: Callable[[Path], pd.DataFrame], path: Path) -> pd.DataFrame:
    try:
        return read(path)
    except Exception as error:
        # Damaged metadata surface as whatever pandas stumbles over: KeyError, TypeError ...
        raise ValueError(f"{type(error).__name__}: {error}") from error


def write_table(frame: pd.DataFrame, path: str | Path, *, parquet: bool = False) -> Path:
    """Write a frame as its file's name asks, whole or not at all.

    ``.parquet`` and ``.feather`` (or ``.arrow``) are what they say; any other name is CSV, with
    Parquet beside it where ``parquet`` is set. In CSV numbers have the fewest digits that read
    back to the same double, and missing values are empty.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    with whole_file(path) as temporary:
        if suffix == ".parquet":
            frame.to_parquet(temporary, index=False)
        elif suffix in ARROW:
            frame.reset_index(drop=True).to_feather(temporary)
        else:
            frame.to_csv(temporary, index=False, lineterminator="\n")
    if parquet and suffix != ".parquet":
        with whole_file(path.with_suffix(".parquet")) as temporary:
            frame.to_parquet(temporary, index=False)
    return path
